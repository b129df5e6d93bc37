"""The lines of an invoice from stretches of time, prices and usage. Pure: no clock and no database.

A period that is closed (`Span`) is cut into stretches: under one version, one number of seats and one set of prices,
or paused. Order, by the billing contract: quantity rounded once per charge and period -> allowance -> price -> charge
minimum and maximum -> line rounding -> plan cap -> minimum true-up.

Fees, minimums and caps are prorated by elapsed time (`fee_lines`); allowances and tiers never are.
"""

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from uuid import UUID

from core.billing.fee_lines import fee_lines
from core.billing.lines import BilledVersion, Line, LineKind, Span, Stretch, minus
from core.billing.usage_lines import NO_PACKS, Usage, usage_lines
from core.money import exact_ratio, round_amount, sum_amounts
from core.pricing import say_amount

__all__ = ["advance_lines", "arrears_lines"]


def arrears_lines(
    span: Span, stretches: Sequence[Stretch], usage: Usage, currency: str, packs: Mapping[UUID, Decimal] = NO_PACKS
) -> list[Line]:
    """What the period that ended costs, in the order of the plan's charges: fees, usage, cap and minimum.

    Fees in advance are no lines of it (`advance_lines`), but count towards the minimum of their period.
    """
    fees = fee_lines(span, stretches, "arrears")
    used = usage_lines(span, stretches, usage, currency, packs)
    capped = _cap_lines(span, stretches, used, currency)
    prepaid = fee_lines(span, stretches, "advance")
    lines = [*fees, *used, *capped]
    return [*lines, *_minimum_lines(span, stretches, [*lines, *prepaid], currency)]


def advance_lines(span: Span, stretches: Sequence[Stretch]) -> list[Line]:
    """The fees in advance of a period, as far as it is known."""
    return fee_lines(span, stretches, "advance")


def _cap_lines(span: Span, stretches: Sequence[Stretch], lines: Sequence[Line], currency: str) -> list[Line]:
    """What the usage lines of a version cost above its spend cap is taken off again."""
    capped = []
    for version, share in _shares(span, stretches, lambda version: version.spend_cap):
        assert version.spend_cap is not None
        cap = round_amount(exact_ratio(version.spend_cap) * share, currency)
        spent = sum_amounts((line.amount for line in lines if line.version_id == version.id), currency)
        if spent > cap:
            said = f"usage {say_amount(spent, currency)}, capped at {say_amount(cap, currency)}"
            capped.append(
                _plan_line("cap", f"{version.name}: spend cap", version, span, minus(cap, spent), said, currency)
            )
    return capped


def _minimum_lines(span: Span, stretches: Sequence[Stretch], lines: Sequence[Line], currency: str) -> list[Line]:
    raised = []
    for version, share in _shares(span, stretches, lambda version: version.minimum):
        assert version.minimum is not None
        minimum = round_amount(exact_ratio(version.minimum) * share, currency)
        spent = sum_amounts((line.amount for line in lines if line.version_id == version.id), currency)
        if spent < minimum:
            said = f"minimum {say_amount(minimum, currency)} - {say_amount(spent, currency)} spent"
            raised.append(
                _plan_line("minimum", f"{version.name}: minimum", version, span, minus(minimum, spent), said, currency)
            )
    return raised


def _plan_line(
    kind: LineKind, name: str, version: BilledVersion, span: Span, amount: Decimal, said: str, currency: str
) -> Line:
    said = f"{said} = {say_amount(amount, currency)}"
    return Line(kind, name, span.start, span.end, amount, amount, said, version_id=version.id)


def _shares(
    span: Span, stretches: Sequence[Stretch], bound: Callable[[BilledVersion], Decimal | None]
) -> list[tuple[BilledVersion, Fraction]]:
    """Each version that has this bound, and how much of the whole period it was in force."""
    shares: dict[UUID, tuple[BilledVersion, Fraction]] = {}
    for stretch in stretches:
        if (version := stretch.version) is not None and bound(version) is not None:
            before = shares.get(version.id, (version, Fraction(0)))[1]
            shares[version.id] = (version, before + span.share(stretch.end) - span.share(stretch.start))
    return list(shares.values())
