"""Coupons and taxes on lines: every rule by hand, and what holds for all lines there may be."""

from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.billing.lines import Line
from core.billing.totals import Attached, Rate, totals_of

AT = datetime(2026, 5, 1, tzinfo=UTC)
VAT = Rate(UUID(int=1), "VAT", Decimal(19), inclusive=False)
REDUCED = Rate(UUID(int=2), "VAT reduced", Decimal(7), inclusive=False)
WITHIN = Rate(UUID(int=3), "MwSt", Decimal(19), inclusive=True)
BOTH = {"fees": VAT, "usage": VAT}


def line(kind: str, amount: str) -> Line:
    return Line(kind, kind, AT, AT, Decimal(amount), Decimal(amount), "")  # type: ignore[arg-type]


def coupon(number: int, **terms: str) -> Attached:
    return Attached(UUID(int=100 + number), f"C{number}", **{name: Decimal(of) for name, of in terms.items()})


def said(lines: list[Line], rates=None, coupons=(), currency: str = "EUR") -> tuple[str, str, str, str]:
    found = totals_of(lines, rates or {}, coupons, currency)
    return str(found.subtotal), str(found.discount), str(found.tax), str(found.total)


def test_without_coupons_and_taxes_a_total_is_the_sum_of_its_lines() -> None:
    assert said([line("usage", "1.10"), line("advance", "49.00")]) == ("50.10", "0.00", "0.00", "50.10")
    assert said([]) == ("0.00", "0.00", "0.00", "0.00")


def test_a_tax_is_rounded_once_for_its_rate_and_shared_by_largest_remainder() -> None:
    lines = [line("usage", "0.05"), line("usage", "0.05"), line("usage", "0.05")]
    found = totals_of(lines, BOTH, (), "EUR")
    # 19% of 0.15 = 0.0285 = 0.03; line by line it would be 3 x 0.01 = 0.03 of 0.0095 each: here ties go to the first.
    assert (found.tax, found.taxed) == (Decimal("0.03"), (Decimal("0.01"),) * 3)
    found = totals_of(lines[:2], BOTH, (), "EUR")
    assert (found.tax, found.taxed) == (Decimal("0.02"), (Decimal("0.01"),) * 2)
    assert found.taxes[0].explanation == "19% of €0.10 = €0.02"
    odd = totals_of([line("usage", "0.03"), line("usage", "0.03")], BOTH, (), "EUR")
    assert (odd.tax, odd.taxed) == (Decimal("0.01"), (Decimal("0.01"), Decimal("0.00")))


def test_an_inclusive_tax_is_a_part_of_the_prices() -> None:
    found = totals_of([line("advance", "49.00")], {"fees": WITHIN, "usage": WITHIN}, (), "EUR")
    # 49 x 19 / 119 = 7.8235
    assert (found.tax, found.total) == (Decimal("7.82"), Decimal("49.00"))
    assert found.taxes[0].explanation == "19% within €49.00 = €7.82"


def test_each_category_has_its_rate() -> None:
    lines = [line("usage", "10.00"), line("advance", "100.00"), line("cap", "-4.00"), line("fee", "1.00")]
    found = totals_of(lines, {"fees": VAT, "usage": REDUCED}, (), "EUR")
    assert [(tax.name, tax.base, tax.amount) for tax in found.taxes] == [
        ("VAT reduced", Decimal("6.00"), Decimal("0.42")), ("VAT", Decimal("101.00"), Decimal("19.19")),
    ]  # fmt: skip
    assert found.total == Decimal("126.61")
    only = totals_of(lines, {"fees": VAT}, (), "EUR")
    assert (len(only.taxes), only.total) == (1, Decimal("126.19"))


def test_coupons_go_before_taxes_in_the_order_of_their_attachment() -> None:
    lines = [line("advance", "100.00")]
    tenth, five = coupon(1, percent="10"), coupon(2, amount="5")
    assert said(lines, BOTH, (tenth, five)) == ("100.00", "15.00", "16.15", "101.15")
    assert said(lines, BOTH, (five, tenth)) == (
        "100.00",
        "14.50",
        "16.25",
        "101.75",
    )  # 10% of 95, 19% of 85.50 = 16.245
    found = totals_of(lines, {}, (tenth, five), "EUR")
    assert [each.explanation for each in found.discounts] == [
        "10% of €100.00 = €10.00", "€5.00 off €90.00 = €5.00",
    ]  # fmt: skip


