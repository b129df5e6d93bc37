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
from decimal import Decimal
from typing import Any
from urllib.parse import unquote

import msgspec
from starlette.exceptions import HTTPException

from core.errors import InvalidInput, KeymeterError, TooLarge
from core.gate import (
    EVENTS_MAX,
    MALFORMED,
    CloudEventIn,
    EventDraft,
    EventIn,
    RejectedEvent,
    decode_cloud_event,
    decode_event,
)

__all__ = ["MEDIA_TYPES", "SCHEMAS", "DecodedEvents", "decode_events"]

_OWN_LIST = msgspec.json.Decoder(list[EventIn], float_hook=Decimal)
_CLOUD_LIST = msgspec.json.Decoder(list[CloudEventIn], float_hook=Decimal)
_DATA = msgspec.json.Decoder(float_hook=Decimal)
_RAW_LIST = msgspec.json.Decoder(list[msgspec.Raw])
_Decode = Callable[[Any], EventDraft]


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
        return _one_by_one([body], decode_event)
    try:
        # Nearly always all are in our own form and well formed: then one pass decodes them all.
        return _whole(_OWN_LIST.decode(body))
    except MALFORMED:
        return _one_by_one(_elements(body), decode_event)


def _many_cloud(body: bytes) -> DecodedEvents:
    try:
        return _whole(_CLOUD_LIST.decode(body))
    except (*MALFORMED, InvalidInput):
        return _one_by_one(_elements(body), decode_cloud_event)


def _lines(body: bytes) -> DecodedEvents:
    return _one_by_one([line for line in body.split(b"\n") if line.strip()], decode_event)


def _whole(events: Sequence[EventIn] | Sequence[CloudEventIn]) -> DecodedEvents:
    _check_count(len(events))
    return DecodedEvents([event.draft() for event in events], range(len(events)), ())


def _elements(body: bytes) -> Sequence[Any]:
    try:
        return _RAW_LIST.decode(body)
    except MALFORMED as error:
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
        except MALFORMED as error:
            yield None, InvalidInput(f"This is no event: {error}.")


def _check_count(events: int) -> None:
    if events > EVENTS_MAX:
        raise TooLarge(f"Send at most {EVENTS_MAX:,} events at once.")


_FORMATS: dict[str, Callable[[bytes], DecodedEvents]] = {
    "application/json": _one_or_many,
    "application/cloudevents+json": lambda body: _one_by_one([body], decode_cloud_event),
    "application/cloudevents-batch+json": _many_cloud,
    "application/x-ndjson": _lines,
    "application/jsonl": _lines,
}
MEDIA_TYPES = tuple(_FORMATS)
#: For OpenAPI, by name: the two forms of an event.
SCHEMAS: dict[str, Any] = msgspec.json.schema_components(
    (EventIn, CloudEventIn), ref_template="#/components/schemas/{name}"
)[1]
