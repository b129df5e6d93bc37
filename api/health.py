"""For whoever restarts processes and routes traffic: is this process alive, and can it do its work?"""

import asyncio
import hmac

from fastapi import APIRouter, Request
from pydantic import BaseModel
from starlette.responses import Response

from api.metrics import exposed
from api.problems import problem_responses
from core.database import fetch
from core.errors import Unauthenticated, Unavailable

router = APIRouter(tags=["health"])

READY_SECONDS_MAX = 1.0


class Health(BaseModel):
    ok: bool = True


@router.get("/livez")
async def livez() -> Health:
    """The process answers. It never asks the database: an outage there is no reason to restart this process."""
    return Health()


@router.get("/readyz", responses=problem_responses(503))
async def readyz() -> Health:
    """The process can do its work: the database answers within a second."""
    try:
        async with asyncio.timeout(READY_SECONDS_MAX):
            await fetch("SELECT 1")
    except Exception as error:  # whatever it is, the work cannot be done
        raise Unavailable(detail=repr(error)) from error
    return Health()


@router.get("/metrics", response_class=Response, responses=problem_responses(401))
async def metrics(request: Request) -> Response:
    """Counters of all workers, and the state of jobs, outbox and audit log, for Prometheus."""
    token = request.app.state.metrics_token
    if token and not hmac.compare_digest(request.headers.get("authorization", "").encode(), f"Bearer {token}".encode()):
        raise Unauthenticated("Send the token of KEYMETER_METRICS_TOKEN as a bearer token.", code="missing_token")
    body = await exposed(request.app.state.metrics)
    return Response(body, media_type="text/plain; version=0.0.4; charset=utf-8", headers={"cache-control": "no-store"})
