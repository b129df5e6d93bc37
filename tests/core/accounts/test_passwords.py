"""Passwords: which are refused, and their hashes."""

import secrets

import pytest

from core.accounts import passwords
from core.errors import InvalidInput
from tests.support.shipped import as_shipped


def test_hashes_cost_what_they_must_and_an_unknown_name_as_much_as_a_known_one() -> None:
    shipped = as_shipped("core.accounts.passwords")  # the tests' own is a cheap one
    for made in (shipped._HASHER.hash("correct horse battery"), shipped._DUMMY):
        assert made.startswith("$argon2id$v=19$m=65536,t=3,p=4$")
    assert not shipped._HASHER.check_needs_rehash(shipped._DUMMY)


async def test_a_hash_verifies_its_password_and_nothing_else() -> None:
    stored = await passwords.hash_password("correct horse battery")
    assert await passwords.verify_password("correct horse battery", stored)
    assert not await passwords.verify_password("correct horse batterz", stored)
    assert not await passwords.verify_password("correct horse battery", None)


@pytest.mark.parametrize(
    "password",
    [
        "short", "x" * 201, "aaaaaaaaaaaa", "abababababab", "1234567890", "9876543210123", "abcdefghijkl", "qwertyuiop12",
        "password123", "P@ssw0rd!2024", "Passwort1234", "Letmein!!!!", "ADMIN20262026", "welcome_2026", "adminadmin",
        "keymeter2026", "Summer2026!!", "!!!!monkey!!!!", "mina.castell1", "Castell2026",
    ],
)  # fmt: skip
def test_what_guessers_try_first_is_refused(password: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        passwords.check_password(password, known=("mina@keymeter.example", "Mina Castell"))
    assert refused.value.field == "password"


@pytest.mark.parametrize(
    "password", ["correct horse battery", "x7Qp-29fZ-kkLm", "welcome to the jungle", "Grüße aus Köln", "tr0ub4dor&3xyz"]
)
def test_words_and_randomness_are_taken(password: str) -> None:
    assert passwords.check_password(password, known=("mina@keymeter.example", "Mina Castell")) == password


def test_passwords_that_are_made_up_are_taken() -> None:
    for _ in range(2000):
        passwords.check_password(secrets.token_urlsafe(12), known=("owner@demo.example", "Owner"))
