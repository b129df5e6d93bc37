"""The invoice pages, and the version editor with every charge model."""

from datetime import UTC, datetime
from decimal import Decimal

from core import billing, plans
from core.accounts import SYSTEM
from core.database import fetch


async def test_an_invoice_leads_from_its_list_to_the_events_of_a_line(app, business, owner):
    await billing.run_invoices(SYSTEM)
    (row,) = await fetch("SELECT invoice_id, position FROM invoice_lines WHERE events > 1 AND kind = 'usage' LIMIT 1")
    details = await billing.get_invoice(SYSTEM, row["invoice_id"])
    listed = await owner.get(f"/invoices?user={details.user.id}&status=finalized")
    assert f"/invoices/{details.invoice.id}" in listed.text and details.name in listed.text
    shown = await owner.get(f"/invoices/{details.invoice.id}")
    assert f"/lines/{row['position']}" in shown.text
    line = await owner.get(f"/invoices/{details.invoice.id}/lines/{row['position']}")
    assert "their digest was worked out anew just now and holds" in line.text
    await fetch("DELETE FROM usage_events WHERE user_id = $1", details.user.id)
    broken = await owner.get(f"/invoices/{details.invoice.id}/lines/{row['position']}")
    assert "no longer those that this line was made of" in broken.text


async def test_every_charge_model_goes_through_the_editor_and_comes_back_as_it_was(app, business, owner):
    rows = [
        ("Fee", "flat_advance", "", "49", "", "", "", "", "", "", "", "", "books"),
        ("Graduated", "graduated", "api_calls", "", "10", "1000: 0.01 + 5, 0.005", "", "", "1", "500", "", "", ""),
        ("Packs", "package", "words", "5", "", "", "100", "", "", "", "model", "large: 9, x:y: 0.5", ""),
        ("Seats", "seats", "", "12", "1", "", "", "", "", "", "", "", ""),
    ]
    form = {"name": "All", "slug": "all", "currency": "USD", "interval_unit": "month", "interval_count": "3",
            "alignment": "anniversary", "minimum": "100", "trial_days": "14", "due_days": "10"}  # fmt: skip
    names = (
        "name",
        "model",
        "meter",
        "amount",
        "included",
        "tiers",
        "size",
        "per_event",
        "minimum",
        "maximum",
        "dimension",
        "prices",
        "tax",
    )
    columns = {f"charge_{name}": [row[place] for row in rows] for place, name in enumerate(names)}
    answer = await owner.post("/plans", form | columns)
    assert answer.status_code in (204, 303), answer.text
    details = await plans.get_plan(SYSTEM, "all")
    version, charges = details.versions[0]
    assert (version.interval_count, version.alignment, version.minimum, version.trial_days) == (
        3,
        "anniversary",
        100,
        14,
    )
    assert [(charge.model, charge.timing) for charge in charges] == [
        ("flat", "advance"), ("graduated", "arrears"), ("package", "arrears"), ("seats", "arrears"),
    ]  # fmt: skip
    assert [(t.up_to, t.unit_amount, t.flat_amount) for t in charges[1].pricing.tiers] == [
        (Decimal(1000), Decimal("0.01"), Decimal(5)), (None, Decimal("0.005"), Decimal(0)),
    ]  # fmt: skip
    assert charges[2].pricing.dimension_prices == {"large": Decimal(9), "x:y": Decimal("0.5")}
    again = await owner.get("/plans/all/versions/new")
    assert 'value="x:y: 0.5, large: 9"' in again.text  # shorter values first, as PostgreSQL keeps them
    assert 'value="1000: 0.01 + 5, 0.005"' in again.text and 'value="14"' in again.text
    shown = await owner.get("/plans/all")
    assert "each tier at its price" in shown.text and "every 3 months" in shown.text
    assert charges[0].tax_category == "books" and "Taxed as books" in shown.text and 'value="books"' in again.text
    await owner.post("/taxes", {"slug": "reduced", "name": "Reduced", "percent": "7"})
    assert "Charges of the category books" in (await owner.get("/taxes/everybody/edit")).text
    saved = await owner.post("/taxes/everybody", {"fees": "", "usage": "", "category_books": "reduced"})
    assert saved.status_code in (204, 303)
    assert 'value="reduced" selected' in (await owner.get("/taxes/everybody/edit")).text


