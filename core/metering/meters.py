"""Meters: what is counted."""

import re
from collections.abc import Collection, Iterable, Sequence
from uuid import UUID

from tortoise.exceptions import IntegrityError

from core import audit
from core.accounts import SYSTEM, Actor
from core.checks import check_slug, check_text, is_slug
from core.database import fetch, transaction
from core.errors import Conflict, InvalidInput, NotFound
from core.metering.catalogue import API_CALL
from core.metering.models import Meter
from core.pages import Page, check_page_size, decode_cursor, page_of

__all__ = [
    "browse_meters",
    "check_limitable",
    "choose_meters",
    "create_meter",
    "ensure_call_meters",
    "find_meters",
    "get_meter",
    "list_meters",
]

_PATH = re.compile(r"[A-Za-z_][\w-]*(\.[A-Za-z_][\w-]*){0,7}")
_AUDITED = ("slug", "name", "description", "event_type", "aggregation", "value_property", "unit")
#: How many meters one question may name.
NAMED_MAX = 100
_UNITS = re.compile(r"units\.[^.]+")
_TYPE = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.:/-]{0,127}")


async def create_meter(
    actor: Actor,
    *,
    slug: str,
    name: str,
    event_type: str,
    aggregation: str,
    value_property: str = "",
    unit: str = "",
    description: str = "",
) -> Meter:
    """A meter that counts events from now on. `sum` adds up the number at `value_property`; `count` counts events."""
    actor.require_vendor("billing:write")
    meter = Meter(
        slug=check_slug(slug),
        name=check_text(name, field="name", chars_max=100),
        description=check_text(description, field="description", chars_max=500, required=False),
        event_type=event_type,
        aggregation=aggregation,
        value_property=value_property,
        unit=check_text(unit, field="unit", chars_max=32, required=False),
    )
    _check_rule(meter)
    try:
        async with transaction():
            await fetch("SET LOCAL lock_timeout = '2s'")
            # Waits for recorders in flight: after this, every event either has the old version or obeys the new one.
            await fetch("LOCK TABLE ONLY usage_events IN SHARE MODE")
            rows = await fetch("UPDATE catalogue SET version = version + 1 WHERE id = 1 RETURNING version")
            meter.catalogue = rows[0]["version"]
            await meter.save(force_create=True)
            await audit.record(
                actor, action="meter.create", entity="meter", entity_id=meter.id, after=audit.snapshot(meter, _AUDITED)
            )
    except IntegrityError as error:
        raise Conflict(f"There is a meter with the slug {slug!r}.") from error
    return meter


def _check_rule(meter: Meter) -> None:
    if not _TYPE.fullmatch(meter.event_type):
        raise InvalidInput("event_type is up to 128 letters, digits and _ . : / -.", field="event_type")
    if meter.aggregation not in ("count", "sum"):
        raise InvalidInput("aggregation must be count or sum.", field="aggregation")
    if meter.aggregation == "count" and meter.value_property:
        raise InvalidInput("count reads no value_property.", field="value_property")
    if meter.aggregation == "sum" and not (len(meter.value_property) <= 200 and _PATH.fullmatch(meter.value_property)):
        raise InvalidInput("value_property is a dotted path such as units.tokens, up to 200.", field="value_property")


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


def check_limitable(meter: Meter) -> None:
    """InvalidInput unless the meter's usage is known before a call is made, so that a limit can hold on it."""
    of_calls = meter.event_type == API_CALL and (meter.aggregation == "count" or _UNITS.fullmatch(meter.value_property))
    if not of_calls:
        raise InvalidInput(
            "Only meters of metered calls can be limited: those that count them, or sum units.<name> of them.",
            field="meter",
        )
