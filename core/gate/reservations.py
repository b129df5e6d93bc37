"""Reservations: units held for work whose cost is known only later, such as tokens of a language model.

A reservation is a grant like that of a call under way, but held under an id of its own instead of a worker's: that id
stands in `gate_workers` with its expiry as its last beat, so what gives back the holds of dead workers gives back those
of reservations that ended without a word. Committing is the recording of a call at the instant of the reservation, so
it counts in the periods it began in. Every step is one transaction that is on disk before the reply.
"""

import asyncio
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

import asyncpg

from core.accounts import Actor, User
from core.checks import check_text
from core.clock import now
from core.database import fetch, raw_connection, transaction
from core.errors import (
    Conflict,
    Forbidden,
    InvalidInput,
    LimitReached,
    NotFound,
    Unauthenticated,
    Unavailable,
)
from core.gate.admission import Gate
from core.gate.batch import as_columns, held_columns
from core.gate.calls import Call, Grant, check_units
from core.gate.deciding import DECIDE, Asking
from core.gate.limiter import Limiter
from core.gate.recording import STATEMENT_HELD
from core.idempotency import digest_of
from core.ids import new_id
from core.keys import Identity, check_identity, identity_of_user, recorded_identity
from core.metering import ensure_partitions, load_catalogue
from core.money import format_quantity, round_quantity
from core.pages import Page, check_page_size, cursor_uuid, decode_cursor, page_of

__all__ = [
    "TTL_SECONDS_MAX",
    "Reservation",
    "commit_reservation",
    "forget_reservations",
    "get_reservation",
    "list_reservations",
    "release_reservation",
    "reserve_units",
]

TTL_SECONDS_MAX = 86_400
CLIENT_ID_CHARS_MAX = 128
#: For so long those that ended are kept, and their client ids with them.
KEPT = timedelta(days=30)
_DURABLE = "SET LOCAL synchronous_commit = on"
_COLUMNS = (
    "id, user_id, key_id, live, client_id, request_digest, meter, units, used, event_id, time_zone, state, created_at,"
    " expires_at, ended_at"
)
_INSERT = f"""
INSERT INTO reservations ({_COLUMNS})
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, NULL, NULL, $9, 'open', $10, $11, NULL)
ON CONFLICT (user_id, client_id) DO NOTHING RETURNING {_COLUMNS}
"""  # noqa: S608 - names from the line above
_LIST = f"""
SELECT {_COLUMNS} FROM reservations
WHERE ($1::uuid IS NULL OR user_id = $1) AND ($2::uuid IS NULL OR id < $2)
AND (NOT $3 OR state = 'open' AND expires_at > $4)
ORDER BY id DESC LIMIT $5
"""  # noqa: S608 - the same


@dataclass(frozen=True, slots=True)
class Reservation:
    """`units` are held until `expires_at`; `used` is what was committed of them. `state` is what was said of it."""

    id: UUID
    user_id: UUID
    key_id: UUID
    live: bool
    client_id: str | None
    request_digest: bytes
    meter: str
    units: Decimal
    used: Decimal | None
    event_id: UUID | None
    time_zone: str
    state: str
    created_at: datetime
    expires_at: datetime
    ended_at: datetime | None

    def status_at(self, at: datetime) -> str:
        """open, committed, released, or expired."""
        return "expired" if self.state == "open" and self.expires_at <= at else self.state


class _Deciding(Limiter):
    """Decides for one caller inside a transaction, and holds under the id of its reservation."""

    def __init__(self, connection: asyncpg.Connection, statement: Any, reservation_id: UUID) -> None:
        super().__init__()
        self._connection, self._statement, self._worker = connection, statement, reservation_id

    async def decide(self, asking: Asking) -> Grant:
        rows = await self._ask([asking])
        if not rows:
            raise Unavailable("It cannot be decided whether the limits allow this. Try again in a moment.")
        self._tell(asking, rows[0])
        return asking.decided.result()


