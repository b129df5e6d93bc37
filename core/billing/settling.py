"""What pays an invoice as it is finalized, without anybody's doing: credits, then the customer balance.

Credits burn by priority, then by earliest expiry, then the oldest first. Neither changes the tax: they are payments.
Hold the seals of the users, as the run does: nothing else is spent meanwhile.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from core import ledger
from core.billing.models import Payment
from core.clock import now
from core.database import fetch
from core.ids import new_id
from core.ledger import Posting
from core.money import exact, format_decimal, round_amount, sum_amounts

__all__ = ["APPLY", "NO_MONEY", "Due", "settle_invoices", "take_back_payments"]

#: Methods by which nothing comes in: what paid was the vendor's already, or was its gift.
NO_MONEY = ("balance", "credit")
# An amount below zero opens the invoice again. Each invoice once. Credit that is good on payment is good while nothing
# is owed for it.
APPLY = """
WITH applied AS (
    UPDATE invoices i SET owed = i.owed - t.amount, paid = i.paid + t.amount, payment_status =
        CASE WHEN i.owed = t.amount THEN 'paid' WHEN i.paid + t.amount > 0 THEN 'partial' ELSE 'open' END
    FROM unnest($1::uuid[], $2::text[]) AS n (id, said), LATERAL (SELECT n.id, n.said::numeric AS amount) t
    WHERE i.id = t.id RETURNING i.id, i.owed
)
UPDATE credit_grants g SET held = applied.owed > 0 FROM applied WHERE g.invoice_id = applied.id AND g.on_payment
"""
_GRANTS = """
SELECT id, user_id, kind, currency, remaining, effective_at, expires_at FROM credit_grants
WHERE user_id = ANY ($1::uuid[]) AND remaining > 0 AND NOT held
ORDER BY user_id, priority, expires_at NULLS LAST, id
"""
_BURN = """
UPDATE credit_grants g SET remaining = g.remaining - t.amount
FROM (SELECT id, sum(said::numeric) AS amount FROM unnest($1::uuid[], $2::text[]) AS n (id, said) GROUP BY 1) t
WHERE g.id = t.id
"""


@dataclass(frozen=True, slots=True)
class Due:
    """A new invoice and what it comes to; `period_end` says which credits are good for it."""

    invoice_id: UUID
    user_id: UUID
    currency: str
    total: Decimal
    period_end: datetime


@dataclass(slots=True)
class _Purse:
    """A grant while invoices are settled."""

    grant: UUID
    kind: str
    user_id: UUID
    currency: str
    left: Decimal
    effective_at: datetime
    expires_at: datetime | None

    def pays(self, due: Due) -> bool:
        """It is of the invoice's money, began before its period ended, and outlived that."""
        mine = (self.user_id, self.currency) == (due.user_id, due.currency)
        good = self.effective_at < due.period_end and (self.expires_at is None or self.expires_at > due.period_end)
        return mine and good and self.left > 0


async def settle_invoices(dues: Sequence[Due]) -> None:
    """Pay these from credits and balances, in their order. Call it in the transaction that finalizes them."""
    users = {due.user_id for due in dues}
    balances, purses = await ledger.credit_of(users), await _purses(users)
    if not balances and not purses:
        return
    made: list[Payment] = []
    postings: list[Posting] = []
    for due in dues:
        for payment, account in _payments(due, purses, balances):
            made.append(payment)
            amounts = {account: payment.amount, "receivable": -payment.amount}
            postings.append(Posting("payment", payment.id, due.user_id, due.currency, amounts))
    if made:
        await _write(made, {due.invoice_id: due.currency for due in dues})
        await ledger.post(postings)


def _payments(
    due: Due, purses: Sequence[_Purse], balances: dict[tuple[UUID, str], Decimal]
) -> Iterator[tuple[Payment, str]]:
    """What pays an invoice, and from which account it is taken."""
    left = due.total
    for purse in purses:
        if left and purse.pays(due):
            part = min(left, purse.left)
            with exact():
                purse.left, left = purse.left - part, left - part
            yield _payment(due, "credit", part, purse.grant), _ACCOUNTS[purse.kind]
    part = min(left, balances.get((due.user_id, due.currency), Decimal(0)))
    if part:
        with exact():
            balances[due.user_id, due.currency] -= part
        yield _payment(due, "balance", part), "balance"


#: Prepaid credit is owed to the user; promotional credit costs the vendor when it is used.
_ACCOUNTS = {"prepaid": "prepaid", "promotional": "promotion"}


def _payment(due: Due, method: str, amount: Decimal, grant_id: UUID | None = None) -> Payment:
    return Payment(id=new_id(), user_id=due.user_id, invoice_id=due.invoice_id, currency=due.currency, method=method,
                   amount=amount, applied=amount, grant_id=grant_id, received_at=now())  # fmt: skip


async def _purses(users: set[UUID]) -> list[_Purse]:
    return [
        _Purse(row["id"], row["kind"], row["user_id"], row["currency"], round_amount(row["remaining"], row["currency"]),
               row["effective_at"], row["expires_at"])
        for row in await fetch(_GRANTS, list(users))
    ]  # fmt: skip


async def _write(made: Sequence[Payment], currencies: dict[UUID, str]) -> None:
    await Payment.bulk_create(made)
    sums = {
        invoice_id: sum_amounts((each.amount for each in made if each.invoice_id == invoice_id), currency)
        for invoice_id, currency in currencies.items()
    }
    touched = {invoice_id: amount for invoice_id, amount in sums.items() if amount}
    await fetch(APPLY, list(touched), [format_decimal(amount) for amount in touched.values()])
    burnt = [(each.grant_id, format_decimal(each.amount)) for each in made if each.grant_id is not None]
    if burnt:
        await fetch(_BURN, *[list(column) for column in zip(*burnt, strict=True)])


async def take_back_payments(invoice_id: UUID) -> None:
    """Give what an invoice took of credits and balance back to them: it is voided. Nothing else may have paid it."""
    taken = await Payment.filter(invoice_id=invoice_id, method__in=NO_MONEY, applied__gt=0)
    if not taken:
        return
    ids = [each.id for each in taken]
    burnt = [(each.grant_id, format_decimal(-each.applied)) for each in taken if each.grant_id is not None]
    if burnt:
        await fetch(_BURN, *[list(column) for column in zip(*burnt, strict=True)])
    await fetch("UPDATE payments SET refunded = amount, applied = 0 WHERE id = ANY ($1::uuid[])", ids)
    await ledger.reverse("payment", ids, by="reversal")
