"""Meters: what is counted."""

from collections.abc import Collection, Iterable, Sequence
from datetime import UTC, datetime
from uuid import UUID

from tortoise.exceptions import IntegrityError

from core import audit
from core.accounts import SYSTEM, Actor
from core.checks import check_slug, check_text, is_slug
from core.clock import require_utc
from core.database import fetch, transaction
from core.errors import Conflict, InvalidInput, NotFound
from core.metering.catalogue import API_CALL
from core.metering.meanings import Dimension, Filter, check_meaning
from core.metering.models import Backfill, Meter
from core.metering.windows import hour_floor
from core.pages import Page, check_page_size, decode_cursor, page_of

__all__ = [
    "browse_meters",
    "choose_meters",
    "create_meter",
    "create_meter_version",
    "ensure_call_meters",
    "find_meters",
    "get_meter",
    "list_meters",
]

_AUDITED = (
    "slug", "family", "version", "starts_at", "name", "description", "event_type", "aggregation", "value_property",
    "filters", "dimensions", "values_max", "unit", "display_scale",
)  # fmt: skip
#: How many meters one question may name.
NAMED_MAX = 100
SCALE_MAX = 18
_EARLIEST = datetime(1, 1, 1, tzinfo=UTC)


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
    starts_at: datetime | None = None,
) -> Meter:
    """A meter that counts events from now on, and those from before in the background (core/metering/backfills.py).

    `count` counts the events that all `filters` let in; the other aggregations read the property at `value_property`:
    `unique` any text, number or truth, the others numbers. `time_weighted` takes them for a gauge that keeps its value
    until the next event of the same key and dimension values: its quantity is value times hours. Each of up to four
    `dimensions` has rollups for its first `values_max` values. Pages show quantities divided by ten to the power of
    `display_scale`. What happened before `starts_at`, a whole hour of UTC, does not count.
    """
    actor.require_vendor("billing:write")
    return await _create(
        actor, family=slug, version=1, slug=slug, name=name, event_type=event_type, aggregation=aggregation,
        value_property=value_property, filters=filters, dimensions=dimensions, values_max=values_max, unit=unit,
        display_scale=display_scale, description=description, starts_at=starts_at,
    )  # fmt: skip


async def create_meter_version(
    actor: Actor,
    slug: str,
    *,
    name: str | None = None,
    event_type: str | None = None,
    aggregation: str | None = None,
    value_property: str | None = None,
    filters: Sequence[Filter] | None = None,
    dimensions: Sequence[Dimension] | None = None,
    values_max: int | None = None,
    unit: str | None = None,
    display_scale: int | None = None,
    description: str | None = None,
    starts_at: datetime | None = None,
) -> Meter:
    """Another meaning of a meter, beside those it has: the next version of its family, `tokens_v2` after `tokens`.

    What is None is as in the version it is made from. It counts the past in the background as every meter does, or only
    what happens from `starts_at` on. Earlier versions go on counting: charges, limits and alerts name the version they
    mean, and change to another one only where somebody says so. Conflict if another meter has the slug.
    """
    actor.require_vendor("billing:write")
    before = await get_meter(actor, slug)
    latest = await Meter.filter(family=before.family).order_by("-version").first()
    version = (latest or before).version + 1
    counts = (aggregation or before.aggregation) == "count"
    return await _create(
        actor,
        family=before.family,
        version=version,
        slug=f"{before.family}_v{version}",
        name=name or f"{before.name.removesuffix(f' v{before.version}')[:90]} v{version}",
        event_type=event_type or before.event_type,
        aggregation=aggregation or before.aggregation,
        value_property=("" if counts else before.value_property) if value_property is None else value_property,
        filters=[Filter.of(each) for each in before.filters] if filters is None else filters,
        dimensions=[Dimension(**each) for each in before.dimensions] if dimensions is None else dimensions,
        values_max=before.values_max if values_max is None else values_max,
        unit=before.unit if unit is None else unit,
        display_scale=before.display_scale if display_scale is None else display_scale,
        description=before.description if description is None else description,
        starts_at=starts_at,
    )


async def _create(
    actor: Actor,
    *,
    family: str,
    version: int,
    slug: str,
    name: str,
    event_type: str,
    aggregation: str,
    value_property: str,
    filters: Sequence[Filter],
    dimensions: Sequence[Dimension],
    values_max: int,
    unit: str,
    display_scale: int,
    description: str,
    starts_at: datetime | None,
) -> Meter:
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
    if starts_at is not None and require_utc(starts_at) != hour_floor(starts_at):
        raise InvalidInput("starts_at is a whole hour of UTC.", field="starts_at")
    meter = Meter(
        slug=check_slug(slug),
        family=family,
        version=version,
        starts_at=starts_at,
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
            if await fetch("SELECT 1 FROM usage_events WHERE occurred_at >= $1 LIMIT 1", starts_at or _EARLIEST):
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
