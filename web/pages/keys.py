"""API keys: the table of all of them, one of them, and what can be done with it. A secret is shown once."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import cast, get_args
from uuid import UUID

from fastapi import APIRouter, Request
from starlette.responses import Response

from core import accounts, keys, metering
from core.accounts import Actor, User
from core.clock import now
from core.errors import Conflict, InvalidInput
from core.keys import ApiKey, IssuedKey, KeyStatus
from web.forms import uuid_of
from web.rendering import done, link, page
from web.viewer import SignedIn, Viewer

router = APIRouter(prefix="/keys", include_in_schema=False)

PAGE_SIZE = 30
RECENT_CALLS = 10
USERS_OFFERED = 100
GRACES = (
    (0, "At once"),
    (3600, "In one hour"),
    (86400, "In one day"),
    (7 * 86400, "In one week"),
    (30 * 86400, "In 30 days"),
)
LIVES = (("", "Never"), ("30", "In 30 days"), ("90", "In 90 days"), ("365", "In one year"))


@dataclass(frozen=True, slots=True)
class DescribedKey:
    """A key with what a table says about it."""

    key: ApiKey
    status: str
    last_used_at: datetime | None
    user: User | None = None


async def described(actor: Actor, found: Sequence[ApiKey], *, with_users: bool = False) -> list[DescribedKey]:
    """Each key's state, last use and, if asked for, its user."""
    at, used = now(), await keys.last_uses(actor, [key.id for key in found])
    owners = {key.user_id for key in found} if with_users else set()  # type: ignore[attr-defined]
    users = await accounts.find_users(actor, owners) if owners else {}
    return [
        DescribedKey(key, keys.key_status(key, at), used.get(key.id), users.get(key.user_id))  # type: ignore[attr-defined]
        for key in found
    ]


@router.get("")
async def list_keys(
    request: Request, viewer: SignedIn, q: str = "", status: str = "", user: str = "", after: str = ""
) -> Response:
    owner = uuid_of(user)
    state = cast("KeyStatus | None", status if status in get_args(KeyStatus) else None)
    found = await keys.browse_keys(
        viewer.actor, search=q[:200], status=state, user_id=owner, limit=PAGE_SIZE, cursor=after or None
    )
    said = {"q": q, "status": status, "user": user}
    return page(
        request,
        viewer,
        "keys/list.html",
        title="API keys",
        partials={"keys": "table"},
        keys=await described(viewer.actor, found.items, with_users=True),
        older=link("/keys", **said, after=found.next_cursor) if found.next_cursor else None,
        newest=link("/keys", **said) if after else None,
        asked=said,
        owner=await accounts.get_user(viewer.actor, owner) if owner else None,
        statuses=get_args(KeyStatus),
        is_filtered=bool(q or status or user),
    )


@router.get("/new")
async def show_new_key(request: Request, viewer: SignedIn, user: str = "") -> Response:
    viewer.actor.require("keys:write")
    return await _new_key(request, viewer, {"user": user})


@router.post("")
async def create_key(request: Request, viewer: SignedIn) -> Response:
    form, user_id = viewer.form, uuid_of(viewer.form.text("user"))
    try:
        if user_id is None:
            raise InvalidInput("Choose a user.", field="user")
        days = form.number("days", 0)
        issued = await keys.create_key(
            viewer.actor,
            user_id=user_id,
            name=form.text("name"),
            live=form.text("kind") != "test",
            scopes=form.text("scopes").replace(",", " ").split(),
            allowed_networks=form.text("networks").replace(",", " ").split(),
            expires_at=now() + timedelta(days=min(days, 3650)) if days > 0 else None,
        )
    except InvalidInput as error:
        return await _new_key(request, viewer, form.values(), error)
    return await _reveal(request, viewer, issued)


async def _new_key(
    request: Request, viewer: Viewer, values: dict[str, str], error: InvalidInput | None = None
) -> Response:
    owner = uuid_of(values.get("user", ""))
    offered: Sequence[User] = ()
    if owner is None:
        offered = (await accounts.list_users(viewer.actor, order="name", limit=USERS_OFFERED)).items
    return page(
        request,
        viewer,
        "keys/new.html",
        title="New API key",
        partials={"dialog": "sheet"},
        status=422 if error else 200,
        values=values,
        error=error,
        owner=await accounts.get_user(viewer.actor, owner) if owner else None,
        users=[("", "Choose a user"), *((str(user.id), user.name) for user in offered)],
        lives=LIVES,
    )


