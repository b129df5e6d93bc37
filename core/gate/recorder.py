"""The recorder: calls that wait together share one statement, one commit and one answer (group commit).

What it promises:
  * `record` returns after the COMMIT, or raises: Unavailable if that could not be had before the call's deadline,
    Unrecordable if this call's own data is refused, AnsweredError if one like it was answered before. One refused
    call never fails the others of its group.
  * A COMMIT in doubt (the connection was lost after sending) is repeated with the same ids until it is certain. A call
    that was answered 503 meanwhile is taken back by a retraction: nobody pays for an answer that never came.
  * While the database does not answer, `reserve` refuses new calls at once, before their endpoint runs.
"""

import asyncio
import contextlib
import logging
import math
from collections import deque
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from uuid import UUID

import asyncpg

from core.clock import monotonic
from core.database import as_error, raw_connection
from core.errors import Unavailable, Unrecordable
from core.gate.answers import AnsweredError
from core.gate.calls import Call
from core.gate.recording import FencedError, Recording, SomeAnsweredError
from core.metering import CatalogueRules, load_catalogue
from core.tasks import background

__all__ = ["Recorder", "open_recorder"]

log = logging.getLogger("keymeter.recorder")

GROUP_MAX = 256
ATTEMPT_SECONDS_MAX = 3.0  # with a new connection, the catalogue and a partition, if it needs them
PROBE_SECONDS = 0.1
#: These pass by themselves: send the same group again.
_PASSING = (
    asyncpg.DeadlockDetectedError,
    asyncpg.SerializationError,
    asyncpg.LockNotAvailableError,
    asyncpg.QueryCanceledError,
)


