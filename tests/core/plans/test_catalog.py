"""Plans: a published version never changes, a draft is replaced, and prices are exact."""

import asyncio
from decimal import Decimal
from typing import Any
from uuid import uuid4

import pytest

from core import metering, plans
from core.accounts import SYSTEM, Actor
from core.database import fetch
from core.errors import Conflict, Forbidden, InvalidInput, KeymeterError, NotFound
from core.plans import ChargeDraft, PlanDetails
from tests.support.statements import counted_statements

FEE = ChargeDraft("Base fee", "flat", Decimal(49))
CALLS = ChargeDraft("API calls", "per_unit", Decimal("0.002"), "api_calls", Decimal(100))
SELLER = Actor(kind="token", id=uuid4(), scopes=frozenset({"billing:write"}))


@pytest.fixture
async def meters(database: str) -> None:
    await metering.ensure_call_meters(["api_calls", "words"])


async def make(slug: str = "growth", *charges: ChargeDraft, currency: str = "USD") -> PlanDetails:
    return await plans.create_plan(SYSTEM, slug=slug, name="Growth", currency=currency, charges=charges or (FEE, CALLS))


async def stored() -> list[Any]:
    return [tuple(row) for row in await fetch(
        "SELECT v.id, v.number, v.status, v.currency, v.published_at, c.* FROM plan_versions v"
        " LEFT JOIN charges c ON c.version_id = v.id ORDER BY v.number, c.position"
    )]  # fmt: skip


async def test_a_plan_begins_as_a_draft_and_nobody_gets_a_draft(meters: None) -> None:
    details = await make()
    assert [(version.number, version.status) for version, _ in details.versions] == [(1, "draft")]
    assert details.published is None
    charges = details.versions[0][1]
    assert [(each.position, each.name, each.model, each.amount, each.included) for each in charges] == [
        (0, "Base fee", "flat", Decimal(49), Decimal(0)), (1, "API calls", "per_unit", Decimal("0.002"), Decimal(100)),
    ]  # fmt: skip


async def test_a_published_version_never_changes_again(meters: None) -> None:
    """Whatever happens to the plan afterwards."""
    await make()
    published = (await plans.publish_plan(SYSTEM, "growth")).published
    assert published is not None
    assert published.published_at is not None
    before = await stored()
    with pytest.raises(Conflict) as refused:
        await plans.publish_plan(SYSTEM, "growth")
    assert refused.value.code == "plan_not_draft"
    dearer = ChargeDraft("API calls", "per_unit", Decimal("0.003"), "api_calls")
    for _ in range(2):
        details = await plans.draft_version(SYSTEM, "growth", currency="EUR", charges=[dearer])
        assert details.published is not None
        assert details.published.id == published.id
    after_drafts = await stored()
    assert after_drafts[: len(before)] == before
    details = await plans.publish_plan(SYSTEM, "growth")
    assert details.published is not None
    assert (details.published.number, details.published.currency) == (2, "EUR")
    assert (await stored())[: len(before)] == before


async def test_an_unpublished_draft_is_replaced_and_its_number_used_again(meters: None) -> None:
    await make()
    details = await plans.draft_version(SYSTEM, "growth", currency="USD", charges=[FEE])
    assert [(version.number, len(charges)) for version, charges in details.versions] == [(1, 1)]
    await plans.publish_plan(SYSTEM, "growth")
    for _ in range(2):
        details = await plans.draft_version(SYSTEM, "growth", currency="USD", charges=[FEE, CALLS])
    assert [(version.number, version.status) for version, _ in details.versions] == [(1, "published"), (2, "draft")]
    assert (await fetch("SELECT count(*) AS n FROM charges"))[0]["n"] == 3


async def test_a_draft_that_is_refused_leaves_the_one_before(meters: None) -> None:
    await make()
    before = await stored()
    with pytest.raises(KeymeterError):
        await plans.draft_version(SYSTEM, "growth", currency="USD", charges=[FEE, ChargeDraft("", "flat", Decimal(1))])
    assert await stored() == before


async def test_drafts_and_publications_at_the_same_time_leave_one_history(meters: None) -> None:
    await make()
    work = [plans.draft_version(SYSTEM, "growth", currency="USD", charges=[FEE]) for _ in range(4)]
    work += [plans.publish_plan(SYSTEM, "growth") for _ in range(4)]
    results = await asyncio.gather(*work, return_exceptions=True)
    assert {type(each) for each in results} <= {PlanDetails, Conflict}
    versions = (await plans.get_plan(SYSTEM, "growth")).versions
    assert [version.number for version, _ in versions] == list(range(1, len(versions) + 1))
    assert sum(version.status == "draft" for version, _ in versions) <= 1
    assert all(charges for _, charges in versions)


