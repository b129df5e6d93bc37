"""The one place that reads the time.

Everything else takes instants as arguments or asks here, so a test clock can stand in for all of it.
"""

import time
from datetime import UTC, datetime
from typing import Final

from core.errors import InvalidInput

__all__ = ["INSTANT_MAX", "INSTANT_MIN", "monotonic", "now", "require_utc"]

#: Where time begins and ends for us. With a margin to what datetime and PostgreSQL can say, so that going on by a
#: period, or to another zone, never leaves the calendar.
INSTANT_MIN: Final = datetime(1900, 1, 1, tzinfo=UTC)
INSTANT_MAX: Final = datetime(2200, 1, 1, tzinfo=UTC)


def now() -> datetime:
    """The present instant, timezone-aware, in UTC."""
    return datetime.now(UTC)


def monotonic() -> float:
    """Seconds on a clock that never goes back; only differences mean anything."""
    return time.monotonic()


def require_utc(instant: datetime) -> datetime:
    """The same instant in UTC. A naive datetime is a programming error: ValueError.

    InvalidInput `invalid_time_range` before the year 1900 or after 2199.
    """
    if instant.tzinfo is None:
        raise ValueError(f"naive datetime {instant!r}: give it a zone")
    if not INSTANT_MIN <= instant < INSTANT_MAX:
        raise InvalidInput(f"Times lie between {INSTANT_MIN:%Y} and {INSTANT_MAX.year - 1}.", code="invalid_time_range")
    return instant.astimezone(UTC)
