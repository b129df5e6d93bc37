"""Events that the vendor's own services send: checked one by one, stored together, each exactly once."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from hashlib import blake2b
from math import isfinite
from pathlib import Path
from typing import Any
from uuid import UUID

import asyncpg
import msgspec

from core.accounts import Actor, User
from core.checks import is_storable
from core.clock import now
from core.database import fetch, transaction
from core.errors import Conflict, InvalidInput, KeymeterError, NotFound, TooLarge
from core.gate.batch import clock
from core.metering import CatalogueRules, ensure_partitions, load_catalogue
from core.money import parse_quantity

__all__ = ["EventDraft", "RecordedEvents", "RejectedEvent", "record_events"]

_STATEMENT = (Path(__file__).parent / "events_record.sql").read_text()
EVENTS_MAX = 10_000
PROPERTIES_BYTES_MAX = 32 * 1024
AHEAD_MAX = timedelta(minutes=5)
EARLIEST = datetime(2015, 1, 1, tzinfo=UTC)
#: Up to so many rows a generic plan is better, above a plan made for the batch (metering.md, Storage).
_GENERIC_ROWS_MAX = 64
_TYPE = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.:/-]{0,127}")
#: What may be a NUL, a NaN (encoded as null) or an endless number; only then it is looked at value by value.
_SUSPICIOUS = re.compile(rb"u0000|null|[0-9.]{300}|[eE][-+]?[0-9]{3}")
_DIGITS_MAX = 1000
_NUMBER_MAX = 10**_DIGITS_MAX
_PLAIN_INT_MAX = 10**18
_ENCODE = msgspec.json.Encoder(decimal_format="number", order="sorted").encode
_DECODE = msgspec.json.Decoder(float_hook=Decimal).decode


@dataclass(frozen=True, slots=True)
class EventDraft:
    """An event as it was sent. `user` is an id or an external id; without a `time` it happens now."""

    user: str
    event_id: str
    type: str
    time: datetime | None = None
    source: str = "api"
    properties: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class RejectedEvent:
    """Which event of the batch was not stored, and why. Its siblings were."""

    index: int
    error: KeymeterError


@dataclass(frozen=True, slots=True)
class RecordedEvents:
    accepted: int
    duplicates: int
    rejected: Sequence[RejectedEvent]


@dataclass(frozen=True, slots=True)
class _Event:
    """A draft that passed the checks."""

    index: int
    user: User
    id_hash: UUID
    digest: bytes
    draft: EventDraft
    at: datetime
    properties: bytes
    decoded: Any


_Counted = tuple[_Event, list[tuple[UUID, Decimal | int]]]


async def record_events(actor: Actor, drafts: Sequence[EventDraft]) -> RecordedEvents:
    """Store events, each identity (user, source, id) once. Returns after the commit.

    A bad event never rejects its siblings. The same identity with another payload is a conflict, with the same one a
    duplicate. Raises TooLarge for more than 10,000 events.
    """
    actor.require_vendor("events:write")
    if len(drafts) > EVENTS_MAX:
        raise TooLarge(f"Send at most {EVENTS_MAX:,} events at once.")
    users, at = await _find_users(drafts), now()
    events: list[_Event] = []
    rejected: list[RejectedEvent] = []
    for index, draft in enumerate(drafts):
        try:
            events.append(_check(index, draft, users, at))
        except KeymeterError as error:
            rejected.append(RejectedEvent(index, error))
    accepted: set[int] = set()
    if events:
        accepted, unfit = await _store(events)
        rejected += unfit
        settled = accepted | {each.index for each in unfit}
        conflicts = await _conflicts([event for event in events if event.index not in settled])
        rejected += [RejectedEvent(index, _conflict()) for index in conflicts]
    duplicates = len(drafts) - len(accepted) - len(rejected)
    return RecordedEvents(len(accepted), duplicates, sorted(rejected, key=lambda each: each.index))


async def _find_users(drafts: Sequence[EventDraft]) -> dict[str, User]:
    references = {draft.user for draft in drafts if is_storable(draft.user, chars_max=200)}
    ids: dict[UUID, str] = {}
    for reference in references:
        try:
            ids[UUID(reference)] = reference
        except ValueError:
            continue
    found = {user.external_id: user for user in await User.filter(external_id__in=list(references))}
    found |= {ids[user.id]: user for user in await User.filter(id__in=list(ids))}
    return {reference: user for reference, user in found.items() if reference is not None}


def _check(index: int, draft: EventDraft, users: Mapping[str, User], at: datetime) -> _Event:
    user = users.get(draft.user)
    if user is None:
        raise NotFound(f"There is no user {draft.user[:64]!r}.", code="user_not_found")
    for name, text in (("event_id", draft.event_id), ("source", draft.source)):
        if not 1 <= len(text) <= 200 or not text.isprintable():
            raise InvalidInput(f"{name} is 1 to 200 printable characters.", field=name)
    if not _TYPE.fullmatch(draft.type):
        raise InvalidInput("type is up to 128 letters, digits and _ . : / -.", field="type")
    time = draft.time or at
    if time.tzinfo is None:
        raise InvalidInput("time needs a zone.", field="time")
    if not EARLIEST <= time <= at + AHEAD_MAX:
        raise InvalidInput(f"time lies before {EARLIEST:%Y} or more than 5 minutes ahead.", field="time")
    properties, decoded = _canonical(draft.properties)
    digest = blake2b(user.id.bytes, digest_size=16)
    for part in (draft.source, draft.event_id, draft.type, draft.time.isoformat() if draft.time else ""):
        digest.update(part.encode() + b"\0")
    digest.update(properties)
    return _Event(index, user, _identity(draft), digest.digest(), draft, time, properties, decoded)


def _canonical(properties: Mapping[str, Any]) -> tuple[bytes, Any]:
    """As canonical JSON, and decoded from it with exact numbers. No NUL, no lone surrogates, nothing endless."""
    try:
        encoded = _ENCODE(dict(properties))
        encoded.decode()
        decoded = _DECODE(encoded)
        if _SUSPICIOUS.search(encoded):
            _refuse_what_cannot_be_stored(dict(properties))
            _refuse_what_cannot_be_stored(decoded)
    except (TypeError, ValueError, msgspec.MsgspecError, RecursionError) as error:
        raise InvalidInput(f"properties cannot be stored as JSON: {error}.", field="properties") from error
    if len(encoded) > PROPERTIES_BYTES_MAX:
        raise TooLarge(f"properties are larger than {PROPERTIES_BYTES_MAX // 1024} KiB.")
    return encoded, decoded


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


def _identity(draft: EventDraft) -> UUID:
    """The id itself when it is a UUID, which keeps UUIDv7 ids close together; else a hash of source and id."""
    try:
        return UUID(draft.event_id)
    except ValueError:
        return UUID(bytes=blake2b(f"{draft.source}\0{draft.event_id}".encode(), digest_size=16).digest())


async def _store(events: Sequence[_Event]) -> tuple[set[int], list[RejectedEvent]]:
    """The indexes of the events that were new, and those that say to a meter what it cannot count."""
    for _ in range(4):
        rules = await load_catalogue()
        fitting, unfit = _count(events, rules)
        if not fitting:
            return set(), unfit
        columns = _columns(fitting, rules)
        try:
            async with transaction():
                mode = "force_generic_plan" if len(events) <= _GENERIC_ROWS_MAX else "force_custom_plan"
                await fetch(f"SET LOCAL plan_cache_mode = {mode}")
                row = (await fetch(_STATEMENT, *columns))[0]
        except asyncpg.CheckViolationError:
            await ensure_partitions({event.at for event in events})
            continue
        except asyncpg.DeadlockDetectedError:
            continue
        if row["version"] == rules.version:
            return set(row["accepted"] or ()), unfit
    raise LookupError("neither a new partition nor a new catalogue let the events in")


def _count(events: Sequence[_Event], rules: CatalogueRules) -> tuple[list[_Counted], list[RejectedEvent]]:
    """What each event adds to which meters. A sum takes what a quantity is: exact in the rollups as in the event."""
    fitting: list[_Counted] = []
    unfit: list[RejectedEvent] = []
    for event in events:
        added = list(rules.contributions(event.draft.type, event.decoded))
        try:
            for _, value in added:
                if type(value) is not int or abs(value) >= _PLAIN_INT_MAX:
                    parse_quantity(value, field="properties")
            fitting.append((event, added))
        except InvalidInput as error:
            unfit.append(RejectedEvent(event.index, error))
    return fitting, unfit


def _columns(counted: Sequence[_Counted], rules: CatalogueRules) -> list[Any]:
    """The arguments of `events_record.sql`, in its order."""
    events = [event for event, _ in counted]
    rows = [
        (event.index, event.user.id, event.id_hash, UUID(bytes=event.digest), event.draft.source, event.draft.event_id,
         event.draft.type, event.at, event.properties.decode())
        for event in events
    ]  # fmt: skip
    added = []
    for event, contributions in counted:
        mark = int.from_bytes(event.digest[:8]) >> 4
        hour = clock.hour_of(event.at)
        day, month = clock.day_and_month_of(event.at, event.user.time_zone)
        for meter_id, value in contributions:
            added.append((event.index, meter_id, hour, day, month, str(value), mark))
    columns: list[Any] = [list(column) for column in zip(*rows, strict=True)]
    columns += [rules.version, list({event.user.id for event in events})]
    columns += [list(column) for column in zip(*added, strict=True)] if added else [[] for _ in range(7)]
    return columns


async def _conflicts(events: Sequence[_Event]) -> list[int]:
    """Of events that were not new, those whose stored payload is another."""
    if not events:
        return []
    rows = await fetch(
        "SELECT t.ord FROM unnest($1::int[], $2::uuid[], $3::uuid[], $4::uuid[]) AS t (ord, user_id, id_hash, digest)"
        " JOIN event_ids stored USING (user_id, id_hash) WHERE stored.digest <> t.digest",
        [event.index for event in events],
        [event.user.id for event in events],
        [event.id_hash for event in events],
        [UUID(bytes=event.digest) for event in events],
    )
    return [row["ord"] for row in rows]


def _conflict() -> Conflict:
    return Conflict("An event with this source and id was recorded with another payload.", code="event_conflict")
