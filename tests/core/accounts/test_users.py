"""Users: what is refused, how they are found, and what a change does."""

import asyncio
from typing import Any
from uuid import UUID, uuid4

import pytest

from core import accounts, keys
from core.accounts import SYSTEM, Actor
from core.database import fetch
from core.errors import Conflict, Forbidden, InvalidInput, NotFound
from tests.conftest import Holder
from tests.support.statements import counted_statements

READER = Actor(kind="token", id=uuid4(), scopes=frozenset({"read"}))
BAD = [
    ("name", ""), ("name", " \n"), ("name", "x" * 201), ("name", "a\0"), ("name", "a\x1b[31m"), ("name", "\ud800"),
    ("external_id", "x" * 201), ("external_id", "a\0b"), ("external_id", "  "),
    ("email", "nobody"), ("email", "a\0@b.c"), ("email", "x" * 400 + "@b.c"),
    ("time_zone", "Mars/Olympus"), ("time_zone", "\0"),
    ("metadata", {"a\0": "b"}), ("metadata", {"a": "b\udc00"}), ("metadata", {"a": "x" * 501}),
]  # fmt: skip


async def test_a_bad_value_is_refused_by_its_field_and_stores_nothing(holder: Holder) -> None:
    for field, value in [*BAD, ("currency", "usd"), ("currency", "XAU"), ("currency", "\0"), ("currency", "")]:
        with pytest.raises(InvalidInput) as refused:
            await accounts.create_user(SYSTEM, **{"name": "n"} | {field: value})
        assert refused.value.field == field, (field, value)
    for field, value in [*BAD, ("status", "deleted")]:
        with pytest.raises(InvalidInput) as refused:
            await accounts.update_user(SYSTEM, holder.user.id, **{field: value})
        assert refused.value.field == field, (field, value)
    assert (await fetch("SELECT count(*) AS n, min(name) AS name FROM users"))[0] == (1, "Basalt AI")


async def test_what_a_user_must_have_cannot_be_taken_away_and_the_rest_can(holder: Holder) -> None:
    for field in ("name", "time_zone", "status", "metadata"):
        with pytest.raises(InvalidInput) as refused:
            await accounts.update_user(SYSTEM, holder.user.id, **{field: None})
        assert refused.value.field == field
    await accounts.update_user(SYSTEM, holder.user.id, email="a@b.example", external_id="crm-1", metadata={"a": "b"})
    user = await accounts.update_user(SYSTEM, holder.user.id, email=None, external_id=None, metadata={})
    assert (user.email, user.external_id, user.metadata) == (None, None, {})


async def test_currency_and_id_never_change(holder: Holder) -> None:
    for field, value in (("currency", "EUR"), ("id", uuid4()), ("epoch", 0), ("created_at", None), ("nonsense", 1)):
        with pytest.raises(InvalidInput) as refused:
            await accounts.update_user(SYSTEM, holder.user.id, **{field: value})
        assert refused.value.field == field


async def test_a_user_is_made_with_what_recording_its_calls_needs(database: str) -> None:
    user = await accounts.create_user(
        SYSTEM, name="  Größe 株式会社 👩🏽‍💻 ", email="API@Basalt.Example", metadata={"k": ""}
    )
    stored = await accounts.get_user(SYSTEM, user.id)
    assert (stored.name, stored.email, stored.metadata) == ("Größe 株式会社 👩🏽‍💻", "api@basalt.example", {"k": ""})
    assert (stored.currency, stored.time_zone, stored.status) == ("USD", "UTC", "active")
    assert (await fetch("SELECT count(*) AS n FROM user_seals WHERE user_id = $1", user.id))[0]["n"] == 1


async def test_only_who_may_write_users_does(holder: Holder) -> None:
    for call in (accounts.create_user(READER, name="n"), accounts.update_user(READER, holder.user.id, name="n")):
        with pytest.raises(Forbidden):
            await call
    with pytest.raises(NotFound):
        await accounts.update_user(SYSTEM, uuid4(), name="n")


async def test_a_user_is_found_by_its_id_and_by_the_vendors(database: str) -> None:
    """Many a vendor's own ids are UUIDs or look like one."""
    for external_id in ("crm-4711", str(uuid4()), uuid4().hex, "株/1", "a b"):
        user = await accounts.create_user(SYSTEM, name=external_id, external_id=external_id)
        assert (await accounts.find_user(SYSTEM, external_id)).id == user.id
        assert (await accounts.find_user(SYSTEM, str(user.id))).id == user.id
    for reference in ("", "nobody", str(uuid4()), "a\0b", "\ud800", "crm-4711 "):
        with pytest.raises(NotFound) as missing:
            await accounts.find_user(SYSTEM, reference)
        assert missing.value.code == "user_not_found"


async def test_an_id_means_its_own_user_even_if_another_is_called_so(database: str) -> None:
    first = await accounts.create_user(SYSTEM, name="first")
    second = await accounts.create_user(SYSTEM, name="second", external_id=str(first.id))
    assert (await accounts.find_user(SYSTEM, str(first.id))).id == first.id
    # Who sees only the second finds it by the same words: the first does not exist for it.
    actor = Actor(kind="user", id=None, scopes=frozenset({"read"}), user_id=second.id)
    assert (await accounts.find_user(actor, str(first.id))).id == second.id


