"""The one place that reads the time.

Everything else takes instants as arguments or asks here, so a test clock can stand in for all of it.
"""

import time
from datetime import UTC, datetime

__all__ = ["monotonic", "now", "require_utc"]


def now() -> datetime:
    """The present instant, timezone-aware, in UTC."""
    return datetime.now(UTC)


def monotonic() -> float:
    """Seconds on a clock that never goes back; only differences mean anything."""
    return time.monotonic()


def require_utc(instant: datetime) -> datetime:
    """The same instant in UTC. A naive datetime is a programming error: ValueError."""
    if instant.tzinfo is None:
        raise ValueError(f"naive datetime {instant!r}: give it a zone")
    return instant.astimezone(UTC)