async def _reveal(request: Request, viewer: Viewer, issued: IssuedKey, *, ends: datetime | None = None) -> Response:
    """The one answer that holds the secret. It is never stored, and never cached."""
    owner = await accounts.get_user(viewer.actor, issued.key.user_id)  # type: ignore[attr-defined]
    return page(
        request, viewer, "keys/secret.html", title="A new API key", partials={"sheet": "sheet"}, secret=issued.secret,
        key=issued.key, owner=owner, ends=ends, host=request.url.netloc, scheme=request.url.scheme,
    )  # fmt: skip


@router.get("/{key_id}")
async def show_key(request: Request, viewer: SignedIn, key_id: UUID) -> Response:
    key = await keys.get_key(viewer.actor, key_id)
    user = await accounts.get_user(viewer.actor, key.user_id)  # type: ignore[attr-defined]
    used = await metering.query_usage(viewer.actor, user_id=user.id, key_id=key_id, zone=user.time_zone, live=key.live)
    return page(
        request,
        viewer,
        "keys/one.html",
        title=key.name,
        each=(await described(viewer.actor, [key]))[0],
        user=user,
        used=used.rows,
        events=(await metering.list_events(viewer.actor, user_id=user.id, key_id=key_id, limit=RECENT_CALLS)).items,
        names={key.id: key.name},
    )


@router.get("/{key_id}/{action}")
async def show_action(request: Request, viewer: SignedIn, key_id: UUID, action: str) -> Response:
    """The form, or the question, before something is done to a key."""
    viewer.actor.require("keys:write")
    key = await keys.get_key(viewer.actor, key_id)
    if action not in ("rename", "rotate", "revoke"):
        return await show_key(request, viewer, key_id)
    return _action(request, viewer, key, action, {"name": key.name})


def _action(
    request: Request, viewer: Viewer, key: ApiKey, action: str, values: dict[str, str],
    error: InvalidInput | Conflict | None = None,
) -> Response:  # fmt: skip
    return page(
        request, viewer, f"keys/{action}.html", title=f"{action.capitalize()} {key.name}", key=key, values=values,
        partials={"dialog": "sheet"}, status=422 if error else 200, error=error, graces=GRACES,
    )  # fmt: skip


@router.post("/{key_id}/rename")
async def rename_key(request: Request, viewer: SignedIn, key_id: UUID) -> Response:
    try:
        key = await keys.update_key(viewer.actor, key_id, name=viewer.form.text("name"))
    except InvalidInput as error:
        found = await keys.get_key(viewer.actor, key_id)
        return _action(request, viewer, found, "rename", viewer.form.values(), error)
    return done(request, f"The key is called {key.name}", back=f"/keys/{key_id}")


@router.post("/{key_id}/rotate")
async def rotate_key(request: Request, viewer: SignedIn, key_id: UUID) -> Response:
    grace = timedelta(seconds=viewer.form.number("grace", 0))
    try:
        issued = await keys.rotate_key(viewer.actor, key_id, grace=grace)
    except (InvalidInput, Conflict) as error:
        found = await keys.get_key(viewer.actor, key_id)
        return _action(request, viewer, found, "rotate", viewer.form.values(), error)
    old = await keys.get_key(viewer.actor, key_id)
    return await _reveal(request, viewer, issued, ends=old.expires_at)


@router.post("/{key_id}/disable")
async def disable_key(request: Request, viewer: SignedIn, key_id: UUID) -> Response:
    key = await keys.disable_key(viewer.actor, key_id)
    return done(request, f"{key.name} is refused from now on", back=f"/keys/{key_id}")


@router.post("/{key_id}/enable")
async def enable_key(request: Request, viewer: SignedIn, key_id: UUID) -> Response:
    key = await keys.enable_key(viewer.actor, key_id)
    return done(request, f"{key.name} is accepted again", back=f"/keys/{key_id}")


@router.post("/{key_id}/revoke")
async def revoke_key(request: Request, viewer: SignedIn, key_id: UUID) -> Response:
    key = await keys.revoke_key(viewer.actor, key_id)
    return done(request, f"{key.name} is revoked", back=f"/keys/{key_id}")
