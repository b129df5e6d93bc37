"""The spool by itself: budgets over processes, torn lines, and what is recorded twice."""

import multiprocessing
import os
from pathlib import Path

import pytest

from core import keys, metering
from core.accounts import SYSTEM
from core.clock import now
from core.database import fetch
from core.errors import InvalidInput, Unrecordable
from core.gate import Call, open_recorder
from core.gate.spool import Spool
from tests.conftest import Holder
from tests.support.calls import call_of
from tests.support.ledger import check_ledger
from tests.support.spool_taker import take_many


def test_a_budget_is_shared_by_all_processes(tmp_path: Path) -> None:
    with multiprocessing.get_context("spawn").Pool(4) as pool:
        assert sum(pool.map(take_many, [str(tmp_path)] * 4)) == 25


async def spooled(spool: Spool, holder: Holder, units: int) -> Call:
    call = call_of(holder.user, holder.key, now(), {"api_calls": units})
    await spool.keep(call)
    return call


async def test_what_was_kept_is_recorded_once_whoever_died_in_the_middle(
    database: str, holder: Holder, tmp_path: Path
) -> None:
    await metering.ensure_call_meters(["api_calls"])
    async with open_recorder(deadline_ms=5000, queue_max=64) as recorder:
        spool = Spool(tmp_path, recorder.record)
        first = await spooled(spool, holder, 3)
        with (tmp_path / "calls.ndjson").open("ab") as file:
            file.write(b'{"type":"call","id":"')  # killed while it wrote
        await spooled(spool, holder, 4)
        aside = tmp_path / "aside-00.ndjson"
        aside.write_bytes((tmp_path / "calls.ndjson").read_bytes().splitlines()[0])  # killed before it was removed
        assert await spool.drain() == 3
        assert await spool.drain() == 0
    assert os.listdir(tmp_path) == ["lock"]
    assert (await metering.query_usage(SYSTEM, meters=["api_calls"])).total() == 7
    assert await check_ledger(database) == 2
    (row,) = await fetch("SELECT occurred_at, key_id FROM usage_events WHERE id_hash = $1", first.id)
    assert (row["occurred_at"], row["key_id"]) == (first.occurred_at, holder.key.id)


async def test_what_cannot_be_recorded_is_kept_apart_and_stops_nobody(
    database: str, holder: Holder, tmp_path: Path
) -> None:
    done = []

    async def record(call: Call) -> None:
        if call.units["api_calls"] == 1:
            raise Unrecordable
        done.append(call.units["api_calls"])

    spool = Spool(tmp_path, record)
    for units in (1, 2):
        await spooled(spool, holder, units)
    await spool.drain()
    assert done == [2]
    assert b'"api_calls":"1"' in (tmp_path / "refused.jsonl").read_bytes()


async def test_only_the_vendor_gives_a_budget(holder: Holder) -> None:
    changed = await keys.update_key(SYSTEM, holder.key.id, fail_open_calls=5)
    assert changed.fail_open_calls == 5
    assert (await keys.rotate_key(SYSTEM, holder.key.id)).key.fail_open_calls == 5
    for wrong in (-1, 10_001, True, "5"):
        with pytest.raises(InvalidInput):
            await keys.create_key(SYSTEM, user_id=holder.user.id, name="k", fail_open_calls=wrong)  # type: ignore[arg-type]
