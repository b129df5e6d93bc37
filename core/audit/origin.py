"""Through which door a change came in. A door says so once per request; whoever records reads it."""

import re
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Literal

from core.ids import new_id

__all__ = ["Door", "Origin", "current_origin", "enter_by", "is_request_id"]

_REQUEST_ID = re.compile(r"[\x21-\x7e]{1,128}")
Door = Literal["api", "graphql", "web", "command", "job", "core"]


@dataclass(frozen=True, slots=True)
class Origin:
    """A door, and the id of the request that came through it (empty where there are no requests)."""

    door: Door
    request_id: str = ""


_NOWHERE = Origin("core")
_origin: ContextVar[Origin] = ContextVar("keymeter_origin", default=_NOWHERE)


def enter_by(door: Door, *, request_id: str | None = None) -> None:
    """What the rest of this task does came through this door.

    `request_id` is what the client calls its request; where that is no id (`is_request_id`) we make one up, so that
    its answer, its log lines and its audit entries can be found together. None: this door has no requests.
    """
    if request_id is not None and not is_request_id(request_id):
        request_id = new_id().hex
    _origin.set(Origin(door, request_id or ""))


def is_request_id(text: str) -> bool:
    """Whether a client may call its request so: 1 to 128 visible ASCII characters."""
    return _REQUEST_ID.fullmatch(text) is not None


def current_origin() -> Origin:
    return _origin.get()
