"""Exact money: currencies, rounding, allocation, and reading decimals that come from outside.

The promise: no amount passes through a float, nor through Python's default context of 28 digits, which gets
9,480,539,466.710813 units at a 12-decimal price wrong by a cent. Decimals are multiplied and added inside `exact()`,
which fails rather than rounds; whatever is divided is a `fractions.Fraction`. Only functions whose name says so round,
and they round half away from zero.

The bounds are chosen so that every product of a quantity and a price fits numeric(60,24), the column of precise
amounts: a quantity fits numeric(30,6), a price or an entered amount is not negative and fits numeric(24,12).
"""

import re
from collections.abc import Iterable, Sequence
from contextlib import AbstractContextManager
from decimal import (
    ROUND_HALF_UP,
    Context,
    Decimal,
    DivisionByZero,
    FloatOperation,
    Inexact,
    InvalidOperation,
    Overflow,
    localcontext,
)
from fractions import Fraction
from functools import lru_cache
from typing import Final

from babel.core import get_global
from babel.numbers import get_currency_precision

from core.errors import InvalidInput

#: A value without rounding error. Sums and products of decimals stay Decimal, whatever was divided is a Fraction.
Exact = Decimal | Fraction

ZERO: Final = Decimal(0)
ONE: Final = Decimal(1)
QUANTITY_DECIMALS: Final = 6
QUANTITY_WHOLE_DIGITS: Final = 24
QUANTITY_MAX: Final = Decimal(f"{'9' * QUANTITY_WHOLE_DIGITS}.{'9' * QUANTITY_DECIMALS}")
PRICE_DECIMALS: Final = 12
PRICE_WHOLE_DIGITS: Final = 12
PRECISE_DECIMALS: Final = 24
UNITS_MAX: Final = Decimal(10**12)

_EXACT: Final = Context(
    prec=80,
    rounding=ROUND_HALF_UP,
    traps=[Inexact, InvalidOperation, DivisionByZero, Overflow, FloatOperation],
)
#: For rounding to a given number of decimals, which is allowed to be inexact: that is its purpose.
_ROUNDING: Final = Context(prec=120, rounding=ROUND_HALF_UP, traps=[InvalidOperation, FloatOperation])
#: What a decimal looks like from outside: no exponent, no separators, no other alphabets' digits, and not endless.
_PLAIN_DECIMAL: Final = re.compile(r"-?[0-9]{1,40}(?:\.[0-9]{1,40})?")


def exact() -> AbstractContextManager[Context]:
    """A block in which decimal arithmetic is right or raises: 80 digits, `decimal.Inexact` and floats trapped."""
    return localcontext(_EXACT)


def exact_ratio(value: Exact | int) -> Fraction:
    """The same value as a Fraction. TypeError for a float, ValueError for NaN and infinities: both are our mistakes."""
    if isinstance(value, bool) or not isinstance(value, (Decimal, Fraction, int)):
        raise TypeError(f"money is counted in Decimal or Fraction, not in {type(value).__name__}")
    if isinstance(value, Decimal):
        if not value.is_finite():
            raise ValueError(f"money is a finite number, not {value}")
        return Fraction(*value.as_integer_ratio())  # what Fraction(value) does, after asking what kind of number it is
    return Fraction(value)


# --- Currencies -------------------------------------------------------------------------------------------------------


@lru_cache(maxsize=1)
def currency_codes() -> frozenset[str]:
    """Every ISO 4217 code that is or was legal tender somewhere, by Unicode CLDR as Babel carries it.

    Past ones stay (an old invoice must still round as it did); metals, units of account and test codes (XAU, CLF,
    XTS, XXX) are no money. All that remain have 0, 2 or 3 decimals.
    """
    return frozenset(
        code
        for currencies in get_global("territory_currencies").values()
        for code, _since, _until, is_tender in currencies
        if is_tender
    )


@lru_cache(maxsize=512)
def currency_exponent(currency: str) -> int:
    """How many decimals an amount of this currency has: 0 (JPY), 2 (EUR) or 3 (KWD), by CLDR.

    Raises InvalidInput `unknown_currency`, for lower case too: one currency has one spelling.
    """
    return get_currency_precision(check_currency(currency))


def check_currency(currency: str, *, field: str = "currency") -> str:
    """The same code, once it is known to be a currency. InvalidInput `unknown_currency` naming the field otherwise."""
    # Babel itself answers 2 decimals for any text whatever, so the code is looked up.
    if currency not in currency_codes():
        raise InvalidInput(
            f"{currency[:20]!r} is not a currency; use an ISO 4217 code such as EUR.",
            code="unknown_currency",
            field=field,
        )
    return currency


