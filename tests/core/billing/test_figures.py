"""Business figures: what recurs, what was invoiced, what is overdue, who left; each worked out by hand."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from core import accounts, billing, metering, plans
from core.accounts import SYSTEM
from core.errors import Forbidden, InvalidInput
from core.plans import ChargeDraft, VersionOptions
from tests.conftest import Holder
from tests.support.calls import call_of, record

MAY, JUNE, JULY = (datetime(2026, month, 1, tzinfo=UTC) for month in (5, 6, 7))
CALLS = ChargeDraft("API calls", "per_unit", Decimal("0.5"), "api_calls")


async def sell(slug: str, *charges: ChargeDraft, currency: str = "USD", **options: object) -> None:
    await plans.create_plan(SYSTEM, slug=slug, name=slug, currency=currency, charges=charges,
                            options=VersionOptions(**options))  # type: ignore[arg-type]  # fmt: skip
    await plans.publish_plan(SYSTEM, slug)


async def subscribe(name: str, plan: str, at: datetime, **more: object) -> accounts.User:
    user = await accounts.create_user(SYSTEM, name=name)
    await plans.assign_plan(SYSTEM, user.id, plan=plan, starts_at=at, **more)  # type: ignore[arg-type]
    return user


@pytest.fixture
async def meters(database: str) -> None:
    await metering.ensure_call_meters(["api_calls"])
    await metering.ensure_partitions([MAY, JUNE, JULY])


async def test_what_recurs_is_fees_and_seats_by_the_month_and_never_usage(meters: None, database: str) -> None:
    await sell("monthly", ChargeDraft("Fee", "flat", Decimal(49)), ChargeDraft("Seats", "seats", Decimal(10)), CALLS)
    await sell("yearly", ChargeDraft("Fee", "flat", Decimal(1000)), interval_unit="year")
    await sell("quarterly", ChargeDraft("Fee", "flat", Decimal(100)), interval_count=3, currency="EUR")
    await sell("weekly", ChargeDraft("Fee", "flat", Decimal(12)), interval_unit="week", minimum=Decimal(500))
    await sell("trial", ChargeDraft("Fee", "flat", Decimal(7)), trial_days=60)
    await subscribe("A", "monthly", MAY, seats=3)
    await subscribe("B", "monthly", MAY, overrides={"Fee": Decimal(39)})
    await subscribe("C", "yearly", MAY)
    await subscribe("D", "quarterly", MAY)
    await subscribe("E", "weekly", MAY)
    await subscribe("F", "trial", MAY)
    paused = await subscribe("G", "monthly", MAY)
    await plans.pause_subscription(SYSTEM, paused.id)
    found = await billing.business_figures(SYSTEM, start=MAY, at=datetime.now(UTC))
    # 49 + 3 x 10, 39 + 10; a twelfth of 1,000; a third of 100; 12 x 52 / 12; the trial is over by now: 7.
    names = {
        plan.id: plan.slug for plan in (await plans.find_plans(SYSTEM, [row.plan_id for row in found.mrr])).values()
    }
    assert {(names[row.plan_id], row.currency, str(row.amount)) for row in found.mrr} == {
        ("monthly", "USD", "128.00"), ("yearly", "USD", "83.33"), ("quarterly", "EUR", "33.33"),
        ("weekly", "USD", "52.00"), ("trial", "USD", "7.00"),
    }  # fmt: skip
    early = await billing.business_figures(SYSTEM, start=MAY, end=JUNE, at=JUNE)
    # In June G was not paused yet: 59 more; and F was on trial.
    assert early.mrr_total == {"EUR": Decimal("33.33"), "USD": Decimal("322.33")}


async def test_revenue_is_what_was_invoiced_by_plan_meter_and_month(meters: None, holder: Holder) -> None:
    await sell("growth", ChargeDraft("Fee", "flat", Decimal(49), timing="advance"), CALLS)
    await plans.assign_plan(SYSTEM, holder.user.id, plan="growth", starts_at=MAY)
    events = [call_of(holder.user, holder.key, MAY + timedelta(hours=n)) for n in range(8)]
    await record(events)
    await billing.run_invoices(SYSTEM, until=JUNE)
    await record([events[0].retraction()])
    await billing.run_invoices(SYSTEM, until=JULY)
    found = await billing.business_figures(SYSTEM, start=MAY, end=JULY + timedelta(days=1))
    # The call that was taken back is credited on June's invoice; it counts in the month in which that was found.
    assert [(row.month, str(row.usage), str(row.flat)) for row in found.revenue] == [
        (date(2026, 5, 1), "0.00", "49.00"), (date(2026, 6, 1), "4.00", "49.00"), (date(2026, 7, 1), "-0.50", "49.00"),
    ]  # fmt: skip
    assert [str(row.amount) for row in found.by_meter] == ["3.50"]
    assert found.revenue_total == {"USD": Decimal("150.50")}
    issued = (await billing.list_invoices(SYSTEM, status="finalized")).items
    assert found.revenue_total["USD"] == sum(each.total - each.credited for each in issued)
    invoice = await billing.void_invoice(SYSTEM, issued[-1].id, reason="wrong")
    assert invoice.invoice.status == "void"
    await billing.credit_invoice(SYSTEM, issued[0].id, amount=Decimal(9), reason="goodwill")
    after = await billing.business_figures(SYSTEM, start=MAY, end=datetime.now(UTC) + timedelta(days=1))
    assert after.revenue_total == {"USD": Decimal("101.50")}
    assert after.credited_by_hand == {"USD": Decimal(9)}


async def test_overdue_is_what_is_left_of_what_is_due(meters: None, holder: Holder) -> None:
    await sell("growth", ChargeDraft("Fee", "flat", Decimal(49), timing="advance"), due_days=10)
    await plans.assign_plan(SYSTEM, holder.user.id, plan="growth", starts_at=MAY)
    await billing.run_invoices(SYSTEM, until=JUNE)
    issued = (await billing.list_invoices(SYSTEM, status="finalized")).items
    await billing.credit_invoice(SYSTEM, issued[0].id, amount=Decimal(9), reason="goodwill")
    due = [each.due_at for each in issued if each.due_at is not None]
    on_time = await billing.business_figures(SYSTEM, at=min(due))
    assert on_time.overdue == []
    late = await billing.business_figures(SYSTEM, at=max(due) + timedelta(microseconds=1))
    assert late.overdue == [billing.Overdue("USD", 2, 1, Decimal("89.00"))]


async def test_who_left_is_who_ended_and_has_no_plan(meters: None, database: str) -> None:
    await sell("growth", ChargeDraft("Fee", "flat", Decimal(49)))
    await sell("scale", ChargeDraft("Fee", "flat", Decimal(99)))
    gone = await subscribe("Gone", "growth", MAY)
    changed = await subscribe("Changed", "growth", MAY)
    await subscribe("Stays", "growth", MAY)
    await plans.cancel_subscription(SYSTEM, gone.id, when="now")
    await plans.assign_plan(SYSTEM, changed.id, plan="scale")
    found = await billing.business_figures(SYSTEM, start=MAY, at=datetime.now(UTC))
    assert found.churned == billing.Churned(1, {"USD": Decimal("49.00")})
    assert found.mrr_total == {"USD": Decimal("148.00")}
    assert found.mrr_before == {"USD": Decimal("147.00")}


async def test_packs_that_are_sold_are_revenue_and_addons_recur_and_top_ups_are_neither(
    meters: None, holder: Holder
) -> None:
    await sell("growth", ChargeDraft("Fee", "flat", Decimal(49)))
    await plans.create_plan(SYSTEM, slug="support", name="s", currency="USD", addon=True,
                            charges=[ChargeDraft("Support", "flat", Decimal(20))])  # fmt: skip
    await plans.publish_plan(SYSTEM, "support")
    await billing.create_tax_rate(SYSTEM, slug="vat", name="VAT", percent="25", inclusive=True)
    await billing.set_tax_profile(SYSTEM, fees="vat", usage="vat")
    user, now = holder.user.id, datetime.now(UTC)
    await plans.assign_plan(SYSTEM, user, plan="growth", starts_at=MAY)
    await plans.add_addon(SYSTEM, user, plan="support")
    await billing.add_unit_pack(SYSTEM, user, meter="api_calls", units="9", amount="50", reason="r")
    await billing.add_unit_pack(SYSTEM, user, meter="api_calls", units="9", reason="a gift")
    void = await billing.add_unit_pack(SYSTEM, user, meter="api_calls", units="9", amount="70", reason="r")
    assert void.invoice_id is not None
    await billing.void_invoice(SYSTEM, void.invoice_id, reason="r")
    await billing.set_prepayment(SYSTEM, user, top_up_below="5", top_up_amount="30", top_up_granted="issued")
    assert await billing.top_up(SYSTEM) == 1
    await billing.run_invoices(SYSTEM, until=JUNE)
    until = now + timedelta(days=1)
    found = await billing.business_figures(SYSTEM, start=MAY, end=until, at=until)
    # Prices contain the tax: 50 / 1.25 and 49 / 1.25. What recurs is fees as they are sold: 49 + 20.
    meter = await metering.get_meter(SYSTEM, "api_calls")
    assert found.packs == [billing.PackRevenue(now.date().replace(day=1), meter.id, "USD", Decimal("40.00"))]
    assert [(f"{row.month:%Y-%m}", f"{row.flat:.2f}") for row in found.revenue] == [("2026-06", "39.20")]
    assert found.revenue_total == {"USD": Decimal("79.20")}
    assert found.mrr_total == {"USD": Decimal("69.00")}


async def test_only_the_vendor_sees_them_and_for_three_years_at_most(database: str, holder: Holder) -> None:
    me = accounts.Actor(kind="user", id=holder.key.id, scopes=frozenset({"read"}), user_id=holder.user.id)
    with pytest.raises(Forbidden):
        await billing.business_figures(me)
    for start, end in ((JUNE, MAY), (MAY, MAY), (datetime(2020, 1, 1, tzinfo=UTC), MAY)):
        with pytest.raises(InvalidInput):
            await billing.business_figures(SYSTEM, start=start, end=end)