async def reserve_units(
    gate: Gate,
    actor: Actor,
    *,
    secret: str | None = None,
    user: User | None = None,
    meter: str,
    units: Decimal | int,
    ttl_seconds: int,
    client_id: str | None = None,
    scope: str | None = None,
    address: str | None = None,
) -> Reservation:
    """Hold units for the user of a key, or for a user, for so many seconds at most.

    The same `client_id` for the same user within 30 days: the same reservation, or InvalidInput
    `idempotency_key_reused` for another request. LimitReached if a limit or a rate refuses it, Unauthenticated and
    Forbidden if the key may not be used, NotFound `meter_not_found`.
    """
    actor.require_vendor("reservations:write")
    if not 1 <= ttl_seconds <= TTL_SECONDS_MAX:
        raise InvalidInput(f"ttl_seconds must be 1 to {TTL_SECONDS_MAX:,}.", field="ttl_seconds")
    if client_id is not None:
        client_id = check_text(client_id, field="id", chars_max=CLIENT_ID_CHARS_MAX)
    if not await gate.recorder.counts(meter):
        raise NotFound("There is no meter that counts units of this name.", code="meter_not_found")
    held = Decimal(check_units(units))
    identity = await _identify(gate, secret, user)
    call = Call(identity, {meter: held}, now())
    try:
        check_identity(identity, at=call.occurred_at, scope=scope, address=address)
        return await _hold(call, meter, held, ttl_seconds, client_id)
    except (Unauthenticated, Forbidden, LimitReached) as refusal:
        gate.note_denial(identity, refusal)
        raise


async def _identify(gate: Gate, secret: str | None, user: User | None) -> Identity:
    if user is not None and secret is None:
        return await identity_of_user(user)
    if secret is None or user is not None:
        raise InvalidInput("Say either a key or a user.", field="key")
    raw = secret.encode("latin-1", "replace")
    return gate.keys.peek(raw) or await gate.keys.find(raw)


async def _hold(call: Call, meter: str, units: Decimal, ttl_seconds: int, client_id: str | None) -> Reservation:
    identity, at = call.identity, call.occurred_at
    digest = digest_of(identity.key_id.bytes, meter, format_quantity(units), str(ttl_seconds))
    expires_at = at + timedelta(seconds=ttl_seconds)
    reservation_id = new_id()
    async with transaction():
        await fetch(_DURABLE)
        made = await fetch(
            _INSERT, reservation_id, identity.user_id, identity.key_id, identity.live, client_id, digest, meter, units,
            identity.time_zone, at, expires_at,
        )  # fmt: skip
        if not made:
            return await _repeated(identity.user_id, client_id, digest)
        await fetch("INSERT INTO gate_workers (id, beat_at, fenced) VALUES ($1, $2, false)", reservation_id, expires_at)
        rules = await load_catalogue()
        async with raw_connection() as connection:  # the transaction's own
            deciding = _Deciding(connection, await connection.prepare(DECIDE), reservation_id)
            future = asyncio.get_running_loop().create_future()
            # Of every meter that counts it, limited or not: a limit that is set meanwhile sees what is under way.
            await deciding.decide(Asking(call, rules.units_of_call(call.units, rules.meter_ids), True, future))
        return _of(made[0])


async def _repeated(user_id: UUID, client_id: str | None, digest: bytes) -> Reservation:
    rows = await fetch(
        f"SELECT {_COLUMNS} FROM reservations WHERE user_id = $1 AND client_id = $2",  # noqa: S608 - names from above
        user_id,
        client_id,
    )
    if not rows or bytes(rows[0]["request_digest"]) != digest:
        raise InvalidInput(
            "This id was used for another reservation. Take a new one.", code="idempotency_key_reused", field="id"
        )
    return _of(rows[0])


async def commit_reservation(actor: Actor, reservation_id: UUID, *, units: Decimal | int | None = None) -> Reservation:
    """Record what the work used, all that was held if nothing is said, at the instant of the reservation.

    Never more than was held. Doing it twice with the same units changes nothing. Conflict `reservation_ended` if it
    was released, has expired, or was committed with other units.
    """
    actor.require_vendor("reservations:write")
    found = await _find(reservation_id)
    await ensure_partitions([found.created_at])
    async with transaction():
        await fetch(_DURABLE)
        await fetch("SET LOCAL plan_cache_mode = force_generic_plan")
        found = await _find(reservation_id, locking=True)
        used = found.units if units is None else Decimal(check_units(units))
        if found.state == "committed" and found.used == used:
            return found
        _require_open(found)
        if used > found.units:
            raise InvalidInput(f"Only {format_quantity(found.units)} units were reserved.", field="units")
        call = _call_of(found, used)
        await _record(call, await _grants_of(found))
        return await _end(found, "committed", used=used, event_id=call.id)


async def release_reservation(actor: Actor, reservation_id: UUID) -> Reservation:
    """Give back what is held; nothing was used. One that is released or has expired stays what it is; Conflict
    `reservation_ended` if it was committed."""
    actor.require_vendor("reservations:write")
    async with transaction():
        await fetch(_DURABLE)
        found = await _find(reservation_id, locking=True)
        if found.state != "committed" and found.status_at(now()) != "open":
            return found
        _require_open(found)
        released = await _end(found, "released")
        await fetch("DELETE FROM holds WHERE user_id = $1 AND worker_id = $2", found.user_id, found.id)
        return released


