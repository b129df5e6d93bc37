"""Signing in, its throttle and sessions, on a real database."""

import asyncio
from datetime import timedelta
from hashlib import sha256

import pytest

from core import accounts
from core.accounts import SYSTEM
from core.accounts.sessions import IDLE_MAX, LIFE_MAX
from core.accounts.sign_in import _network, _take_place
from core.clock import now
from core.database import fetch
from core.errors import Forbidden, LimitReached, NotFound, Unauthenticated
from core.pepper import current_pepper

EMAIL, PASSWORD = "mina@basalt.example", "correct horse battery"


@pytest.fixture
async def admin(database: str) -> accounts.Admin:
    return await accounts.create_admin(SYSTEM, email=EMAIL, name="Mina", password=PASSWORD, role="owner")


async def attempt(
    password: str = PASSWORD, *, email: str = EMAIL, address: str = "203.0.113.7"
) -> accounts.OpenedSession:
    return await accounts.sign_in(email=email, password=password, address=address, browser="Test/1.0")


async def take_places(count: int, *, email: str = EMAIL, address: str = "203.0.113.7") -> None:
    """As if so many wrong passwords had been tried: hashing each would make the test slow."""
    for _ in range(count):
        await _take_place(current_pepper().digest(email), _network(address))


async def test_the_right_password_opens_a_session_of_the_admin_with_its_role(admin):
    opened = await accounts.sign_in(email=f" {EMAIL.upper()} ", password=PASSWORD, address="::1", browser="Test\x00/1")
    session = await accounts.find_session(opened.token)
    assert (session.admin_id, session.email, session.role) == (admin.id, EMAIL, "owner")
    assert session.actor.kind == "admin" and "users:write" in session.actor.scopes
    assert [each.browser for each in await accounts.list_sessions(session.actor)] == ["Test/1"]


async def test_wrong_unknown_and_disabled_look_the_same(admin):
    with pytest.raises(Unauthenticated) as wrong:
        await attempt("wrong password!")
    with pytest.raises(Unauthenticated) as unknown:
        await attempt(email="nobody@basalt.example")
    with pytest.raises(Unauthenticated) as malformed:
        await attempt(email="no\x00body")
    admin.disabled_at = now()
    await admin.save()
    with pytest.raises(Unauthenticated) as disabled:
        await attempt()
    messages = {(error.value.code, error.value.message) for error in (wrong, unknown, malformed, disabled)}
    assert messages == {("wrong_credentials", "E-mail or password is wrong.")}


async def test_the_eleventh_wrong_sign_in_in_five_minutes_is_refused_even_with_the_right_password(admin):
    await take_places(9)
    with pytest.raises(Unauthenticated):
        await attempt("wrong password!")
    with pytest.raises(LimitReached) as refused:
        await attempt()
    assert refused.value.code == "too_many_attempts" and 0 < refused.value.retry_after_seconds <= 300
    await fetch("UPDATE sign_in_attempts SET at = at - interval '5 minutes'")
    assert (await attempt()).token


async def test_a_hundred_attempts_at_once_are_ten_guesses(admin):
    results = await asyncio.gather(*(take_places(1) for _ in range(100)), return_exceptions=True)
    assert sum(result is None for result in results) == 10
    assert all(isinstance(result, LimitReached) for result in results if result is not None)


async def test_an_address_has_a_larger_bound_over_all_names(admin):
    for number in range(50):
        await take_places(1, email=f"someone{number}@basalt.example", address="2001:db8::1")
    with pytest.raises(LimitReached):
        await attempt(address="2001:db8::ffff")  # the same /64
    assert (await attempt(address="2001:db8:1::1")).token


async def test_success_forgets_the_attempts_before_it(admin):
    await take_places(9)
    assert (await attempt()).token
    assert await fetch("SELECT 1 FROM sign_in_attempts") == []


async def test_the_typed_email_is_not_stored(admin):
    with pytest.raises(Unauthenticated):
        await attempt(email="my-password-typed-here@x")
    row = (await fetch("SELECT * FROM sign_in_attempts"))[0]
    assert b"my-password" not in bytes(row["email_digest"]) and len(row["email_digest"]) == 32


async def test_the_token_rotates_at_sign_in_and_only_its_digest_is_stored(admin):
    first = await attempt()
    second = await accounts.sign_in(email=EMAIL, password=PASSWORD, address="::1", browser="", replaces=first.token)
    assert first.token != second.token
    with pytest.raises(Unauthenticated):
        await accounts.find_session(first.token)
    stored = [bytes(row["digest"]) for row in await fetch("SELECT digest FROM admin_sessions")]
    assert stored == [sha256(second.token.encode()).digest()]
    assert second.token not in repr(second)


@pytest.mark.parametrize("column, age", [("last_seen_at", IDLE_MAX), ("expires_at", LIFE_MAX)])
async def test_a_session_ends_when_idle_and_when_old(admin, column, age):
    opened = await attempt()
    await accounts.find_session(opened.token)
    await fetch(
        f"UPDATE admin_sessions SET created_at = created_at - $1::interval, {column} = {column} - $1::interval", age
    )
    with pytest.raises(Unauthenticated) as ended:
        await accounts.find_session(opened.token)
    assert ended.value.code == "signed_out"


async def test_a_request_keeps_a_session_alive_but_not_past_its_end(admin):
    opened = await attempt()
    await fetch(
        "UPDATE admin_sessions SET created_at = created_at - $1::interval, last_seen_at = last_seen_at - $1::interval",
        timedelta(hours=11),
    )
    await accounts.find_session(opened.token)
    row = (await fetch("SELECT last_seen_at, expires_at FROM admin_sessions"))[0]
    assert now() - row["last_seen_at"] < timedelta(minutes=1)
    assert row["expires_at"] - now() < LIFE_MAX


async def test_sign_out_ends_it_and_others_can_be_ended(admin):
    here, there = await attempt(), await attempt()
    assert await accounts.end_other_sessions(here.session.actor, keep=here.session.id) == 1
    with pytest.raises(Unauthenticated):
        await accounts.find_session(there.token)
    await accounts.end_session(here.token)
    with pytest.raises(Unauthenticated):
        await accounts.find_session(here.token)
    with pytest.raises(NotFound):
        await accounts.end_other_sessions(here.session.actor, keep=here.session.id)
    with pytest.raises(Forbidden):
        await accounts.list_sessions(SYSTEM)


async def test_a_change_of_role_holds_from_the_next_request(admin):
    opened = await attempt()
    admin.role = "reader"
    await admin.save()
    assert (await accounts.find_session(opened.token)).actor.scopes == {"read"}
    admin.disabled_at = now()
    await admin.save()
    with pytest.raises(Unauthenticated):
        await accounts.find_session(opened.token)


@pytest.mark.parametrize("token", ["", "x", "\x00", "é" * 40, "a" * 5000])
async def test_nonsense_is_no_session(admin, token):
    with pytest.raises(Unauthenticated):
        await accounts.find_session(token)
