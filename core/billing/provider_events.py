"""What a payment provider tells: an invoice as it has it. It becomes payments in the transaction that hears it.

A provider tells everything more than once, by several kinds of events and in any order. So nothing is made of what kind
an event is: it tells how much was paid on an invoice in all, which only grows, and what is more than we knew is a
payment. Each event is heard once all the same, for what can be counted only: attempts that failed.
"""

from collections.abc import Mapping
from datetime import datetime

from core import audit
from core.accounts import SYSTEM
from core.billing.credit_notes import lock_invoice
from core.billing.models import ProviderInvoice
from core.billing.payments import book_payment
from core.clock import now
from core.database import fetch, transaction
from core.errors import NotFound
from core.money import exact
from core.providers import Event, InvoiceState, Provider, get_provider

__all__ = ["hear_provider", "take_over"]

_HEARD = """
INSERT INTO provider_events (id, provider, type, user_id, provider_invoice_id, happened_at, received_at)
VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (id) DO NOTHING RETURNING id
"""


async def hear_provider(name: str, body: bytes, headers: Mapping[str, str]) -> bool:
    """What a webhook tells takes effect; whether it had any.

    NotFound unless the settings choose this provider; InvalidInput for what it did not sign. What is about nothing of
    ours, and what was heard before, has none.
    """
    provider = get_provider()
    if provider is None or provider.name != name:
        raise NotFound("Nothing is heard from this provider here.")
    event = provider.read_event(body, headers)
    if event.invoice is None:
        return False
    row = await ProviderInvoice.get_or_none(provider=name, external_id=event.invoice.id)
    if row is None or row.currency != event.invoice.currency:
        return False
    return await _hear(provider, event, event.invoice, row)


async def _hear(provider: Provider, event: Event, state: InvoiceState, row: ProviderInvoice) -> bool:
    async with transaction():
        await lock_invoice(row.invoice_id)
        heard = await fetch(
            _HEARD, event.id[:255], provider.name, event.type[:64], row.user_id, row.id, event.happened_at, now()
        )
        if not heard:
            return False
        await take_over(row, state, at=event.happened_at)
        if event.is_failure:
            await _count_failure(row, event)
    return True


async def take_over(row: ProviderInvoice, state: InvoiceState, *, at: datetime | None = None) -> None:
    """Make payments of what an invoice of the provider was paid more than we knew, and see where it stands.

    Call it inside a transaction. Money for an invoice that is paid or void meanwhile is the user's balance.
    """
    invoice = await lock_invoice(row.invoice_id)
    known = await ProviderInvoice.select_for_update().get(id=row.id)
    with exact():
        more = state.paid - known.paid
    if more > 0:
        await book_payment(
            SYSTEM, invoice, more, method=known.provider, reference=state.id, received_at=min(at or now(), now())
        )
        known.paid = state.paid
    if state.status == "paid" or (state.status == "void" and known.status != "paid"):
        known.status = state.status
    elif state.status == "open" and known.status == "making":
        known.status, known.hosted_url = "open", state.hosted_url
    await known.save(update_fields=["paid", "status", "hosted_url"])


async def _count_failure(row: ProviderInvoice, event: Event) -> None:
    await fetch(
        "UPDATE provider_invoices SET failures = failures + 1, failed_at = greatest(failed_at, $2) WHERE id = $1",
        row.id, event.happened_at,
    )  # fmt: skip
    await audit.record(
        SYSTEM, action="payment.fail", entity="invoice", entity_id=row.invoice_id, user_id=row.user_id,
        after={"provider": row.provider, "reference": row.external_id, "at": event.happened_at},
    )  # fmt: skip
