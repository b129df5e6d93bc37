"""Rows for COPY in PostgreSQL's binary format (PostgreSQL's manual, COPY, Binary Format), written in one pass.

The driver looks at every value of every row and asks what it is; here that is known. Of what an event's row holds, all
but its instant, id, digest and properties is the same for many, and is made once.
"""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from struct import Struct
from uuid import UUID

from core.gate.drafts import CheckedEvent
from core.ids import NIL

__all__ = ["IDENTITY_COLUMNS", "LOG_COLUMNS", "identity_rows", "log_rows"]

IDENTITY_COLUMNS = ("user_id", "id_hash", "digest", "occurred_at")
LOG_COLUMNS = (
    "user_id", "seal_no", "catalogue", "key_id", "live", "billable", "recorded_at", "type", "source", "event_id",
    "occurred_at", "id_hash", "digest", "properties",
)  # fmt: skip
_HEAD = b"PGCOPY\n\xff\r\n\0" + bytes(8)
_TAIL = b"\xff\xff"
_EPOCH = datetime(2000, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)
_INSTANT = Struct("!q")
_IDENTITY = Struct("!hi16si16si16si8s")
_OWNER = Struct("!hi16siiiii16sicici8s")
_LENGTH = Struct("!i")
_IDS = Struct("!i8si16si16sic")
#: How jsonb begins on the wire: the version of what follows, which is its text.
_JSONB = b"\x01"


class _Instants:
    """Instants as microseconds since 2000; the last is remembered, since many events happen when they are sent."""

    def __init__(self) -> None:
        self._last: tuple[datetime | None, bytes] = (None, b"")

    def encode(self, at: datetime) -> bytes:
        if at is not self._last[0]:
            self._last = (at, _INSTANT.pack((at - _EPOCH) // _MICROSECOND))
        return self._last[1]


def identity_rows(events: Sequence[CheckedEvent]) -> bytearray:
    """Rows of `event_ids`, in the order of the events."""
    instant = _Instants().encode
    rows = bytearray(_HEAD)
    for event in events:
        rows += _IDENTITY.pack(
            4, 16, event.user.id.bytes, 16, event.id_hash.bytes, 16, event.digest.bytes, 8, instant(event.at)
        )
    rows += _TAIL
    return rows


def log_rows(
    events: Sequence[CheckedEvent], seals: dict[UUID, int], catalogue: int, recorded_at: datetime
) -> bytearray:
    """Rows of `usage_events`, in the order of the events. Ingested events have no key, and are never of a test key.

    When they are recorded is said by all of them, though it is PostgreSQL's own time: where it has to look at its clock
    for each row, COPY writes rows one by one.
    """
    instant = _Instants().encode
    owners = {
        user_id: _OWNER.pack(
            len(LOG_COLUMNS),
            16,
            user_id.bytes,
            4,
            seal_no,
            4,
            catalogue,
            16,
            NIL.bytes,
            1,
            b"\1",
            1,
            b"\1",
            8,
            instant(recorded_at),
        )
        for user_id, seal_no in seals.items()
    }
    origins: dict[tuple[str, str], bytes] = {}
    rows = [_HEAD]
    for event in events:
        draft, properties = event.draft, event.properties
        origin = origins.get((draft.type, draft.source))
        if origin is None:
            origin = origins[draft.type, draft.source] = _text(draft.type) + _text(draft.source)
        event_id = draft.event_id.encode()
        ids = _IDS.pack(
            8, instant(event.at), 16, event.id_hash.bytes, 16, event.digest.bytes, len(properties) + 1, _JSONB
        )
        rows += (owners[event.user.id], origin, _LENGTH.pack(len(event_id)), event_id, ids, properties)
    rows.append(_TAIL)
    return bytearray().join(rows)


def _text(text: str) -> bytes:
    encoded = text.encode()
    return _LENGTH.pack(len(encoded)) + encoded
