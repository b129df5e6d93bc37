"""The server process of a data folder: whether one is alive, how far it is, and how to end it.

A supervisor that was killed leaves its server behind. What such a server wrote about itself is in `postmaster.pid`,
which outlives it too, and then names a process number that may by now belong to anybody.
"""

import contextlib
import os
import signal
import subprocess
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

# Lines of postmaster.pid, counted from 0.
PID_LINE, STATUS_LINE = 0, 7
# Each signal and how long it may take. PostgreSQL calls them fast (cut sessions off, write a checkpoint) and immediate
# (leave recovery to the next start). Killing is for a server that hangs; writing our buffers takes seconds.
WAYS_TO_END_SERVER = ((signal.SIGINT, 60.0), (signal.SIGQUIT, 10.0), (signal.SIGKILL, 10.0))
# Never SIGINT for what outlives its server: to some of these processes it means "write the checkpoint of a clean end".
WAYS_TO_END_ORPHAN = ((signal.SIGQUIT, 10.0), (signal.SIGKILL, 10.0))


@dataclass(frozen=True)
class Postmaster:
    """What `postmaster.pid` says. `status` is "" at first, then starting, ready, standby or stopping.

    `written_ns` tells the record of one server from that of another with the same number, which containers make
    likely; the start they both record is no help, as it counts in seconds.
    """

    pid: int
    status: str
    written_ns: int


def recorded(data_dir: Path) -> Postmaster | None:
    """The server the data folder names, alive or not; None if it names none (or only a single-user one)."""
    try:
        with (data_dir / "postmaster.pid").open(errors="replace") as file:
            lines = file.read().splitlines()
            written_ns = os.fstat(file.fileno()).st_mtime_ns
        pid = int(lines[PID_LINE])
    except (FileNotFoundError, IndexError, ValueError):
        return None
    # A single-user server records its number negated, and to signal that would hit a process group.
    if pid <= 0:
        return None
    # The file grows while the server starts.
    return Postmaster(pid, lines[STATUS_LINE].strip() if len(lines) > STATUS_LINE else "", written_ns)


def serves(pid: int, data_dir: Path) -> bool:
    """Whether process `pid` is a PostgreSQL at work in `data_dir`; a zombie is not.

    On Linux, a server and its sessions have the data folder as their working folder. Elsewhere the server's command
    line names it, and sessions are not recognised.
    """
    if Path("/proc/self/cwd").exists():
        try:
            name = Path(f"/proc/{pid}/comm").read_text().strip()
            return name == "postgres" and os.path.samefile(f"/proc/{pid}/cwd", data_dir)
        except OSError:
            return False
    asked = subprocess.run(["ps", "-o", "command=", "-p", str(pid)], capture_output=True, text=True, check=False)
    return "postgres" in asked.stdout and str(data_dir) in asked.stdout


def processes_of(data_dir: Path) -> list[int]:
    """Every PostgreSQL process at work in the data folder; not known, so empty, where there is no /proc."""
    numbers = (
        [int(entry) for entry in os.listdir("/proc") if entry.isdigit()] if Path("/proc/self/cwd").exists() else []
    )
    return [number for number in numbers if serves(number, data_dir)]


def drop_misleading_record(data_dir: Path) -> None:
    """Remove a `postmaster.pid` whose number now belongs to a stranger: PostgreSQL would take it for its own.

    That happens after a reboot, and in containers (small numbers) nearly always. The record of a plain dead server
    stays, PostgreSQL deals with it. Call it holding the folder's lock, after ending every process of the folder.
    """
    record = recorded(data_dir)
    if record is not None and _exists(record.pid):
        (data_dir / "postmaster.pid").unlink(missing_ok=True)


def end(pid: int, alive: Callable[[], bool], ways: Sequence[tuple[signal.Signals, float]]) -> bool:
    """End a process, ever more firmly, each way for a bounded time; True when it is gone."""
    for way, seconds_max in ways:
        if not alive():
            return True
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, way)
        deadline = time.monotonic() + seconds_max
        while alive() and time.monotonic() < deadline:
            time.sleep(0.01)
    return not alive()


def _exists(pid: int) -> bool:
    """Whether we could signal the process; one of another account counts as absent, as PostgreSQL sees it too."""
    try:
        os.kill(pid, 0)
    except (ProcessLookupError, PermissionError):
        return False
    return True
