"""Automatic top-ups: credit that a user buys by an invoice of its own as what it has runs low.

Who is low is found by reading, and decided anew while the user's seal is held: every payment, grant and invoice of the
user waits for it, and so does another node, which then finds that it is not low any more. Credit is taxed with the
usage that it pays, so there is neither tax nor coupon on what sells it (`selling`).
"""

from collections.abc import Collection
from datetime import datetime, timedelta
from decimal import Decimal
from uuid import UUID

from core import audit, ledger
from core.accounts import SYSTEM, Actor
from core.billing.lines import Line
from core.billing.models import CreditGrant, Invoice, Prepayment
from core.billing.selling import sell
from core.billing.storing import take_numbers
from core.billing.thresholds import uninvoiced_of
from core.clock import now
from core.database import fetch, transaction
from core.errors import Conflict
from core.ids import NIL
from core.money import exact, round_amount
from core.pricing import say_amount

__all__ = ["reissue_top_up", "take_back_credit", "top_up", "top_up_of"]

CHUNK = 100
PRIORITY = 50
# Who buys credit, and waits for none: credit that is bought but not paid would be bought again and again.
_BUYERS = """
SELECT p.user_id FROM prepayments p JOIN users u ON u.id = p.user_id
WHERE p.top_up_amount IS NOT NULL AND u.status = 'active' AND u.test_clock_id IS NOT DISTINCT FROM $1::uuid
  AND p.user_id > $2 AND NOT EXISTS (SELECT 1 FROM credit_grants g WHERE g.user_id = p.user_id AND g.held)
ORDER BY p.user_id LIMIT $3
"""
_CREDIT = """
SELECT user_id, currency, sum(remaining) AS credit FROM credit_grants
WHERE user_id = ANY ($1::uuid[]) AND NOT held AND effective_at <= $2 AND (expires_at IS NULL OR expires_at > $2)
GROUP BY 1, 2
"""


async def top_up(actor: Actor) -> int:
    """Have everybody whose credit is low buy some, each once; how many invoices there are now."""
    actor.require_vendor("billing:write")
    return await top_up_of(None)


async def top_up_of(test_clock_id: UUID | None) -> int:
    """The same for the users on a test clock, or for all others."""
    made, last = 0, NIL
    while users := [row["user_id"] for row in await fetch(_BUYERS, test_clock_id, last, CHUNK)]:
        last = users[-1]
        for user_id in await _low(users):
            async with transaction():
                made += await _buy(user_id)
    return made


async def _low(user_ids: Collection[UUID]) -> dict[UUID, Prepayment]:
    """Those who have less than they want to have, and what they want."""
    asked = {each.user_id: each for each in await Prepayment.filter(user_id__in=list(user_ids)) if each.top_up_amount}
    credit = {(row["user_id"], row["currency"]): row["credit"] for row in await fetch(_CREDIT, list(asked), now())}
    balances, used = await ledger.credit_of(list(asked)), await uninvoiced_of(list(asked))
    low = {}
    for user_id, each in asked.items():
        key = (user_id, each.currency)
        zero = Decimal(0)
        with exact():
            left = credit.get(key, zero) + balances.get(key, zero) - used.get(key, zero)
        if each.top_up_below is not None and left < each.top_up_below:
            low[user_id] = each
    return low


async def _buy(user_id: UUID) -> int:
    """Decide it, and write it: one, or none if somebody else did."""
    await fetch("SELECT 1 FROM user_seals WHERE user_id = $1 FOR UPDATE", user_id)
    if await CreditGrant.filter(user_id=user_id, held=True).exists():
        return 0
    asked = (await _low([user_id])).get(user_id)
    if asked is None or asked.top_up_amount is None:
        return 0
    amount = round_amount(asked.top_up_amount, asked.currency)
    expires = now() + timedelta(days=asked.top_up_days) if asked.top_up_days is not None else None
    invoice_id = await _issue(
        user_id, amount, asked.currency, on_payment=asked.top_up_granted == "paid", expires=expires
    )
    await audit.record(
        SYSTEM, action="credit.top_up", entity="invoice", entity_id=invoice_id, user_id=user_id,
        after={"amount": amount, "currency": asked.currency, "below": asked.top_up_below},
    )  # fmt: skip
    await take_numbers([invoice_id])
    return 1


async def _issue(
    user_id: UUID,
    amount: Decimal,
    currency: str,
    *,
    on_payment: bool,
    expires: datetime | None,
    replaces: UUID | None = None,
) -> UUID:
    at = now()
    said = f"{say_amount(amount, currency)} of credit"
    said += " once this is paid" if on_payment else ""
    line = Line("top_up", "Credit", at, at, amount, amount, said)
    invoice_id = await sell(user_id, "top_up", line, currency, replaces=replaces)
    await CreditGrant.create(
        user_id=user_id, kind="prepaid", currency=currency, amount=amount, remaining=amount, priority=PRIORITY,
        effective_at=at, expires_at=expires, reason="Bought as credit ran low", invoice_id=invoice_id,
        on_payment=on_payment, held=on_payment,
    )  # fmt: skip
    return invoice_id


async def take_back_credit(invoice_id: UUID) -> None:
    """Take the credit of an invoice back that is voided. Conflict `invoice_not_void` once any of it is gone."""
    grant = await CreditGrant.select_for_update().get(invoice_id=invoice_id)
    if grant.remaining != grant.amount:
        raise Conflict("Credit that it sold was used; it cannot be voided.", code="invoice_not_void")
    grant.revoked, grant.remaining, grant.held = grant.amount, Decimal(0), False
    await grant.save(update_fields=["revoked", "remaining", "held"])


async def reissue_top_up(old: Invoice) -> UUID:
    """The same credit by a new invoice, to the customer as it is now."""
    grant = await CreditGrant.get(invoice_id=old.id)
    amount = round_amount(grant.amount, grant.currency)
    expires = now() + (grant.expires_at - grant.effective_at) if grant.expires_at is not None else None
    invoice_id = await _issue(
        old.user_id, amount, grant.currency, on_payment=grant.on_payment, expires=expires, replaces=old.id
    )
    await take_numbers([invoice_id])
    return invoice_id
