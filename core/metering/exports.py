"""All events of a range, for other programs: read in steps, each a short transaction, since a snapshot that is held for
long ruins the rows that recorders are busy with."""

from collections.abc import AsyncIterator, Sequence
from datetime import UTC, datetime
from uuid import UUID

from core.accounts import Actor, get_user
from core.checks import check_text
from core.clock import require_utc
from core.database import fetch
from core.errors import InvalidInput
from core.ids import NIL
from core.metering.log import COLUMNS, LoggedEvent, event_of

__all__ = ["export_events", "export_table"]

_STEP = 5000
# What takes an event back has its instant, and comes after it: whoever reads the export in order knows the event then.
_READ = f"""
SELECT {COLUMNS} FROM {{table}}
WHERE (user_id, occurred_at) >= ($1, $2) AND (user_id, occurred_at, retracts IS NOT NULL, id_hash) > ($1, $2, $8, $3)
AND user_id <= $4 AND occurred_at >= $5 AND occurred_at < $6 AND ($7 = '' OR type = $7)
ORDER BY user_id, occurred_at, retracts IS NOT NULL, id_hash LIMIT {_STEP}
"""
_EARLIEST, _LATEST = datetime(1, 1, 1, tzinfo=UTC), datetime(9999, 12, 31, tzinfo=UTC)
_LAST = UUID(int=2**128 - 1)


async def export_events(
    actor: Actor, *, start: datetime, end: datetime, user_id: UUID | None = None, event_type: str = ""
) -> AsyncIterator[Sequence[LoggedEvent]]:
    """The events in `[start, end)` of one user or of all, by user and instant, some thousands at a time; what takes
    events back comes after the others of its instant. What is recorded meanwhile may be among them or not. InvalidInput
    unless the end is after the start."""
    actor.require("read")
    owner = user_id or actor.user_id
    if owner is not None:
        await get_user(actor, owner)
    first, last = require_utc(start), require_utc(end)
    if not first < last:
        raise InvalidInput("The end must be after the start.", code="invalid_time_range", field="to")
    kind = check_text(event_type, field="type", chars_max=128, required=False)
    async for events in _steps("usage_events", owner, first, last, kind):
        yield events


async def export_table(name: str) -> AsyncIterator[Sequence[LoggedEvent]]:
    """All events of a partition, attached or not, in the same order. The name is that of a table: `partition_name`."""
    async for events in _steps(name, None, _EARLIEST, _LATEST, ""):
        yield events


async def _steps(
    table: str, owner: UUID | None, first: datetime, last: datetime, kind: str
) -> AsyncIterator[Sequence[LoggedEvent]]:
    statement = _READ.format(table=table)
    after, is_retraction = (owner or NIL, first, NIL), False
    while rows := await fetch(statement, *after, owner or _LAST, first, last, kind, is_retraction):
        yield [event_of(row) for row in rows]
        if len(rows) < _STEP:
            return
        after = (rows[-1]["user_id"], rows[-1]["occurred_at"], rows[-1]["id_hash"])
        is_retraction = rows[-1]["retracts"] is not None
