"""The feed: what was raised."""

from collections.abc import Collection, Sequence
from uuid import UUID

from core.accounts import Actor, get_user
from core.alerts.models import RaisedAlert
from core.pages import Page, check_page_size, cursor_uuid, decode_cursor, page_of

__all__ = ["find_raised_alerts", "list_raised_alerts"]

#: How many of each user are told when many are asked for.
OF_USER_MAX = 100


async def list_raised_alerts(
    actor: Actor, *, user_id: UUID | None = None, limit: int | None = None, cursor: str | None = None
) -> Page[RaisedAlert]:
    """Raised alerts, newest first. A customer's key sees its own user's."""
    actor.require("read")
    size = check_page_size(limit)
    query = RaisedAlert.all().order_by("-id").limit(size + 1)
    owner = user_id or actor.user_id
    if owner is not None:
        await get_user(actor, owner)
        query = query.filter(user_id=owner)
    if cursor:
        query = query.filter(id__lt=cursor_uuid(decode_cursor(cursor, parts=1)[0]))
    return page_of(await query, size, key=lambda raised: (raised.id,))


async def find_raised_alerts(actor: Actor, user_ids: Collection[UUID]) -> dict[UUID, Sequence[RaisedAlert]]:
    """The latest of each of the users, newest first, in one statement. Users that the actor may not see are absent."""
    actor.require("read")
    owners = [user_id for user_id in user_ids if actor.sees(user_id)]
    found: dict[UUID, list[RaisedAlert]] = {owner: [] for owner in owners}
    for raised in await RaisedAlert.filter(user_id__in=owners).order_by("-id").limit(OF_USER_MAX * len(owners)):
        found[raised.user_id].append(raised)
    return {owner: rows[:OF_USER_MAX] for owner, rows in found.items()}
