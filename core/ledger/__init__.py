"""The ledger: what every document and every payment did to whom, in entries that add up to zero."""

from core.ledger.balances import Balance, balances_of, credit_of, list_transactions
from core.ledger.models import LedgerEntry, LedgerTransaction
from core.ledger.posting import ACCOUNTS, Posting, post, reverse

__all__ = [
    "ACCOUNTS",
    "Balance",
    "LedgerEntry",
    "LedgerTransaction",
    "Posting",
    "balances_of",
    "credit_of",
    "list_transactions",
    "post",
    "reverse",
]
