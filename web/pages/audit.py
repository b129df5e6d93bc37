"""The audit log: what was changed, by whom; and one entry with what was before and after."""

from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

from fastapi import APIRouter, Request
from starlette.responses import Response

from core import accounts, audit
from core.accounts import Actor
from core.audit import AuditEntry
from core.clock import now
from web.forms import uuid_of
from web.rendering import link, page
from web.viewer import SignedIn

router = APIRouter(prefix="/audit", include_in_schema=False)

PAGE_SIZE = 50
ENTITIES = {
    "admin": "Admins", "invitation": "Invitations", "job": "Jobs", "key": "API keys", "message": "Messages",
    "meter": "Meters", "plan": "Plans", "plan_version": "Plan versions", "session": "Sessions",
    "subscription": "Subscriptions", "token": "Admin tokens", "user": "Users",
}  # fmt: skip
SPANS = {"1h": ("Last hour", timedelta(hours=1)), "24h": ("Last 24 hours", timedelta(days=1)),
         "7d": ("Last 7 days", timedelta(days=7)), "30d": ("Last 30 days", timedelta(days=30))}  # fmt: skip


@router.get("")
async def list_entries(
    request: Request,
    viewer: SignedIn,
    q: str = "",
    entity: str = "",
    user: str = "",
    actor: str = "",
    span: str = "",
    after: str = "",
) -> Response:
    said = {"q": q[:200], "entity": entity, "user": user, "actor": actor, "span": span}
    found = await audit.list_entries(
        viewer.actor,
        search=said["q"],
        entity=entity or None,
        user_id=uuid_of(user),
        actor_id=uuid_of(actor),
        start=now() - SPANS[span][1] if span in SPANS else None,
        limit=PAGE_SIZE,
        cursor=after or None,
    )
    return page(
        request,
        viewer,
        "audit/list.html",
        title="Audit log",
        partials={"entries": "table"},
        entries=found.items,
        names=await _names(viewer.actor, found.items),
        asked=said,
        entities=ENTITIES,
        spans=SPANS,
        admins=await accounts.list_admins(viewer.actor),
        older=link("/audit", **said, after=found.next_cursor) if found.next_cursor else None,
        newest=link("/audit", **said) if after else None,
        is_filtered=any(said.values()),
    )


@router.get("/{entry_id}")
async def show_entry(request: Request, viewer: SignedIn, entry_id: UUID) -> Response:
    entry = await audit.get_entry(viewer.actor, entry_id)
    fields = sorted({*(entry.before or {}), *(entry.after or {})})
    return page(
        request,
        viewer,
        "audit/one.html",
        title=entry.action,
        partials={"dialog": "sheet"},
        entry=entry,
        fields=fields,
        names=await _names(viewer.actor, [entry]),
    )


async def _names(actor: Actor, entries: Sequence[AuditEntry]) -> dict[UUID, str]:
    """What to call the actors of these entries, and the users they concern."""
    ids = [entry.actor_id for entry in entries if entry.actor_id is not None]
    names = {admin.id: admin.name for admin in (await accounts.find_admins(actor, ids)).values()}
    names |= {token.id: token.name for token in (await accounts.find_tokens(actor, ids)).values()}
    users = await accounts.find_users(actor, {entry.user_id for entry in entries if entry.user_id is not None})
    return names | {user.id: user.name for user in users.values()}
