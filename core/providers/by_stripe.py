"""The port on Stripe, through Stripe's own library (the extra `stripe`).

An invoice of ours is one of Stripe's with one line over what is owed: Stripe neither rates nor taxes. It is opened and
its page is what customers pay on; `auto_advance` is off, so Stripe sends and charges nothing on its own account.

Stripe remembers an idempotency key for a day at least (https://docs.stripe.com/api/idempotent_requests); what is
repeated later is looked for first (core/billing/handing_over.py), by the ids of ours in its metadata.
"""

from collections.abc import Awaitable, Mapping
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any, TypeVar
from uuid import UUID

import msgspec
import stripe

from core.errors import Conflict, InvalidInput, Unavailable
from core.providers.amounts import from_minor, to_minor
from core.providers.port import CustomerDraft, Event, InvoiceDraft, InvoiceState, ProviderStatus, RefundDraft

__all__ = ["Stripe"]

#: Of one call; several of them fit into the time that a message may take.
SECONDS_MAX = 6.0
#: How old a webhook may be: Stripe signs every delivery anew.
TOLERANCE_SECONDS = 300
#: Answers after which the same request may do something else: it is under way, or was one too many.
_UNDECIDED = (409, 429)
_STATUSES: Mapping[str, ProviderStatus] = {
    "draft": "draft", "open": "open", "uncollectible": "open", "paid": "paid", "void": "void", "deleted": "void",
}  # fmt: skip
_FAILURES = ("invoice.payment_failed",)
_T = TypeVar("_T")


