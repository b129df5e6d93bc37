"""REST: what users would have paid on another version of a plan."""

from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import aclosing
from datetime import date
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Query
from starlette.responses import StreamingResponse

from api.auth import AdminActor
from api.idempotency import ManagedRoute
from api.schemas import SimulationIn, SimulationOut, SimulationProgressOut
from core import billing
from core.errors import KeymeterError

#: For OpenAPI.
STREAMED: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "Server-sent events `progress` and, in the end, `result`.",
        "content": {
            "text/event-stream": {
                "schema": {"type": "string"},
                "example": 'event: progress\ndata: {"done": 50, "total": 200}\n\n',
            }
        },
    }
}
router = APIRouter(route_class=ManagedRoute, prefix="/simulations", tags=["plans"])


@router.post("")
async def simulate(actor: AdminActor, body: SimulationIn) -> SimulationOut:
    """What users would have paid on a version of a plan, a draft too, over time that is past. Nothing is written."""
    found = await billing.simulate(
        actor,
        body.plan,
        version=body.version,
        since=body.since,
        until=body.until,
        user_ids=body.user_ids,
        on_plan=body.on_plan,
        limit=body.limit,
    )
    return SimulationOut.of(found)


@router.get("/stream", response_class=StreamingResponse, responses=STREAMED)
async def stream_simulation(
    actor: AdminActor,
    plan: str,
    since: Annotated[date, Query(description="The first day, in the time zone of each user.")],
    until: Annotated[date, Query(description="The day after the last; it lies in the past.")],
    version: Annotated[int | None, Query(description="Its number, of a draft too; by default the newest.")] = None,
    user_ids: Annotated[list[UUID] | None, Query(description="By default everybody who was subscribed then.")] = None,
    on_plan: Annotated[str | None, Query(description="Only who was subscribed to this plan in that time.")] = None,
    limit: Annotated[int, Query(ge=1, le=100, description="Users to show on either side.")] = 20,
) -> StreamingResponse:
    """The same as server-sent events: `progress`, how many users of how many were looked at; at last `result`."""
    steps = billing.follow_simulation(
        actor, plan, version=version, since=since, until=until, user_ids=user_ids, on_plan=on_plan, limit=limit
    )
    first = await anext(steps)  # what cannot be simulated is refused with the status that it has
    headers = {"cache-control": "no-store", "x-accel-buffering": "no"}
    return StreamingResponse(_events(first, steps), media_type="text/event-stream", headers=headers)


_Steps = AsyncGenerator[billing.Progress | billing.Simulation, None]


async def _events(first: billing.Progress | billing.Simulation, steps: _Steps) -> AsyncIterator[str]:
    async with aclosing(steps):
        yield _event(first)
        try:
            async for step in steps:
                yield _event(step)
        except KeymeterError as error:
            yield f"event: problem\ndata: {error.code}\n\n"


def _event(step: billing.Progress | billing.Simulation) -> str:
    if isinstance(step, billing.Progress):
        progress = SimulationProgressOut.model_validate(step, from_attributes=True)
        return f"event: progress\ndata: {progress.model_dump_json()}\n\n"
    return f"event: result\ndata: {SimulationOut.of(step).model_dump_json()}\n\n"
