"""A void invoice is replaced later, once: the same usage, no fee twice, and nothing that arrived meanwhile is lost."""

import asyncio
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from core import accounts, billing, doctor, metering, plans
from core.accounts import SYSTEM
from core.billing import InvoiceDetails
from core.errors import Conflict
from core.plans import ChargeDraft, VersionOptions
from tests.conftest import Holder
from tests.support.calls import call_of, record

MAY, JUNE, JULY, AUGUST = (datetime(2026, month, 1, tzinfo=UTC) for month in (5, 6, 7, 8))
NAMES = (
    "invoice_numbers",
    "invoice_periods",
    "invoice_contents",
    "credit_notes",
    "invoice_usage",
    "ledger",
    "payments",
)
FEE = ChargeDraft("Fee", "flat", Decimal(60), timing="advance")
CALLS = ChargeDraft("Calls", "per_unit", Decimal("0.5"), "api_calls")


@pytest.fixture
async def user(holder: Holder) -> Holder:
    """On a plan of $60 in advance and $0.50 a call."""
    await metering.ensure_call_meters(["api_calls"])
    await metering.ensure_partitions([MAY, JUNE, JULY])
    await plans.create_plan(SYSTEM, slug="growth", name="g", currency="USD", charges=[FEE, CALLS])
    await plans.publish_plan(SYSTEM, "growth")
    await plans.assign_plan(SYSTEM, holder.user.id, plan="growth", starts_at=MAY)
    await billing.run_invoices(SYSTEM, until=MAY)
    return holder


async def use(holder: Holder, number: int, at: datetime) -> None:
    calls = [call_of(holder.user, holder.key, at + timedelta(seconds=n)) for n in range(number)]
    assert await record(calls) == [None] * number


async def newest(holder: Holder) -> InvoiceDetails:
    (found, *_) = (await billing.list_invoices(SYSTEM, user_id=holder.user.id)).items
    return await billing.get_invoice(SYSTEM, found.id)


async def close(holder: Holder, until: datetime) -> InvoiceDetails:
    await billing.run_invoices(SYSTEM, until=until)
    return await newest(holder)


async def void(details: InvoiceDetails) -> None:
    await billing.void_invoice(SYSTEM, details.invoice.id, reason="r")


async def reissue(details: InvoiceDetails) -> InvoiceDetails:
    return await billing.reissue_invoice(SYSTEM, details.invoice.id)


def said(details: InvoiceDetails) -> list[tuple[str, str, int]]:
    return [(line.kind, f"{line.amount:.2f}", line.events) for line in details.lines]


async def is_sound() -> None:
    assert (await doctor.examine(SYSTEM, only=NAMES)).findings == {name: [] for name in NAMES}


async def test_it_bills_the_same_usage_to_the_customer_as_it_is_now(user: Holder) -> None:
    await use(user, 7, MAY)
    old = await close(user, JUNE)
    await void(old)
    await accounts.update_user(SYSTEM, user.user.id, name="Basalt GmbH")
    new = await reissue(old)
    assert said(new) == said(old) == [("usage", "3.50", 7), ("advance", "60.00", 0)]
    assert (new.invoice.replaces_id, new.invoice.number, new.invoice.customer["name"]) == (
        old.invoice.id, old.invoice.number + 1, "Basalt GmbH",
    )  # fmt: skip
    assert (await billing.line_events(SYSTEM, new.invoice.id, 0)).digest_holds
    assert (await billing.get_invoice(SYSTEM, old.invoice.id)).replaced_by == new.invoice.id
    await is_sound()


async def test_only_a_void_one_is_replaced_and_only_once_however_many_ask(user: Holder) -> None:
    old = await close(user, JUNE)
    with pytest.raises(Conflict, match="Only a void"):
        await reissue(old)
    await void(old)
    told: list[Any] = await asyncio.gather(*[reissue(old) for _ in range(5)], return_exceptions=True)
    made = [each for each in told if isinstance(each, InvoiceDetails)]
    assert len(made) == 1
    assert {each.code for each in told if isinstance(each, Conflict)} == {"invoice_not_reissued"}
    await void(made[0])
    again = await reissue(made[0])
    assert again.invoice.replaces_id == made[0].invoice.id
    with pytest.raises(Conflict):
        await reissue(old)
    await is_sound()


async def test_a_fee_that_the_next_period_billed_meanwhile_is_not_billed_again(user: Holder) -> None:
    """May's invoice carried June's fee. June was closed while that was void, and so billed it itself."""
    await use(user, 2, MAY)
    old = await close(user, JUNE)
    await void(old)
    june = await close(user, JULY)
    assert said(june) == [("usage", "0.00", 0), ("adjustment", "60.00", 0), ("advance", "60.00", 0)]
    assert said(await reissue(old)) == [("usage", "1.00", 2)]
    assert said(await close(user, AUGUST)) == [("usage", "0.00", 0), ("advance", "60.00", 0)]
    await is_sound()


async def test_a_fee_that_the_next_period_found_billed_is_billed_again(user: Holder) -> None:
    """May's invoice was voided after June was closed on the strength of it."""
    old = await close(user, JUNE)
    june = await close(user, JULY)
    assert said(june) == [("usage", "0.00", 0), ("advance", "60.00", 0)]
    await void(old)
    assert said(await reissue(old)) == said(old)
    await is_sound()


async def test_usage_that_arrives_while_it_is_void_is_late_and_none_is_billed_twice(user: Holder) -> None:
    await use(user, 4, MAY)
    old = await close(user, JUNE)
    await use(user, 3, MAY + timedelta(days=1))
    june = await close(user, JULY)
    assert ("late", "1.50", 3) in said(june)
    await void(old)
    await use(user, 2, MAY + timedelta(days=2))
    july = await close(user, AUGUST)
    assert ("late", "1.00", 2) in said(july)
    new = await reissue(old)
    assert said(new) == [("usage", "2.00", 4), ("advance", "60.00", 0)]
    # June's own, with what was late for May, is as it was too.
    await void(june)
    assert said(await reissue(june)) == said(june)
    await is_sound()


async def test_a_change_to_another_cycle_ends_the_subscription_by_an_invoice_of_its_own_kind(user: Holder) -> None:
    await plans.create_plan(SYSTEM, slug="yearly", name="y", currency="USD", charges=[FEE],
                            options=VersionOptions(interval_unit="year"))  # fmt: skip
    await plans.publish_plan(SYSTEM, "yearly")
    await use(user, 2, MAY)
    made = await plans.assign_plan(SYSTEM, user.user.id, plan="yearly", starts_at=MAY + timedelta(days=10))
    await billing.run_invoices(SYSTEM, until=MAY + timedelta(days=10))
    found = (await billing.list_invoices(SYSTEM, user_id=user.user.id)).items
    (last,) = [each for each in found if each.kind == "change"]
    assert last.cause_id == str(made.id)
    assert sorted(each.kind for each in found) == ["change", "period", "period"]
    # What arrives late for the time that it closed is billed as ever.
    await use(user, 1, MAY + timedelta(days=1))
    await is_sound()
