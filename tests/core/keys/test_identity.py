"""Whether a key may be used now, for this, from here."""

from datetime import UTC, datetime, timedelta
from ipaddress import ip_network
from typing import Any
from uuid import uuid4

import pytest

from core.checks import check_networks
from core.errors import Forbidden, KeymeterError
from core.keys import Identity, check_identity

AT = datetime(2026, 5, 1, tzinfo=UTC)


def identity(**changes: Any) -> Identity:
    values: dict[str, Any] = {
        "key_id": uuid4(), "user_id": uuid4(), "live": True, "scopes": frozenset(), "networks": (), "expires_at": None,
        "disabled": False, "suspended": False, "paused_until": None, "time_zone": "UTC", "limited": frozenset(),
        "rated": False, "fail_open": 0, "cycles": (),
    } | changes  # fmt: skip
    plain = not any(values[name] for name in ("networks", "expires_at", "disabled", "suspended", "paused_until"))
    return Identity(**values, plain=plain)


def test_a_key_without_rules_passes() -> None:
    check_identity(identity(), at=AT, scope=None, address=None)


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"expires_at": AT}, "expired_key"),
        ({"expires_at": AT - timedelta(days=1), "disabled": True, "suspended": True}, "expired_key"),
        ({"disabled": True, "suspended": True}, "disabled_key"),
        ({"suspended": True, "paused_until": AT + timedelta(days=1)}, "user_suspended"),
        ({"paused_until": datetime.max.replace(tzinfo=UTC)}, "subscription_paused"),
        ({"paused_until": AT + timedelta(microseconds=1)}, "subscription_paused"),
        ({"networks": (ip_network("10.0.0.0/8"),)}, "address_not_allowed"),
    ],
)
def test_each_state_is_refused_by_its_code(changes: dict[str, Any], code: str) -> None:
    with pytest.raises(KeymeterError) as refused:
        check_identity(identity(**changes), at=AT, scope=None, address="192.0.2.1")
    assert refused.value.code == code


def test_a_key_lives_up_to_its_expiry_and_not_at_it() -> None:
    key = identity(expires_at=AT)
    check_identity(key, at=AT - timedelta(microseconds=1), scope=None, address=None)
    with pytest.raises(KeymeterError):
        check_identity(key, at=AT, scope=None, address=None)


def test_a_pause_that_is_over_refuses_nothing() -> None:
    check_identity(identity(paused_until=AT), at=AT, scope=None, address=None)


def test_a_scope_is_had_or_not() -> None:
    key = identity(scopes=frozenset({"reports:read"}))
    check_identity(key, at=AT, scope="reports:read", address=None)
    for scope in ("reports", "reports:", "reports:read2", ""):
        with pytest.raises(Forbidden) as refused:
            check_identity(key, at=AT, scope=scope, address=None)
        assert refused.value.code == "missing_scope"


@pytest.mark.parametrize(
    ("network", "inside", "outside"),
    [
        ("203.0.113.7", ["203.0.113.7", "::ffff:203.0.113.7"], ["203.0.113.8", "::203.0.113.7"]),
        ("203.0.113.9/24", ["203.0.113.0", "203.0.113.255"], ["203.0.112.255", "203.0.114.0"]),
        ("::ffff:10.0.0.0/104", ["10.0.0.1", "::ffff:10.0.0.1"], ["11.0.0.1", "fd00::1"]),
        ("2001:db8::/32", ["2001:db8::1", "2001:0DB8:ffff::"], ["2001:db9::", "32.1.13.184", "::ffff:1.2.3.4"]),
        ("0.0.0.0/0", ["1.2.3.4", "::ffff:1.2.3.4"], ["2001:db8::1"]),
        ("::/0", ["2001:db8::1"], ["1.2.3.4"]),
    ],
)
def test_an_address_is_inside_a_network_or_not(network: str, inside: list[str], outside: list[str]) -> None:
    key = identity(networks=tuple(ip_network(text) for text in check_networks([network])))
    for address in inside:
        check_identity(key, at=AT, scope=None, address=address)
    for address in [*outside, None, "", "unknown", "10.0.0.1:80", "testclient"]:
        with pytest.raises(Forbidden):
            check_identity(key, at=AT, scope=None, address=address)
