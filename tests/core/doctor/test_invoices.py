"""doctor: each corruption of an invoice is found, and a sound month raises no alarm."""

from datetime import UTC, datetime, timedelta

import pytest

from core import billing, doctor, metering, plans
from core.accounts import SYSTEM
from core.database import fetch
from core.plans import ChargeDraft
from tests.conftest import Holder
from tests.support.calls import call_of, record

MAY = datetime(2026, 5, 1, tzinfo=UTC)
NAMES = (
    "invoice_numbers",
    "invoice_periods",
    "invoice_contents",
    "credit_notes",
    "invoice_usage",
    "ledger",
    "payments",
    "credits",
    "prepayments",
    "unit_packs",
)
BROKEN = {
    "invoice_numbers": "UPDATE invoices SET number = number + 7 WHERE number = 3",
    "invoice_periods": "UPDATE invoices SET period_start = period_start + interval '1 hour' WHERE number = 2",
    "invoice_contents": "UPDATE invoice_lines SET explanation = 'because' WHERE kind = 'usage'",
    "credit_notes": "UPDATE invoices SET credited = 1 WHERE number = 1",
    "ledger": "UPDATE ledger_entries SET amount = amount + 1 WHERE account = 'receivable'",
    "credits": "UPDATE credit_grants SET remaining = remaining - 1",
    "unit_packs": "UPDATE unit_packs SET lapsed = lapsed + 1",
    "prepayments": "UPDATE credit_grants SET held = true WHERE invoice_id IS NOT NULL",
    "payments": "UPDATE invoices SET owed = owed - 1, paid = 2 WHERE number = 1",
    "invoice_usage": "UPDATE usage_hours SET digest = digest + 1",
}


@pytest.fixture
async def invoiced(holder: Holder) -> None:
    await metering.ensure_call_meters(["api_calls"])
    await metering.ensure_partitions([MAY])
    charges = [ChargeDraft("Fee", "flat", 9, timing="advance"), ChargeDraft("Calls", "per_unit", 1, "api_calls")]  # type: ignore[arg-type]
    await plans.create_plan(SYSTEM, slug="growth", name="g", currency="USD", charges=charges)
    await plans.publish_plan(SYSTEM, "growth")
    await plans.assign_plan(SYSTEM, holder.user.id, plan="growth", starts_at=MAY)
    await record([call_of(holder.user, holder.key, MAY + timedelta(hours=n)) for n in range(5)])
    await billing.add_unit_pack(SYSTEM, holder.user.id, meter="api_calls", units="3", reason="r", effective_at=MAY)
    await billing.run_invoices(SYSTEM, until=MAY + timedelta(days=40))
    await billing.grant_credit(SYSTEM, holder.user.id, kind="prepaid", amount="20", currency="USD", reason="r",
                               effective_at=MAY)  # fmt: skip
    await record([call_of(holder.user, holder.key, MAY + timedelta(hours=n)) for n in range(2)])  # late
    await billing.run_invoices(SYSTEM, until=MAY + timedelta(days=70))
    await billing.set_prepayment(SYSTEM, holder.user.id, top_up_below="30", top_up_amount="50", top_up_granted="paid")
    assert await billing.top_up(SYSTEM) == 1
    (bought, *_) = (await billing.list_invoices(SYSTEM, user_id=holder.user.id)).items
    await billing.record_payment(SYSTEM, bought.id, amount="50")


async def test_a_sound_business_raises_no_alarm(invoiced: None) -> None:
    assert (await doctor.examine(SYSTEM, only=NAMES)).total == 0


async def test_a_balanced_transaction_that_no_document_stands_behind_is_found(invoiced: None) -> None:
    await fetch("ALTER TABLE ledger_entries DISABLE TRIGGER ledger_entries_frozen")
    await fetch("UPDATE ledger_entries SET amount = amount * 2")
    report = await doctor.examine(SYSTEM, only=["ledger"])
    assert "the documents say" in report.findings["ledger"][0]


@pytest.mark.parametrize("name", NAMES)
async def test_each_corruption_is_found(invoiced: None, name: str) -> None:
    for table in ("invoices", "invoice_lines", "ledger_entries"):
        await fetch(f"ALTER TABLE {table} DISABLE TRIGGER USER")
    await fetch(BROKEN[name])
    assert (await doctor.examine(SYSTEM, only=[name])).total > 0
