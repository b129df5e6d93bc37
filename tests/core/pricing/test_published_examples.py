"""Worked examples of other billing products' public documentation: the same amounts, or the reason why not."""

from decimal import Decimal

import pytest

from core.pricing import Charge, Graduated, Package, PerUnit, Tier, Used, Volume, price

STRIPE = "https://docs.stripe.com/subscriptions/pricing-models/tiered-pricing"
STRIPE_OLD = "https://stripe.com/docs/billing/subscriptions/tiers"
LAGO = "https://getlago.com/docs/guide/plans/charges/charge-models/"


def tiers(*rows: tuple[str | None, str, str]) -> list[Tier]:
    return [Tier(Decimal(up_to) if up_to else None, Decimal(unit), Decimal(flat)) for up_to, unit, flat in rows]


FONTS = tiers(("5", "7", "0"), ("10", "6.5", "0"), (None, "6", "0"))
CARS = tiers(("5", "5", "0"), ("10", "4", "0"), ("15", "3", "0"), ("20", "2", "0"), (None, "1", "0"))
LAGO_VOLUME = tiers(
    ("10000", "0.0010", "10"), ("50000", "0.0008", "10"), ("100000", "0.0006", "10"), (None, "0.0004", "10")
)
#: A percentage by tiers is graduated with the percentage as the price of one unit of money.
LAGO_GRADUATED_PERCENTAGE = tiers(("1000", "0.01", "200"), ("10000", "0.02", "300"), (None, "0.03", "400"))
LAGO_GRADUATED = tiers(("100", "1", "0"), ("200", "0.5", "0"), (None, "0.1", "0"))

#: (source, charge, quantity, the amount they publish)
SAME = [
    *((STRIPE, Volume(FONTS), quantity, amount) for quantity, amount in
      [("1", "7"), ("5", "35"), ("6", "39"), ("20", "120"), ("25", "150")]),
    (STRIPE, Graduated(FONTS), "5", "35"),
    *((STRIPE_OLD, PerUnit(Decimal(5)), quantity, amount) for quantity, amount in
      [("1", "5"), ("5", "25"), ("6", "30"), ("20", "100"), ("25", "125")]),
    *((STRIPE_OLD, Volume(CARS), quantity, amount) for quantity, amount in
      [("1", "5"), ("5", "25"), ("6", "24"), ("20", "40"), ("25", "25")]),
    (STRIPE_OLD, Graduated(CARS), "6", "29"),
    (LAGO + "standard", PerUnit(Decimal("0.05")), "1000", "50"),
    (LAGO + "package", Package(Decimal(5), Decimal(100), Decimal(100)), "201", "10"),
    (LAGO + "volume", Volume(LAGO_VOLUME), "65000", "49"),
    (LAGO + "graduated-percentage", Graduated(LAGO_GRADUATED_PERCENTAGE), "500", "205"),
]  # fmt: skip


@pytest.mark.parametrize(("source", "charge", "quantity", "amount"), SAME)
def test_the_same_amount_as_published(source: str, charge: Charge, quantity: str, amount: str) -> None:
    assert price(charge, Used(Decimal(quantity)), currency="USD").amount == Decimal(amount), source


def test_lagos_graduated_prices_by_their_tiers() -> None:
    """Their page gives the tiers (1 for the first 100, 0.50 for the next, 0.10 beyond) and no total: ours by hand."""
    amounts = [price(Graduated(LAGO_GRADUATED), Decimal(n), currency="USD").amount for n in (100, 200, 250)]
    assert amounts == [Decimal(100), Decimal(150), Decimal(155)]


def test_lagos_graduated_percentage_adds_up_over_transactions() -> None:
    """They give the second transaction (550 after 500) its own figure, 306: (500 x 1% + 50 x 2%) + 300.

    That is what it adds to the first: 205 + 306 = 511, the price of 1,050 in all. Their third figure (80 for a
    further 4,000) is likewise the difference, 591 - 511.
    """
    totals = [price(Graduated(LAGO_GRADUATED_PERCENTAGE), Decimal(n), currency="USD").amount for n in (500, 1050, 5050)]
    assert totals == [Decimal(205), Decimal(205 + 306), Decimal(205 + 306 + 80)]


def test_where_we_differ_a_volume_tier_that_nobody_entered_costs_nothing() -> None:
    """Some bill the first tier's flat amount at a quantity of zero as well. Here a flat part belongs to a tier that was
    entered, so a customer who used nothing owes nothing; a fee that is owed anyway is a flat charge of its own."""
    assert price(Volume(LAGO_VOLUME), Decimal(0), currency="USD").amount == 0