async def test_the_price_curve_follows_the_form_and_says_what_is_wrong(app, business, owner):
    names = (
        "name",
        "model",
        "meter",
        "amount",
        "included",
        "tiers",
        "size",
        "per_event",
        "minimum",
        "maximum",
        "dimension",
        "prices",
    )
    row = ("Calls <b>", "volume", "api_calls", "", "", "100: 1, 0.5", "", "", "", "", "", "")
    form = {f"charge_{name}": value for name, value in zip(names, row, strict=True)} | {"currency": "EUR"}
    answer = await owner.post("/plans/curve", form)
    assert answer.status_code == 200
    assert 'class="price"' in answer.text and "€75.00" in answer.text and "Calls &lt;b&gt;" in answer.text
    wrong = await owner.post("/plans/curve", form | {"charge_tiers": "100: x"})
    assert wrong.status_code == 200 and "plain decimal" in wrong.text and 'class="price"' not in wrong.text
    assert 'id="curve"' in (await owner.get("/plans/starter/versions/new")).text


async def test_a_wrong_tier_is_told_and_nothing_is_made(app, business, owner):
    form = {"name": "Wrong", "slug": "wrong", "currency": "USD", "charge_name": ["a"], "charge_model": ["graduated"],
            "charge_meter": ["api_calls"], "charge_amount": [""], "charge_included": [""], "charge_tiers": ["10: x"],
            "charge_size": [""], "charge_per_event": [""], "charge_minimum": [""], "charge_maximum": [""],
            "charge_dimension": [""], "charge_prices": [""]}  # fmt: skip
    answer = await owner.post("/plans", form)
    assert answer.status_code == 422 and "plain decimal" in answer.text


async def test_a_credit_note_is_issued_shown_and_printed(app, business, owner):
    await billing.run_invoices(SYSTEM)
    (invoice, *_) = (await billing.list_invoices(SYSTEM, status="finalized")).items
    wrong = await owner.post(f"/invoices/{invoice.id}/credit", {"amount": "1e9", "reason": "r"})
    assert wrong.status_code == 422 and "plain decimal" in wrong.text
    answer = await owner.post(f"/invoices/{invoice.id}/credit", {"amount": "0.01", "reason": "The outage of May"})
    assert answer.status_code in (204, 303)
    shown = await owner.get(f"/invoices/{invoice.id}")
    assert "CN-1" in shown.text and "The outage of May" in shown.text and "Left of it" in shown.text
    (note,) = (await billing.list_credit_notes(SYSTEM)).items
    printed = await owner.get(f"/invoices/{invoice.id}/credit-notes/{note.id}/pdf")
    assert printed.content.startswith(b"%PDF-") and printed.headers["content-type"] == "application/pdf"
    assert (await owner.get(f"/invoices/{invoice.id}/pdf")).content.startswith(b"%PDF-")


async def test_a_void_invoice_says_why(app, business, owner):
    await billing.run_invoices(SYSTEM, until=datetime.now(UTC))
    (invoice, *_) = (await billing.list_invoices(SYSTEM, status="finalized")).items
    answer = await owner.post(f"/invoices/{invoice.id}/void", {"reason": "wrong name"})
    assert answer.status_code in (204, 303)
    assert "wrong name" in (await owner.get(f"/invoices/{invoice.id}")).text


async def test_a_void_invoice_is_replaced_once(app, business, owner):
    await billing.run_invoices(SYSTEM, until=datetime.now(UTC))
    (invoice, *_) = (await billing.list_invoices(SYSTEM, status="finalized")).items
    await owner.post(f"/invoices/{invoice.id}/void", {"reason": "wrong name"})
    assert "Its usage is not billed" in (await owner.get(f"/invoices/{invoice.id}")).text
    made = await owner.post(f"/invoices/{invoice.id}/reissue", {})
    assert made.headers["location"] != f"/invoices/{invoice.id}"
    shown = (await owner.get(f"/invoices/{invoice.id}")).text
    assert made.headers["location"] in shown and "/reissue" not in shown
    refused = await owner.post(f"/invoices/{invoice.id}/reissue", {})
    assert refused.status_code == 422 and "stands in its place already" in refused.text


