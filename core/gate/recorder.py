"""The recorder: calls that wait together share one statement, one commit and one answer (group commit).

It runs on a connection of Tortoise's pool that it keeps, because its one statement keeps a generic plan there. The
statement is a transaction of its own: one round trip where BEGIN and COMMIT would make it three.

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
from core.database import as_error, hang_up, raw_connection
from core.errors import Unavailable, Unrecordable
from core.gate.answers import FIND_ANSWERED, AnsweredError, keeping
from core.gate.batch import as_columns, held_columns, kept_columns, learn_values
from core.gate.calls import Call
from core.gate.statements import read_statement
from core.metering import CatalogueRules, ensure_partitions, load_catalogue
from core.tasks import background

__all__ = ["STATEMENT_HELD", "Recorder", "open_recorder"]

log = logging.getLogger("keymeter.recorder")

_STATEMENT = read_statement("calls_record.sql")
#: The same for groups with calls that hold units of limited meters.
STATEMENT_HELD = (
    _STATEMENT.replace("WITH event AS", f"WITH {read_statement('holds_lock.sql')}event AS")
    .replace("contribution AS MAT", f"{read_statement('holds_consume.sql')}contribution AS MAT")
    .replace(
        "FROM catalogue) = $10\n",
        """FROM catalogue) = $10
    AND (SELECT count(*) FROM me) = cardinality($25) AND (SELECT count(*) FROM held) = cardinality($26)\n""",
    )
    .replace(
        "AS users,\n", "AS users,\n       (SELECT count(*) FROM me) AS workers, (SELECT count(*) FROM held) AS holds,\n"
    )
)
#: By whether calls of the group hold units, and whether answers are kept.
_STATEMENTS = {
    (False, False): _STATEMENT,
    (True, False): STATEMENT_HELD,
    (False, True): keeping(_STATEMENT),
    (True, True): keeping(STATEMENT_HELD),
}
GROUP_MAX = 256
STATEMENT_SECONDS_MAX = 1.5
ATTEMPT_SECONDS_MAX = 3.0  # with a new connection, the catalogue and a partition, if it needs them
PROBE_SECONDS = 0.1
#: These pass by themselves: send the same group again.
_PASSING = (
    asyncpg.DeadlockDetectedError,
    asyncpg.SerializationError,
    asyncpg.LockNotAvailableError,
    asyncpg.QueryCanceledError,
)


class _FencedError(Exception):
    """What this group was granted is not held any more: its worker was silent for too long, or the database crashed."""


class _SomeAnsweredError(Exception):
    """Some calls of a group were answered before. Nothing of the group was stored."""

    def __init__(self, calls: Sequence[Call]) -> None:
        super().__init__()
        self.calls = calls


class Recorder:
    """One per process. Open it with `open_recorder`."""

    def __init__(self, *, deadline_ms: int, queue_max: int, give_back: Callable[[Call], None] = lambda _: None) -> None:
        self._deadline_seconds = deadline_ms / 1000
        self._queue_max = queue_max
        self._give_back = give_back
        self._queue: deque[Call] = deque()
        self._group: Sequence[Call] = ()
        self._arrived = asyncio.Event()
        self._rules: CatalogueRules | None = None
        self._connection: asyncpg.Connection | None = None
        self._statements: dict[tuple[bool, bool], asyncpg.prepared_stmt.PreparedStatement] = {}
        self._lease = contextlib.AsyncExitStack()
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
        return self._rules

    async def rules(self, meters: frozenset[UUID]) -> CatalogueRules:
        """The catalogue that calls are counted by, one that has these meters."""
        if self._rules is None or not meters <= self._rules.meter_ids:
            self._rules = await load_catalogue()
        return self._rules

    async def counts(self, name: str) -> bool:
        """Whether there is a meter that sums units of this name."""
        if self._rules is None or name not in self._rules.by_unit:
            self._rules = await load_catalogue()
        return name in self._rules.by_unit

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
            await self._drop_connection()

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
                    await self._execute(group, in_doubt=in_doubt)
            except _PASSING:
                await asyncio.sleep(0.01)
                continue
            except _FencedError as error:
                await self._split_fenced(group, error)
                return
            except _SomeAnsweredError as found:
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
                in_doubt = in_doubt or bool(self._statements)
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

    async def _split_fenced(self, group: Sequence[Call], error: _FencedError) -> None:
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

    # --- The statement ----------------------------------------------------------------------------------------------

    async def _execute(self, group: Sequence[Call], *, in_doubt: bool) -> None:
        if not self._statements:
            await self._connect()
        held, kept = any(call.grants for call in group), any(call.keepsake for call in group)
        statement = await self._prepare(held, kept)
        for _ in range(3):
            assert self._rules is not None
            await learn_values(group, self._rules)
            columns = as_columns(group, self._rules)
            if held:
                columns += held_columns(group)
            if kept:
                columns += kept_columns(group)
            try:
                row = await statement.fetchrow(*columns, timeout=STATEMENT_SECONDS_MAX)
            except asyncpg.CheckViolationError:
                await ensure_partitions(call.occurred_at for call in group)
                continue
            except asyncpg.NotNullViolationError:
                if answered := await self._find_answered(group):
                    raise _SomeAnsweredError(answered) from None
                raise
            assert row is not None
            if row["version"] != self._rules.version:
                self._rules = await load_catalogue(self._connection)
                continue
            if held and (row["workers"], row["holds"]) != (len(columns[24]), len(columns[25])):
                if in_doubt and await self._is_stored(group[0]):
                    return  # it was before, and its holds became usage then
                raise _FencedError
            if row["users"] != len(columns[10]):
                raise LookupError("a user of this group has no seal row")
            if row["inserted"] == len(group) or (row["inserted"] == 0 and in_doubt):
                return
            raise AssertionError(f"{row['inserted']} of {len(group)} events were new: a group is all or nothing")
        raise LookupError("neither a new partition nor a new catalogue let the group in")

    async def _connect(self) -> None:
        connection: asyncpg.Connection = await self._lease.enter_async_context(raw_connection("recorder"))
        self._connection = connection
        self._rules = await load_catalogue(connection)
        await self._prepare(False, False)

    async def _is_stored(self, call: Call) -> bool:
        assert self._connection is not None
        found = await self._connection.fetchval(
            "SELECT true FROM usage_events WHERE user_id = $1 AND occurred_at = $2 AND id_hash = $3",
            call.user_id,
            call.occurred_at,
            call.id,
            timeout=STATEMENT_SECONDS_MAX,
        )
        return bool(found)

    async def _find_answered(self, group: Sequence[Call]) -> list[Call]:
        assert self._connection is not None
        kept = [call for call in group if call.keepsake is not None]
        found = await self._connection.fetch(FIND_ANSWERED, *kept_columns(kept)[:5], timeout=STATEMENT_SECONDS_MAX)
        return [kept[row["number"] - 1] for row in found]

    async def _prepare(self, held: bool, kept: bool) -> asyncpg.prepared_stmt.PreparedStatement:
        if (held, kept) not in self._statements:
            assert self._connection is not None
            self._statements[held, kept] = await self._connection.prepare(
                _STATEMENTS[held, kept], timeout=STATEMENT_SECONDS_MAX
            )
        return self._statements[held, kept]

    async def _drop_connection(self) -> None:
        if self._connection is not None:
            hang_up(self._connection)
        self._connection = None
        self._statements = {}
        with contextlib.suppress(Exception):
            await self._lease.aclose()
        self._lease = contextlib.AsyncExitStack()

    async def _wait_out(self, error: Exception) -> None:
        """The database did not answer: stop taking calls, drop the connection, try again shortly."""
        if not self._failing:
            log.warning("recording is interrupted: %r", error)
        self._failing = True
        await self._drop_connection()
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
