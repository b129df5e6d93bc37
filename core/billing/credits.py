"""Credits: money that was paid ahead, or given away, and pays the invoices to come."""

from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Literal
from uuid import UUID

from core import audit, ledger
from core.accounts import Actor, get_user
from core.billing.models import CreditGrant
from core.checks import check_text
from core.clock import now
from core.database import fetch, transaction
from core.errors import Conflict, InvalidInput, NotFound
from core.ids import new_id
from core.ledger import Posting
from core.money import check_currency, exact, parse_amount, round_amount

__all__ = [
    "CreditKind",
    "check_validity",
    "grant_credit",
    "hold_seals",
    "lapse_all",
    "lapse_credits",
    "lapse_due_credits",
    "list_credits",
    "revoke_credit",
]

CreditKind = Literal["prepaid", "promotional"]
KINDS: tuple[CreditKind, ...] = ("prepaid", "promotional")
PRIORITY_MAX = 100
LAPSED_AT_ONCE = 500
# What expired, once no period that ended before is still to be invoiced: such an invoice may use it yet.
_EXPIRED = """
SELECT g.id, g.user_id FROM credit_grants g
JOIN users u ON u.id = g.user_id AND u.test_clock_id IS NOT DISTINCT FROM $3
WHERE g.remaining > 0 AND NOT g.held AND g.expires_at <= $1 AND NOT EXISTS (
    SELECT 1 FROM billing_schedules s WHERE s.user_id = g.user_id AND s.next_at < g.expires_at
) ORDER BY g.user_id, g.id LIMIT $2
"""
_LAPSE = """
UPDATE credit_grants g SET lapsed = g.lapsed + was.remaining, remaining = 0
FROM (SELECT id, remaining FROM credit_grants WHERE id = ANY ($1::uuid[]) AND remaining > 0 FOR UPDATE) was
WHERE g.id = was.id RETURNING g.user_id, g.kind, g.currency, was.remaining AS amount
"""


async def grant_credit(
    actor: Actor,
    user_id: UUID,
    *,
    kind: CreditKind,
    amount: Decimal | str,
    currency: str,
    reason: str,
    priority: int = 50,
    effective_at: datetime | None = None,
    expires_at: datetime | None = None,
) -> CreditGrant:
    """Give a user credit: `prepaid` is money that came in, `promotional` a gift.

    It pays invoices of its currency whose periods end after it is effective and before it expires; those of the
    lowest priority first. Open invoices are not paid by it. InvalidInput for a time in which it is never good.
    """
    actor.require_vendor("billing:write")
    if kind not in KINDS:
        raise InvalidInput(f"kind must be one of {', '.join(KINDS)}.", field="kind")
    if not 0 <= priority <= PRIORITY_MAX:
        raise InvalidInput(f"priority must lie between 0 and {PRIORITY_MAX}.", field="priority")
    value = parse_amount(amount, check_currency(currency))
    if not value:
        raise InvalidInput("amount must be above 0.", field="amount")
    begins = check_validity(effective_at, expires_at)
    said = check_text(reason, field="reason", chars_max=500)
    await get_user(actor, user_id)
    async with transaction():
        await hold_seals([user_id])
        grant = await CreditGrant.create(
            user_id=user_id, kind=kind, currency=currency, amount=value, remaining=value, priority=priority,
            effective_at=begins, expires_at=expires_at, reason=said,
        )  # fmt: skip
        if kind == "prepaid":
            amounts = {"cash": value, "prepaid": -value}
            await ledger.post([Posting("grant", grant.id, user_id, currency, amounts)])
        await audit.record(
            actor, action="credit.grant", entity="credit_grant", entity_id=grant.id, user_id=user_id,
            after=audit.snapshot(grant, ("kind", "amount", "currency", "priority", "effective_at", "expires_at",
                                         "reason")),
        )  # fmt: skip
    return grant


