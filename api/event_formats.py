"""The forms in which events may be sent, decoded to drafts. A form decides only about its own syntax.

| Content-Type | body |
|---|---|
| `application/json` | one event, or an array of them; each in our own form or as a CloudEvent |
| `application/cloudevents+json` | one CloudEvent (CloudEvents 1.0, JSON format, structured mode) |
| `application/cloudevents-batch+json` | an array of them (JSON batch format) |
| `application/x-ndjson`, `application/jsonl` | one event a line, in either form; empty lines are passed over |
| `application/json`, with `ce-` headers | the data of one CloudEvent (HTTP binding, binary mode) |

Our own form: `{"event_id", "type", "user", "time"?, "source"?, "properties"?}`, or `{"event_id", "user", "source"?,
"retracts"}` to take an earlier event back. Of a CloudEvent, `subject` is the user,
`id` the event_id and `data`, which has to be an object, the properties; `time` may be missing, extension attributes are
ignored. Numbers are read exactly, as decimals. What is wrong with one event is told by its index; only a body that is
not JSON at all is refused as a whole.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Annotated, Any, Literal
from urllib.parse import unquote

import msgspec
from starlette.exceptions import HTTPException

from core.errors import InvalidInput, KeymeterError, TooLarge
from core.gate import EVENTS_MAX, EventDraft, RejectedEvent

__all__ = ["MEDIA_TYPES", "SCHEMAS", "DecodedEvents", "decode_events"]

_Instant = Annotated[datetime, msgspec.Meta(tz=True)]


class EventIn(msgspec.Struct, forbid_unknown_fields=True, gc=False):
    """An event in our own form. `user` is an id or an external id; without a time it happens now. `retracts`: the id of
    an earlier event of the same source that this one takes back; it has that one's type, time and properties."""

    event_id: str
    user: str
    type: str = ""
    time: _Instant | None = None
    source: str = "api"
    properties: dict[str, Any] = {}
    retracts: str = ""

    def draft(self) -> EventDraft:
        return EventDraft(self.user, self.event_id, self.type, self.time, self.source, self.properties, self.retracts)


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


_OWN = msgspec.json.Decoder(EventIn, float_hook=Decimal)
_CLOUD = msgspec.json.Decoder(CloudEventIn, float_hook=Decimal)
_OWN_LIST = msgspec.json.Decoder(list[EventIn], float_hook=Decimal)
_CLOUD_LIST = msgspec.json.Decoder(list[CloudEventIn], float_hook=Decimal)
_DATA = msgspec.json.Decoder(float_hook=Decimal)
_FORM = msgspec.json.Decoder(_Form)
_RAW_LIST = msgspec.json.Decoder(list[msgspec.Raw])
_Decode = Callable[[Any], EventDraft]
#: What decoding raises: for syntax and types, for text that is not UTF-8, for brackets without end.
_MALFORMED = (msgspec.MsgspecError, UnicodeDecodeError, RecursionError)


@dataclass(frozen=True, slots=True)
class DecodedEvents:
    """The drafts with their places in the body, and those that are no events at all."""

    drafts: Sequence[EventDraft]
    indexes: Sequence[int]
    rejected: Sequence[RejectedEvent]


def decode_events(headers: Mapping[str, str], body: bytes) -> DecodedEvents:
    """The events of a body. InvalidInput if it is not JSON, TooLarge for more than 10,000 events, 415 for an unknown
    Content-Type."""
    media_type = headers.get("content-type", "application/json").partition(";")[0].strip().lower()
    if "ce-specversion" in headers and media_type == "application/json":
        return _one_by_one([body], lambda data: _binary(headers, data))
    if (decode := _FORMATS.get(media_type)) is None:
        raise HTTPException(
            415, f"Content-Type is one of {', '.join(MEDIA_TYPES)}.", {"accept": ", ".join(MEDIA_TYPES)}
        )
    return decode(body)


def _either(raw: Any) -> EventDraft:
    return (_OWN if _FORM.decode(raw).specversion is msgspec.UNSET else _CLOUD).decode(raw).draft()


def _cloud(raw: Any) -> EventDraft:
    return _CLOUD.decode(raw).draft()


def _binary(headers: Mapping[str, str], data: Any) -> EventDraft:
    """Attributes stand in headers, percent-encoded (CloudEvents, HTTP protocol binding 1.0, 3.1.3.2)."""
    event: dict[str, Any] = {
        name: unquote(value)
        for name in ("specversion", "id", "source", "type", "subject", "time", "retracts")
        if (value := headers.get(f"ce-{name}")) is not None
    }
    event["data"] = _DATA.decode(data)
    return msgspec.convert(event, CloudEventIn, strict=False).draft()


def _one_or_many(body: bytes) -> DecodedEvents:
    if not body.lstrip(b" \t\r\n").startswith(b"["):
        return _one_by_one([body], _either)
    try:
        # Nearly always all are in our own form and well formed: then one pass decodes them all.
        return _whole(_OWN_LIST.decode(body))
    except _MALFORMED:
        return _one_by_one(_elements(body), _either)


def _many_cloud(body: bytes) -> DecodedEvents:
    try:
        return _whole(_CLOUD_LIST.decode(body))
    except (*_MALFORMED, InvalidInput):
        return _one_by_one(_elements(body), _cloud)


def _lines(body: bytes) -> DecodedEvents:
    return _one_by_one([line for line in body.split(b"\n") if line.strip()], _either)


def _whole(events: Sequence[EventIn] | Sequence[CloudEventIn]) -> DecodedEvents:
    _check_count(len(events))
    return DecodedEvents([event.draft() for event in events], range(len(events)), ())


def _elements(body: bytes) -> Sequence[Any]:
    try:
        return _RAW_LIST.decode(body)
    except _MALFORMED as error:
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
        except _MALFORMED as error:
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
#: For OpenAPI, by name: the two forms of an event.
SCHEMAS: dict[str, Any] = msgspec.json.schema_components(
    (EventIn, CloudEventIn), ref_template="#/components/schemas/{name}"
)[1]
