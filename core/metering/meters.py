"""Meters: what is counted."""

from collections.abc import Collection, Iterable, Sequence
from uuid import UUID

from tortoise.exceptions import IntegrityError

from core import audit
from core.accounts import SYSTEM, Actor
from core.checks import check_slug, check_text, is_slug
from core.database import fetch, transaction
from core.errors import Conflict, InvalidInput, NotFound
from core.metering.catalogue import API_CALL
from core.metering.meanings import Dimension, Filter, check_meaning
from core.metering.models import Backfill, Meter
from core.pages import Page, check_page_size, decode_cursor, page_of

__all__ = [
    "browse_meters",
    "choose_meters",
    "create_meter",
    "ensure_call_meters",
    "find_meters",
    "get_meter",
    "list_meters",
]

_AUDITED = (
    "slug", "name", "description", "event_type", "aggregation", "value_property", "filters", "dimensions", "values_max",
    "unit", "display_scale",
)  # fmt: skip
#: How many meters one question may name.
NAMED_MAX = 100
SCALE_MAX = 18


async def create_meter(
    actor: Actor,
    *,
    slug: str,
    name: str,
    event_type: str,
    aggregation: str,
    value_property: str = "",
    filters: Sequence[Filter] = (),
    dimensions: Sequence[Dimension] = (),
    values_max: int = 1000,
    unit: str = "",
    display_scale: int = 0,
    description: str = "",
) -> Meter:
    """A meter that counts events from now on, and those from before in the background (core/metering/backfills.py).

    `count` counts the events that all `filters` let in; the other aggregations read the property at `value_property`:
    `unique` any text, number or truth, the others numbers. `time_weighted` takes them for a gauge that keeps its value
    until the next event of the same key and dimension values: its quantity is value times hours. Each of up to four
    `dimensions` has rollups for its first `values_max` values. Pages show quantities divided by ten to the power of
    `display_scale`.
    """
    actor.require_vendor("billing:write")
    check_meaning(
        event_type=event_type,
        aggregation=aggregation,
        value_property=value_property,
        filters=filters,
        dimensions=dimensions,
        values_max=values_max,
    )
    if not 0 <= display_scale <= SCALE_MAX:
        raise InvalidInput(f"display_scale is 0 to {SCALE_MAX}.", field="display_scale")
    meter = Meter(
        slug=check_slug(slug),
        name=check_text(name, field="name", chars_max=100),
        description=check_text(description, field="description", chars_max=500, required=False),
        event_type=event_type,
        aggregation=aggregation,
        value_property=value_property,
        filters=[each.stored() for each in filters],
        dimensions=[each.stored() for each in dimensions],
        values_max=values_max,
        unit=check_text(unit, field="unit", chars_max=32, required=False),
        display_scale=display_scale,
    )
    try:
        async with transaction():
            await fetch("SET LOCAL lock_timeout = '2s'")
            # Waits for recorders in flight: after this, every event either has the old version or obeys the new one.
            await fetch("LOCK TABLE ONLY usage_events IN SHARE MODE")
            rows = await fetch("UPDATE catalogue SET version = version + 1 WHERE id = 1 RETURNING version")
            meter.catalogue = rows[0]["version"]
            await meter.save(force_create=True)
            if await fetch("SELECT 1 FROM usage_events LIMIT 1"):
                await Backfill.create(meter=meter, catalogue=meter.catalogue)
            await audit.record(
                actor, action="meter.create", entity="meter", entity_id=meter.id, after=audit.snapshot(meter, _AUDITED)
            )
    except IntegrityError as error:
        raise Conflict(f"There is a meter with the slug {slug!r}.") from error
    return meter


async def ensure_call_meters(slugs: Iterable[str]) -> None:
    """A meter for each name that a metered route counts by, summing `units.<name>` of its calls."""
    missing = set(slugs) - {meter.slug for meter in await Meter.filter(slug__in=list(slugs))}
    for slug in sorted(missing):
        try:
            await create_meter(
                SYSTEM,
                slug=slug,
                name=_name_of(slug),
                event_type=API_CALL,
                aggregation="sum",
                value_property=f"units.{slug}",
                unit=slug.removeprefix("api_").replace("_", " "),
            )
        except Conflict:
            pass  # another worker was first


def _name_of(slug: str) -> str:
    words = ["API" if word == "api" else word for word in slug.split("_")]
    return " ".join([words[0][:1].upper() + words[0][1:], *words[1:]])


async def list_meters(actor: Actor) -> list[Meter]:
    """All meters, by slug. They are the vendor's catalogue, so everybody who may read sees them."""
    actor.require("read")
    return await Meter.all().order_by("slug")


async def browse_meters(actor: Actor, *, limit: int | None = None, cursor: str | None = None) -> Page[Meter]:
    """A page of meters, by slug."""
    actor.require("read")
    size = check_page_size(limit)
    query = Meter.all().order_by("slug").limit(size + 1)
    if cursor:
        query = query.filter(slug__gt=decode_cursor(cursor, parts=1)[0])
    return page_of(await query, size, key=lambda meter: (meter.slug,))


async def choose_meters(actor: Actor, slugs: Collection[str]) -> list[Meter]:
    """The meters of these slugs, by slug; all of them if none is named. NotFound if one does not exist."""
    actor.require("read")
    if not slugs:
        return await list_meters(actor)
    if len(slugs) > NAMED_MAX:
        raise InvalidInput(f"Name at most {NAMED_MAX} meters, or none for all.", field="meters")
    meters = await Meter.filter(slug__in=list(filter(is_slug, set(slugs)))).order_by("slug")
    if missing := set(slugs) - {meter.slug for meter in meters}:
        raise _no_meter(min(missing))
    return meters


async def get_meter(actor: Actor, slug: str) -> Meter:
    actor.require("read")
    meter = await Meter.get_or_none(slug=slug) if is_slug(slug) else None
    if meter is None:
        raise _no_meter(slug)
    return meter


def _no_meter(slug: str) -> NotFound:
    return NotFound(f"There is no meter {slug[:64]!r}.", code="meter_not_found")


async def find_meters(actor: Actor, meter_ids: Sequence[UUID]) -> dict[UUID, Meter]:
    actor.require("read")
    return {meter.id: meter for meter in await Meter.filter(id__in=list(meter_ids))}