class Recorder:
    """One per process. Open it with `open_recorder`."""

    def __init__(self, *, deadline_ms: int, queue_max: int, give_back: Callable[[Call], None] = lambda _: None) -> None:
        self._deadline_seconds = deadline_ms / 1000
        self._queue_max = queue_max
        self._give_back = give_back
        self._queue: deque[Call] = deque()
        self._group: Sequence[Call] = ()
        self._arrived = asyncio.Event()
        self._recording = Recording()
        self._failing = False
        self._closing = False
        self.recorded_total = 0
        self.groups_total = 0
        self.retracted_total = 0

    def reserve(self) -> None:
        """A place for one call, to be taken before its endpoint runs; Unavailable if there is none."""
        if self._failing or self._closing:
            raise Unavailable("Calls cannot be recorded now, so none is served. Try again in a moment.")
        if len(self._queue) >= self._queue_max:
            raise Unavailable("Too many calls are waiting to be recorded. Try again in a moment.", code="overloaded")

    def record(self, call: Call) -> Awaitable[None]:
        """Done once the call's event is committed, with its rollups and counters."""
        return self._enqueue(call)

    async def record_all(self, calls: Sequence[Call]) -> None:
        """The same for many at once, as imports have them: they wait in one queue, without a task each."""
        await asyncio.gather(*[self._enqueue(call) for call in calls])

    @property
    def known_rules(self) -> CatalogueRules | None:
        """The catalogue that the next group is going to be counted by, as far as we know."""
        return self._recording.rules

    async def rules(self, meters: frozenset[UUID]) -> CatalogueRules:
        """The catalogue that calls are counted by, one that has these meters."""
        if self._recording.rules is None or not meters <= self._recording.rules.meter_ids:
            self._recording.rules = await load_catalogue()
        return self._recording.rules

    async def counts(self, name: str) -> bool:
        """Whether there is a meter that sums units of this name."""
        if self._recording.rules is None or name not in self._recording.rules.by_unit:
            self._recording.rules = await load_catalogue()
        return name in self._recording.rules.by_unit

    def _enqueue(self, call: Call) -> asyncio.Future[None]:
        future: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        call.answered = future
        # One that was answered long ago waits as long as it takes.
        call.waiting_since = math.inf if call.spooled else monotonic()
        self._queue.append(call)
        self._arrived.set()
        return future

    # --- The loop ---------------------------------------------------------------------------------------------------

    async def run(self) -> None:
        """Record what arrives until cancelled."""
        try:
            while True:
                await self._arrived.wait()
                self._arrived.clear()
                while self._queue:
                    count = min(len(self._queue), GROUP_MAX)
                    self._group = [self._queue.popleft() for _ in range(count)]
                    await self._settle_safely(self._group)
                    self._group = ()
        finally:
            await self._recording.drop()

    async def _settle_safely(self, group: Sequence[Call]) -> None:
        try:
            await self._settle(group, in_doubt=False)
        except Exception:  # a fault of ours: these calls get an answer, and those after them are recorded
            log.exception("a group of calls could not be settled")
            for call in group:
                self._refuse(call)

    async def _settle(self, group: Sequence[Call], *, in_doubt: bool) -> None:
        """Bring a group to its end: committed, refused or given up before anything was sent."""
        while True:
            if not in_doubt:
                for call in group:
                    if call.expired:
                        self._give_back(call)
                group = [call for call in group if not call.expired]
            if not group:
                return
            try:
                async with asyncio.timeout(ATTEMPT_SECONDS_MAX):
                    await self._recording.store(group, in_doubt=in_doubt)
            except _PASSING:
                await asyncio.sleep(0.01)
                continue
            except FencedError as error:
                await self._split_fenced(group, error)
                return
            except SomeAnsweredError as found:
                for call in found.calls:
                    self._give_back(call)
                    self._answer(call, AnsweredError())
                gone = {call.id for call in found.calls}
                group = [call for call in group if call.id not in gone]
                continue
            except Exception as error:
                if as_error(error) is None:
                    # What we find fault with ourselves was found after the commit.
                    in_doubt = in_doubt or isinstance(error, LookupError | AssertionError)
                    await self._split(group, error, in_doubt=in_doubt)
                    return
                in_doubt = in_doubt or self._recording.is_connected
                await self._wait_out(error)
                continue
            self._go_on()
            await self._confirm(group)
            return

    async def _split(self, group: Sequence[Call], error: Exception, *, in_doubt: bool) -> None:
        """Refused for its data: find the call that is to blame by halving, and record the others."""
        if len(group) > 1:
            middle = len(group) // 2
            await self._settle(group[:middle], in_doubt=in_doubt)
            await self._settle(group[middle:], in_doubt=in_doubt)
            return
        log.error("call %s cannot be recorded: %r", group[0].id, error)
        self._refuse(group[0])

    async def _split_fenced(self, group: Sequence[Call], error: FencedError) -> None:
        """Nothing of the group was stored. Record those that hold nothing or hold it by a worker that lives."""
        if len(group) > 1:
            middle = len(group) // 2
            await self._settle(group[:middle], in_doubt=False)
            await self._settle(group[middle:], in_doubt=False)
            return
        log.warning("call %s was fenced: %r", group[0].id, error)
        self._answer(group[0], Unavailable("The call took too long to be counted, so it does not count. Try it again."))

    def _refuse(self, call: Call) -> None:
        self._give_back(call)
        self._answer(call, Unrecordable("The usage of this call could not be recorded, so it was not served."))

    async def _confirm(self, group: Sequence[Call]) -> None:
        self.groups_total += 1
        self.recorded_total += len(group)
        for call in group:
            self._answer(call, None)
        unserved = [call.retraction() for call in group if call.expired]
        if unserved:
            self.retracted_total += len(unserved)
            await self._settle(unserved, in_doubt=True)  # must not be given up

    @staticmethod
    def _answer(call: Call, error: Exception | None) -> None:
        future = call.answered
        if isinstance(future, asyncio.Future) and not future.done():
            if error is None:
                future.set_result(None)
            else:
                future.set_exception(error)

    async def _wait_out(self, error: Exception) -> None:
        """The database did not answer: stop taking calls, drop the connection, try again shortly."""
        if not self._failing:
            log.warning("recording is interrupted: %r", error)
        self._failing = True
        await self._recording.drop()
        await asyncio.sleep(PROBE_SECONDS)

    # --- Beside the loop --------------------------------------------------------------------------------------------

    async def watch(self) -> None:
        """Give up on calls past their deadline, and find out when the database is back, until cancelled."""
        while True:
            await asyncio.sleep(PROBE_SECONDS)
            limit = monotonic() - self._deadline_seconds
            for call in (*self._group, *self._queue):
                self._expire(call, limit)
            if self._failing and not self._queue and not self._group:
                await self._probe()

    def _expire(self, call: Call, limit: float) -> None:
        future = call.answered
        if isinstance(future, asyncio.Future) and not future.done() and call.waiting_since < limit:
            call.expired = True
            future.set_exception(
                Unavailable("The call could not be recorded in time, so it does not count. Try it again.")
            )

    async def _probe(self) -> None:
        try:
            async with asyncio.timeout(1), raw_connection("recorder") as connection:
                await connection.fetchval("SELECT version FROM catalogue")
            self._go_on()
        except Exception as error:
            if as_error(error) is None:
                log.exception("the probe failed")

    def _go_on(self) -> None:
        if self._failing:
            log.warning("recording goes on")
        self._failing = False

    async def drain(self, *, seconds_max: float) -> None:
        """Refuse new calls and wait until those under way are recorded or taken back, so long at most."""
        self._closing = True
        limit = monotonic() + seconds_max
        while monotonic() < limit and (self._queue or self._group):  # noqa: ASYNC110 - once, at the very end
            await asyncio.sleep(0.01)


@contextlib.asynccontextmanager
async def open_recorder(
    *, deadline_ms: int, queue_max: int, give_back: Callable[[Call], None] = lambda _: None
) -> AsyncIterator[Recorder]:
    """A recorder that runs while the context is open, and is drained when it closes. `give_back` is told of each call
    that is not going to be recorded."""
    recorder = Recorder(deadline_ms=deadline_ms, queue_max=queue_max, give_back=give_back)
    async with background(recorder.run(), recorder.watch()):
        try:
            yield recorder
        finally:
            await recorder.drain(seconds_max=5)
