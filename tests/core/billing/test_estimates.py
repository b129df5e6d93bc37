"""Estimates of users: amounts worked out by hand, and as many statements for a hundred as for one."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any
from uuid import uuid4

import pytest

from core import accounts, billing, keys, metering, plans
from core.accounts import SYSTEM, Actor, User
from core.billing import ForecastMethod
from core.clock import now
from core.errors import Forbidden, NotFound
from core.keys import ApiKey
from core.money import round_amount
from core.periods import calendar_month_at, microseconds_between
from core.plans import ChargeDraft
from tests.support.calls import call_of, record
from tests.support.statements import counted_statements

#: Half of May in UTC.
AT = datetime(2026, 5, 16, 12, tzinfo=UTC)
CHARGES = [
    ChargeDraft("Base fee", "flat", Decimal(49)),
    ChargeDraft("API calls", "per_unit", Decimal("0.002"), "api_calls", Decimal(100)),
]


@pytest.fixture
async def plan(database: str) -> None:
    await metering.ensure_call_meters(["api_calls", "words"])
    await plans.create_plan(SYSTEM, slug="growth", name="Growth", currency="USD", charges=CHARGES)
    await plans.publish_plan(SYSTEM, "growth")


async def customer(zone: str = "UTC", *, currency: str = "USD") -> tuple[User, ApiKey]:
    user = await accounts.create_user(SYSTEM, name="u", time_zone=zone, currency=currency)
    await plans.assign_plan(SYSTEM, user.id, plan="growth", starts_at=datetime(2026, 1, 1, tzinfo=UTC))
    return user, (await keys.create_key(SYSTEM, user_id=user.id, name="k")).key


async def test_an_estimate_is_what_one_works_out_by_hand(plan: None) -> None:
    """1,000 calls, 100 included, $0.002 each, $49 a month; half the month is over, so as much again is to come."""
    user, key = await customer()
    units = {"api_calls": Decimal(250), "words": Decimal("0.5")}
    await record([call_of(user, key, AT - timedelta(days=day), dict(units)) for day in (1, 3, 5, 6)])
    found = await billing.estimate_user(SYSTEM, user.id, at=AT)
    estimate = found.estimate
    assert (estimate.currency, estimate.at) == ("USD", AT)
    assert (estimate.period.start, estimate.period.end) == (
        datetime(2026, 5, 1, tzinfo=UTC),
        datetime(2026, 6, 1, tzinfo=UTC),
    )
    fee, calls = estimate.lines
    assert (fee.to_date.amount, fee.forecast.amount, fee.method) == (Decimal("49.00"), Decimal("49.00"), None)
    assert (calls.to_date.quantity, calls.to_date.amount) == (Decimal(1000), Decimal("1.80"))
    assert (calls.forecast.quantity, calls.forecast.amount) == (Decimal(2000), Decimal("3.80"))
    assert calls.method is ForecastMethod.RUN_RATE
    assert calls.to_date.explanation == "1,000 calls - 100 included = 900 x $0.002 = $1.80"
    assert (estimate.total_to_date, estimate.forecast_total) == (Decimal("50.80"), Decimal("52.80"))
    assert [(each.name, each.quantity) for each in estimate.unpriced] == [("Words", Decimal("2.0"))]


async def test_the_month_is_the_users_own(plan: None) -> None:
    """In Kolkata May begins at 18:30 of 30 April, and what came a microsecond before is April's."""
    user, key = await customer("Asia/Kolkata")
    may = datetime(2026, 4, 30, 18, 30, tzinfo=UTC)
    times = (
        may - timedelta(microseconds=1),
        may,
        may + timedelta(days=31) - timedelta(microseconds=1),
        may + timedelta(days=31),
    )
    await record([call_of(user, key, at, {"api_calls": 200}) for at in times])
    for at, total in ((may - timedelta(hours=1), "49.20"), (AT, "49.60"), (may + timedelta(days=31), "49.20")):
        estimate = (await billing.estimate_user(SYSTEM, user.id, at=at)).estimate
        assert estimate.total_to_date == Decimal(total), at
    assert (await billing.estimate_user(SYSTEM, user.id, at=AT)).estimate.period.start == may


