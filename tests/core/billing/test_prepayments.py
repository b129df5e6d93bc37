"""Paying ahead: credit that is bought as it runs low, and usage that is invoiced while its period runs. Each once."""

import asyncio
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from core import billing, clock, doctor, ledger, metering, plans
from core.accounts import SYSTEM
from core.billing import InvoiceDetails
from core.database import fetch
from core.errors import Conflict, InvalidInput, NotFound
from core.ids import new_id
from core.plans import ChargeDraft, VersionOptions
from tests.conftest import Holder
from tests.support.calls import call_of, record

MAY, JUNE, JULY = (datetime(2026, month, 1, tzinfo=UTC) for month in (5, 6, 7))
#: $60 in advance, $0.50 a call with ten included, at least $70 and for usage at most $100 a month.
FEE = ChargeDraft("Fee", "flat", Decimal(60), timing="advance")
CALLS = ChargeDraft("Calls", "per_unit", Decimal("0.5"), "api_calls", Decimal(10))
NAMES = ("invoice_numbers", "invoice_periods", "invoice_contents", "credit_notes", "invoice_usage", "ledger", "credits",
         "payments", "prepayments")  # fmt: skip


class Life:
    """What a user does at instants of May, and what is invoiced for it."""

    def __init__(self, holder: Holder) -> None:
        self.holder, self.made = holder, 0

    async def use(self, number: int, at: datetime = MAY) -> list[Any]:
        calls = [call_of(self.holder.user, self.holder.key, at + timedelta(seconds=n)) for n in range(number)]
        assert await record(calls) == [None] * number
        return calls

    async def set(self, **asked: Any) -> None:
        await billing.set_prepayment(SYSTEM, self.holder.user.id, **asked)

    async def look(self, at: datetime) -> tuple[int, int]:
        """As the job does, at an instant: how many invoices for usage and for credit it makes."""
        with clock.standing_at(at):
            return await billing.invoice_thresholds(SYSTEM), await billing.top_up(SYSTEM)

    async def close(self, until: datetime) -> None:
        await billing.run_invoices(SYSTEM, until=until)

    async def invoices(self, kind: str | None = None) -> list[InvoiceDetails]:
        """Oldest first."""
        page = await billing.list_invoices(SYSTEM, user_id=self.holder.user.id)
        found = [await billing.get_invoice(SYSTEM, each.id) for each in reversed(page.items)]
        return [each for each in found if kind in (None, each.invoice.kind)]

    async def lines(self, kind: str | None = None) -> list[list[tuple[str, str]]]:
        return [[(line.kind, f"{line.amount:.2f}") for line in each.lines] for each in await self.invoices(kind)]

    async def credit(self) -> list[tuple[str, bool]]:
        found = await billing.list_credits(SYSTEM, self.holder.user.id)
        return [(f"{each.remaining:.2f}", each.held) for each in found]


async def is_sound() -> None:
    assert (await doctor.examine(SYSTEM, only=NAMES)).findings == {name: [] for name in NAMES}


@pytest.fixture
async def life(holder: Holder) -> Life:
    await metering.ensure_call_meters(["api_calls"])
    await metering.ensure_partitions([MAY, JUNE, JULY])
    options = VersionOptions(minimum=Decimal(70), spend_cap=Decimal(100))
    await plans.create_plan(SYSTEM, slug="growth", name="g", currency="USD", charges=[FEE, CALLS], options=options)
    await plans.publish_plan(SYSTEM, "growth")
    await plans.assign_plan(SYSTEM, holder.user.id, plan="growth", starts_at=MAY)
    made = Life(holder)
    await made.close(MAY)
    return made


