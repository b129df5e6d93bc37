"""All events of a range, for other programs: read in steps, each a short transaction, since a snapshot that is held for
long ruins the rows that recorders are busy with."""

from collections.abc import AsyncIterator, Sequence
from datetime import datetime
from uuid import UUID

from core.accounts import Actor, get_user
from core.checks import check_text
from core.clock import require_utc
from core.database import fetch
from core.errors import InvalidInput
from core.ids import NIL
from core.metering.log import COLUMNS, LoggedEvent, event_of

__all__ = ["export_events"]

_STEP = 5000
_READ = f"""
SELECT {COLUMNS} FROM usage_events
WHERE (user_id, occurred_at, id_hash) > ($1, $2, $3) AND user_id <= $4 AND occurred_at >= $5 AND occurred_at < $6
AND ($7 = '' OR type = $7)
ORDER BY user_id, occurred_at, id_hash LIMIT {_STEP}
"""
_LAST = UUID(int=2**128 - 1)


async def export_events(
    actor: Actor, *, start: datetime, end: datetime, user_id: UUID | None = None, event_type: str = ""
) -> AsyncIterator[Sequence[LoggedEvent]]:
    """The events in `[start, end)` of one user or of all, by user and instant, some thousands at a time. What is
    recorded meanwhile may be among them or not. InvalidInput unless the end is after the start."""
    actor.require("read")
    owner = user_id or actor.user_id
    if owner is not None:
        await get_user(actor, owner)
    first, last = require_utc(start), require_utc(end)
    if not first < last:
        raise InvalidInput("The end must be after the start.", code="invalid_time_range", field="to")
    kind = check_text(event_type, field="type", chars_max=128, required=False)
    after = (owner or NIL, first, NIL)
    while rows := await fetch(_READ, *after, owner or _LAST, first, last, kind):
        yield [event_of(row) for row in rows]
        if len(rows) < _STEP:
            return
        after = (rows[-1]["user_id"], rows[-1]["occurred_at"], rows[-1]["id_hash"])
