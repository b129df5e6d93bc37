"""The two forms in which an event is written down: our own, and CloudEvents 1.0. Whatever brings events reads these."""

from datetime import datetime
from decimal import Decimal
from typing import Annotated, Any, Literal

import msgspec

from core.errors import InvalidInput
from core.gate.drafts import EventDraft

__all__ = ["MALFORMED", "CloudEventIn", "EventIn", "decode_cloud_event", "decode_event", "decode_line"]

_Instant = Annotated[datetime, msgspec.Meta(tz=True)]


class EventIn(EventDraft, kw_only=True, frozen=True, forbid_unknown_fields=True, gc=False):
    """An event in our own form. `user` is an id or an external id; without a time it happens now. `retracts`: the id of
    an earlier event of the same source that this one takes back; it has that one's type, time and properties."""

    type: str = ""
    time: _Instant | None = None
    properties: dict[str, Any] = msgspec.field(default_factory=dict)

    def draft(self) -> EventDraft:
        return self


class CloudEventIn(msgspec.Struct, gc=False):
    """An event as CloudEvents 1.0 has it. `subject` is the user, `data` the properties; with the extension attribute
    `retracts` it takes an earlier event of its source back, whatever else it says."""

    specversion: Literal["1.0"]
    id: str
    source: str
    type: str
    subject: str
    time: _Instant | None = None
    data: dict[str, Any] = {}
    data_base64: msgspec.UnsetType | str = msgspec.UNSET
    retracts: str = ""

    def draft(self) -> EventDraft:
        if self.retracts:
            return EventDraft(self.subject, self.id, "", None, self.source, {}, self.retracts)
        if self.data_base64 is not msgspec.UNSET:
            raise InvalidInput(
                "data_base64 is bytes: send the properties as a JSON object in data.", field="data_base64"
            )
        return EventDraft(self.subject, self.id, self.type, self.time, self.source, self.data)


class _Form(msgspec.Struct, gc=False):
    """What tells the two forms apart."""

    specversion: msgspec.UnsetType | Any = msgspec.UNSET


class _LineIn(EventIn, kw_only=True, frozen=True, forbid_unknown_fields=True, gc=False):
    """The same in a file, where a line may be known by its place instead."""

    event_id: str = ""


_OWN = msgspec.json.Decoder(EventIn, float_hook=Decimal)
_LINE = msgspec.json.Decoder(_LineIn, float_hook=Decimal)
_CLOUD = msgspec.json.Decoder(CloudEventIn, float_hook=Decimal)
_FORM = msgspec.json.Decoder(_Form)
#: What decoding raises: for syntax and types, for text that is not UTF-8, for brackets without end.
MALFORMED = (msgspec.MsgspecError, UnicodeDecodeError, RecursionError)


def decode_event(raw: Any) -> EventDraft:
    """An event in either form. One of MALFORMED, or InvalidInput, if it is in none."""
    return (_OWN if _FORM.decode(raw).specversion is msgspec.UNSET else _CLOUD).decode(raw).draft()


def decode_cloud_event(raw: Any) -> EventDraft:
    return _CLOUD.decode(raw).draft()


def decode_line(raw: bytes) -> EventDraft:
    """As `decode_event`, of a line of a file: one in our own form may lack its id."""
    return (_LINE if _FORM.decode(raw).specversion is msgspec.UNSET else _CLOUD).decode(raw).draft()
