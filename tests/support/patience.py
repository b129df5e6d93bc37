"""Bars on time, for tests with real processes.

`make faults` measures on a machine of its own, so there a bar is what is promised. `make test` runs several tests at
once on whatever machine there is; there a bar is only the alarm for what hangs.
"""

import os

__all__ = ["FULL", "NIGHTLY", "within"]

FULL = os.environ.get("KEYMETER_FAULTS") == "full"
#: Whether this is `make test-nightly`, where all is tried of which there are shares by day.
NIGHTLY = os.environ.get("HYPOTHESIS_PROFILE") == "nightly"


def within(seconds: float) -> float:
    """The most that something may take that is promised within so many seconds."""
    return seconds if FULL else 10 * seconds
