"""Reservations: units that are held for work whose cost is known only later."""

from uuid import UUID

from fastapi import APIRouter, Request
from starlette.responses import Response

from core import accounts, gate
from core.clock import now
from web.forms import uuid_of
from web.rendering import done, link, page
from web.viewer import SignedIn

router = APIRouter(prefix="/reservations", include_in_schema=False)

PAGE_SIZE = 30
SHOWN = {"": "All", "open": "Open"}


@router.get("")
async def list_reservations(
    request: Request, viewer: SignedIn, user: str = "", show: str = "", after: str = ""
) -> Response:
    owner_id, chosen, at = uuid_of(user), show if show in SHOWN else "", now()
    owner = await accounts.get_user(viewer.actor, owner_id) if owner_id else None
    found = await gate.list_reservations(
        viewer.actor, user_id=owner_id, open_only=chosen == "open", limit=PAGE_SIZE, cursor=after or None
    )
    return page(
        request,
        viewer,
        "reservations/list.html",
        title="Reservations",
        partials={"reservations": "table"},
        owner=owner,
        found=[(each, each.status_at(at)) for each in found.items],
        users=await accounts.find_users(viewer.actor, {each.user_id for each in found.items}),
        shown=SHOWN,
        chosen=chosen,
        tab=lambda key: link("/reservations", user=user, show=key),
        older=link("/reservations", user=user, show=chosen, after=found.next_cursor) if found.next_cursor else None,
    )


@router.post("/{reservation_id}/release")
async def release_reservation(request: Request, viewer: SignedIn, reservation_id: UUID) -> Response:
    await gate.release_reservation(viewer.actor, reservation_id)
    return done(request, "The units are free again", back="/reservations")
