"""Handing invoices over: seeing that a payment provider collects what is owed on an invoice, no more and no less.

A message names an invoice and nothing else. What is owed is compared with what the provider collects, and what is
missing is done: one step after the other, each decided in a short transaction and carried out after it, so messages may
come twice, late, in any order, and side by side. What is collected is never changed: it is taken back, and made anew
over what is left.

A call whose answer was lost is made again with the same key, which the provider takes for the same call. It does so for
a day (KEYS_KEPT). After that, and after a refusal, which says nothing about the calls before it, we look for what was
made first, and take another key only if there is nothing.
"""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import timedelta
from uuid import UUID

from core import audit
from core.accounts import Actor, User
from core.billing.collecting import chosen_provider, promise_collection
from core.billing.credit_notes import lock_invoice
from core.billing.models import Invoice, ProviderCustomer, ProviderInvoice
from core.billing.provider_events import take_over
from core.clock import real_now
from core.database import fetch, transaction
from core.errors import Conflict
from core.money import ZERO, exact, round_amount
from core.outbox import Message, Undeliverable
from core.providers import CustomerDraft, InvoiceDraft, Provider, get_provider

__all__ = ["collect_invoice", "hand_over_invoice"]

#: For how long a provider surely knows a key; an hour less than it says, for calls under way and clocks that differ.
KEYS_KEPT = timedelta(hours=23)
#: Taking back and making anew, once or twice more where somebody comes between.
STEPS_MAX = 6
_Step = Callable[[Provider], Awaitable[None]]

# Said once and kept: a key goes with what was asked for by it.
_BEGIN_CUSTOMER = """
UPDATE provider_customers SET provider = $2, name = CASE WHEN key_until IS NULL THEN $3 ELSE name END,
    email = CASE WHEN key_until IS NULL THEN $4 ELSE email END, key_until = coalesce(key_until, $5)
WHERE user_id = $1
"""
_BEGIN_INVOICE = """
UPDATE provider_invoices SET key_until = coalesce(key_until, $2) WHERE id = $1 AND status = 'making' RETURNING id
"""
# Of two that find a key used up at once, one takes the next.
_NEXT_KEY = "UPDATE {table} SET epoch = epoch + 1, key_until = $3 WHERE {id} = $1 AND epoch = $2"
_END_KEY = "UPDATE {table} SET key_until = least(key_until, $3) WHERE {id} = $1 AND epoch = $2"


async def collect_invoice(actor: Actor, invoice_id: UUID) -> Invoice:
    """Have the provider collect what is owed on an invoice that it was not asked for: from before there was one, or of
    a user whose invoices are paid by hand otherwise. Asked for twice, it is collected once.

    Conflict `invoice_not_collected` where no provider is chosen, nothing is owed, or the user is on a test clock.
    """
    actor.require_vendor("billing:write")
    async with transaction():
        invoice = await lock_invoice(invoice_id)
        user = await User.get(id=invoice.user_id)
        if chosen_provider() is None or user.test_clock_id is not None:
            raise Conflict("No payment provider collects from this user.", code="invoice_not_collected")
        if invoice.status != "finalized" or not invoice.owed:
            raise Conflict("Nothing is owed on this invoice.", code="invoice_not_collected")
        await promise_collection([invoice_id])
        await audit.record(
            actor, action="invoice.collect", entity="invoice", entity_id=invoice_id, user_id=invoice.user_id,
            after={"provider": chosen_provider(), "owed": invoice.owed},
        )  # fmt: skip
    return invoice


async def hand_over_invoice(message: Message) -> None:
    """The handler of messages about invoices that a provider collects."""
    provider = get_provider()
    if provider is None:
        raise Undeliverable("No payment provider is chosen: see KEYMETER_PAYMENT_PROVIDER.")
    invoice_id = UUID(message.payload["invoice_id"])
    for _ in range(STEPS_MAX):
        step = await _next_step(invoice_id, provider.name)
        if step is None:
            return
        await step(provider)
    raise Conflict("What is owed and what is collected did not come together yet.", code="provider_refused")


async def _next_step(invoice_id: UUID, provider: str) -> _Step | None:
    """What is missing; None when the provider collects what is owed."""
    async with transaction():
        invoice = await lock_invoice(invoice_id)
        owed = round_amount(invoice.owed if invoice.status == "finalized" else ZERO, invoice.currency)
        row = await ProviderInvoice.filter(invoice_id=invoice_id, status__in=("making", "open")).first()
        if row is None and owed:
            row = await ProviderInvoice.create(
                user_id=invoice.user_id, invoice_id=invoice_id, provider=provider, currency=invoice.currency,
                amount=owed,
            )  # fmt: skip
    if row is None:
        return None
    with exact():
        collected = row.amount - row.paid
    if collected != owed:
        return lambda provider: _take_back(provider, invoice, row)
    return (lambda provider: _make(provider, invoice, row)) if row.status == "making" else None


