"""What the entries of a user add up to."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from core.accounts import Actor, get_user
from core.database import fetch
from core.ledger.models import LedgerEntry, LedgerTransaction
from core.money import ZERO, exact, round_amount
from core.pages import Page, check_page_size, cursor_uuid, decode_cursor, page_of

__all__ = ["Balance", "balances_of", "credit_of", "list_transactions"]

_ACCOUNTS = """
SELECT currency, account, sum(amount) AS amount FROM ledger_entries WHERE user_id = $1 GROUP BY 1, 2 ORDER BY 1, 2
"""
_CREDIT = """
SELECT user_id, currency, -sum(amount) AS credit FROM ledger_entries
WHERE user_id = ANY ($1::uuid[]) AND account = 'balance' GROUP BY 1, 2 HAVING sum(amount) < 0
"""


@dataclass(frozen=True, slots=True)
class Balance:
    """How a user stands in one currency: every account that was ever posted to, debits above zero."""

    currency: str
    accounts: Mapping[str, Decimal]

    @property
    def owed(self) -> Decimal:
        """On finalized invoices."""
        return self.accounts.get("receivable", self._zero)

    @property
    def balance(self) -> Decimal:
        """Paid or credited beyond what was owed."""
        with exact():
            return self._zero - self.accounts.get("balance", self._zero)

    @property
    def _zero(self) -> Decimal:
        return round_amount(ZERO, self.currency)


async def balances_of(actor: Actor, user_id: UUID) -> list[Balance]:
    """One for each currency in which anything was ever posted."""
    await get_user(actor, user_id)
    found: dict[str, dict[str, Decimal]] = {}
    for row in await fetch(_ACCOUNTS, user_id):
        found.setdefault(row["currency"], {})[row["account"]] = round_amount(row["amount"], row["currency"])
    return [Balance(currency, accounts) for currency, accounts in found.items()]


async def credit_of(user_ids: Collection[UUID]) -> dict[tuple[UUID, str], Decimal]:
    """By user and currency, the customer balance that may pay an invoice; those without one are absent.

    Hold the seals of the users: nothing else is posted for them meanwhile.
    """
    rows = await fetch(_CREDIT, list(user_ids)) if user_ids else []
    return {(row["user_id"], row["currency"]): round_amount(row["credit"], row["currency"]) for row in rows}


async def list_transactions(
    actor: Actor,
    user_id: UUID,
    *,
    sources: Collection[UUID] | None = None,
    limit: int | None = None,
    cursor: str | None = None,
) -> Page[tuple[LedgerTransaction, Mapping[str, Decimal]]]:
    """Newest first, each with its amounts by account: debits above zero, credits below. All, or those of `sources`."""
    await get_user(actor, user_id)
    size = check_page_size(limit)
    query = LedgerTransaction.filter(user_id=user_id).order_by("-id").limit(size + 1)
    if sources is not None:
        query = query.filter(source_id__in=list(sources))
    if cursor:
        query = query.filter(id__lt=cursor_uuid(decode_cursor(cursor, parts=1)[0]))
    found = await query
    amounts: dict[UUID, dict[str, Decimal]] = {each.id: {} for each in found}
    for entry in await LedgerEntry.filter(transaction_id__in=list(amounts)).order_by("id"):
        amounts[entry.transaction_id][entry.account] = round_amount(entry.amount, entry.currency)
    return page_of([(each, amounts[each.id]) for each in found], size, key=lambda pair: (pair[0].id,))
