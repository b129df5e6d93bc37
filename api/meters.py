"""REST: meters."""

from fastapi import APIRouter

from api.auth import AdminActor, AnyActor
from api.idempotency import ManagedRoute
from api.schemas import MeterIn, MeterOut
from core import metering

router = APIRouter(route_class=ManagedRoute, prefix="/meters", tags=["meters"])


@router.post("", status_code=201)
async def create_meter(actor: AdminActor, body: MeterIn) -> MeterOut:
    """Create a meter. It counts events from now on; its meaning never changes."""
    return MeterOut.of(await metering.create_meter(actor, **body.as_arguments()))


@router.get("")
async def list_meters(actor: AnyActor) -> list[MeterOut]:
    """All meters, by slug."""
    return [MeterOut.of(meter) for meter in await metering.list_meters(actor)]


@router.get("/{slug}")
async def get_meter(actor: AnyActor, slug: str) -> MeterOut:
    """One meter, by slug."""
    return MeterOut.of(await metering.get_meter(actor, slug))
