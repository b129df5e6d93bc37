"""Jobs and the outbox: what runs by the clock, and what waits for its effect."""

from uuid import UUID

from fastapi import APIRouter, Request
from starlette.responses import Response

from core import jobs, outbox
from web.rendering import done, link, page
from web.viewer import SignedIn

router = APIRouter(prefix="/jobs", include_in_schema=False)

PAGE_SIZE = 30
STATES = {"pending": "Pending", "dead": "Given up", "done": "Done"}


@router.get("")
async def list_jobs(request: Request, viewer: SignedIn, state: str = "", after: str = "") -> Response:
    chosen = state if state in STATES else ""
    found = await outbox.list_messages(viewer.actor, state=chosen or None, limit=PAGE_SIZE, cursor=after or None)
    return page(
        request,
        viewer,
        "jobs/list.html",
        title="Jobs",
        partials={"messages": "messages"},
        jobs=await jobs.list_jobs(viewer.actor),
        messages=found.items,
        states=STATES,
        state=chosen,
        older=link("/jobs", state=chosen, after=found.next_cursor) if found.next_cursor else None,
    )


@router.post("/{name}/run")
async def run_job(request: Request, viewer: SignedIn, name: str) -> Response:
    job = await jobs.run_job_now(viewer.actor, name)
    return done(request, f"{job.name} runs as soon as a node is free", back="/jobs")


@router.post("/messages/{message_id}/replay")
async def replay_message(request: Request, viewer: SignedIn, message_id: UUID) -> Response:
    message = await outbox.replay_message(viewer.actor, message_id)
    return done(request, f"{message.topic} is tried again", back="/jobs")
