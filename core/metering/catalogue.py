"""The meters as a recorder holds them: compiled rules, under one version.

A recorder sends the version with every group of events; if the database has a newer one it stores nothing and the
recorder loads the new catalogue and sends the same events again (protocols.md S5). So no event is ever counted by
yesterday's meters.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from uuid import UUID

import asyncpg

from core.database import fetch

__all__ = ["API_CALL", "CatalogueRules", "MeterRule", "load_catalogue"]

#: The type of the event that a metered API call is. Its units stand under `units.<name>`.
API_CALL = "api.call"
_UNITS = "units"


@dataclass(frozen=True, slots=True)
class MeterRule:
    """One meter, ready to be applied to an event's properties."""

    meter_id: UUID
    slug: str
    aggregation: str
    path: tuple[str, ...]

    def value_of(self, properties: Mapping[str, Any]) -> Decimal | int | None:
        """What an event adds to this meter; None if it says nothing to it."""
        if self.aggregation == "count":
            return 1
        found: Any = properties
        for name in self.path:
            found = found.get(name) if isinstance(found, Mapping) else None
        return found if isinstance(found, int | Decimal) and not isinstance(found, bool) else None


class CatalogueRules:
    """Rules by event type, and those of metered calls by the unit they read, since that is the hot path."""

    def __init__(self, version: int, rules: Mapping[str, list[MeterRule]]) -> None:
        self.version = version
        self._by_type = {event_type: tuple(each) for event_type, each in rules.items()}
        self.meter_ids = frozenset(rule.meter_id for each in rules.values() for rule in each)
        calls = self._by_type.get(API_CALL, ())
        self.by_unit: dict[str, list[UUID]] = {}
        for rule in calls:
            if rule.aggregation == "sum" and len(rule.path) == 2 and rule.path[0] == _UNITS:
                self.by_unit.setdefault(rule.path[1], []).append(rule.meter_id)
        self.other_call_rules = tuple(
            rule for rule in calls if rule.meter_id not in {id for ids in self.by_unit.values() for id in ids}
        )

    def units_of_call(self, units: Mapping[str, Decimal | int], meters: frozenset[UUID]) -> dict[UUID, Decimal | int]:
        """What a call of these units counts of some of the meters, before it is made: those that count calls, or units
        by their name."""
        found: dict[UUID, Decimal | int] = {
            rule.meter_id: 1
            for rule in self.other_call_rules
            if rule.aggregation == "count" and rule.meter_id in meters
        }
        for name, value in units.items():
            found |= {meter_id: value for meter_id in self.by_unit.get(name, ()) if meter_id in meters}
        return found

    def contributions(self, event_type: str, properties: Mapping[str, Any]) -> Iterator[tuple[UUID, Decimal | int]]:
        """What an event adds to which meters."""
        for rule in self._by_type.get(event_type, ()):
            value = rule.value_of(properties)
            if value is not None:
                yield rule.meter_id, value


async def load_catalogue(connection: asyncpg.Connection | None = None) -> CatalogueRules:
    """All meters and their version, of one snapshot. Read on `connection`, else on one from the pool."""
    statement = (
        "SELECT catalogue.version, meters.id, meters.slug, meters.event_type, meters.aggregation,"
        " meters.value_property FROM catalogue LEFT JOIN meters ON true ORDER BY meters.id"
    )
    rows = await (fetch(statement) if connection is None else connection.fetch(statement))
    rules: dict[str, list[MeterRule]] = {}
    for row in rows:
        if row["id"] is not None:
            path = tuple(row["value_property"].split(".")) if row["value_property"] else ()
            rule = MeterRule(row["id"], row["slug"], row["aggregation"], path)
            rules.setdefault(row["event_type"], []).append(rule)
    return CatalogueRules(rows[0]["version"], rules)
