"""Every charge model on whatever is used: against a naive sum, at every bound, split and unsplit, and explained."""

from decimal import Decimal
from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.errors import InvalidInput
from core.pricing import (
    Bounded,
    ByDimension,
    Charge,
    Graduated,
    Package,
    Percentage,
    PerUnit,
    Terms,
    Tier,
    Used,
    Volume,
    charge_of,
    price,
    terms_of_json,
)

STEP = Decimal("0.000001")
quantities = st.decimals(min_value=0, max_value=10**9, places=6)
allowances = st.one_of(st.just(Decimal(0)), st.decimals(min_value=0, max_value=10**6, places=6))
prices = st.decimals(min_value=0, max_value=10**4, places=12)
events = st.integers(min_value=0, max_value=10**9)


@st.composite
def tier_lists(draw: st.DrawFn, *, flat: bool = True) -> list[Tier]:
    bounds = draw(st.lists(st.decimals(min_value=STEP, max_value=10**7, places=6), max_size=5, unique=True))
    fee = prices if flat else st.just(Decimal(0))
    return [Tier(bound, draw(prices), draw(fee)) for bound in [*sorted(bounds), None]]


def precise(charge: Charge, quantity: Decimal, number: int = 0) -> Fraction:
    return Fraction(price(charge, Used(quantity, number), currency="EUR").precise)


def unit_by_unit(tiers: list[Tier], quantity: Decimal) -> Fraction:
    """Graduated prices the naive way: for each tier, what lies between its bounds."""
    total, low = Fraction(0), Decimal(0)
    for tier in tiers:
        high = quantity if tier.up_to is None else min(quantity, tier.up_to)
        if high > low:
            total += Fraction(high - low) * Fraction(tier.unit_amount) + Fraction(tier.flat_amount)
        low = tier.up_to or low
    return total


@given(tier_lists(), quantities, allowances)
def test_graduated_is_the_sum_of_its_tiers(tiers: list[Tier], quantity: Decimal, included: Decimal) -> None:
    line = price(Graduated(tiers, included), quantity, currency="EUR")
    assert Fraction(line.precise) == unit_by_unit(tiers, max(Decimal(0), quantity - included))
    assert sum((Fraction(step.amount) for step in line.steps), Fraction(0)) == Fraction(line.precise)
    assert sum((step.quantity for step in line.steps), Decimal(0)) == line.billable_quantity


@given(tier_lists(flat=False))
def test_graduated_without_flat_parts_is_continuous_and_monotone_at_every_bound(tiers: list[Tier]) -> None:
    charge = Graduated(tiers)
    for below, above in pairwise(tiers):
        assert below.up_to is not None
        at = precise(charge, below.up_to)
        assert at - precise(charge, below.up_to - STEP) == Fraction(STEP) * Fraction(below.unit_amount)
        assert precise(charge, below.up_to + STEP) - at == Fraction(STEP) * Fraction(above.unit_amount)


@given(tier_lists(), quantities)
def test_volume_prices_everything_by_the_tier_that_is_reached(tiers: list[Tier], quantity: Decimal) -> None:
    tier = next(each for each in tiers if each.up_to is None or quantity <= each.up_to)
    expected = Fraction(quantity) * Fraction(tier.unit_amount) + Fraction(tier.flat_amount) if quantity else 0
    assert precise(Volume(tiers), quantity) == expected


def test_a_bound_belongs_to_the_tier_below_it() -> None:
    tiers = [Tier(Decimal(5), Decimal(7)), Tier(None, Decimal(6))]
    assert [precise(Volume(tiers), Decimal(n)) for n in (5, 6)] == [35, 36]
    assert precise(Volume(tiers), Decimal("5.000001")) == Fraction("30.000006")  # less than for 5: volume may fall


def test_a_tier_that_is_not_entered_costs_no_flat_part() -> None:
    tiers = [Tier(Decimal(10), Decimal(1), Decimal(3)), Tier(None, Decimal(1), Decimal(100))]
    assert [precise(Graduated(tiers), Decimal(n)) for n in (0, 10, 11)] == [0, 13, 114]
    assert precise(Graduated(tiers, included=Decimal(11)), Decimal(11)) == 0
    assert precise(Volume(tiers), Decimal(0)) == 0


