"""Changes of a subscription: the amounts are shown before, and the change then makes exactly these."""

from datetime import datetime, timedelta
from decimal import Decimal

import pytest

from core import accounts, billing, metering, plans
from core.accounts import SYSTEM
from core.billing import ChangePreview
from core.clock import now
from core.database import fetch
from core.errors import Conflict, InvalidInput, NotFound
from core.plans import ChargeDraft, VersionOptions
from tests.conftest import Holder
from tests.support.calls import call_of, record

SUPPORT = ChargeDraft("Support", "flat", Decimal(30))
CALLS = ChargeDraft("API calls", "per_unit", Decimal("0.5"), "api_calls", Decimal(2))


def fee(amount: int) -> ChargeDraft:
    return ChargeDraft("Fee", "flat", Decimal(amount))


async def sell(slug: str, *charges: ChargeDraft, **options: object) -> None:
    await plans.create_plan(SYSTEM, slug=slug, name=slug, currency="USD", charges=charges,
                            options=VersionOptions(**options))  # type: ignore[arg-type]  # fmt: skip
    await plans.publish_plan(SYSTEM, slug)


@pytest.fixture
async def month(holder: Holder) -> datetime:
    """The first instant of the month that runs, from which on the holder is on a plan and has used ten calls."""
    await metering.ensure_call_meters(["api_calls"])
    start = now().replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    await metering.ensure_partitions([start])
    await sell("growth", fee(60), CALLS)
    await plans.assign_plan(SYSTEM, holder.user.id, plan="growth", starts_at=start, seats=4)
    await record([call_of(holder.user, holder.key, start + timedelta(microseconds=n)) for n in range(10)])
    return start


def amounts(contents: list[billing.Content]) -> list[tuple[str, str]]:
    return [(line.name, str(line.amount)) for content in contents for line in content.lines]


async def test_a_change_with_the_next_period_leaves_this_one_as_it_is(month: datetime, holder: Holder) -> None:
    await sell("scale", fee(90), CALLS)
    shown = await billing.preview_change(SYSTEM, holder.user.id, "assign", plan="scale", when="period_end")
    assert amounts(shown.before) == amounts(shown.after) == [("Fee", "60.00"), ("API calls", "4.00")]
    assert shown.differences == {"USD": Decimal(0)}
    made = await plans.assign_plan(SYSTEM, holder.user.id, plan="scale", when="period_end")
    assert made.starts_at.day == 1 and made.starts_at > now()
    assert made.seats == 4  # as many as before


async def test_what_is_shown_is_what_the_change_makes_and_looking_changes_nothing(
    month: datetime, holder: Holder
) -> None:
    await sell("scale", fee(90), ChargeDraft("API calls", "per_unit", Decimal(1), "api_calls", Decimal(2)))
    tables = ("subscriptions", "billing_schedules", "subscription_pauses", "access_epoch", "audit_entries", "users")
    # S608: names from the line above
    state = [[tuple(row) for row in await fetch(f"SELECT * FROM {table} ORDER BY 1")] for table in tables]
    shown = await billing.preview_change(SYSTEM, holder.user.id, "assign", plan="scale")
    for change in ("cancel", "pause"):
        await billing.preview_change(SYSTEM, holder.user.id, change)  # type: ignore[arg-type]
    assert state == [[tuple(row) for row in await fetch(f"SELECT * FROM {t} ORDER BY 1")] for t in tables]
    await plans.assign_plan(SYSTEM, holder.user.id, plan="scale")
    real = await billing.preview_invoice(SYSTEM, holder.user.id)
    assert real is not None
    ((before,), (after,)) = shown.before, shown.after
    assert [line.name for line in after.lines] == ["Fee", "Fee", "API calls", "API calls"]
    # Both fees by their part of the month; ten calls at the old price, none yet at the new.
    assert before.total == Decimal("64.00") and Decimal(64) < after.total < Decimal(94)
    assert [line.name for line in real.lines] == [line.name for line in after.lines]
    assert abs(real.total - after.total) <= Decimal("0.01")  # a moment later


