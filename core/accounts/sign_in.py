"""Signing in with e-mail and password.

Guessing is bounded in PostgreSQL, so over all workers at once: 10 wrong sign-ins in 5 minutes for one e-mail
address, 50 for one network address. A further one is refused whatever the password is. Each attempt takes its place
before the password is looked at and gives it back if the password was right; so a hundred attempts at the same moment
are ten guesses, not a hundred.
"""

from datetime import datetime, timedelta
from ipaddress import ip_address, ip_network

from core.accounts.models import Admin
from core.accounts.passwords import verify_password
from core.accounts.sessions import OpenedSession, forget_sessions, open_session
from core.checks import check_email
from core.clock import now
from core.database import fetch, transaction
from core.errors import InvalidInput, LimitReached, Unauthenticated
from core.ids import new_id
from core.pepper import current_pepper

__all__ = ["ATTEMPTS_PER_ADDRESS_MAX", "ATTEMPTS_PER_EMAIL_MAX", "WINDOW", "sign_in", "sweep_sign_ins"]

WINDOW = timedelta(minutes=5)
ATTEMPTS_PER_EMAIL_MAX = 10
ATTEMPTS_PER_ADDRESS_MAX = 50
_KEPT = timedelta(hours=1)


async def sign_in(
    *, email: str, password: str, address: str, browser: str = "", replaces: str | None = None
) -> OpenedSession:
    """A session of the admin with this e-mail and password.

    Unauthenticated `wrong_credentials` says the same, and takes as long, for a wrong password, an unknown e-mail and a
    disabled admin; LimitReached `too_many_attempts` after too many of them.
    """
    known = _normal(email)
    digest = current_pepper().digest(known)
    await _take_place(digest, _network(address))
    admin = await Admin.get_or_none(email=known, disabled_at=None) if known else None
    if not await verify_password(password, admin.password_hash if admin is not None else None) or admin is None:
        raise Unauthenticated("E-mail or password is wrong.", code="wrong_credentials")
    await fetch("DELETE FROM sign_in_attempts WHERE email_digest = $1", digest)
    return await open_session(admin, address=address, browser=browser, replaces=replaces)


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
