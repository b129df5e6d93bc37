"""Runs of jobs: one node at a time, by a lease on the job's row with a fence.

Leases are in the database's time. What ran is written behind the fence: a node that was stopped so long that another
one took over changes nothing any more when it wakes up.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from core.clock import now
from core.database import fetch

__all__ = [
    "JOB_LEASE",
    "Run",
    "Schedule",
    "claim_job",
    "due_jobs",
    "end_run",
    "extend_run",
    "register_jobs",
    "release_run",
]

JOB_LEASE = timedelta(seconds=30)
RETRY_MIN, RETRY_MAX = timedelta(seconds=5), timedelta(minutes=10)
_ORIGIN = datetime(2000, 1, 3, tzinfo=UTC)  # a Monday


@dataclass(frozen=True, slots=True)
class Schedule:
    """A grid of slots, `every` so long, in UTC, beginning `offset` after midnight (of a Monday).

    With `catches_up`, a run for each slot that was missed; else one run for all of them.
    """

    every: timedelta
    offset: timedelta = timedelta(0)
    catches_up: bool = False

    def slot_at(self, instant: datetime) -> datetime:
        """The slot that this instant lies in."""
        since = instant - _ORIGIN - self.offset
        return _ORIGIN + self.offset + since // self.every * self.every

    def slot_after(self, due: datetime, *, at: datetime) -> datetime:
        """The slot to run once the run for `due` has succeeded."""
        return due + self.every if self.catches_up else max(self.slot_at(at), due) + self.every


@dataclass(frozen=True, slots=True)
class Run:
    """The right to run a job for the slot `due_at`, as long as the lease lasts."""

    job: str
    number: int
    due_at: datetime
    failures: int


async def register_jobs(schedules: dict[str, Schedule]) -> None:
    """A row for each job that is new; it is due at once. A changed interval counts from the next run on."""
    at = now()
    for name, schedule in sorted(schedules.items()):
        await fetch(
            "INSERT INTO jobs AS job (name, every_seconds, due_at, next_run_at, run_no, holder, progress, last_result,"
            " failures) VALUES ($1, $2, $3, $3, 0, '', '', '', 0) ON CONFLICT (name) DO UPDATE"
            " SET every_seconds = excluded.every_seconds WHERE job.every_seconds <> excluded.every_seconds",
            name,
            round(schedule.every.total_seconds()),
            schedule.slot_at(at),
        )


async def due_jobs(names: Sequence[str]) -> list[str]:
    """Those of these jobs that are due and that nobody runs, the longest waiting first."""
    rows = await fetch(
        "SELECT name FROM jobs WHERE name = ANY ($1::text[]) AND next_run_at <= clock_timestamp()"
        " AND (lease_until IS NULL OR lease_until < clock_timestamp()) ORDER BY next_run_at",
        list(names),
    )
    return [row["name"] for row in rows]


async def claim_job(name: str, *, holder: str) -> Run | None:
    """The next run of a job, if it is due and nobody else runs it."""
    rows = await fetch(
        "UPDATE jobs SET run_no = run_no + 1, holder = $2, started_at = clock_timestamp(), progress = '',"
        " lease_until = clock_timestamp() + $3::interval"
        " WHERE name = $1 AND next_run_at <= clock_timestamp()"
        " AND (lease_until IS NULL OR lease_until < clock_timestamp()) RETURNING run_no, due_at, failures",
        name,
        holder[:128],
        JOB_LEASE,
    )
    return Run(name, rows[0]["run_no"], rows[0]["due_at"], rows[0]["failures"]) if rows else None


async def extend_run(run: Run, *, progress: str) -> bool:
    """Keep the lease and say how far it is. False: another node has taken over, stop."""
    rows = await fetch(
        "UPDATE jobs SET lease_until = clock_timestamp() + $3::interval, progress = $4"
        " WHERE name = $1 AND run_no = $2 AND lease_until IS NOT NULL RETURNING 1",
        run.job,
        run.number,
        JOB_LEASE,
        progress[:200],
    )
    return bool(rows)


async def release_run(run: Run) -> None:
    """Give it back undone, so that another node need not wait for the lease to run out."""
    await fetch(
        "UPDATE jobs SET lease_until = NULL, progress = '' WHERE name = $1 AND run_no = $2", run.job, run.number
    )


async def end_run(run: Run, schedule: Schedule, *, succeeded: bool, result: str) -> bool:
    """Write down how it ended and when to run next. False: another node has taken over, and nothing was written.

    After a failure the same slot is tried again, soon and then ever less often.
    """
    at = now()
    due, failures = (schedule.slot_after(run.due_at, at=at), 0) if succeeded else (run.due_at, run.failures + 1)
    retry = min(RETRY_MIN * 2 ** min(failures, 10), RETRY_MAX)
    rows = await fetch(
        "UPDATE jobs SET lease_until = NULL, last_ended_at = clock_timestamp(), last_succeeded = $3, last_result = $4,"
        " due_at = $5, next_run_at = $6, failures = $7, progress = ''"
        " WHERE name = $1 AND run_no = $2 AND lease_until IS NOT NULL RETURNING 1",
        run.job,
        run.number,
        succeeded,
        result[:500],
        due,
        due if succeeded else at + retry,
        failures,
    )
    return bool(rows)
