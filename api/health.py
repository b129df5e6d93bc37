"""For whoever restarts processes and routes traffic: is this process alive, and can it do its work?"""

import asyncio

from fastapi import APIRouter
from pydantic import BaseModel

from api.problems import problem_responses
from core.database import fetch
from core.errors import Unavailable

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
