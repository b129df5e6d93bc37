"""Taking events back: an event of the same instant and the other sign, so rollups, counters and drafts follow.

Both stay in the log. What is taken back is found by its identity, which remembers when it happened; metered calls have
none, but their ids are UUIDv7s, which say when they began.
"""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

import asyncpg
import msgspec

from core.database import fetch, transaction
from core.errors import InvalidInput, KeymeterError, NotFound
from core.gate.drafts import CheckedEvent
from core.gate.statements import read_statement
from core.metering import CatalogueRules, Cursor, clock, load_catalogue, lock_cursors

__all__ = ["retract_events"]

_STATEMENT = read_statement("events_retract.sql", "events_count.sql")
_DECODE = msgspec.json.Decoder(float_hook=Decimal).decode
_ORIGINAL = """
SELECT t.ord, o.occurred_at, o.type, o.billable, o.catalogue, o.retracts, o.properties::text AS properties,
       EXISTS (SELECT FROM usage_events r WHERE r.user_id = o.user_id AND r.occurred_at = o.occurred_at
               AND r.retracts = o.id_hash) AS is_taken_back
"""
_BY_IDENTITY = f"""
{_ORIGINAL} FROM unnest($1::int[], $2::uuid[], $3::uuid[]) AS t (ord, user_id, id_hash)
JOIN event_ids i USING (user_id, id_hash)
JOIN usage_events o ON o.user_id = i.user_id AND o.id_hash = i.id_hash AND o.occurred_at = i.occurred_at
"""
# Identities from before they knew when it happened.
_BY_IDENTITY_ALONE = f"""
{_ORIGINAL} FROM unnest($1::int[], $2::uuid[], $3::uuid[]) AS t (ord, user_id, id_hash)
JOIN event_ids i ON i.user_id = t.user_id AND i.id_hash = t.id_hash AND i.occurred_at IS NULL
JOIN usage_events o ON o.user_id = t.user_id AND o.id_hash = t.id_hash
"""
_CALLS = f"""
{_ORIGINAL} FROM unnest($1::int[], $2::uuid[], $3::uuid[], $4::timestamptz[]) AS t (ord, user_id, id_hash, around)
JOIN usage_events o ON o.user_id = t.user_id AND o.id_hash = t.id_hash
    AND o.occurred_at BETWEEN t.around - interval '1 day' AND t.around + interval '1 day'
WHERE o.source = 'guard'
"""
_UUID7 = 7


async def retract_events(events: Sequence[CheckedEvent]) -> tuple[set[int], dict[int, KeymeterError]]:
    """Take back what these events retract. The `ord`s of those that did, and those that cannot; all others find what
    they retract taken back already."""
    for _ in range(4):
        rules = await load_catalogue()
        found = await _originals(events)
        unfit: dict[int, KeymeterError] = {}
        rows = []
        for event in events:
            original = found.get(event.ord)
            if original is None:
                unfit[event.ord] = NotFound(
                    f"There is no event {event.draft.retracts[:64]!r} of this user and source.", code="event_not_found"
                )
            elif original["retracts"] is not None:
                unfit[event.ord] = InvalidInput("A retraction cannot be retracted.", field="retracts")
            elif not original["is_taken_back"]:
                rows.append((event, original))
        if not rows:
            return set(), unfit
        try:
            async with transaction():
                cursors = await lock_cursors()
                row = (await fetch(_STATEMENT, *_columns(rows, rules, cursors)))[0]
        except asyncpg.DeadlockDetectedError:
            continue
        if row["version"] == rules.version:
            return set(row["accepted"] or ()), unfit
    raise LookupError("no catalogue let the retractions in")


async def _originals(events: Sequence[CheckedEvent]) -> dict[int, Any]:
    found = {row["ord"]: row for row in await fetch(_BY_IDENTITY, *_wanted(events))}
    missing = [event for event in events if event.ord not in found]
    if missing:
        found |= {row["ord"]: row for row in await fetch(_BY_IDENTITY_ALONE, *_wanted(missing))}
    calls = [event for event in missing if event.ord not in found and _began_at(event.retracts) is not None]
    if calls:
        around = [_began_at(event.retracts) for event in calls]
        found |= {row["ord"]: row for row in await fetch(_CALLS, *_wanted(calls), around)}
    return found


def _wanted(events: Sequence[CheckedEvent]) -> list[list[Any]]:
    return [[event.ord for event in events], [event.user.id for event in events], [event.retracts for event in events]]


def _began_at(identity: UUID | None) -> datetime | None:
    """When the id was made, if it is one that says so."""
    if identity is None or identity.version != _UUID7:
        return None
    return datetime.fromtimestamp((identity.int >> 80) / 1000, UTC)


def _columns(
    pairs: Sequence[tuple[CheckedEvent, Any]], rules: CatalogueRules, cursors: Mapping[UUID, Cursor]
) -> list[Any]:
    """The arguments of the statement, in its order."""
    rows: list[tuple[Any, ...]] = []
    added: list[tuple[Any, ...]] = []
    for event, original in pairs:
        user, at = event.user, original["occurred_at"]
        rows.append(
            (event.ord, user.id, event.id_hash, event.digest, event.draft.source, event.draft.event_id, event.retracts,
             at, original["catalogue"])
        )  # fmt: skip
        if not original["billable"]:
            continue
        mark = int.from_bytes(event.digest.bytes[:8]) >> 4
        hour = clock.hour_of(at)
        day, month = clock.day_and_month_of(at, user.time_zone)
        for rule, value, dimensions in rules.contributions(original["type"], _DECODE(original["properties"]), at):
            # Counted when it came, or by a backfill that has passed it; one that has not will see both.
            cursor = cursors.get(rule.meter_id)
            if original["catalogue"] >= rule.catalogue or (cursor is not None and cursor.has_passed(user.id, at)):
                added.append((event.ord, rule.meter_id, hour, day, month, str(value), mark, dimensions))
    columns: list[Any] = [list(column) for column in zip(*rows, strict=True)]
    columns += [rules.version, list({event.user.id for event, _ in pairs})]
    return columns + ([list(column) for column in zip(*added, strict=True)] if added else [[] for _ in range(8)])
