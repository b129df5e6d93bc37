"""Unit packs: which usage they cover, what is left of its price, and that no unit of them is lost."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from core import billing, clock, doctor, metering, plans
from core.accounts import SYSTEM
from core.billing import InvoiceDetails
from core.billing.packing import cover
from core.errors import Conflict, InvalidInput, NotFound
from core.ids import new_id
from core.metering import SealedUsage
from core.plans import ChargeDraft
from core.pricing import Tier
from tests.conftest import Holder
from tests.support.calls import call_of, record

MAY, JUNE, JULY = (datetime(2026, month, 1, tzinfo=UTC) for month in (5, 6, 7))
NAMES = ("invoice_contents", "invoice_usage", "ledger", "credits", "payments", "unit_packs", "prepayments")
CALLS = ChargeDraft("Calls", "per_unit", Decimal("0.5"), "api_calls", Decimal(10))


class Life:
    """A user on a plan of $0.50 a call, ten of a month included."""

    def __init__(self, holder: Holder) -> None:
        self.holder = holder

    async def use(self, number: int, at: datetime = MAY) -> list[Any]:
        calls = [call_of(self.holder.user, self.holder.key, at + timedelta(seconds=n)) for n in range(number)]
        assert await record(calls) == [None] * number
        return calls

    async def add(self, units: str, reason: str = "r", **more: Any) -> billing.UnitPack:
        """Good since long ago."""
        told = {"meter": "api_calls", "effective_at": MAY - timedelta(days=1)} | more
        with clock.standing_at(MAY):
            return await billing.add_unit_pack(SYSTEM, self.holder.user.id, units=units, reason=reason, **told)

    async def close(self, until: datetime) -> InvoiceDetails:
        await billing.run_invoices(SYSTEM, until=until)
        (newest, *_) = (await billing.list_invoices(SYSTEM, user_id=self.holder.user.id)).items
        return await billing.get_invoice(SYSTEM, newest.id)

    async def left(self) -> dict[str, str]:
        found = await billing.list_unit_packs(SYSTEM, self.holder.user.id)
        return {pack.reason: f"{pack.remaining:.0f}" for pack, _ in found}


async def is_sound() -> None:
    assert (await doctor.examine(SYSTEM, only=NAMES)).findings == {name: [] for name in NAMES}


async def sell(slug: str, *charges: ChargeDraft) -> None:
    await plans.create_plan(SYSTEM, slug=slug, name=slug, currency="USD", charges=charges)
    await plans.publish_plan(SYSTEM, slug)


@pytest.fixture
async def life(holder: Holder) -> Life:
    await metering.ensure_call_meters(["api_calls"])
    await metering.ensure_partitions([MAY, JUNE, JULY])
    await sell("growth", CALLS)
    await plans.assign_plan(SYSTEM, holder.user.id, plan="growth", starts_at=MAY)
    return Life(holder)


def said(line: Any) -> tuple[str, int, str]:
    return f"{line.quantity:.0f}", line.events, f"{line.amount:.2f}"


async def test_packs_cover_usage_behind_the_allowance_and_the_rest_is_priced(life: Life) -> None:
    await life.add("15", "old")
    await life.add("20", "sooner", expires_at=JUNE + timedelta(days=1))
    await life.use(50)
    invoice = await life.close(JUNE)
    # 50 - 10 included = 40, of which packs cover 35: 5 x $0.50.
    assert said(invoice.lines[0]) == ("50", 50, "2.50")
    assert invoice.lines[0].explanation == (
        "50 units, 35 of them from packs; 15 units - 10 included = 5 x $0.50 = $2.50".replace(
            "units", invoice.lines[0].unit
        )
    )
    assert await life.left() == {"old": "0", "sooner": "0"}
    await is_sound()


async def test_what_expires_first_is_used_first_and_only_what_outlives_the_period(life: Life) -> None:
    await life.add("100", "for ever")
    await life.add("100", "too short", expires_at=JUNE)
    await life.add("5", "just enough", expires_at=JUNE + timedelta(microseconds=1))
    await life.add("100", "not yet", effective_at=JUNE)
    await life.use(18)
    assert said((await life.close(JUNE)).lines[0]) == ("18", 18, "0.00")
    assert await life.left() == {"for ever": "97", "too short": "100", "just enough": "0", "not yet": "100"}
    assert await billing.lapse_unit_packs(SYSTEM) == 1  # June is not over, and "just enough" has nothing left
    assert (await life.left())["too short"] == "0"
    await is_sound()


async def test_usage_within_the_allowance_uses_no_pack(life: Life) -> None:
    await life.add("100")
    await life.use(10)
    assert (await life.close(JUNE)).invoice.status == "skipped" and await life.left() == {"r": "100"}
    await is_sound()


async def test_tiers_are_those_of_what_is_left_and_a_change_of_plan_goes_on(life: Life, holder: Holder) -> None:
    tiers = (Tier(Decimal(20), Decimal(1)), Tier(None, Decimal("0.1")))
    await sell("tiers", ChargeDraft("Calls", "graduated", Decimal(0), "api_calls", tiers=tiers))
    await plans.assign_plan(SYSTEM, holder.user.id, plan="tiers", starts_at=MAY + timedelta(days=15))
    await life.add("12")
    await life.use(15)
    await life.use(30, MAY + timedelta(days=16))
    first, second = (await life.close(JUNE)).lines
    # Of the first price 15 - 10 = 5 are covered: nothing is left to pay. Of the second 7 of 30: it goes on at 10, as
    # the covered ones were never used, so 10 more at $1 and 13 at $0.10.
    assert said(first) == ("15", 15, "0.00") and said(second) == ("30", 30, "11.30")
    await is_sound()


async def test_a_void_gives_units_back_and_the_replacement_takes_them_again(life: Life) -> None:
    await life.add("10")
    await life.use(30)
    invoice = await life.close(JUNE)
    again = await billing.void_invoice(SYSTEM, invoice.invoice.id, reason="r", reissue=True)
    assert [line.explanation for line in again.lines] == [line.explanation for line in invoice.lines]
    assert await life.left() == {"r": "0"}
    await billing.void_invoice(SYSTEM, again.invoice.id, reason="r")
    assert await life.left() == {"r": "10"}
    await is_sound()


async def test_late_usage_is_priced_behind_what_packs_covered_then(life: Life) -> None:
    await life.add("25")
    await life.use(30)
    assert said((await life.close(JUNE)).lines[0]) == ("30", 30, "0.00") and await life.left() == {"r": "5"}
    await life.use(3, MAY + timedelta(days=3))
    await life.use(12, JUNE)
    late = [line for line in (await life.close(JULY)).lines if line.kind == "late"]
    assert [f"{line.amount:.2f}" for line in late] == ["1.50"] and await life.left() == {"r": "3"}
    await is_sound()


async def test_an_invoice_for_usage_so_far_counts_on_packs_that_the_period_takes(life: Life) -> None:
    await billing.set_prepayment(SYSTEM, life.holder.user.id, threshold="5")
    await life.add("20")
    await life.use(45)
    with clock.standing_at(MAY + timedelta(days=2)):
        assert await billing.invoice_thresholds(SYSTEM) == 1
    (early,) = (await billing.list_invoices(SYSTEM, user_id=life.holder.user.id)).items
    assert f"{early.total:.2f}" == "7.50" and await life.left() == {"r": "20"}  # 45 - 10 - 20 = 15
    assert (await life.close(JUNE)).invoice.status == "skipped" and await life.left() == {"r": "0"}
    await is_sound()


async def test_units_are_sold_by_an_invoice_with_the_tax_on_usage_and_are_void_with_it(life: Life) -> None:
    user_id = life.holder.user.id
    await billing.create_tax_rate(SYSTEM, slug="vat", name="VAT", percent="19")
    await billing.set_tax_profile(SYSTEM, usage="vat")
    pack = await life.add("100", amount="40")
    assert pack.invoice_id is not None
    sold = await billing.get_invoice(SYSTEM, pack.invoice_id)
    assert (sold.invoice.kind, f"{sold.invoice.tax:.2f}", f"{sold.invoice.total:.2f}") == ("pack", "7.60", "47.60")
    assert sold.lines[0].explanation.startswith("100 ") and sold.lines[0].explanation.endswith("= $40.00")
    await billing.credit_invoice(SYSTEM, (await life.add("1", amount="1")).invoice_id, amount="1", reason="r")  # type: ignore[arg-type]
    again = await billing.void_invoice(SYSTEM, sold.invoice.id, reason="r", reissue=True)
    assert again.invoice.replaces_id == sold.invoice.id and again.lines[0].explanation == sold.lines[0].explanation
    await life.use(20)
    await life.close(JUNE)
    with pytest.raises(Conflict, match="used"):
        await billing.void_invoice(SYSTEM, again.invoice.id, reason="r")
    packs = [pack for pack, _ in await billing.list_unit_packs(SYSTEM, user_id) if pack.remaining]
    for each in packs:
        await billing.revoke_unit_pack(SYSTEM, each.id, reason="r")
    with pytest.raises(Conflict, match="Nothing is left"):
        await billing.revoke_unit_pack(SYSTEM, packs[0].id, reason="r")
    with pytest.raises(NotFound):
        await billing.revoke_unit_pack(SYSTEM, new_id(), reason="r")
    await is_sound()


async def test_what_is_no_pack(life: Life) -> None:
    await metering.create_meter(SYSTEM, slug="peak", name="Peak", event_type="e", aggregation="max", value_property="v")
    wrong: tuple[dict[str, Any], ...] = (
        {"meter": "peak"}, {"units": "0"}, {"units": "-1"}, {"amount": "0"}, {"amount": "0.001"}, {"reason": ""},
        {"expires_at": MAY - timedelta(days=2)},
    )  # fmt: skip
    for each in wrong:
        with pytest.raises(InvalidInput):
            await life.add(**({"units": "1"} | each))
    assert await life.left() == {}


def test_covered_units_leave_the_parts_of_usage_adding_up() -> None:
    parts = (("a", Decimal(3), 3), ("b", Decimal(9), 9))
    first, second = cover(
        [SealedUsage(Decimal(12), 12, parts=parts), SealedUsage(Decimal(-1), 1)], Decimal(2), Decimal(7)
    )
    assert (first.units, first.used.quantity, first.used.events) == (7, 5, 12)
    assert [part[1] for part in first.used.parts] == [0, 5]
    assert (second.units, second.used.quantity) == (0, -1)


async def test_an_estimate_is_what_packs_leave_of_the_invoice_to_come(life: Life) -> None:
    await life.add("15")
    await life.use(40)
    found = await billing.estimate_user(SYSTEM, life.holder.user.id, at=MAY + timedelta(days=20))
    # Ten are included, fifteen are of the pack: fifteen are left, and the forecast is for a longer time.
    assert str(found.estimate.total_to_date) == "7.50"
    assert found.estimate.forecast_total >= found.estimate.total_to_date
    closed = await life.close(JUNE)
    assert str(closed.invoice.total.quantize(Decimal("0.01"))) == "7.50"
    assert await life.left() == {"r": "0"}
