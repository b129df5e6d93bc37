"""Events that passed the checks, on their way into the database: identities, the log, rollups and counters.

Few statements of one transaction. The identities first: mostly all of them are new, and then they are copied into their
table, which costs half of what finding out costs; a statement that says which are new is for groups in which some are
not. Those that are go into the log by COPY, and are added up here per rollup they go to, so the last statement has as
many rows as there are users and meters, not events. Locks are taken in one order: seals, identities, rollups, counters,
each sorted by its key (protocols.md S1).
"""

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

import asyncpg

from core.database import raw_connection, transaction
from core.errors import InvalidInput, KeymeterError
from core.gate.copying import IDENTITY_COLUMNS, LOG_COLUMNS, identity_rows, log_rows
from core.gate.drafts import CheckedEvent
from core.gate.statements import read_statement
from core.metering import VALUE_CHARS_MAX, CatalogueRules, MeterRule, admit_values, clock
from core.money import exact, parse_quantity
from core.plans import priced_dimensions

__all__ = ["CountedEvent", "count_events", "insert_events", "learn_values"]

#: Up to so many rows a generic plan is better, above a plan made for the batch (metering.md, Storage).
_GENERIC_ROWS_MAX = 64
#: After one that had events that were there before, so many groups are stored as if they had some as well.
_WARY_GROUPS = 32
_PLAIN_INT_MAX = 10**18
_IDENTITIES = read_statement("event_ids_insert.sql")
_SEALS = read_statement("seals_lock.sql")
_ADD = read_statement("events_add.sql")
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
        added = rules.contributions(event.draft.type, event.decoded, event.at, is_new=True)
        try:
            for _, value, _ in added:
                if type(value) is not int or abs(value) >= _PLAIN_INT_MAX:
                    parse_quantity(value, field="properties")
            fitting.append((event, added))
        except InvalidInput as error:
            unfit[event.ord] = error
    return fitting, unfit


class _Expectation:
    """Whether a group will have events that were there before: for a while after one that had."""

    def __init__(self) -> None:
        self._groups_left = 0

    def of(self, events: Sequence[object]) -> bool:
        # A small group is stored by fewer statements if its identities are taken by the one that finds out.
        self._groups_left -= self._groups_left > 0
        return self._groups_left > 0 or len(events) <= _GENERIC_ROWS_MAX

    def is_wrong(self) -> None:
        self._groups_left = _WARY_GROUPS


_expectation = _Expectation()


async def insert_events(counted: Sequence[CountedEvent], rules: CatalogueRules) -> set[int] | None:
    """Store and count the events that are new, in one transaction: their `ord`s. None, and nothing is stored, if the
    catalogue has changed."""
    expects_old = _expectation.of(counted)
    try:
        async with transaction():
            return await _insert(counted, rules, expects_old)
    except asyncpg.UniqueViolationError:
        if expects_old:
            raise
    _expectation.is_wrong()
    async with transaction():
        return await _insert(counted, rules, True)


async def _insert(counted: Sequence[CountedEvent], rules: CatalogueRules, expects_old: bool) -> set[int] | None:
    mode = "force_generic_plan" if len(counted) <= _GENERIC_ROWS_MAX else "force_custom_plan"
    # The first of those that stand in this batch twice, in the order of their keys.
    first: dict[bytes, CountedEvent] = {}
    for each in counted:
        first.setdefault(each[0].user.id.bytes + each[0].id_hash.bytes, each)
    sorted_events = [first[key] for key in sorted(first)]
    async with raw_connection() as connection:
        # The lock first: with it, the catalogue that the next statement finds stays until the commit (protocols.md S5).
        await connection.execute(
            f"SET LOCAL plan_cache_mode = {mode}; LOCK TABLE ONLY usage_events IN ROW EXCLUSIVE MODE"
        )
        take = _take_identities if expects_old else _copy_identities
        found = await take(connection, [event for event, _ in sorted_events], rules)
        if found is None:
            return None
        seals, old, recorded_at = found
        new = [each for each in sorted_events if each[0].ord not in old] if old else sorted_events
        if new:
            events = [event for event, _ in new]
            await connection.copy_to_table(
                "usage_events",
                source=log_rows(events, seals, rules.version, recorded_at),
                columns=LOG_COLUMNS,
                format="binary",
            )
            if columns := _added_up(new, seals):
                await connection.fetch(_ADD, *columns)
        return {event.ord for event, _ in new}


#: The seals of the users, the `ord`s of events that were there before, and when the others are recorded. None: the
#: catalogue has changed.
_Taken = tuple[dict[UUID, int], set[int], datetime] | None


async def _take_identities(
    connection: asyncpg.Connection, events: Sequence[CheckedEvent], rules: CatalogueRules
) -> _Taken:
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
    return _seals_of(row, rules, set(row["old"] or ()))


async def _copy_identities(
    connection: asyncpg.Connection, events: Sequence[CheckedEvent], rules: CatalogueRules
) -> _Taken:
    row = await connection.fetchrow(_SEALS, list({event.user.id for event in events}))
    found = _seals_of(row, rules, set())
    if found is not None:
        await connection.copy_to_table(
            "event_ids", source=identity_rows(events), columns=IDENTITY_COLUMNS, format="binary"
        )
    return found


def _seals_of(row: Any, rules: CatalogueRules, old: set[int]) -> _Taken:
    if row["version"] != rules.version:
        return None
    return dict(zip(row["users"] or (), row["seals"] or (), strict=True)), old, row["recorded_at"]


def _added_up(counted: Sequence[CountedEvent], seals: dict[UUID, int]) -> list[list[Any]]:
    """The arguments of `events_add.sql`, in its order; none if nothing is counted. Events come sorted by user."""
    sums: dict[tuple[Any, ...], list[Any]] = {}
    last: tuple[Any, Any] = (None, None)
    with exact():
        for event, contributions in counted:
            if not contributions:
                continue
            mark = int.from_bytes(event.digest.bytes[:8]) >> 4
            if last != (event.at, event.user):
                last = (event.at, event.user)
                hour = clock.hour_of(event.at)
                day, month = clock.day_and_month_of(event.at, event.user.time_zone)
                mine: dict[Any, list[Any]] = {}
            for rule, value, dimensions in contributions:
                row = mine.get((rule.meter_id, dimensions))
                if row is None:
                    key = (event.user.id, rule.meter_id, hour, day, month, dimensions)
                    row = mine[rule.meter_id, dimensions] = sums.setdefault(key, [0, 0, value, value, 0])
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
