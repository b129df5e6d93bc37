"""Jobs: one node at a time, missed slots caught up, and a node that lost its lease changes nothing."""

import asyncio
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest

from core.accounts import SYSTEM, Actor
from core.database import fetch
from core.errors import Forbidden, NotFound
from core.ids import new_id
from core.jobs import (
    Job,
    Run,
    Schedule,
    claim_job,
    due_jobs,
    end_run,
    extend_run,
    list_jobs,
    register_jobs,
    run_job_now,
)

HOURLY = Schedule(timedelta(hours=1))
DAILY = Schedule(timedelta(days=1), offset=timedelta(hours=2), catches_up=True)


async def claimed(name: str = "tidy", holder: str = "a") -> Run:
    run = await claim_job(name, holder=holder)
    assert run is not None
    return run


async def make_due() -> None:
    await fetch("UPDATE jobs SET next_run_at = clock_timestamp() - interval '1 s'")


def test_slots_lie_on_a_grid() -> None:
    instant = datetime(2026, 5, 6, 1, 30, tzinfo=UTC)
    assert HOURLY.slot_at(instant) == datetime(2026, 5, 6, 1, tzinfo=UTC)
    assert DAILY.slot_at(instant) == datetime(2026, 5, 5, 2, tzinfo=UTC)
    assert DAILY.slot_after(datetime(2026, 5, 3, 2, tzinfo=UTC), at=instant) == datetime(2026, 5, 4, 2, tzinfo=UTC)
    assert HOURLY.slot_after(datetime(2026, 5, 3, tzinfo=UTC), at=instant) == datetime(2026, 5, 6, 2, tzinfo=UTC)


async def test_one_of_many_nodes_gets_it(database: str) -> None:
    await register_jobs({"tidy": HOURLY})
    runs = await asyncio.gather(*(claim_job("tidy", holder=str(node)) for node in range(20)))
    assert sum(run is not None for run in runs) == 1
    assert await due_jobs(["tidy"]) == []


async def test_a_run_that_ended_is_due_again_in_its_next_slot(database: str) -> None:
    await register_jobs({"tidy": HOURLY})
    run = await claimed()
    assert await extend_run(run, progress="half way")
    assert (await Job.get()).progress == "half way"
    assert await end_run(run, HOURLY, succeeded=True, result="Removed 3.")
    job = await Job.get()
    assert (job.last_succeeded, job.last_result, job.failures, job.lease_until) == (True, "Removed 3.", 0, None)
    assert job.next_run_at == run.due_at + timedelta(hours=1)
    assert await claim_job("tidy", holder="b") is None


async def test_missed_slots_are_run_one_by_one_where_that_is_asked_for(database: str) -> None:
    await register_jobs({"bill": DAILY})
    await fetch("UPDATE jobs SET due_at = due_at - interval '3 days', next_run_at = next_run_at - interval '3 days'")
    slots = []
    while (run := await claim_job("bill", holder="a")) is not None:
        slots.append(run.due_at)
        await end_run(run, DAILY, succeeded=True, result="")
    assert len(slots) == 4
    assert [later - earlier for earlier, later in pairwise(slots)] == [timedelta(days=1)] * 3


async def test_a_failed_slot_is_tried_again_for_the_same_slot_ever_later(database: str) -> None:
    await register_jobs({"bill": DAILY})
    pauses = []
    for _ in range(4):
        run = await claimed("bill")
        await end_run(run, DAILY, succeeded=False, result="The bank is closed.")
        job = await Job.get()
        assert job.due_at == run.due_at
        pauses.append(job.next_run_at - job.last_ended_at)
        await make_due()
    assert pauses == sorted(pauses) and pauses[-1] > pauses[0]
    assert ((await Job.get()).failures, (await Job.get()).last_succeeded) == (4, False)


async def test_a_node_that_lost_its_lease_changes_nothing(database: str) -> None:
    await register_jobs({"tidy": HOURLY})
    stopped = await claimed()
    await fetch("UPDATE jobs SET lease_until = clock_timestamp() - interval '1 s'")
    second = await claimed(holder="b")
    assert not await extend_run(stopped, progress="awake again")
    assert not await end_run(stopped, HOURLY, succeeded=True, result="stale")
    job = await Job.get()
    assert (job.holder, job.progress, job.last_result) == ("b", "", "")
    assert await end_run(second, HOURLY, succeeded=True, result="fresh")


async def test_registering_again_keeps_what_is_known(database: str) -> None:
    await register_jobs({"tidy": HOURLY})
    run = await claimed()
    await end_run(run, HOURLY, succeeded=True, result="Removed 3.")
    await register_jobs({"tidy": Schedule(timedelta(minutes=5))})
    job = await Job.get()
    assert (job.every_seconds, job.last_result) == (300, "Removed 3.")


async def test_who_may_have_one_run_now(database: str) -> None:
    await register_jobs({"tidy": HOURLY})
    await end_run(await claimed(), HOURLY, succeeded=True, result="")
    reader = Actor(kind="admin", id=new_id(), scopes=frozenset({"read"}))
    customer = Actor(kind="user", id=new_id(), scopes=frozenset({"read"}), user_id=new_id())
    assert [job.name for job in await list_jobs(reader)] == ["tidy"]
    with pytest.raises(Forbidden):
        await list_jobs(customer)
    with pytest.raises(Forbidden):
        await run_job_now(reader, "tidy")
    with pytest.raises(NotFound):
        await run_job_now(SYSTEM, "none")
    await run_job_now(SYSTEM, "tidy")
    assert await due_jobs(["tidy"]) == ["tidy"]
