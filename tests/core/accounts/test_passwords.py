"""Password hashes."""

from core.accounts import passwords


def test_an_unknown_name_is_checked_with_the_cost_of_a_known_one() -> None:
    assert not passwords._HASHER.check_needs_rehash(passwords._DUMMY)


async def test_a_hash_verifies_its_password_and_nothing_else() -> None:
    stored = await passwords.hash_password("correct horse battery")
    assert await passwords.verify_password("correct horse battery", stored)
    assert not await passwords.verify_password("correct horse batterz", stored)
    assert not await passwords.verify_password("correct horse battery", None)