def check_validity(effective_at: datetime | None, expires_at: datetime | None) -> datetime:
    """From when on something is good, by default now. InvalidInput for a time in which it never is."""
    begins = effective_at or now()
    if expires_at is not None and expires_at <= max(begins, now()):
        raise InvalidInput("expires_at must be in the future, and after effective_at.", field="expires_at")
    return begins


async def revoke_credit(actor: Actor, grant_id: UUID, *, reason: str) -> CreditGrant:
    """Take back what is left of a credit; invoices that it paid stay paid.

    Prepaid credit was money: what came in for it goes out again, or onto the user's balance where an invoice sold it.
    Conflict `credit_spent` where nothing is left, and `credit_not_paid` for credit that its invoice holds back: void
    that. What a void gives back to it afterwards can be revoked again.
    """
    actor.require_vendor("billing:write")
    said = check_text(reason, field="reason", chars_max=500)
    async with transaction():
        rows = await fetch("SELECT user_id FROM credit_grants WHERE id = $1", grant_id)
        if not rows:
            raise NotFound("There is no such credit.", code="credit_not_found")
        await hold_seals([rows[0]["user_id"]])
        grant = await CreditGrant.get(id=grant_id)
        if grant.held:
            raise Conflict("Its invoice is not paid yet; void that.", code="credit_not_paid")
        if not grant.remaining:
            raise Conflict("Nothing is left of this credit.", code="credit_spent")
        left = round_amount(grant.remaining, grant.currency)
        with exact():
            grant.revoked, grant.remaining = grant.revoked + left, Decimal(0)
        await grant.save(update_fields=["revoked", "remaining"])
        if grant.kind == "prepaid":
            amounts = {"prepaid": left, "balance" if grant.invoice_id else "cash": -left}
            await ledger.post([Posting("revocation", new_id(), grant.user_id, grant.currency, amounts)])
        await audit.record(
            actor, action="credit.revoke", entity="credit_grant", entity_id=grant_id, user_id=grant.user_id,
            after={"amount": left, "reason": said},
        )  # fmt: skip
    return grant


async def list_credits(actor: Actor, user_id: UUID) -> Sequence[CreditGrant]:
    """A user's credits in the order in which they burn, those of which nothing is left last."""
    await get_user(actor, user_id)
    found = await CreditGrant.filter(user_id=user_id).order_by("id")
    endless = max((each.expires_at for each in found if each.expires_at), default=now())
    return sorted(
        found,
        key=lambda each: (not each.remaining, each.priority, each.expires_at is None, each.expires_at or endless),
    )


async def lapse_credits(actor: Actor) -> int:
    """End credits whose time is over; how many. Of prepaid ones, what is left is the vendor's: breakage."""
    actor.require_vendor("billing:write")
    return await lapse_all(lapse_due_credits)


async def lapse_all(lapse_some: Callable[[None], Awaitable[int]]) -> int:
    """Lapse what is due, some of it in a transaction, until nothing is; how many. Not of users on test clocks."""
    lapsed = 0
    while True:
        async with transaction():
            found = await lapse_some(None)
        lapsed += found
        if not found:
            return lapsed


async def lapse_due_credits(test_clock_id: UUID | None) -> int:
    """End some of them, of the users on a test clock or of all others. Call it inside a transaction."""
    due = await fetch(_EXPIRED, now(), LAPSED_AT_ONCE, test_clock_id)
    await hold_seals({row["user_id"] for row in due})
    rows = await fetch(_LAPSE, [row["id"] for row in due])
    # A source of its own: what a void gives back after its time lapses once more.
    await ledger.post([
        Posting("expiry", new_id(), row["user_id"], row["currency"], {"prepaid": left, "breakage": -left})
        for row in rows
        if row["kind"] == "prepaid" and (left := round_amount(row["amount"], row["currency"]))
    ])  # fmt: skip
    return len(due)


async def hold_seals(user_ids: Sequence[UUID] | set[UUID]) -> None:
    """Their seals, in order: nothing else is posted for them meanwhile."""
    await fetch("SELECT 1 FROM user_seals WHERE user_id = ANY ($1::uuid[]) ORDER BY user_id FOR UPDATE", list(user_ids))
