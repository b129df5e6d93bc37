"""From lines to what is owed, by hand: each case names its rule, and every amount was worked out from the contract.

A month of 2026 is meant by its first day, UTC. The plan costs $60.00 in advance and $0.50 a call, ten a month included;
the invoice of May is the fee of May alone.
"""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from core import billing, doctor, ledger, metering, plans
from core.accounts import SYSTEM
from core.database import fetch
from core.plans import ChargeDraft
from tests.conftest import Holder
from tests.support.calls import call_of, record

MAY, JUNE, JULY, AUGUST = (datetime(2026, month, 1, tzinfo=UTC) for month in (5, 6, 7, 8))
FEE = ChargeDraft("Fee", "flat", Decimal(60), timing="advance")
CALLS = ChargeDraft("Calls", "per_unit", Decimal("0.5"), "api_calls", Decimal(10))
NAMES = ("invoice_numbers", "invoice_contents", "credit_notes", "ledger", "credits", "payments")


class Life:
    """What a user has and does."""

    def __init__(self, holder: Holder) -> None:
        self.holder, self.user_id = holder, holder.user.id

    async def subscribe(self, plan: str = "plan") -> None:
        await plans.assign_plan(SYSTEM, self.user_id, plan=plan, starts_at=MAY)

    async def use(self, number: int, at: datetime) -> None:
        calls = [call_of(self.holder.user, self.holder.key, at + timedelta(seconds=n)) for n in range(number)]
        assert await record(calls) == [None] * number

    async def coupon(self, code: str, **terms: Any) -> None:
        await billing.create_coupon(SYSTEM, code=code, name=code, **terms)
        await billing.attach_coupon(SYSTEM, self.user_id, code=code)

    async def tax(self, percent: str, *, inclusive: bool = False) -> None:
        await billing.create_tax_rate(SYSTEM, slug="vat", name="VAT", percent=percent, inclusive=inclusive)
        await billing.set_tax_profile(SYSTEM, fees="vat", usage="vat")

    async def credit(self, amount: str, kind: Any = "promotional", expires: datetime | None = None) -> None:
        """Good since before May; an expiry may be past by now."""
        grant = await billing.grant_credit(
            SYSTEM, self.user_id, kind=kind, amount=amount, currency="USD", reason=f"{kind} {amount}",
            effective_at=MAY - timedelta(days=1),
        )  # fmt: skip
        await fetch("UPDATE credit_grants SET expires_at = $2 WHERE id = $1", grant.id, expires)

    async def close(self, *until: datetime) -> billing.Invoice:
        for each in until:
            await billing.run_invoices(SYSTEM, until=each)
        return (await billing.list_invoices(SYSTEM, user_id=self.user_id)).items[0]


async def percent_first(life: Life) -> None:
    await life.coupon("tenth", percent="10")
    await life.coupon("five", amount="5", currency="USD")
    await life.tax("19")
    await life.credit("20")
    await life.subscribe()
    await life.close(MAY)


async def amount_first(life: Life) -> None:
    await life.coupon("five", amount="5", currency="USD")
    await life.coupon("tenth", percent="10")
    await life.tax("19")
    await life.subscribe()
    await life.close(MAY)


async def contained(life: Life) -> None:
    await life.tax("7", inclusive=True)
    await life.subscribe()
    await life.close(MAY)
    await life.coupon("third", percent="33.333")
    await life.close(JUNE)


async def cent_on_equal_lines(life: Life) -> None:
    await life.subscribe()
    await life.close(MAY)
    await life.coupon("cent", amount="0.01", currency="USD")
    await life.tax("19")
    await life.use(130, MAY)
    await life.close(JUNE)


async def tax_on_equal_lines(life: Life) -> None:
    await life.subscribe()
    await life.close(MAY)
    await life.tax("19.005")
    await life.use(130, MAY)
    await life.close(JUNE)


async def credited_bit_by_bit(life: Life) -> None:
    await life.tax("19")
    await life.subscribe()
    invoice = await life.close(MAY)
    for amount in ("10", "10", "10", "41.40"):
        await billing.credit_invoice(SYSTEM, invoice.id, amount=amount, reason="r")


