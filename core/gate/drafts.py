"""Events as they were sent, checked one by one: what can be stored at all, in the one form in which it is stored."""

import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from functools import lru_cache
from hashlib import blake2b
from math import isfinite
from typing import Any, NamedTuple
from uuid import UUID

import msgspec
from asyncpg.pgproto.pgproto import UUID as _Uuid  # the driver's own: made from bytes eight times as fast

from core.errors import InvalidInput, NotFound, TooLarge

__all__ = ["EARLIEST", "CheckedEvent", "EventDraft", "EventUser", "check_event"]

PROPERTIES_BYTES_MAX = 32 * 1024
AHEAD_MAX = timedelta(minutes=5)
EARLIEST = datetime(2015, 1, 1, tzinfo=UTC)
_TYPE = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.:/-]{0,127}")
_EXPONENT = re.compile(rb"[eE][-+]?[0-9]{3}")
_DIGITS = re.compile(rb"[0-9.]{300}")
_DIGITS_MAX = 1000
_PLAIN = frozenset((str, int, bool))
_PLAIN_BYTES_MAX = 300
_NUMBER_MAX = 10**_DIGITS_MAX
_ENCODE = msgspec.json.Encoder(decimal_format="number", order="sorted").encode
_DECODE = msgspec.json.Decoder(float_hook=Decimal).decode


class EventUser(NamedTuple):
    """What is to be known of a user to count its events."""

    id: UUID
    time_zone: str
    now_at: datetime | None = None  # what its test clock says


class EventDraft(msgspec.Struct, frozen=True, gc=False):
    """An event as it was sent. `user` is an id or an external id; without a `time` it happens now. One that `retracts`
    the id of an earlier event of its source takes that back: it has that event's time, type and properties."""

    user: str
    event_id: str
    type: str
    time: datetime | None = None
    source: str = "api"
    properties: Mapping[str, Any] = msgspec.field(default_factory=dict)
    retracts: str = ""


class CheckedEvent(msgspec.Struct, gc=False):
    """A draft that passed the checks. `index` is its place in its request, `ord` among all that are stored with it.

    `retracts` is the identity of what it takes back. Such an event is known by that and not by its own id, so that
    nothing can be taken back twice; its instant, properties and type are those of the other, which are not known yet.
    """

    index: int
    user: EventUser
    id_hash: UUID
    digest: UUID
    draft: EventDraft
    at: datetime
    properties: bytes
    decoded: Any
    ord: int = 0
    retracts: UUID | None = None


def check_event(
    index: int, draft: EventDraft, users: Mapping[str, EventUser], at: datetime, earliest: datetime = EARLIEST
) -> CheckedEvent:
    """The event, if `users` has its user and all else of it can be stored; else why not: NotFound, InvalidInput or
    TooLarge. What happened before `earliest` is kept no more."""
    user = users.get(draft.user)
    if user is None:
        raise NotFound(f"There is no user {draft.user[:64]!r}.", code="user_not_found")
    at = user.now_at or at
    event_id, source, event_type, time = draft.event_id, draft.source, draft.type, draft.time
    if not (0 < len(event_id) <= 200 and event_id.isprintable()):
        raise InvalidInput("event_id is 1 to 200 printable characters.", field="event_id")
    if not (0 < len(source) <= 200 and source.isprintable()):
        raise InvalidInput("source is 1 to 200 printable characters.", field="source")
    if draft.retracts:
        return _check_retraction(index, draft, user, at)
    if len(event_type) > 128 or not _is_type(event_type):  # only short ones are remembered
        raise InvalidInput("type is up to 128 letters, digits and _ . : / -.", field="type")
    if time is not None and time.tzinfo is None:
        raise InvalidInput("time needs a zone.", field="time")
    if not earliest <= (time or at) <= at + AHEAD_MAX:
        raise InvalidInput(f"time lies before {earliest:%Y-%m} or more than 5 minutes ahead.", field="time")
    properties, decoded = _canonical(draft.properties)
    instant = time.astimezone(UTC).isoformat() if time is not None else ""  # however its zone was spelt
    said = f"{source}\0{event_id}\0{event_type}\0{instant}\0".encode()
    digest = _Uuid(blake2b(user.id.bytes + said + properties, digest_size=16).digest())
    return CheckedEvent(index, user, _identity(source, event_id), digest, draft, time or at, properties, decoded)