async def test_usage_is_invoiced_as_it_reaches_the_amount_and_the_period_bills_the_rest(life: Life) -> None:
    await life.set(threshold="20")
    await life.use(49)  # $19.50
    assert await life.look(MAY + timedelta(days=2)) == (0, 0)
    await life.use(1, MAY + timedelta(days=2))
    assert await life.look(MAY + timedelta(days=3)) == (1, 0)
    assert await life.look(MAY + timedelta(days=4)) == (0, 0)
    await life.use(60, MAY + timedelta(days=5))
    assert await life.look(MAY + timedelta(days=6)) == (1, 0)
    await life.use(3, MAY + timedelta(days=7))
    await life.close(JUNE)
    # 50 - 10 = 40 calls; 110 - 10 = 100 calls are $50, less $20; then 103, and the fee was above the minimum with them.
    assert await life.lines() == [
        [("advance", "60.00")],
        [("usage", "20.00")],
        [("usage", "50.00"), ("progressive", "-20.00")],
        [("usage", "51.50"), ("progressive", "-20.00"), ("progressive", "-30.00"), ("advance", "60.00")],
    ]
    first, second, last = (await life.invoices())[1:]
    assert [each.invoice.kind for each in (first, second, last)] == ["threshold", "threshold", "period"]
    assert [each.lines[0].events for each in (first, second, last)] == [50, 110, 113]
    assert (await billing.line_events(SYSTEM, second.invoice.id, 0)).digest_holds
    assert (second.invoice.period_end, last.invoice.period_start) == (MAY + timedelta(days=6), MAY)
    await is_sound()


async def test_the_cap_of_the_period_holds_over_all_of_its_invoices(life: Life) -> None:
    await life.set(threshold="60")
    await life.use(150)
    await life.look(MAY + timedelta(days=3))
    await life.use(200, MAY + timedelta(days=4))
    assert await life.look(MAY + timedelta(days=5)) == (0, 0)  # $40 are left below the cap
    await life.close(JUNE)
    assert (await life.lines())[1:] == [
        [("usage", "70.00")],
        [("usage", "170.00"), ("cap", "-70.00"), ("progressive", "-70.00"), ("advance", "60.00")],
    ]
    await is_sound()


async def test_usage_taken_back_is_credited_on_the_invoice_that_billed_it(life: Life) -> None:
    await life.set(threshold="20")
    calls = await life.use(60)
    await life.look(MAY + timedelta(days=3))
    assert await record([each.retraction() for each in calls[:20]]) == [None] * 20
    await life.close(JUNE)
    _, early, last = await life.invoices()
    # 40 - 10 = 30 calls are $15, and $25 was invoiced.
    assert [(line.kind, f"{line.amount:.2f}") for line in last.lines] == [
        ("usage", "15.00"), ("progressive", "-25.00"), ("credited", "10.00"), ("advance", "60.00"),
    ]  # fmt: skip
    (note,) = (await billing.list_credit_notes(SYSTEM)).items
    assert (note.invoice_id, f"{note.total:.2f}") == (early.invoice.id, "10.00")
    await is_sound()


async def test_coupons_taxes_and_credits_are_on_it_as_on_every_invoice(life: Life) -> None:
    user_id = life.holder.user.id
    await billing.create_tax_rate(SYSTEM, slug="vat", name="VAT", percent="19")
    await billing.set_tax_profile(SYSTEM, usage="vat")
    await billing.create_coupon(SYSTEM, code="half", name="Half", percent="50")
    await billing.attach_coupon(SYSTEM, user_id, code="half")
    await billing.grant_credit(SYSTEM, user_id, kind="promotional", amount="5", currency="USD", reason="r",
                               effective_at=MAY)  # fmt: skip
    await life.set(threshold="20")
    await life.use(50)
    await life.look(MAY + timedelta(days=3))
    (early,) = await life.invoices("threshold")
    said = early.invoice
    # $20 less half = $10, and 19% of that = $1.90; the credit pays $5.
    assert (f"{said.discount:.2f}", f"{said.tax:.2f}", f"{said.total:.2f}", f"{said.owed:.2f}") == (
        "10.00", "1.90", "11.90", "6.90",
    )  # fmt: skip
    await life.close(JUNE)
    # The usage is level with what was invoiced, so that only the fee is left: $60 less half, untaxed.
    last = (await life.invoices())[-1].invoice
    assert (f"{last.tax:.2f}", f"{last.total:.2f}") == ("0.00", "30.00")
    await is_sound()


