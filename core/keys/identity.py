"""What the guard knows of a key, and the rules that decide whether it may be used now."""

from datetime import datetime
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from typing import Any
from uuid import UUID

import msgspec

from core.accounts import User
from core.errors import Forbidden, Unauthenticated
from core.keys.models import ApiKey
from core.periods import Cycle

__all__ = ["Identity", "check_identity", "identity_for", "identity_of", "recorded_identity"]

_CYCLES = msgspec.json.Decoder(tuple[Cycle, ...]).decode
Network = IPv4Network | IPv6Network


class Identity(msgspec.Struct, frozen=True, gc=False):
    """A key and its user as of one access epoch. Cached; never mutated."""

    key_id: UUID
    user_id: UUID
    live: bool
    scopes: frozenset[str]
    networks: tuple[Any, ...]
    expires_at: datetime | None
    disabled: bool
    suspended: bool
    #: Until when its subscription is paused, if it ever was; without an end far beyond any instant.
    paused_until: datetime | None
    time_zone: str
    #: The meters of which the user has a hard limit.
    limited: frozenset[UUID]
    #: Whether it may call at a certain rate only.
    rated: bool
    #: How many of its calls pass, per outage, while the database is away.
    fail_open: int
    #: How the user is billed, now and later; empty unless a limit by the billing period or by packs needs it.
    cycles: tuple[Cycle, ...]
    #: No rule but a look at the cache is needed: no expiry, no network, not disabled, not suspended, not paused.
    plain: bool


def identity_of(row: Any) -> Identity:
    """From a row of the look-up (JSON columns as text). A revoked key has none: it is like one that never was."""
    networks: tuple[Network, ...] = tuple(ip_network(text) for text in msgspec.json.decode(row["allowed_networks"]))
    disabled = row["disabled_at"] is not None
    suspended = row["status"] != "active"
    return Identity(
        key_id=row["id"],
        user_id=row["user_id"],
        live=row["live"],
        scopes=frozenset(msgspec.json.decode(row["scopes"])),
        networks=networks,
        expires_at=row["expires_at"],
        disabled=disabled,
        suspended=suspended,
        paused_until=row["paused_until"],
        time_zone=row["time_zone"],
        limited=frozenset(row["limited"]),
        rated=row["rated"],
        fail_open=row["fail_open_calls"],
        cycles=_CYCLES(row["cycles"]) if row["cycles"] else (),
        plain=not (networks or row["expires_at"] or disabled or suspended or row["paused_until"]),
    )


def identity_for(key: ApiKey, user: User) -> Identity:
    """The same for a fresh key, for callers that have no secret to look up: imports and demo data."""
    return recorded_identity(key.id, user.id, live=key.live, time_zone=user.time_zone, scopes=frozenset(key.scopes))


def recorded_identity(
    key_id: UUID, user_id: UUID, *, live: bool, time_zone: str, scopes: frozenset[str] = frozenset()
) -> Identity:
    """What of an identity is needed to record a call that was let through already: no rule of it is asked again."""
    return Identity(
        key_id=key_id,
        user_id=user_id,
        live=live,
        scopes=scopes,
        networks=(),
        expires_at=None,
        disabled=False,
        suspended=False,
        paused_until=None,
        time_zone=time_zone,
        limited=frozenset(),
        rated=False,
        fail_open=0,
        cycles=(),
        plain=True,
    )


def check_identity(identity: Identity, *, at: datetime, scope: str | None, address: str | None) -> None:
    """Whether this key may be used `at` this instant, for this scope, from this address; else why not."""
    if not identity.plain:
        _check_state(identity, at)
        if identity.networks and not _is_within(address, identity.networks):
            raise Forbidden("This key may not be used from your address.", code="address_not_allowed")
    if scope is not None and scope not in identity.scopes:
        raise Forbidden(f"This key lacks the scope {scope!r}.", code="missing_scope")


def _check_state(identity: Identity, at: datetime) -> None:
    if identity.expires_at is not None and identity.expires_at <= at:
        raise Unauthenticated("This key has expired. Use its successor.", code="expired_key")
    if identity.disabled:
        raise Forbidden("This key is disabled. Whoever gave it to you can enable it.", code="disabled_key")
    if identity.suspended:
        raise Forbidden("The account of this key is suspended.", code="user_suspended")
    # A pause that is over by now may still be known; it begins when it is asked for, so it never lies ahead.
    if identity.paused_until is not None and at < identity.paused_until:
        raise Forbidden("The subscription of this key's account is paused.", code="subscription_paused")


def _is_within(address: str | None, networks: tuple[Network, ...]) -> bool:
    try:
        parsed: IPv4Address | IPv6Address = ip_address(address or "")
    except ValueError:
        return False
    if isinstance(parsed, IPv6Address) and parsed.ipv4_mapped is not None:
        parsed = parsed.ipv4_mapped
    return any(parsed in network for network in networks)
