"""How exact numbers are written for machines."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.money import format_price, format_quantity

numbers = st.decimals(-(10**18), 10**18, places=6)


@pytest.mark.parametrize(
    ("value", "text"),
    [("4.000000", "4"), ("0.500", "0.5"), ("-2.50", "-2.5"), ("-0", "0"), ("0E+3", "0"), ("0.000000", "0"), ("1E+5", "100000"),
     ("100", "100"), ("0.000001", "0.000001"), ("9" * 24 + "." + "9" * 6, "9" * 24 + "." + "9" * 6)],
)  # fmt: skip
def test_a_quantity_has_no_trailing_zeros(value: str, text: str) -> None:
    assert format_quantity(Decimal(value)) == text


@pytest.mark.parametrize(
    ("value", "currency", "text"),
    [("49.000000000000", "USD", "49.00"), ("0.002000000000", "USD", "0.002"), ("0", "EUR", "0.00"), ("49", "JPY", "49"),
     ("0.5000", "JPY", "0.5"), ("0.5", "KWD", "0.500"), ("1E+3", "USD", "1000.00"), ("0.000000000001", "USD", "0.000000000001")],
)  # fmt: skip
def test_a_price_has_at_least_the_currencys_decimals(value: str, currency: str, text: str) -> None:
    assert format_price(Decimal(value), currency) == text


@given(numbers)
def test_writing_a_number_changes_none(number: Decimal) -> None:
    for text in (format_quantity(number), format_price(number, "USD"), format_price(number, "JPY")):
        assert Decimal(text) == number
        assert "E" not in text


@pytest.mark.parametrize("value", ["NaN", "Infinity"])
def test_what_is_no_number_is_our_mistake(value: str) -> None:
    with pytest.raises(ValueError, match="finite"):
        format_quantity(Decimal(value))
