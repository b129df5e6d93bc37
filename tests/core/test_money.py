"""Money: exact arithmetic, one rounding, shares that add up, and only decimals let in."""

import ast
from decimal import Context, Decimal, FloatOperation, Inexact, localcontext
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from core import money, periods, pricing
from core.errors import InvalidInput
from core.money import (
    QUANTITY_MAX,
    allocate,
    check_currency,
    currency_codes,
    currency_exponent,
    exact,
    exact_ratio,
    format_decimal,
    parse_allowance,
    parse_amount,
    parse_quantity,
    parse_unit_price,
    parse_units,
    round_amount,
    round_quantity,
    storable_amount,
    sum_amounts,
)

CURRENCIES = {0: "JPY", 2: "EUR", 3: "KWD"}
currencies = st.sampled_from(sorted(CURRENCIES.values()))
fractions = st.fractions(min_value=-(10**15), max_value=10**15, max_denominator=10**9)
precise_decimals = st.decimals(min_value=-(10**30), max_value=10**30, places=24)

PARSERS = [
    parse_units,
    parse_quantity,
    parse_allowance,
    parse_unit_price,
    lambda value: parse_amount(value, "EUR"),
]
parsers = pytest.mark.parametrize("parse", PARSERS, ids=["units", "quantity", "allowance", "unit_price", "amount"])


# --- Currencies


@pytest.mark.parametrize(("exponent", "currency"), CURRENCIES.items())
def test_a_currency_has_its_own_number_of_decimals(exponent: int, currency: str) -> None:
    assert currency_exponent(currency) == exponent


def test_every_currency_has_0_2_or_3_decimals() -> None:
    assert {currency_exponent(code) for code in currency_codes()} == {0, 2, 3}


