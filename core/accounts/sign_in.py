"""Signing in with e-mail and password.

Guessing is bounded in PostgreSQL, so over all workers at once: 10 wrong sign-ins in 5 minutes for one e-mail
address, 50 for one network address. A further one is refused whatever the password is. Each attempt takes its place
before the password is looked at and gives it back if the password was right; so a hundred attempts at the same moment
are ten guesses, not a hundred.
"""

import hmac
import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from ipaddress import ip_address, ip_network

from core import audit
from core.accounts.actor import Actor
from core.accounts.models import Admin
from core.accounts.passwords import hash_password, verify_password
from core.accounts.sessions import OpenedSession, end_sessions_of, forget_sessions, open_session
from core.accounts.totp import use_code
from core.checks import check_email
from core.clock import now
from core.database import fetch, transaction
from core.errors import Conflict, Forbidden, InvalidInput, LimitReached, Unauthenticated
from core.ids import new_id
from core.pepper import current_pepper

__all__ = [
    "ATTEMPTS_PER_ADDRESS_MAX",
    "ATTEMPTS_PER_EMAIL_MAX",
    "WINDOW",
    "SecondFactor",
    "change_password",
    "finish_sign_in",
    "sign_in",
    "sweep_sign_ins",
]

WINDOW = timedelta(minutes=5)
ATTEMPTS_PER_EMAIL_MAX = 10
ATTEMPTS_PER_ADDRESS_MAX = 50
TICKET_LIFE = timedelta(minutes=5)
_KEPT = timedelta(hours=1)
_TICKET = re.compile(r"([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\.([0-9]{10,11})\.[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class SecondFactor:
    """The password was right; `finish_sign_in` needs this ticket and a code, within five minutes."""

    ticket: str

    def __repr__(self) -> str:
        return "SecondFactor(…)"


async def sign_in(
    *, email: str, password: str, address: str, browser: str = "", replaces: str | None = None
) -> OpenedSession | SecondFactor:
    """A session of the admin with this e-mail and password, or the demand for a code, if the admin set codes up.

    Unauthenticated `wrong_credentials` says the same, and takes as long, for a wrong password, an unknown e-mail and a
    disabled admin; LimitReached `too_many_attempts` after too many of them.
    """
    known = _normal(email)
    digest = current_pepper().digest(known)
    await _take_place(digest, _network(address))
    admin = await Admin.get_or_none(email=known, disabled_at=None) if known else None
    if not await verify_password(password, admin.password_hash if admin is not None else None) or admin is None:
        raise Unauthenticated("E-mail or password is wrong.", code="wrong_credentials")
    if admin.totp_confirmed_at is not None:
        # The place stays taken until a code was right, so codes cannot be guessed more often than passwords.
        return SecondFactor(_ticket_for(admin, int((now() + TICKET_LIFE).timestamp())))
    return await _let_in(admin, digest, address=address, browser=browser, replaces=replaces)


async def finish_sign_in(
    *, ticket: str, code: str, address: str, browser: str = "", replaces: str | None = None
) -> OpenedSession:
    """The session, for a ticket of `sign_in` and a code of the app or a recovery code.

    Unauthenticated `wrong_code`, or `wrong_credentials` when the ticket is too old or the password was changed since.
    """
    admin = await _admin_of(ticket)
    digest = current_pepper().digest(admin.email)
    await _take_place(digest, _network(address))
    await use_code(admin, code)
    return await _let_in(admin, digest, address=address, browser=browser, replaces=replaces)


async def change_password(actor: Actor, *, current: str, new: str, address: str, browser: str = "") -> OpenedSession:
    """Change one's own password. Every session ends, and a new one opens here. Guessing the current one is bounded as
    it is when signing in."""
    if actor.kind != "admin":
        raise Forbidden("Only somebody who signed in has a password.", code="missing_scope")
    admin = await Admin.get(id=actor.id)
    digest = current_pepper().digest(admin.email)
    await _take_place(digest, _network(address))
    if not await verify_password(current, admin.password_hash):
        raise InvalidInput("This is not your present password.", field="current")
    hashed = await hash_password(new, known=(admin.email, admin.name))
    async with transaction():
        rows = await fetch(
            "UPDATE admins SET password_hash = $2, updated_at = $3 WHERE id = $1 AND password_hash = $4 RETURNING 1",
            admin.id,
            hashed,
            now(),
            admin.password_hash,
        )
        if not rows:
            raise Conflict("The password was changed somewhere else just now.")
        await end_sessions_of(actor, admin.id)
        await audit.record(actor, action="admin.change_password", entity="admin", entity_id=admin.id)
        return await _let_in(admin, digest, address=address, browser=browser, replaces=None)


async def _let_in(admin: Admin, digest: bytes, *, address: str, browser: str, replaces: str | None) -> OpenedSession:
    await fetch("DELETE FROM sign_in_attempts WHERE email_digest = $1", digest)
    return await open_session(admin, address=address, browser=browser, replaces=replaces)


def _ticket_for(admin: Admin, expires: int) -> str:
    """What proves that the password was right, without a row: it ends by itself and with the password it stands for."""
    pepper = current_pepper()
    key = pepper.key_for("sign-in ticket", pepper.version)
    assert key is not None
    said = f"{admin.id}.{expires}"
    return f"{said}.{hmac.digest(key, f'{said}.{admin.password_hash}'.encode(), 'sha256').hex()}"


async def _admin_of(ticket: str) -> Admin:
    found = _TICKET.fullmatch(ticket)
    if found is not None and int(found[2]) > now().timestamp():
        admin = await Admin.get_or_none(id=found[1], disabled_at=None, totp_confirmed_at__not_isnull=True)
        if admin is not None and hmac.compare_digest(_ticket_for(admin, int(found[2])), ticket):
            return admin
    raise Unauthenticated("That took too long. Sign in again.", code="wrong_credentials")


async def sweep_sign_ins() -> tuple[int, int]:
    """Delete attempts that bound nothing any more, and sessions that have ended; how many of each."""
    rows = await fetch("DELETE FROM sign_in_attempts WHERE at < $1 RETURNING 1", now() - _KEPT)
    return len(rows), await forget_sessions()


async def _take_place(digest: bytes, network: str) -> None:
    """Note one more attempt, or LimitReached. What was typed is kept as a digest: people type passwords there too."""
    locks = sorted((_lock_of(digest), _lock_of(current_pepper().digest(network))))
    async with transaction():
        await fetch("SELECT pg_advisory_xact_lock(lock) FROM unnest($1::bigint[]) AS lock", locks)
        at = now()
        attempts = await fetch(
            "SELECT at, email_digest = $1 AS of_email, address = $2 AS of_address FROM sign_in_attempts"
            " WHERE at > $3 AND (email_digest = $1 OR address = $2) ORDER BY at",
            digest,
            network,
            at - WINDOW,
        )
        _check_places([row["at"] for row in attempts if row["of_email"]], ATTEMPTS_PER_EMAIL_MAX, at)
        _check_places([row["at"] for row in attempts if row["of_address"]], ATTEMPTS_PER_ADDRESS_MAX, at)
        await fetch("DELETE FROM sign_in_attempts WHERE at < $1", at - _KEPT)
        await fetch(
            "INSERT INTO sign_in_attempts (id, email_digest, address, at) VALUES ($1, $2, $3, $4)",
            new_id(),
            digest,
            network,
            at,
        )


def _check_places(taken: list[datetime], places: int, at: datetime) -> None:
    """Nothing while there is a place left. One becomes free when the oldest attempt leaves the window."""
    if len(taken) >= places:
        seconds = max(1, round((taken[-places] + WINDOW - at).total_seconds()))
        raise LimitReached(
            f"Too many wrong sign-ins. Try again in {seconds // 60 + 1} minutes."
            if seconds > 60
            else f"Too many wrong sign-ins. Try again in {seconds} seconds.",
            retry_after_seconds=seconds,
        )


def _lock_of(digest: bytes) -> int:
    return int.from_bytes(digest[:8], signed=True)


def _normal(email: str) -> str:
    """The address as admins' are stored; empty for what can be none."""
    try:
        return check_email(email)
    except InvalidInput:
        return ""


def _network(address: str) -> str:
    """What one guesser can take addresses from for nothing: an IPv4 address, an IPv6 /64."""
    try:
        parsed = ip_address(address)
    except ValueError:
        return address[:64]
    return str(ip_network(f"{parsed}/64", strict=False)) if parsed.version == 6 else str(parsed)
