"""Whole lives of subscriptions, invoice by invoice: every amount was worked out by hand from the billing contract.

A month of 2026 is meant by its first day, UTC. The plan costs $60 in advance and $0.50 a call, ten included, with a
minimum of $70 a month; a day of June (thirty days) is $2 of the fee.
"""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from core import billing, doctor, metering, plans
from core.accounts import SYSTEM
from core.database import fetch
from core.plans import ChargeDraft, Pause, VersionOptions
from tests.conftest import Holder
from tests.support.calls import call_of, record

MAY, JUNE, JULY, AUGUST = (datetime(2026, month, 1, tzinfo=UTC) for month in (5, 6, 7, 8))
FEE = ChargeDraft("Fee", "flat", Decimal(60), timing="advance")
CALLS = ChargeDraft("Calls", "per_unit", Decimal("0.5"), "api_calls", Decimal(10))
OPTIONS = VersionOptions(minimum=Decimal(70))


class Life:
    """What happens to one subscription."""

    def __init__(self, holder: Holder) -> None:
        self.holder = holder
        self.calls: list[Any] = []

    async def use(self, number: int, at: datetime) -> None:
        made = [call_of(self.holder.user, self.holder.key, at + timedelta(seconds=n)) for n in range(number)]
        self.calls += made
        assert await record(made) == [None] * number

    async def take_back(self, number: int) -> None:
        back, self.calls = self.calls[:number], self.calls[number:]
        assert await record([each.retraction() for each in back]) == [None] * number

    async def close(self, until: datetime) -> None:
        await billing.run_invoices(SYSTEM, until=until)

    async def cancel(self, at: datetime) -> None:
        """As `cancel_subscription` does, at an instant of the past."""
        await fetch("UPDATE subscriptions SET ends_at = $1", at)
        await fetch("UPDATE billing_schedules SET next_at = least(next_at, $1)", at)

    async def pause(self, start: datetime, end: datetime | None) -> None:
        row = (await plans.list_subscriptions(SYSTEM, self.holder.user.id))[0]
        await Pause.create(user_id=self.holder.user.id, root_id=row.root_id, starts_at=start, ends_at=end)


async def plain(life: Life) -> None:
    await life.use(40, MAY)
    await life.close(JUNE)


async def below_minimum(life: Life) -> None:
    await life.use(14, MAY)
    await life.close(JUNE)


async def late(life: Life) -> None:
    await life.use(14, MAY)
    await life.close(JUNE)
    await life.use(30, MAY + timedelta(days=3))
    await life.close(JULY)


async def taken_back(life: Life) -> None:
    await life.use(50, MAY)
    await life.close(JUNE)
    await life.take_back(40)
    await life.close(JULY)


async def cancelled(life: Life) -> None:
    await life.close(JUNE)
    await life.use(16, JUNE)
    await life.cancel(JUNE + timedelta(days=10))
    await life.close(AUGUST)


async def paused(life: Life) -> None:
    await life.close(JUNE)
    await life.use(30, JUNE)
    await life.pause(JUNE + timedelta(days=10), JUNE + timedelta(days=20))
    await life.use(100, JUNE + timedelta(days=15))
    await life.close(JULY)


async def paused_for_good(life: Life) -> None:
    await life.close(JUNE)
    await life.pause(JUNE + timedelta(days=15), None)
    await life.close(AUGUST)


async def voided(life: Life) -> None:
    await life.use(40, MAY)
    await life.close(JUNE)
    newest = (await billing.list_invoices(SYSTEM)).items[0]
    await billing.void_invoice(SYSTEM, newest.id, reason="wrong name", reissue=True)


async def seats_raised(life: Life) -> None:
    await life.close(JUNE)
    await life.use(30, JUNE)
    await plans.assign_plan(SYSTEM, life.holder.user.id, plan="bigger", starts_at=JUNE + timedelta(days=15))
    await life.use(20, JUNE + timedelta(days=16))
    await life.close(JULY)


@dataclass(frozen=True)
class Case:
    """`lines` are of the invoices from the second on (the first is the fee of May in advance): status and (kind,
    amount). `notes` are the number of the invoice that each credit note is on, and its amount."""

    rule: str
    live: Callable[[Life], Awaitable[None]]
    lines: Sequence[tuple[str, Sequence[tuple[str, str]]]]
    notes: Sequence[tuple[int, str]] = ()


