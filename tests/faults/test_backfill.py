"""A meter that is made over a long log, while events go on arriving: exact in the end, whoever is killed on the way.

Small with every test run; over a million events, with 5,000 a second arriving, with KEYMETER_FAULTS=full.
"""

import asyncio
import random
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from core import accounts, doctor, metering
from core.accounts import SYSTEM
from core.clock import now
from core.gate import EventDraft, record_events
from tests.support.patience import FULL

EVENTS = 1_000_000 if FULL else 3_000
CHUNK = 2_000 if FULL else 200
RATE = 5_000 if FULL else 1_000
#: How many requests are on their way at once.
SENDERS = 8
BATCH = 500
USERS = 40
SINCE = datetime(2015, 1, 1, tzinfo=UTC)
_PROGRAM = """
import asyncio, sys
from core.database import close_database, open_database
from core.metering import backfills, run_backfills

async def main():
    backfills.CHUNK = int(sys.argv[2])
    await open_database(sys.argv[1])
    await run_backfills(progress=lambda said: print(said, flush=True))
    await close_database()

asyncio.run(main())
"""


class _Sender:
    """Sends events of numbers, some twice, and takes some back; knows what all of them should add up to."""

    def __init__(self, rng: random.Random) -> None:
        self._rng = rng
        self._until = now()
        self.sent = 0
        self._back: set[int] = set()
        self.events = 0
        self.total = 0

    async def send(self, count: int) -> None:
        fresh = [self._draft(self.sent + number) for number in range(count)]
        recorded = max(count, self.sent - SENDERS * count)  # what may still be on its way is not taken back
        self.sent += count
        for number in self._rng.sample(range(recorded), count // 100):
            if number not in self._back:
                self._back.add(number)
                fresh.append(EventDraft(f"crm-{number % USERS}", f"r{number}", "", retracts=f"e{number}"))
        fresh += self._rng.choices(fresh, k=count // 20)
        result = await record_events(SYSTEM, fresh)
        assert not result.rejected
        self.events = self.sent - len(self._back)
        self.total = sum(range(self.sent)) - sum(self._back)

    def _draft(self, number: int) -> EventDraft:
        # By its number, so that one that is sent again is the same; over 40 days, in no order.
        at = self._until - timedelta(minutes=number * 7919 % (40 * 24 * 60))
        return EventDraft(
            f"crm-{number % USERS}", f"e{number}", "job", at, properties={"n": number, "kind": number % 5}
        )


async def test_a_meter_made_over_a_long_log_is_exact_though_killed_while_events_arrive(
    database: str, rng: random.Random, tell: Callable[[object], None]
) -> None:
    for number in range(USERS):
        await accounts.create_user(SYSTEM, name="Basalt AI", external_id=f"crm-{number}")
    sender = _Sender(rng)
    for _ in range(EVENTS // (4 * BATCH)):
        await sender.send(4 * BATCH)
    ended = asyncio.Event()
    free = asyncio.Semaphore(SENDERS)

    async def send_one() -> None:
        async with free:
            await sender.send(BATCH)

    async def go_on_sending() -> None:
        began, batches = time.perf_counter(), 0
        async with asyncio.TaskGroup() as group:
            while not ended.is_set():
                async with free:  # who falls behind sends as fast as it can
                    pass
                group.create_task(send_one())
                batches += 1
                await asyncio.sleep(max(0.0, began + batches * BATCH / RATE - time.perf_counter()))

    arrived = sender.sent
    sending = asyncio.create_task(go_on_sending())
    await metering.create_meter(
        SYSTEM, slug="n", name="N", event_type="job", aggregation="sum", value_property="n",
        dimensions=[metering.Dimension("kind", "kind")],
    )  # fmt: skip
    began = time.perf_counter()
    kills = 0
    for chunks in (3, 5, None):
        command = (sys.executable, "-c", _PROGRAM, database, str(CHUNK))
        process = await asyncio.create_subprocess_exec(*command, stdout=asyncio.subprocess.PIPE)
        assert process.stdout is not None
        if chunks is not None:
            for _ in range(chunks):
                assert await process.stdout.readline()
            process.kill()
            kills += 1
        await process.communicate()
    took = time.perf_counter() - began
    arrived = sender.sent - arrived
    ended.set()
    await sending
    assert (kills, process.returncode) == (2, 0)
    meter = (await metering.list_meters(SYSTEM))[0]
    assert (await metering.backfills_of(SYSTEM, [meter.id]))[meter.id].is_finished
    usage = await metering.query_usage(SYSTEM, meters=["n"], start=SINCE, group_by=["dimension:kind"])
    assert sum(row.events for row in usage.rows) == sender.events
    assert usage.total() == sender.total
    report = await doctor.examine(SYSTEM, only=["events_rollups", "rollups_counters", "identities"])
    assert not report.total, report.findings
    tell(
        f"a meter over {EVENTS:,} events, exact after {took:.0f} s and two kills, while {arrived / took:,.0f} events/s"
        f" arrived; {sender.events:,} counted in the end"
    )
