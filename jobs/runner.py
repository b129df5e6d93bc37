"""Running jobs and delivering the outbox, as many nodes as you like: each job runs on one of them at a time."""

import asyncio
import contextlib
import logging
import os
import socket
from collections.abc import AsyncIterator, Iterator, Mapping

from core.audit import enter_by
from core.clock import monotonic
from core.database import as_error
from core.jobs import JOB_LEASE, Run, claim_job, due_jobs, end_run, extend_run, register_jobs, release_run
from core.outbox import Handler, deliver
from jobs.registry import HANDLERS, JOBS, Job, Progress

__all__ = ["run_for_ever", "run_job"]

log = logging.getLogger("keymeter.jobs")

POLL_SECONDS = 1.0
#: Three chances to keep a lease.
BEAT_SECONDS = JOB_LEASE.total_seconds() / 6
#: How long a node goes on without having heard that the lease is still its own.
BLIND_SECONDS_MAX = JOB_LEASE.total_seconds() - BEAT_SECONDS
OUTBOX_SECONDS = 0.5
OUTBOX_AT_ONCE = 16


async def run_for_ever(jobs: Mapping[str, Job] = JOBS, handlers: Mapping[str, Handler] = HANDLERS) -> None:
    """Until cancelled. An outage of the database is waited out; what a run was doing is done again after it."""
    enter_by("job")
    holder = f"{socket.gethostname()}:{os.getpid()}"
    async with asyncio.TaskGroup() as group:
        group.create_task(_run_due(jobs, holder, group))
        if handlers:
            group.create_task(_deliver(handlers))


async def _run_due(jobs: Mapping[str, Job], holder: str, group: asyncio.TaskGroup) -> None:
    running: dict[str, asyncio.Task[None]] = {}
    is_registered = False
    while True:
        with _outages_told("jobs"):
            if not is_registered:
                await register_jobs({name: job.schedule for name, job in jobs.items()})
                is_registered = True
            running = {name: task for name, task in running.items() if not task.done()}
            for name in await due_jobs([name for name in jobs if name not in running]):
                if (run := await claim_job(name, holder=holder)) is not None:
                    running[name] = group.create_task(run_job(jobs[name], run))
        await asyncio.sleep(POLL_SECONDS)


async def _deliver(handlers: Mapping[str, Handler]) -> None:
    while True:
        tried = 0
        with _outages_told("the outbox"):
            tried = await deliver(handlers, at_once=OUTBOX_AT_ONCE)
        if tried < OUTBOX_AT_ONCE:
            await asyncio.sleep(OUTBOX_SECONDS)


@contextlib.contextmanager
def _outages_told(what: str) -> Iterator[None]:
    try:
        yield
    except Exception as error:
        problem = as_error(error)
        if problem is None:
            log.exception("%s stumbled", what)
        else:
            log.warning("%s wait for the database: %s", what, problem.detail or problem.message)


async def run_job(job: Job, run: Run) -> None:
    """One run to its end, with its lease kept. It is dropped when another node has taken over."""
    progress = Progress(run.due_at)
    try:
        async with _lease_kept(run, progress):
            try:
                result, succeeded = await job.work(progress), True
            except Exception as error:
                problem = as_error(error)
                log.error("the job %s failed: %r", run.job, error, exc_info=problem is None)
                result, succeeded = _reason(error), False
        with _outages_told("jobs"):
            await end_run(run, job.schedule, succeeded=succeeded, result=result)
    except asyncio.CancelledError:
        with _outages_told("jobs"):
            await release_run(run)
        raise
    except _LeaseLost:
        log.warning("the job %s was taken over by another node", run.job)


class _LeaseLost(Exception):
    """Another node has the job, or may have it: nothing was heard of the lease for too long."""


@contextlib.asynccontextmanager
async def _lease_kept(run: Run, progress: Progress) -> AsyncIterator[None]:
    """Keep the lease while the context is open; _LeaseLost, in place of whatever is under way, when it is gone."""
    lost = False
    worker = asyncio.current_task()
    assert worker is not None

    async def beat() -> None:
        nonlocal lost
        heard = monotonic()
        while True:
            await asyncio.sleep(BEAT_SECONDS)
            with _outages_told("jobs"):
                if await extend_run(run, progress=progress.text):
                    heard = monotonic()
                    continue
                lost = True
            if lost or monotonic() - heard > BLIND_SECONDS_MAX:
                lost = True
                worker.cancel()
                return

    beating = asyncio.create_task(beat())
    try:
        yield
    except asyncio.CancelledError:
        if not lost:
            raise
        worker.uncancel()
        raise _LeaseLost from None
    finally:
        beating.cancel()
        await asyncio.gather(beating, return_exceptions=True)


def _reason(error: Exception) -> str:
    return " ".join(str(error).split()) or type(error).__name__