# --- Rounding ---------------------------------------------------------------------------------------------------------


def round_amount(precise: Exact, currency: str) -> Decimal:
    """The amount in the currency's smallest unit, half away from zero: 0.125 EUR is 0.13, -0.125 EUR is -0.13.

    The answer always has the currency's decimals (`5` USD is `5.00`), and zero is never negative.
    """
    return _round_half_away(precise, currency_exponent(currency))


def round_quantity(precise: Exact) -> Decimal:
    """The quantity with at most 6 decimals, half away from zero; done once per charge and period."""
    return _canonical(_round_half_away(precise, QUANTITY_DECIMALS))


def storable_amount(precise: Exact) -> Decimal:
    """A precise amount for numeric(60,24). For keeping and showing: a line is rounded from the precise one itself."""
    return _canonical(_round_half_away(precise, PRECISE_DECIMALS))


@lru_cache(maxsize=64)
def _smallest_unit(decimals: int) -> Decimal:
    return Decimal((0, (1,), -decimals))


def _round_half_away(value: Exact, decimals: int) -> Decimal:
    if isinstance(value, Decimal) and value.is_finite():
        # Decimal's "half up" is half away from zero. Raises InvalidOperation beyond 120 digits.
        rounded = value.quantize(_smallest_unit(decimals), context=_ROUNDING)
        return rounded if rounded else rounded.copy_abs()
    # In integers, because a quotient's decimals may never end and a context would round them a first time.
    ratio = exact_ratio(value)
    whole, rest = divmod(abs(ratio.numerator) * 10**decimals, ratio.denominator)
    if 2 * rest >= ratio.denominator:
        whole += 1
    sign = "-" if ratio < 0 and whole else ""
    return Decimal(f"{sign}{whole}E-{decimals}")


# --- Sums and shares --------------------------------------------------------------------------------------------------


def sum_amounts(amounts: Iterable[Decimal], currency: str) -> Decimal:
    """The exact sum, with the currency's decimals. ValueError when an amount was not rounded before."""
    with exact():
        return _in_smallest_units(sum(amounts, ZERO), currency)


def allocate(total: Decimal, weights: Sequence[Exact], currency: str) -> list[Decimal]:
    """Split a rounded total by weights into rounded shares that add up to it, by largest remainder (Hare quota).

    Each share differs from its exact part by less than one smallest unit; leftover units go to the largest
    remainders, ties to the first; a weight of zero gets nothing. A negative total is split as its opposite.
    ValueError when the total is not in whole smallest units, a weight is negative, or there is something to split
    and no weight above zero.
    """
    exponent = currency_exponent(currency)
    total = _in_smallest_units(total, currency)
    if any(weight < 0 for weight in weights):
        raise ValueError("a weight is not negative")
    if not total:
        return [_round_half_away(ZERO, exponent) for _ in weights]
    parts = [exact_ratio(weight) for weight in weights]
    units = int(exact_ratio(total) * 10**exponent)
    whole = sum(parts, Fraction(0))
    if whole == 0:
        raise ValueError("an amount is split by at least one weight above zero")

    quotas = [abs(units) * part / whole for part in parts]
    shares = [int(quota) for quota in quotas]
    # sorted() is stable, so equal remainders keep the order of the lines.
    by_remainder = sorted(range(len(parts)), key=lambda i: shares[i] - quotas[i])
    for i in by_remainder[: abs(units) - sum(shares)]:
        shares[i] += 1
    sign = -1 if units < 0 else 1
    return [_round_half_away(Fraction(sign * share, 10**exponent), exponent) for share in shares]


def _in_smallest_units(amount: Decimal, currency: str) -> Decimal:
    rounded = round_amount(amount, currency)
    if rounded != amount:
        raise ValueError(f"{format_decimal(amount)} {currency} is not rounded to the currency's decimals")
    return rounded


# --- In and out -------------------------------------------------------------------------------------------------------


def format_decimal(value: Decimal) -> str:
    """The plain string that JSON, GraphQL and CSV carry: all digits, no exponent, no separators, no negative zero.

    Trailing zeros stay: `10.00` is an amount of two decimals. Refuses what `exact_ratio` refuses.
    """
    if not isinstance(value, Decimal) or not value.is_finite():
        exact_ratio(value)  # which says what is wrong
    # copy_abs, because abs() would round to the context's digits.
    return format(value if value else value.copy_abs(), "f")


