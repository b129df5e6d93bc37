"""Numbers in explanations: every digit that matters, none that does not."""

from decimal import Context, Decimal, localcontext
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.pricing.wording import say_amount, say_quantity


@pytest.mark.parametrize(
    ("amount", "currency", "words"),
    [
        ("1115.1", "USD", "$1,115.10"),
        ("-5", "USD", "-$5.00"),
        ("0.00009", "USD", "$0.00009"),
        ("-0.00", "EUR", "€0.00"),
        ("1234", "JPY", "¥1,234"),
        ("0.5", "JPY", "¥0.5"),
        ("3.5", "KWD", "KWD\N{NO-BREAK SPACE}3.500"),
        ("3.5", "CHF", "CHF\N{NO-BREAK SPACE}3.50"),
    ],
)
def test_an_amount_has_at_least_the_currencys_decimals(amount: str, currency: str, words: str) -> None:
    assert say_amount(Decimal(amount), currency) == words


def test_decimals_that_never_end_are_cut_and_the_cut_is_shown() -> None:
    assert say_amount(Fraction(2, 3), "USD") == "$0.666666666666..."
    assert say_amount(Fraction(-2, 3), "USD") == "-$0.666666666666..."
    assert say_amount(Fraction(1, 8), "USD") == "$0.125"


@given(st.decimals(min_value=-(10**35), max_value=10**35, places=24))
def test_no_digit_is_lost_whatever_the_callers_decimal_context(amount: Decimal) -> None:
    with localcontext(Context(prec=5)):
        words = say_amount(amount, "USD")
        assert Fraction(words.replace("$", "").replace(",", "")) == Fraction(amount)
        assert Fraction(say_quantity(amount).replace(",", "")) == Fraction(amount)


def test_a_quantity_has_separators_and_no_trailing_zeros() -> None:
    assert say_quantity(Decimal("12400000.000000")) == "12,400,000"
    assert say_quantity(Decimal("0.50")) == "0.5"
    assert say_quantity(Decimal("1E+3")) == "1,000"