async def test_a_payment_is_recorded_given_back_and_shown(app, business, owner):
    await billing.run_invoices(SYSTEM)
    (invoice, *_) = (await billing.list_invoices(SYSTEM, status="finalized")).items
    at = f"/invoices/{invoice.id}"
    assert (await owner.post(f"{at}/pay", {"amount": "0"})).status_code == 422
    above = f"{invoice.total + 5:.2f}"
    assert (await owner.post(f"{at}/pay", {"amount": above, "reference": "SEPA 0815"})).status_code in (204, 303)
    shown = await owner.get(at)
    assert "SEPA 0815" in shown.text and "Paid" in shown.text and f"{at}/void" not in shown.text
    assert "is on the balance" in (await owner.get(f"/users/{invoice.user_id}")).text
    (payment,) = await billing.list_payments(SYSTEM, invoice.id)
    refund = f"{at}/payments/{payment.id}/refund"
    assert (await owner.get(refund)).status_code == 200
    assert (await owner.post(refund, {"amount": "1e9", "reason": "r"})).status_code == 422
    assert (await owner.post(refund, {"amount": "6", "reason": "Paid twice"})).status_code in (204, 303)
    assert "given back" in (await owner.get(at)).text
    assert (await owner.post(f"{at}/uncollectible", {"reason": "bankrupt"})).status_code in (204, 303)
    assert "Uncollectible" in (await owner.get(at)).text


async def test_taxes_and_coupons_are_set_on_pages_and_stand_on_the_invoice(app, business, owner):
    assert (await owner.post("/taxes", {"slug": "vat", "name": "VAT", "percent": "x"})).status_code == 422
    assert (await owner.post("/taxes", {"slug": "vat", "name": "VAT", "percent": "19"})).status_code in (204, 303)
    assert (await owner.post("/taxes/everybody", {"fees": "vat", "usage": "vat"})).status_code in (204, 303)
    assert (await owner.post("/coupons", {"code": "c", "name": "C", "invoices": "x"})).status_code == 422
    coupon = {"code": "spring", "name": "Spring <b>", "percent": "20", "invoices": "3"}
    assert (await owner.post("/coupons", coupon)).status_code in (204, 303)
    listed = (await owner.get("/taxes")).text
    assert "Everybody’s fees" in listed and "Spring &lt;b&gt;" in listed and "19%" in listed
    users = {row["user_id"] for row in await fetch("SELECT user_id FROM billing_schedules")}
    for user in users:
        assert (await owner.post(f"/users/{user}/coupons", {"code": "spring"})).status_code in (204, 303)
        wrong = await owner.post(f"/users/{user}/taxes", {"tax_id": "DE123"})
        assert wrong.status_code == 422 and "form of that country" in wrong.text
        assert (await owner.post(f"/users/{user}/taxes", {"tax_id": "DE136695976"})).status_code in (204, 303)
    shown = (await owner.get(f"/users/{user}")).text
    assert "on 3 more invoices" in shown and "DE136695976" in shown
    await billing.run_invoices(SYSTEM)
    (invoice, *_) = (await billing.list_invoices(SYSTEM, status="finalized")).items
    shown = (await owner.get(f"/invoices/{invoice.id}")).text
    assert "Spring &lt;b&gt;" in shown and "Subtotal" in shown and "19% of" in shown
    assert (await owner.get(f"/invoices/{invoice.id}/pdf")).content.startswith(b"%PDF-")
    (attachment, _), *_ = await billing.attachments_of_user(SYSTEM, user)
    removed = await owner.post(f"/users/{user}/coupons/{attachment.id}/remove", {})
    assert removed.status_code in (204, 303) and "Spring" not in (await owner.get(f"/users/{user}")).text


async def test_credit_is_given_on_a_users_page_and_pays_its_invoices(app, business, owner, user):
    at = f"/users/{user.id}/credits"
    assert (await owner.get(f"{at}/new")).status_code == 200
    wrong = await owner.post(at, {"kind": "promotional", "amount": "5", "days": "x", "reason": "r"})
    assert wrong.status_code == 422 and "whole number" in wrong.text
    given = {"kind": "prepaid", "amount": "1000000", "days": "400", "reason": "Paid <b> ahead"}
    assert (await owner.post(at, given)).status_code in (204, 303)
    shown = (await owner.get(f"/users/{user.id}")).text
    assert "Prepaid credit" in shown and "Paid &lt;b&gt; ahead" in shown
    await fetch("UPDATE credit_grants SET effective_at = '2020-01-01'")
    await billing.run_invoices(SYSTEM)
    mine = [each for each in (await billing.list_invoices(SYSTEM, user_id=user.id)).items if each.total]
    assert {each.payment_status for each in mine} == {"paid"}
    (payment,) = await billing.list_payments(SYSTEM, mine[0].id)
    page = (await owner.get(f"/invoices/{mine[0].id}")).text
    assert payment.method == "credit" and "payments-title" in page and f"/payments/{payment.id}/refund" not in page


