"""Invoices as PDF: what stands on them, that no text is markup, and how long they take."""

import re
import zlib
from datetime import UTC, datetime
from decimal import Decimal
from time import process_time
from uuid import UUID

import pytest

from core.accounts import User
from core.billing import Invoice, InvoiceDetails, InvoiceLine, documents, invoice_pdf

MAY, JUNE = datetime(2026, 5, 1, tzinfo=UTC), datetime(2026, 6, 1, tzinfo=UTC)
#: What Typst would run, or stop at, if it read it as markup or code.
MARKUP = '#panic("x") $x^ *b* _i_ `c` = h // c \\ ] ) } \u0000<label> @ref \u202e漢字 \U0001f600'.replace("\u0000", "")


def invoice(lines: int, *, name: str = "Basalt AI", **more: object) -> InvoiceDetails:
    made = Invoice(
        id=UUID(int=1), user_id=UUID(int=2), subscription_id=UUID(int=3), kind="period", cause_id="x", series="INV",
        number=1042, currency="USD", period_start=MAY, period_end=JUNE, whole_start=MAY, whole_end=JUNE, seal_from=-1,
        total=Decimal("1234567.89"), content_hash=b"h" * 32, issued_at=JUNE, due_at=JUNE,
        customer={"name": name, "email": None, "external_id": "crm-1", "time_zone": "Europe/Berlin"},
        **({"status": "finalized"} | more),
    )  # fmt: skip
    return InvoiceDetails(
        made,
        User(name=name),
        [
            InvoiceLine(
                position=place, kind="usage", name=f"{name} {place}", starts_at=MAY, ends_at=JUNE, unit="calls",
                quantity=Decimal(12500), amount=Decimal(5), explanation="12,500 calls x $0.0004 = $5.00",
            )
            for place in range(lines)
        ],
    )  # fmt: skip


def pages(pdf: bytes) -> int:
    """The count of the page tree, which may lie in a compressed object stream."""
    streams = re.findall(rb"stream\r?\n(.*?)\r?\nendstream", pdf, re.DOTALL)
    plain = [pdf]
    for stream in streams:
        try:
            plain.append(zlib.decompress(stream))
        except zlib.error:
            continue
    return max(int(count) for part in plain for count in re.findall(rb"/Type\s*/Pages.*?/Count (\d+)", part, re.DOTALL))


async def test_two_hundred_lines_are_a_pdf_of_several_pages_in_under_a_second() -> None:
    details = invoice(200)
    began = process_time()  # of its own work, so that other tests do not count
    made = await invoice_pdf(details, issuer="Keymeter Ltd; 1 Main Street")
    assert process_time() - began < 1
    assert made.startswith(b"%PDF-") and 8 < pages(made) < 40


async def test_the_same_invoice_is_the_same_bytes_whenever_it_is_printed() -> None:
    assert await invoice_pdf(invoice(3), issuer="") == await invoice_pdf(invoice(3), issuer="")


@pytest.mark.parametrize("void", [False, True])
async def test_no_text_of_anybody_is_markup(void: bool) -> None:
    more = {"status": "void", "voided_at": JUNE, "void_reason": MARKUP} if void else {}
    assert pages(await invoice_pdf(invoice(2, name=MARKUP, **more), issuer=f"{MARKUP}; {MARKUP}")) == 1


async def test_an_invoice_without_lines_and_without_an_issuer_is_a_page() -> None:
    assert pages(await invoice_pdf(invoice(0), issuer="")) == 1


def test_days_are_the_customers_and_the_last_one_is_within_the_period() -> None:
    said = documents._said(invoice(1), "")
    # In Berlin a month that begins at midnight UTC begins at two in the morning.
    assert ["Period", "1 May 2026 \u2013 1 June 2026"] in said["facts"]
    assert said["lines"][0]["quantity"] == "12,500 calls"
    assert said["totals"] == [["Total", "$1,234,567.89 USD", True]]
