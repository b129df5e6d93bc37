"""Prices: exact, continuous, never negative, rounded once, and explained."""

from dataclasses import FrozenInstanceError
from decimal import Context, Decimal, localcontext
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.errors import InvalidInput
from core.money import currency_exponent, round_amount
from core.pricing import FlatFee, PerUnit, Rating, Used, price

STEP = Decimal("0.000001")

quantities = st.decimals(min_value=-(10**6), max_value=10**15, places=6)
allowances = st.one_of(st.just(Decimal(0)), st.decimals(min_value=0, max_value=10**9, places=6))
unit_prices = st.decimals(min_value=0, max_value=10**6, places=12)
currencies = st.sampled_from(["JPY", "EUR", "KWD"])


def test_the_example_of_the_contract_explains_itself() -> None:
    charge = PerUnit(Decimal("0.00009"), included=Decimal(10_000))
    line = price(charge, Decimal(12_400_000), currency="USD", unit="calls")
    assert line.explanation == "12,400,000 calls - 10,000 included = 12,390,000 x $0.00009 = $1,115.10"
    assert str(line.amount) == "1115.10"
    assert line.precise == Decimal("1115.1")
    assert line.quantity == Decimal(12_400_000)
    assert line.billable_quantity == Decimal(12_390_000)


@pytest.mark.parametrize(
    ("charge", "quantity", "explanation"),
    [
        (FlatFee(Decimal(49)), "1", "flat fee = $49.00"),
        (PerUnit(Decimal("0.01")), "250", "250 calls x $0.01 = $2.50"),
        (PerUnit(Decimal("0.01")), "0", "0 calls x $0.01 = $0.00"),
        (PerUnit(Decimal("0.01"), Decimal(100)), "100", "100 calls, within the 100 included = $0.00"),
        (PerUnit(Decimal("0.01"), Decimal(100)), "-7", "-7 calls, nothing to bill = $0.00"),
        (PerUnit(Decimal("0.333")), "2", "2 calls x $0.333 = $0.666, rounded to $0.67"),
    ],
)
def test_every_line_says_its_arithmetic_in_words(charge: FlatFee | PerUnit, quantity: str, explanation: str) -> None:
    assert price(charge, Decimal(quantity), currency="USD", unit="calls").explanation == explanation


@given(quantities, unit_prices, allowances, currencies)
def test_per_unit_is_exact_and_rounded_once(
    quantity: Decimal, unit_price: Decimal, included: Decimal, currency: str
) -> None:
    line = price(PerUnit(unit_price, included), quantity, currency=currency)
    expected = max(Fraction(0), Fraction(quantity) - Fraction(included)) * Fraction(unit_price)
    assert Fraction(line.precise) == expected
    assert line.amount == round_amount(expected, currency)
    assert line.amount.as_tuple().exponent == -currency_exponent(currency)


def test_a_large_quantity_at_a_twelve_decimal_price_is_right_to_the_cent() -> None:
    line = price(PerUnit(Decimal("1.234567890123")), Decimal("9480539466.710813"), currency="USD")
    assert Fraction(line.precise) == Fraction(9480539466710813 * 1234567890123, 10**18)
    assert str(line.amount) == "11704369606.64"


@given(quantities, unit_prices, allowances)
def test_a_price_does_not_depend_on_the_callers_decimal_context(
    quantity: Decimal, unit_price: Decimal, included: Decimal
) -> None:
    expected = price(PerUnit(unit_price, included), quantity, currency="EUR")
    with localcontext(Context(prec=4)):
        assert price(PerUnit(unit_price, included), quantity, currency="EUR") == expected


@given(unit_prices, allowances, st.sampled_from([Decimal(0), STEP, Decimal(1)]))
def test_per_unit_is_continuous_and_monotone_at_the_allowance(
    unit_price: Decimal, included: Decimal, step: Decimal
) -> None:
    charge = PerUnit(unit_price, included)

    def precise(quantity: Decimal) -> Fraction:
        return Fraction(price(charge, quantity, currency="EUR").precise)

    assert precise(included - step) == precise(included) == 0
    assert precise(included + step) == Fraction(step) * Fraction(unit_price)


@given(quantities, quantities, unit_prices, allowances, currencies)
def test_more_use_never_costs_less_and_nothing_is_negative(
    one: Decimal, other: Decimal, unit_price: Decimal, included: Decimal, currency: str
) -> None:
    charge = PerUnit(unit_price, included)
    less, more = (price(charge, quantity, currency=currency).amount for quantity in sorted((one, other)))
    assert 0 <= less <= more


@given(quantities, st.decimals(min_value=0, max_value=10**6, places=2))
def test_a_flat_fee_is_the_same_whatever_is_used(quantity: Decimal, fee: Decimal) -> None:
    assert price(FlatFee(fee), quantity, currency="EUR").amount == fee


def test_further_kinds_of_charge_need_no_change_here() -> None:
    class ThirdOfQuantity:
        def rate(self, used: Used) -> Rating:
            return Rating(Fraction(used.quantity) / 3, used.quantity)

        def say(self, used: Used, *, currency: str, unit: str) -> str:
            return f"a third of {used.quantity} {unit}"

    line = price(ThirdOfQuantity(), Decimal(2), currency="EUR", unit="calls")
    assert line.precise == Fraction(2, 3)
    assert line.explanation == "a third of 2 calls = €0.666666666666..., rounded to €0.67"


def test_a_charge_cannot_be_changed() -> None:
    with pytest.raises(FrozenInstanceError):
        PerUnit(Decimal(1)).unit_amount = Decimal(2)  # type: ignore[misc]


@pytest.mark.parametrize("refused", [0.5, "NaN", Decimal("NaN"), Decimal("Infinity"), -1, "0.0000000000001", None])
def test_a_charge_takes_prices_only(refused: Decimal) -> None:
    with pytest.raises(InvalidInput):
        FlatFee(refused)
    with pytest.raises(InvalidInput):
        PerUnit(refused)


@pytest.mark.parametrize("refused", [0.5, Decimal("NaN"), Decimal(-1), Decimal("0.0000001"), None])
def test_an_allowance_is_a_quantity_of_zero_or_more(refused: Decimal) -> None:
    with pytest.raises(InvalidInput):
        PerUnit(Decimal(1), refused)


@pytest.mark.parametrize("refused", [0.5, 2.0, Decimal("NaN"), Decimal("Infinity"), Decimal("0.0000001"), 10**24])
def test_only_a_rounded_quantity_is_priced(refused: Decimal) -> None:
    with pytest.raises(InvalidInput):
        price(PerUnit(Decimal(1)), refused, currency="EUR")


def test_an_unknown_currency_is_not_priced() -> None:
    with pytest.raises(InvalidInput):
        price(FlatFee(Decimal(1)), Decimal(1), currency="ZZZ")
