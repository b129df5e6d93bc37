"""REST: events that wait for their users."""

from uuid import UUID

from fastapi import APIRouter

from api.auth import AdminActor
from api.idempotency import ManagedRoute
from api.schemas import PageOut, QuarantinedEventOut
from api.users import Cursor, Limit
from core import gate

router = APIRouter(route_class=ManagedRoute, prefix="/quarantine", tags=["usage"])


@router.get("")
async def list_quarantine(
    actor: AdminActor, user: str = "", limit: Limit = None, cursor: Cursor = None
) -> PageOut[QuarantinedEventOut]:
    """Events of users that do not exist yet, the newest first; `user` is what their senders call the user."""
    page = await gate.browse_quarantine(actor, user_reference=user, limit=limit, cursor=cursor)
    return PageOut(items=[QuarantinedEventOut.of(each) for each in page.items], next_cursor=page.next_cursor)


@router.delete("/{held_id}", status_code=204)
async def discard_quarantined(actor: AdminActor, held_id: UUID) -> None:
    """Forget an event that waits for its user, such as one with a misspelt name. Sent again it would wait again."""
    await gate.discard_quarantined(actor, held_id)
