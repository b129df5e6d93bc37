"""REST: admins and their tokens, to look at. A token makes, changes and ends neither; the dashboard does."""

from fastapi import APIRouter

from api.auth import AdminActor
from api.idempotency import ManagedRoute
from api.schemas import AdminOut, PageOut, TokenOut
from api.users import Cursor, Limit
from core import accounts

router = APIRouter(route_class=ManagedRoute, tags=["admins"])


@router.get("/admins")
async def list_admins(actor: AdminActor) -> list[AdminOut]:
    """Everybody who may sign in to the dashboard, by name."""
    return [AdminOut.of(admin) for admin in await accounts.list_admins(actor)]


@router.get("/tokens")
async def list_tokens(actor: AdminActor, limit: Limit = None, cursor: Cursor = None) -> PageOut[TokenOut]:
    """Admin tokens without their secrets, newest first."""
    page = await accounts.list_tokens(actor, limit=limit, cursor=cursor)
    return PageOut(items=[TokenOut.of(token) for token in page.items], next_cursor=page.next_cursor)
