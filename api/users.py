"""REST: users and their subscriptions."""

from typing import Annotated

from fastapi import APIRouter, Query

from api.auth import AdminActor, AnyActor
from api.idempotency import ManagedRoute
from api.schemas import (
    CancelIn,
    ChangeIn,
    ChangePreviewOut,
    PageOut,
    PreviewOut,
    SubscriptionIn,
    SubscriptionOut,
    UserChange,
    UserIn,
    UserOut,
)
from core import accounts, billing, plans

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
    return SubscriptionOut.of(await plans.assign_plan(actor, found.id, **body.model_dump()))


@router.post("/{user}/subscriptions/preview")
async def preview_change(actor: AdminActor, user: str, body: ChangeIn) -> ChangePreviewOut:
    """What a change would make of the invoices that come next, with what was used so far. Nothing is written."""
    found = await accounts.find_user(actor, user)
    return ChangePreviewOut.of(await billing.preview_change(actor, found.id, **body.model_dump()))


@router.post("/{user}/subscriptions/cancel")
async def cancel_subscription(actor: AdminActor, user: str, body: CancelIn) -> SubscriptionOut:
    """End the subscription that runs, now or with its period. Its last invoice takes unused fees off."""
    found = await accounts.find_user(actor, user)
    return SubscriptionOut.of(await plans.cancel_subscription(actor, found.id, when=body.when))


@router.post("/{user}/subscriptions/pause")
async def pause_subscription(actor: AdminActor, user: str) -> SubscriptionOut:
    """Bill no fee, no minimum and no usage from now on."""
    found = await accounts.find_user(actor, user)
    return SubscriptionOut.of(await plans.pause_subscription(actor, found.id))


@router.post("/{user}/subscriptions/resume")
async def resume_subscription(actor: AdminActor, user: str) -> SubscriptionOut:
    """Bill a paused subscription again from now on."""
    found = await accounts.find_user(actor, user)
    return SubscriptionOut.of(await plans.resume_subscription(actor, found.id))


@router.get("/{user}/invoice-preview")
async def preview_invoice(actor: AnyActor, user: str) -> PreviewOut | None:
    """The invoice of the period that runs, as if it were closed now; null if nothing is left to invoice."""
    found = await accounts.find_user(actor, user)
    content = await billing.preview_invoice(actor, found.id)
    return PreviewOut.of(content) if content is not None else None


@router.get("/{user}/subscriptions")
async def list_subscriptions(actor: AnyActor, user: str) -> list[SubscriptionOut]:
    """All subscriptions of a user, newest first."""
    found = await accounts.find_user(actor, user)
    return [SubscriptionOut.of(each) for each in await plans.list_subscriptions(actor, found.id)]
