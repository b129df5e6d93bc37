"""REST: users and their subscriptions."""

from typing import Annotated

from fastapi import APIRouter, Query

from api.auth import AdminActor, AnyActor
from api.idempotency import ManagedRoute
from api.schemas import PageOut, SubscriptionIn, SubscriptionOut, UserChange, UserIn, UserOut
from core import accounts, plans

router = APIRouter(route_class=ManagedRoute, prefix="/users", tags=["users"])
Cursor = Annotated[str | None, Query(description="`next_cursor` of the last page.")]
Limit = Annotated[int | None, Query(ge=1, le=100)]


@router.post("", status_code=201)
async def create_user(actor: AdminActor, body: UserIn) -> UserOut:
    """Create a user: the account that owns keys and is billed."""
    return UserOut.of(await accounts.create_user(actor, **body.model_dump()))


@router.get("")
async def list_users(actor: AnyActor, search: str = "", limit: Limit = None, cursor: Cursor = None) -> PageOut[UserOut]:
    """Users, newest first. `search` matches part of a name, e-mail or external id."""
    page = await accounts.list_users(actor, search=search, limit=limit, cursor=cursor)
    return PageOut(items=[UserOut.of(user) for user in page.items], next_cursor=page.next_cursor)


@router.get("/{user}")
async def get_user(actor: AnyActor, user: str) -> UserOut:
    """One user, by id or external id."""
    return UserOut.of(await accounts.find_user(actor, user))


@router.patch("/{user}")
async def update_user(actor: AdminActor, user: str, body: UserChange) -> UserOut:
    """Change what is named. A suspended user's keys are refused within a second."""
    found = await accounts.find_user(actor, user)
    return UserOut.of(await accounts.update_user(actor, found.id, **body.model_dump(exclude_unset=True)))


@router.post("/{user}/subscriptions", status_code=201)
async def assign_plan(actor: AdminActor, user: str, body: SubscriptionIn) -> SubscriptionOut:
    """Put a user on the newest published version of a plan. The present subscription ends there."""
    found = await accounts.find_user(actor, user)
    return SubscriptionOut.of(await plans.assign_plan(actor, found.id, plan=body.plan, starts_at=body.starts_at))


@router.get("/{user}/subscriptions")
async def list_subscriptions(actor: AnyActor, user: str) -> list[SubscriptionOut]:
    """All subscriptions of a user, newest first."""
    found = await accounts.find_user(actor, user)
    return [SubscriptionOut.of(each) for each in await plans.list_subscriptions(actor, found.id)]