async def test_what_is_void_is_billed_by_the_period_and_what_was_taken_off_is_not_void(life: Life) -> None:
    await life.set(threshold="20")
    await life.use(50)
    await life.look(MAY + timedelta(days=3))
    (early,) = await life.invoices("threshold")
    again = await billing.void_invoice(SYSTEM, early.invoice.id, reason="wrong name", reissue=True)
    assert (again.invoice.kind, again.invoice.replaces_id) == ("threshold", early.invoice.id)
    assert [line.explanation for line in again.lines] == [line.explanation for line in early.lines]
    await life.set()
    await billing.void_invoice(SYSTEM, again.invoice.id, reason="for good")
    await life.close(JUNE)
    assert (await life.lines("period"))[1] == [("usage", "20.00"), ("advance", "60.00")]
    await life.set(threshold="20")
    await life.use(50, JUNE)
    await life.look(JUNE + timedelta(days=3))
    await life.close(JULY)
    with pytest.raises(Conflict, match="void that one first"):
        await billing.void_invoice(SYSTEM, (await life.invoices("threshold"))[-1].invoice.id, reason="r")
    await is_sound()


async def test_late_usage_of_an_earlier_period_waits_for_the_boundary_and_is_billed_once(life: Life) -> None:
    await life.close(JUNE)
    await life.set(threshold="20")
    await life.use(50, JUNE)
    await life.use(30, MAY)  # late: 30 - 10 = 20 calls are $10
    await life.look(JUNE + timedelta(days=3))
    await life.close(JULY)
    await life.use(2, JUNE + timedelta(days=9))  # late too, after the whole of June was billed in two invoices
    await life.close(datetime(2026, 8, 1, tzinfo=UTC))
    june, july = (await life.lines("period"))[-2:]
    # May had been brought to the minimum by $10, which its usage is now.
    assert [each for each in june if each[0] == "late"] == [("late", "10.00"), ("late", "-10.00")]
    assert ("progressive", "-20.00") in june
    assert [each for each in july if each[0] == "late"] == [("late", "1.00")]
    await is_sound()


async def test_credit_is_bought_as_it_runs_low_and_is_good_at_once(life: Life) -> None:
    await life.set(top_up_below="10", top_up_amount="50", top_up_days=90)
    at = MAY + timedelta(days=2)
    assert await life.look(at) == (0, 1)
    assert await life.look(at) == (0, 0) and await life.credit() == [("50.00", False)]
    (bought,) = await life.invoices("top_up")
    said = bought.invoice
    assert (f"{said.total:.2f}", f"{said.owed:.2f}", said.subscription_id) == ("50.00", "50.00", None)
    assert [line.kind for line in bought.lines] == ["top_up"]
    # 90 - 10 = 80 calls are $40: $10 are left, and with one more less.
    await life.use(90)
    assert await life.look(at) == (0, 0)
    await life.use(1, at)
    assert await life.look(at + timedelta(days=1)) == (0, 1)
    await life.close(JUNE)
    usage = (await life.invoices())[-1].invoice
    assert (usage.payment_status, f"{usage.total:.2f}") == ("partial", "100.50") and f"{usage.owed:.2f}" == "0.50"
    await billing.record_payment(SYSTEM, said.id, amount="50")
    newest = (await ledger.list_transactions(SYSTEM, life.holder.user.id)).items
    assert newest[0][1] == {"cash": Decimal(50), "receivable": Decimal(-50)}
    assert {"receivable": Decimal(50), "prepaid": Decimal(-50)} in [amounts for _, amounts in newest]
    await is_sound()


async def test_credit_that_waits_for_its_payment_is_bought_once_and_pays_nothing_before(life: Life) -> None:
    await life.set(top_up_below="10", top_up_amount="50", top_up_granted="paid")
    assert await life.look(MAY + timedelta(days=2)) == (0, 1)
    assert await life.look(MAY + timedelta(days=3)) == (0, 0) and await life.credit() == [("50.00", True)]
    await life.use(40)
    await life.close(JUNE)
    assert (await life.invoices())[-1].invoice.payment_status == "open"
    (bought,) = await life.invoices("top_up")
    await billing.record_payment(SYSTEM, bought.invoice.id, amount="20")
    assert await life.credit() == [("50.00", True)]
    last = await billing.record_payment(SYSTEM, bought.invoice.id, amount="30")
    assert await life.credit() == [("50.00", False)]
    await billing.refund_payment(SYSTEM, last.id, reason="charged back")
    assert await life.credit() == [("50.00", True)]
    await is_sound()


