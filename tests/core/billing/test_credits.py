"""Credits: which of them pay an invoice, in what order, and that no cent of them is lost."""

import random
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from core import accounts, billing, clock, doctor, ledger, metering, plans
from core.accounts import SYSTEM
from core.billing import Invoice
from core.database import fetch
from core.errors import InvalidInput, KeymeterError
from core.plans import ChargeDraft
from tests.conftest import Holder

MONTHS = [datetime(2026, month, 1, tzinfo=UTC) for month in range(5, 11)]
NAMES = ["ledger", "payments", "credits", "credit_notes", "invoice_contents"]


@pytest.fixture
async def plan(holder: Holder) -> None:
    """A fee of 49.00 in advance."""
    await metering.ensure_partitions(MONTHS)
    charges = [ChargeDraft("Fee", "flat", Decimal(49), timing="advance")]
    await plans.create_plan(SYSTEM, slug="growth", name="g", currency="USD", charges=charges)
    await plans.publish_plan(SYSTEM, "growth")
    await plans.assign_plan(SYSTEM, holder.user.id, plan="growth", starts_at=MONTHS[0])


async def give(holder: Holder, amount: str, reason: str, **more: Any) -> None:
    """Promotional, good since long ago."""
    told = {"kind": "promotional", "currency": "USD", "effective_at": MONTHS[0] - timedelta(days=1)} | more
    expires = told.pop("expires_at", None)
    grant = await billing.grant_credit(SYSTEM, holder.user.id, amount=amount, reason=reason, **told)
    if expires is not None:  # which may be past by now
        await fetch("UPDATE credit_grants SET expires_at = $2 WHERE id = $1", grant.id, expires)


async def invoice_of(holder: Holder, until: datetime) -> Invoice:
    await billing.run_invoices(SYSTEM, until=until)
    (newest, *_) = (await billing.list_invoices(SYSTEM, user_id=holder.user.id)).items
    return newest


async def paid_by(holder: Holder, invoice: Invoice) -> list[tuple[str, str]]:
    reasons = {grant.id: grant.reason for grant in await billing.list_credits(SYSTEM, holder.user.id)}
    payments = await billing.list_payments(SYSTEM, invoice.id)
    return [(reasons.get(each.grant_id, each.method), f"{each.amount:.2f}") for each in payments]


async def left(holder: Holder) -> dict[str, str]:
    return {each.reason: f"{each.remaining:.2f}" for each in await billing.list_credits(SYSTEM, holder.user.id)}


async def is_sound() -> bool:
    return (await doctor.examine(SYSTEM, only=NAMES)).total == 0


async def test_credits_burn_by_priority_then_expiry_then_age_and_the_balance_comes_last(
    plan: None, holder: Holder
) -> None:
    far = MONTHS[5]
    await give(holder, "10", "old, for ever")
    await give(holder, "10", "young, for ever")
    await give(holder, "10", "later", expires_at=far + timedelta(days=1))
    await give(holder, "10", "sooner", expires_at=far)
    await give(holder, "5", "first", priority=1)
    first = await invoice_of(holder, MONTHS[0])
    assert await paid_by(holder, first) == [
        ("first", "5.00"), ("sooner", "10.00"), ("later", "10.00"), ("old, for ever", "10.00"), ("young, for ever", "10.00"),
    ]  # fmt: skip
    assert (first.payment_status, f"{first.owed:.2f}") == ("partial", "4.00")
    await billing.record_payment(SYSTEM, first.id, amount="14")
    await give(holder, "45", "next")
    second = await invoice_of(holder, MONTHS[1])
    assert await paid_by(holder, second) == [("next", "45.00"), ("balance", "4.00")]
    assert await is_sound()


async def test_only_credit_of_the_currency_and_of_the_time_pays(plan: None, holder: Holder) -> None:
    await give(holder, "10", "euros", currency="EUR")
    await give(holder, "10", "not yet", effective_at=MONTHS[0])
    await give(holder, "10", "over", expires_at=MONTHS[0])
    await give(holder, "10", "just good", effective_at=MONTHS[0] - timedelta(microseconds=1),
               expires_at=MONTHS[0] + timedelta(microseconds=1))  # fmt: skip
    first = await invoice_of(holder, MONTHS[0])
    assert await paid_by(holder, first) == [("just good", "10.00")]
    assert await paid_by(holder, await invoice_of(holder, MONTHS[1])) == [("not yet", "10.00")]


async def test_credit_is_no_part_of_what_is_taxed(plan: None, holder: Holder) -> None:
    await billing.create_tax_rate(SYSTEM, slug="vat", name="VAT", percent="19")
    await billing.set_tax_profile(SYSTEM, fees="vat")
    await give(holder, "58.31", "all of it", kind="prepaid")
    first = await invoice_of(holder, MONTHS[0])
    assert (f"{first.tax:.2f}", f"{first.total:.2f}", first.payment_status) == ("9.31", "58.31", "paid")
    newest, before, granted = (await ledger.list_transactions(SYSTEM, holder.user.id)).items
    assert newest[1] == {"prepaid": Decimal("58.31"), "receivable": Decimal("-58.31")}
    assert granted[1] == {"cash": Decimal("58.31"), "prepaid": Decimal("-58.31")}
    assert before[0].kind == "invoice" and await is_sound()


