"""Finding keys among all of them."""

from datetime import timedelta

import pytest

from core import accounts, keys
from core.accounts import SYSTEM, Actor
from core.clock import now
from core.database import fetch
from core.errors import InvalidInput, NotFound
from core.ids import new_id


async def names(**filters):
    return {key.name for key in (await keys.browse_keys(SYSTEM, **filters)).items}


@pytest.fixture
async def every_state(holder):
    """One key in each state, called like it."""
    made = {}
    for state in ("active", "rotating", "disabled", "expired", "revoked", "revoked and expired"):
        made[state] = (await keys.create_key(SYSTEM, user_id=holder.user.id, name=state)).key
    await keys.rotate_key(SYSTEM, made["rotating"].id, grace=timedelta(hours=1))
    await keys.disable_key(SYSTEM, made["disabled"].id)
    await keys.revoke_key(SYSTEM, made["revoked"].id)
    await keys.revoke_key(SYSTEM, made["revoked and expired"].id)
    for state in ("expired", "revoked and expired"):
        await fetch("UPDATE api_keys SET expires_at = $2 WHERE id = $1", made[state].id, now() - timedelta(minutes=1))
    return made


async def test_a_state_finds_the_keys_whose_status_it_is(every_state):
    everything = (await keys.browse_keys(SYSTEM)).items
    for status in ("active", "rotating", "disabled", "expired", "revoked"):
        found = {key.id for key in (await keys.browse_keys(SYSTEM, status=status)).items}
        assert found == {key.id for key in everything if keys.key_status(key, now()) == status} != set()


async def test_a_key_is_found_by_what_people_know_of_it(holder):
    other = await accounts.create_user(SYSTEM, name="Northwind Labs")
    issued = await keys.create_key(SYSTEM, user_id=other.id, name="Night batch")
    assert await names(search="night B") == {"Night batch"}
    assert await names(search="northwind") == {"Night batch"}
    assert await names(search=issued.key.prefix) == {"Night batch"}
    assert await names(search=issued.key.last4) >= {"Night batch"}
    assert await names(search="x" * 200) == await names(search="%") == set()
    assert await names(user_id=holder.user.id) == {"Production"}


async def test_pages_join_without_gaps(holder):
    for number in range(7):
        await keys.create_key(SYSTEM, user_id=holder.user.id, name=f"Key {number}")
    cursor, seen = None, []
    while True:
        page = await keys.browse_keys(SYSTEM, limit=3, cursor=cursor)
        seen += [key.id for key in page.items]
        if not (cursor := page.next_cursor):
            break
    assert len(seen) == len(set(seen)) == 8 and seen == sorted(seen, reverse=True)


async def test_nobody_finds_foreign_keys(holder):
    other = await accounts.create_user(SYSTEM, name="Other")
    actor = Actor(kind="user", id=new_id(), scopes=frozenset({"read"}), user_id=other.id)
    assert (await keys.browse_keys(actor, search="Production")).items == []
    with pytest.raises(NotFound):
        await keys.browse_keys(actor, user_id=holder.user.id)
    with pytest.raises(InvalidInput):
        await keys.browse_keys(SYSTEM, status="lost")  # type: ignore[arg-type]
