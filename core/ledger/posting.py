"""Posting: the one way into the ledger. Call it inside the transaction of what is posted."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from types import MappingProxyType
from typing import Any
from uuid import UUID

from core.clock import now
from core.database import fetch
from core.ids import new_id
from core.money import ZERO, exact, format_decimal

__all__ = ["ACCOUNTS", "Posting", "post", "reverse"]

#: Every account, and what it holds. Debits are above zero: an account of what we owe has a balance below zero.
ACCOUNTS: Mapping[str, str] = MappingProxyType({
    "receivable": "What the user owes on finalized invoices",
    "revenue": "What was charged, without tax",
    "tax": "What was charged for the state",
    "cash": "What came in and was not given back",
    "prepaid": "What was paid ahead and is not used yet",
    "promotion": "What was given away and used",
    "breakage": "What was paid ahead and lapsed unused",
    "balance": "What was paid too much, or credited after it was paid: it goes on the next invoice",
})  # fmt: skip

# The entries of a transaction arrive in one statement; the trigger that adds them up looks at its end.
_POST = """
WITH made AS (
    INSERT INTO ledger_transactions (id, user_id, currency, kind, source_id, posted_at)
    SELECT id, user_id, currency, kind, source, $1
    FROM unnest($2::uuid[], $3::uuid[], $4::text[], $5::text[], $6::uuid[]) AS t (id, user_id, currency, kind, source)
)
INSERT INTO ledger_entries (id, transaction_id, user_id, currency, account, amount)
SELECT id, transaction_id, user_id, currency, account, amount::numeric
FROM unnest($7::uuid[], $8::uuid[], $9::uuid[], $10::text[], $11::text[], $12::text[])
    AS t (id, transaction_id, user_id, currency, account, amount)
"""
_ENTRIES = """
SELECT t.source_id, t.user_id, t.currency, e.account, e.amount
FROM ledger_transactions t JOIN ledger_entries e ON e.transaction_id = t.id
WHERE t.kind = $1 AND t.source_id = ANY ($2::uuid[]) ORDER BY t.id, e.id
"""


@dataclass(frozen=True, slots=True)
class Posting:
    """A transaction to be: `amounts` by account, debits above zero. ValueError unless they add up to zero."""

    kind: str
    source_id: UUID
    user_id: UUID
    currency: str
    amounts: Mapping[str, Decimal]

    def __post_init__(self) -> None:
        if unknown := self.amounts.keys() - ACCOUNTS.keys():
            raise ValueError(f"there is no account {min(unknown)}")
        with exact():
            if sum(self.amounts.values(), ZERO):
                raise ValueError(f"the entries of {self.kind} {self.source_id} do not add up to zero")


async def post(postings: Sequence[Posting]) -> None:
    """Write these transactions, each once: a kind and its source are unique. Accounts of zero are left out."""
    transactions: list[tuple[Any, ...]] = []
    entries: list[tuple[Any, ...]] = []
    for each in postings:
        transaction_id, touched = new_id(), {name: amount for name, amount in each.amounts.items() if amount}
        if not touched:
            continue
        transactions.append((transaction_id, each.user_id, each.currency, each.kind, each.source_id))
        entries += [
            (new_id(), transaction_id, each.user_id, each.currency, account, format_decimal(amount))
            for account, amount in touched.items()
        ]
    if transactions:
        columns = [*zip(*transactions, strict=True), *zip(*entries, strict=True)]
        await fetch(_POST, now(), *[list(column) for column in columns])


async def reverse(kind: str, sources: Sequence[UUID], *, by: str) -> None:
    """Take transactions of a kind back exactly; the reversal is of the kind `by` and has the same source."""
    found: dict[UUID, tuple[UUID, str, dict[str, Decimal]]] = {}
    for row in await fetch(_ENTRIES, kind, list(sources)):
        _, _, amounts = found.setdefault(row["source_id"], (row["user_id"], row["currency"], {}))
        amounts[row["account"]] = -row["amount"]
    await post([Posting(by, source, user, currency, amounts) for source, (user, currency, amounts) in found.items()])
