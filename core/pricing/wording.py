"""Numbers as invoices say them: exact, in English, with separators and the currency's symbol.

Babel's own `format_currency` quantizes in the caller's context (it raises beyond 28 digits), so the digits are written
here and only the symbol is Babel's.
"""

from decimal import Decimal
from fractions import Fraction
from functools import lru_cache

from babel.numbers import get_currency_symbol

from core.money import PRICE_DECIMALS, Exact, currency_exponent, exact_ratio, storable_amount

_NO_BREAK_SPACE = "\N{NO-BREAK SPACE}"


def say_quantity(quantity: Decimal) -> str:
    """`12,400,000`, `0.5`: every digit that matters and no trailing zero."""
    return format(storable_amount(quantity), ",f")


def say_amount(amount: Exact, currency: str) -> str:
    """`$1,115.10`, `-$5.00`, `$0.00009`, `CHF 3.50`: at least the currency's decimals, more when they matter.

    An amount whose decimals never end is cut after twelve and says so: `$0.333333333333...`.
    """
    kept = storable_amount(amount)
    ellipsis = ""
    if kept != amount:
        ellipsis = "..."
        kept = _cut(exact_ratio(amount), PRICE_DECIMALS)
    whole, _, decimals = format(kept.copy_abs(), ",f").partition(".")
    decimals = decimals.ljust(currency_exponent(currency), "0")
    digits = f"{whole}.{decimals}" if decimals else whole
    sign = "-" if amount < 0 else ""
    return f"{sign}{_symbol(currency)}{digits}{ellipsis}"


def _cut(ratio: Fraction, decimals: int) -> Decimal:
    return Decimal(f"{int(ratio * 10**decimals)}E-{decimals}")


@lru_cache(maxsize=512)
def _symbol(currency: str) -> str:
    symbol = get_currency_symbol(currency, locale="en")
    return symbol + _NO_BREAK_SPACE if symbol[-1].isalpha() else symbol
