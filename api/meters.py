"""REST: meters."""

from fastapi import APIRouter

from api.auth import AdminActor, AnyActor
from api.idempotency import ManagedRoute
from api.schemas import MeterIn, MeterOut, MeterVersionIn
from core import metering

router = APIRouter(route_class=ManagedRoute, prefix="/meters", tags=["meters"])


@router.post("", status_code=201)
async def create_meter(actor: AdminActor, body: MeterIn) -> MeterOut:
    """Create a meter. It counts events from now on, and those from before in the background; its meaning never
    changes."""
    meter = await metering.create_meter(actor, **body.as_arguments())
    return MeterOut.of(meter, await metering.backfills_of(actor, [meter.id]))


@router.post("/{slug}/versions", status_code=201)
async def create_meter_version(actor: AdminActor, slug: str, body: MeterVersionIn) -> MeterOut:
    """Give a meter another meaning: the next version of its family, with a slug of its own (`tokens_v2`). The versions
    before go on counting, and charges and limits go on naming the version they mean."""
    meter = await metering.create_meter_version(actor, slug, **body.as_arguments())
    return MeterOut.of(meter, await metering.backfills_of(actor, [meter.id]))


@router.get("")
async def list_meters(actor: AnyActor) -> list[MeterOut]:
    """All meters, by slug."""
    meters = await metering.list_meters(actor)
    backfills = await metering.backfills_of(actor, [meter.id for meter in meters])
    return [MeterOut.of(meter, backfills) for meter in meters]


@router.get("/{slug}")
async def get_meter(actor: AnyActor, slug: str) -> MeterOut:
    """One meter, by slug."""
    meter = await metering.get_meter(actor, slug)
    return MeterOut.of(meter, await metering.backfills_of(actor, [meter.id]))
