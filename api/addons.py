"""REST: what a subscription has in addition to its plan."""

from typing import Literal

from fastapi import APIRouter

from api.auth import AdminActor, AnyActor
from api.idempotency import ManagedRoute
from api.schemas import AddonIn, AddonOut
from core import accounts, plans

router = APIRouter(route_class=ManagedRoute, prefix="/users/{user}/addons", tags=["plans"])


@router.get("")
async def list_addons(actor: AnyActor, user: str) -> list[AddonOut]:
    """All add-ons that a user has, will have and had, newest first."""
    found = await accounts.find_user(actor, user)
    return [AddonOut.of(each) for each in await plans.list_addons(actor, found.id)]


@router.post("", status_code=201)
async def add_addon(actor: AdminActor, user: str, body: AddonIn) -> AddonOut:
    """Give a user's subscription an add-on, or other seats of one that it has.

    It is billed on the invoice of the plan, its fees prorated from its start. Refused with 409 `addon_not_fitting` if
    currency or billing interval differ, `meter_priced_twice` if one of its meters has a price already.
    """
    found = await accounts.find_user(actor, user)
    return AddonOut.of(await plans.add_addon(actor, found.id, **body.model_dump()))


@router.delete("/{plan}", status_code=204)
async def remove_addon(
    actor: AdminActor, user: str, plan: str, when: Literal["now", "period_end"] = "period_end"
) -> None:
    """Take an add-on from a user's subscription, now or with its period."""
    found = await accounts.find_user(actor, user)
    await plans.remove_addon(actor, found.id, plan=plan, when=when)
