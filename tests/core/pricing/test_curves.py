"""Price curves: their points are prices, they reach what matters, and a jump is a jump."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.errors import InvalidInput
from core.pricing import Terms, Tier, charge_of, price, price_curve

TIERS = [Tier(Decimal(100), Decimal(1), Decimal(0)), Tier(None, Decimal("0.5"), Decimal(0))]


def at(terms: Terms, quantity: str) -> str:
    return next(str(each.amount) for each in price_curve(terms, currency="USD") if each.quantity == Decimal(quantity))


def test_a_volume_price_falls_behind_its_bound() -> None:
    terms = Terms("volume", tiers=TIERS)
    assert (at(terms, "0"), at(terms, "100"), at(terms, "101"), at(terms, "150")) == (
        "0.00",
        "100.00",
        "50.50",
        "75.00",
    )


def test_a_package_that_is_begun_is_a_step() -> None:
    terms = Terms("package", Decimal(5), Decimal(10), package_size=Decimal(100))
    assert (at(terms, "10"), at(terms, "11"), at(terms, "110"), at(terms, "111")) == ("0.00", "5.00", "5.00", "10.00")


def test_what_is_included_costs_nothing_and_the_curve_goes_on_behind_it() -> None:
    points = price_curve(Terms("per_unit", Decimal("0.01"), Decimal(1000)), currency="USD")
    assert points[-1].quantity == 3000 and str(points[-1].amount) == "20.00"
    assert all(not each.amount for each in points if each.quantity <= 1000)


def test_fees_have_no_curve_and_wrong_terms_none_either() -> None:
    assert price_curve(Terms("flat", Decimal(49)), currency="USD") == []
    with pytest.raises(InvalidInput):
        price_curve(Terms("graduated"), currency="USD")


@given(
    bounds=st.lists(st.integers(1, 10**9), min_size=1, max_size=6, unique=True),
    prices=st.lists(st.decimals(0, 10, places=4), min_size=7, max_size=7),
    included=st.integers(0, 10**6),
)
def test_points_are_prices_in_order_and_graduated_ones_never_fall(
    bounds: list[int], prices: list[Decimal], included: int
) -> None:
    tiers = [Tier(Decimal(each), unit, Decimal(0)) for each, unit in zip(sorted(bounds), prices, strict=False)]
    terms = Terms("graduated", included=Decimal(included), tiers=[*tiers, Tier(None, prices[-1], Decimal(0))])
    points = price_curve(terms, currency="USD")
    assert [each.quantity for each in points] == sorted({each.quantity for each in points})
    assert [each.amount for each in points] == sorted(each.amount for each in points)
    assert points[0].quantity == 0 and points[-1].quantity >= max(bounds)
    for each in points[:: len(points) // 5 or 1]:
        assert each.amount == price(charge_of(terms), each.quantity, currency="USD").amount
