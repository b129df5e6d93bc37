"""Codes of an authenticator app, recovery codes, and what guessing them costs."""

import asyncio
import base64

import pytest

from core import accounts
from core.accounts import SYSTEM, Actor, SecondFactor, totp
from core.accounts.totp import code_at
from core.audit import AuditEntry
from core.clock import now
from core.database import fetch
from core.errors import Conflict, Forbidden, LimitReached, Unauthenticated

EMAIL, PASSWORD = "mina@basalt.example", "correct horse battery"


@pytest.fixture
async def owner(database: str) -> Actor:
    admin = await accounts.create_admin(SYSTEM, email=EMAIL, name="Mina", password=PASSWORD, role="owner")
    return Actor(kind="admin", id=admin.id, scopes=accounts.ROLE_SCOPES["owner"])


def code_of(secret: str, steps: int = 0) -> str:
    return code_at(base64.b32decode(secret), int(now().timestamp()) // 30 + steps)


async def set_up(actor: Actor) -> tuple[str, list[str]]:
    setup = await accounts.begin_totp(actor)
    return setup.secret, list(await accounts.confirm_totp(actor, code_of(setup.secret, -1)))


async def ticket() -> str:
    asked = await accounts.sign_in(email=EMAIL, password=PASSWORD, address="::1")
    assert isinstance(asked, SecondFactor)
    return asked.ticket


async def finish(ticket: str, code: str) -> accounts.OpenedSession:
    return await accounts.finish_sign_in(ticket=ticket, code=code, address="::1")


@pytest.mark.parametrize(
    ("at", "code"), [(59, "287082"), (1111111109, "081804"), (1234567890, "005924"), (20000000000, "353130")]
)
def test_codes_are_those_of_rfc_6238(at: int, code: str) -> None:
    """Appendix B, SHA-1, the last six digits."""
    assert code_at(b"12345678901234567890", at // 30) == code


async def test_it_counts_once_a_code_has_confirmed_it_and_then_the_password_is_not_enough(owner: Actor) -> None:
    setup = await accounts.begin_totp(owner)
    assert setup.uri.startswith("otpauth://totp/Keymeter%3Amina%40basalt.example?secret=")
    assert isinstance(await accounts.sign_in(email=EMAIL, password=PASSWORD, address="::1"), accounts.OpenedSession)
    with pytest.raises(Unauthenticated):
        await accounts.confirm_totp(owner, "000000")
    codes = await accounts.confirm_totp(owner, code_of(setup.secret))
    assert len(set(codes)) == 10
    opened = await finish(await ticket(), code_of(setup.secret, 1))
    assert (await accounts.find_session(opened.token)).email == EMAIL
    with pytest.raises(Conflict):
        await accounts.begin_totp(owner)


async def test_no_code_is_used_twice_also_not_at_the_same_time(owner: Actor) -> None:
    secret, recovery = await set_up(owner)
    given = await ticket()
    for code in (code_of(secret), recovery[0]):
        results = await asyncio.gather(*(finish(given, code) for _ in range(4)), return_exceptions=True)
        assert sum(isinstance(result, accounts.OpenedSession) for result in results) == 1
        assert {type(result) for result in results} <= {accounts.OpenedSession, Unauthenticated}
    assert (await fetch("SELECT count(*) AS n FROM recovery_codes"))[0]["n"] == 9


async def test_guessing_codes_is_bounded_as_guessing_passwords_is(owner: Actor) -> None:
    secret, _ = await set_up(owner)
    given = await ticket()
    for _ in range(9):
        with pytest.raises(Unauthenticated):
            await finish(given, "000000")
    with pytest.raises(LimitReached):
        await finish(given, code_of(secret))


async def test_a_ticket_ends_with_the_password_and_is_nobody_elses(owner: Actor) -> None:
    secret, recovery = await set_up(owner)
    given = await ticket()
    admin_id, expires, seal = given.split(".")
    for forged in ("", "x", f"{admin_id}.{int(expires) + 60}.{seal}", f"{admin_id}.{expires}.{'0' * 64}", "\x00" * 40):
        with pytest.raises(Unauthenticated) as refused:
            await finish(forged, recovery[0])
        assert refused.value.code == "wrong_credentials"
    await accounts.change_password(owner, current=PASSWORD, new="another horse battery", address="::1")
    with pytest.raises(Unauthenticated):
        await finish(given, code_of(secret))


async def test_only_oneself_with_a_code_or_an_owner_removes_it(owner: Actor) -> None:
    await set_up(owner)
    assert owner.id is not None
    admin = Actor(kind="admin", id=SYSTEM.id, scopes=accounts.ROLE_SCOPES["admin"])
    with pytest.raises(Forbidden):
        await accounts.remove_totp(admin, owner.id)
    with pytest.raises(Unauthenticated):
        await accounts.remove_totp(owner, owner.id, code="000000")
    await accounts.remove_totp(SYSTEM, owner.id)
    assert isinstance(await accounts.sign_in(email=EMAIL, password=PASSWORD, address="::1"), accounts.OpenedSession)
    assert (await fetch("SELECT count(*) AS n FROM recovery_codes"))[0]["n"] == 0


async def test_the_database_holds_neither_the_secret_nor_a_recovery_code(owner: Actor) -> None:
    secret, recovery = await set_up(owner)
    rows = await fetch(
        "SELECT (SELECT string_agg(a::text, '') FROM admins a) || (SELECT string_agg(r::text, '') FROM recovery_codes r)"
        " || (SELECT string_agg(e::text, '') FROM audit_entries e) AS text"
    )
    raw = base64.b32decode(secret)
    for needle in (secret, raw.hex(), recovery[0], recovery[0].replace("-", "")):
        assert needle not in rows[0]["text"]
    assert "admin.add_second_factor" in [entry.action for entry in await AuditEntry.all()]
    assert secret not in repr(setup_of(secret))


def setup_of(secret: str) -> totp.SecondFactorSetup:
    return totp.SecondFactorSetup(secret, f"otpauth://totp/x?secret={secret}")
