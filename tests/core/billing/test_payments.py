"""Payments: parts, too much, and back; what is owed, the balance and the ledger always agree."""

import random
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import asyncpg
import pytest

from core import billing, doctor, ledger, metering, plans
from core.accounts import SYSTEM
from core.billing import Invoice
from core.clock import now
from core.database import fetch
from core.errors import Conflict, InvalidInput, KeymeterError, NotFound
from core.ids import new_id
from core.plans import ChargeDraft
from tests.conftest import Holder

MAY = datetime(2026, 5, 1, tzinfo=UTC)
MONTHS = [datetime(2026, month, 1, tzinfo=UTC) for month in range(5, 11)]


@pytest.fixture
async def invoice(holder: Holder) -> Invoice:
    """One of 49.00."""
    await metering.ensure_partitions(MONTHS)
    charges = [ChargeDraft("Fee", "flat", Decimal(49), timing="advance")]
    await plans.create_plan(SYSTEM, slug="growth", name="g", currency="USD", charges=charges)
    await plans.publish_plan(SYSTEM, "growth")
    await plans.assign_plan(SYSTEM, holder.user.id, plan="growth", starts_at=MAY)
    return await next_invoice(holder, MAY)


async def next_invoice(holder: Holder, until: datetime) -> Invoice:
    await billing.run_invoices(SYSTEM, until=until)
    (newest, *_) = (await billing.list_invoices(SYSTEM, user_id=holder.user.id)).items
    return newest


async def standing(invoice: Invoice) -> tuple[str, str, str, str]:
    """Payment status, paid, owed, and the user's balance."""
    found = await Invoice.get(id=invoice.id)
    (balance,) = await ledger.balances_of(SYSTEM, invoice.user_id)
    return found.payment_status, f"{found.paid:.2f}", f"{found.owed:.2f}", f"{balance.balance:.2f}"


async def is_sound() -> bool:
    names = ["ledger", "payments", "credit_notes", "invoice_contents"]
    return (await doctor.examine(SYSTEM, only=names)).total == 0


async def test_parts_add_up_and_what_is_above_becomes_balance(invoice: Invoice) -> None:
    await billing.record_payment(SYSTEM, invoice.id, amount="20", reference="TX-1")
    assert await standing(invoice) == ("partial", "20.00", "29.00", "0.00")
    await billing.record_payment(SYSTEM, invoice.id, amount="30.50")
    assert await standing(invoice) == ("paid", "49.00", "0.00", "1.50")
    first, second = (await billing.payments_of_invoices(SYSTEM, [invoice.id]))[invoice.id]
    assert (first.reference, first.amount, first.applied) == ("TX-1", 20, 20)
    assert (second.amount, second.applied) == (Decimal("30.5"), 29)
    newest, *_ = (await ledger.list_transactions(SYSTEM, invoice.user_id)).items
    assert newest[1] == {"cash": Decimal("30.50"), "receivable": Decimal(-29), "balance": Decimal("-1.50")}
    assert await is_sound()


async def test_what_makes_no_payment(invoice: Invoice) -> None:
    for amount in ("0", "-1", "1.001", "x"):
        with pytest.raises(InvalidInput):
            await billing.record_payment(SYSTEM, invoice.id, amount=amount)
    with pytest.raises(InvalidInput, match="future"):
        await billing.record_payment(SYSTEM, invoice.id, amount="1", received_at=now() + timedelta(hours=1))
    with pytest.raises(NotFound):
        await billing.record_payment(SYSTEM, new_id(), amount="1")
    with pytest.raises(NotFound):
        await billing.refund_payment(SYSTEM, new_id(), reason="r")
    await billing.void_invoice(SYSTEM, invoice.id, reason="r")
    with pytest.raises(Conflict):
        await billing.record_payment(SYSTEM, invoice.id, amount="1")


async def test_the_balance_pays_the_next_invoice(invoice: Invoice, holder: Holder) -> None:
    await billing.record_payment(SYSTEM, invoice.id, amount="109")
    second = await next_invoice(holder, MONTHS[1])
    assert await standing(second) == ("paid", "49.00", "0.00", "11.00")
    third = await next_invoice(holder, MONTHS[2])
    assert await standing(third) == ("partial", "11.00", "38.00", "0.00")
    (payment,) = (await billing.payments_of_invoices(SYSTEM, [third.id]))[third.id]
    assert (payment.method, payment.amount) == ("balance", 11)
    with pytest.raises(Conflict) as refused:
        await billing.refund_payment(SYSTEM, payment.id, reason="r")
    assert refused.value.code == "payment_not_money"
    assert await is_sound()


async def test_a_void_invoice_gives_its_balance_back_and_the_new_one_takes_it(invoice: Invoice, holder: Holder) -> None:
    await billing.record_payment(SYSTEM, invoice.id, amount="109")
    second = await next_invoice(holder, MONTHS[1])
    with pytest.raises(Conflict) as refused:
        await billing.void_invoice(SYSTEM, invoice.id, reason="money is on it")
    assert refused.value.code == "invoice_not_void"
    await billing.void_invoice(SYSTEM, second.id, reason="wrong name")
    assert await standing(second) == ("open", "0.00", "0.00", "60.00")
    third = await next_invoice(holder, MONTHS[2])
    new = await billing.void_invoice(SYSTEM, third.id, reason="wrong name", reissue=True)
    # The fee of June, which the void one had billed, and that of July.
    assert await standing(new.invoice) == ("partial", "60.00", "38.00", "0.00")
    assert await is_sound()


