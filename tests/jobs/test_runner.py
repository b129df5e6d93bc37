"""The loop that runs jobs: results are told, failures too, and a run whose lease is gone stops."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from datetime import timedelta

import pytest

from core.database import fetch
from core.jobs import Job, Schedule
from core.outbox import Message, publish
from jobs import registry, runner
from jobs.registry import JOBS, Progress
from jobs.runner import run_for_ever
from tests.support.patience import within
from tests.support.waiting import eventually

HOURLY = Schedule(timedelta(hours=1))


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(runner, "POLL_SECONDS", 0.02)
    monkeypatch.setattr(runner, "BEAT_SECONDS", 0.02)
    monkeypatch.setattr(runner, "OUTBOX_SECONDS", 0.02)


@contextlib.asynccontextmanager
async def running(**jobs: registry.Job) -> AsyncIterator[None]:
    task = asyncio.create_task(run_for_ever(jobs, {}))
    try:
        yield
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


async def ended(name: str) -> Job:
    await eventually(lambda: Job.exists(name=name, last_ended_at__isnull=False))
    return await Job.get(name=name)


async def test_every_job_there_is_runs_on_a_fresh_database_and_says_what_it_did(database: str) -> None:
    async with asyncio.timeout(within(20)), running(**JOBS):
        found = [await ended(name) for name in JOBS]
    assert [(job.name, job.last_result) for job in found if not job.last_succeeded] == []
    assert all(job.last_result.endswith(".") for job in found)


async def test_a_failure_is_told_and_others_run_on(database: str) -> None:
    async def fail(_: Progress) -> str:
        raise ValueError("the shop is closed")

    async def work(progress: Progress) -> str:
        return f"for {progress.due_at:%H}"

    async with asyncio.timeout(within(20)), running(bad=registry.Job(fail, HOURLY), good=registry.Job(work, HOURLY)):
        bad, good = await ended("bad"), await ended("good")
    assert (bad.last_succeeded, bad.last_result, bad.failures) == (False, "the shop is closed", 1)
    assert good.last_succeeded and good.last_result.startswith("for ")


async def test_progress_is_seen_while_it_runs_and_a_lost_lease_stops_it(database: str) -> None:
    stopped = asyncio.Event()

    async def work(progress: Progress) -> str:
        progress.report("at 7 of 9")
        try:
            await asyncio.Event().wait()
        except asyncio.CancelledError:
            stopped.set()
            raise
        return ""

    async with asyncio.timeout(within(20)), running(slow=registry.Job(work, HOURLY)):
        await eventually(lambda: Job.exists(name="slow", progress="at 7 of 9"))
        # Another node has taken over: the run number is no longer ours.
        await fetch("UPDATE jobs SET run_no = run_no + 1, lease_until = clock_timestamp() + interval '1 hour'")
        await stopped.wait()
    assert (await Job.get()).last_ended_at is None


async def test_a_node_that_is_stopped_gives_its_run_back(database: str) -> None:
    started = asyncio.Event()

    async def work(_: Progress) -> str:
        started.set()
        await asyncio.Event().wait()
        return ""

    async with asyncio.timeout(within(20)), running(slow=registry.Job(work, HOURLY)):
        await started.wait()
    job = await Job.get()
    assert (job.lease_until, job.last_ended_at) == (None, None)


async def test_the_outbox_is_delivered_beside_the_jobs(database: str) -> None:
    seen: asyncio.Queue[Message] = asyncio.Queue()
    await publish(topic="mail", payload={"n": 1})
    task = asyncio.create_task(run_for_ever({}, {"mail": seen.put}))
    try:
        assert dict((await asyncio.wait_for(seen.get(), 20)).payload) == {"n": 1}
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
