"""Invoices and credit notes on paper: PDF by Typst. What they say goes in as JSON and is never read as markup."""

import asyncio
import json
from datetime import datetime, timedelta
from decimal import Decimal
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import typst

from core.billing.invoices import InvoiceDetails
from core.billing.models import CreditNote, Invoice, InvoiceLine
from core.money import round_amount
from core.pricing import say_amount, say_quantity

__all__ = ["credit_note_pdf", "invoice_pdf"]

_TEMPLATE = Path(__file__).parent / "invoice.typ"
_MICROSECOND = timedelta(microseconds=1)


async def invoice_pdf(details: InvoiceDetails, *, issuer: str) -> bytes:
    """The invoice as a PDF, the same bytes whenever it is asked for. Made in a thread: calls are served meanwhile.

    `issuer` is name and address of the vendor, parted by `;`.
    """
    issued = details.invoice.issued_at or details.invoice.created_at
    return await _print(_said(details, issuer), issued)


async def credit_note_pdf(note: CreditNote, *, issuer: str) -> bytes:
    """The same of a credit note."""
    return await _print(_said_of_note(note, await Invoice.get(id=note.invoice_id), issuer), note.issued_at)


async def _print(said: dict[str, Any], issued: datetime) -> bytes:
    return await asyncio.to_thread(_compile, json.dumps(said), int(issued.timestamp()))


def _compile(data: str, timestamp: int) -> bytes:
    # The machine's own fonts come after ours, for names in scripts that ours do not have.
    made: bytes = typst.compile(
        _TEMPLATE, root=_TEMPLATE.parent, font_paths=_fonts(), sys_inputs={"data": data}, timestamp=timestamp
    )
    return made


@lru_cache
def _fonts() -> "typst.Fonts":
    spec = find_spec("font_manrope")
    if spec is None or not spec.submodule_search_locations:
        raise LookupError("the package font_manrope is not installed")
    # Not the variable font, which Typst does not know.
    return typst.Fonts(font_paths=[Path(spec.submodule_search_locations[0]) / "files"])


def _said(details: InvoiceDetails, issuer: str) -> dict[str, Any]:
    invoice, zone = details.invoice, str(details.invoice.customer.get("time_zone") or "UTC")
    currency = invoice.currency
    return {
        "title": f"Invoice {details.name}",
        "heading": "Invoice",
        "number": details.name,
        "issuer": _issuer(issuer),
        "customer": _customer(invoice.customer),
        "facts": _facts(details, zone),
        "void": f"Void since {_day(invoice.voided_at, zone)}: {invoice.void_reason}" if invoice.voided_at else None,
        "lines": [_line(line, currency, zone) for line in details.lines],
        "totals": _totals(invoice),
        "note": f"Every amount is explained in its line. Times are {zone}.",
        "footer": f"SHA-256 {invoice.content_hash.hex()[:24]}" if invoice.content_hash else "",
    }


def _totals(invoice: Invoice) -> list[list[Any]]:
    """The sum of the lines where that is not the total already, then each coupon and each tax."""
    currency = invoice.currency

    def say(amount: Decimal | str) -> str:
        return say_amount(round_amount(Decimal(amount), currency), currency)

    changed = invoice.discounts or invoice.taxes
    rows: list[list[Any]] = [["Subtotal", say(invoice.subtotal), False]] if changed else []
    rows += [[each["name"], say(f"-{each['amount']}"), False] for each in invoice.discounts]
    for each in invoice.taxes:
        within = "including " if each["inclusive"] else ""
        rows.append([f"{within}{each['name']} {each['percent']}% of {say(each['base'])}", say(each["amount"]), False])
    return [*rows, ["Total", f"{say(invoice.total)} {currency}", True]]


def _said_of_note(note: CreditNote, invoice: Invoice, issuer: str) -> dict[str, Any]:
    zone = str(note.customer.get("time_zone") or "UTC")
    amount = say_amount(round_amount(note.total, note.currency), note.currency)
    period = _period(note.period_start, note.period_end, zone)
    return {
        "title": f"Credit note {note.label}",
        "heading": "Credit note",
        "number": note.label,
        "issuer": _issuer(issuer),
        "customer": _customer(note.customer),
        "facts": [
            ["Number", note.label],
            ["On invoice", f"{invoice.series}-{invoice.number}"],
            ["Issued", _day(note.issued_at, zone)],
            ["Currency", note.currency],
        ],
        "void": None,
        "lines": [
            {"name": note.title, "period": period, "explanation": note.explanation, "quantity": "", "amount": amount}
        ],
        "totals": [*_tax_of(note), ["Credited", f"{amount} {note.currency}", True]],
        "note": f"The invoice is this much less than it was. Times are {zone}.",
        "footer": f"SHA-256 {note.content_hash.hex()[:24]}",
    }


def _tax_of(note: CreditNote) -> list[list[Any]]:
    tax = round_amount(note.tax, note.currency)
    return [["including tax", say_amount(tax, note.currency), False]] if tax else []


def _issuer(issuer: str) -> list[str]:
    return [part.strip() for part in issuer.split(";") if part.strip()]


def _customer(customer: dict[str, Any]) -> list[str]:
    tax_id = [f"Tax id {customer['tax_id']}"] if customer.get("tax_id") else []
    return [str(customer[name]) for name in ("name", "email", "external_id") if customer.get(name)] + tax_id


def _facts(details: InvoiceDetails, zone: str) -> list[list[str]]:
    invoice = details.invoice
    facts = [["Number", details.name], ["Period", _period(invoice.period_start, invoice.period_end, zone)]]
    if invoice.issued_at is not None:
        facts.append(["Issued", _day(invoice.issued_at, zone)])
    if invoice.due_at is not None:
        facts.append(["Due", _day(invoice.due_at, zone)])
    return [*facts, ["Currency", invoice.currency]]


def _line(line: InvoiceLine, currency: str, zone: str) -> dict[str, str]:
    quantity = f"{say_quantity(line.quantity)} {line.unit}".rstrip() if line.quantity is not None else ""
    return {
        "name": line.name,
        "period": _period(line.starts_at, line.ends_at, zone),
        "explanation": line.explanation,
        "quantity": quantity,
        "amount": say_amount(round_amount(line.amount, currency), currency),
    }


def _period(start: datetime, end: datetime, zone: str) -> str:
    """The days of `[start, end)`: the last one is the day of its last instant."""
    if start == end:
        return _day(start, zone)
    first, last = _day(start, zone), _day(end - _MICROSECOND, zone)
    return first if first == last else f"{first} \N{EN DASH} {last}"


def _day(at: datetime | None, zone: str) -> str:
    local = at.astimezone(ZoneInfo(zone)) if at is not None else None
    return f"{local.day} {local:%B %Y}" if local is not None else ""
