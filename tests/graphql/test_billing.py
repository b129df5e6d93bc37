"""Previews, credit notes, the events of a line and business figures over GraphQL: what the core says, no more."""

from datetime import timedelta
from decimal import Decimal

import pytest

from core import accounts, billing, keys, metering, plans
from core.accounts import SYSTEM
from core.clock import now
from core.plans import ChargeDraft
from tests.conftest import Holder
from tests.support.calls import call_of, record

CALLS = ChargeDraft("Calls", "per_unit", Decimal("0.5"), "api_calls")


@pytest.fixture(scope="module")
async def holder(app) -> Holder:
    """On a plan since the month before, with three calls in it and two in this one."""
    await metering.ensure_call_meters(["api_calls"])
    this = now().replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    before = (this - timedelta(days=1)).replace(day=1)
    await metering.ensure_partitions([before, this])
    for slug, fee in (("small", 60), ("large", 90)):
        charges = [ChargeDraft("Fee", "flat", Decimal(fee)), CALLS]
        await plans.create_plan(SYSTEM, slug=slug, name=slug, currency="USD", charges=charges)
        await plans.publish_plan(SYSTEM, slug)
    user = await accounts.create_user(SYSTEM, name="Basalt AI")
    issued = await keys.create_key(SYSTEM, user_id=user.id, name="k")
    await plans.assign_plan(SYSTEM, user.id, plan="small", starts_at=before)
    moments = [before + timedelta(hours=n) for n in range(3)] + [this + timedelta(microseconds=n) for n in range(2)]
    assert await record([call_of(user, issued.key, at) for at in moments]) == [None] * 5
    await billing.run_invoices(SYSTEM, until=this)
    return Holder(user, issued.key, issued.secret)


async def test_the_invoice_that_comes_next_and_what_a_change_makes_of_it(ask, holder):
    query = """query($user: UUID!) {
        invoicePreview(userId: $user) { subtotal { amount } discount { amount } tax { amount } discounts { name }
            taxes { name } total { amount } lines { name amount { amount } explanation } }
        changePreview(userId: $user, change: ASSIGN, plan: "large", when: PERIOD_END) {
            before { total { amount } } after { total { amount } } differences { amount currency } }
    }"""
    found = await ask(query, user=str(holder.user.id))
    assert found["invoicePreview"]["total"] == found["invoicePreview"]["subtotal"] == {"amount": "61.00"}
    assert [found["invoicePreview"][name] for name in ("discount", "tax", "discounts", "taxes")] == [
        {"amount": "0.00"}, {"amount": "0.00"}, [], [],
    ]  # fmt: skip
    assert [line["name"] for line in found["invoicePreview"]["lines"]] == ["Fee", "Calls"]
    assert found["changePreview"] == {
        "before": [{"total": {"amount": "61.00"}}], "after": [{"total": {"amount": "61.00"}}],
        "differences": [{"amount": "0.00", "currency": "USD"}],
    }  # fmt: skip
    (row,) = await plans.list_subscriptions(SYSTEM, holder.user.id)
    assert row.ends_at is None, "it was only looked at"


async def test_exactly_the_events_of_a_line(ask, holder):
    (invoice,) = (await billing.list_invoices(SYSTEM, user_id=holder.user.id)).items
    query = """query($id: UUID!, $after: String) { lineEvents(invoiceId: $id, position: 1, first: 2, after: $after) {
        digestHolds events { edges { node { id type } } pageInfo { hasNextPage endCursor } } } }"""
    first = (await ask(query, id=str(invoice.id)))["lineEvents"]
    rest = (await ask(query, id=str(invoice.id), after=first["events"]["pageInfo"]["endCursor"]))["lineEvents"]
    assert first["digestHolds"] and len(first["events"]["edges"]) == 2 and len(rest["events"]["edges"]) == 1
    assert not rest["events"]["pageInfo"]["hasNextPage"]


async def test_a_credit_note_is_issued_and_stands_on_its_invoice(ask, holder):
    (invoice,) = (await billing.list_invoices(SYSTEM, user_id=holder.user.id)).items
    mutation = """mutation($id: UUID!) { creditInvoice(id: $id, amount: "1.50", reason: "An outage") {
        number total { amount } explanation } }"""
    made = (await ask(mutation, id=str(invoice.id)))["creditInvoice"]
    assert made == {"number": "CN-1", "total": {"amount": "1.50"}, "explanation": "An outage"}
    query = "query($id: UUID!) { invoice(id: $id) { credited { amount } creditNotes { number } } }"
    found = (await ask(query, id=str(invoice.id)))["invoice"]
    assert found == {"credited": {"amount": "1.50"}, "creditNotes": [{"number": "CN-1"}]}


