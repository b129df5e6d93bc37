"""Invoices for other programs."""

import csv
import io
from decimal import Decimal

from core.billing.invoices import InvoiceDetails
from core.money import format_decimal, format_quantity, round_amount
from core.spreadsheets import cell

__all__ = ["invoice_csv"]

_HEADER = [
    "invoice",
    "line",
    "kind",
    "name",
    "from",
    "to",
    "quantity",
    "unit",
    "events",
    "amount",
    "currency",
    "explanation",
    "digest",
    "discount",
    "tax",
]


def invoice_csv(details: InvoiceDetails) -> str:
    """One row a line. Texts that a spreadsheet would run as formulas are quoted; amounts are plain decimals."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(_HEADER)
    for line in details.lines:
        writer.writerow([
            details.name, line.position + 1, line.kind, cell(line.name), line.starts_at.isoformat(),
            line.ends_at.isoformat(), format_quantity(line.quantity) if line.quantity is not None else "",
            cell(line.unit), line.events, format_decimal(round_amount(line.amount, details.invoice.currency)),
            details.invoice.currency, cell(line.explanation), format_decimal(Decimal(line.digest)),
            *(format_decimal(round_amount(each, details.invoice.currency)) for each in (line.discount, line.tax)),
        ])  # fmt: skip
    return out.getvalue()
