"""Collecting by a provider: whatever answer is lost and whatever is told twice, everything is made and booked once."""

import json
import time
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from uuid import UUID

import pytest
from pydantic import SecretStr

from core import billing, doctor, ledger
from core.accounts import SYSTEM, User
from core.billing import Invoice, ProviderInvoice
from core.database import fetch
from core.errors import Conflict, InvalidInput, NotFound
from core.outbox import OutboxMessage
from core.providers.amounts import from_minor, to_minor
from core.settings import get_settings
from tests.conftest import Holder
from tests.support.stripe_stand_in import StripeStandIn, fee_of_49, hand_over, sign, standing_in

MAY = datetime(2026, 5, 1, tzinfo=UTC)
#: What it takes to hand an invoice over: a customer, an empty invoice, a look, the amount, opening it.
CALLS = ["POST /v1/customers", "POST /v1/invoices", "GET /v1/invoices/in_1", "POST /v1/invoiceitems",
         "POST /v1/invoices/in_1/finalize"]  # fmt: skip


@pytest.fixture
async def stripe(database: str, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[StripeStandIn]:
    async with standing_in(monkeypatch) as stand_in:
        yield stand_in


@pytest.fixture
async def invoice(stripe: StripeStandIn, holder: Holder) -> Invoice:
    """One of 49.00, not handed over yet."""
    return await fee_of_49(holder.user.id)


async def hear(body: bytes, signature: str | None = None) -> bool:
    return await billing.hear_provider("stripe", body, {"stripe-signature": signature or sign(body)})


async def standing(invoice: Invoice) -> tuple[str, str, list[str]]:
    """Payment status, what is owed, and what came in."""
    found = await Invoice.get(id=invoice.id)
    payments = (await billing.payments_of_invoices(SYSTEM, [invoice.id]))[invoice.id]
    return found.payment_status, f"{found.owed:.2f}", [f"{each.method} {each.amount:.2f}" for each in payments]


async def is_sound() -> bool:
    return (await doctor.examine(SYSTEM, only=["ledger", "payments", "collections", "invoice_contents"])).total == 0


async def test_a_finalized_invoice_gets_a_page_to_pay_it_on(stripe: StripeStandIn, invoice: Invoice) -> None:
    await hand_over()
    assert stripe.calls == CALLS
    row = (await billing.collections_of_invoices(SYSTEM, [invoice.id]))[invoice.id]
    assert row is not None
    assert (row.status, row.external_id, row.hosted_url) == ("open", "in_1", "https://pay.example/in_1")
    assert stripe.invoices["in_1"]["total"] == 4900
    assert stripe.customers["cus_1"]["metadata"]["keymeter_user"] == str(invoice.user_id)
    await hand_over()
    assert stripe.calls == CALLS  # the message is done
    assert (await OutboxMessage.get()).state == "done"


@pytest.mark.parametrize("lost", range(1, 6))
async def test_an_answer_that_is_lost_makes_nothing_twice(stripe: StripeStandIn, invoice: Invoice, lost: int) -> None:
    stripe.lose = {lost}
    await hand_over(attempts=2)
    assert stripe.calls[lost - 1] == CALLS[lost - 1]
    assert (len(stripe.customers), len(stripe.invoices), len(stripe.items)) == (1, 1, 1)
    assert (await ProviderInvoice.get()).status == "open"
    assert (await OutboxMessage.get()).state == "done"


async def test_every_answer_is_lost_once(stripe: StripeStandIn, invoice: Invoice) -> None:
    stripe.lose = {1, 3, 5, 7, 10}
    await hand_over(attempts=8)
    assert (len(stripe.customers), len(stripe.invoices), len(stripe.items)) == (1, 1, 1)
    assert (await ProviderInvoice.get()).status == "open"
    await hear_paid(stripe, "in_1")
    assert await standing(invoice) == ("paid", "0.00", ["stripe 49.00"])


@pytest.mark.parametrize("lost", [1, 2, 4])
async def test_a_day_later_what_was_made_is_found_again(stripe: StripeStandIn, invoice: Invoice, lost: int) -> None:
    stripe.lose = {lost}
    await hand_over()
    stripe.keys.clear()  # as Stripe forgets them
    await fetch("UPDATE provider_invoices SET key_until = now() - interval '1 minute'")
    await fetch("UPDATE provider_customers SET key_until = now() - interval '1 minute'")
    await hand_over()
    assert (len(stripe.customers), len(stripe.invoices), len(stripe.items)) == (1, 1, 1)
    assert (await ProviderInvoice.get()).status == "open"


@pytest.mark.parametrize("refused", range(1, 6))
async def test_a_refusal_after_a_lost_answer_makes_nothing_twice(
    stripe: StripeStandIn, invoice: Invoice, refused: int
) -> None:
    stripe.lose = {refused}
    stripe.refuse = {refused + 1}  # the first call of the next attempt
    await hand_over(attempts=3)
    assert (len(stripe.customers), len(stripe.invoices), len(stripe.items)) == (1, 1, 1)
    assert (await ProviderInvoice.get()).status == "open"


async def test_the_secret_is_in_nothing_that_is_kept(
    stripe: StripeStandIn, invoice: Invoice, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(get_settings(), "stripe_secret_key", SecretStr("sk_live_of_somebody_else"))
    await hand_over()
    error = (await OutboxMessage.get()).last_error
    assert "401" in error
    assert "somebody_else" not in error + caplog.text


async def hear_paid(stripe: StripeStandIn, external_id: str) -> bytes:
    stripe.pay(external_id)
    body = stripe.event("invoice.paid", external_id)
    assert await hear(body)
    return body


async def test_a_payment_is_booked_once_however_often_it_is_told(stripe: StripeStandIn, invoice: Invoice) -> None:
    await hand_over()
    body = await hear_paid(stripe, "in_1")
    assert await standing(invoice) == ("paid", "0.00", ["stripe 49.00"])
    (payment,) = (await billing.payments_of_invoices(SYSTEM, [invoice.id]))[invoice.id]
    assert payment.reference == "in_1"
    assert not await hear(body)  # replayed
    assert await hear(stripe.event("invoice.payment_succeeded", "in_1"))  # the same by another event
    assert await standing(invoice) == ("paid", "0.00", ["stripe 49.00"])
    await hand_over()
    assert stripe.calls == CALLS  # nothing is left to do at the provider
    assert await is_sound()


async def test_what_is_not_signed_or_stale_changes_nothing(stripe: StripeStandIn, invoice: Invoice) -> None:
    await hand_over()
    stripe.pay("in_1")
    body = stripe.event("invoice.paid", "in_1")
    for signature in (
        "",
        "nonsense",
        "t=1,v1=",
        sign(body, secret="whsec_other"),
        sign(body, at=time.time() - 400),
        sign(body + b" "),
    ):
        with pytest.raises(InvalidInput):
            await billing.hear_provider("stripe", body, {"stripe-signature": signature})
    with pytest.raises(InvalidInput):
        await billing.hear_provider("stripe", body, {})
    for nothing in (b"", b"[]", b"\xff", b'{"id": "evt"}'):
        with pytest.raises(InvalidInput):
            await hear(nothing)
    with pytest.raises(NotFound):
        await billing.hear_provider("paypal", body, {"stripe-signature": sign(body)})
    assert await standing(invoice) == ("open", "49.00", [])
    assert await fetch("SELECT 1 FROM provider_events") == []


async def test_events_out_of_order_and_of_other_things_do_no_harm(stripe: StripeStandIn, invoice: Invoice) -> None:
    await hand_over()
    failed = stripe.event("invoice.payment_failed", "in_1")
    opened = stripe.event("invoice.finalized", "in_1")
    part = stripe.event("invoice.updated", "in_1", amount_paid=2000)
    await hear_paid(stripe, "in_1")
    for late in (part, opened, failed):
        assert await hear(late)
    assert await standing(invoice) == ("paid", "0.00", ["stripe 49.00"])
    row = await ProviderInvoice.get()
    assert (row.status, row.failures) == ("paid", 1)
    other = json.dumps({"id": "evt_x", "type": "charge.refunded", "created": 1, "data": {"object": {}}}).encode()
    assert not await hear(other)
    foreign = stripe.event("invoice.paid", "in_1", id="in_foreign", amount_paid=7)
    assert not await hear(foreign)
    assert await is_sound()


async def test_a_failure_is_counted_once_and_a_part_is_a_payment(stripe: StripeStandIn, invoice: Invoice) -> None:
    await hand_over()
    failed = stripe.event("invoice.payment_failed", "in_1")
    assert (await hear(failed), await hear(failed)) == (True, False)
    row = await ProviderInvoice.get()
    assert (row.failures, row.failed_at is not None, row.status) == (1, True, "open")
    stripe.pay("in_1", 2000)
    assert await hear(stripe.event("invoice.updated", "in_1"))
    await hear_paid(stripe, "in_1")
    assert await standing(invoice) == ("paid", "0.00", ["stripe 20.00", "stripe 29.00"])
    assert await is_sound()


async def test_what_is_paid_by_hand_is_collected_no_more(stripe: StripeStandIn, invoice: Invoice) -> None:
    await hand_over()
    await billing.record_payment(SYSTEM, invoice.id, amount="9")
    await hand_over()
    assert stripe.invoices["in_1"]["status"] == "void"
    assert (stripe.invoices["in_2"]["status"], stripe.invoices["in_2"]["total"]) == ("open", 4000)
    await billing.record_payment(SYSTEM, invoice.id, amount="40")
    await hand_over()
    assert stripe.invoices["in_2"]["status"] == "void"
    assert len(stripe.invoices) == 2
    assert await is_sound()


@pytest.mark.parametrize("lost", range(6, 9))
async def test_taking_back_survives_lost_answers(stripe: StripeStandIn, invoice: Invoice, lost: int) -> None:
    await hand_over()
    await billing.void_invoice(SYSTEM, invoice.id, reason="r")
    stripe.lose = {lost}
    await hand_over(attempts=2)
    assert stripe.invoices["in_1"]["status"] == "void"
    assert (await ProviderInvoice.get()).status == "void"
    assert {each.state for each in await OutboxMessage.all()} == {"done"}


async def test_a_draft_that_nobody_wants_any_more_is_deleted(stripe: StripeStandIn, invoice: Invoice) -> None:
    stripe.lose = {2}  # it was made, and we do not know how it is called
    await hand_over()
    await billing.void_invoice(SYSTEM, invoice.id, reason="r")
    await hand_over()
    assert stripe.invoices == {}
    assert (await ProviderInvoice.get()).status == "void"


async def test_who_pays_there_and_here_has_the_rest_as_balance(stripe: StripeStandIn, invoice: Invoice) -> None:
    await hand_over()
    stripe.pay("in_1")  # and its webhook is on the way
    await billing.record_payment(SYSTEM, invoice.id, amount="49")
    await hand_over()
    assert await standing(invoice) == ("paid", "0.00", ["manual 49.00", "stripe 49.00"])
    assert await hear(stripe.event("invoice.paid", "in_1"))
    (balance,) = await ledger.balances_of(SYSTEM, invoice.user_id)
    assert (balance.owed, balance.balance) == (0, 49)
    assert await is_sound()


async def test_money_for_a_void_invoice_is_balance(stripe: StripeStandIn, invoice: Invoice) -> None:
    await hand_over()
    await billing.void_invoice(SYSTEM, invoice.id, reason="r")
    await hear_paid(stripe, "in_1")
    await hand_over()
    (balance,) = await ledger.balances_of(SYSTEM, invoice.user_id)
    assert (balance.owed, balance.balance) == (0, 49)
    assert (await Invoice.get(id=invoice.id)).status == "void"
    assert await is_sound()


async def test_who_is_not_collected_and_what_nobody_collects(
    stripe: StripeStandIn, invoice: Invoice, holder: Holder, monkeypatch: pytest.MonkeyPatch
) -> None:
    await hand_over()
    await billing.set_collection(SYSTEM, holder.user.id, collected=False)
    await billing.run_invoices(SYSTEM, until=MAY + timedelta(days=31))
    assert await OutboxMessage.filter(state="pending").count() == 0
    await billing.set_collection(SYSTEM, holder.user.id, collected=True)
    monkeypatch.setattr(get_settings(), "payment_provider", "none")
    await billing.run_invoices(SYSTEM, until=MAY + timedelta(days=62))
    assert await OutboxMessage.filter(state="pending").count() == 0
    with pytest.raises(NotFound):
        await hear(stripe.event("invoice.paid", "in_1"))


async def test_a_customer_that_a_refused_call_may_have_made_is_looked_for(
    stripe: StripeStandIn, invoice: Invoice, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The answer was lost, Stripe forgot the key, and the repetition was refused: only a look tells what there is."""
    stripe.lose, stripe.refuse = {1}, {2}
    await hand_over()
    stripe.keys.clear()
    await hand_over(attempts=2)
    assert stripe.calls[:3] == ["POST /v1/customers", "POST /v1/customers", "GET /v1/customers"]
    assert (len(stripe.customers), len(stripe.invoices)) == (1, 1)


async def test_an_invoice_from_before_is_collected_when_that_is_asked_for(
    stripe: StripeStandIn, holder: Holder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(get_settings(), "payment_provider", "none")
    invoice = await fee_of_49(holder.user.id)
    with pytest.raises(Conflict, match="No payment provider"):
        await billing.collect_invoice(SYSTEM, invoice.id)
    monkeypatch.setattr(get_settings(), "payment_provider", "stripe")
    await hand_over()
    assert stripe.calls == []
    for _ in range(2):
        await billing.collect_invoice(SYSTEM, invoice.id)
    await hand_over(attempts=2)  # both messages at once
    assert (len(stripe.customers), len(stripe.invoices), len(stripe.items)) == (1, 1, 1)
    await hear_paid(stripe, "in_1")
    with pytest.raises(Conflict, match="Nothing is owed"):
        await billing.collect_invoice(SYSTEM, invoice.id)
    assert await standing(invoice) == ("paid", "0.00", ["stripe 49.00"])
    assert await is_sound()


async def test_what_a_lost_webhook_would_have_told_is_asked_for(stripe: StripeStandIn, invoice: Invoice) -> None:
    await hand_over()
    assert await billing.poll_provider(SYSTEM) == (0, 0)  # it was made just now
    await fetch("UPDATE provider_invoices SET created_at = now() - interval '7 hours'")
    assert await billing.poll_provider(SYSTEM) == (1, 0)
    assert await billing.poll_provider(SYSTEM) == (0, 0)
    stripe.pay("in_1")
    await fetch("UPDATE provider_invoices SET polled_at = now() - interval '7 hours'")
    assert await billing.poll_provider(SYSTEM) == (1, 1)
    assert await standing(invoice) == ("paid", "0.00", ["stripe 49.00"])
    assert await hear(stripe.event("invoice.paid", "in_1"))  # it was late, not lost
    assert await standing(invoice) == ("paid", "0.00", ["stripe 49.00"])
    await fetch("UPDATE provider_invoices SET polled_at = now() - interval '7 hours'")
    assert await billing.poll_provider(SYSTEM) == (0, 0)  # paid for good
    assert await is_sound()


async def test_one_that_the_provider_does_not_know_keeps_no_other_from_being_asked_about(
    stripe: StripeStandIn, invoice: Invoice
) -> None:
    await hand_over()
    await billing.run_invoices(SYSTEM, until=MAY + timedelta(days=31))
    await hand_over()
    stripe.pay("in_2")
    del stripe.invoices["in_1"]
    await fetch("UPDATE provider_invoices SET created_at = now() - interval '7 hours'")
    assert await billing.poll_provider(SYSTEM) == (2, 1)


async def paid_and_credited(stripe: StripeStandIn, invoice: Invoice) -> UUID:
    """Paid there, credited by 20 here, and that to be given back; the refund."""
    await hand_over()
    await hear_paid(stripe, "in_1")
    await billing.credit_invoice(SYSTEM, invoice.id, amount="20", reason="r")
    (payment,) = (await billing.payments_of_invoices(SYSTEM, [invoice.id]))[invoice.id]
    return (await billing.refund_payment(SYSTEM, payment.id, amount="20", reason="r")).id


async def test_a_refund_of_a_credit_note_gives_the_money_back_there(stripe: StripeStandIn, invoice: Invoice) -> None:
    refund_id = await paid_and_credited(stripe, invoice)
    await hand_over(attempts=2)
    assert [(each["invoice"], each["amount"]) for each in stripe.notes] == [("in_1", 2000)]
    assert (await billing.Refund.get(id=refund_id)).provider == "stripe"
    assert (await billing.ProviderRefund.get()).external_id == "cn_1"
    assert await standing(invoice) == ("paid", "0.00", ["stripe 49.00"])
    assert await is_sound()


@pytest.mark.parametrize(("lost", "refused"), [({1}, set()), ({2}, set()), ({2}, {3}), (set(), {2}), ({2}, {3, 4})])
async def test_money_is_given_back_once_whatever_answer_is_lost_or_refused(
    stripe: StripeStandIn, invoice: Invoice, lost: set[int], refused: set[int]
) -> None:
    await paid_and_credited(stripe, invoice)
    before = len(stripe.calls)
    stripe.lose, stripe.refuse = {before + n for n in lost}, {before + n for n in refused}
    await hand_over(attempts=4)
    assert [each["amount"] for each in stripe.notes] == [2000]
    assert {each.state for each in await OutboxMessage.all()} == {"done"}


async def test_what_was_paid_by_hand_is_given_back_by_hand(stripe: StripeStandIn, invoice: Invoice) -> None:
    payment = await billing.record_payment(SYSTEM, invoice.id, amount="49")
    refund = await billing.refund_payment(SYSTEM, payment.id, reason="r")
    assert refund.provider is None
    assert await OutboxMessage.filter(topic=billing.REFUND).count() == 0


async def test_a_corruption_of_what_was_collected_is_found(stripe: StripeStandIn, invoice: Invoice) -> None:
    await hand_over()
    await hear_paid(stripe, "in_1")
    await fetch("UPDATE provider_invoices SET paid = 48")
    assert (await doctor.examine(SYSTEM, only=["collections"])).total == 1
    await fetch("DELETE FROM provider_invoices")
    assert (await doctor.examine(SYSTEM, only=["collections"])).total == 1


async def test_what_a_customer_was_told_stays_with_its_key(stripe: StripeStandIn, invoice: Invoice) -> None:
    stripe.lose = {1}
    await hand_over()
    await User.filter(id=invoice.user_id).update(name="Basalt AG", email="new@basalt.example")
    await hand_over()
    assert [each["name"] for each in stripe.customers.values()] == ["Basalt AI"]
    assert (await ProviderInvoice.get()).status == "open"


@pytest.mark.parametrize(
    ("amount", "currency", "minor"),
    [("49.00", "USD", 4900), ("0.01", "EUR", 1), ("500", "JPY", 500), ("1.230", "KWD", 1230), ("7", "ISK", 700)],
)
def test_amounts_are_in_the_units_of_each_currency(amount: str, currency: str, minor: int) -> None:
    assert to_minor(Decimal(amount), currency) == minor
    assert str(from_minor(minor, currency)) == amount


def test_no_amount_is_rounded_to_be_collected() -> None:
    for amount, currency in (("1.234", "KWD"), ("0.5", "JPY"), ("1.001", "LYD")):
        with pytest.raises(ValueError, match="decimals"):
            to_minor(Decimal(amount), currency)
    with pytest.raises(ValueError, match="decimals"):
        from_minor(750, "ISK")