async def test_a_top_up_is_void_with_its_credit_unless_that_was_used(life: Life) -> None:
    await life.set(top_up_below="10", top_up_amount="50")
    await life.look(MAY + timedelta(days=2))
    (bought,) = await life.invoices("top_up")
    with pytest.raises(Conflict, match="revoke"):
        await billing.credit_invoice(SYSTEM, bought.invoice.id, amount="1", reason="r")
    with clock.standing_at(MAY + timedelta(days=3)):
        again = await billing.void_invoice(SYSTEM, bought.invoice.id, reason="r", reissue=True)
    assert sorted(await life.credit()) == [("0.00", False), ("50.00", False)]
    await is_sound()
    await life.use(20)
    await life.close(JUNE)
    with pytest.raises(Conflict, match="used"):
        await billing.void_invoice(SYSTEM, again.invoice.id, reason="r")
    await is_sound()


@pytest.mark.parametrize("asked", [{"threshold": "20"}, {"top_up_below": "10", "top_up_amount": "50"}], ids=str)
async def test_whoever_looks_at_once_makes_one_invoice_for_a_crossing(life: Life, asked: dict[str, str]) -> None:
    await life.set(**asked)
    await life.use(60)
    await billing.grant_credit(SYSTEM, life.holder.user.id, kind="prepaid", amount="30", currency="USD", reason="r",
                               effective_at=MAY)  # fmt: skip
    found = await asyncio.gather(*[life.look(MAY + timedelta(days=3)) for _ in range(6)])
    assert sum(sum(each) for each in found) == 1
    await is_sound()


async def test_revoked_credit_is_gone_and_its_money_is_where_it_came_from(life: Life) -> None:
    user_id = life.holder.user.id
    given = {
        kind: await billing.grant_credit(
            SYSTEM,
            user_id,
            kind=kind,
            amount="80",
            currency="USD",
            reason=kind,  # type: ignore[arg-type]
            effective_at=MAY,
        )
        for kind in ("prepaid", "promotional")
    }
    await life.close(JUNE)  # the minimum was reached by the fee of May but for $10; with the fee of June it is $70
    for grant in given.values():
        await billing.revoke_credit(SYSTEM, grant.id, reason="a mistake")
        with pytest.raises(Conflict, match="Nothing is left"):
            await billing.revoke_credit(SYSTEM, grant.id, reason="a mistake")
    await life.set(top_up_below="10", top_up_amount="50")
    await life.look(JUNE + timedelta(days=2))
    (bought,) = await life.invoices("top_up")
    await billing.record_payment(SYSTEM, bought.invoice.id, amount="50")
    bought_id = next(each.id for each in await billing.list_credits(SYSTEM, user_id) if each.invoice_id)
    await billing.revoke_credit(SYSTEM, bought_id, reason="it leaves")
    sums = {
        row["account"]: row["sum"] for row in await fetch("SELECT account, sum(amount) FROM ledger_entries GROUP BY 1")
    }
    assert (sums["prepaid"], sums["cash"], sums["balance"]) == (0, 120, -50)
    # $70 of the prepaid $80 paid June's invoice; $10 of it went out again, $50 came in for what is balance now.
    assert await life.credit() == [("0.00", False)] * 3
    with pytest.raises(NotFound):
        await billing.revoke_credit(SYSTEM, new_id(), reason="r")
    await is_sound()


async def test_what_cannot_be_asked_for(life: Life) -> None:
    wrong: tuple[dict[str, Any], ...] = (
        {"top_up_below": "1"}, {"top_up_amount": "1"}, {"top_up_below": "0", "top_up_amount": "1"}, {"threshold": "0"},
        {"threshold": "0.001"}, {"top_up_granted": "never"}, {"top_up_days": 0},
    )  # fmt: skip
    for asked in wrong:
        with pytest.raises(InvalidInput):
            await life.set(**asked)
    found = await billing.get_prepayment(SYSTEM, life.holder.user.id)
    assert (found.threshold, found.top_up_amount, found.currency) == (None, None, "USD")