async def across_an_expiry(life: Life) -> None:
    await life.credit("100", "prepaid", JUNE + timedelta(hours=1))
    await life.credit("50", "promotional", JUNE)
    await life.subscribe()
    assert await billing.lapse_credits(SYSTEM) == 0  # both are over by now, and May and June may still use them
    await life.close(MAY, JUNE)
    assert await billing.lapse_credits(SYSTEM) == 1
    await life.close(JULY)


async def free(life: Life) -> None:
    await life.coupon("free", percent="100", invoices=1)
    await life.tax("19")
    await life.subscribe()
    await life.close(MAY, JUNE)


async def nothing_to_be_free_of(life: Life) -> None:
    await life.coupon("free", percent="100", invoices=1)
    await life.subscribe("calls")
    await life.close(JUNE)
    await life.use(20, JUNE)
    await life.close(JULY)


async def void(life: Life) -> None:
    await life.subscribe()
    first = await life.close(MAY)
    await billing.record_payment(SYSTEM, first.id, amount="75")
    await life.coupon("tenth", percent="10", invoices=1)
    await life.credit("20")
    second = await life.close(JUNE)
    await billing.void_invoice(SYSTEM, second.id, reason="r")


async def void_and_anew(life: Life) -> None:
    await void(life)
    await life.close(JULY)


async def life_has(life: Life) -> tuple[int | None, dict[str, str], str]:
    """Uses of the coupon, credits, and balance that are left."""
    left = [each.invoices_left for each, _ in await billing.attachments_of_user(SYSTEM, life.user_id)]
    credits = {each.reason: f"{each.remaining:.2f}" for each in await billing.list_credits(SYSTEM, life.user_id)}
    balances = [each.balance for each in await ledger.balances_of(SYSTEM, life.user_id)]
    return (left[0] if left else None), credits, f"{balances[0]:.2f}" if balances else "0.00"


#: Subtotal, discount, tax, total, owed of each invoice; and how it stands.
_Figures = tuple[str, str, str, str, str, str]


@dataclass(frozen=True)
class Case:
    """`lines` are the shares of each line of the last invoice: amount, discount, tax. `notes` are the tax in each credit
    note. `has`: uses of the coupon, credits and balance that are left in the end."""

    rule: str
    live: Callable[[Life], Awaitable[None]]
    invoices: Sequence[_Figures]
    lines: Sequence[tuple[str, str, str]] = ()
    notes: Sequence[str] = ()
    has: tuple[int | None, dict[str, str], str] = (None, {}, "0.00")


