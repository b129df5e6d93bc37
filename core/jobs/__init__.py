"""Jobs that run by the clock: whose turn it is, how far they are, and how they ended."""

from core.jobs.models import Job
from core.jobs.runs import (
    JOB_LEASE,
    Run,
    Schedule,
    claim_job,
    due_jobs,
    end_run,
    extend_run,
    register_jobs,
    release_run,
)
from core.jobs.watching import list_jobs, run_job_now

__all__ = [
    "JOB_LEASE",
    "Job",
    "Run",
    "Schedule",
    "claim_job",
    "due_jobs",
    "end_run",
    "extend_run",
    "list_jobs",
    "register_jobs",
    "release_run",
    "run_job_now",
]
