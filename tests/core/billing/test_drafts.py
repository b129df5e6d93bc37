"""Drafts: what a period that is over will say, always with what was recorded so far, until it is finalized."""

from datetime import datetime, timedelta
from decimal import Decimal

import pytest

from core import accounts, audit, billing, metering, plans
from core.accounts import SYSTEM, Actor
from core.billing import InvoiceDraft
from core.clock import now
from core.errors import Forbidden, NotFound
from core.plans import ChargeDraft
from tests.conftest import Holder
from tests.support.calls import call_of, record


@pytest.fixture
async def month(holder: Holder) -> datetime:
    """The first instant of a month that is over, in which the holder used ten calls at $0.50."""
    await metering.ensure_call_meters(["api_calls"])
    this = now().replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    start = (this - timedelta(days=1)).replace(day=1)
    await metering.ensure_partitions([start])
    calls = ChargeDraft("API calls", "per_unit", Decimal("0.5"), "api_calls")
    await plans.create_plan(SYSTEM, slug="growth", name="Growth", currency="USD", charges=[calls])
    await plans.publish_plan(SYSTEM, "growth")
    await plans.assign_plan(SYSTEM, holder.user.id, plan="growth", starts_at=start)
    await use(holder, 10, start)
    return start


async def use(holder: Holder, number: int, at: datetime) -> None:
    calls = [call_of(holder.user, holder.key, at + timedelta(seconds=n)) for n in range(number)]
    assert await record(calls) == [None] * number


async def the_draft() -> InvoiceDraft:
    (draft,) = (await billing.list_drafts(SYSTEM)).items
    return draft


async def test_a_draft_is_fresh_whenever_it_is_looked_at_and_finalized_as_it_reads(
    month: datetime, holder: Holder
) -> None:
    draft = await the_draft()
    end = draft.content.context.span.end
    assert (str(draft.content.total), draft.parked) == ("5.00", None)
    assert draft.finalizes_at == end + timedelta(hours=1)
    await use(holder, 4, month + timedelta(days=3))
    draft = await the_draft()
    assert str(draft.content.total) == "7.00"
    details = await billing.finalize_draft(SYSTEM, draft.subscription_id)
    assert (details.name, str(details.invoice.total.quantize(Decimal("0.01")))) == ("INV-1", "7.00")
    assert (await billing.list_drafts(SYSTEM)).items == []
    assert [each.after["status"] for each in (await audit.list_entries(SYSTEM, search="invoice.finalize")).items] == [
        "finalized"
    ]
    # What comes now is late, and the run makes nothing twice.
    await use(holder, 2, month + timedelta(days=4))
    await billing.run_invoices(SYSTEM)
    assert len((await billing.list_invoices(SYSTEM)).items) == 1


async def test_there_is_none_while_a_period_runs_and_none_of_users_on_test_clocks(
    month: datetime, holder: Holder
) -> None:
    draft = await the_draft()
    await billing.finalize_draft(SYSTEM, draft.subscription_id)
    with pytest.raises(NotFound):
        await billing.finalize_draft(SYSTEM, draft.subscription_id)  # this month is not over
    with pytest.raises(NotFound):
        await billing.finalize_draft(SYSTEM, holder.user.id)
    with pytest.raises(NotFound):
        await billing.list_drafts(SYSTEM, user_id=draft.subscription_id)


async def test_pages_go_by_the_end_of_the_period(month: datetime, holder: Holder) -> None:
    roots = [(await the_draft()).subscription_id]
    for number in range(3):
        user = await accounts.create_user(SYSTEM, name=f"U{number}")
        made = await plans.assign_plan(SYSTEM, user.id, plan="growth", starts_at=month + timedelta(days=number))
        roots.append(made.root_id)
    seen, cursor = [], None
    while True:
        page = await billing.list_drafts(SYSTEM, limit=2, cursor=cursor)
        seen += [each.subscription_id for each in page.items]
        cursor = page.next_cursor
        if cursor is None:
            break
    assert sorted(seen) == sorted(roots) and len(seen) == 4


async def test_drafts_are_the_vendors(month: datetime, holder: Holder) -> None:
    me = Actor(kind="user", id=holder.key.id, scopes=frozenset({"read"}), user_id=holder.user.id)
    with pytest.raises(Forbidden):
        await billing.list_drafts(me)
