"""Amounts as Stripe counts them: integers of a unit that depends on the currency, and not always on its decimals.

By https://docs.stripe.com/currencies (minor units): most currencies have two decimals; some have none; of those with
three the last must be 0; and some that have none are still counted in hundredths, of which the last two must be 0.
"""

from decimal import Decimal

from core.money import exact, format_decimal, round_amount

__all__ = ["from_minor", "to_minor"]

_WITHOUT_DECIMALS = frozenset(
    ["BIF", "CLP", "DJF", "GNF", "JPY", "KMF", "KRW", "MGA", "PYG", "RWF", "VND", "VUV", "XAF", "XOF", "XPF"]
)
_THREE_DECIMALS = frozenset(["BHD", "JOD", "KWD", "OMR", "TND"])
_WHOLE_HUNDREDTHS = frozenset(("ISK", "UGX"))


def _decimals(currency: str) -> int:
    if currency in _WITHOUT_DECIMALS:
        return 0
    return 3 if currency in _THREE_DECIMALS else 2


def to_minor(amount: Decimal, currency: str) -> int:
    """ValueError for an amount that cannot be said in this currency there: nothing is ever rounded to be collected."""
    with exact():
        minor = amount.scaleb(_decimals(currency))
    step = 10 if currency in _THREE_DECIMALS else 100 if currency in _WHOLE_HUNDREDTHS else 1
    if minor != int(minor) or int(minor) % step:
        raise ValueError(f"{format_decimal(amount)} {currency} has more decimals than it takes")
    return int(minor)


def from_minor(minor: int, currency: str) -> Decimal:
    """With the decimals that we keep of this currency. ValueError for more than these can say."""
    with exact():
        amount = Decimal(minor).scaleb(-_decimals(currency))
    kept = round_amount(amount, currency)
    if kept != amount:
        raise ValueError(f"{format_decimal(amount)} {currency} has more decimals than the currency")
    return kept
