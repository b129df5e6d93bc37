"""What a usage query must answer, found slowly from the raw events in plain Python. No rule is shared with the core."""

from collections.abc import Collection, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from core.metering import Usage
from tests.support.calendar import slow_windows
from tests.support.ledger import value_of

__all__ = ["Rows", "rows_of", "slow_usage"]

#: (start and end of the window, slug, user, key) -> (events, quantity)
Rows = dict[tuple[datetime, datetime, str, UUID | None, UUID | None], tuple[int, Decimal]]


def slow_usage(
    events: Sequence[dict[str, Any]],
    meters: Sequence[Any],
    *,
    start: datetime,
    end: datetime,
    window: str,
    zone: str,
    group_by: Collection[str] = (),
    user_id: UUID | None = None,
    key_id: UUID | None = None,
    live: bool = True,
) -> Rows:
    windows, found = slow_windows(start, end, window, zone), Rows()
    for event in events:
        at = event["occurred_at"]
        if not start <= at < end or event["live"] is not live:
            continue
        if user_id not in (None, event["user_id"]) or key_id not in (None, event["key_id"]):
            continue
        first, last = next(each for each in windows if each[0] <= at < each[1])
        user = event["user_id"] if "user" in group_by else None
        key = event["key_id"] if "key" in group_by else None
        sign = -1 if event["retracts"] else 1
        for meter in meters:
            if (value := value_of(event, meter)) is not None:
                events_before, quantity = found.get((first, last, meter["slug"], user, key), (0, Decimal(0)))
                found[first, last, meter["slug"], user, key] = (events_before + sign, quantity + sign * value)
    return {key: value for key, value in found.items() if any(value)}


def rows_of(usage: Usage) -> Rows:
    """The query's own answer in the same form; no row may come twice."""
    rows: Rows = {
        (row.window.start, row.window.end, row.meter.slug, row.user_id, row.key_id): (row.events, row.quantity)
        for row in usage.rows
    }
    assert len(rows) == len(usage.rows)
    return rows