@lru_cache(maxsize=1000)
def _is_type(text: str) -> bool:
    return _TYPE.fullmatch(text) is not None


def _canonical(properties: Mapping[str, Any]) -> tuple[bytes, Any]:
    """As canonical JSON, and decoded from it with exact numbers. No NUL, no lone surrogates, nothing endless."""
    try:
        encoded = _ENCODE(properties if type(properties) is dict else dict(properties))
        encoded.decode()
        if _is_plain(properties, encoded):
            return encoded, properties
        decoded = _DECODE(encoded)
        if _is_suspicious(encoded):
            _refuse_what_cannot_be_stored(dict(properties))
            _refuse_what_cannot_be_stored(decoded)
    except (TypeError, ValueError, msgspec.MsgspecError, RecursionError) as error:
        raise InvalidInput(f"properties cannot be stored as JSON: {error}.", field="properties") from error
    if len(encoded) > PROPERTIES_BYTES_MAX:
        raise TooLarge(f"properties are larger than {PROPERTIES_BYTES_MAX // 1024} KiB.")
    return encoded, decoded


def _is_plain(properties: Mapping[str, Any], encoded: bytes) -> bool:
    """Whether these are but a few short texts, whole numbers and truths, of which nothing is to be feared."""
    return (
        len(encoded) <= _PLAIN_BYTES_MAX
        and type(properties) is dict
        and _PLAIN.issuperset(map(type, properties.values()))
        and b"u0000" not in encoded
    )


def _is_suspicious(encoded: bytes) -> bool:
    """What may be a NUL, a NaN (encoded as null) or an endless number; only then it is looked at value by value."""
    return (
        b"u0000" in encoded
        or b"null" in encoded
        or _EXPONENT.search(encoded) is not None
        or (len(encoded) > 300 and _DIGITS.search(encoded) is not None)
    )


def _refuse_what_cannot_be_stored(value: Any) -> None:
    """InvalidInput for a NUL, for what is no number, and for a number of more than a thousand digits."""
    if isinstance(value, dict):
        for name, each in value.items():
            _refuse_what_cannot_be_stored(name)
            _refuse_what_cannot_be_stored(each)
    elif isinstance(value, list | tuple):
        for each in value:
            _refuse_what_cannot_be_stored(each)
    elif isinstance(value, str) and "\0" in value:
        raise InvalidInput("properties hold a NUL character.", field="properties")
    elif isinstance(value, float) and not isfinite(value):
        raise InvalidInput("properties hold a number that is none.", field="properties")
    elif isinstance(value, Decimal) and not (value.is_finite() and _is_short(value)):
        raise InvalidInput("properties hold a number that is none, or too long.", field="properties")
    elif isinstance(value, int) and abs(value) >= _NUMBER_MAX:
        raise InvalidInput("properties hold a number that is too long.", field="properties")


def _is_short(number: Decimal) -> bool:
    exponent = number.as_tuple().exponent
    return isinstance(exponent, int) and exponent >= -_DIGITS_MAX and number.adjusted() < _DIGITS_MAX


def _identity(source: str, event_id: str) -> UUID:
    """The id itself when it is a UUID, which keeps UUIDv7 ids close together; else a hash of source and id."""
    try:
        identity: UUID = _Uuid(event_id)
    except ValueError:
        identity = _Uuid(blake2b(f"{source}\0{event_id}".encode(), digest_size=16).digest())
    return identity


def _check_retraction(index: int, draft: EventDraft, user: EventUser, at: datetime) -> CheckedEvent:
    if not 1 <= len(draft.retracts) <= 200 or not draft.retracts.isprintable():
        raise InvalidInput("retracts is the id of an event: 1 to 200 printable characters.", field="retracts")
    if draft.properties or draft.type or draft.time:
        raise InvalidInput(
            "An event that retracts another has that one's type, time and properties: leave them out.", field="retracts"
        )
    retracted = _identity(draft.source, draft.retracts)
    said = b"retraction\0" + user.id.bytes + retracted.bytes
    identity, digest = (_Uuid(blake2b(said, digest_size=16, person=word).digest()) for word in (b"identity", b"digest"))
    return CheckedEvent(index, user, identity, digest, draft, at, b"", {}, retracts=retracted)