@given(prices, st.decimals(min_value=STEP, max_value=10**6, places=6), quantities, allowances)
def test_a_package_that_was_begun_is_paid_whole(fee: Decimal, size: Decimal, quantity: Decimal, free: Decimal) -> None:
    billable = max(Fraction(0), Fraction(quantity) - Fraction(free))
    packages = -(-billable // Fraction(size))
    assert precise(Package(fee, size, free), quantity) == packages * Fraction(fee)
    assert packages * Fraction(size) >= billable > (packages - 1) * Fraction(size) or not billable


@given(st.decimals(min_value=0, max_value=100, places=6), prices, quantities, events, allowances)
def test_a_percentage_and_a_fee_for_each_event(
    percent: Decimal, fee: Decimal, amount: Decimal, number: int, free: Decimal
) -> None:
    share = max(Fraction(0), Fraction(amount) - Fraction(free)) * Fraction(percent) / 100
    assert precise(Percentage(percent, fee, free), amount, number) == share + number * Fraction(fee)


@given(tier_lists(), quantities, prices, prices)
def test_a_charge_stays_between_its_bounds(tiers: list[Tier], quantity: Decimal, one: Decimal, two: Decimal) -> None:
    low, high = sorted((one, two))
    plain, bounded = precise(Graduated(tiers), quantity), precise(Bounded(Graduated(tiers), low, high), quantity)
    assert bounded == min(max(plain, Fraction(low)), Fraction(high))


@given(st.dictionaries(st.sampled_from(["a", "b", "c", "d"]), st.tuples(quantities, events), max_size=4), prices,
       st.dictionaries(st.sampled_from(["a", "b"]), prices), st.randoms())  # fmt: skip
def test_a_price_by_dimension_is_the_sum_over_its_values(
    used: dict[str, tuple[Decimal, int]], default: Decimal, special: dict[str, Decimal], dice: object
) -> None:
    parts = [(value, Used(quantity, number)) for value, (quantity, number) in used.items()]
    dice.shuffle(parts)  # type: ignore[attr-defined]
    whole = Used(sum((part.quantity for _, part in parts), Decimal(0)), sum(part.events for _, part in parts),
                 tuple(parts))  # fmt: skip
    charge = ByDimension("model", {value: PerUnit(amount) for value, amount in special.items()}, PerUnit(default))
    expected = sum(
        (Fraction(part.quantity) * Fraction(special.get(value, default)) for value, part in parts), Fraction()
    )
    assert Fraction(price(charge, whole, currency="EUR").precise) == expected


@pytest.mark.parametrize("included", [Decimal(0), Decimal(5)])
def test_what_has_no_price_of_its_own_is_priced_once_by_the_default(included: Decimal) -> None:
    charge = ByDimension("region", {"eu": PerUnit(Decimal(2), included)}, PerUnit(Decimal(1), included))
    parts = (("eu", Used(Decimal(10), 1)), ("us", Used(Decimal(6), 1)), ("", Used(Decimal(4), 1)))
    assert price(charge, Used(Decimal(20), 3, parts), currency="EUR").precise == (30 if not included else 10 + 5)


TEN = [Tier(Decimal(100), Decimal("1")), Tier(Decimal(200), Decimal("0.5")), Tier(None, Decimal("0.1"), Decimal(5))]


@pytest.mark.parametrize(
    ("charge", "used", "explanation"),
    [
        (Graduated(TEN), Used(Decimal(250)),
         "250 calls: (100 x $1.00) + (100 x $0.50) + (50 x $0.10 + $5.00) = $160.00"),
        (Graduated(TEN, Decimal(50)), Used(Decimal(60)), "60 calls - 50 included = 10: 10 x $1.00 = $10.00"),
        (Graduated(TEN, Decimal(50)), Used(Decimal(50)), "50 calls, within the 50 included = $0.00"),
        (Graduated(TEN), Used(Decimal(0)), "0 calls = $0.00"),
        (Volume(TEN), Used(Decimal(150)), "150 calls (above 100 to 200): 150 x $0.50 = $75.00"),
        (Package(Decimal(5), Decimal(100), Decimal(100)), Used(Decimal(201)),
         "201 calls - 100 included = 101, 2 begun packages of 100 x $5.00 = $10.00"),
        (Percentage(Decimal("1.2"), Decimal("0.1")), Used(Decimal(1000), 3),
         "1,000 calls x 1.2% + 3 events x $0.10 = $12.30"),
        (Percentage(Decimal("1.2"), Decimal("0.1"), Decimal(500)), Used(Decimal(300), 2),
         "300 calls, within the 500 included + 2 events x $0.10 = $0.20"),
        (Bounded(PerUnit(Decimal(1)), Decimal(10), Decimal(20)), Used(Decimal(3)),
         "3 calls x $1.00 = $3.00, raised to the minimum = $10.00"),
        (Bounded(PerUnit(Decimal(1)), Decimal(10), Decimal(20)), Used(Decimal(30)),
         "30 calls x $1.00 = $30.00, held to the maximum = $20.00"),
        (ByDimension("model", {"large": PerUnit(Decimal(2))}, PerUnit(Decimal(1))),
         Used(Decimal(7), 2, (("large", Used(Decimal(3), 1)), ("small", Used(Decimal(4), 1)))),
         "[model large: 3 calls x $2.00] + [model any other: 4 calls x $1.00] = $10.00"),
    ],
)  # fmt: skip
def test_every_model_says_its_arithmetic(charge: Charge, used: Used, explanation: str) -> None:
    assert price(charge, used, currency="USD", unit="calls").explanation == explanation


@pytest.mark.parametrize(
    ("terms", "field"),
    [
        (Terms("hourly"), "model"),  # type: ignore[arg-type]
        (Terms("graduated"), "tiers"),
        (Terms("graduated", amount=Decimal(1), tiers=TEN), "amount"),
        (Terms("volume", tiers=[Tier(Decimal(1), Decimal(1))]), "tiers"),
        (Terms("volume", tiers=[Tier(None, Decimal(1)), Tier(None, Decimal(1))]), "tiers"),
        (Terms("volume", tiers=[Tier(Decimal(0), Decimal(1)), Tier(None, Decimal(1))]), "tiers"),
        (Terms("volume", tiers=[Tier(Decimal(2), Decimal(1)), Tier(Decimal(2), Decimal(1)), Tier(None, Decimal(1))]), "tiers"),
        (Terms("per_unit", amount=Decimal(1), tiers=TEN), "tiers"),
        (Terms("per_unit", amount=Decimal(1), dimension_prices={"eu": Decimal(1)}), "dimension"),
        (Terms("package", amount=Decimal(1)), "package_size"),
        (Terms("package", amount=Decimal(1), package_size=Decimal(0)), "package_size"),
        (Terms("percentage", amount=Decimal(1001)), "amount"),
        (Terms("flat", amount=Decimal(1), included=Decimal(1)), "included"),
        (Terms("flat", amount=Decimal(1), minimum=Decimal(2), maximum=Decimal(1)), "minimum"),
        (Terms("flat", amount=Decimal(1), minimum=Decimal(-1)), "minimum"),
    ],
)  # fmt: skip
def test_terms_that_contradict_their_model_are_refused_by_name(terms: Terms, field: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        charge_of(terms)
    assert refused.value.field == field


@pytest.mark.parametrize(
    "terms",
    [
        Terms("graduated", included=Decimal(5), tiers=TEN, minimum=Decimal("1.5"), maximum=Decimal(100)),
        Terms("package", amount=Decimal(5), package_size=Decimal(100)),
        Terms("percentage", amount=Decimal("1.2"), per_event=Decimal("0.1"), dimension="card",
              dimension_prices={"amex": Decimal(3)}),
    ],
)  # fmt: skip
def test_terms_come_back_from_the_table_as_they_were(terms: Terms) -> None:
    assert terms_of_json(terms.model, terms.amount, terms.included, terms.json()) == terms
