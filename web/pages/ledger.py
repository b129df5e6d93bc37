"""The ledger of a user: what stands on each account, and every transaction; or those of one invoice."""

from uuid import UUID

from fastapi import APIRouter, Request
from starlette.responses import Response

from core import accounts, billing, ledger
from core.ledger import ACCOUNTS
from web.forms import uuid_of
from web.rendering import link, page
from web.viewer import SignedIn

router = APIRouter(prefix="/users/{user_id}", include_in_schema=False)

PAGE_SIZE = 25
KINDS = {
    "invoice": "Invoice", "void": "Invoice void", "credit_note": "Credit note", "payment": "Payment",
    "refund": "Refund", "reversal": "Payment taken back", "grant": "Prepaid credit", "expiry": "Credit lapsed",
    "revocation": "Credit revoked",
}  # fmt: skip


@router.get("/ledger")
async def show_ledger(
    request: Request, viewer: SignedIn, user_id: UUID, invoice: str = "", cursor: str = ""
) -> Response:
    actor, invoice_id = viewer.actor, uuid_of(invoice)
    user = await accounts.get_user(actor, user_id)
    details = await billing.get_invoice(actor, invoice_id) if invoice_id is not None else None
    found = await billing.list_ledger(actor, user_id, invoice_id=invoice_id, limit=PAGE_SIZE, cursor=cursor or None)
    base = f"/users/{user_id}/ledger"
    return page(
        request,
        viewer,
        "users/ledger.html",
        title=f"Ledger of {user.name}",
        partials={"transactions": "table"},
        user=user,
        details=details,
        balances=await ledger.balances_of(actor, user_id),
        meanings=ACCOUNTS,
        kinds=KINDS,
        transactions=found.items,
        newest=link(base, invoice=invoice) if cursor else "",
        older=link(base, invoice=invoice, cursor=found.next_cursor) if found.next_cursor else "",
    )
