"""REST: units held for work whose cost is known only later."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Request

from api.alerts import User
from api.auth import AdminActor, AnyActor
from api.idempotency import ManagedRoute
from api.schemas import CommitIn, PageOut, ReservationIn, ReservationOut
from api.users import Cursor, Limit
from core import accounts, gate

router = APIRouter(route_class=ManagedRoute, prefix="/reservations", tags=["verification"])

Open = Annotated[bool, Query(description="Only those that hold units now.")]


@router.post("", status_code=201)
async def reserve_units(request: Request, actor: AdminActor, body: ReservationIn) -> ReservationOut:
    """Hold units for a key or a user before the work begins. They count against its limits at once, exactly.

    Commit what the work took, or release it; what is left when the time is over is given back within seconds. What is
    committed counts in the hour, day and month in which it was reserved. A key that may not, or a limit that would be
    passed, is a problem here: 401, 402, 403 or 429.
    """
    found = await accounts.find_user(actor, body.user) if body.user is not None else None
    reserved = await gate.reserve_units(
        request.app.state.gate, actor, secret=body.key, user=found, meter=body.meter, units=body.units,
        ttl_seconds=body.ttl_seconds, client_id=body.id, scope=body.scope, address=body.ip,
    )  # fmt: skip
    return ReservationOut.of(reserved)


@router.get("")
async def list_reservations(
    actor: AnyActor, user: User = None, open: Open = False, limit: Limit = None, cursor: Cursor = None
) -> PageOut[ReservationOut]:
    """Reservations, newest first. Those that ended a month ago are gone."""
    found = await accounts.find_user(actor, user) if user is not None else None
    page = await gate.list_reservations(
        actor, user_id=found.id if found else None, open_only=open, limit=limit, cursor=cursor
    )
    return PageOut(items=[ReservationOut.of(each) for each in page.items], next_cursor=page.next_cursor)


@router.get("/{reservation_id}")
async def get_reservation(actor: AnyActor, reservation_id: UUID) -> ReservationOut:
    """One reservation."""
    return ReservationOut.of(await gate.get_reservation(actor, reservation_id))


@router.post("/{reservation_id}/commit")
async def commit_reservation(actor: AdminActor, reservation_id: UUID, body: CommitIn) -> ReservationOut:
    """Record what the work took, never more than was held. Twice with the same units changes nothing."""
    return ReservationOut.of(await gate.commit_reservation(actor, reservation_id, units=body.units))


@router.post("/{reservation_id}/release")
async def release_reservation(actor: AdminActor, reservation_id: UUID) -> ReservationOut:
    """Give back what is held, and record nothing. Twice changes nothing."""
    return ReservationOut.of(await gate.release_reservation(actor, reservation_id))
