"""Collecting: which invoices a payment provider is asked to collect, and what is known of that.

Whatever changes what is owed on an invoice promises, in its own transaction, that the provider will follow: see
handing_over.py, which carries it out.
"""

from collections.abc import Collection, Sequence
from uuid import UUID

from core import audit, outbox
from core.accounts import Actor, get_user
from core.billing.models import ProviderCustomer, ProviderInvoice
from core.database import fetch, transaction
from core.settings import get_settings

__all__ = ["TOPIC", "chosen_provider", "collect_invoices", "collection_of", "collections_of_invoices",
           "follow_invoices", "promise_collection", "set_collection"]  # fmt: skip

TOPIC = "invoice.collect"
# Users on test clocks pay nothing to nobody.
_COLLECTED = """
SELECT i.id FROM invoices i JOIN users u ON u.id = i.user_id LEFT JOIN provider_customers c ON c.user_id = i.user_id
WHERE i.id = ANY ($1::uuid[]) AND i.owed > 0 AND u.test_clock_id IS NULL AND coalesce(c.collected, true)
ORDER BY i.id
"""
_FOLLOWED = "SELECT DISTINCT invoice_id FROM provider_invoices WHERE invoice_id = ANY ($1::uuid[]) ORDER BY 1"


def chosen_provider() -> str | None:
    """The name of the one that the settings choose; None where payments are recorded by hand."""
    chosen = get_settings().payment_provider
    return None if chosen == "none" else chosen


async def collect_invoices(invoice_ids: Sequence[UUID]) -> None:
    """Have the provider collect what is owed on these, if there is one. Call it in the transaction that issues them."""
    if invoice_ids and chosen_provider() is not None:
        await promise_collection([row["id"] for row in await fetch(_COLLECTED, list(invoice_ids))])


async def follow_invoices(invoice_ids: Collection[UUID]) -> None:
    """What is owed on these changed: have the provider follow, where it was asked to collect them. Call it in the
    transaction of the change. Without a provider too: what one was asked for must not be forgotten."""
    if invoice_ids:
        await promise_collection([row["invoice_id"] for row in await fetch(_FOLLOWED, list(invoice_ids))])


async def promise_collection(invoice_ids: Sequence[UUID]) -> None:
    """Have what the provider collects of these compared with what is owed. Inside a transaction."""
    await outbox.publish_all(topic=TOPIC, payloads=[{"invoice_id": str(each)} for each in invoice_ids])


async def collections_of_invoices(actor: Actor, invoice_ids: Collection[UUID]) -> dict[UUID, ProviderInvoice | None]:
    """The last attempt of the provider at each of those invoices that the actor may see; one statement."""
    actor.require("read")
    query = ProviderInvoice.filter(invoice_id__in=list(invoice_ids)).order_by("id")
    if actor.user_id is not None:
        query = query.filter(user_id=actor.user_id)
    found: dict[UUID, ProviderInvoice | None] = dict.fromkeys(invoice_ids)
    for row in await query:
        found[row.invoice_id] = row
    return found


async def collection_of(actor: Actor, user_id: UUID) -> ProviderCustomer:
    """Whether the provider collects what a user owes; it does unless that was said."""
    await get_user(actor, user_id)
    return await ProviderCustomer.get_or_none(user_id=user_id) or ProviderCustomer(user_id=user_id)


async def set_collection(actor: Actor, user_id: UUID, *, collected: bool) -> ProviderCustomer:
    """Have the provider collect what a user owes, or not, from the next invoice on: what it has already it keeps."""
    actor.require_vendor("billing:write")
    await get_user(actor, user_id)
    async with transaction():
        await ProviderCustomer.get_or_create(user_id=user_id)
        made = await ProviderCustomer.select_for_update().get(user_id=user_id)
        before, made.collected = made.collected, collected
        await made.save(update_fields=["collected"])
        await audit.record(
            actor, action="collection.set", entity="user", entity_id=user_id, user_id=user_id,
            before={"collected": before}, after={"collected": collected},
        )  # fmt: skip
    return made