async def test_a_cancelled_subscription_ends_now_or_with_its_period(month: datetime, holder: Holder) -> None:
    later = await billing.preview_change(SYSTEM, holder.user.id, "cancel", when="period_end")
    assert later.differences == {"USD": Decimal(0)}
    at_once = await billing.preview_change(SYSTEM, holder.user.id, "cancel", when="now")
    assert at_once.differences["USD"] < 0
    assert amounts(at_once.after)[1] == ("API calls", "4.00")


async def test_a_preview_is_refused_as_the_change_would_be(month: datetime, holder: Holder) -> None:
    with pytest.raises(NotFound):
        await billing.preview_change(SYSTEM, holder.user.id, "assign", plan="nothing")
    with pytest.raises(InvalidInput):
        await billing.preview_change(SYSTEM, holder.user.id, "assign", plan="growth", seats=-1)
    await plans.cancel_subscription(SYSTEM, holder.user.id)
    with pytest.raises(Conflict):
        await billing.preview_change(SYSTEM, holder.user.id, "pause")


async def test_everybody_moves_to_the_newest_version_as_it_was_shown(month: datetime, holder: Holder) -> None:
    small = await accounts.create_user(SYSTEM, name="Small")
    await plans.assign_plan(SYSTEM, small.id, plan="growth", starts_at=month, overrides={"Fee": Decimal(30)})
    gone = await accounts.create_user(SYSTEM, name="Gone")
    await plans.assign_plan(SYSTEM, gone.id, plan="growth", starts_at=month)
    await plans.cancel_subscription(SYSTEM, gone.id)
    await plans.draft_version(SYSTEM, "growth", currency="USD", charges=[fee(60), CALLS, SUPPORT])
    assert (await billing.preview_move(SYSTEM, "growth")).rows == []  # a draft is nothing to move to
    await plans.publish_plan(SYSTEM, "growth")
    shown = await billing.preview_move(SYSTEM, "growth", when="now")
    by_user: dict[str, ChangePreview] = {shown.users[row.user_id].name: row for row in shown.rows}
    assert set(by_user) == {holder.user.name, "Small"}
    # The fee goes on as it is, an own price too; only the support is new, for what is left of the month.
    assert [name for name, _ in amounts(by_user["Small"].after)] == ["Fee", "Support", "API calls"]
    assert amounts(by_user["Small"].after)[0] == ("Fee", "30.00")
    assert all(0 < row.differences["USD"] < 30 for row in shown.rows)
    later = await billing.preview_move(SYSTEM, "growth")
    assert later.differences == {"USD": Decimal(0)}
    assert await plans.move_subscribers(SYSTEM, "growth", when="now") == 2
    assert await plans.move_subscribers(SYSTEM, "growth", when="now") == 0
    real = await billing.preview_invoice(SYSTEM, small.id)
    assert real is not None
    assert [line.name for line in real.lines] == ["Fee", "Support", "API calls"]
    assert abs(real.total - by_user["Small"].after[0].total) <= Decimal("0.01")


async def test_a_move_with_the_period_leaves_nobody_behind_and_repeats_nothing(month: datetime, holder: Holder) -> None:
    await plans.draft_version(SYSTEM, "growth", currency="USD", charges=[fee(90), CALLS])
    await plans.publish_plan(SYSTEM, "growth")
    assert await plans.move_subscribers(SYSTEM, "growth") == 1
    assert await plans.move_subscribers(SYSTEM, "growth") == 0
    rows = await plans.list_subscriptions(SYSTEM, holder.user.id)
    assert [row.ends_at is None for row in rows] == [True, False]
    assert rows[0].starts_at == rows[1].ends_at and rows[0].root_id == rows[1].root_id
