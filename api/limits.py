"""REST: a user's limits."""

from fastapi import APIRouter

from api.auth import AdminActor, AnyActor
from api.idempotency import ManagedRoute
from api.schemas import LimitIn, LimitOut, TopUpIn
from core import accounts, limits

router = APIRouter(route_class=ManagedRoute, prefix="/users/{user}/limits", tags=["limits"])


@router.get("")
async def list_limits(actor: AnyActor, user: str) -> list[LimitOut]:
    """The limits of a user and where it stands against each, by meter and period."""
    found = await accounts.find_user(actor, user)
    return [LimitOut.of(each) for each in await limits.list_limits(actor, found.id)]


@router.put("/{meter}/{period}")
async def set_limit(actor: AdminActor, user: str, meter: str, period: limits.LimitPeriod, body: LimitIn) -> LimitOut:
    """Cap what a user may use of a meter in an hour, a day or a month.

    A hard cap is exact: over all keys, processes and machines together, no call is let through whose units would take
    the period past it. It holds within a second.
    """
    found = await accounts.find_user(actor, user)
    standing = await limits.set_limit(actor, found.id, meter=meter, period=period, cap=body.cap, hard=body.hard)
    return LimitOut.of(standing)


@router.delete("/{meter}/{period}", status_code=204)
async def remove_limit(actor: AdminActor, user: str, meter: str, period: limits.LimitPeriod) -> None:
    """Take a limit of the user's own away. If its plan has one of this kind, that holds from then on."""
    found = await accounts.find_user(actor, user)
    await limits.remove_limit(actor, found.id, meter=meter, period=period)


@router.post("/{meter}/{period}/top-ups", status_code=201)
async def add_top_up(actor: AdminActor, user: str, meter: str, period: limits.LimitPeriod, body: TopUpIn) -> LimitOut:
    """Let a user use more until the hour, day or month that runs ends. It holds for the very next call.

    It cannot be taken back: what was granted may be used already.
    """
    found = await accounts.find_user(actor, user)
    return LimitOut.of(await limits.add_top_up(actor, found.id, meter=meter, period=period, units=body.units))
