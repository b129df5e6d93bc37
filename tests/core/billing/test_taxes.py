"""Taxes and coupons from their settings to the invoice, and back by credit notes and voids."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import asyncpg
import pytest

from core import billing, clock, doctor, ledger, metering, plans
from core.accounts import SYSTEM
from core.billing import Invoice, InvoiceDetails
from core.billing.taxes import taxations_of
from core.database import fetch
from core.errors import Conflict, InvalidInput
from core.plans import ChargeDraft
from tests.conftest import Holder
from tests.support.calls import call_of, record

MONTHS = [datetime(2026, month, 1, tzinfo=UTC) for month in range(5, 11)]
NAMES = ["ledger", "payments", "credit_notes", "invoice_contents"]


@pytest.fixture
async def plan(holder: Holder) -> None:
    """A fee of 49.00 in advance."""
    await metering.ensure_partitions(MONTHS)
    charges = [ChargeDraft("Fee", "flat", Decimal(49), timing="advance")]
    await plans.create_plan(SYSTEM, slug="growth", name="g", currency="EUR", charges=charges)
    await plans.publish_plan(SYSTEM, "growth")
    await plans.assign_plan(SYSTEM, holder.user.id, plan="growth", starts_at=MONTHS[0])


async def invoice_of(holder: Holder, until: datetime) -> InvoiceDetails:
    await billing.run_invoices(SYSTEM, until=until)
    (newest, *_) = (await billing.list_invoices(SYSTEM, user_id=holder.user.id)).items
    return await billing.get_invoice(SYSTEM, newest.id)


def figures(invoice: Invoice) -> tuple[str, str, str, str, str]:
    return tuple(f"{getattr(invoice, name):.2f}" for name in ("subtotal", "discount", "tax", "total", "owed"))  # type: ignore[return-value]


async def vat(slug: str = "vat", percent: str = "19", inclusive: bool = False) -> None:
    await billing.create_tax_rate(SYSTEM, slug=slug, name="VAT", percent=percent, inclusive=inclusive)


async def is_sound() -> bool:
    return (await doctor.examine(SYSTEM, only=NAMES)).total == 0


async def test_a_tax_goes_on_top_and_is_kept_as_it_was(plan: None, holder: Holder) -> None:
    await vat()
    await billing.set_tax_profile(SYSTEM, fees="vat", usage="vat")
    await billing.set_tax_profile(SYSTEM, holder.user.id, tax_id="de 136-695 976")
    first = await invoice_of(holder, MONTHS[0])
    assert figures(first.invoice) == ("49.00", "0.00", "9.31", "58.31", "58.31")
    assert first.invoice.customer["tax_id"] == "DE136695976"
    assert first.invoice.taxes == [
        {"name": "VAT", "percent": "19", "inclusive": False, "base": "49.00", "amount": "9.31",
         "explanation": "19% of €49.00 = €9.31"}
    ]  # fmt: skip
    assert first.lines[0].tax == Decimal("9.31")
    newest, *_ = (await ledger.list_transactions(SYSTEM, holder.user.id)).items
    assert newest[1] == {"receivable": Decimal("58.31"), "revenue": Decimal(-49), "tax": Decimal("-9.31")}
    await billing.set_tax_profile(SYSTEM)
    second = await invoice_of(holder, MONTHS[1])
    assert figures(second.invoice) == ("49.00", "0.00", "0.00", "49.00", "49.00")
    assert billing.hash_of(first.invoice, first.lines) == first.invoice.content_hash
    assert await is_sound()


async def test_ones_own_rate_goes_before_everybodys(plan: None, holder: Holder) -> None:
    await vat()
    await billing.create_tax_rate(SYSTEM, slug="reverse", name="Reverse charge", percent="0")
    await billing.set_tax_profile(SYSTEM, fees="vat", usage="vat")
    await billing.set_tax_profile(SYSTEM, holder.user.id, fees="reverse")
    found = (await invoice_of(holder, MONTHS[0])).invoice
    assert (found.tax, [tax["name"] for tax in found.taxes]) == (0, ["Reverse charge"])


async def test_credit_notes_give_back_exactly_the_tax_in_the_end(plan: None, holder: Holder) -> None:
    await vat()
    await billing.set_tax_profile(SYSTEM, fees="vat")
    first = (await invoice_of(holder, MONTHS[0])).invoice
    # 9.31 / 58.31 of each: 1.5966 -> 1.60, 3.1932 - 1.60 = 1.59, and so on.
    notes = [await billing.credit_invoice(SYSTEM, first.id, amount="10", reason="r") for _ in range(5)]
    assert [f"{note.tax:.2f}" for note in notes] == ["1.60", "1.59", "1.60", "1.60", "1.59"]
    last = await billing.credit_invoice(SYSTEM, first.id, amount="8.31", reason="r")
    assert sum(note.tax for note in [*notes, last]) == Decimal("9.31")
    assert await is_sound()


async def test_fees_that_come_back_are_credited_with_their_coupon_and_tax(plan: None, holder: Holder) -> None:
    await vat()
    await billing.set_tax_profile(SYSTEM, fees="vat")
    await billing.create_coupon(SYSTEM, code="half", name="Half", percent="50", invoices=1)
    await billing.attach_coupon(SYSTEM, holder.user.id, code="half")
    first = (await invoice_of(holder, MONTHS[0])).invoice
    assert figures(first) == ("49.00", "24.50", "4.66", "29.16", "29.16")
    await fetch("UPDATE subscriptions SET ends_at = $1", datetime(2026, 5, 16, 12, tzinfo=UTC))
    await fetch("UPDATE billing_schedules SET next_at = $1", datetime(2026, 5, 16, 12, tzinfo=UTC))
    await billing.run_invoices(SYSTEM, until=MONTHS[1])
    (note,) = (await billing.list_credit_notes(SYSTEM)).items
    # Half of May: 24.50 of its lines, for which 24.50 x 29.16 / 49.00 = 14.58 was asked, 2.33 of it tax.
    assert (note.covered, note.total, note.tax) == (Decimal("24.50"), Decimal("14.58"), Decimal("2.33"))
    assert await is_sound()


async def test_what_was_free_is_not_credited(plan: None, holder: Holder) -> None:
    await billing.create_coupon(SYSTEM, code="free", name="Free", percent="100", invoices=1)
    await billing.attach_coupon(SYSTEM, holder.user.id, code="free")
    first = (await invoice_of(holder, MONTHS[0])).invoice
    assert (figures(first), first.number, first.payment_status) == (
        ("49.00", "49.00", "0.00", "0.00", "0.00"),
        1,
        "paid",
    )
    await fetch("UPDATE subscriptions SET ends_at = $1", datetime(2026, 5, 16, 12, tzinfo=UTC))
    await fetch("UPDATE billing_schedules SET next_at = $1", datetime(2026, 5, 16, 12, tzinfo=UTC))
    await billing.run_invoices(SYSTEM, until=MONTHS[1])
    assert (await billing.list_credit_notes(SYSTEM)).items == []
    assert await is_sound()


async def test_coupons_count_invoices_and_a_void_gives_one_back(plan: None, holder: Holder) -> None:
    await billing.create_coupon(SYSTEM, code="twice", name="Twice", amount="60", currency="EUR", invoices=2)
    await billing.create_coupon(SYSTEM, code="other", name="Other", amount="60", currency="USD")
    await billing.create_coupon(SYSTEM, code="tenth", name="Tenth", percent="10")
    for code in ("twice", "other", "tenth"):
        await billing.attach_coupon(SYSTEM, holder.user.id, code=code)
    first = await invoice_of(holder, MONTHS[0])
    assert [each["name"] for each in first.invoice.discounts] == ["Twice"]  # nothing was left for the tenth
    second = await invoice_of(holder, MONTHS[1])
    assert figures(second.invoice)[1] == "49.00"
    new = await billing.void_invoice(SYSTEM, second.invoice.id, reason="r", reissue=True)
    assert figures(new.invoice)[1] == "49.00"
    third = await invoice_of(holder, MONTHS[2])
    assert figures(third.invoice) == ("49.00", "4.90", "0.00", "44.10", "44.10")
    left = {
        coupon.code: each.invoices_left for each, coupon in await billing.attachments_of_user(SYSTEM, holder.user.id)
    }
    assert left == {"twice": 0, "other": None, "tenth": None}
    *_, (tenth, _) = await billing.attachments_of_user(SYSTEM, holder.user.id)
    await billing.detach_coupon(SYSTEM, tenth.id)
    assert figures((await invoice_of(holder, MONTHS[3])).invoice)[1] == "0.00"
    assert await is_sound()


async def test_inclusive_and_exclusive_do_not_meet_on_one_invoice(plan: None, holder: Holder) -> None:
    await vat()
    await vat("within", inclusive=True)
    with pytest.raises(InvalidInput, match="both"):
        await billing.set_tax_profile(SYSTEM, fees="vat", usage="within")
    await billing.set_tax_profile(SYSTEM, fees="vat")
    with pytest.raises(InvalidInput, match="both"):
        await billing.set_tax_profile(SYSTEM, holder.user.id, usage="within")
    await billing.set_tax_profile(SYSTEM, holder.user.id, fees="within", usage="within")
    await billing.set_tax_profile(SYSTEM, holder.user.id, fees="within")
    with pytest.raises(InvalidInput, match="both"):
        await billing.set_tax_profile(SYSTEM, usage="vat")
    assert figures((await invoice_of(holder, MONTHS[0])).invoice) == ("49.00", "0.00", "7.82", "49.00", "49.00")


@pytest.mark.parametrize(("given", "kept"), [
    ("DE 136 695 976", "DE136695976"), ("fr40303265045", "FR40303265045"), ("EL094259216", "EL094259216"),
    ("GB 980 7806 84", "GB980780684"), ("XX123", "XX123"), ("US12-3456789", "US123456789"),
])  # fmt: skip
def test_a_tax_id_is_kept_in_one_form(given: str, kept: str) -> None:
    assert billing.check_tax_id(given) == kept


@pytest.mark.parametrize("wrong", ["DE136695978", "136695976", "DE", "FR4030326504", "DE<b>", "D" * 40, "EL094259217"])
def test_a_tax_id_of_another_form_is_refused(wrong: str) -> None:
    with pytest.raises(InvalidInput):
        billing.check_tax_id(wrong)


async def test_what_is_no_rate_and_no_coupon(database: str, holder: Holder) -> None:
    await vat()
    for percent in ("-1", "100.01", "x"):
        with pytest.raises(InvalidInput):
            await billing.create_tax_rate(SYSTEM, slug="x", name="x", percent=percent)
    with pytest.raises(Conflict):
        await vat()
    with pytest.raises(asyncpg.IntegrityConstraintViolationError, match="frozen"):
        await fetch("UPDATE tax_rates SET percent = 7")
    with pytest.raises(InvalidInput):
        await billing.set_tax_profile(SYSTEM, fees="nothing")
    with pytest.raises(InvalidInput):
        await billing.set_tax_profile(SYSTEM, tax_id="DE136695976")
    for terms in ({}, {"percent": "1", "amount": "1", "currency": "EUR"}, {"percent": "0"}, {"percent": "101"},
                  {"amount": "1"}, {"amount": "0", "currency": "EUR"}, {"percent": "1", "invoices": 0}):  # fmt: skip
        with pytest.raises(InvalidInput):
            await billing.create_coupon(SYSTEM, code="c", name="c", **terms)  # type: ignore[arg-type]
    with pytest.raises(InvalidInput):
        await billing.attach_coupon(SYSTEM, holder.user.id, code="c")


async def test_categories_of_charges_are_taxed_by_rates_of_their_own_to_the_end(holder: Holder) -> None:
    """Fees in advance of two categories, usage of a third that is invoiced early, late usage, and a cancellation."""
    await metering.ensure_call_meters(["api_calls"])
    await metering.ensure_partitions(MONTHS)
    charges = [
        ChargeDraft("Fee", "flat", Decimal(60), timing="advance"),
        ChargeDraft("Books", "flat", Decimal(30), timing="advance", tax_category="books"),
        ChargeDraft("Calls", "per_unit", Decimal("0.5"), "api_calls", tax_category="telecom"),
    ]
    await plans.create_plan(SYSTEM, slug="growth", name="g", currency="USD", charges=charges)
    await plans.publish_plan(SYSTEM, "growth")
    await plans.clone_plan(SYSTEM, "growth", new_slug="copy", name="c")
    assert await billing.list_tax_categories(SYSTEM) == ["books", "telecom"]
    await vat()
    await vat("reduced", "10")
    await vat("telecom", "50")
    rates = {"books": "reduced", "telecom": "telecom"}
    await billing.set_tax_profile(SYSTEM, fees="vat", usage="vat", categories=rates)
    await plans.assign_plan(SYSTEM, holder.user.id, plan="growth", starts_at=MONTHS[0])
    first = await invoice_of(holder, MONTHS[0])
    assert taxed(first) == [("60.00", "11.40"), ("30.00", "3.00")]
    await record([call_of(holder.user, holder.key, MONTHS[0] + timedelta(seconds=n)) for n in range(20)])
    await billing.set_prepayment(SYSTEM, holder.user.id, threshold="5")
    with clock.standing_at(MONTHS[0] + timedelta(days=2)):
        assert await billing.invoice_thresholds(SYSTEM) == 1
    await record([call_of(holder.user, holder.key, MONTHS[0] + timedelta(hours=1, seconds=n)) for n in range(4)])
    second = await invoice_of(holder, MONTHS[1])
    # 12 of usage, of which 10 were invoiced before at the same 50%.
    assert taxed(second) == [("2.00", "1.00"), ("60.00", "11.40"), ("30.00", "3.00")]
    await record([call_of(holder.user, holder.key, MONTHS[0] + timedelta(hours=2, seconds=n)) for n in range(6)])
    await plans.draft_version(SYSTEM, "growth", currency="USD", charges=[charges[0], charges[2]])
    await plans.publish_plan(SYSTEM, "growth")
    await plans.assign_plan(SYSTEM, holder.user.id, plan="growth", starts_at=MONTHS[1] + timedelta(days=15))
    third = await invoice_of(holder, MONTHS[2])
    # Half a month of books comes back at their own 10%: nothing else is of that rate, so others bear the rest of it.
    assert [(line.kind, f"{line.amount:.2f}", line.working.get("tax_category")) for line in third.lines] == [
        ("usage", "0.00", "telecom"), ("adjustment", "-15.00", "books"), ("late", "3.00", "telecom"),
        ("advance", "60.00", None),
    ]  # fmt: skip
    assert sum(Decimal(base) for base, _ in taxed(third)) == Decimal("48.00")
    assert await is_sound()


async def test_who_has_a_rate_of_its_own_is_not_taxed_by_everybodys_categories(plan: None, holder: Holder) -> None:
    await vat()
    await vat("reverse", "0")
    await billing.set_tax_profile(SYSTEM, fees="vat", usage="vat", categories={"books": "vat"})
    await billing.set_tax_profile(SYSTEM, holder.user.id, fees="reverse")
    found = (await taxations_of([holder.user.id]))[holder.user.id].rates
    assert {name: str(rate.percent) for name, rate in found.items()} == {
        "fees": "0.000000", "usage": "19.000000", "usage/books": "19.000000",
    }  # fmt: skip
    with pytest.raises(InvalidInput):
        await billing.set_tax_profile(SYSTEM, holder.user.id, categories={"books": "unknown"})
    await vat("within", "7", inclusive=True)
    with pytest.raises(InvalidInput, match="inclusively"):
        await billing.set_tax_profile(SYSTEM, categories={"books": "within"}, fees="vat")


async def test_a_pack_is_taxed_as_the_charge_that_it_covers(holder: Holder) -> None:
    await metering.ensure_call_meters(["api_calls"])
    calls = ChargeDraft("Calls", "per_unit", Decimal("0.5"), "api_calls", tax_category="telecom")
    await plans.create_plan(SYSTEM, slug="growth", name="g", currency="USD", charges=[calls])
    await plans.publish_plan(SYSTEM, "growth")
    await plans.assign_plan(SYSTEM, holder.user.id, plan="growth")
    await vat()
    await vat("telecom", "50")
    await billing.set_tax_profile(SYSTEM, usage="vat", categories={"telecom": "telecom"})
    pack = await billing.add_unit_pack(SYSTEM, holder.user.id, meter="api_calls", units="9", amount="10", reason="r")
    assert pack.invoice_id is not None
    again = await billing.void_invoice(SYSTEM, pack.invoice_id, reason="r", reissue=True)
    for found in (await billing.get_invoice(SYSTEM, pack.invoice_id), again):
        assert taxed(found) == [("10.00", "5.00")]


def taxed(found: InvoiceDetails) -> list[tuple[str, str]]:
    """On what, and how much, by each rate."""
    return [(each["base"], each["amount"]) for each in found.invoice.taxes]
