"""Calls that are served while the database is away: on disk before their replies, recorded afterwards.

Only keys with a budget (`fail_open_calls`) come here. All processes of a machine share one folder, and every step holds
one lock of it, so a budget lets exactly as many through as it says, however many processes ask. A place is taken before
the endpoint runs; what the call used is written when it has ended; both are on disk (fsync) before the next step. When
the database is back, what is there is recorded under the ids and instants it had, each at most once.

A budget is per outage and machine: it begins anew with each time that the folder was emptied.
"""

import asyncio
import contextlib
import fcntl
import logging
import os
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from uuid import UUID, uuid4

import msgspec

from core.database import as_error, fetch
from core.errors import Unavailable, Unrecordable
from core.gate.calls import Call
from core.keys import Identity, recorded_identity
from core.tasks import background

__all__ = ["Spool", "open_spool"]

log = logging.getLogger("keymeter.spool")

DRAIN_SECONDS = 1.0
_STORED = "SELECT 1 FROM usage_events WHERE user_id = $1 AND occurred_at = $2 AND id_hash = $3"


class _Place(msgspec.Struct, tag="place"):
    """One call of a key may pass."""

    key_id: UUID


class _Kept(msgspec.Struct, tag="call"):
    """What a call used, as it is to be recorded. `properties` are those of its event, byte for byte."""

    id: UUID
    key_id: UUID
    user_id: UUID
    live: bool
    time_zone: str
    occurred_at: datetime
    units: dict[str, Decimal]
    billable: bool
    properties: str


_ENCODE = msgspec.json.Encoder(decimal_format="string").encode
_DECODE = msgspec.json.Decoder(_Place | _Kept).decode


class Spool:
    """One per process. Open it with `open_spool`."""

    def __init__(self, folder: Path, record: Callable[[Call], Awaitable[None]]) -> None:
        self._folder = folder
        self._record = record

    async def take(self, identity: Identity) -> bool:
        """Whether this call may pass: a place of the key's budget, if one is left. It is gone then, used or not."""
        return await asyncio.to_thread(self._take, identity)

    async def keep(self, call: Call) -> None:
        """Return once a call is on disk. Unavailable if it cannot be written: then the reply must not leave."""
        properties, _ = call.encode()
        identity = call.identity
        kept = _Kept(
            call.id,
            identity.key_id,
            identity.user_id,
            identity.live,
            identity.time_zone,
            call.occurred_at,
            {name: Decimal(units) for name, units in call.units.items()},
            call.billable,
            properties.decode(),
        )
        try:
            await asyncio.to_thread(self._append, kept)
        except OSError as error:
            raise Unavailable("The call could not be kept, so it does not count.", detail=repr(error)) from error

    # --- The files ----------------------------------------------------------------------------------------------------

    @contextlib.contextmanager
    def _locked(self) -> Iterator[None]:
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        with (self._folder / "lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield

    def _take(self, identity: Identity) -> bool:
        place = _Place(identity.key_id)
        try:
            with self._locked():
                if _read(self._current).count(place) >= identity.fail_open:
                    return False
                _append(self._current, place)
        except OSError:
            log.exception("no place could be taken in the spool")
            return False
        return True

    def _append(self, kept: _Kept) -> None:
        with self._locked():
            _append(self._current, kept)

    @property
    def _current(self) -> Path:
        return self._folder / "calls.ndjson"

    # --- Recording ----------------------------------------------------------------------------------------------------

    async def run(self) -> None:
        """Record what is there whenever the database answers, until cancelled."""
        while True:
            try:
                await self.drain()
            except Exception as error:
                if as_error(error) is None:
                    log.exception("the spool could not be recorded")
            await asyncio.sleep(DRAIN_SECONDS)

    async def drain(self) -> int:
        """Record all calls that are there; how many. Those of a process that died in the middle are among them."""
        if not self._folder.is_dir() or not await asyncio.to_thread(self._is_filled):
            return 0
        await fetch("SELECT 1")  # not before the database answers: setting the file aside begins all budgets anew
        recorded = 0
        for path in await asyncio.to_thread(self._set_aside):
            recorded += await self._drain(path)
        return recorded

    def _is_filled(self) -> bool:
        return any(path.stat().st_size for path in self._folder.glob("*.ndjson"))

    def _set_aside(self) -> list[Path]:
        with self._locked():
            if self._current.exists() and self._current.stat().st_size:
                self._current.rename(self._folder / f"aside-{uuid4().hex}.ndjson")
            return sorted(self._folder.glob("aside-*.ndjson"))

    async def _drain(self, path: Path) -> int:
        try:
            file = path.open("rb")
        except FileNotFoundError:
            return 0
        with file:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                return 0  # another process records it
            kept = [each for each in await asyncio.to_thread(_read, path) if isinstance(each, _Kept)]
            for each in kept:
                await self._settle(each)
            await asyncio.to_thread(path.unlink, missing_ok=True)
        if kept:
            log.warning("%s calls that passed while the database was away are recorded", len(kept))
        return len(kept)

    async def _settle(self, kept: _Kept) -> None:
        if await fetch(_STORED, kept.user_id, kept.occurred_at, kept.id):
            return  # by a process that died before it could remove the file
        identity = recorded_identity(kept.key_id, kept.user_id, live=kept.live, time_zone=kept.time_zone)
        call = Call(identity, dict(kept.units), kept.occurred_at, kept.id)
        call.billable, call.finished, call.spooled, call.properties = (
            kept.billable,
            True,
            True,
            kept.properties.encode(),
        )
        try:
            await self._record(call)
        except Unrecordable:
            log.error("call %s of the spool cannot be recorded", kept.id)
            await asyncio.to_thread(_append, self._folder / "refused.jsonl", kept)


def _append(path: Path, entry: _Place | _Kept) -> None:
    """Add a line and have it on disk."""
    with path.open("ab") as file:
        # A process that died in the middle of a line must not spoil the next one.
        file.write((b"\n" if file.tell() else b"") + _ENCODE(entry) + b"\n")
        file.flush()
        os.fsync(file.fileno())


def _read(path: Path) -> list[_Place | _Kept]:
    if not path.exists():
        return []
    found = []
    for line in path.read_bytes().splitlines():
        if not line:
            continue
        try:
            found.append(_DECODE(line))
        except msgspec.MsgspecError:
            log.warning("%s has a line that was never written to its end; its call was not answered", path.name)
    return found


@contextlib.asynccontextmanager
async def open_spool(folder: Path, record: Callable[[Call], Awaitable[None]]) -> AsyncIterator[Spool]:
    """The spool of a folder; `record` is what commits a call once the database is back."""
    spool = Spool(folder, record)
    async with background(spool.run()):
        yield spool
