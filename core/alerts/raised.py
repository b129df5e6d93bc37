"""The feed: what was raised."""

from uuid import UUID

from core.accounts import Actor, get_user
from core.alerts.models import RaisedAlert
from core.pages import Page, check_page_size, cursor_uuid, decode_cursor, page_of

__all__ = ["list_raised_alerts"]


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