async def test_a_payment_is_recorded_given_back_and_stands_in_the_ledger(ask, holder):
    (invoice,) = (await billing.list_invoices(SYSTEM, user_id=holder.user.id)).items
    amount = f"{invoice.owed + 5:.2f}"
    mutation = "mutation($id: UUID!, $of: Decimal!) { recordPayment(invoiceId: $id, amount: $of) { id method } }"
    made = (await ask(mutation, id=str(invoice.id), of=amount))["recordPayment"]
    assert made["method"] == "MANUAL"
    mutation = 'mutation($id: UUID!) { refundPayment(id: $id, amount: "6", reason: "r") { reopened { amount } } }'
    assert (await ask(mutation, id=made["id"]))["refundPayment"] == {"reopened": {"amount": "1.00"}}
    query = """query($id: UUID!, $user: UUID!) {
        invoice(id: $id) { paymentStatus owed { amount } payments { amount { amount } refunded { amount } } }
        balances(userId: $user) { owed { amount } balance { amount } }
        sums: balances(userId: $user) { accounts { account } }
        about: ledger(userId: $user, invoiceId: $id) { edges { node { kind } } }
        ledger(userId: $user, first: 1) { edges { node { kind entries { account amount { amount } } } } } }"""
    found = await ask(query, id=str(invoice.id), user=str(holder.user.id))
    assert found["invoice"]["paymentStatus"] == "PARTIAL" and found["invoice"]["owed"] == {"amount": "1.00"}
    assert found["invoice"]["payments"] == [{"amount": {"amount": amount}, "refunded": {"amount": "6.00"}}]
    assert found["balances"] == [{"owed": {"amount": "1.00"}, "balance": {"amount": "0.00"}}]
    assert {each["account"] for each in found["sums"][0]["accounts"]} == {"receivable", "revenue", "cash", "balance"}
    about = [each["node"]["kind"] for each in found["about"]["edges"]]
    assert [kind for kind in about if kind != "credit_note"] == ["refund", "payment", "invoice"]
    node = found["ledger"]["edges"][0]["node"]
    assert node["kind"] == "refund"
    assert {each["account"]: each["amount"]["amount"] for each in node["entries"]} == {
        "cash": "-6.00", "receivable": "1.00", "balance": "5.00",
    }  # fmt: skip
    mutation = 'mutation($id: UUID!) { giveUpInvoice(id: $id, reason: "r") }'
    assert (await ask(mutation, id=str(invoice.id))) == {"giveUpInvoice": True}


async def test_taxes_and_coupons_are_made_and_given(ask, holder):
    rate = """mutation { createTaxRate(input: {slug: "vat", name: "VAT", percent: "19.5", inclusive: true}) {
        id percent inclusive } }"""
    made = (await ask(rate))["createTaxRate"]
    assert (made["percent"], made["inclusive"]) == ("19.5", True)
    mutation = """mutation($user: UUID!) { setTaxProfile(userId: $user, taxId: "DE 136695976", fees: "vat") {
        taxId feesRateId usageRateId } }"""
    profile = {"taxId": "DE136695976", "feesRateId": made["id"], "usageRateId": None}
    assert (await ask(mutation, user=str(holder.user.id)))["setTaxProfile"] == profile
    coupon = """mutation { createCoupon(input: {code: "ten", name: "Ten", amount: "10", currency: "USD", invoices: 2}) {
        percent amount { amount } invoices } }"""
    assert (await ask(coupon))["createCoupon"] == {"percent": None, "amount": {"amount": "10.00"}, "invoices": 2}
    mutation = 'mutation($user: UUID!) { attachCoupon(userId: $user, code: "ten") { id invoicesLeft } }'
    attached = (await ask(mutation, user=str(holder.user.id)))["attachCoupon"]
    assert attached["invoicesLeft"] == 2
    query = """query($user: UUID!) { taxRates { slug } coupons { code } taxProfile(userId: $user) { taxId }
        couponAttachments(userId: $user) { detachedAt }
        invoices(userId: $user) { edges { node { subtotal { amount } taxes { name } discounts { name } lines { tax { amount } } } } } }"""
    found = await ask(query, user=str(holder.user.id))
    assert found["taxRates"] == [{"slug": "vat"}] and found["coupons"] == [{"code": "ten"}]
    assert found["couponAttachments"] == [{"detachedAt": None}]
    mutation = "mutation($id: UUID!) { detachCoupon(id: $id) { detachedAt } }"
    assert (await ask(mutation, id=attached["id"]))["detachCoupon"]["detachedAt"]