def format_quantity(value: Decimal) -> str:
    """A quantity as a plain string without trailing zeros, whatever scale it was stored with: `4`, `0.5`."""
    return format_decimal(_canonical(value)) if value else "0"


def format_price(value: Decimal, currency: str) -> str:
    """A price as a plain string with at least the currency's decimals, and more where they matter: `49.00`, `0.002`."""
    whole, _, decimals = format_quantity(value).partition(".")
    decimals = decimals.ljust(currency_exponent(currency), "0")
    return f"{whole}.{decimals}" if decimals else whole


def parse_units(value: object, *, field: str = "units") -> Decimal:
    """The units of one call or event: 0 to 10**12 with up to 6 decimals. InvalidInput otherwise."""
    units = parse_quantity(value, field=field)
    if not ZERO <= units <= UNITS_MAX:
        raise InvalidInput(f"{field} must lie between 0 and {format_decimal(UNITS_MAX)}.", field=field)
    return units


def parse_quantity(value: object, *, field: str = "quantity") -> Decimal:
    """A quantity, of either sign: up to 24 digits before the point and 6 after. InvalidInput otherwise."""
    return _parse_decimal(value, field, whole_digits=QUANTITY_WHOLE_DIGITS, decimals=QUANTITY_DECIMALS)


def parse_allowance(value: object, *, field: str = "included") -> Decimal:
    """A quantity that is not negative. InvalidInput otherwise."""
    return _not_negative(parse_quantity(value, field=field), field)


def parse_unit_price(value: object, *, field: str = "unit_price") -> Decimal:
    """A price of one unit, not negative: up to 12 digits before the point and 12 after. InvalidInput otherwise."""
    return _not_negative(_parse_decimal(value, field, whole_digits=PRICE_WHOLE_DIGITS, decimals=PRICE_DECIMALS), field)


def parse_amount(value: object, currency: str, *, field: str = "amount") -> Decimal:
    """An amount as people enter it, not negative, with no more decimals than the currency has; returned with as many.

    InvalidInput otherwise.
    """
    exponent = currency_exponent(currency)
    amount = _not_negative(_parse_decimal(value, field, whole_digits=PRICE_WHOLE_DIGITS, decimals=exponent), field)
    return round_amount(amount, currency)


def _parse_decimal(value: object, field: str, *, whole_digits: int, decimals: int) -> Decimal:
    """A finite decimal within the digits, without trailing zeros. Never computes with a number before bounding it."""
    if isinstance(value, str):
        if not _PLAIN_DECIMAL.fullmatch(value):
            raise InvalidInput(f'{field} must be a plain decimal such as "12.5".', field=field)
        number = Decimal(value)
    elif isinstance(value, int) and not isinstance(value, bool):
        number = Decimal(value)
    elif isinstance(value, Decimal):
        number = value
    elif isinstance(value, float):
        raise InvalidInput(f'{field} must be a decimal string such as "12.5": a float is not exact.', field=field)
    else:
        raise InvalidInput(f"{field} must be a decimal string or an integer.", field=field)

    if not number.is_finite():
        raise InvalidInput(f"{field} must be a finite number.", field=field)
    if not number:
        return ZERO
    if number.adjusted() >= whole_digits:
        raise InvalidInput(f"{field} has more than {whole_digits} digits before the point.", field=field)
    if _decimals(number) > decimals:
        raise InvalidInput(f"{field} has more than {decimals} decimals.", field=field)
    return _canonical(number)


def _not_negative(number: Decimal, field: str) -> Decimal:
    if number < ZERO:
        raise InvalidInput(f"{field} must not be negative.", field=field)
    return number


def _decimals(number: Decimal) -> int:
    """How many decimals a finite number other than zero really has: 2.50 has one."""
    _, digits, exponent = number.as_tuple()
    assert isinstance(exponent, int)
    trailing_zeros = 0
    for digit in reversed(digits):
        if digit:
            break
        trailing_zeros += 1
    return max(0, -exponent - trailing_zeros)


def _canonical(number: Decimal) -> Decimal:
    """The same value in its one spelling: no trailing zeros after the point, no exponent, no negative zero."""
    if not number:
        return ZERO
    plain = format(number, "f")
    return Decimal(plain.rstrip("0").rstrip(".") if "." in plain else plain)