async def test_test_keys_and_what_is_not_billable_cost_nothing(plan: None) -> None:
    user, key = await customer()
    trial = (await keys.create_key(SYSTEM, user_id=user.id, name="t", live=False)).key
    await record([
        call_of(user, trial, AT, {"api_calls": 10_000}),
        call_of(user, key, AT, {"api_calls": 10_000}, status=500),
        call_of(user, key, AT, {"api_calls": 99}),
    ])  # fmt: skip
    estimate = (await billing.estimate_user(SYSTEM, user.id, at=AT)).estimate
    assert estimate.total_to_date == Decimal("49.00")
    assert estimate.lines[1].to_date.explanation == "99 calls, within the 100 included = $0.00"


async def test_without_a_subscription_all_usage_is_unpriced(plan: None) -> None:
    user = await accounts.create_user(SYSTEM, name="u", currency="JPY")
    key = (await keys.create_key(SYSTEM, user_id=user.id, name="k")).key
    await record([call_of(user, key, AT)])
    found = await billing.estimate_user(SYSTEM, user.id, at=AT)
    assert found.plan_version is None
    assert (found.estimate.currency, found.estimate.total_to_date, found.estimate.lines) == ("JPY", Decimal(0), ())
    assert [each.quantity for each in found.estimate.unpriced] == [Decimal(1)]
    assert str(found.estimate.total_to_date) == "0", "an amount of yen has no decimals"


async def test_the_version_in_force_at_the_instant_counts(plan: None) -> None:
    user, _ = await customer()
    await plans.draft_version(SYSTEM, "growth", currency="EUR", charges=[ChargeDraft("Fee", "flat", Decimal("99.5"))])
    await plans.publish_plan(SYSTEM, "growth")
    assert (await billing.estimate_user(SYSTEM, user.id, at=AT)).estimate.total_to_date == Decimal("49.00")
    await plans.assign_plan(SYSTEM, user.id, plan="growth", starts_at=AT)
    estimate = (await billing.estimate_user(SYSTEM, user.id, at=AT)).estimate
    # Half of the month lies behind the change, and half before it.
    assert (estimate.currency, str(estimate.total_to_date)) == ("EUR", "49.75")
    before = (await billing.estimate_user(SYSTEM, user.id, at=AT - timedelta(microseconds=1))).estimate
    assert (before.currency, before.total_to_date) == ("USD", Decimal("24.50"))


async def test_a_hundred_estimates_cost_as_many_statements_as_one(plan: None) -> None:
    users = [await accounts.create_user(SYSTEM, name=str(number)) for number in range(99)]
    user, key = await customer("America/New_York")
    await record([call_of(user, key, now())])
    counts = []
    for ids in ([user.id], [user.id, *(each.id for each in users)]):
        with counted_statements() as sent:
            found = await billing.estimate_users(SYSTEM, ids)
        assert len(found) == len(ids)
        counts.append(len(sent))
    assert counts[0] == counts[1] <= 9


async def test_an_actor_gets_the_estimates_of_whom_it_sees(plan: None) -> None:
    mine, _ = await customer()
    theirs, _ = await customer()
    actor = Actor(kind="user", id=None, scopes=frozenset({"read"}), user_id=mine.id)
    assert set(await billing.estimate_users(actor, [mine.id, theirs.id, uuid4()])) == {mine.id}
    for user_id in (theirs.id, uuid4()):
        with pytest.raises(NotFound) as missing:
            await billing.estimate_user(actor, user_id)
        assert missing.value.code == "user_not_found"
    with pytest.raises(Forbidden):
        await billing.estimate_users(Actor(kind="token", id=None, scopes=frozenset()), [mine.id])


