"""Meters: what is counted, from the moment they are made."""

import asyncio
from decimal import Decimal
from typing import Any
from uuid import uuid4

import pytest

from core import metering
from core.accounts import SYSTEM, Actor
from core.clock import now
from core.database import connect_directly, fetch
from core.errors import Conflict, Forbidden, InvalidInput, NotFound, Unavailable
from core.metering import Dimension, Filter, MeterRule, filter_of_words, load_catalogue

GOOD: dict[str, Any] = {
    "slug": "tokens", "name": "Tokens", "event_type": "llm.completion", "aggregation": "sum", "value_property": "usage.tokens",
}  # fmt: skip


async def version() -> int:
    return int((await fetch("SELECT version FROM catalogue"))[0]["version"])


async def test_a_bad_value_is_refused_by_its_field_and_changes_no_catalogue(database: str) -> None:
    before = await version()
    for field, value in (
        ("slug", ""), ("slug", "1x"), ("slug", "Tokens"), ("slug", "a-b"), ("slug", "x" * 65), ("slug", "a\0"), ("slug", "a\n"),
        ("name", ""), ("name", "x" * 101), ("name", "a\0"), ("description", "x" * 501), ("unit", "x" * 33),
        ("event_type", ""), ("event_type", "a b"), ("event_type", ".a"), ("event_type", "x" * 129), ("event_type", "a\0"),
        ("aggregation", "median"), ("aggregation", ""), ("value_property", ""), ("value_property", "a..b"),
        ("value_property", ".a"), ("value_property", "a.0"), ("value_property", "a\0"), ("value_property", ".".join("abcdefghi")),
        ("value_property", "x" * 201), ("values_max", 0), ("values_max", 10_001), ("display_scale", -1), ("display_scale", 19),
        ("filters", [Filter("a..b", "eq", 1)]), ("filters", [Filter("a", "like", "b")]), ("filters", [Filter("a", "in")]),
        ("filters", [Filter("a", "range")]), ("filters", [Filter("a", "range", minimum=Decimal(2), maximum=Decimal(2))]),
        ("filters", [Filter("a", "eq")]), ("filters", [Filter("a", "eq", 1.5)]), ("filters", [Filter("a", "eq", "b\0")]),
        ("filters", [Filter("a", "exists", "yes")]), ("filters", [Filter("a", "exists")] * 9), ("filters", [Filter("a", "eq", Decimal("NaN"))]),
        ("dimensions", [Dimension("A", "a")]), ("dimensions", [Dimension("a", "")]), ("dimensions", [Dimension("a", "b")] * 2),
        ("dimensions", [Dimension(f"d{n}", "b") for n in range(5)]), ("dimensions", [Dimension("a'b", "b")]),
    ):  # fmt: skip
        with pytest.raises(InvalidInput) as refused:
            await metering.create_meter(SYSTEM, **GOOD | {field: value})
        assert refused.value.field == field, (field, value)
    with pytest.raises(InvalidInput) as refused:
        await metering.create_meter(SYSTEM, **GOOD | {"aggregation": "count"})
    assert refused.value.field == "value_property"
    assert await version() == before


async def test_a_meter_begins_with_the_catalogue_that_has_it(database: str) -> None:
    before = await version()
    meter = await metering.create_meter(SYSTEM, **GOOD)
    assert meter.catalogue == await version() == before + 1
    rules = await load_catalogue()
    assert rules.version == before + 1
    said = rules.contributions("llm.completion", {"usage": {"tokens": Decimal("1.5")}}, now())
    assert [(rule.meter_id, value) for rule, value, _ in said] == [(meter.id, Decimal("1.5"))]
    assert list(rules.contributions("api.call", {"usage": {"tokens": 1}}, now())) == []


async def test_a_slug_is_one_meters_and_a_conflict_changes_nothing(database: str) -> None:
    await metering.create_meter(SYSTEM, **GOOD)
    before = await version()
    with pytest.raises(Conflict):
        await metering.create_meter(SYSTEM, **GOOD | {"name": "Other"})
    assert await version() == before
    assert [meter.name for meter in await metering.list_meters(SYSTEM)] == ["Tokens"]


