"""Load clients: wrk where it is installed, else one of our own. Their connections stay open and ask in a circle."""

import asyncio
import re
import shutil
import subprocess
import sys
import time
from dataclasses import dataclass

__all__ = ["Load", "client_name", "measure"]

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


def _measure_by_wrk(url: str, key: str, connections: int, seconds: int) -> Load:
    command = ["wrk", "-t1", f"-c{connections}", f"-d{seconds}s", "--latency", "-H", f"x-api-key: {key}", url]
    text = subprocess.run(command, capture_output=True, text=True, check=True, timeout=seconds + 30).stdout

    def latency(percent: str) -> float:
        match = re.search(rf"{percent}%\s+([\d.]+)(us|ms|s)\b", text)
        return float(match[1]) * _UNITS[match[2]] if match else float("nan")

    rate = re.search(r"Requests/sec:\s+([\d.]+)", text)
    failed = re.search(r"Non-2xx or 3xx responses: (\d+)", text)
    return Load(float(rate[1]) if rate else 0.0, latency("50"), latency("99"), int(failed[1]) if failed else 0)


class _Connection(asyncio.Protocol):
    """Sends the request again as soon as the answer is complete (it has a Content-Length)."""

    def __init__(self, request: bytes, latencies: list[float], failures: list[int]) -> None:
        self._request = request
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
        self._transport.write(self._request)

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


async def _load(url: str, key: str, connections: int, seconds: float) -> Load:
    match = re.fullmatch(r"http://([\w.]+):(\d+)(/.*)", url)
    assert match is not None
    host, port, path = match[1], int(match[2]), match[3]
    request = f"GET {path} HTTP/1.1\r\nHost: {host}\r\nx-api-key: {key}\r\n\r\n".encode()
    latencies: list[float] = []
    failures: list[int] = []
    loop = asyncio.get_running_loop()
    made = [
        await loop.create_connection(lambda: _Connection(request, latencies, failures), host, port)
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
    load = asyncio.run(_load(sys.argv[1], sys.argv[2], int(sys.argv[3]), float(sys.argv[4])))
    sys.stdout.write(f"{load.requests_per_second} {load.p50_ms} {load.p99_ms} {load.failed}\n")
