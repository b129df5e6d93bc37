"""Events that passed the checks, on their way into the database: identities, the log, rollups and counters.

Three statements of one transaction. The first says which events are new; those are copied into the log as they are,
which costs half of what an INSERT from arrays does, and added up here per rollup they go to, so the third has as many
rows as there are users and meters, not events. Locks are taken in one order: seals, identities, rollups, counters, each
sorted by its key (protocols.md S1).
"""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any
from uuid import UUID

from core.database import raw_connection
from core.errors import InvalidInput, KeymeterError
from core.gate.drafts import CheckedEvent
from core.gate.statements import read_statement
from core.ids import NIL
from core.metering import VALUE_CHARS_MAX, CatalogueRules, MeterRule, admit_values, clock
from core.money import exact, parse_quantity
from core.plans import priced_dimensions

__all__ = ["CountedEvent", "count_events", "insert_events", "learn_values"]

#: Up to so many rows a generic plan is better, above a plan made for the batch (metering.md, Storage).
_GENERIC_ROWS_MAX = 64
_PLAIN_INT_MAX = 10**18
_IDENTITIES = read_statement("event_ids_insert.sql")
_ADD = read_statement("events_add.sql")
_LOG_COLUMNS = (
    "user_id", "occurred_at", "id_hash", "source", "event_id", "type", "key_id", "live", "billable", "seal_no",
    "catalogue", "digest", "properties",
)  # fmt: skip
#: An event, and what it adds to which meters under which dimension values.
CountedEvent = tuple[CheckedEvent, list[tuple[MeterRule, Decimal | int, str]]]


async def learn_values(events: Sequence[CheckedEvent], rules: CatalogueRules) -> dict[int, KeymeterError]:
    """Let new values of dimensions have rollups of their own. The `ord`s of events with one for which there is no room
    any more, in a dimension that prices depend on: to count those under another value would bill them wrongly."""
    unfit: dict[int, KeymeterError] = {}
    for rule in {rule for event_type in {event.draft.type for event in events} for rule in rules.rules_for(event_type)}:
        if not rule.dimensions:
            continue
        said = {
            event.ord: rule.values_in(event.decoded)
            for event in events
            if event.draft.type == rule.event_type
            and rule.counts_at(event.at)
            and rule.value_of(event.decoded) is not None
        }
        unknown = dict.fromkeys(each for values in said.values() for each in rules.unknown(rule, values))
        if not unknown:
            continue
        await admit_values(rules, rule, unknown)
        if full := {name for values in set(said.values()) for name, _ in rules.unknown(rule, values)}:
            priced = full & await priced_dimensions(rule.meter_id)
            for ord, values in said.items():
                for name, value in rules.unknown(rule, values):
                    if name in priced:
                        unfit[ord] = _overflow(rule, name, value)
    return unfit


def _overflow(rule: MeterRule, name: str, value: str) -> InvalidInput:
    return InvalidInput(
        f"{value[:64]!r} is one value of {name} too many, or too long: {rule.slug} has {rule.values_max:,} of up to"
        f" {VALUE_CHARS_MAX}, and its prices depend on them.",
        code="too_many_dimension_values",
        field="properties",
    )


def count_events(
    events: Sequence[CheckedEvent], rules: CatalogueRules
) -> tuple[list[CountedEvent], dict[int, KeymeterError]]:
    """What each event adds to which meters. A sum takes what a quantity is: exact in the rollups as in the event."""
    fitting: list[CountedEvent] = []
    unfit: dict[int, KeymeterError] = {}
    for event in events:
        added = list(rules.contributions(event.draft.type, event.decoded, event.at, is_new=True))
        try:
            for _, value, _ in added:
                if type(value) is not int or abs(value) >= _PLAIN_INT_MAX:
                    parse_quantity(value, field="properties")
            fitting.append((event, added))
        except InvalidInput as error:
            unfit[event.ord] = error
    return fitting, unfit


async def insert_events(counted: Sequence[CountedEvent], rules: CatalogueRules) -> set[int] | None:
    """Store and count the events that are new, inside the caller's transaction: their `ord`s. None, and nothing is
    stored, if the catalogue has changed."""
    mode = "force_generic_plan" if len(counted) <= _GENERIC_ROWS_MAX else "force_custom_plan"
    async with raw_connection() as connection:
        # The lock first: with it, the catalogue that the next statement finds stays until the commit (protocols.md S5).
        await connection.execute(
            f"SET LOCAL plan_cache_mode = {mode}; LOCK TABLE ONLY usage_events IN ROW EXCLUSIVE MODE"
        )
        # The first of those that stand in this batch twice.
        first: dict[tuple[UUID, UUID], CountedEvent] = {}
        for each in counted:
            first.setdefault((each[0].user.id, each[0].id_hash), each)
        events = [event for event, _ in first.values()]
        row = await connection.fetchrow(
            _IDENTITIES,
            [event.ord for event in events],
            [event.user.id for event in events],
            [event.id_hash for event in events],
            [event.digest for event in events],
            [event.at for event in events],
            rules.version,
            list({event.user.id for event in events}),
        )
        if row["version"] != rules.version:
            return None
        seals: dict[UUID, int] = dict(zip(row["users"] or (), row["seals"] or (), strict=True))
        old = set(row["old"] or ())
        new = [each for each in first.values() if each[0].ord not in old]
        if new:
            await connection.copy_records_to_table(
                "usage_events", records=[_logged(event, seals, rules) for event, _ in new], columns=_LOG_COLUMNS
            )
            if columns := _added_up(new, seals):
                await connection.fetch(_ADD, *columns)
        return {event.ord for event, _ in new}


def _logged(event: CheckedEvent, seals: dict[UUID, int], rules: CatalogueRules) -> tuple[Any, ...]:
    draft, user_id = event.draft, event.user.id
    return (
        user_id, event.at, event.id_hash, draft.source, draft.event_id, draft.type, NIL, True, True, seals[user_id],
        rules.version, event.digest, event.properties.decode(),
    )  # fmt: skip


def _added_up(counted: Sequence[CountedEvent], seals: dict[UUID, int]) -> list[list[Any]]:
    """The arguments of `events_add.sql`, in its order; none if nothing is counted."""
    sums: dict[tuple[Any, ...], list[Any]] = {}
    with exact():
        for event, contributions in counted:
            if not contributions:
                continue
            mark = int.from_bytes(event.digest.bytes[:8]) >> 4
            hour = clock.hour_of(event.at)
            day, month = clock.day_and_month_of(event.at, event.user.time_zone)
            for rule, value, dimensions in contributions:
                key = (event.user.id, rule.meter_id, hour, day, month, dimensions)
                row = sums.get(key)
                if row is None:
                    sums[key] = [1, value, value, value, mark]
                    continue
                row[0] += 1
                row[1] += value
                if value < row[2]:
                    row[2] = value
                elif value > row[3]:
                    row[3] = value
                row[4] += mark
    rows = [
        (*key, seals[key[0]], n, *(str(each) for each in (total, low, high, mark)))
        for key, (n, total, low, high, mark) in sums.items()
    ]
    return [list(column) for column in zip(*rows, strict=True)]
