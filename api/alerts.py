"""REST: alerts near limits, what they raised, and calls that were refused."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query

from api.auth import AdminActor, AnyActor
from api.idempotency import ManagedRoute
from api.schemas import AlertIn, AlertOut, DenialsOut, PageOut, RaisedAlertOut
from api.usage import From, To
from api.users import Cursor, Limit
from core import accounts, alerts, gate

router = APIRouter(route_class=ManagedRoute, tags=["alerts"])

User = Annotated[str | None, Query(description="Id of a user, or your own id for it.")]


@router.get("/alerts")
async def list_alerts(actor: AdminActor, user: User = None) -> list[AlertOut]:
    """The thresholds, oldest first; of a user: those that can be raised for it."""
    found = await accounts.find_user(actor, user) if user is not None else None
    return [AlertOut.of(each) for each in await alerts.list_alerts(actor, user_id=found.id if found else None)]


@router.post("/alerts", status_code=201)
async def create_alert(actor: AdminActor, body: AlertIn) -> AlertOut:
    """Be told when usage reaches a percentage of a limit, or so many units of a meter.

    Once for each user, meter and day or month of the user's zone. It is decided in the transaction that records the
    usage; the outbox carries it on.
    """
    found = await accounts.find_user(actor, body.user) if body.user is not None else None
    alert = await alerts.create_alert(
        actor,
        kind=body.kind,
        threshold=body.threshold,
        user_id=found.id if found else None,
        meter=body.meter,
        period=body.period,
    )
    return AlertOut.of(alert, meter=body.meter)


@router.delete("/alerts/{alert_id}", status_code=204)
async def remove_alert(actor: AdminActor, alert_id: UUID) -> None:
    """Take a threshold away. What it raised stays."""
    await alerts.remove_alert(actor, alert_id)


@router.get("/alerts/raised")
async def list_raised_alerts(
    actor: AnyActor, user: User = None, limit: Limit = None, cursor: Cursor = None
) -> PageOut[RaisedAlertOut]:
    """What was raised, newest first, with the usage before and after. A key with the scope `account` sees its own."""
    found = await accounts.find_user(actor, user) if user is not None else None
    page = await alerts.list_raised_alerts(actor, user_id=found.id if found else None, limit=limit, cursor=cursor)
    return PageOut(items=[RaisedAlertOut.of(each) for each in page.items], next_cursor=page.next_cursor)


@router.get("/denials")
async def count_denials(
    actor: AnyActor, user: User = None, key_id: UUID | None = None, from_: From = None, to: To = None
) -> list[DenialsOut]:
    """Calls that were refused, by reason, most frequent first; by default of the last 30 days. Live keys only.

    They cost nothing. Whole hours of UTC count; what was refused just now is there within seconds.
    """
    found = await accounts.find_user(actor, user) if user is not None else None
    counted = await gate.count_denials(actor, start=from_, end=to, user_id=found.id if found else None, key_id=key_id)
    return [DenialsOut(code=each.code, count=each.count, last_hour=each.last_hour) for each in counted]