async def test_a_refund_takes_the_balance_first_and_opens_the_invoice_for_the_rest(invoice: Invoice) -> None:
    payment = await billing.record_payment(SYSTEM, invoice.id, amount="60")
    refund = await billing.refund_payment(SYSTEM, payment.id, amount="10", reason="Too much")
    assert (refund.amount, refund.reopened) == (10, 0)
    assert await standing(invoice) == ("paid", "49.00", "0.00", "1.00")
    refund = await billing.refund_payment(SYSTEM, payment.id, amount="21", reason="Chargeback")
    assert (refund.amount, refund.reopened) == (21, 20)
    assert await standing(invoice) == ("partial", "29.00", "20.00", "0.00")
    for amount in ("0", "29.01"):
        with pytest.raises(InvalidInput, match=r"29\.00 can be given back"):
            await billing.refund_payment(SYSTEM, payment.id, amount=amount, reason="r")
    await billing.refund_payment(SYSTEM, payment.id, reason="All of it")
    assert await standing(invoice) == ("open", "0.00", "49.00", "0.00")
    assert await is_sound()
    await billing.void_invoice(SYSTEM, invoice.id, reason="nothing is on it any more")
    assert await is_sound()


async def test_a_refund_cannot_take_what_paid_another_invoice(invoice: Invoice, holder: Holder) -> None:
    payment = await billing.record_payment(SYSTEM, invoice.id, amount="60")
    await next_invoice(holder, MONTHS[1])  # 11.00 of it
    with pytest.raises(InvalidInput, match=r"49\.00 can be given back"):
        await billing.refund_payment(SYSTEM, payment.id, reason="r")


async def test_a_credit_note_takes_what_is_owed_and_the_rest_becomes_balance(invoice: Invoice) -> None:
    await billing.record_payment(SYSTEM, invoice.id, amount="40")
    note = await billing.credit_invoice(SYSTEM, invoice.id, amount="25", reason="An outage")
    assert (note.total, note.settled) == (25, 9)
    assert await standing(invoice) == ("paid", "40.00", "0.00", "16.00")
    again = await billing.credit_invoice(SYSTEM, invoice.id, amount="24", reason="Another")
    assert (again.settled, (await standing(invoice))[3]) == (0, "40.00")
    assert await is_sound()


async def test_an_uncollectible_invoice_stays_owed_and_may_be_paid_after_all(invoice: Invoice) -> None:
    assert (await billing.give_up_invoice(SYSTEM, invoice.id, reason="bankrupt")).payment_status == "uncollectible"
    assert await standing(invoice) == ("uncollectible", "0.00", "49.00", "0.00")
    await billing.record_payment(SYSTEM, invoice.id, amount="9")
    assert await standing(invoice) == ("partial", "9.00", "40.00", "0.00")
    await billing.record_payment(SYSTEM, invoice.id, amount="40")
    with pytest.raises(Conflict) as refused:
        await billing.give_up_invoice(SYSTEM, invoice.id, reason="r")
    assert refused.value.code == "invoice_paid"


async def test_payments_and_refunds_are_frozen(invoice: Invoice) -> None:
    payment = await billing.record_payment(SYSTEM, invoice.id, amount="49")
    await billing.refund_payment(SYSTEM, payment.id, amount="1", reason="r")
    for statement in ("UPDATE payments SET amount = 1", "DELETE FROM payments", "UPDATE refunds SET amount = 2",
                      "DELETE FROM refunds"):  # fmt: skip
        with pytest.raises(asyncpg.IntegrityConstraintViolationError, match="frozen"):
            await fetch(statement)


@pytest.mark.parametrize("seed", range(3))
async def test_whatever_is_done_in_whatever_order_the_ledger_agrees(
    invoice: Invoice, holder: Holder, seed: int
) -> None:
    """Payments, refunds, credit notes, voids and new invoices at random; refusals change nothing."""
    chance, months, cash = random.Random(seed), iter(MONTHS[1:]), Decimal(0)
    payments, invoices = [], [invoice]
    for _ in range(40):
        chosen, amount = chance.choice(invoices), Decimal(chance.randrange(1, 8000)) / 100
        try:
            match chance.choice(("pay", "pay", "refund", "credit", "void", "month")):
                case "pay":
                    payments.append(await billing.record_payment(SYSTEM, chosen.id, amount=amount))
                    cash += amount
                case "refund" if payments:
                    cash -= (
                        await billing.refund_payment(SYSTEM, chance.choice(payments).id, amount=amount, reason="r")
                    ).amount
                case "credit":
                    await billing.credit_invoice(SYSTEM, chosen.id, amount=amount, reason="r")
                case "void":
                    await billing.void_invoice(SYSTEM, chosen.id, reason="r", reissue=chance.random() < 0.5)
                case "month" if (at := next(months, None)) is not None:
                    invoices.append(await next_invoice(holder, at))
        except KeymeterError as refused:
            assert refused.code in ("invoice_not_finalized", "invoice_not_void", "invalid_input")
    held = await fetch("SELECT coalesce(sum(amount), 0) AS held FROM ledger_entries WHERE account = 'cash'")
    assert held[0]["held"] == cash
    assert await is_sound()
