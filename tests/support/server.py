"""A real server for a test: `keymeter serve` with worker processes of its own, on a database of the test's."""

import asyncio
import contextlib
import os
import re
import signal
import sys
import time
from collections import deque
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

from tests.support.patience import within

__all__ = ["PEPPER", "Server", "serving"]

PROJECT = Path(__file__).parents[2]
PEPPER = "1:" + "5a" * 32
START_SECONDS_MAX = within(20.0)
STOP_SECONDS_MAX = within(30.0)
_READY = re.compile(r"\[(\d+)\] Application startup complete")
_SERVING = re.compile(r"Serving on http://127\.0\.0\.1:(\d+) ")


class Server:
    """A running server. It tells from the log which workers are ready, and from /proc which one holds a connection."""

    def __init__(self, process: asyncio.subprocess.Process, *, workers: int) -> None:
        self.process = process
        self.count = workers
        self.port = 0
        #: When each worker began to serve (monotonic seconds), the dead ones too.
        self.ready_at: dict[int, float] = {}
        self.log: deque[str] = deque(maxlen=2000)
        self._changed = asyncio.Condition()
        self._reading = asyncio.create_task(self._read_log())

    def workers(self) -> list[int]:
        """The workers that serve now."""
        return [pid for pid in self.ready_at if _is_alive(pid)]

    async def wait_ready(self, *, count: int | None = None, seconds_max: float = START_SECONDS_MAX) -> None:
        """Until so many workers serve; all of them, if no number is given."""
        wanted = self.count if count is None else count
        async with asyncio.timeout(seconds_max), self._changed:
            await self._changed.wait_for(lambda: self._has_ended() or (self.port and len(self.workers()) >= wanted))
        assert not self._has_ended(), f"the server ended:\n{self.tail()}"

    def holders(self) -> dict[int, int]:
        """By the port of a client's connection, the worker that holds the other end."""
        inodes = _inodes_of_clients(self.port)
        return {inodes[name]: pid for pid in self.workers() for name in _open_files(pid) if name in inodes}

    def worker_of(self, local_port: int) -> int | None:
        """The worker that holds the other end of a client's connection; None if none has accepted it (yet)."""
        return self.holders().get(local_port)

    def tail(self, lines: int = 40) -> str:
        return "\n".join(list(self.log)[-lines:])

    async def stop(self) -> float:
        """SIGTERM to the supervisor; the seconds it took to end. Fails if it does not."""
        started = time.monotonic()
        if self.process.returncode is None:
            self.process.send_signal(signal.SIGTERM)
        async with asyncio.timeout(STOP_SECONDS_MAX):
            await self.process.wait()
        return time.monotonic() - started

    async def close(self) -> None:
        """End it in any case, workers included."""
        try:
            with contextlib.suppress(TimeoutError):
                await self.stop()
        finally:
            for pid in [self.process.pid, *self.ready_at] if self.process.returncode is None else self.workers():
                with contextlib.suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGKILL)
            await self.process.wait()
            self._reading.cancel()
            await asyncio.gather(self._reading, return_exceptions=True)

    def _has_ended(self) -> bool:
        return self.process.returncode is not None

    async def _read_log(self) -> None:
        assert self.process.stderr is not None
        async for raw in self.process.stderr:
            line = raw.decode(errors="replace").rstrip()
            self.log.append(line)
            if ready := _READY.search(line):
                self.ready_at[int(ready[1])] = time.monotonic()
            if found := _SERVING.search(line):
                self.port = int(found[1])
            if ready or found:
                async with self._changed:
                    self._changed.notify_all()
        await self.process.wait()
        async with self._changed:
            self._changed.notify_all()


@contextlib.asynccontextmanager
async def serving(
    database_url: str, *, workers: int = 4, app: str = "main:create_app", **environment: str
) -> AsyncIterator[Server]:
    """A server on a migrated database, every worker ready. `environment` has settings in upper case."""
    inherited = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith("KEYMETER_") and name not in ("DATABASE_URL", "PORT")
    }
    given = {"KEYMETER_DATABASE_URL": database_url, "KEYMETER_PEPPER": PEPPER, "KEYMETER_LOG_LEVEL": "info"}
    given |= {"KEYMETER_JOBS": "false", "KEYMETER_LOG_FORMAT": "text"}  # jobs and JSON have tests of their own
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "jobs.cli", "serve", "--port", "0", "--workers", str(workers), "--no-migrate", "--app", app,
        cwd=PROJECT,
        env=inherited | given | environment,
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.PIPE,
        limit=2**20,
        start_new_session=True,
    )  # fmt: skip
    server = Server(process, workers=workers)
    try:
        await server.wait_ready()
        yield server
    except BaseException:
        sys.stderr.write(f"--- the server's last words ---\n{server.tail()}\n")
        raise
    finally:
        await server.close()


def _is_alive(pid: int) -> bool:
    """Whether the process exists and is not a zombie."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def _open_files(pid: int) -> Iterator[str]:
    """What its file descriptors point to."""
    with contextlib.suppress(OSError):
        for number in os.listdir(f"/proc/{pid}/fd"):
            with contextlib.suppress(OSError):
                yield os.readlink(f"/proc/{pid}/fd/{number}")


def _inodes_of_clients(server_port: int) -> dict[str, int]:
    """The server's ends of its TCP connections on this machine, as /proc names open files, with the clients' ports."""
    found = {}
    for line in Path("/proc/net/tcp").read_text().splitlines()[1:]:
        fields = line.split()  # proc_pid_net(5)
        if fields[1].endswith(f":{server_port:04X}") and fields[9] != "0":
            found[f"socket:[{fields[9]}]"] = int(fields[2].rpartition(":")[2], 16)
    return found
