"""Dimensions: a bound on what is told apart, and prices that depend on it."""

import asyncio
from datetime import timedelta

import pytest

from core import accounts, keys, metering, plans
from core.accounts import SYSTEM
from core.clock import now
from core.database import fetch
from core.errors import InvalidInput
from core.gate import EventDraft, record_events
from core.metering import Dimension
from tests.support.calls import call_of, record


@pytest.fixture
async def user(database: str) -> accounts.User:
    await metering.create_meter(
        SYSTEM, slug="renders", name="Renders", event_type="render", aggregation="count", values_max=3,
        dimensions=[Dimension("model", "model"), Dimension("region", "place.region")],
    )  # fmt: skip
    return await accounts.create_user(SYSTEM, name="Basalt AI", external_id="crm-1")


def render(number: int, model: object, region: object = "eu") -> EventDraft:
    return EventDraft("crm-1", f"e{number}", "render", properties={"model": model, "place": {"region": region}})


async def by(*names: str, **asked: object) -> dict[tuple[str, ...], int]:
    usage = await metering.query_usage(
        SYSTEM, meters=["renders"], group_by=[f"dimension:{name}" for name in names], **asked,  # type: ignore[arg-type]
    )  # fmt: skip
    return {tuple(row.dimensions[name] for name in names): row.events for row in usage.rows}


async def test_values_beyond_the_bound_are_counted_together(user: accounts.User) -> None:
    models = ["a", "b", None, True, "c", "d", 1.5, "x" * 65, "a", ["a"], "b"]
    await record_events(SYSTEM, [render(number, model) for number, model in enumerate(models)])
    assert await by("model") == {("a",): 2, ("b",): 2, ("",): 2, ("true",): 1, ("__other__",): 4}
    assert await by("region", "model", values={"model": ["a", "true"], "region": ["eu"]}) == {
        ("eu", "a"): 2, ("eu", "true"): 1,
    }  # fmt: skip
    with pytest.raises(InvalidInput):
        await by("colour")
    with pytest.raises(InvalidInput):
        await by("model", values={"colour": ["red"]})


async def test_the_bound_holds_whoever_comes_at_once(user: accounts.User) -> None:
    await asyncio.gather(*[record_events(SYSTEM, [render(number, f"m{number}")]) for number in range(24)])
    values = await fetch("SELECT value FROM dimension_values WHERE dimension = 'model'")
    assert len(values) == 3
    found = await by("model")
    assert sum(found.values()) == 24
    assert found["__other__",] == 21


async def test_a_priced_dimension_rejects_what_it_cannot_tell_apart(user: accounts.User) -> None:
    await plans.create_plan(
        SYSTEM, slug="p", name="P", currency="USD",
        charges=[plans.ChargeDraft("R", "per_unit", meter="renders", amount=1, dimension="model")],  # type: ignore[arg-type]
    )  # fmt: skip
    await plans.publish_plan(SYSTEM, "p")
    drafts = [render(number, f"m{number}", f"r{number}") for number in range(5)]
    result = await record_events(SYSTEM, [*drafts, render(9, "m1", "r9"), render(10, "x" * 65)])
    assert result.accepted == 4  # regions have no prices
    assert [(each.index, each.error.code) for each in result.rejected] == [
        (3, "too_many_dimension_values"), (4, "too_many_dimension_values"), (6, "too_many_dimension_values"),
    ]  # fmt: skip
    assert await by("region") == {("r0",): 1, ("r1",): 1, ("r2",): 1, ("__other__",): 1}


async def test_metered_calls_have_dimensions_too_and_are_never_refused_for_them(user: accounts.User) -> None:
    await metering.create_meter(
        SYSTEM, slug="calls", name="Calls", event_type="api.call", aggregation="count", values_max=2,
        dimensions=[Dimension("route", "route")],
    )  # fmt: skip
    await metering.create_meter(
        SYSTEM, slug="slowest", name="S", event_type="api.call", aggregation="max", value_property="duration_ms"
    )
    key = (await keys.create_key(SYSTEM, user_id=user.id, name="k")).key
    calls = [call_of(user, key, now(), route=f"/{number % 4}", milliseconds=number) for number in range(8)]
    assert not any(await record(calls))
    usage = await metering.query_usage(SYSTEM, meters=["calls"], group_by=["dimension:route"])
    found = {row.dimensions["route"]: row.events for row in usage.rows}
    assert sum(found.values()) == 8
    assert found["__other__"] == 4
    assert (await metering.query_usage(SYSTEM, meters=["slowest"])).total() == 7


async def test_the_greatest_groups_and_the_time_before(user: accounts.User) -> None:
    at = now()
    await metering.create_meter(
        SYSTEM, slug="peak", name="Peak", event_type="load", aggregation="max", value_property="n",
        dimensions=[Dimension("host", "host")],
    )  # fmt: skip
    drafts = [
        EventDraft("crm-1", f"{host}{hours}", "load", at - timedelta(hours=hours), properties={"host": host, "n": n})
        for host, hours, n in (("a", 1, 5), ("a", 2, 5), ("b", 1, 7), ("c", 1, 1), ("c", 25, 9), ("d", 26, 4))
    ]
    await record_events(SYSTEM, drafts)
    asked = {"meters": ["peak"], "group_by": ["dimension:host"], "start": at - timedelta(days=1), "end": at}
    usage = await metering.query_usage(SYSTEM, **asked, top=2, compare=True)  # type: ignore[arg-type]
    assert {row.dimensions["host"]: row.quantity for row in usage.rows} == {"b": 7, "a": 5}  # not added up
    assert usage.left_out == 1
    assert usage.previous is not None
    assert (
        usage.previous.windows[0].end == at - timedelta(days=1) == usage.previous.windows[0].start + timedelta(days=1)
    )
    assert usage.previous.rows == []
    every = await metering.query_usage(SYSTEM, **asked, compare=True)  # type: ignore[arg-type]
    assert every.previous is not None
    assert {row.dimensions["host"]: row.quantity for row in every.previous.rows} == {"c": 9, "d": 4}
    for top in (0, 1001):
        with pytest.raises(InvalidInput):
            await metering.query_usage(SYSTEM, **asked, top=top)  # type: ignore[arg-type]
