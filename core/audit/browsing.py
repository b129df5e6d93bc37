"""Looking things up in the audit log."""

from datetime import datetime
from uuid import UUID

from tortoise.expressions import Q

from core.audit.entries import Party
from core.audit.models import AuditEntry
from core.checks import check_text
from core.clock import require_utc
from core.errors import InvalidInput, NotFound
from core.pages import Page, check_page_size, cursor_uuid, decode_cursor, page_of

__all__ = ["get_entry", "list_entries"]


async def list_entries(
    actor: Party,
    *,
    search: str = "",
    entity: str | None = None,
    user_id: UUID | None = None,
    actor_id: UUID | None = None,
    start: datetime | None = None,
    end: datetime | None = None,
    limit: int | None = None,
    cursor: str | None = None,
) -> Page[AuditEntry]:
    """Entries, newest first. `search` is how an action begins (`key.`), or a whole id of an entity or of a request.

    `user_id`: what concerns one user; `actor_id`: what somebody did; `start` inclusive, `end` exclusive.
    """
    actor.require_vendor("read")
    size = check_page_size(limit)
    query = AuditEntry.all().order_by("-id").limit(size + 1)
    if text := check_text(search, field="search", chars_max=200, required=False):
        query = query.filter(Q(action__startswith=text) | Q(entity_id=text) | Q(request_id=text))
    if entity:
        query = query.filter(entity=check_text(entity, field="entity", chars_max=32))
    if user_id is not None:
        query = query.filter(user_id=user_id)
    if actor_id is not None:
        query = query.filter(actor_id=actor_id)
    if start is not None:
        query = query.filter(occurred_at__gte=require_utc(start))
    if end is not None:
        query = query.filter(occurred_at__lt=require_utc(end))
    if start is not None and end is not None and end <= start:
        raise InvalidInput("to must be after from.", code="invalid_time_range", field="to")
    if cursor:
        query = query.filter(id__lt=cursor_uuid(decode_cursor(cursor, parts=1)[0]))
    return page_of(await query, size, key=lambda entry: (entry.id,))


async def get_entry(actor: Party, entry_id: UUID) -> AuditEntry:
    actor.require_vendor("read")
    entry = await AuditEntry.get_or_none(id=entry_id)
    if entry is None:
        raise NotFound("There is no such entry in the audit log.")
    return entry