async def test_credit_is_given_and_listed(ask, holder):
    mutation = """mutation($user: UUID!) { grantCredit(userId: $user, input: {
        kind: PROMOTIONAL, amount: "5", currency: "EUR", reason: "A start"}) { id remaining { amount currency } priority } }"""
    made = (await ask(mutation, user=str(holder.user.id)))["grantCredit"]
    assert (made["remaining"], made["priority"]) == ({"amount": "5.00", "currency": "EUR"}, 50)
    query = "query($user: UUID!) { credits(userId: $user) { id kind expiresAt } }"
    found = (await ask(query, user=str(holder.user.id)))["credits"]
    assert {"id": made["id"], "kind": "PROMOTIONAL", "expiresAt": None} in found


async def test_paying_ahead_is_set_and_credit_is_revoked(ask, holder):
    mutation = """mutation($user: UUID!) { setPrepayment(userId: $user, input: {
        topUpBelow: "1", topUpAmount: "20", topUpGranted: PAID, topUpDays: 9, threshold: "30"}) { userId } }"""
    await ask(mutation, user=str(holder.user.id))
    query = """query($user: UUID!) { prepayment(userId: $user) {
        topUpBelow { amount } topUpAmount { amount } topUpGranted topUpDays threshold { amount currency } } }"""
    assert (await ask(query, user=str(holder.user.id)))["prepayment"] == {
        "topUpBelow": {"amount": "1.00"}, "topUpAmount": {"amount": "20.00"}, "topUpGranted": "PAID", "topUpDays": 9,
        "threshold": {"amount": "30.00", "currency": "USD"},
    }  # fmt: skip
    grant = await billing.grant_credit(
        SYSTEM, holder.user.id, kind="promotional", amount="5", currency="EUR", reason="r"
    )
    mutation = 'mutation($id: UUID!) { revokeCredit(id: $id, reason: "r") { remaining { amount } held invoiceId } }'
    made = (await ask(mutation, id=str(grant.id)))["revokeCredit"]
    assert made == {"remaining": {"amount": "0.00"}, "held": False, "invoiceId": None}
    query = "query($user: UUID!) { invoices(userId: $user) { edges { node { kind } } } }"
    found = (await ask(query, user=str(holder.user.id)))["invoices"]["edges"]
    assert {each["node"]["kind"] for each in found} == {"PERIOD"}


async def test_a_unit_pack_is_given_listed_and_revoked(ask, holder):
    mutation = """mutation($user: UUID!) { addUnitPack(userId: $user, input: {
        meter: "api_calls", units: "12.5", reason: "A start"}) { id units remaining invoiceId } }"""
    made = (await ask(mutation, user=str(holder.user.id)))["addUnitPack"]
    assert (made["units"], made["remaining"], made["invoiceId"]) == ("12.5", "12.5", None)
    query = "query($user: UUID!) { unitPacks(userId: $user) { id reason expiresAt } }"
    found = (await ask(query, user=str(holder.user.id)))["unitPacks"]
    assert found == [{"id": made["id"], "reason": "A start", "expiresAt": None}]
    mutation = 'mutation($id: UUID!) { revokeUnitPack(id: $id, reason: "r") { remaining } }'
    assert (await ask(mutation, id=made["id"]))["revokeUnitPack"] == {"remaining": "0"}


async def test_how_the_business_does(ask, holder):
    query = (
        "{ businessFigures { mrrTotal { amount currency } overdue { invoices } churnedUsers mrr { plan { slug } } } }"
    )
    found = (await ask(query))["businessFigures"]
    assert found == {
        "mrrTotal": [{"amount": "60.00", "currency": "USD"}], "overdue": [], "churnedUsers": 0,
        "mrr": [{"plan": {"slug": "small"}}],
    }  # fmt: skip
