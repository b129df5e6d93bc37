"""What another process takes from a spool's budget. It imports little, since several of them are started."""

from pathlib import Path
from typing import Any
from uuid import UUID

import msgspec

from core.gate.spool import Spool
from core.keys import recorded_identity

__all__ = ["identity_with", "take_many"]


def identity_with(budget: int) -> Any:
    return msgspec.structs.replace(
        recorded_identity(UUID(int=1), UUID(int=2), live=True, time_zone="UTC"), fail_open=budget
    )


def take_many(folder: str) -> int:
    """Twenty times one call of a key that may make 25; how many it got."""
    spool = Spool(Path(folder), None)  # type: ignore[arg-type]
    return sum(spool._take(identity_with(25)) for _ in range(20))