async def test_an_external_id_belongs_to_one_user(database: str) -> None:
    await accounts.create_user(SYSTEM, name="a", external_id="crm-1")
    with pytest.raises(Conflict):
        await accounts.create_user(SYSTEM, name="b", external_id="crm-1")
    other = await accounts.create_user(SYSTEM, name="c")
    with pytest.raises(Conflict):
        await accounts.update_user(SYSTEM, other.id, name="d", external_id="crm-1")
    assert (await accounts.get_user(SYSTEM, other.id)).name == "c"
    assert (await fetch("SELECT count(*) AS n FROM user_seals"))[0]["n"] == 2


async def test_the_same_external_id_at_the_same_time_makes_one_user(database: str) -> None:
    tries = [accounts.create_user(SYSTEM, name=str(n), external_id="crm-1") for n in range(6)]
    results = await asyncio.gather(*tries, return_exceptions=True)
    assert sorted(type(each).__name__ for each in results) == ["Conflict"] * 5 + ["User"]


async def test_only_changes_of_rights_are_told_to_caches(holder: Holder) -> None:
    async def epoch() -> int:
        return int((await fetch("SELECT epoch FROM access_epoch"))[0]["epoch"])

    before = await epoch()
    await accounts.update_user(SYSTEM, holder.user.id, name="n", email="a@b.example", metadata={})
    assert await epoch() == before
    for number, change in enumerate(({"status": "suspended"}, {"status": "active"}, {"time_zone": "Asia/Tokyo"})):
        user = await accounts.update_user(SYSTEM, holder.user.id, **change)
        assert user.epoch == await epoch() == before + number + 1


async def test_pages_are_complete_and_stable_under_inserts_in_every_order(database: str) -> None:
    names = ["b", "a", "C", "ä", "a", "Z", "b"]
    made = [await accounts.create_user(SYSTEM, name=name) for name in names]
    expected: dict[str, list[UUID]] = {
        "newest": [user.id for user in reversed(made)],
        "oldest": [user.id for user in made],
        "name": [user.id for user in sorted(made, key=lambda user: (user.name.encode(), user.id))],
    }
    for order in ("newest", "name"):
        seen: list[UUID] = []
        cursor: str | None = None
        while True:
            page = await accounts.list_users(SYSTEM, order=order, limit=2, cursor=cursor)  # type: ignore[arg-type]
            seen += [user.id for user in page.items]
            if (cursor := page.next_cursor) is None:
                break
            await accounts.create_user(SYSTEM, name="0 before all others by name, and the newest")
        known = set(expected[order])
        assert [each for each in seen if each in known] == expected[order]
        assert len(seen) == len(set(seen))


async def test_search_finds_a_part_in_any_case_and_takes_every_character_as_itself(database: str) -> None:
    for name, more in (
        ("Basalt AI", {}), ("100% Pure", {"email": "a@pure.example"}), ("under_score", {"external_id": "crm-7"}), ("GRÖßE", {}),
    ):  # fmt: skip
        await accounts.create_user(SYSTEM, name=name, **more)
    for search, found in (
        ("basalt", ["Basalt AI"]), ("BASALT", ["Basalt AI"]), ("%", ["100% Pure"]), ("_", ["under_score"]),
        ("\\", []), ("GRÖSSE", []), ("größe", ["GRÖßE"]), ("crm-7", ["under_score"]), ("@pure", ["100% Pure"]),
        ("'", []), ("x" * 200, []),
    ):  # fmt: skip
        assert [user.name for user in (await accounts.list_users(SYSTEM, search=search)).items] == found, search


async def test_bad_search_and_cursor_are_refused(database: str) -> None:
    for arguments, field in (
        ({"search": "a\0"}, "search"), ({"search": "x" * 201}, "search"), ({"cursor": "!"}, "cursor"), ({"limit": 0}, "limit"),
    ):  # fmt: skip
        with pytest.raises(InvalidInput) as refused:
            await accounts.list_users(SYSTEM, **arguments)  # type: ignore[arg-type]
        assert refused.value.field == field


async def test_a_page_of_users_is_one_statement(holder: Holder) -> None:
    arguments: dict[str, Any] = {"limit": 100, "search": "a"}
    with counted_statements() as sent:
        await accounts.list_users(SYSTEM, **arguments)
    assert len(sent) == 1


async def test_a_suspended_users_keys_and_their_life_go_on_apart(holder: Holder) -> None:
    """Suspending ends nothing: the key is what it was once the user is active again."""
    await accounts.update_user(SYSTEM, holder.user.id, status="suspended")
    key = await keys.get_key(SYSTEM, holder.key.id)
    assert (key.disabled_at, key.revoked_at, key.expires_at) == (None, None, None)
    assert (await accounts.update_user(SYSTEM, holder.user.id, status="active")).status == "active"