async def test_meters_of_routes_are_made_once_by_however_many_workers(database: str) -> None:
    await asyncio.gather(*[metering.ensure_call_meters(["api_calls", "words"]) for _ in range(5)])
    await metering.ensure_call_meters(["words"])
    meters = await metering.list_meters(SYSTEM)
    assert [(meter.slug, meter.value_property) for meter in meters] == [
        ("api_calls", "units.api_calls"), ("words", "units.words"),
    ]  # fmt: skip


async def test_a_meter_waits_for_recordings_in_flight_but_not_for_ever(database: str) -> None:
    """After it, every event either has the older version or obeys the new one."""
    recording = await connect_directly(database)
    try:
        async with recording.transaction():
            await recording.execute("LOCK TABLE usage_events IN ROW EXCLUSIVE MODE")
            making = asyncio.create_task(metering.create_meter(SYSTEM, **GOOD))
            done, _ = await asyncio.wait([making], timeout=0.3)
            assert not done
        await making
        async with recording.transaction():
            await recording.execute("LOCK TABLE usage_events IN ROW EXCLUSIVE MODE")
            with pytest.raises(Unavailable):
                await metering.create_meter(SYSTEM, **GOOD | {"slug": "other"})
    finally:
        await recording.close()


async def test_who_may_make_and_see_meters(database: str) -> None:
    await metering.create_meter(SYSTEM, **GOOD)
    user = Actor(kind="user", id=None, scopes=frozenset({"read", "billing:write"}), user_id=uuid4())
    reader = Actor(kind="token", id=None, scopes=frozenset({"read"}))
    nobody = Actor(kind="token", id=None, scopes=frozenset())
    for actor in (user, reader):
        with pytest.raises(Forbidden):
            await metering.create_meter(actor, **GOOD | {"slug": "x"})
        assert (await metering.get_meter(actor, "tokens")).name == "Tokens"
    for call in (metering.list_meters(nobody), metering.get_meter(nobody, "tokens"), metering.find_meters(nobody, [])):
        with pytest.raises(Forbidden):
            await call
    for slug in ("nothing", "", "a\0", "\ud800", "Tokens", "x" * 100):
        with pytest.raises(NotFound) as missing:
            await metering.get_meter(reader, slug)
        assert missing.value.code == "meter_not_found"


@pytest.mark.parametrize(
    ("path", "properties", "value"),
    [
        (("a",), {"a": 1}, 1), (("a", "b"), {"a": {"b": Decimal("0.5")}}, Decimal("0.5")), (("a",), {}, None),
        (("a",), {"a": "1"}, None), (("a",), {"a": True}, None), (("a",), {"a": None}, None), (("a",), {"a": [1]}, None),
        (("a", "b"), {"a": 1}, None), (("a", "b"), {"a": [{"b": 1}]}, None), (("a",), {"a": -3}, -3), (("a",), {"a": 0}, 0),
    ],
)  # fmt: skip
async def test_a_sum_adds_numbers_and_nothing_else_in_python_as_in_sql(
    path: tuple[str, ...], properties: dict[str, Any], value: Any
) -> None:
    rule = MeterRule(uuid4(), "m", "t", "sum", path)
    assert rule.value_of(properties) == value
    assert MeterRule(uuid4(), "m", "t", "count", ()).value_of(properties) == 1


@pytest.mark.parametrize(
    "words",
    ["ok = true", 'plan = "7"', "region in eu, us", "size >= 10 < 20", "size < 0.5", "size >= -1", "a.b exists", "a is missing",
     'note = "say \\"yes\\""', 'tags in "a, b", c', "x = 2.50", 'flag = "true"'],
)  # fmt: skip
def test_a_filter_in_words_reads_back_and_is_kept_as_it_was(words: str) -> None:
    found = filter_of_words(words)
    assert found.words() == words
    assert Filter.of(found.stored()) == found


@pytest.mark.parametrize("words", ["", "ok", "ok =", "size >", "size >= ten", "a in", "= 1", "size"])
def test_what_is_no_filter_is_refused(words: str) -> None:
    with pytest.raises(InvalidInput):
        filter_of_words(words)


async def test_the_meaning_of_a_meter_cannot_be_changed(database: str) -> None:
    meter = await metering.create_meter(SYSTEM, **GOOD, dimensions=[Dimension("model", "model")])
    meter.name = "Other"
    await meter.save()
    for field, value in (("aggregation", "max"), ("value_property", "b"), ("dimensions", []), ("event_type", "x")):
        with pytest.raises(Exception, match="never changes"):
            await metering.Meter.filter(id=meter.id).update(**{field: value})