async def test_a_bad_plan_is_refused_by_its_field_and_stores_nothing(meters: None) -> None:
    for field, charge in (
        ("charges.1.name", ChargeDraft("", "flat", Decimal(1))),
        ("charges.1.name", ChargeDraft("a\0", "flat", Decimal(1))),
        ("charges.1.model", ChargeDraft("n", "hourly", Decimal(1))),  # type: ignore[arg-type]
        ("charges.1.meter", ChargeDraft("n", "flat", Decimal(1), "api_calls")),
        ("charges.1.meter", ChargeDraft("n", "per_unit", Decimal(1))),
        ("charges.1.amount", ChargeDraft("n", "flat", Decimal(-1))),
        ("charges.1.amount", ChargeDraft("n", "flat", Decimal("NaN"))),
        ("charges.1.amount", ChargeDraft("n", "flat", Decimal("1E-13"))),
        ("charges.1.amount", ChargeDraft("n", "flat", Decimal("1E+12"))),
        ("charges.1.amount", ChargeDraft("n", "flat", 0.1)),  # type: ignore[arg-type]
        ("charges.1.included", ChargeDraft("n", "per_unit", Decimal(1), "words", Decimal(-1))),
        ("charges.1.included", ChargeDraft("n", "per_unit", Decimal(1), "words", Decimal("0.0000001"))),
        ("charges.1.included", ChargeDraft("n", "flat", Decimal(1), None, Decimal(5))),
    ):
        with pytest.raises(InvalidInput) as refused:
            await make("growth", FEE, charge)
        assert refused.value.field == field, charge
    with pytest.raises(InvalidInput) as refused:
        await make("growth", CALLS, CALLS)
    assert refused.value.field == "charges.1.meter"
    with pytest.raises(InvalidInput) as refused:
        await make("growth", *[FEE] * 51)
    assert refused.value.field == "charges"
    with pytest.raises(NotFound) as missing:
        await make("growth", ChargeDraft("n", "per_unit", Decimal(1), "nothing"))
    assert (missing.value.code, missing.value.field) == ("meter_not_found", "charges.0.meter")
    for field, value in (("slug", "Growth"), ("slug", "a\0"), ("name", ""), ("name", "x" * 101), ("description", "x" * 501),
                         ("currency", "usd"), ("currency", "XXX")):  # fmt: skip
        arguments = {"slug": "growth", "name": "n", "currency": "USD", "charges": []} | {field: value}
        with pytest.raises(InvalidInput) as refused:
            await plans.create_plan(SYSTEM, **arguments)  # type: ignore[arg-type]
        assert refused.value.field == field
    assert (await fetch("SELECT count(*) AS n FROM plans"))[0]["n"] == 0


async def test_a_plan_may_have_several_fees_and_no_charge_at_all(meters: None) -> None:
    details = await make("growth", FEE, ChargeDraft("Support", "flat", Decimal(10)))
    assert len(details.versions[0][1]) == 2
    empty = await plans.create_plan(SYSTEM, slug="free", name="Free", currency="USD", charges=[])
    assert empty.versions[0][1] == []


async def test_the_smallest_and_the_largest_price_are_kept_exactly(meters: None) -> None:
    tiny, vast = Decimal("0.000000000001"), Decimal("999999999999.999999999999")
    await make(
        "growth", ChargeDraft("t", "flat", tiny), ChargeDraft("v", "per_unit", vast, "words", Decimal("0.000001"))
    )
    charges = (await plans.get_plan(SYSTEM, "growth")).versions[0][1]
    assert [(each.amount, each.included) for each in charges] == [(tiny, 0), (vast, Decimal("0.000001"))]


async def test_a_slug_is_one_plans(meters: None) -> None:
    await make()
    with pytest.raises(Conflict) as refused:
        await make()
    assert refused.value.code == "already_exists"
    for slug in ("nothing", "", "a\0", "\ud800"):
        for call in (plans.get_plan(SYSTEM, slug), plans.publish_plan(SYSTEM, slug),
                     plans.draft_version(SYSTEM, slug, currency="USD", charges=[])):  # fmt: skip
            with pytest.raises(NotFound) as missing:
                await call
            assert missing.value.code == "plan_not_found"


async def test_who_may_write_and_not_read_is_told_what_it_wrote(meters: None) -> None:
    """And not refused after the fact."""
    details = await plans.create_plan(SELLER, slug="growth", name="n", currency="USD", charges=[FEE])
    assert details.plan.slug == "growth"
    await plans.draft_version(SELLER, "growth", currency="USD", charges=[FEE])
    assert (await plans.publish_plan(SELLER, "growth")).published is not None
    with pytest.raises(Forbidden):
        await plans.get_plan(SELLER, "growth")
    user = Actor(kind="user", id=None, scopes=frozenset({"read", "billing:write"}), user_id=uuid4())
    for call in (plans.create_plan(user, slug="x", name="n", currency="USD", charges=[]), plans.publish_plan(user, "growth"),
                 plans.draft_version(user, "growth", currency="USD", charges=[])):  # fmt: skip
        with pytest.raises(Forbidden):
            await call
    assert [each.plan.slug for each in await plans.list_plans(user)] == ["growth"]


async def test_listing_plans_is_four_statements_however_many_there_are(meters: None) -> None:
    for number in range(5):
        await make(f"p{number}")
    with counted_statements() as sent:
        found = await plans.list_plans(SYSTEM)
    assert [each.plan.slug for each in found] == [f"p{number}" for number in range(5)]
    assert len(sent) == 4
