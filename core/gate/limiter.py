"""Hard limits and rates: callers who wait together are decided by one statement, over all processes exactly.

What a caller is granted stands in `holds` under the id of this worker until its call is recorded, which turns the hold
into usage in one transaction. Whatever goes wrong in between, nothing is granted twice:
  * a worker that dies or stalls is fenced by the others, and its holds are given back (`gate_sweep`);
  * a worker that finds itself fenced, or that does not know what became of a decision, goes on under a new id;
  * a call that is given up without being recorded gives its hold back here.

A process whose users have no limits never comes here: no row, no heartbeat, no statement.
"""

import asyncio
import contextlib
import logging
from collections import deque
from collections.abc import AsyncIterator, Mapping, Sequence
from datetime import timedelta
from decimal import Decimal
from uuid import UUID

import asyncpg

from core.clock import now
from core.database import as_error, fetch, hang_up, raw_connection
from core.errors import Unavailable
from core.gate.ahead import AHEAD_SECONDS, Ahead
from core.gate.calls import Call, Grant, Quota
from core.gate.deciding import AHEAD, DECIDE, Asking, columns_of, entries_of, entry_of, quota_of, refusal, too_fast
from core.ids import new_id
from core.metering import clock
from core.tasks import background

__all__ = ["SILENT_SECONDS_MAX", "Limiter", "open_limiter", "sweep_gate"]

log = logging.getLogger("keymeter.limiter")

GROUP_MAX = 64
BEAT_SECONDS = 0.5
#: A worker that was silent for so long is fenced: long enough for a stop-the-world, short enough to be waited for.
SILENT_SECONDS_MAX = 5.0
STATEMENT_SECONDS_MAX = 1.5
#: How often somebody is asked about again because what refuses it is held ahead, and may be given back any moment.
REFUSALS_MAX = 12
_GIVE_BACK = """
WITH back AS MATERIALIZED (
    SELECT * FROM unnest($1::uuid[], $2::uuid[], $3::bool[], $4::uuid[], $5::timestamptz[], $6::timestamptz[],
                         $7::timestamptz[], $8::numeric[])
        AS t (user_id, meter_id, live, worker_id, hour, day, month, units)
),
held AS MATERIALIZED (
    SELECT h.* FROM holds h JOIN (SELECT DISTINCT user_id, meter_id, live, worker_id, hour, day, month FROM back) b
        USING (user_id, meter_id, live, worker_id, hour, day, month)
    ORDER BY user_id, meter_id, live, worker_id, hour, day, month FOR UPDATE OF h
)
UPDATE holds h SET units = h.units - b.units FROM (
    SELECT user_id, meter_id, live, worker_id, hour, day, month, sum(back.units) AS units FROM back JOIN held
        USING (user_id, meter_id, live, worker_id, hour, day, month) GROUP BY 1, 2, 3, 4, 5, 6, 7
) b
WHERE (h.user_id, h.meter_id, h.live, h.worker_id, h.hour, h.day, h.month)
    = (b.user_id, b.meter_id, b.live, b.worker_id, b.hour, b.day, b.month)
"""


