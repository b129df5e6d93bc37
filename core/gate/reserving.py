"""Making a reservation: the decision of the gate for one caller, held under the reservation's own id."""

import asyncio
from datetime import timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

import asyncpg

from core.accounts import Actor, User
from core.checks import check_text
from core.clock import now
from core.database import fetch, raw_connection, transaction
from core.errors import Forbidden, InvalidInput, LimitReached, NotFound, Unauthenticated, Unavailable
from core.gate.admission import Gate
from core.gate.calls import Call, Grant, check_units
from core.gate.deciding import DECIDE, Asking
from core.gate.limiter import Limiter
from core.gate.reservations import COLUMNS, DURABLE, Reservation, reservation_of
from core.idempotency import digest_of
from core.ids import new_id
from core.keys import Identity, check_identity, identity_of_user
from core.metering import load_catalogue
from core.money import format_quantity

__all__ = ["TTL_SECONDS_MAX", "reserve_units"]

TTL_SECONDS_MAX = 86_400
CLIENT_ID_CHARS_MAX = 128
_INSERT = f"""
INSERT INTO reservations ({COLUMNS})
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, NULL, NULL, $9, 'open', $10, $11, NULL)
ON CONFLICT (user_id, client_id) DO NOTHING RETURNING {COLUMNS}
"""  # noqa: S608 - names from `COLUMNS`


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
        await fetch(DURABLE)
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
        return reservation_of(made[0])


async def _repeated(user_id: UUID, client_id: str | None, digest: bytes) -> Reservation:
    rows = await fetch(
        f"SELECT {COLUMNS} FROM reservations WHERE user_id = $1 AND client_id = $2",  # noqa: S608 - names from above
        user_id,
        client_id,
    )
    if not rows or bytes(rows[0]["request_digest"]) != digest:
        raise InvalidInput(
            "This id was used for another reservation. Take a new one.", code="idempotency_key_reused", field="id"
        )
    return reservation_of(rows[0])