async def test_how_a_user_pays_ahead_is_set_shown_and_done_and_its_credit_revoked(app, business, owner, user):
    at = f"/users/{user.id}"
    wrong = await owner.post(f"{at}/prepayment", {"top_up_below": "5"})
    assert wrong.status_code == 422 and "takes both" in wrong.text
    asked = {"top_up_below": "5", "top_up_amount": "50", "top_up_granted": "paid", "top_up_days": "30"}
    assert (await owner.post(f"{at}/prepayment", asked | {"threshold": "700"})).status_code in (204, 303)
    form = (await owner.get(f"{at}/prepayment/edit")).text
    assert 'value="50.00"' in form and 'value="30"' in form and 'value="700.00"' in form
    assert await billing.top_up(SYSTEM) == 1
    shown = (await owner.get(at)).text
    assert "Not paid" in shown and "of credit below" in shown and "invoiced at $700.00" in shown
    (bought,) = (await billing.list_invoices(SYSTEM, user_id=user.id)).items
    assert '<span class="badge">Top-up</span>' in (await owner.get("/invoices")).text
    page = (await owner.get(f"/invoices/{bought.id}")).text
    assert "bought as it ran low" in page and "Top-up" in page and f"{bought.id}/credit" not in page
    assert (await owner.get(f"/invoices/{bought.id}/pdf")).content.startswith(b"%PDF-")
    (grant,) = await billing.list_credits(SYSTEM, user.id)
    refused = await owner.post(f"{at}/credits/{grant.id}/revoke", {"reason": "r"})
    assert refused.status_code == 422 and "void that" in refused.text
    await billing.record_payment(SYSTEM, bought.id, amount="50")
    assert (await owner.post(f"{at}/credits/{grant.id}/revoke", {"reason": "r"})).status_code in (204, 303)
    assert (await billing.list_credits(SYSTEM, user.id))[0].revoked == 50


async def test_a_unit_pack_is_sold_and_revoked_on_a_users_page(app, business, owner, user):
    at = f"/users/{user.id}/unit-packs"
    assert "api_calls" in (await owner.get(f"{at}/new")).text
    wrong = await owner.post(at, {"meter": "api_calls", "units": "x", "reason": "r"})
    assert wrong.status_code == 422 and "plain decimal" in wrong.text
    asked = {"meter": "api_calls", "units": "5000", "amount": "9.50", "days": "30", "reason": "A <b> start"}
    assert (await owner.post(at, asked)).status_code in (204, 303)
    ((pack, _),) = await billing.list_unit_packs(SYSTEM, user.id)
    shown = (await owner.get(f"/users/{user.id}")).text
    assert "A &lt;b&gt; start" in shown and f"/invoices/{pack.invoice_id}" in shown and "5,000" in shown
    page = (await owner.get(f"/invoices/{pack.invoice_id}")).text
    assert "units ahead of their use" in page and "Unit pack" in page
    assert (await owner.get(f"{at}/{pack.id}/revoke")).status_code == 200
    assert (await owner.post(f"{at}/{pack.id}/revoke", {"reason": "r"})).status_code in (204, 303)
    again = await owner.post(f"{at}/{pack.id}/revoke", {"reason": "r"})
    assert again.status_code == 422 and "Nothing is left" in again.text


async def test_the_ledger_of_a_user_and_what_of_it_is_about_an_invoice(app, business, owner, user):
    at = f"/users/{user.id}/ledger"
    assert "Nothing was posted yet" in (await owner.get(at)).text
    await billing.run_invoices(SYSTEM)
    mine = [each for each in (await billing.list_invoices(SYSTEM, user_id=user.id)).items if each.number]
    await billing.record_payment(SYSTEM, mine[0].id, amount="10000")
    await billing.credit_invoice(SYSTEM, mine[0].id, amount="0.01", reason="r")
    await billing.grant_credit(SYSTEM, user.id, kind="prepaid", amount="9", currency="USD", reason="r")
    shown = (await owner.get(at)).text
    assert "Prepaid credit" in shown and "What the user owes" in shown and "$9.00" in shown
    assert f"{at}?invoice={mine[0].id}" in (await owner.get(f"/invoices/{mine[0].id}")).text
    about = (await owner.get(f"{at}?invoice={mine[0].id}")).text
    assert ">Payment<" in about and ">Credit note<" in about and "Prepaid credit" not in about
    assert (
        await owner.get(f"{at}?invoice={mine[0].id}", headers={"hx-request": "true", "hx-target": "transactions"})
    ).text.startswith('<div id="transactions">')