async def test_a_void_gives_credit_back_and_the_replacement_takes_it_again(plan: None, holder: Holder) -> None:
    await give(holder, "60", "gift")
    first = await invoice_of(holder, MONTHS[0])
    assert await left(holder) == {"gift": "11.00"}
    new = await billing.void_invoice(SYSTEM, first.id, reason="r", reissue=True)
    assert (new.invoice.payment_status, await left(holder)) == ("paid", {"gift": "11.00"})
    await billing.void_invoice(SYSTEM, new.invoice.id, reason="r")
    assert await left(holder) == {"gift": "60.00"} and await is_sound()


async def test_what_expires_lapses_once_no_period_may_use_it_any_more(plan: None, holder: Holder) -> None:
    await give(holder, "60", "prepaid", kind="prepaid", expires_at=MONTHS[1] + timedelta(minutes=5))
    await give(holder, "7", "gift", currency="EUR", expires_at=MONTHS[1])
    assert await billing.lapse_credits(SYSTEM) == 0  # May is not invoiced yet, and the first may still pay for it
    await invoice_of(holder, MONTHS[0])
    # It expires as May ends, which is what it would have to outlive.
    assert (await billing.lapse_credits(SYSTEM), (await left(holder))["gift"]) == (1, "0.00")
    second = await invoice_of(holder, MONTHS[1])
    assert await paid_by(holder, second) == [("prepaid", "11.00")]
    await billing.lapse_credits(SYSTEM)
    assert await left(holder) == {"prepaid": "0.00", "gift": "0.00"}
    await billing.void_invoice(SYSTEM, second.id, reason="r")
    assert (await left(holder))["prepaid"] == "11.00"
    assert await billing.lapse_credits(SYSTEM) == 1
    assert await billing.lapse_credits(SYSTEM) == 0
    rows = await fetch("SELECT sum(amount) AS lapsed FROM ledger_entries WHERE account = 'breakage'")
    assert rows[0]["lapsed"] == -11 and await is_sound()


async def test_what_is_no_credit(holder: Holder) -> None:
    good = {"kind": "prepaid", "amount": "1", "currency": "USD", "reason": "r"}
    wrong: tuple[dict[str, Any], ...] = (
        {"kind": "gift"}, {"amount": "0"}, {"amount": "1.001"}, {"currency": "usd"}, {"priority": 101}, {"reason": ""},
        {"expires_at": clock.now()}, {"effective_at": clock.now() + timedelta(days=2), "expires_at": clock.now() + timedelta(days=1)},
    )  # fmt: skip
    for each in wrong:
        with pytest.raises(InvalidInput):
            await billing.grant_credit(SYSTEM, holder.user.id, **(good | each))
    assert await billing.list_credits(SYSTEM, holder.user.id) == []


@pytest.mark.parametrize("seed", range(3))
async def test_no_cent_of_credit_is_lost_whatever_is_done(plan: None, holder: Holder, seed: int) -> None:
    chance, months = random.Random(seed), iter(MONTHS)
    invoices: list[Invoice] = []
    for step in range(30):
        amount = f"{Decimal(chance.randrange(1, 9000)) / 100:.2f}"
        try:
            match chance.choice(("give", "give", "void", "month", "lapse", "pay", "credit")):
                case "give":
                    await give(holder, amount, f"{step}", kind=chance.choice(("prepaid", "promotional")),
                               priority=chance.randrange(3), expires_at=chance.choice((None, *MONTHS[1:])))  # fmt: skip
                case "month" if (at := next(months, None)) is not None:
                    invoices.append(await invoice_of(holder, at))
                case "void" if invoices:
                    await billing.void_invoice(
                        SYSTEM, chance.choice(invoices).id, reason="r", reissue=chance.random() < 0.5
                    )
                case "pay" if invoices:
                    await billing.record_payment(SYSTEM, chance.choice(invoices).id, amount=amount)
                case "credit" if invoices:
                    await billing.credit_invoice(SYSTEM, chance.choice(invoices).id, amount=amount, reason="r")
                case "lapse":
                    await billing.lapse_credits(SYSTEM)
        except KeymeterError as refused:
            assert refused.code in ("invoice_not_finalized", "invoice_not_void", "invalid_input")
    assert await is_sound()


async def test_on_a_test_clock_credit_lapses_by_that_clock_alone(plan: None) -> None:
    start = datetime(2027, 1, 1, tzinfo=UTC)
    made = await billing.create_test_clock(SYSTEM, name="c", now_at=start)
    user = await accounts.create_user(SYSTEM, name="Clocked")
    await billing.attach_to_test_clock(SYSTEM, made.id, user.id)
    for days, kind in ((3, "prepaid"), (100, "promotional")):
        await billing.grant_credit(SYSTEM, user.id, kind=kind, amount="9", currency="USD", reason=f"{days}",  # type: ignore[arg-type]
                                   effective_at=start, expires_at=start + timedelta(days=days))  # fmt: skip

    async def remaining() -> dict[str, int]:
        return {each.reason: int(each.remaining) for each in await billing.list_credits(SYSTEM, user.id)}

    with clock.standing_at(start + timedelta(days=4)):
        assert await billing.lapse_credits(SYSTEM) == 0
    await billing.advance_test_clock(SYSTEM, made.id, start + timedelta(days=2))
    assert await remaining() == {"3": 9, "100": 9}
    await billing.advance_test_clock(SYSTEM, made.id, start + timedelta(days=4))
    assert await remaining() == {"3": 0, "100": 9} and await is_sound()
