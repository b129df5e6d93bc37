"""Giving money back by the provider that it came from: what a refund promised, carried out once.

A refund is made known by an id of ours, so each attempt looks first whether an earlier one made it, whose answer was
lost; two attempts at once have the same key, which the provider takes for one call.
"""

from uuid import UUID

from core.billing.models import Payment, ProviderRefund, Refund
from core.database import fetch
from core.errors import Conflict
from core.money import round_amount
from core.outbox import Message, Undeliverable, publish
from core.providers import RefundDraft, get_provider

__all__ = ["REFUND", "give_back", "promise_refund"]

REFUND = "refund.pay"
_NEXT_KEY = "UPDATE provider_refunds SET epoch = epoch + 1 WHERE refund_id = $1 AND epoch = $2"


async def promise_refund(refund: Refund) -> None:
    """Have the provider of a refund give the money back. Call it in the transaction of the refund."""
    await ProviderRefund.create(refund_id=refund.id, user_id=refund.user_id)
    await publish(topic=REFUND, payload={"refund_id": str(refund.id)})


async def give_back(message: Message) -> None:
    """The handler of messages about refunds."""
    provider = get_provider()
    refund = await Refund.get(id=UUID(message.payload["refund_id"]))
    if provider is None or provider.name != refund.provider:
        raise Undeliverable("The payment provider that has the money is not chosen: see KEYMETER_PAYMENT_PROVIDER.")
    row = await ProviderRefund.get(refund_id=refund.id)
    if row.external_id is not None:
        return
    payment = await Payment.get(id=refund.payment_id)
    draft = RefundDraft(refund.id, payment.reference, refund.currency, round_amount(refund.amount, refund.currency))
    made = await provider.find_refund(draft)
    if made is None:
        try:
            made = await provider.make_refund(draft, key=f"keymeter-{refund.id}-{row.epoch}")
        except Conflict:
            # The provider repeats a refusal to a key that it knows.
            await fetch(_NEXT_KEY, refund.id, row.epoch)
            raise
    await ProviderRefund.filter(refund_id=refund.id).update(external_id=made)
