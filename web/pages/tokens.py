"""Admin tokens: what machines of the vendor may do. A secret is shown once."""

from datetime import timedelta
from uuid import UUID

from fastapi import APIRouter, Request
from starlette.responses import Response

from core import accounts
from core.accounts import ADMIN_SCOPES, ROLE_SCOPES
from core.clock import now
from core.errors import InvalidInput
from web.pages.keys import LIVES
from web.rendering import done, link, page
from web.viewer import SignedIn, Viewer

router = APIRouter(prefix="/tokens", include_in_schema=False)

PAGE_SIZE = 50
SCOPES = {
    "read": "Look at everything",
    "users:write": "Make and change users",
    "keys:write": "Make, change and end API keys",
    "keys:verify": "Ask whether an API key may be used",
    "events:write": "Send usage events",
    "reservations:write": "Reserve quota and commit it",
    "billing:write": "Change meters, plans, subscriptions and invoices",
    "operations:write": "Run jobs and replay messages",
}


@router.get("")
async def list_tokens(request: Request, viewer: SignedIn, after: str = "") -> Response:
    found = await accounts.list_tokens(viewer.actor, limit=PAGE_SIZE, cursor=after or None)
    return page(
        request,
        viewer,
        "tokens/list.html",
        title="Admin tokens",
        tokens=found.items,
        admins={admin.id: admin for admin in await accounts.list_admins(viewer.actor)},
        older=link("/tokens", after=found.next_cursor) if found.next_cursor else None,
    )


@router.get("/new")
async def show_new_token(request: Request, viewer: SignedIn) -> Response:
    return _new_token(request, viewer, {}, ["read"])


@router.post("")
async def issue_token(request: Request, viewer: SignedIn) -> Response:
    form = viewer.form
    try:
        days = form.number("days", 0)
        if not 0 <= days <= 3650:
            raise InvalidInput("days must be 0 to 3650.", field="days")
        issued = await accounts.issue_token(
            viewer.actor,
            admin_id=viewer.session.admin_id,
            name=form.text("name"),
            scopes=form.texts("scopes"),
            expires_at=now() + timedelta(days=days) if days else None,
        )
    except InvalidInput as error:
        return _new_token(request, viewer, form.values(), form.texts("scopes"), error)
    return page(request, viewer, "tokens/secret.html", title=issued.token.name, partials={"sheet": "sheet"},
                issued=issued)  # fmt: skip


def _new_token(
    request: Request, viewer: Viewer, values: dict[str, str], chosen: list[str], error: InvalidInput | None = None
) -> Response:
    allowed = ROLE_SCOPES[viewer.session.role] & ADMIN_SCOPES
    return page(
        request,
        viewer,
        "tokens/new.html",
        title="New admin token",
        partials={"dialog": "sheet", "sheet": "sheet"},
        status=422 if error else 200,
        values=values,
        error=error,
        scopes=[(scope, text, scope in chosen) for scope, text in SCOPES.items() if scope in allowed],
        lives=LIVES,
    )


@router.get("/{token_id}/revoke")
async def show_revoke(request: Request, viewer: SignedIn, token_id: UUID) -> Response:
    return page(request, viewer, "tokens/revoke.html", title="Revoke a token", partials={"dialog": "sheet"},
                token_id=token_id)  # fmt: skip


@router.post("/{token_id}/revoke")
async def revoke_token(request: Request, viewer: SignedIn, token_id: UUID) -> Response:
    token = await accounts.revoke_token(viewer.actor, token_id)
    return done(request, f"{token.name} is revoked", back="/tokens")