MAY, JUNE = datetime(2026, 5, 1, tzinfo=UTC), datetime(2026, 6, 1, tzinfo=UTC)
USAGE = ChargeDraft("API calls", "per_unit", Decimal("0.01"), "api_calls", Decimal(100))
LIVES: dict[str, tuple[plans.VersionOptions, list[ChargeDraft], datetime]] = {
    "a plain month": (plans.VersionOptions(), CHARGES, MAY),
    "a month that began late": (plans.VersionOptions(), CHARGES, MAY + timedelta(days=7, hours=5)),
    "a spend cap": (plans.VersionOptions(spend_cap=Decimal(5)), [*CHARGES[:1], USAGE], MAY),
    "a minimum": (plans.VersionOptions(minimum=Decimal(500)), [USAGE], MAY),
    "a year of its own": (plans.VersionOptions(interval_unit="week", interval_count=2, alignment="anniversary"), [USAGE],
                          MAY + timedelta(days=3, hours=11)),
    "a trial": (plans.VersionOptions(trial_days=10), [*CHARGES[:1], USAGE], MAY),
}  # fmt: skip


@pytest.mark.parametrize("name", LIVES)
async def test_at_the_end_of_its_period_an_estimate_is_the_invoice(plan: None, name: str) -> None:
    options, charges, since = LIVES[name]
    await metering.ensure_partitions([MAY])
    await plans.create_plan(SYSTEM, slug="own", name="Own", currency="USD", charges=charges, options=options)
    await plans.publish_plan(SYSTEM, "own")
    user = await accounts.create_user(SYSTEM, name="u")
    key = (await keys.create_key(SYSTEM, user_id=user.id, name="k")).key
    await plans.assign_plan(SYSTEM, user.id, plan="own", starts_at=since)
    hours = range(20, 24 * 30, 7)
    await record([call_of(user, key, MAY + timedelta(hours=hour), {"api_calls": 9}) for hour in hours])
    await billing.run_invoices(SYSTEM, until=JUNE)
    invoices = (await billing.list_invoices(SYSTEM, user_id=user.id)).items
    assert invoices
    for invoice in invoices:
        found = await billing.estimate_user(SYSTEM, user.id, at=invoice.period_end - timedelta(microseconds=1))
        assert (found.estimate.period.start, found.estimate.period.end) == (invoice.period_start, invoice.period_end)
        assert found.estimate.total_to_date == found.estimate.forecast_total == invoice.total
        details = await billing.get_invoice(SYSTEM, invoice.id)
        shown = [(line.name, line.to_date.amount, line.to_date.explanation) for line in found.estimate.lines]
        assert shown == [(line.name, line.amount, line.explanation) for line in details.lines]


async def test_plain_months_are_estimated_as_their_invoices_would_be(plan: None, monkeypatch) -> None:
    user, key = await customer("Asia/Kolkata")
    await record([call_of(user, key, AT - timedelta(hours=hour), {"api_calls": 31}) for hour in range(3, 24 * 25, 5)])
    plain = (await billing.estimate_user(SYSTEM, user.id, at=AT)).estimate
    monkeypatch.setattr("core.billing.estimates._is_plain", lambda *_: False)
    built = (await billing.estimate_user(SYSTEM, user.id, at=AT)).estimate

    def said(found: billing.Estimate) -> list[Any]:
        lines = [
            (line.name, line.meter_id, line.method, each.quantity, each.amount, each.explanation)
            for line in found.lines for each in (line.to_date, line.forecast)
        ]  # fmt: skip
        return [*lines, found.period, found.total_to_date, found.forecast_total]

    assert said(plain) == said(built)


async def test_a_pause_and_a_change_in_the_middle_are_seen_at_once(plan: None) -> None:
    user, _ = await customer()
    at = now()
    await plans.pause_subscription(SYSTEM, user.id)
    estimate = (await billing.estimate_user(SYSTEM, user.id, at=now())).estimate
    month = calendar_month_at(at, "UTC")
    share = Fraction(microseconds_between(month.start, at), microseconds_between(month.start, month.end))
    assert abs(estimate.forecast_total - round_amount(49 * share, "USD")) <= Decimal("0.02"), "the fee stops"
