"""Load clients: wrk where it is installed, else one of our own. Their connections stay open and ask in a circle."""

import asyncio
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import cycle

__all__ = ["Load", "client_name", "measure", "measure_posts"]

_LUA = """
local number = 0
request = function()
  number = number % #bodies + 1
  return wrk.format("POST", nil, nil, bodies[number])
end
"""
_UNITS = {"us": 0.001, "ms": 1.0, "s": 1000.0}


@dataclass(frozen=True, slots=True)
class Load:
    """What one run of a client saw. Latencies in milliseconds."""

    requests_per_second: float
    p50_ms: float
    p99_ms: float
    failed: int


def client_name() -> str:
    return "wrk" if shutil.which("wrk") else "built-in client"


def measure(url: str, key: str, *, connections: int, seconds: int) -> Load:
    """Load a URL from another process for some seconds."""
    if shutil.which("wrk"):
        return _measure_by_wrk(url, key, connections, seconds)
    command = [sys.executable, "-m", "jobs.bench.client", url, key, str(connections), str(seconds)]
    answer = subprocess.run(command, capture_output=True, text=True, check=True, timeout=seconds + 30)
    rate, p50, p99, failed = answer.stdout.split()
    return Load(float(rate), float(p50), float(p99), int(failed))


def measure_posts(url: str, token: str, bodies: Sequence[bytes], *, connections: int, seconds: int) -> Load:
    """Post these JSON bodies in turn, with an admin token."""
    if not shutil.which("wrk"):
        command = [sys.executable, "-m", "jobs.bench.client", url, token, str(connections), str(seconds), "posts"]
        answer = subprocess.run(
            command, input=b"\n".join(bodies), capture_output=True, check=True, timeout=seconds + 30
        ).stdout.split()
        return Load(float(answer[0]), float(answer[1]), float(answer[2]), int(answer[3]))
    with tempfile.NamedTemporaryFile("w", suffix=".lua") as script:
        script.write("local bodies = {" + ",".join(f"[==[{body.decode()}]==]" for body in bodies) + "}\n" + _LUA)
        script.flush()
        more = ["-H", f"authorization: Bearer {token}", "-H", "content-type: application/json", "-s", script.name]
        return _run_wrk(url, more, connections, seconds)


def _measure_by_wrk(url: str, key: str, connections: int, seconds: int) -> Load:
    return _run_wrk(url, ["-H", f"x-api-key: {key}"], connections, seconds)


def _run_wrk(url: str, more: Sequence[str], connections: int, seconds: int) -> Load:
    command = ["wrk", "-t1", f"-c{connections}", f"-d{seconds}s", "--latency", *more, url]
    text = subprocess.run(command, capture_output=True, text=True, check=True, timeout=seconds + 30).stdout

    def latency(percent: str) -> float:
        match = re.search(rf"{percent}%\s+([\d.]+)(us|ms|s)\b", text)
        return float(match[1]) * _UNITS[match[2]] if match else float("nan")

    rate = re.search(r"Requests/sec:\s+([\d.]+)", text)
    failed = re.search(r"Non-2xx or 3xx responses: (\d+)", text)
    return Load(float(rate[1]) if rate else 0.0, latency("50"), latency("99"), int(failed[1]) if failed else 0)


class _Connection(asyncio.Protocol):
    """Sends the request again as soon as the answer is complete (it has a Content-Length)."""

    def __init__(self, requests: Iterator[bytes], latencies: list[float], failures: list[int]) -> None:
        self._requests = requests
        self._latencies = latencies
        self._failures = failures
        self._buffer = b""
        self._sent = 0.0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport
        self._ask()

    def _ask(self) -> None:
        self._sent = time.perf_counter()
        self._transport.write(next(self._requests))

    def data_received(self, data: bytes) -> None:
        self._buffer += data
        head, separator, body = self._buffer.partition(b"\r\n\r\n")
        length = re.search(rb"(?i)content-length: (\d+)", head)
        if not separator or length is None or len(body) < int(length[1]):
            return
        self._latencies.append(time.perf_counter() - self._sent)
        if not head.startswith(b"HTTP/1.1 2"):
            self._failures.append(1)
        self._buffer = b""
        self._ask()


async def _load(url: str, secret: str, connections: int, seconds: float, bodies: Sequence[bytes]) -> Load:
    match = re.fullmatch(r"http://([\w.]+):(\d+)(/.*)", url)
    assert match is not None
    host, port, path = match[1], int(match[2]), match[3]
    requests = [f"GET {path} HTTP/1.1\r\nHost: {host}\r\nx-api-key: {secret}\r\n\r\n".encode()]
    if bodies:
        head = f"POST {path} HTTP/1.1\r\nHost: {host}\r\nauthorization: Bearer {secret}\r\n"
        requests = [f"{head}content-length: {len(body)}\r\n\r\n".encode() + body for body in bodies]
    endless = cycle(requests)
    latencies: list[float] = []
    failures: list[int] = []
    loop = asyncio.get_running_loop()
    made = [
        await loop.create_connection(lambda: _Connection(endless, latencies, failures), host, port)
        for _ in range(connections)
    ]
    await asyncio.sleep(seconds)
    for transport, _ in made:
        transport.close()
    ordered = sorted(latencies)
    return Load(
        len(ordered) / seconds, ordered[len(ordered) // 2] * 1e3, ordered[int(len(ordered) * 0.99)] * 1e3, len(failures)
    )


if __name__ == "__main__":
    posted = sys.stdin.buffer.read().split(b"\n") if len(sys.argv) > 5 else []
    load = asyncio.run(_load(sys.argv[1], sys.argv[2], int(sys.argv[3]), float(sys.argv[4]), posted))
    sys.stdout.write(f"{load.requests_per_second} {load.p50_ms} {load.p99_ms} {load.failed}\n")
