"""The one place that reads the time.

Everything else takes instants as arguments or asks here, so a test clock can stand in for all of it.
"""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime
from typing import Final

from core.errors import InvalidInput

__all__ = ["INSTANT_MAX", "INSTANT_MIN", "monotonic", "now", "real_now", "require_utc", "standing_at", "stands"]

#: Where time begins and ends for us. With a margin to what datetime and PostgreSQL can say, so that going on by a
#: period, or to another zone, never leaves the calendar.
INSTANT_MIN: Final = datetime(1900, 1, 1, tzinfo=UTC)
INSTANT_MAX: Final = datetime(2200, 1, 1, tzinfo=UTC)


_standing: ContextVar[datetime | None] = ContextVar("standing", default=None)


def now() -> datetime:
    """The present instant, timezone-aware, in UTC; within `standing_at`, that one."""
    return _standing.get() or datetime.now(UTC)


def real_now() -> datetime:
    """The present instant whatever a test clock says: for records of what really happened."""
    return datetime.now(UTC)


def stands() -> bool:
    """Whether time is that of a test clock."""
    return _standing.get() is not None


@contextmanager
def standing_at(instant: datetime) -> Iterator[None]:
    """Time stands at an instant for what is done inside, and for nobody else."""
    token = _standing.set(require_utc(instant))
    try:
        yield
    finally:
        _standing.reset(token)


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
