"""The routes that `keymeter bench` compares. They are part of the application only when it is started for the bench."""

from fastapi import APIRouter, Depends, Request

from api.guard import MeteredRoute, metered
from api.samples import Pong
from core import metering
from core.clock import now
from core.gate import Gate
from core.ids import NIL, new_id
from core.keys import ApiKey
from core.pepper import current_pepper

router = APIRouter(route_class=MeteredRoute, prefix="/bench", include_in_schema=False)


async def _admit_only(request: Request) -> None:
    gate: Gate = request.app.state.gate
    await gate.admit(request.headers["x-api-key"].encode(), units={"api_calls": 1})


async def _look_up_and_insert(request: Request) -> None:
    """What a guard looks like that was written in an afternoon: a query for the key, an INSERT for the call."""
    digest = current_pepper().digest(request.headers["x-api-key"])
    key = await ApiKey.get(digest=digest).prefetch_related("user")
    await metering.UsageEvent.create(
        user_id=key.user.id, occurred_at=now(), id=new_id(), source="bench", type="api.call", key_id=key.id, live=True,
        billable=True, recorded_at=now(), seal_no=0, catalogue=1, digest=NIL, properties={"route": "/bench/orm"},
    )  # fmt: skip


@router.get("/unguarded")
async def unguarded() -> Pong:
    return Pong()


@router.get("/guarded", dependencies=[Depends(_admit_only)])
async def guarded() -> Pong:
    return Pong()


@router.get("/metered", dependencies=[Depends(metered("api_calls"))])
async def metered_call() -> Pong:
    return Pong()


@router.get("/capped", dependencies=[Depends(metered("bench_capped"))])
async def capped() -> Pong:
    return Pong()


@router.get("/orm", dependencies=[Depends(_look_up_and_insert)])
async def orm() -> Pong:
    return Pong()


@router.get("/recorder")
async def recorder(request: Request) -> dict[str, int]:
    """How many calls this worker recorded, in how many groups."""
    gate: Gate = request.app.state.gate
    return {"calls": gate.recorder.recorded_total, "groups": gate.recorder.groups_total}
