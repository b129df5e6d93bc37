"""Add-ons: on the invoice of the plan that they are added to, each amount worked out by hand.

The plan costs $60 in advance and $0.50 a call, ten included, with a minimum of $70 a month. Half of June is fifteen
days.
"""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from core import accounts, audit, billing, doctor, metering, plans
from core.accounts import SYSTEM
from core.clock import standing_at
from core.errors import Conflict, InvalidInput, NotFound
from core.plans import ChargeDraft, VersionOptions
from tests.conftest import Holder
from tests.support.calls import call_of, record

MAY, JUNE, JULY, AUGUST = (datetime(2026, month, 1, tzinfo=UTC) for month in (5, 6, 7, 8))
HALF_OF_JUNE = JUNE + timedelta(days=15)
SUPPORT = ChargeDraft("Support", "seats", Decimal(10), timing="advance")
WORDS = ChargeDraft("Words", "per_unit", Decimal("0.01"), "words")


async def sell(slug: str, *charges: ChargeDraft, addon: bool = True, currency: str = "USD", **options: object) -> None:
    await plans.create_plan(SYSTEM, slug=slug, name=slug.title(), currency=currency, charges=charges, addon=addon,
                            options=VersionOptions(**options))  # type: ignore[arg-type]  # fmt: skip
    await plans.publish_plan(SYSTEM, slug)


@pytest.fixture
async def holder(holder: Holder) -> Holder:
    """On the plan since May, with two add-ons for sale."""
    await metering.ensure_call_meters(["api_calls", "words"])
    await metering.ensure_partitions([MAY, JUNE, JULY])
    fee = ChargeDraft("Fee", "flat", Decimal(60), timing="advance")
    calls = ChargeDraft("Calls", "per_unit", Decimal("0.5"), "api_calls", Decimal(10))
    await sell("growth", fee, calls, addon=False, minimum=Decimal(70))
    await sell("support", SUPPORT)
    await sell("words", WORDS)
    with standing_at(MAY):
        await plans.assign_plan(SYSTEM, holder.user.id, plan="growth", starts_at=MAY)
    return holder


async def use(holder: Holder, meter: str, units: int, at: datetime) -> None:
    assert await record([call_of(holder.user, holder.key, at, {meter: Decimal(units)})]) == [None]


async def invoice_lines(until: datetime) -> list[tuple[str, str, str]]:
    """Of the newest invoice, once everything up to then is closed, which doctor has nothing against."""
    await billing.run_invoices(SYSTEM, until=until)
    newest = (await billing.list_invoices(SYSTEM)).items[0]
    found = await doctor.examine(SYSTEM, only=["invoice_periods", "invoice_contents", "invoice_usage", "ledger"])
    assert not found.total, found.findings
    details = await billing.get_invoice(SYSTEM, newest.id)
    return [(line.kind, line.name, str(line.amount.quantize(Decimal("0.01")))) for line in details.lines]


async def test_an_addon_is_prorated_from_its_start_and_billed_in_advance_after_that(holder: Holder) -> None:
    await invoice_lines(JUNE)
    with standing_at(HALF_OF_JUNE):
        added = await plans.add_addon(SYSTEM, holder.user.id, plan="support", seats=3)
    assert (added.starts_at, added.seats) == (HALF_OF_JUNE, 3)
    # Half of June for three seats of $10; all of July in advance. The plan's minimum does not count the add-on.
    assert await invoice_lines(JULY) == [
        ("usage", "Calls", "0.00"),
        ("minimum", "Growth: minimum", "10.00"),
        ("adjustment", "Fees in advance, adjusted", "15.00"),
        ("advance", "Fee", "60.00"),
        ("advance", "Support", "30.00"),
    ]


async def test_usage_is_priced_while_the_addon_is_there_and_free_before_and_after(holder: Holder) -> None:
    await invoice_lines(JUNE)
    await use(holder, "words", 1_000, JUNE + timedelta(days=1))
    with standing_at(HALF_OF_JUNE):
        await plans.add_addon(SYSTEM, holder.user.id, plan="words")
    await use(holder, "words", 500, HALF_OF_JUNE)
    with standing_at(JUNE + timedelta(days=20)):
        await plans.remove_addon(SYSTEM, holder.user.id, plan="words", when="now")
    await use(holder, "words", 7_000, JUNE + timedelta(days=20))
    await use(holder, "api_calls", 40, JUNE)
    assert await invoice_lines(JULY) == [
        ("usage", "Calls", "15.00"),
        ("usage", "Words", "5.00"),
        ("advance", "Fee", "60.00"),
    ]


async def test_late_usage_of_an_addon_is_billed_by_its_price(holder: Holder) -> None:
    with standing_at(MAY):
        await plans.add_addon(SYSTEM, holder.user.id, plan="words")
    await use(holder, "words", 100, MAY + timedelta(days=2))
    assert ("usage", "Words", "1.00") in await invoice_lines(JUNE)
    await use(holder, "words", 300, MAY + timedelta(days=3))
    late = [line for line in await invoice_lines(JULY) if line[0] == "late"]
    assert late == [("late", "Words (2026-05-01 to 2026-06-01, late)", "3.00")]
    newest = (await billing.list_invoices(SYSTEM)).items[0]
    line = next(each for each in (await billing.get_invoice(SYSTEM, newest.id)).lines if each.kind == "late")
    found = await billing.line_events(SYSTEM, newest.id, line.position)
    assert (len(found.events.items), found.digest_holds) == (1, True)