async def _make(provider: Provider, invoice: Invoice, row: ProviderInvoice) -> None:
    draft = await _draft(provider, invoice, row)
    external_id = await _made_invoice(provider, draft, row)
    if external_id is None:
        return
    async with _next_key_if_refused(row):
        state = await provider.issue_invoice(external_id, draft, key=_key(row.id, row.epoch))
    async with transaction():
        await take_over(row, state)


async def _take_back(provider: Provider, invoice: Invoice, row: ProviderInvoice) -> None:
    unheard = "UPDATE provider_invoices SET status = 'void' WHERE id = $1 AND key_until IS NULL RETURNING id"
    if await fetch(unheard, row.id):
        return
    external_id = row.external_id or await _made_invoice(provider, await _draft(provider, invoice, row), row)
    if external_id is None:
        return
    async with _next_key_if_refused(row):
        state = await provider.take_back_invoice(external_id, key=_key(row.id, row.epoch))
    async with transaction():
        await take_over(row, state)


async def _draft(provider: Provider, invoice: Invoice, row: ProviderInvoice) -> InvoiceDraft:
    """The same at every attempt: an invoice never changes, nor does what the provider was told of its customer."""
    customer = await _made_customer(provider, row.user_id)
    assert customer.external_id is not None
    due = invoice.due_at - invoice.issued_at if invoice.due_at and invoice.issued_at else timedelta()
    return InvoiceDraft(
        id=row.id, customer=customer.external_id, currency=row.currency,
        amount=round_amount(row.amount, row.currency), title=f"Invoice {invoice.series}-{invoice.number}",
        has_email=bool(customer.email), due_days=due.days,
    )  # fmt: skip


async def _made_customer(provider: Provider, user_id: UUID) -> ProviderCustomer:
    """As whom the provider knows a user; made there once."""
    row, _ = await ProviderCustomer.get_or_create(user_id=user_id)
    if row.external_id is not None:
        return row
    user = await User.get(id=user_id)
    await fetch(_BEGIN_CUSTOMER, user_id, provider.name, user.name, user.email, real_now() + KEYS_KEPT)
    row = await ProviderCustomer.get(user_id=user_id)
    made = None
    if row.key_until is not None and row.key_until <= real_now():
        made = await provider.find_customer(user_id, since=row.created_at)
        if made is None:
            await _take_next_key(row)
    if made is None:
        draft = CustomerDraft(user_id, row.name or user.name, row.email)
        async with _look_if_refused(row):
            made = await provider.make_customer(draft, key=_key(user_id, row.epoch))
    await fetch("UPDATE provider_customers SET external_id = $2 WHERE user_id = $1", user_id, made)
    row.external_id = made
    return row


async def _made_invoice(provider: Provider, draft: InvoiceDraft, row: ProviderInvoice) -> str | None:
    """How the provider calls it; made there once, empty. None for one that is no longer wanted."""
    if row.external_id is not None:
        return row.external_id
    if not await fetch(_BEGIN_INVOICE, row.id, real_now() + KEYS_KEPT):
        return None
    await row.refresh_from_db()
    made = row.external_id
    if made is None and row.key_until is not None and row.key_until <= real_now():
        made = await provider.find_invoice(draft, since=row.created_at)
        if made is None:
            await _take_next_key(row)
    if made is None:
        async with _look_if_refused(row):
            made = await provider.make_invoice(draft, key=_key(row.id, row.epoch))
    await fetch("UPDATE provider_invoices SET external_id = $2 WHERE id = $1", row.id, made)
    row.external_id = made
    return made


def _key(of: UUID, epoch: int) -> str:
    return f"keymeter-{of}-{epoch}"


@asynccontextmanager
async def _look_if_refused(row: ProviderCustomer | ProviderInvoice) -> AsyncIterator[None]:
    """Have the next attempt look for what is made inside: a refusal may follow a call whose answer was lost."""
    try:
        yield
    except Conflict:
        await fetch(_statement(_END_KEY, row), row.pk, row.epoch, real_now())
        raise


@asynccontextmanager
async def _next_key_if_refused(row: ProviderInvoice) -> AsyncIterator[None]:
    """The provider repeats a refusal to a key that it knows. What is done inside looks before it acts."""
    try:
        yield
    except Conflict:
        await _take_next_key(row)
        raise


async def _take_next_key(row: ProviderCustomer | ProviderInvoice) -> None:
    await fetch(_statement(_NEXT_KEY, row), row.pk, row.epoch, real_now() + KEYS_KEPT)
    await row.refresh_from_db()


def _statement(statement: str, row: ProviderCustomer | ProviderInvoice) -> str:
    if isinstance(row, ProviderCustomer):
        return statement.format(table="provider_customers", id="user_id")
    return statement.format(table="provider_invoices", id="id")
