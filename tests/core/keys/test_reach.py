"""What a user does with its keys never lets them do more: neither by making one, nor by rotating, nor by changing."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core import accounts, keys
from core.accounts import SYSTEM, Actor, Reach
from core.clock import now
from core.errors import Forbidden, NotFound
from core.gate import actor_of_key
from core.keys import open_key_cache
from core.pepper import current_pepper
from tests.conftest import Holder

DAY = datetime(2030, 1, 1, tzinfo=UTC)
reaches = st.builds(
    Reach,
    st.frozensets(st.sampled_from("abc")),
    st.lists(st.sampled_from(["10.0.0.0/8", "10.1.0.0/16", "10.1.2.3/32", "fd00::/8", "fd00:1::/32"]), max_size=2),
    st.none() | st.integers(0, 3).map(lambda days: DAY + timedelta(days=days)),
)


@given(reaches)
def test_a_reach_covers_itself(reach: Reach) -> None:
    assert reach.excess_of(reach) is None


@given(reaches, reaches, reaches)
def test_covering_is_transitive(first: Reach, second: Reach, third: Reach) -> None:
    if first.excess_of(second) is None and second.excess_of(third) is None:
        assert first.excess_of(third) is None


@pytest.mark.parametrize(
    ("wider", "narrower", "field"),
    [
        (Reach(frozenset("ab")), Reach(frozenset("a")), "scopes"),
        (Reach(frozenset(), []), Reach(frozenset(), ["10.0.0.0/8"]), "allowed_networks"),
        (Reach(frozenset(), ["10.0.0.0/8"]), Reach(frozenset(), ["10.1.0.0/16"]), "allowed_networks"),
        (Reach(frozenset(), ["10.0.0.0/8", "fd00::/8"]), Reach(frozenset(), ["10.0.0.0/8"]), "allowed_networks"),
        (Reach(frozenset(), [], None), Reach(frozenset(), [], DAY), "expires_at"),
        (Reach(frozenset(), [], DAY + timedelta(microseconds=1)), Reach(frozenset(), [], DAY), "expires_at"),
    ],
)
def test_the_wider_covers_the_narrower_and_not_the_other_way(wider: Reach, narrower: Reach, field: str) -> None:
    assert wider.excess_of(narrower) is None
    assert narrower.excess_of(wider) == field


class _Gate:
    """As much of a Gate as telling an actor needs."""

    def __init__(self, cache: keys.KeyCache) -> None:
        self.keys = cache


async def _actor(database: str, holder: Holder, **rights: Any) -> Actor:
    """The user, by a key of its own with these rights."""
    made = await keys.create_key(SYSTEM, user_id=holder.user.id, name="by", **rights)
    async with open_key_cache(current_pepper(), database) as cache:
        address = "10.0.0.1" if "allowed_networks" in rights else None
        return await actor_of_key(_Gate(cache), made.secret, address=address)  # type: ignore[arg-type]


async def test_a_user_makes_no_key_that_reaches_further_than_its_own(database: str, holder: Holder) -> None:
    expiry = now() + timedelta(days=1)
    actor = await _actor(
        database, holder, scopes=["account", "keys:write", "reports:read"], allowed_networks=["10.0.0.0/8"],
        expires_at=expiry,
    )  # fmt: skip
    fits = {"scopes": ["reports:read"], "allowed_networks": ["10.9.0.0/16"], "expires_at": expiry}
    made = await keys.create_key(actor, user_id=holder.user.id, name="fits", **fits)
    assert made.key.scopes == ["reports:read"]
    for field, value in (
        ("scopes", ["reports:write"]),
        ("scopes", ["read"]),  # the actor may read, but its key has no such scope: a vendor's route may ask for it
        ("allowed_networks", []),
        ("allowed_networks", ["11.0.0.0/8"]),
        ("allowed_networks", ["0.0.0.0/0"]),
        ("expires_at", None),
        ("expires_at", expiry + timedelta(seconds=1)),
    ):
        with pytest.raises(Forbidden) as refused:
            await keys.create_key(actor, user_id=holder.user.id, name="no", **fits | {field: value})
        assert (refused.value.code, refused.value.field) == ("missing_scope", field)


async def test_a_user_rotates_only_what_reaches_no_further_than_its_own_key(database: str, holder: Holder) -> None:
    """Else a key that may write keys would get itself the secret of a stronger one."""
    strong = (await keys.create_key(SYSTEM, user_id=holder.user.id, name="s", scopes=["payouts"])).key
    weak = (await keys.create_key(SYSTEM, user_id=holder.user.id, name="w")).key
    actor = await _actor(database, holder, scopes=["account", "keys:write"])
    with pytest.raises(Forbidden):
        await keys.rotate_key(actor, strong.id)
    assert keys.key_status(await keys.get_key(SYSTEM, strong.id), now()) == "active"
    await keys.rotate_key(actor, weak.id)
    assert actor.id is not None
    await keys.rotate_key(actor, actor.id)


async def test_an_update_by_a_user_narrows_and_never_widens(database: str, holder: Holder) -> None:
    actor = await _actor(database, holder, scopes=["account", "keys:write", "a", "b"])
    key = (
        await keys.create_key(
            SYSTEM, user_id=holder.user.id, name="k", scopes=["a", "b", "z"], allowed_networks=["10.0.0.0/8"]
        )
    ).key
    for field, value in (
        ("scopes", ["a", "b", "z", "account"]),
        ("allowed_networks", []),
        ("allowed_networks", ["10.0.0.0/7"]),
        ("allowed_networks", ["10.0.0.0/8", "192.0.2.1"]),
    ):
        with pytest.raises(Forbidden) as refused:
            await keys.update_key(actor, key.id, **{field: value})
        assert refused.value.field == field
        assert (await keys.get_key(SYSTEM, key.id)).scopes == ["a", "b", "z"]
    narrowed = await keys.update_key(actor, key.id, scopes=["z"], allowed_networks=["10.1.0.0/16"], name="renamed")
    assert (narrowed.scopes, narrowed.allowed_networks, narrowed.name) == (["z"], ["10.1.0.0/16"], "renamed")
    widened = await keys.update_key(SYSTEM, key.id, scopes=["a", "b"], allowed_networks=[])
    assert (widened.scopes, widened.allowed_networks) == (["a", "b"], [])


async def test_a_key_sees_its_own_user_only(database: str, holder: Holder) -> None:
    """A foreign id looks as if it did not exist."""
    other = await accounts.create_user(SYSTEM, name="Another")
    foreign = (await keys.create_key(SYSTEM, user_id=other.id, name="k")).key
    actor = await _actor(database, holder, scopes=["account", "keys:write"])
    for call in (
        lambda: keys.get_key(actor, foreign.id),
        lambda: keys.update_key(actor, foreign.id, name="x"),
        lambda: keys.rotate_key(actor, foreign.id),
        lambda: keys.disable_key(actor, foreign.id),
        lambda: keys.enable_key(actor, foreign.id),
        lambda: keys.revoke_key(actor, foreign.id),
        lambda: keys.create_key(actor, user_id=other.id, name="x"),
        lambda: keys.list_keys(actor, user_id=other.id),
        lambda: accounts.get_user(actor, other.id),
        lambda: accounts.find_user(actor, str(other.id)),
    ):
        with pytest.raises(NotFound) as foreign_answer:
            await call()
        assert foreign_answer.value.code in ("key_not_found", "user_not_found")
    with pytest.raises(NotFound) as missing_answer:
        await keys.get_key(actor, uuid4())
    assert missing_answer.value.message == "There is no such API key."
    assert {key.user_id for key in (await keys.list_keys(actor)).items} == {holder.user.id}  # type: ignore[attr-defined]
    assert await keys.last_uses(actor, [foreign.id]) == {}
    assert [user.id for user in (await accounts.list_users(actor)).items] == [holder.user.id]


async def test_reading_and_writing_keys_are_separate_rights(database: str, holder: Holder) -> None:
    actor = await _actor(database, holder, scopes=["account"])
    assert (await keys.get_key(actor, holder.key.id)).id == holder.key.id
    for call in (keys.update_key, keys.rotate_key, keys.disable_key, keys.enable_key, keys.revoke_key):
        with pytest.raises(Forbidden):
            await call(actor, holder.key.id)
    with pytest.raises(Forbidden) as refused:
        await _actor(database, holder, scopes=["keys:write"])
    assert "account" in refused.value.message


async def test_a_user_may_do_nothing_that_is_the_vendors(database: str, holder: Holder) -> None:
    actor = await _actor(database, holder, scopes=["account", "keys:write", "users:write", "billing:write"])
    for call in (
        lambda: accounts.create_user(actor, name="x"),
        lambda: accounts.update_user(actor, holder.user.id, name="x"),
        lambda: accounts.create_admin(actor, email="a@b.c", name="x", password="correct horse battery"),
        lambda: accounts.issue_token(actor, admin_id=uuid4(), name="x"),
        lambda: accounts.revoke_token(actor, uuid4()),
    ):
        with pytest.raises(Forbidden):
            await call()
