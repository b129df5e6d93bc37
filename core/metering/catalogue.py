"""The meters as a recorder holds them: compiled rules, under one version.

A recorder sends the version with every group of events; if the database has a newer one it stores nothing and the
recorder loads the new catalogue and sends the same events again (protocols.md S5). So no event is ever counted by
yesterday's meters.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

import asyncpg
import msgspec

from core.database import fetch
from core.errors import InvalidInput
from core.metering.meanings import OTHER, Dimension, Filter, scalar_text
from core.money import QUANTITY_MAX, parse_quantity

__all__ = ["API_CALL", "CatalogueRules", "MeterRule", "load_catalogue"]

#: The type of the event that a metered API call is. Its units stand under `units.<name>`.
API_CALL = "api.call"
_UNITS = "units"
_ENCODE = msgspec.json.Encoder(order="sorted").encode
#: Spelt-out dimension values that are remembered in one process, by meter.
_SPELT_MAX = 10_000


@dataclass(frozen=True, slots=True)
class MeterRule:
    """One meter, ready to be applied to an event's properties."""

    meter_id: UUID
    slug: str
    event_type: str
    aggregation: str
    path: tuple[str, ...]
    filters: tuple[tuple[tuple[str, ...], Filter], ...] = ()
    dimensions: tuple[tuple[tuple[str, ...], Dimension], ...] = ()  # in order of their names
    values_max: int = 1000
    #: Events that were recorded under an older catalogue do not count.
    catalogue: int = 0
    #: Nor do those that happened before.
    starts_at: datetime | None = None

    def counts_at(self, at: datetime) -> bool:
        return self.starts_at is None or at >= self.starts_at

    def value_of(self, properties: Mapping[str, Any]) -> Decimal | int | None:
        """What an event adds to this meter's sum; None if it says nothing to it."""
        for path, condition in self.filters:
            if not condition.holds(_find(properties, path)):
                return None
        if self.aggregation == "count":
            return 1
        found = _find(properties, self.path)
        if type(found) is int and self.aggregation != "unique":
            return found
        if self.aggregation == "unique":
            return 0 if isinstance(found, str | int | Decimal) else None
        return found if isinstance(found, int | Decimal) and not isinstance(found, bool) else None

    def quantity_of(self, properties: Mapping[str, Any]) -> Decimal | int | None:
        """The same, but nothing for a number that is no quantity: that cannot be added up exactly."""
        value = self.value_of(properties)
        if value is None or (type(value) is int and abs(value) < QUANTITY_MAX):
            return value
        try:
            return parse_quantity(value)
        except InvalidInput:
            return None

    def values_in(self, properties: Mapping[str, Any]) -> tuple[str, ...]:
        """What an event says of each dimension; empty if nothing that is a text, a number, true or false."""
        return tuple(scalar_text(_find(properties, path)) for path, _ in self.dimensions)


def _find(properties: Any, path: tuple[str, ...]) -> Any:
    for name in path:
        properties = properties.get(name) if isinstance(properties, dict) else None
    return properties


