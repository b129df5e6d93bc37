"""Reservations: units held for work whose cost is known only later, such as tokens of a language model.

A reservation is a grant like that of a call under way, but held under an id of its own instead of a worker's: that id
stands in `gate_workers` with its expiry as its last beat, so what gives back the holds of dead workers gives back those
of reservations that ended without a word. Committing is the recording of a call at the instant of the reservation, so
it counts in the periods it began in. Every step is one transaction that is on disk before the reply.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from core.accounts import Actor
from core.clock import now
from core.database import fetch, transaction
from core.errors import Conflict, InvalidInput, NotFound, Unavailable
from core.gate.batch import as_columns, held_columns
from core.gate.calls import Call, Grant, check_units
from core.gate.recording import STATEMENT_HELD
from core.keys import recorded_identity
from core.metering import ensure_partitions, load_catalogue
from core.money import format_quantity, round_quantity
from core.pages import Page, check_page_size, cursor_uuid, decode_cursor, page_of

__all__ = [
    "COLUMNS",
    "DURABLE",
    "Reservation",
    "commit_reservation",
    "forget_reservations",
    "get_reservation",
    "list_reservations",
    "release_reservation",
    "reservation_of",
]

#: For so long those that ended are kept, and their client ids with them.
KEPT = timedelta(days=30)
#: What was answered is on disk: a hold that a crash may take back would be no reservation.
DURABLE = "SET LOCAL synchronous_commit = on"
COLUMNS = (
    "id, user_id, key_id, live, client_id, request_digest, meter, units, used, event_id, time_zone, state, created_at,"
    " expires_at, ended_at"
)
_LIST = f"""
SELECT {COLUMNS} FROM reservations
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


async def commit_reservation(actor: Actor, reservation_id: UUID, *, units: Decimal | int | None = None) -> Reservation:
    """Record what the work used, all that was held if nothing is said, at the instant of the reservation.

    Never more than was held. Doing it twice with the same units changes nothing. Conflict `reservation_ended` if it
    was released, has expired, or was committed with other units.
    """
    actor.require_vendor("reservations:write")
    found = await _find(reservation_id)
    await ensure_partitions([found.created_at])
    async with transaction():
        await fetch(DURABLE)
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
        await fetch(DURABLE)
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
    return page_of([reservation_of(row) for row in rows], size, key=lambda each: (each.id,))


async def forget_reservations() -> int:
    """Delete those that ended a month ago; how many."""
    return len(await fetch("DELETE FROM reservations WHERE expires_at < $1 RETURNING 1", now() - KEPT))


# --- One reservation --------------------------------------------------------------------------------------------------


async def _find(reservation_id: UUID, *, locking: bool = False) -> Reservation:
    rows = await fetch(
        f"SELECT {COLUMNS} FROM reservations WHERE id = $1{' FOR UPDATE' if locking else ''}",  # noqa: S608
        reservation_id,
    )
    if not rows:
        raise _not_found()
    return reservation_of(rows[0])


def _not_found() -> NotFound:
    return NotFound("There is no such reservation.", code="reservation_not_found")


def _require_open(reservation: Reservation) -> None:
    status = reservation.status_at(now())
    if status != "open":
        raise Conflict(f"The reservation has ended: it is {status}.", code="reservation_ended")


def reservation_of(row: Any) -> Reservation:
    """From a row of `COLUMNS`."""
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
        f" WHERE user_id = $1 AND id = $2 RETURNING {COLUMNS}",
        reservation.user_id,
        reservation.id,
        state,
        used,
        event_id,
        now(),
    )
    return reservation_of(rows[0])
