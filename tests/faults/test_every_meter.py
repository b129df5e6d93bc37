"""Every aggregation, by every window and dimension, of events that are sent as badly as events are.

Small with every test run; a million with KEYMETER_FAULTS=full.
"""

import time
from collections.abc import Callable

from core.clock import now
from core.metering import settle_hours
from tests.support.event_stream import make_stream
from tests.support.every_meter import check_every_meter, make_meters, make_users, send
from tests.support.patience import FULL

EVENTS = 1_000_000 if FULL else 1_000


async def test_recount_rollups_and_answers_agree_for_every_meter(database: str, tell: Callable[[object], None]) -> None:
    users = await make_users()
    await make_meters()
    stream = make_stream(EVENTS, list(users), until=now(), seed=7)
    began = time.perf_counter()
    await send(stream, users, batch=max(100, min(1000, EVENTS // 10)))
    sent = time.perf_counter()
    before = await check_every_meter(stream, users)
    checked = time.perf_counter()
    settled = await settle_hours()
    done = time.perf_counter()
    assert settled > 100
    assert await check_every_meter(stream, users) == before > 1000
    tell(
        f"{EVENTS:,} events sent in {sent - began:.0f} s, {settled:,} rollups settled in {done - checked:.0f} s,"
        f" {before:,} figures equal to the oracle's before and after ({checked - sent:.0f} s)"
    )
