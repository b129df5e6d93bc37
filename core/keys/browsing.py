"""Looking for keys among all of them: by what is known of them, and by the state they are in."""

from typing import Literal, get_args
from uuid import UUID

from tortoise.expressions import Q

from core.accounts import Actor, get_user
from core.checks import check_text
from core.clock import now
from core.errors import InvalidInput
from core.keys.models import ApiKey
from core.pages import Page, check_page_size, cursor_uuid, decode_cursor, page_of

__all__ = ["KeyStatus", "browse_keys"]

_PREFIX_CHARS, _LAST_CHARS = 12, 4
KeyStatus = Literal["active", "rotating", "disabled", "expired", "revoked"]


async def browse_keys(
    actor: Actor,
    *,
    search: str = "",
    status: KeyStatus | None = None,
    user_id: UUID | None = None,
    limit: int | None = None,
    cursor: str | None = None,
) -> Page[ApiKey]:
    """Keys, newest first. `search` is part of the key's or its user's name, how the key begins, or its last four
    characters; `status` is what `key_status` says of it now."""
    actor.require("read")
    if status is not None and status not in get_args(KeyStatus):
        raise InvalidInput(f"status must be one of {', '.join(get_args(KeyStatus))}.", field="status")
    owner = user_id or actor.user_id
    if owner is not None:
        await get_user(actor, owner)
    size = check_page_size(limit)
    query = ApiKey.all().order_by("-id").limit(size + 1)
    if owner is not None:
        query = query.filter(user_id=owner)
    text = check_text(search, field="search", chars_max=200, required=False)
    if text:
        known = Q(name__icontains=text) | Q(user__name__icontains=text)
        if len(text) <= _PREFIX_CHARS:
            known |= Q(prefix__startswith=text)
        query = query.filter(known | Q(last4=text) if len(text) == _LAST_CHARS else known)
    if status is not None:
        query = query.filter(_in_state(status))
    if cursor:
        query = query.filter(id__lt=cursor_uuid(decode_cursor(cursor, parts=1)[0]))
    return page_of(await query, size, key=lambda key: (key.id,))


def _in_state(status: KeyStatus) -> Q:
    """The conditions of `key_status`, in its order: the first that holds names the state."""
    revoked, expired = Q(revoked_at__isnull=False), Q(expires_at__lte=now())
    running = Q(revoked_at__isnull=True) & (Q(expires_at__isnull=True) | Q(expires_at__gt=now()))
    enabled = running & Q(disabled_at__isnull=True)
    return {
        "revoked": revoked,
        "expired": Q(revoked_at__isnull=True) & expired,
        "disabled": running & Q(disabled_at__isnull=False),
        "rotating": enabled & Q(replaced_by_id__isnull=False),
        "active": enabled & Q(replaced_by_id__isnull=True),
    }[status]