@pytest.mark.parametrize("code", ["", "ZZZ", "eur", "EURO", " EUR", "XXX", "XTS", "XAU", "CLF", "BTC"])
def test_what_is_no_currency_is_refused(code: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        currency_exponent(code)
    assert refused.value.code == "unknown_currency"
    with pytest.raises(InvalidInput) as refused:
        check_currency(code, field="plan.currency")
    assert refused.value.field == "plan.currency"


def test_a_checked_currency_is_handed_back() -> None:
    assert check_currency("EUR") == "EUR"


def test_a_past_currency_still_rounds_so_that_old_invoices_do() -> None:
    assert round_amount(Decimal("1.005"), "DEM") == Decimal("1.01")


# --- Rounding


@pytest.mark.parametrize(
    ("precise", "currency", "rounded"),
    [
        ("0.005", "EUR", "0.01"),
        ("0.015", "EUR", "0.02"),
        ("0.025", "EUR", "0.03"),
        ("-0.005", "EUR", "-0.01"),
        ("-0.025", "EUR", "-0.03"),
        ("0.0049999999999999999999999999999999", "EUR", "0.00"),
        ("-0.004", "EUR", "0.00"),
        ("0.5", "JPY", "1"),
        ("1.5", "JPY", "2"),
        ("-2.5", "JPY", "-3"),
        ("1.0005", "KWD", "1.001"),
        ("-1.0005", "KWD", "-1.001"),
        ("5", "EUR", "5.00"),
        ("5.000", "JPY", "5"),
    ],
)
def test_halves_are_rounded_away_from_zero_in_the_currencys_decimals(precise: str, currency: str, rounded: str) -> None:
    assert str(round_amount(Decimal(precise), currency)) == rounded
    assert str(round_amount(Fraction(precise), currency)) == rounded


@given(st.one_of(fractions, precise_decimals), currencies)
def test_rounding_moves_by_half_a_unit_at_most_and_a_tie_outwards(precise: Decimal | Fraction, currency: str) -> None:
    half_a_unit = Fraction(1, 2 * 10 ** currency_exponent(currency))
    rounded = Fraction(round_amount(precise, currency))
    assert abs(rounded - Fraction(precise)) <= half_a_unit
    if abs(rounded - Fraction(precise)) == half_a_unit:
        assert abs(rounded) > abs(Fraction(precise))


@given(precise_decimals, currencies)
def test_a_decimal_and_its_fraction_round_alike(precise: Decimal, currency: str) -> None:
    assert str(round_amount(precise, currency)) == str(round_amount(Fraction(precise), currency))


@given(precise_decimals, currencies)
def test_rounding_is_the_same_on_both_sides_of_zero(precise: Decimal, currency: str) -> None:
    assert round_amount(precise.copy_negate(), currency) == round_amount(precise, currency).copy_negate()


@given(precise_decimals, currencies)
def test_rounding_does_not_depend_on_the_callers_decimal_context(precise: Decimal, currency: str) -> None:
    expected = round_amount(precise, currency)
    with localcontext(Context(prec=3)):
        assert str(round_amount(precise, currency)) == str(expected)


def test_a_quantity_is_rounded_to_six_decimals() -> None:
    assert str(round_quantity(Fraction(1, 3))) == "0.333333"
    assert str(round_quantity(Decimal("2.0000005"))) == "2.000001"
    assert str(round_quantity(Decimal(1200))) == "1200"


def test_a_stored_amount_keeps_24_decimals() -> None:
    assert str(storable_amount(Fraction(2, 3))) == "0.666666666666666666666667"
    assert str(storable_amount(Decimal("1.10"))) == "1.1"


# --- Exact arithmetic


def test_a_large_quantity_at_a_twelve_decimal_price_is_right_to_the_cent() -> None:
    quantity, unit_price = Decimal("9480539466.710813"), Decimal("1.234567890123")
    in_integers = Fraction(9480539466710813 * 1234567890123, 10**18)
    with exact():
        precise = quantity * unit_price
    assert Fraction(precise) == in_integers
    assert round_amount(precise, "USD") == Decimal("11704369606.64")
    # What this guards against: Python's default context says a cent more.
    with localcontext(Context(prec=28)):
        assert round_amount(quantity * unit_price, "USD") == Decimal("11704369606.65")


def test_inside_exact_whatever_cannot_be_exact_raises() -> None:
    with exact(), pytest.raises(Inexact):
        Decimal(1) / Decimal(3)
    with exact(), pytest.raises(Inexact):
        Decimal("1E80") + Decimal(1)


def test_inside_exact_a_float_raises() -> None:
    with exact(), pytest.raises(FloatOperation):
        Decimal(0.1)  # noqa: RUF032 (the float is what is tested)
    with exact(), pytest.raises(FloatOperation):
        assert Decimal(1) > 0.1


def test_the_largest_quantity_at_the_largest_price_is_exact_and_fits_the_column() -> None:
    largest_price = Decimal("9" * 12 + "." + "9" * 12)
    with exact():
        precise = parse_quantity(QUANTITY_MAX) * parse_unit_price(largest_price)
    assert precise < Decimal(10**36)
    assert storable_amount(precise) == precise


@pytest.mark.parametrize("refused", [0.5, 1e300, True, None, "1"])
def test_exact_values_are_never_made_from_floats_or_text(refused: object) -> None:
    with pytest.raises(TypeError):
        exact_ratio(refused)  # type: ignore[arg-type]
    with pytest.raises(TypeError):
        round_amount(refused, "EUR")  # type: ignore[arg-type]


@pytest.mark.parametrize("refused", ["NaN", "sNaN", "Infinity", "-Infinity"])
def test_exact_values_are_finite(refused: str) -> None:
    with pytest.raises(ValueError, match="finite"):
        round_amount(Decimal(refused), "EUR")
    with pytest.raises(ValueError, match="finite"):
        format_decimal(Decimal(refused))


def test_the_source_of_billing_contains_no_float() -> None:
    modules = [Path(money.__file__), Path(periods.__file__), *Path(pricing.__file__).parent.glob("*.py")]
    for path in modules:
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            is_literal = isinstance(node, ast.Constant) and isinstance(node.value, float)
            is_conversion = isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "float"
            assert not is_literal and not is_conversion, f"{path.name}:{getattr(node, 'lineno', 0)}"


# --- Sums and shares


def test_a_sum_is_exact_beyond_28_digits() -> None:
    amounts = [Decimal("99999999999999999999999999999999.98"), Decimal("0.01")]
    assert sum_amounts(amounts, "EUR") == Decimal("99999999999999999999999999999999.99")
    assert str(sum_amounts([], "EUR")) == "0.00"


def test_a_sum_takes_rounded_amounts_only() -> None:
    with pytest.raises(ValueError, match="not rounded"):
        sum_amounts([Decimal("0.005"), Decimal("0.001")], "EUR")


weights = st.lists(
    st.one_of(
        st.integers(0, 5).map(Fraction),
        st.fractions(min_value=0, max_value=10**6, max_denominator=1000),
        st.decimals(min_value=0, max_value=10**6, places=2),
    ),
    min_size=1,
    max_size=12,
)


@st.composite
def rounded_totals(draw: st.DrawFn) -> tuple[Decimal, str]:
    currency = draw(currencies)
    units = draw(st.one_of(st.integers(-100, 100), st.integers(-(10**40), 10**40)))
    return Decimal(f"{units}E-{currency_exponent(currency)}"), currency


@given(rounded_totals(), weights)
def test_shares_add_up_to_the_total(total: tuple[Decimal, str], weights: list[Decimal | Fraction]) -> None:
    amount, currency = total
    assume(any(weights))
    shares = allocate(amount, weights, currency)
    assert sum(Fraction(share) for share in shares) == Fraction(amount)


@given(rounded_totals(), weights)
def test_a_share_differs_from_its_exact_part_by_less_than_a_unit(
    total: tuple[Decimal, str], weights: list[Decimal | Fraction]
) -> None:
    amount, currency = total
    assume(any(weights))
    whole = sum(Fraction(weight) for weight in weights)
    for share, weight in zip(allocate(amount, weights, currency), weights, strict=True):
        part = Fraction(amount) * Fraction(weight) / whole
        assert abs(Fraction(share) - part) < Fraction(1, 10 ** currency_exponent(currency))
        assert share * amount >= 0
        assert weight or not share
        assert share == round_amount(share, currency)


@pytest.mark.parametrize(
    ("total", "weights", "currency", "shares"),
    [
        ("100.00", [1, 1, 1], "EUR", ["33.34", "33.33", "33.33"]),
        ("-100.00", [1, 1, 1], "EUR", ["-33.34", "-33.33", "-33.33"]),
        ("0.02", [1, 1, 1], "EUR", ["0.01", "0.01", "0.00"]),
        ("100", [1, 1, 1], "JPY", ["34", "33", "33"]),
        ("0.100", [1, 1, 1], "KWD", ["0.034", "0.033", "0.033"]),
        ("0.05", [1, 2, 2], "EUR", ["0.01", "0.02", "0.02"]),
        ("0.01", [1, 2, 1], "EUR", ["0.00", "0.01", "0.00"]),
        ("0.01", [0, 1, 1], "EUR", ["0.00", "0.01", "0.00"]),
        ("10", [3], "EUR", ["10.00"]),
        ("0.00", [0, 0], "EUR", ["0.00", "0.00"]),
        ("0.00", [], "EUR", []),
    ],
)
def test_leftovers_go_to_the_largest_remainder_and_ties_to_the_first(
    total: str, weights: list[int], currency: str, shares: list[str]
) -> None:
    assert list(map(str, allocate(Decimal(total), list(map(Fraction, weights)), currency))) == shares


@pytest.mark.parametrize(
    ("total", "weights"), [("1.00", []), ("1.00", [0, 0]), ("1.00", [2, -1]), ("0.00", [1, -1]), ("0.005", [1])]
)
def test_what_cannot_be_shared_out_is_refused(total: str, weights: list[int]) -> None:
    with pytest.raises(ValueError):
        allocate(Decimal(total), list(map(Fraction, weights)), "EUR")


# --- In and out


@parsers
@pytest.mark.parametrize("refused", [0.5, 1.0, 0.0, float("nan"), float("inf")])
def test_floats_are_refused_even_whole_ones(parse, refused: float) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(InvalidInput, match="float"):
        parse(refused)


@parsers
@pytest.mark.parametrize("refused", ["NaN", "sNaN", "Infinity", "-Infinity"])
def test_nan_and_infinities_are_refused(parse, refused: str) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(InvalidInput):
        parse(refused)
    with pytest.raises(InvalidInput, match="finite"):
        parse(Decimal(refused))


@parsers
@pytest.mark.parametrize(
    "refused",
    [
        "",
        " 1",
        "1 ",
        "1\n",
        "+1",
        "1e3",
        "1E3",
        ".5",
        "5.",
        "1_000",
        "1,5",
        "0x1",
        "--1",
        "١٢",
        "１",
        "1" * 50,
        "0." + "0" * 50,
        None,
        True,
        False,
        [],
        {},
        b"1",
        Fraction(1, 2),
        1j,
        10**5000,
        -(10**5000),
        Decimal("1E+999999"),
        Decimal("1E-99"),
    ],
    ids=lambda value: repr(value)[:20] if not isinstance(value, int) else f"int of {value.bit_length()} bits",
)
def test_only_plain_bounded_decimals_are_read(parse, refused: object) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(InvalidInput):
        parse(refused)


@parsers
def test_the_refusal_names_the_field(parse) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(InvalidInput) as refused:
        parse("x")
    assert refused.value.field and refused.value.field in refused.value.message


def test_quantities_have_at_most_six_decimals() -> None:
    assert parse_quantity("-1.123456") == Decimal("-1.123456")
    assert parse_quantity("1.1234560") == Decimal("1.123456")
    for refused in ("1.1234567", Decimal("1.1234567"), "0.0000001"):
        with pytest.raises(InvalidInput, match="6 decimals"):
            parse_quantity(refused)


def test_quantities_have_at_most_24_digits_before_the_point() -> None:
    assert parse_quantity(QUANTITY_MAX) == QUANTITY_MAX
    for refused in (10**24, -(10**24), "1" + "0" * 24, Decimal("1E+24")):
        with pytest.raises(InvalidInput, match="24 digits"):
            parse_quantity(refused)


def test_unit_prices_have_at_most_twelve_decimals_and_are_not_negative() -> None:
    assert parse_unit_price("0.000000000001") == Decimal("0.000000000001")
    for refused in ("0.0000000000001", "-1", "1" + "0" * 12):
        with pytest.raises(InvalidInput):
            parse_unit_price(refused)


def test_units_lie_between_zero_and_a_million_million() -> None:
    assert parse_units(0) == 0
    assert parse_units("0.000001") == Decimal("0.000001")
    assert parse_units(10**12) == Decimal(10**12)
    for refused in (-1, "-0.000001", 10**12 + 1, "1000000000000.000001"):
        with pytest.raises(InvalidInput, match="between 0 and 1000000000000"):
            parse_units(refused)


def test_an_allowance_is_not_negative() -> None:
    assert parse_allowance("0") == 0
    with pytest.raises(InvalidInput, match="negative"):
        parse_allowance("-0.5")


def test_an_amount_has_the_currencys_decimals() -> None:
    assert str(parse_amount("12.5", "EUR")) == "12.50"
    assert str(parse_amount(12, "KWD")) == "12.000"
    assert str(parse_amount("12.0", "JPY")) == "12"
    for value, currency in (("12.505", "EUR"), ("12.5", "JPY"), ("-1", "EUR"), ("1.0001", "KWD")):
        with pytest.raises(InvalidInput):
            parse_amount(value, currency)


@given(st.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**20), max_value=10**20, places=6))
def test_a_quantity_survives_being_written_and_read(quantity: Decimal) -> None:
    with localcontext(Context(prec=2)):
        text = format_decimal(quantity)
        assert parse_quantity(text) == parse_quantity(quantity) == quantity
    assert "E" not in text and text not in ("-0", "-0.000000")


@pytest.mark.parametrize(
    ("value", "text"),
    [("1E+3", "1000"), ("10.00", "10.00"), ("1E-12", "0.000000000001"), ("-0", "0"), ("-0.00", "0.00")],
)
def test_decimals_are_written_plainly(value: str, text: str) -> None:
    assert format_decimal(Decimal(value)) == text


def test_reading_gives_each_value_one_spelling() -> None:
    assert {str(parse_quantity(value)) for value in ("100", "100.0", Decimal("1E+2"), 100)} == {"100"}
    assert str(parse_quantity("-0.0")) == "0"