async def test_other_seats_go_on_from_then_and_a_removal_gives_the_rest_back(holder: Holder) -> None:
    with standing_at(MAY):
        await plans.add_addon(SYSTEM, holder.user.id, plan="support", seats=1)
    assert ("advance", "Support", "10.00") in await invoice_lines(JUNE)
    with standing_at(JUNE + timedelta(days=10)):
        await plans.add_addon(SYSTEM, holder.user.id, plan="support", seats=4)
    with standing_at(JUNE + timedelta(days=25)):
        await plans.remove_addon(SYSTEM, holder.user.id, plan="support", when="now")
    # A third of June one seat, half of it four: 3.33 + 20.00, of which 10.00 is billed.
    assert await invoice_lines(JULY) == [
        ("usage", "Calls", "0.00"),
        ("minimum", "Growth: minimum", "10.00"),
        ("adjustment", "Fees in advance, adjusted", "13.33"),
        ("advance", "Fee", "60.00"),
    ]
    rows = await plans.list_addons(SYSTEM, holder.user.id)
    assert [(each.seats, each.plan.slug) for each in rows] == [(4, "support"), (1, "support")]


async def test_it_begins_and_ends_with_the_period_if_asked_and_is_paused_with_the_plan(holder: Holder) -> None:
    with standing_at(HALF_OF_JUNE):
        added = await plans.add_addon(SYSTEM, holder.user.id, plan="support", when="period_end")
        assert added.starts_at == JULY
        # Asked for anew before it begins, it is there once.
        await plans.add_addon(SYSTEM, holder.user.id, plan="support", when="period_end", seats=2)
    with standing_at(JULY + timedelta(days=3)):
        await plans.remove_addon(SYSTEM, holder.user.id, plan="support")
        (row,) = (await plans.addons_of_users(SYSTEM, [holder.user.id], at=JULY))[holder.user.id]
        assert (row.starts_at, row.ends_at, row.seats) == (JULY, AUGUST, 2)
        with pytest.raises(NotFound):
            await plans.remove_addon(SYSTEM, holder.user.id, plan="words")
    with standing_at(JULY):
        await plans.pause_subscription(SYSTEM, holder.user.id)
    assert ("advance", "Support", "20.00") not in await invoice_lines(JULY + timedelta(seconds=1))


async def test_an_estimate_has_the_lines_of_the_addon_and_what_recurs_has_its_fee(holder: Holder) -> None:
    with standing_at(HALF_OF_JUNE):
        await plans.add_addon(SYSTEM, holder.user.id, plan="support", seats=3)
        await plans.add_addon(SYSTEM, holder.user.id, plan="words")
    await use(holder, "words", 500, HALF_OF_JUNE + timedelta(hours=1))
    found = await billing.estimate_user(SYSTEM, holder.user.id, at=HALF_OF_JUNE + timedelta(days=5))
    lines = {line.name: (str(line.to_date.amount), str(line.forecast.amount)) for line in found.estimate.lines}
    assert lines["Support"] == ("15.00", "15.00")
    assert lines["Words"][0] == "5.00" and Decimal(lines["Words"][1]) > 5
    assert found.estimate.unpriced == ()
    figures = await billing.business_figures(SYSTEM, start=JUNE, end=JULY, at=JULY)
    assert figures.mrr_total == {"USD": Decimal("90.00")}


async def test_what_does_not_fit_is_refused_with_the_reason(holder: Holder) -> None:
    await sell("euro", SUPPORT, currency="EUR")
    await sell("calls", ChargeDraft("More calls", "per_unit", Decimal(1), "api_calls"))
    await sell("letters", ChargeDraft("Letters", "per_unit", Decimal(1), "words"))
    await sell("writer", ChargeDraft("Words", "per_unit", Decimal(2), "words"), addon=False)
    user_id = holder.user.id
    for plan, code in [("euro", "addon_not_fitting"), ("calls", "meter_priced_twice")]:
        with pytest.raises(Conflict) as refused:
            await plans.add_addon(SYSTEM, user_id, plan=plan)
        assert refused.value.code == code
    await plans.add_addon(SYSTEM, user_id, plan="words")
    for attempt in (
        plans.add_addon(SYSTEM, user_id, plan="letters"),  # priced by the other add-on
        plans.assign_plan(SYSTEM, user_id, plan="writer"),
    ):
        with pytest.raises(Conflict) as refused:
            await attempt
        assert refused.value.code == "meter_priced_twice"
    for wrong in (
        plans.add_addon(SYSTEM, user_id, plan="growth"),
        plans.assign_plan(SYSTEM, user_id, plan="words"),
        plans.add_addon(SYSTEM, user_id, plan="support", seats=0),
        sell("trying", SUPPORT, trial_days=3),
    ):
        with pytest.raises(InvalidInput):
            await wrong
    stranger = await accounts.create_user(SYSTEM, name="Without a plan")
    with pytest.raises(Conflict) as refused:
        await plans.add_addon(SYSTEM, stranger.id, plan="support")
    assert refused.value.code == "subscription_ended"


async def test_an_addon_ends_with_its_subscription_and_every_change_is_in_the_audit(holder: Holder) -> None:
    await sell("yearly", ChargeDraft("Fee", "flat", Decimal(500)), addon=False, interval_unit="year")
    with standing_at(HALF_OF_JUNE):
        await plans.add_addon(SYSTEM, holder.user.id, plan="support")
    with standing_at(JUNE + timedelta(days=20)):
        await plans.assign_plan(SYSTEM, holder.user.id, plan="yearly")
    (row,) = await plans.list_addons(SYSTEM, holder.user.id)
    assert row.ends_at == JUNE + timedelta(days=20)
    said = await audit.list_entries(SYSTEM, search="subscription.addon")
    assert [each.after["plan"] for each in said.items] == ["support"]
