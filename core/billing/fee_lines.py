"""The lines of fees: what a period costs by time alone.

Proration is by elapsed time over the whole period. A stretch costs round(fee x its end) - round(fee x its start), both
as shares of the whole, so that the stretches of a period add up to the fee to the cent.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from core.billing.lines import BilledCharge, BilledVersion, Line, Span, Stretch, minus
from core.money import ONE, exact_ratio, round_amount
from core.periods import microseconds_between
from core.pricing import FEES, Used, price, say_amount

__all__ = ["fee_lines"]


def fee_lines(span: Span, stretches: Sequence[Stretch], timing: str) -> list[Line]:
    """Identical fees of neighbouring stretches are one line."""
    lines = []
    for key, start, end in _runs(stretches, lambda stretch: _fees(stretch, timing)):
        lines.append(_fee_line(span, key, start, end, timing))
    return lines


@dataclass(frozen=True, slots=True)
class _Fee:
    charge: BilledCharge
    version: BilledVersion
    seats: int

    @property
    def same(self) -> tuple[Any, ...]:
        charge = self.charge
        return (charge.name, str(charge.terms), charge.tax_category, self.seats, self.version.currency)


def _fees(stretch: Stretch, timing: str) -> list[_Fee]:
    if stretch.version is None:
        return []
    return [
        _Fee(charge, stretch.version, stretch.seats if charge.terms.model == "seats" else 1)
        for charge in stretch.version.charges
        if charge.terms.model in FEES and charge.timing == timing
    ]


def _runs(
    stretches: Sequence[Stretch], fees: Callable[[Stretch], list[_Fee]]
) -> Iterable[tuple[_Fee, datetime, datetime]]:
    """Each fee with the time for which it held without a gap, in order of first appearance."""
    runs: list[list[Any]] = []
    for stretch in stretches:
        for fee in fees(stretch):
            last = next((run for run in runs if run[0].same == fee.same and run[2] == stretch.start), None)
            if last is not None:
                last[2] = stretch.end
            else:
                runs.append([fee, stretch.start, stretch.end])
    return [(fee, start, end) for fee, start, end in runs]


def _fee_line(span: Span, fee: _Fee, start: datetime, end: datetime, timing: str) -> Line:
    currency, charge = fee.version.currency, fee.charge
    line = price(charge.made, Used(Decimal(fee.seats)), currency=currency, unit="seats")
    whole, first, last = exact_ratio(line.precise), span.share(start), span.share(end)
    amount = minus(round_amount(whole * last, currency), round_amount(whole * first, currency))
    said = line.explanation
    if last - first != 1:
        # A share as words: seconds, as they are counted.
        passed = microseconds_between(start, end) // 1_000_000
        total = microseconds_between(span.whole_start, span.whole_end) // 1_000_000
        said = f"{said} x {passed:,} of {total:,} seconds = {say_amount(amount, currency)}"
    return Line(
        kind="fee" if timing == "arrears" else "advance",
        name=charge.name,
        start=start,
        end=end,
        precise=whole * (last - first),
        amount=amount,
        explanation=said,
        version_id=fee.version.id,
        charge_id=charge.id,
        quantity=Decimal(fee.seats) if charge.terms.model == "seats" else ONE,
        unit="seats" if charge.terms.model == "seats" else "",
        tax_category=charge.tax_category,
        working=charge.said,
    )