class Stripe:
    """Stripe's API, version as the library knows it."""

    name = "stripe"

    def __init__(self, *, secret_key: str, webhook_secret: str, api_base: str = "") -> None:
        self._secret_key, self._webhook_secret = secret_key, webhook_secret
        stripe.enable_telemetry = False
        self._client = stripe.StripeClient(
            secret_key or "none",
            base_addresses={"api": api_base} if api_base else {},
            max_network_retries=0,  # the outbox tries again
            http_client=stripe.HTTPXClient(timeout=SECONDS_MAX),
        )

    async def find_customer(self, user_id: UUID, *, since: datetime) -> str | None:
        made = await self._ask(self._client.v1.customers.list_async({"created": _since(since), "limit": 100}))
        return await self._named(made, "keymeter_user", user_id)

    async def make_customer(self, draft: CustomerDraft, *, key: str) -> str:
        params: dict[str, Any] = {"name": draft.name, "metadata": {"keymeter_user": str(draft.user_id)}}
        if draft.email:
            params["email"] = draft.email
        customers = self._client.v1.customers
        made = await self._ask(customers.create_async(params, {"idempotency_key": key}))  # type: ignore[arg-type]
        return made.id

    async def find_invoice(self, draft: InvoiceDraft, *, since: datetime) -> str | None:
        wanted = {"customer": draft.customer, "created": _since(since), "limit": 100}
        made = await self._ask(self._client.v1.invoices.list_async(wanted))  # type: ignore[arg-type]
        return await self._named(made, "keymeter_collection", draft.id)

    async def make_invoice(self, draft: InvoiceDraft, *, key: str) -> str:
        _minor(draft.amount, draft.currency)  # refused before anything is made
        params: dict[str, Any] = {
            "customer": draft.customer, "currency": draft.currency.lower(), "auto_advance": False,
            "pending_invoice_items_behavior": "exclude", "description": draft.title,
            "metadata": {"keymeter_collection": str(draft.id)},
        }  # fmt: skip
        # Stripe asks for an address to give an invoice a due date.
        if draft.has_email:
            params |= {"collection_method": "send_invoice", "days_until_due": max(draft.due_days, 0)}
        else:
            params["collection_method"] = "charge_automatically"
        invoices = self._client.v1.invoices
        made = await self._ask(invoices.create_async(params, {"idempotency_key": key}))  # type: ignore[arg-type]
        return made.id

    async def issue_invoice(self, invoice_id: str, draft: InvoiceDraft, *, key: str) -> InvoiceState:
        found = await self._retrieve(invoice_id)
        if found.status != "draft":
            return _state(found.to_dict())
        minor = _minor(draft.amount, draft.currency)
        if not found.total:
            item: dict[str, Any] = {"customer": draft.customer, "invoice": invoice_id, "amount": minor,
                                    "currency": draft.currency.lower(), "description": draft.title}  # fmt: skip
            items = self._client.v1.invoice_items
            await self._ask(items.create_async(item, {"idempotency_key": f"{key}-item"}))  # type: ignore[arg-type]
        elif found.total != minor:
            raise Conflict(f"Stripe has {invoice_id} over another amount.", code="provider_refused")
        issued = await self._ask(
            self._client.v1.invoices.finalize_invoice_async(
                invoice_id, {"auto_advance": False}, {"idempotency_key": f"{key}-issue"}
            )
        )
        return _state(issued.to_dict())

    async def take_back_invoice(self, invoice_id: str, *, key: str) -> InvoiceState:
        found = await self._retrieve(invoice_id)
        invoices = self._client.v1.invoices
        if found.status == "draft":
            await self._ask(invoices.delete_async(invoice_id, None, {"idempotency_key": f"{key}-delete"}))
            return _state(found.to_dict() | {"status": "deleted"})
        if _STATUSES[str(found.status)] == "open":
            found = await self._ask(invoices.void_invoice_async(invoice_id, None, {"idempotency_key": f"{key}-void"}))
        return _state(found.to_dict())

    async def look_at_invoice(self, invoice_id: str) -> InvoiceState:
        return _state((await self._retrieve(invoice_id)).to_dict())

    async def find_refund(self, draft: RefundDraft) -> str | None:
        made = await self._ask(self._client.v1.credit_notes.list_async({"invoice": draft.invoice, "limit": 100}))
        return await self._named(made, "keymeter_refund", draft.id)

    async def make_refund(self, draft: RefundDraft, *, key: str) -> str:
        """By a credit note of Stripe's on its invoice, which gives the money back to whatever paid that."""
        minor = _minor(draft.amount, draft.currency)
        params: dict[str, Any] = {"invoice": draft.invoice, "amount": minor, "refund_amount": minor,
                                  "metadata": {"keymeter_refund": str(draft.id)}}  # fmt: skip
        notes = self._client.v1.credit_notes
        made = await self._ask(notes.create_async(params, {"idempotency_key": key}))  # type: ignore[arg-type]
        return made.id

    def read_event(self, body: bytes, headers: Mapping[str, str]) -> Event:
        try:
            stripe.WebhookSignature.verify_header(
                body, headers.get("stripe-signature"), self._webhook_secret, TOLERANCE_SECONDS
            )
            said: dict[str, Any] = msgspec.json.decode(body)
            about = said["data"]["object"]
            kind = str(said["type"])
            is_invoice = kind.startswith("invoice.") and about.get("object") == "invoice"
            return Event(
                id=str(said["id"]), type=kind, happened_at=datetime.fromtimestamp(said["created"], UTC),
                invoice=_state(about) if is_invoice else None, is_failure=kind in _FAILURES,
            )  # fmt: skip
        except stripe.SignatureVerificationError:
            raise InvalidInput("This is not signed by Stripe, or was too long ago.") from None
        except (UnicodeDecodeError, msgspec.DecodeError, LookupError, TypeError, ValueError, AttributeError):
            raise InvalidInput("This is no event of Stripe.") from None

    async def _retrieve(self, invoice_id: str) -> stripe.Invoice:
        return await self._ask(self._client.v1.invoices.retrieve_async(invoice_id))

    async def _named(self, made: Any, name: str, value: UUID) -> str | None:
        """The one in these pages with an id of ours in its metadata."""
        try:
            async for each in made.auto_paging_iter():
                found = each.to_dict()
                if (found.get("metadata") or {}).get(name) == str(value):
                    return str(found["id"])
        except stripe.StripeError as error:
            raise self._said(error) from None
        return None

    async def _ask(self, call: Awaitable[_T]) -> _T:
        try:
            return await call
        except stripe.StripeError as error:
            raise self._said(error) from None  # what it came from holds the request, and so the key

    def _said(self, error: stripe.StripeError) -> Exception:
        """What Stripe said, without the key."""
        status = error.http_status
        told = " ".join(str(error.user_message or error).split())[:300]
        if self._secret_key:
            told = told.replace(self._secret_key, "…")
        if status is not None and 400 <= status < 500 and status not in _UNDECIDED:
            return Conflict(f"Stripe refused ({status} {error.code or 'no code'}): {told}", code="provider_refused")
        return Unavailable(f"Stripe does not answer ({status or 'no answer'}): {told}", code="provider_unavailable")


def _since(instant: datetime) -> Any:
    """A minute earlier, for clocks that differ."""
    return {"gte": int(instant.timestamp()) - 60}


def _minor(amount: Decimal, currency: str) -> int:
    try:
        return to_minor(amount, currency)
    except ValueError as error:
        raise Conflict(f"Stripe has no such amount: {error}.", code="provider_refused") from None


def _state(invoice: Mapping[str, Any]) -> InvoiceState:
    """What an invoice of Stripe says, in whichever version of its API."""
    paid, currency = invoice["amount_paid"], str(invoice["currency"]).upper()
    if not isinstance(paid, int) or isinstance(paid, bool) or paid < 0:
        raise ValueError("amount_paid is an integer")
    url = invoice.get("hosted_invoice_url")
    return InvoiceState(
        id=str(invoice["id"]), status=_STATUSES[str(invoice["status"])], currency=currency,
        paid=from_minor(paid, currency), hosted_url=str(url) if url else None,
    )  # fmt: skip
