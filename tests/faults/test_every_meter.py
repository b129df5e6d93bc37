"""Every aggregation, by every window and dimension, of events that are sent as badly as events are.

Small with every test run; a million with `make oracle`, or so many as KEYMETER_ORACLE_EVENTS says.
"""

import os
import sys
import time
from collections.abc import Callable
from itertools import pairwise

import pytest

from core.clock import now
from core.metering import settle_hours
from tests.support.event_stream import make_stream
from tests.support.every_meter import check_every_meter, make_meters, make_users, send
from tests.support.meter_oracle import Oracle
from tests.support.patience import FULL

EVENTS = int(os.environ.get("KEYMETER_ORACLE_EVENTS") or (1_000_000 if FULL else 1_000))


async def test_recount_rollups_and_answers_agree_for_every_meter(
    database: str, tell: Callable[[object], None], capsys: pytest.CaptureFixture[str]
) -> None:
    began = time.perf_counter()

    def progress(said: str) -> None:
        if EVENTS > 10_000:
            with capsys.disabled():
                sys.stdout.write(f"{time.perf_counter() - began:6.0f} s  {said}\n")
                sys.stdout.flush()

    users = await make_users()
    await make_meters()
    stream = make_stream(EVENTS, list(users), until=now(), seed=7)
    oracle = Oracle(stream.known)
    progress("events made up")
    laps = [time.perf_counter()]
    await send(stream, users, batch=max(100, min(1000, EVENTS // 10)), progress=progress)
    laps.append(time.perf_counter())
    before = await check_every_meter(oracle, users, progress=progress)
    laps.append(time.perf_counter())
    settled = await settle_hours(progress=progress)
    laps.append(time.perf_counter())
    assert settled > 100
    assert await check_every_meter(oracle, users, progress=progress) == before > 1000
    laps.append(time.perf_counter())
    sent, checked, done, again = (later - lap for lap, later in pairwise(laps))
    tell(
        f"{EVENTS:,} events sent in {sent:.0f} s, {settled:,} rollups settled in {done:.0f} s, {before:,} figures"
        f" equal to the oracle's before ({checked:.0f} s) and after ({again:.0f} s)"
    )
