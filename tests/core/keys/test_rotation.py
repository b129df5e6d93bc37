"""Rotation: one successor, a grace that ends, and never a longer life."""

import asyncio
from datetime import datetime, timedelta

import pytest

from core import keys
from core.accounts import SYSTEM
from core.clock import now
from core.database import fetch
from core.errors import Conflict, InvalidInput, KeymeterError
from core.keys import GRACE_MAX, Identity, KeyCache, check_identity
from core.pepper import current_pepper
from tests.conftest import Holder


async def _answer(database: str, secret: str, at: datetime) -> str:
    """What a process that has cached nothing says to this secret at an instant."""
    try:
        identity: Identity = await KeyCache(current_pepper(), database).find(secret.encode())
        check_identity(identity, at=at, scope=None, address=None)
    except KeymeterError as error:
        return error.code
    return "yes"


async def test_both_secrets_answer_until_the_grace_ends_then_only_the_new_one(database: str, holder: Holder) -> None:
    before = now()
    issued = await keys.rotate_key(SYSTEM, holder.key.id, grace=timedelta(hours=1))
    old = await keys.get_key(SYSTEM, holder.key.id)
    end = old.expires_at
    assert before + timedelta(hours=1) <= end <= now() + timedelta(hours=1)
    assert old.replaced_by_id == issued.key.id  # type: ignore[attr-defined]
    assert keys.key_status(old, now()) == "rotating"
    for at, code in ((end - timedelta(microseconds=1), "yes"), (end, "expired_key")):
        assert await _answer(database, holder.secret, at) == code
        assert await _answer(database, issued.secret, at) == "yes"
    assert issued.secret != holder.secret


async def test_without_a_grace_the_old_secret_ends_at_once(database: str, holder: Holder) -> None:
    issued = await keys.rotate_key(SYSTEM, holder.key.id)
    assert await _answer(database, holder.secret, now()) == "expired_key"
    assert await _answer(database, issued.secret, now()) == "yes"


async def test_the_successor_is_the_same_key_but_for_its_secret(holder: Holder) -> None:
    expiry = now() + timedelta(days=3)
    made = await keys.create_key(
        SYSTEM, user_id=holder.user.id, name="n", live=False, scopes=["a:b", "c"], allowed_networks=["10.0.0.0/8"],
        metadata={"k": "v"}, expires_at=expiry,
    )  # fmt: skip
    new = (await keys.rotate_key(SYSTEM, made.key.id, grace=timedelta(days=30))).key
    stored = await keys.get_key(SYSTEM, new.id)
    for key in (new, stored):
        assert (key.name, key.live, key.scopes, key.allowed_networks, key.metadata, key.expires_at) == (
            "n", False, ["a:b", "c"], ["10.0.0.0/8"], {"k": "v"}, expiry
        )  # fmt: skip
        assert key.prefix.startswith("km_test_")
        assert key.replaced_by_id is None  # type: ignore[attr-defined]


@pytest.mark.parametrize("grace", [timedelta(0), timedelta(days=1), timedelta(days=2), GRACE_MAX])
async def test_rotation_never_lengthens_a_life(holder: Holder, grace: timedelta) -> None:
    """Neither the old key's by a long grace, nor the new one's by being new."""
    expiry = now() + timedelta(days=2)
    await keys.update_key(SYSTEM, holder.key.id, expires_at=expiry)
    issued = await keys.rotate_key(SYSTEM, holder.key.id, grace=grace)
    old = await keys.get_key(SYSTEM, holder.key.id)
    assert old.expires_at <= expiry
    assert (old.expires_at == expiry) is (grace >= timedelta(days=2))
    assert issued.key.expires_at == expiry


async def test_a_grace_is_0_to_30_days(holder: Holder) -> None:
    for grace in (timedelta(microseconds=-1), GRACE_MAX + timedelta(microseconds=1), timedelta.max):
        with pytest.raises(InvalidInput) as refused:
            await keys.rotate_key(SYSTEM, holder.key.id, grace=grace)
        assert refused.value.field == "grace_seconds"
    assert (await fetch("SELECT count(*) AS n FROM api_keys"))[0]["n"] == 1


@pytest.mark.parametrize("grace", [timedelta(0), timedelta(hours=1)])
async def test_a_key_is_rotated_once_and_then_its_successor(holder: Holder, grace: timedelta) -> None:
    first = await keys.rotate_key(SYSTEM, holder.key.id, grace=grace)
    with pytest.raises(Conflict) as refused:
        await keys.rotate_key(SYSTEM, holder.key.id, grace=grace)
    assert refused.value.code == "key_already_rotated"
    assert (await keys.rotate_key(SYSTEM, first.key.id, grace=grace)).key.id != first.key.id


async def test_a_key_that_is_not_live_is_not_rotated(holder: Holder) -> None:
    for ended in (
        lambda key_id: keys.disable_key(SYSTEM, key_id),
        lambda key_id: keys.revoke_key(SYSTEM, key_id),
        lambda key_id: keys.update_key(SYSTEM, key_id, expires_at=now()),
    ):
        key = (await keys.create_key(SYSTEM, user_id=holder.user.id, name="k")).key
        await ended(key.id)
        with pytest.raises(Conflict) as refused:
            await keys.rotate_key(SYSTEM, key.id, grace=timedelta(days=1))
        assert refused.value.code == "key_not_live"


async def test_rotations_at_the_same_time_give_exactly_one_successor(holder: Holder) -> None:
    tries = [keys.rotate_key(SYSTEM, holder.key.id, grace=timedelta(minutes=1)) for _ in range(8)]
    results = await asyncio.gather(*tries, return_exceptions=True)
    issued = [each for each in results if isinstance(each, keys.IssuedKey)]
    refused = [each.code for each in results if isinstance(each, Conflict)]
    assert (len(issued), refused) == (1, ["key_already_rotated"] * 7)
    assert (await fetch("SELECT count(*) AS n FROM api_keys"))[0]["n"] == 2
    old = await keys.get_key(SYSTEM, holder.key.id)
    assert old.replaced_by_id == issued[0].key.id  # type: ignore[attr-defined]


async def test_a_rotating_key_can_be_ended_before_its_grace(database: str, holder: Holder) -> None:
    issued = await keys.rotate_key(SYSTEM, holder.key.id, grace=timedelta(days=1))
    await keys.revoke_key(SYSTEM, holder.key.id)
    assert await _answer(database, holder.secret, now()) == "unknown_key"
    assert await _answer(database, issued.secret, now()) == "yes"
