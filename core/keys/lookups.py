"""Keys of many users at once: as many statements for a hundred users as for one."""

from collections.abc import Collection
from uuid import UUID

from core.accounts import Actor
from core.database import fetch
from core.keys.models import ApiKey
from core.pages import Page, check_page_size, cursor_uuid, decode_cursor, page_of

__all__ = ["find_keys", "keys_of_users"]

# The index (user_id, id) is read from its end, once per user, and no further than the page.
_NEWEST = """
SELECT newest.id FROM unnest($1::uuid[]) AS owner (user_id)
CROSS JOIN LATERAL (
    SELECT id FROM api_keys WHERE user_id = owner.user_id AND ($2::uuid IS NULL OR id < $2) ORDER BY id DESC LIMIT $3
) newest
"""


async def find_keys(actor: Actor, key_ids: Collection[UUID]) -> dict[UUID, ApiKey]:
    """Those of the keys that exist and whose users the actor may see."""
    actor.require("read")
    query = ApiKey.filter(id__in=list(key_ids))
    if actor.user_id is not None:
        query = query.filter(user_id=actor.user_id)
    return {key.id: key for key in await query}


async def keys_of_users(
    actor: Actor, user_ids: Collection[UUID], *, limit: int | None = None, cursor: str | None = None
) -> dict[UUID, Page[ApiKey]]:
    """A page of the keys, newest first, of each of the users. Users that the actor may not see are absent."""
    actor.require("read")
    size = check_page_size(limit)
    before = cursor_uuid(decode_cursor(cursor, parts=1)[0]) if cursor else None
    owners = [user_id for user_id in user_ids if actor.sees(user_id)]
    newest = [row["id"] for row in await fetch(_NEWEST, owners, before, size + 1)]
    found: dict[UUID, list[ApiKey]] = {owner: [] for owner in owners}
    for key in await ApiKey.filter(id__in=newest).order_by("-id"):
        found[key.user_id].append(key)  # type: ignore[attr-defined]
    return {owner: page_of(rows, size, key=lambda key: (key.id,)) for owner, rows in found.items()}