def test_what_a_coupon_leaves_over_lapses_and_one_that_finds_nothing_is_not_used() -> None:
    whole, next_one = coupon(1, amount="80"), coupon(2, percent="50")
    found = totals_of([line("advance", "49.00")], BOTH, (whole, next_one), "EUR")
    assert (found.discount, found.tax, found.total) == (Decimal("49.00"), 0, 0)
    assert [each.name for each in found.discounts] == ["C1"]
    assert totals_of([line("usage", "0.00")], BOTH, (whole,), "EUR").discounts == ()


def test_a_discount_is_shared_by_largest_remainder_and_never_by_lines_below_zero() -> None:
    lines = [line("usage", "10.00"), line("cap", "-4.00"), line("advance", "10.00"), line("fee", "10.00")]
    found = totals_of(lines, {}, (coupon(1, amount="1"),), "EUR")
    assert [str(each) for each in found.discounted] == ["0.34", "0.00", "0.33", "0.33"]


def test_fees_that_come_back_lower_what_usage_is_taxed_on() -> None:
    lines = [line("usage", "30.00"), line("adjustment", "-24.50")]
    found = totals_of(lines, {"fees": VAT, "usage": REDUCED}, (), "EUR")
    assert [(tax.name, tax.base) for tax in found.taxes] == [("VAT reduced", Decimal("5.50"))]


def test_a_category_of_ones_own_is_taxed_by_its_rate_and_what_balances_it_too() -> None:
    books = replace(line("advance", "20.00"), tax_category="books")
    back = replace(line("adjustment", "-20.00"), tax_category="books")
    rates = BOTH | {"fees/books": REDUCED}
    found = totals_of([line("fee", "10.00"), books], rates, (), "EUR")
    # 19% of 10 and 7% of 20.
    assert [(str(tax.base), str(tax.amount)) for tax in found.taxes] == [("10.00", "1.90"), ("20.00", "1.40")]
    # A category without a rate is what it is of; that of fees is none of usage.
    assert totals_of([replace(books, tax_category="maps")], rates, (), "EUR").tax == Decimal("3.80")
    assert totals_of([replace(line("usage", "20.00"), tax_category="books")], rates, (), "EUR").tax == Decimal("3.80")
    # What comes back of it and its balance are of one rate: the other lines are taxed as ever.
    found = totals_of([line("usage", "10.00"), back, line("credited", "20.00")], rates, (), "EUR")
    assert [(tax.name, str(tax.base)) for tax in found.taxes] == [("VAT", "10.00")]


@pytest.mark.parametrize(("currency", "tax"), [("JPY", "10"), ("KWD", "9.500")])
def test_taxes_have_the_decimals_of_the_currency(currency: str, tax: str) -> None:
    amount = "50" if currency == "JPY" else "50.000"
    assert str(totals_of([line("fee", amount)], BOTH, (), currency).tax) == tax


_CENTS = st.integers(-5000, 100_000).map(lambda cents: Decimal(cents).scaleb(-2))
_LINES = st.lists(
    st.tuples(
        st.sampled_from(["fee", "advance", "usage", "cap", "late", "adjustment"]),
        st.sampled_from([None, "books", "maps"]),
        _CENTS,
    ),
    max_size=8,
)
_COUPON = st.one_of(
    st.integers(1, 100).map(lambda percent: {"percent": str(percent)}),
    st.integers(1, 90_000).map(lambda cents: {"amount": str(Decimal(cents).scaleb(-2))}),
)


@given(_LINES, st.lists(_COUPON, max_size=3), st.integers(0, 3000), st.integers(0, 3000), st.booleans())
def test_shares_add_up_and_nothing_is_below_zero(drawn, coupons, fees: int, usage: int, inclusive: bool) -> None:
    lines = [replace(line(kind, str(amount)), tax_category=own) for kind, own, amount in drawn]
    if sum(each.amount for each in lines) < 0:
        lines.append(line("minimum", str(-sum(each.amount for each in lines))))
    rates = {
        name: Rate(UUID(int=n), name, Decimal(of).scaleb(-2), inclusive)
        for n, (name, of) in enumerate((("fees", fees), ("usage", usage), ("fees/books", 700), ("usage/books", 550)))
    }
    found = totals_of(lines, rates, [coupon(n, **terms) for n, terms in enumerate(coupons)], "EUR")  # type: ignore[arg-type]
    assert sum(found.discounted) == found.discount == sum(each.amount for each in found.discounts)
    assert sum(found.taxed) == found.tax == sum(each.amount for each in found.taxes)
    assert 0 <= found.discount <= found.subtotal
    assert all(tax.amount >= 0 for tax in found.taxes)
    assert found.total == found.subtotal - found.discount + (0 if inclusive else found.tax)
    assert sum(tax.base for tax in found.taxes) <= found.subtotal - found.discount or not found.taxes