class CatalogueRules:
    """Rules by event type, and those of metered calls by the unit they read, since that is the hot path."""

    def __init__(
        self,
        version: int,
        rules: Mapping[str, list[MeterRule]],
        known: Mapping[tuple[UUID, str], set[str]] | None = None,
    ) -> None:
        self.version = version
        self._by_type = {event_type: tuple(each) for event_type, each in rules.items()}
        self.meter_ids = frozenset(rule.meter_id for each in rules.values() for rule in each)
        #: By meter and dimension, the values that have a rollup of their own. They only become more.
        self.known = dict(known or {})
        self._spelt: dict[UUID, dict[tuple[str, ...], str]] = {}
        calls = self._by_type.get(API_CALL, ())
        self.by_unit: dict[str, list[UUID]] = {}
        for rule in calls:
            plain = not rule.filters and not rule.dimensions and rule.starts_at is None
            if plain and rule.aggregation == "sum" and len(rule.path) == 2 and rule.path[0] == _UNITS:
                self.by_unit.setdefault(rule.path[1], []).append(rule.meter_id)
        self.other_call_rules = tuple(
            rule for rule in calls if rule.meter_id not in {id for ids in self.by_unit.values() for id in ids}
        )

    def units_of_call(self, units: Mapping[str, Decimal | int], meters: frozenset[UUID]) -> dict[UUID, Decimal | int]:
        """What a call of these units counts of some of the meters, before it is made: those that count calls, or units
        by their name."""
        found = self._others_of_call(units, meters) if self.other_call_rules else {}
        for name, value in units.items():
            for meter_id in self.by_unit.get(name, ()):
                if meter_id in meters:
                    found[meter_id] = value
        return found

    def _others_of_call(self, units: Mapping[str, Decimal | int], meters: frozenset[UUID]) -> dict[UUID, Decimal | int]:
        found: dict[UUID, Decimal | int] = {}
        for rule in self.other_call_rules:
            if rule.filters or rule.meter_id not in meters:
                continue
            if rule.aggregation == "count":
                found[rule.meter_id] = 1
            elif rule.aggregation == "sum" and rule.path[0] == _UNITS:
                value = units.get(".".join(rule.path[1:]))
                if value is not None:
                    found[rule.meter_id] = value
        return found

    def all_rules(self) -> Iterator[MeterRule]:
        for each in self._by_type.values():
            yield from each

    def rules_for(self, event_type: str) -> tuple[MeterRule, ...]:
        return self._by_type.get(event_type, ())

    def contributions(
        self,
        event_type: str,
        properties: Mapping[str, Any],
        at: datetime,
        catalogue: int | None = None,
        *,
        is_new: bool = False,
    ) -> list[tuple[MeterRule, Decimal | int, str]]:
        """What an event adds to which meters, and under which dimension values, as the rollup spells them. With the
        `catalogue` it was recorded under: to those that counted it. Of a new event, numbers that are no quantities are
        said too: its sender has to be told."""
        found = []
        for rule in self._by_type.get(event_type, ()):
            if (catalogue is not None and catalogue < rule.catalogue) or not rule.counts_at(at):
                continue
            value = rule.value_of(properties) if is_new else rule.quantity_of(properties)
            if value is not None:
                found.append((rule, value, self.spell(rule, rule.values_in(properties)) if rule.dimensions else ""))
        return found

    def spell(self, rule: MeterRule, values: tuple[str, ...]) -> str:
        """The key of a rollup: a JSON object of the dimensions' values, those without a rollup folded into one."""
        spelt = self._spelt.setdefault(rule.meter_id, {})
        key = spelt.get(values)
        if key is None:
            named = {
                dimension.name: value if self._is_known(rule, dimension.name, value) else OTHER
                for (_, dimension), value in zip(rule.dimensions, values, strict=True)
            }
            key = _ENCODE(named).decode()
            if len(spelt) < _SPELT_MAX and OTHER not in named.values():  # a folded one may get a rollup later
                spelt[values] = key
        return key

    def _is_known(self, rule: MeterRule, name: str, value: str) -> bool:
        return not value or value in self.known.get((rule.meter_id, name), ())

    def unknown(self, rule: MeterRule, values: tuple[str, ...]) -> list[tuple[str, str]]:
        """Of the values of an event's dimensions, those that have no rollup yet, with the dimensions' names."""
        return [
            (dimension.name, value)
            for (_, dimension), value in zip(rule.dimensions, values, strict=True)
            if not self._is_known(rule, dimension.name, value)
        ]


async def load_catalogue(connection: asyncpg.Connection | None = None) -> CatalogueRules:
    """All meters and their version, of one snapshot. Read on `connection`, else on one from the pool."""
    statement = (
        "SELECT catalogue.version, meters.id, meters.slug, meters.event_type, meters.aggregation,"
        " meters.value_property, meters.filters::text AS filters, meters.dimensions::text AS dimensions,"
        " meters.values_max, meters.catalogue, meters.starts_at, CASE WHEN meters.dimensions <> '[]' THEN"
        " (SELECT jsonb_agg(jsonb_build_array(dimension, value))::text FROM dimension_values"
        "  WHERE meter_id = meters.id) END AS known"
        " FROM catalogue LEFT JOIN meters ON true ORDER BY meters.id"
    )
    rows = await (fetch(statement) if connection is None else connection.fetch(statement))
    rules: dict[str, list[MeterRule]] = {}
    known: dict[tuple[UUID, str], set[str]] = {}
    for row in rows:
        if row["id"] is not None:
            rules.setdefault(row["event_type"], []).append(_rule(row))
            for dimension, value in msgspec.json.decode(row["known"] or "[]"):
                known.setdefault((row["id"], dimension), set()).add(value)
    return CatalogueRules(rows[0]["version"], rules, known)


def _rule(row: Mapping[str, Any]) -> MeterRule:
    filters = [Filter.of(each) for each in msgspec.json.decode(row["filters"])]
    dimensions = [Dimension(each["name"], each["property"]) for each in msgspec.json.decode(row["dimensions"])]
    return MeterRule(
        row["id"],
        row["slug"],
        row["event_type"],
        row["aggregation"],
        _steps(row["value_property"]),
        tuple((_steps(each.property), each) for each in filters),
        tuple((_steps(each.property), each) for each in sorted(dimensions, key=lambda each: each.name)),
        row["values_max"],
        row["catalogue"],
        row["starts_at"],
    )


def _steps(path: str) -> tuple[str, ...]:
    return tuple(path.split(".")) if path else ()
