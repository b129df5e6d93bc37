"""What the ledger says of a user, or of one invoice and all that was done to it."""

from collections.abc import Mapping
from decimal import Decimal
from uuid import UUID

from core import ledger
from core.accounts import Actor
from core.billing.invoices import get_invoice
from core.database import fetch
from core.ledger import LedgerTransaction
from core.pages import Page

__all__ = ["list_ledger"]

# An invoice, its credit notes, its payments and what of them was given back.
_SOURCES = """
SELECT $1::uuid AS id UNION SELECT id FROM credit_notes WHERE invoice_id = $1
UNION SELECT id FROM payments WHERE invoice_id = $1
UNION SELECT r.id FROM refunds r JOIN payments p ON p.id = r.payment_id WHERE p.invoice_id = $1
"""


async def list_ledger(
    actor: Actor,
    user_id: UUID,
    *,
    invoice_id: UUID | None = None,
    limit: int | None = None,
    cursor: str | None = None,
) -> Page[tuple[LedgerTransaction, Mapping[str, Decimal]]]:
    """The transactions about a user, newest first; with an invoice, those of it, its payments and its credit notes.

    NotFound for an invoice that the actor may not see; none, for one of another user.
    """
    sources = None
    if invoice_id is not None:
        await get_invoice(actor, invoice_id)
        sources = [row["id"] for row in await fetch(_SOURCES, invoice_id)]
    return await ledger.list_transactions(actor, user_id, sources=sources, limit=limit, cursor=cursor)
