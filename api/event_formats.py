"""The forms in which events may be sent, decoded to drafts. A form decides only about its own syntax.

| Content-Type | body |
|---|---|
| `application/json` | one event, or an array of them; each in our own form or as a CloudEvent |
| `application/cloudevents+json` | one CloudEvent (CloudEvents 1.0, JSON format, structured mode) |
| `application/cloudevents-batch+json` | an array of them (JSON batch format) |
| `application/x-ndjson`, `application/jsonl` | one event a line, in either form; empty lines are passed over |

Our own form: `{"event_id", "type", "user", "time"?, "source"?, "properties"?}`. Of a CloudEvent, `subject` is the user,
`id` the event_id and `data`, which has to be an object, the properties; `time` may be missing, extension attributes are
ignored. Numbers are read exactly, as decimals. What is wrong with one event is told by its index; only a body that is
not JSON at all is refused as a whole.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Annotated, Any, Literal

import msgspec
from starlette.exceptions import HTTPException

from core.errors import InvalidInput, KeymeterError, TooLarge
from core.gate import EVENTS_MAX, EventDraft, RejectedEvent

__all__ = ["MEDIA_TYPES", "DecodedEvents", "decode_events"]

_Instant = Annotated[datetime, msgspec.Meta(tz=True)]


class _Event(msgspec.Struct, forbid_unknown_fields=True, gc=False):
    """Our own form."""

    event_id: str
    type: str
    user: str
    time: _Instant | None = None
    source: str = "api"
    properties: dict[str, Any] = {}

    def draft(self) -> EventDraft:
        return EventDraft(self.user, self.event_id, self.type, self.time, self.source, self.properties)


class _CloudEvent(msgspec.Struct, gc=False):
    """CloudEvents 1.0, with what we make of its attributes."""

    specversion: Literal["1.0"]
    id: str
    source: str
    type: str
    subject: str
    time: _Instant | None = None
    data: dict[str, Any] = {}
    data_base64: msgspec.UnsetType | str = msgspec.UNSET

    def draft(self) -> EventDraft:
        if self.data_base64 is not msgspec.UNSET:
            raise InvalidInput("data_base64 is bytes: send the properties as a JSON object in data.", field="data_base64")
        return EventDraft(self.subject, self.id, self.type, self.time, self.source, self.data)


class _Form(msgspec.Struct, gc=False):
    """What tells the two forms apart."""

    specversion: msgspec.UnsetType | Any = msgspec.UNSET


_OWN = msgspec.json.Decoder(_Event, float_hook=Decimal)
_CLOUD = msgspec.json.Decoder(_CloudEvent, float_hook=Decimal)
_OWN_LIST = msgspec.json.Decoder(list[_Event], float_hook=Decimal)
_CLOUD_LIST = msgspec.json.Decoder(list[_CloudEvent], float_hook=Decimal)
_FORM = msgspec.json.Decoder(_Form)
_RAW_LIST = msgspec.json.Decoder(list[msgspec.Raw])
_Decode = Callable[[Any], EventDraft]


@dataclass(frozen=True, slots=True)
class DecodedEvents:
    """The drafts with their places in the body, and those that are no events at all."""

    drafts: Sequence[EventDraft]
    indexes: Sequence[int]
    rejected: Sequence[RejectedEvent]


def decode_events(content_type: str, body: bytes) -> DecodedEvents:
    """The events of a body. InvalidInput if it is not JSON, TooLarge for more than 10,000 events, 415 for an unknown
    Content-Type."""
    media_type = content_type.partition(";")[0].strip().lower()
    if (decode := _FORMATS.get(media_type)) is None:
        raise HTTPException(415, f"Content-Type is one of {', '.join(MEDIA_TYPES)}.", {"accept": ", ".join(MEDIA_TYPES)})
    return decode(body)


def _either(raw: Any) -> EventDraft:
    return (_OWN if _FORM.decode(raw).specversion is msgspec.UNSET else _CLOUD).decode(raw).draft()


def _cloud(raw: Any) -> EventDraft:
    return _CLOUD.decode(raw).draft()


def _one_or_many(body: bytes) -> DecodedEvents:
    if not body.lstrip(b" \t\r\n").startswith(b"["):
        return _one_by_one([body], _either)
    try:
        # Nearly always all are in our own form and well formed: then one pass decodes them all.
        return _whole(_OWN_LIST.decode(body))
    except (msgspec.MsgspecError, UnicodeDecodeError):
        return _one_by_one(_elements(body), _either)


def _many_cloud(body: bytes) -> DecodedEvents:
    try:
        return _whole(_CLOUD_LIST.decode(body))
    except (msgspec.MsgspecError, UnicodeDecodeError, InvalidInput):
        return _one_by_one(_elements(body), _cloud)


def _lines(body: bytes) -> DecodedEvents:
    return _one_by_one([line for line in body.split(b"\n") if line.strip()], _either)


def _whole(events: Sequence[_Event] | Sequence[_CloudEvent]) -> DecodedEvents:
    _check_count(len(events))
    return DecodedEvents([event.draft() for event in events], range(len(events)), ())


def _elements(body: bytes) -> Sequence[Any]:
    try:
        return _RAW_LIST.decode(body)
    except (msgspec.MsgspecError, UnicodeDecodeError) as error:
        raise InvalidInput(f"The body is not a JSON array: {error}.") from error


def _one_by_one(raws: Sequence[Any], decode: _Decode) -> DecodedEvents:
    _check_count(len(raws))
    drafts: list[EventDraft] = []
    indexes: list[int] = []
    rejected: list[RejectedEvent] = []
    for index, (draft, error) in enumerate(_tries(raws, decode)):
        if error is not None:
            rejected.append(RejectedEvent(index, error))
        elif draft is not None:
            drafts.append(draft)
            indexes.append(index)
    return DecodedEvents(drafts, indexes, rejected)


def _tries(raws: Sequence[Any], decode: _Decode) -> Iterator[tuple[EventDraft | None, KeymeterError | None]]:
    for raw in raws:
        try:
            yield decode(raw), None
        except KeymeterError as error:
            yield None, error
        except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
            yield None, InvalidInput(f"This is no event: {error}.")


def _check_count(events: int) -> None:
    if events > EVENTS_MAX:
        raise TooLarge(f"Send at most {EVENTS_MAX:,} events at once.")


_FORMATS: dict[str, Callable[[bytes], DecodedEvents]] = {
    "application/json": _one_or_many,
    "application/cloudevents+json": lambda body: _one_by_one([body], _cloud),
    "application/cloudevents-batch+json": _many_cloud,
    "application/x-ndjson": _lines,
    "application/jsonl": _lines,
}
MEDIA_TYPES = tuple(_FORMATS)