LIVES = [
    # 40 - 10 = 30 x 0.50 = 15; with the fee of 60 that is above the minimum of 70.
    Case("arrears before, fees in advance after", plain, [("finalized", [("usage", "15.00"), ("advance", "60.00")])]),
    # 4 x 0.50 = 2; 60 + 2 = 62, so 8 are missing.
    Case("the minimum counts the fee that an earlier invoice carried", below_minimum,
         [("finalized", [("usage", "2.00"), ("minimum", "8.00"), ("advance", "60.00")])]),
    # May anew: 34 x 0.50 = 17, no minimum any more: 17 - 2 and 0 - 8. June: nothing used, 70 - 60 = 10.
    Case("late usage: what all costs, minimum run anew, less what was billed", late,
         [("finalized", [("usage", "2.00"), ("minimum", "8.00"), ("advance", "60.00")]),
          ("finalized", [("usage", "0.00"), ("minimum", "10.00"), ("late", "15.00"), ("late", "-8.00"),
                         ("advance", "60.00")])]),
    # 40 x 0.50 = 20 was billed; now 10 calls are within what is included, and the minimum is missing 10: 10 come back.
    Case("usage taken back after its invoice is a credit note on it", taken_back,
         [("finalized", [("usage", "20.00"), ("advance", "60.00")]),
          ("finalized", [("usage", "0.00"), ("minimum", "10.00"), ("late", "-20.00"), ("late", "10.00"),
                         ("credited", "10.00"), ("advance", "60.00")])],
         [(2, "10.00")]),
    # Ten days: fee 20, so 40 of 60 come back; 6 x 0.50 = 3; a third of the minimum is 23.33, 20 + 3 = 23: 0.33 more.
    Case("cancelled: the fee comes back by the day, what does not fit as a credit note", cancelled,
         [("finalized", [("usage", "0.00"), ("minimum", "10.00"), ("advance", "60.00")]),
          ("skipped", [("usage", "3.00"), ("minimum", "0.33"), ("adjustment", "-40.00"), ("credited", "36.67")])],
         [(2, "36.67")]),
    # Twenty days: fee 40, 20 come back. 30 - 10 = 20 x 0.50 = 10, then nothing. Two thirds of the minimum: 46.67.
    Case("paused: no fee for the pause, and what was used in it stays unpriced", paused,
         [("finalized", [("usage", "0.00"), ("minimum", "10.00"), ("advance", "60.00")]),
          ("finalized", [("usage", "10.00"), ("usage", "0.00"), ("adjustment", "-20.00"), ("advance", "60.00")])]),
    # Half of June: 30 come back, half of the minimum is 35, 5 missing. July: nothing at all, and no fee in advance.
    Case("paused for good: half of the fee comes back, and then nothing is owed", paused_for_good,
         [("finalized", [("usage", "0.00"), ("minimum", "10.00"), ("advance", "60.00")]),
          ("skipped", [("usage", "0.00"), ("minimum", "5.00"), ("adjustment", "-30.00"), ("credited", "25.00")]),
          ("skipped", [])],
         [(2, "25.00")]),
    Case("void and issued anew: the same amounts under the next number", voided,
         [("void", [("usage", "15.00"), ("advance", "60.00")]),
          ("finalized", [("usage", "15.00"), ("advance", "60.00")])]),
    # Half at 60, half at 90: 75, so 15 more. 20 x 0.50 = 10; then 20 more at 1: F(50) - F(30) = 40 - 20. Both halves of
    # the minimum (35 of each version) are reached: 30 + 10, 45 + 20.
    Case("a dearer plan in the middle: the fee by its parts, usage goes on where it stood", seats_raised,
         [("finalized", [("usage", "0.00"), ("minimum", "10.00"), ("advance", "60.00")]),
          ("finalized", [("usage", "10.00"), ("usage", "20.00"), ("adjustment", "15.00"), ("advance", "90.00")])]),
]  # fmt: skip


@pytest.fixture
async def life(holder: Holder) -> Life:
    await metering.ensure_call_meters(["api_calls"])
    await metering.ensure_partitions([MAY, JUNE, JULY, AUGUST])
    dearer = (ChargeDraft("Fee", "flat", Decimal(90), timing="advance"),
              ChargeDraft("Calls", "per_unit", Decimal(1), "api_calls", Decimal(10)))  # fmt: skip
    for slug, charges in (("plan", (FEE, CALLS)), ("bigger", dearer)):
        await plans.create_plan(SYSTEM, slug=slug, name=slug, currency="USD", charges=charges, options=OPTIONS)
        await plans.publish_plan(SYSTEM, slug)
    await plans.assign_plan(SYSTEM, holder.user.id, plan="plan", starts_at=MAY)
    return Life(holder)


@pytest.mark.parametrize("case", LIVES, ids=lambda case: case.rule.replace(" ", "_"))
async def test_golden(case: Case, life: Life) -> None:
    await case.live(life)
    found = (await billing.list_invoices(SYSTEM)).items[::-1]
    lines = await billing.lines_of_invoices(SYSTEM, [each.id for each in found])
    said = [(each.status, [(line.kind, f"{line.amount:.2f}") for line in lines[each.id]]) for each in found]
    assert said[0] == ("finalized", [("advance", "60.00")])
    assert said[1:] == [(status, list(each)) for status, each in case.lines]
    numbers = {each.id: each.number for each in found}
    notes = (await billing.list_credit_notes(SYSTEM)).items[::-1]
    assert [(numbers[note.invoice_id], f"{note.total:.2f}") for note in notes] == list(case.notes)
    only = ["invoice_numbers", "invoice_periods", "invoice_contents", "credit_notes", "invoice_usage"]
    assert (await doctor.examine(SYSTEM, only=only)).total == 0
