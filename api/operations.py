"""REST: the audit log, jobs and the outbox."""

from uuid import UUID

from fastapi import APIRouter

from api.auth import AdminActor
from api.idempotency import ManagedRoute
from api.schemas import AuditEntryOut, AuditHeadOut, ExaminationOut, JobOut, MessageOut, PageOut
from api.usage import From, To
from api.users import Cursor, Limit
from core import audit, doctor, jobs, outbox
from core.errors import NotFound

router = APIRouter(route_class=ManagedRoute, tags=["operations"])


@router.get("/audit")
async def list_audit_entries(
    actor: AdminActor,
    search: str = "",
    entity: str | None = None,
    user_id: UUID | None = None,
    actor_id: UUID | None = None,
    from_: From = None,
    to: To = None,
    limit: Limit = None,
    cursor: Cursor = None,
) -> PageOut[AuditEntryOut]:
    """What was changed, newest first. `search` is how an action begins, or a whole id of an entity or a request."""
    page = await audit.list_entries(
        actor,
        search=search,
        entity=entity,
        user_id=user_id,
        actor_id=actor_id,
        start=from_,
        end=to,
        limit=limit,
        cursor=cursor,
    )
    return PageOut(items=[AuditEntryOut.of(entry) for entry in page.items], next_cursor=page.next_cursor)


@router.get("/audit/head")
async def get_audit_head(actor: AdminActor) -> AuditHeadOut:
    """How far the chain of seals goes. Keep it elsewhere: with it, `doctor` can tell that the end was cut off."""
    head = await audit.get_head(actor)
    return AuditHeadOut(number=head.number, seal=head.seal.hex())


@router.get("/doctor")
async def get_examination(actor: AdminActor) -> ExaminationOut:
    """What the last examination found. It looks once a day; run the job `doctor` for a new one."""
    found = await doctor.last_examination(actor)
    if found is None:
        raise NotFound("There was no examination yet. The job `doctor` makes one a day.")
    return ExaminationOut.of(found)


@router.get("/jobs")
async def list_jobs(actor: AdminActor) -> list[JobOut]:
    """What runs by the clock: what each job does now, and how it ended last."""
    return [JobOut.of(job) for job in await jobs.list_jobs(actor)]


@router.post("/jobs/{name}/run", status_code=202)
async def run_job(actor: AdminActor, name: str) -> JobOut:
    """Have a job run as soon as a node is free, whatever its schedule says."""
    return JobOut.of(await jobs.run_job_now(actor, name))


@router.get("/messages")
async def list_messages(
    actor: AdminActor, state: str | None = None, topic: str | None = None, limit: Limit = None, cursor: Cursor = None
) -> PageOut[MessageOut]:
    """Messages of the outbox, newest first: `pending`, `done` or `dead` (given up)."""
    page = await outbox.list_messages(actor, state=state, topic=topic, limit=limit, cursor=cursor)
    return PageOut(items=[MessageOut.of(message) for message in page.items], next_cursor=page.next_cursor)


@router.post("/messages/{message_id}/replay")
async def replay_message(actor: AdminActor, message_id: UUID) -> MessageOut:
    """Try a message again that was given up. Its id and payload stay what they were."""
    return MessageOut.of(await outbox.replay_message(actor, message_id))
