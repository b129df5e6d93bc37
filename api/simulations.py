"""REST: what users would have paid on another version of a plan."""

from fastapi import APIRouter

from api.auth import AdminActor
from api.idempotency import ManagedRoute
from api.schemas import SimulationIn, SimulationOut
from core import billing

router = APIRouter(route_class=ManagedRoute, prefix="/simulations", tags=["plans"])


@router.post("")
async def simulate(actor: AdminActor, body: SimulationIn) -> SimulationOut:
    """What users would have paid on a version of a plan, a draft too, over time that is past. Nothing is written."""
    found = await billing.simulate(
        actor,
        body.plan,
        version=body.version,
        since=body.since,
        until=body.until,
        user_ids=body.user_ids,
        on_plan=body.on_plan,
        limit=body.limit,
    )
    return SimulationOut.of(found)