async def get_reservation(actor: Actor, reservation_id: UUID) -> Reservation:
    """NotFound `reservation_not_found` also if it is somebody else's."""
    actor.require("read")
    found = await _find(reservation_id)
    if not actor.sees(found.user_id):
        raise _not_found()
    return found


async def list_reservations(
    actor: Actor,
    *,
    user_id: UUID | None = None,
    open_only: bool = False,
    limit: int | None = None,
    cursor: str | None = None,
) -> Page[Reservation]:
    """Newest first; `open_only`: those that hold units now."""
    actor.require("read")
    if user_id is not None:
        actor.require_user(user_id)
    size = check_page_size(limit)
    before = cursor_uuid(decode_cursor(cursor, parts=1)[0]) if cursor else None
    rows = await fetch(_LIST, user_id or actor.user_id, before, open_only, now(), size + 1)
    return page_of([_of(row) for row in rows], size, key=lambda each: (each.id,))


async def forget_reservations() -> int:
    """Delete those that ended a month ago; how many."""
    return len(await fetch("DELETE FROM reservations WHERE expires_at < $1 RETURNING 1", now() - KEPT))


# --- One reservation --------------------------------------------------------------------------------------------------


async def _find(reservation_id: UUID, *, locking: bool = False) -> Reservation:
    rows = await fetch(
        f"SELECT {_COLUMNS} FROM reservations WHERE id = $1{' FOR UPDATE' if locking else ''}",  # noqa: S608
        reservation_id,
    )
    if not rows:
        raise _not_found()
    return _of(rows[0])


def _not_found() -> NotFound:
    return NotFound("There is no such reservation.", code="reservation_not_found")


def _require_open(reservation: Reservation) -> None:
    status = reservation.status_at(now())
    if status != "open":
        raise Conflict(f"The reservation has ended: it is {status}.", code="reservation_ended")


def _of(row: Any) -> Reservation:
    used = row["used"]
    return Reservation(
        **dict(row) | {"units": round_quantity(row["units"]), "used": None if used is None else round_quantity(used)}
    )


def _call_of(reservation: Reservation, used: Decimal) -> Call:
    """The call that a reservation becomes."""
    identity = recorded_identity(
        reservation.key_id, reservation.user_id, live=reservation.live, time_zone=reservation.time_zone
    )
    call = Call(identity, {reservation.meter: used}, reservation.created_at)
    call.method, call.route = "POST", "/v1/reservations"
    call.request_id = reservation.client_id or reservation.id.hex
    call.finish(200, billable_below=500)
    call.duration_ms = round((now() - reservation.created_at) / timedelta(milliseconds=1))
    return call


async def _grants_of(reservation: Reservation) -> tuple[Grant, ...]:
    rows = await fetch(
        "SELECT meter_id, hour, day, month, units FROM holds WHERE user_id = $1 AND worker_id = $2",
        reservation.user_id,
        reservation.id,
    )
    return tuple(
        Grant(
            reservation.id, reservation.user_id, reservation.live, row["hour"], row["day"], row["month"],
            {row["meter_id"]: row["units"]},
        )
        for row in rows
    )  # fmt: skip


async def _record(call: Call, grants: tuple[Grant, ...]) -> None:
    """In the transaction that is open: the event, its rollups and counters, and the end of the holds."""
    call.grants = grants
    rules = await load_catalogue()
    rows = await fetch(STATEMENT_HELD, *as_columns([call], rules), *held_columns([call])) if grants else []
    if rows and rows[0]["version"] != rules.version:
        raise Unavailable("The meters have just changed. Try again.")
    if not rows or rows[0]["workers"] == 0 or rows[0]["holds"] != len(grants):
        raise Conflict("The reservation has ended: what it held was given back.", code="reservation_ended")
    if rows[0]["inserted"] != 1:
        raise LookupError(f"the call of reservation {call.request_id} was not recorded")


async def _end(
    reservation: Reservation, state: str, *, used: Decimal | None = None, event_id: UUID | None = None
) -> Reservation:
    """It holds nothing any more, and nobody can record by it."""
    await fetch("UPDATE gate_workers SET fenced = true WHERE id = $1", reservation.id)
    rows = await fetch(
        f"UPDATE reservations SET state = $3, used = $4, event_id = $5, ended_at = $6"  # noqa: S608 - names from above
        f" WHERE user_id = $1 AND id = $2 RETURNING {_COLUMNS}",
        reservation.user_id,
        reservation.id,
        state,
        used,
        event_id,
        now(),
    )
    return _of(rows[0])
