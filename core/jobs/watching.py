"""Looking at jobs, and having one run now."""

from core.accounts import Actor
from core.audit import record
from core.database import fetch, transaction
from core.errors import NotFound
from core.jobs.models import Job

__all__ = ["list_jobs", "run_job_now"]


async def list_jobs(actor: Actor) -> list[Job]:
    """All jobs, by name."""
    actor.require_vendor("read")
    return await Job.all().order_by("name")


async def run_job_now(actor: Actor, name: str) -> Job:
    """Have it run as soon as a node is free, whatever its schedule says. One that runs already runs again after."""
    actor.require_vendor("operations:write")
    async with transaction():
        rows = await fetch(
            "UPDATE jobs SET next_run_at = least(next_run_at, clock_timestamp()) WHERE name = $1 RETURNING name", name
        )
        if not rows:
            raise NotFound(f"There is no job {name[:64]!r}.")
        await record(actor, action="job.run", entity="job", entity_id=name)
    return await Job.get(name=name)
