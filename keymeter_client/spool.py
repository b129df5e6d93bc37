"""The spool: events in files of one folder, from when they are recorded until Keymeter has them.

A file is a batch, one event a line. Its writer, and later whoever sends it, holds a lock on it that the kernel takes
back when the process dies: so many processes may share a folder, and any of them sends what a dead one has left. A file
is deleted only after the answer, so what is sent in the middle of a crash is sent again, with the same ids.
"""

import fcntl
import json
import os
import threading
import time
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, BinaryIO

__all__ = ["Batch", "Spool", "SpoolFull"]

_SUFFIX = ".ndjson"
_REJECTED = "rejected.jsonl"


class SpoolFull(Exception):
    """So much waits on disk that no more is taken: Keymeter was not reached for long."""


class Batch:
    """A file of events that this process may send: nobody else has it."""

    def __init__(self, path: Path, file: BinaryIO) -> None:
        self.path = path
        self._file = file
        file.seek(0)
        # A line without an end was being written when its process died: nobody was told that it is kept.
        self.lines = [line for line in file.read().splitlines(keepends=True) if line.endswith(b"\n")]

    def done(self) -> None:
        """Everything in it is settled."""
        self.path.unlink(missing_ok=True)
        self._file.close()

    def release(self) -> None:
        """Leave it for later, or for another process."""
        self._file.close()


class Spool:
    """Of one process. Threads may use it at the same time."""

    def __init__(self, folder: str | os.PathLike[str], *, batch_events: int, batch_bytes: int, bytes_max: int) -> None:
        self.folder = Path(folder)
        self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        self._batch_events = batch_events
        self._batch_bytes = batch_bytes
        self._bytes_max = bytes_max
        self._mutex = threading.Lock()
        self._current: BinaryIO | None = None
        self._events = 0
        self._named = 0

    def add(self, event: Mapping[str, Any]) -> None:
        """Returns when the event is on disk. SpoolFull if too much waits there."""
        line = json.dumps(event, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"
        with self._mutex:
            if self._current is not None and (
                self._events >= self._batch_events or self._current.tell() + len(line) > self._batch_bytes
            ):
                self._close()
            if self._current is None:
                if self.waiting_bytes() + len(line) > self._bytes_max:
                    raise SpoolFull(f"More than {self._bytes_max:,} bytes of events wait in {self.folder}.")
                self._current = self._open()
            self._current.write(line)
            self._current.flush()
            os.fsync(self._current.fileno())
            self._events += 1

    def close(self) -> None:
        """End the present batch, so that it can be sent."""
        with self._mutex:
            self._close()

    def take(self) -> Batch | None:
        """The oldest batch that nobody writes or sends; None if there is none."""
        for path in self._files():
            try:
                file = path.open("r+b")
            except FileNotFoundError:
                continue
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                file.close()
                continue
            if not path.exists():  # sent and deleted by another process after we had opened it
                file.close()
                continue
            batch = Batch(path, file)
            if batch.lines:
                return batch
            batch.done()
        return None

    def reject(self, events: Iterable[tuple[bytes, str]]) -> None:
        """Keep what Keymeter will never take, with its reason, for somebody to look at."""
        with self._mutex, (self.folder / _REJECTED).open("ab") as file:
            for line, reason in events:
                told = {"reason": reason, "event": json.loads(line)}
                file.write(json.dumps(told, ensure_ascii=False).encode() + b"\n")
            file.flush()
            os.fsync(file.fileno())

    def waiting_bytes(self) -> int:
        """How much waits, batches of other processes in the folder included."""
        total = 0
        for path in self._files():
            try:
                total += path.stat().st_size
            except FileNotFoundError:
                continue
        return total

    def _files(self) -> list[Path]:
        return sorted(self.folder.glob(f"*{_SUFFIX}"))

    def _open(self) -> BinaryIO:
        self._named += 1
        path = self.folder / f"{time.time_ns():020d}-{os.getpid()}-{self._named}{_SUFFIX}"
        file = path.open("xb")
        fcntl.flock(file, fcntl.LOCK_EX)
        folder = os.open(self.folder, os.O_RDONLY)
        try:
            os.fsync(folder)  # or the file's name could be lost with its events
        finally:
            os.close(folder)
        self._events = 0
        return file

    def _close(self) -> None:
        if self._current is not None:
            self._current.close()
            self._current = None