class Limiter:
    """One per process. Open it with `open_limiter`."""

    def __init__(self) -> None:
        self._queue: deque[Asking] = deque()
        self._arrived = asyncio.Event()
        self._worker: UUID | None = None
        self._connection: asyncpg.Connection | None = None
        self._statement: asyncpg.prepared_stmt.PreparedStatement | None = None
        self._lease = contextlib.AsyncExitStack()
        self._given_up: list[Grant] = []
        self._ahead = Ahead(self._take_up)
        self.refused_total = 0

    async def admit(self, call: Call, wanted: Mapping[UUID, Decimal | int], *, rated: bool = False) -> None:
        """Hold units for a call, all of them or none; they stand in `call.grants`. `rated`: if its rates allow it.

        LimitReached `rate_limited` if it came too soon and `quota_exceeded` if a limit would be passed,
        PaymentRequired `pack_empty` if units paid ahead would, Unavailable if that cannot be decided.
        """
        if len(wanted) == 1 and not (rated and call.identity.rated):
            ((meter_id, units),) = wanted.items()
            if found := self._ahead.take(entry_of(call, meter_id), units, self._worker):
                grant, call.quota = found
                call.grants = (*call.grants, grant)
                return
        asking = Asking(call, wanted, rated, asyncio.get_running_loop().create_future())
        self._queue.append(asking)
        self._arrived.set()
        try:
            grant = await asking.decided
        except asyncio.CancelledError:
            # Whoever asked went away. If the decision is made already, or will be, nobody else knows of it.
            asking.decided.add_done_callback(self._take_back)
            raise
        if grant.units:
            call.grants = (*call.grants, grant)

    def give_back(self, call: Call) -> None:
        """A call that is not going to be recorded gives back what it was granted, in a moment."""
        self._given_up += call.grants
        call.grants = ()
        self._arrived.set()

    def _take_back(self, decided: "asyncio.Future[Grant]") -> None:
        if not decided.cancelled() and decided.exception() is None:
            self._take_up(decided.result())

    def _take_up(self, grant: Grant) -> None:
        self._given_up.append(grant)
        self._arrived.set()

    # --- Deciding ----------------------------------------------------------------------------------------------------

    async def run(self) -> None:
        """Decide for those who ask, until cancelled."""
        try:
            while True:
                await self._arrived.wait()
                self._arrived.clear()
                await self._give_all_back()
                while self._queue:
                    count = min(len(self._queue), GROUP_MAX)
                    await self._decide([self._queue.popleft() for _ in range(count)])
        finally:
            await self._drop_connection()

    async def _decide(self, group: Sequence[Asking]) -> None:
        try:
            async with asyncio.timeout(2 * STATEMENT_SECONDS_MAX):
                rows = await self._ask(group)
                if not rows:  # fenced: others took this worker for dead, and gave its holds back
                    self._worker = None
                    rows = await self._ask(group)
            if not rows:
                raise Unavailable("It cannot be decided whether the limits allow this. Try again in a moment.")
        except Exception as error:
            # Perhaps it was decided and we do not know: that hold must not stay, so this worker's id must not either.
            self._worker = None
            await self._drop_connection()
            if as_error(error) is None:
                log.exception("limits could not be decided")
            problem = as_error(error) or Unavailable("It cannot be decided whether the limits allow this.")
            for asking in group:
                _fail(asking.decided, problem)
            return
        decisions = {row["caller"]: row for row in rows}
        for number, asking in enumerate(group):
            self._tell(asking, decisions[number])
        if held := decisions.get(AHEAD):
            self._hold_ahead(group, held["uses"])

    def _hold_ahead(self, group: Sequence[Asking], units: Sequence[Decimal | None]) -> None:
        """Keep what was granted ahead of each entry; the callers' own standing says what is left beside it."""
        standings = {
            entry_of(each.call, meter_id): each.call.quota
            for each in group
            if len(each.wanted) == 1 and not each.call.identity.rated
            for meter_id in each.wanted
        }
        for entry, granted in zip(entries_of(group), units, strict=True):
            quota, worker = standings.get(entry), self._worker
            if granted and worker is not None:
                if quota is None:
                    self._given_up.append(Ahead.grant(entry, granted, worker))
                else:
                    self._ahead.put(entry, granted, worker, quota)

    async def _ask(self, group: Sequence[Asking]) -> list[asyncpg.Record]:
        statement = await self._prepare()
        columns = columns_of(group, self._ahead)
        found: list[asyncpg.Record] = await statement.fetch(self._worker, *columns, timeout=STATEMENT_SECONDS_MAX)
        return found

    async def _prepare(self) -> asyncpg.prepared_stmt.PreparedStatement:
        """The statement, on a connection that is kept, and a worker's id to ask by."""
        if self._connection is None or self._statement is None:
            connection: asyncpg.Connection = await self._lease.enter_async_context(raw_connection("recorder"))
            self._connection = connection
            # The recording that follows flushes what is decided here; a hold that is lost in a crash was never used.
            await connection.execute("SET synchronous_commit = off", timeout=STATEMENT_SECONDS_MAX)
            self._statement = await connection.prepare(DECIDE, timeout=STATEMENT_SECONDS_MAX)
        if self._worker is None:
            worker = new_id()
            await self._connection.execute(
                "INSERT INTO gate_workers (id, beat_at, fenced) VALUES ($1, clock_timestamp(), false)",
                worker,
                timeout=STATEMENT_SECONDS_MAX,
            )
            self._worker = worker
        return self._statement

    def _tell(self, asking: Asking, decision: asyncpg.Record) -> None:
        call = asking.call
        if decision["rate_burst"] is not None:
            ends_at = now() + timedelta(microseconds=decision["rate_wait_us"])
            call.rate = Quota("rate", Decimal(decision["rate_burst"]), Decimal(decision["rate_left"]), ends_at)
            if decision["refused"] and decision["rate_left"] == 0 and decision["period"] is None:
                self.refused_total += 1
                _fail(asking.decided, too_fast(call.rate))
                return
        if decision["period"] is not None:
            call.quota = quota_of(call, decision)
            if decision["refused"]:
                if decision["again"] and asking.refusals < REFUSALS_MAX:
                    asking.refusals += 1
                    asyncio.get_running_loop().call_later(AHEAD_SECONDS / 4, self._ask_again, asking)
                    return
                self.refused_total += 1
                _fail(asking.decided, refusal(call.quota, decision["used"]))
                return
        assert self._worker is not None
        identity, at = call.identity, call.occurred_at
        day, month = clock.day_and_month_of(at, identity.time_zone)
        grant = Grant(self._worker, identity.user_id, identity.live, clock.hour_of(at), day, month, dict(asking.wanted))
        if asking.decided.done():
            self._given_up.append(grant)
        else:
            asking.decided.set_result(grant)

    def _ask_again(self, asking: Asking) -> None:
        if not asking.decided.done():
            self._queue.append(asking)
            self._arrived.set()

    # --- What is not used --------------------------------------------------------------------------------------------

    async def _give_all_back(self) -> None:
        given, self._given_up = self._given_up, []
        rows = [row for grant in given for row in grant.rows()]
        if not rows:
            return
        try:
            await fetch(_GIVE_BACK, *[list(column) for column in zip(*rows, strict=True)])
        except Exception as error:
            # Perhaps it was given back and we do not know, and twice would be units of others. So this worker goes on
            # under a new id, and what is left of the old one is swept when it was silent for long enough.
            self._worker = None
            if as_error(error) is None:
                log.exception("what was granted could not be given back")

    # --- Being alive -------------------------------------------------------------------------------------------------

    async def beat(self) -> None:
        """Say that this worker lives, and give back what others held that do not, until cancelled."""
        while True:
            await asyncio.sleep(BEAT_SECONDS)
            if self._worker is None:
                continue
            try:
                await fetch("UPDATE gate_workers SET beat_at = clock_timestamp() WHERE id = $1", self._worker)
                await sweep_gate()
            except Exception as error:
                if as_error(error) is None:
                    log.exception("the gate could not be swept")
            if self._given_up:
                self._arrived.set()

    async def close(self) -> None:
        """Give back what is left, and fence this worker: nothing of it is under way any more."""
        self._ahead.end_all()
        await self._give_all_back()
        if self._worker is not None:
            with contextlib.suppress(Exception):  # others sweep it in a few seconds
                await fetch("UPDATE gate_workers SET fenced = true WHERE id = $1", self._worker)
                await sweep_gate()

    async def _drop_connection(self) -> None:
        if self._connection is not None:
            hang_up(self._connection)
        self._connection = self._statement = None
        with contextlib.suppress(Exception):
            await self._lease.aclose()
        self._lease = contextlib.AsyncExitStack()


async def sweep_gate() -> int:
    """Fence the workers that are silent, and give back what they held; how many holds. Doing it twice does no harm."""
    rows = await fetch("SELECT gate_sweep(make_interval(secs => $1)) AS swept", SILENT_SECONDS_MAX)
    return int(rows[0]["swept"])


def _fail(future: "asyncio.Future[Grant]", error: Exception) -> None:
    if not future.done():
        future.set_exception(error)
        future.exception()  # a caller that went away leaves nobody to retrieve it


@contextlib.asynccontextmanager
async def open_limiter() -> AsyncIterator[Limiter]:
    """A limiter that decides while the context is open."""
    limiter = Limiter()
    try:
        async with background(limiter.run(), limiter.beat()):
            yield limiter
    finally:
        await limiter.close()