CASES = [
    # 10% of 60 = 6; 5 of 54; 19% of 49 = 9.31; 58.31 less 20 of credit.
    Case("coupons in their order, then tax, then credit: percent before amount", percent_first,
         [("60.00", "11.00", "9.31", "58.31", "38.31", "partial")], [("60.00", "11.00", "9.31")],
         has=(None, {"promotional 20": "0.00"}, "0.00")),
    # 5 of 60; 10% of 55 = 5.50; 19% of 49.50 = 9.405.
    Case("coupons in their order: amount before percent, and a tax is rounded half away from zero", amount_first,
         [("60.00", "10.50", "9.41", "58.91", "58.91", "open")], [("60.00", "10.50", "9.41")]),
    # 60 x 7 / 107 = 3.9252; 33.333% of 60 = 19.9998, and 40 x 7 / 107 = 2.6168: the prices stay what they are.
    Case("an inclusive tax is rounded once and adds nothing", contained,
         [("60.00", "0.00", "3.93", "60.00", "60.00", "open"), ("60.00", "20.00", "2.62", "40.00", "40.00", "open")],
         [("0.00", "0.00", "0.00"), ("60.00", "20.00", "2.62")]),
    # 120 x 0.50 = 60. One cent of two lines of 60: the first. 19% of 119.99 = 22.7981; 11.399 and 11.401 by share.
    Case("a tie of a discount goes to the first line", cent_on_equal_lines,
         [("60.00", "0.00", "0.00", "60.00", "60.00", "open"), ("120.00", "0.01", "22.80", "142.79", "142.79", "open")],
         [("60.00", "0.01", "11.40"), ("60.00", "0.00", "11.40")]),
    # 19.005% of 120 = 22.806: 11.405 each.
    Case("a tie of a tax goes to the first line", tax_on_equal_lines,
         [("60.00", "0.00", "0.00", "60.00", "60.00", "open"), ("120.00", "0.00", "22.81", "142.81", "142.81", "open")],
         [("60.00", "0.00", "11.41"), ("60.00", "0.00", "11.40")]),
    # 11.40 / 71.40 of 10, 20, 30: 1.5966, 3.1933, 4.7899; of all of it 11.40.
    Case("credit notes: the tax of all that is credited, less what was given back", credited_bit_by_bit,
         [("60.00", "0.00", "11.40", "71.40", "0.00", "paid")], notes=["1.60", "1.59", "1.60", "6.61"]),
    # May: 50 of the gift, which expires first, and 10. June ends before the prepaid credit does: 60. The rest lapses.
    Case("credit pays for what ended before it expired, and then lapses", across_an_expiry,
         [("60.00", "0.00", "0.00", "60.00", "0.00", "paid")] * 2 + [("60.00", "0.00", "0.00", "60.00", "60.00", "open")],
         has=(None, {"prepaid 100": "0.00", "promotional 50": "0.00"}, "0.00")),
    Case("a coupon of 100% makes an invoice that is numbered and paid", free,
         [("60.00", "60.00", "0.00", "0.00", "0.00", "paid"), ("60.00", "0.00", "11.40", "71.40", "71.40", "open")],
         [("0.00", "0.00", "0.00"), ("60.00", "0.00", "11.40")], has=(0, {}, "0.00")),
    # Zero before coupons is skipped and uses none; then 10 x 0.50.
    Case("nothing to be free of uses no coupon", nothing_to_be_free_of,
         [("0.00", "0.00", "0.00", "0.00", "0.00", "skipped"), ("5.00", "5.00", "0.00", "0.00", "0.00", "paid")],
         [("5.00", "5.00", "0.00")], has=(0, {}, "0.00")),
    # 54: 20 of credit, 15 of balance, 19 owed; and all of it back.
    Case("a void gives coupon, credit and balance back", void,
         [("60.00", "0.00", "0.00", "60.00", "0.00", "paid"), ("60.00", "6.00", "0.00", "54.00", "0.00", "void")],
         has=(1, {"promotional 20": "20.00"}, "15.00")),
    # The fee of June was on the void one, so that the next has it too: 120, less 12, 20 of credit and 15 of balance.
    Case("what a void gave back is used by the next, which bills what was void", void_and_anew,
         [("60.00", "0.00", "0.00", "60.00", "0.00", "paid"), ("60.00", "6.00", "0.00", "54.00", "0.00", "void"),
          ("120.00", "12.00", "0.00", "108.00", "73.00", "partial")],
         has=(0, {"promotional 20": "0.00"}, "0.00")),
]  # fmt: skip


@pytest.fixture
async def life(holder: Holder) -> Life:
    await metering.ensure_call_meters(["api_calls"])
    await metering.ensure_partitions([MAY, JUNE, JULY, AUGUST])
    for slug, charges in (("plan", [FEE, CALLS]), ("calls", [CALLS])):
        await plans.create_plan(SYSTEM, slug=slug, name=slug, currency="USD", charges=charges)
        await plans.publish_plan(SYSTEM, slug)
    return Life(holder)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.rule.replace(" ", "_"))
async def test_golden(case: Case, life: Life) -> None:
    await case.live(life)
    found = (await billing.list_invoices(SYSTEM)).items[::-1]
    figures = [
        (*(f"{getattr(each, name):.2f}" for name in ("subtotal", "discount", "tax", "total", "owed")), each.payment_status
         if each.status == "finalized" else each.status)
        for each in found
    ]  # fmt: skip
    assert figures == list(case.invoices)
    if case.lines:
        lines = (await billing.lines_of_invoices(SYSTEM, [found[-1].id]))[found[-1].id]
        shares = [tuple(f"{getattr(line, name):.2f}" for name in ("amount", "discount", "tax")) for line in lines]
        assert shares == list(case.lines)
    notes = (await billing.list_credit_notes(SYSTEM)).items[::-1]
    assert [f"{note.tax:.2f}" for note in notes] == list(case.notes)
    assert await life_has(life) == case.has
    assert (await doctor.examine(SYSTEM, only=NAMES)).total == 0
