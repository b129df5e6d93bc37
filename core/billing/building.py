"""The lines of an invoice from stretches of time, prices and usage. Pure: no clock and no database.

A period that is closed (`Span`) is cut into stretches: under one version, one number of seats and one set of prices,
or paused. Order, by the billing contract: quantity rounded once per charge and period -> allowance -> price -> charge
minimum and maximum -> line rounding -> plan cap -> minimum true-up.

Proration is by elapsed time over the whole period. A stretch costs round(fee x its end) - round(fee x its start), both
as shares of the whole, so that the stretches of a period add up to the fee to the cent. Allowances and tiers are never
prorated; fees, minimums and caps are.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise
from typing import Any, Literal
from uuid import UUID

from core.billing.dimensions import parts_by
from core.metering import SealedUsage
from core.money import ONE, ZERO, Exact, exact, exact_ratio, format_decimal, round_amount, round_quantity, sum_amounts
from core.periods import Period, microseconds_between
from core.pricing import FEES, Bounded, Charge, Terms, Used, charge_of, price, say_amount

__all__ = ["BilledCharge", "BilledVersion", "Line", "Span", "Stretch", "advance_lines", "arrears_lines", "cut"]

LineKind = Literal["fee", "advance", "usage", "cap", "minimum", "late", "adjustment", "credited"]
#: Models whose prices are tables.
_STEPPED = frozenset({"graduated", "volume"})
#: Of a stretch, by its number, what was used of a meter.
Usage = Callable[[int, UUID], SealedUsage]


@dataclass(frozen=True, slots=True)
class BilledCharge:
    """One charge of a version, with the user's own price where it has one.

    What its terms make is kept: a run prices a thousand users by the same charge.
    """

    id: UUID
    name: str
    terms: Terms
    timing: str = "arrears"
    meter_id: UUID | None = None
    unit: str = "units"
    accumulates: bool = True
    made: Charge = field(init=False, repr=False, compare=False)
    #: Its price as lines keep it.
    said: Mapping[str, Any] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "made", charge_of(self.terms))
        object.__setattr__(self, "said", _working(self.terms))


@dataclass(frozen=True, slots=True)
class BilledVersion:
    """A version of a plan as it is billed."""

    id: UUID
    name: str
    currency: str
    charges: tuple[BilledCharge, ...]
    minimum: Decimal | None = None
    spend_cap: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Stretch:
    """A part of a period under one version; `version` is None while the subscription is paused."""

    start: datetime
    end: datetime
    version: BilledVersion | None
    seats: int = 1


@dataclass(frozen=True, slots=True)
class Span:
    """The period that is closed, and the whole one that it is of: longer where the first or the last one is cut."""

    start: datetime
    end: datetime
    whole_start: datetime
    whole_end: datetime

    def share(self, at: datetime) -> Fraction:
        """How much of the whole period has passed at an instant."""
        whole = microseconds_between(self.whole_start, self.whole_end)
        return Fraction(microseconds_between(self.whole_start, at), whole)


@dataclass(frozen=True, slots=True)
class Line:
    """One amount and everything it was made of."""

    kind: LineKind
    name: str
    start: datetime
    end: datetime
    precise: Exact
    amount: Decimal
    explanation: str
    version_id: UUID | None = None
    charge_id: UUID | None = None
    meter_id: UUID | None = None
    quantity: Decimal | None = None
    unit: str = ""
    events: int = 0
    digest: Decimal = ZERO
    working: Mapping[str, Any] = field(default_factory=dict)


def arrears_lines(span: Span, stretches: Sequence[Stretch], usage: Usage, currency: str) -> list[Line]:
    """What the period that ended costs, in the order of the plan's charges: fees, usage, cap and minimum.

    Fees in advance are no lines of it (`advance_lines`), but count towards the minimum of their period.
    """
    fees = _fee_lines(span, stretches, "arrears")
    used = _usage_lines(span, stretches, usage, currency)
    capped = _cap_lines(span, stretches, used, currency)
    prepaid = _fee_lines(span, stretches, "advance")
    lines = [*fees, *used, *capped]
    return [*lines, *_minimum_lines(span, stretches, [*lines, *prepaid], currency)]


def advance_lines(span: Span, stretches: Sequence[Stretch]) -> list[Line]:
    """The fees in advance of a period, as far as it is known."""
    return _fee_lines(span, stretches, "advance")


# --- Fees -------------------------------------------------------------------------------------------------------------


def _fee_lines(span: Span, stretches: Sequence[Stretch], timing: str) -> list[Line]:
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
        return (self.charge.name, str(self.charge.terms), self.seats, self.version.currency)


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
    amount = _minus(round_amount(whole * last, currency), round_amount(whole * first, currency))
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
        working=charge.said,
    )


# --- Usage ------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Portion:
    """A meter's usage under one price: of one stretch, or of several with the same price."""

    charge: BilledCharge
    version: BilledVersion
    start: datetime
    end: datetime
    share: Fraction
    used: SealedUsage


def _usage_lines(span: Span, stretches: Sequence[Stretch], usage: Usage, currency: str) -> list[Line]:
    by_meter: dict[UUID, list[_Portion]] = {}
    for number, stretch in enumerate(stretches):
        for charge in stretch.version.charges if stretch.version is not None else ():
            if charge.meter_id is not None:
                assert stretch.version is not None
                share = span.share(stretch.end) - span.share(stretch.start)
                portion = _Portion(
                    charge, stretch.version, stretch.start, stretch.end, share, usage(number, charge.meter_id)
                )
                by_meter.setdefault(charge.meter_id, []).append(portion)
    lines: list[Line] = []
    for portions in by_meter.values():
        lines += _meter_lines(_merged(portions), currency)
    return lines


def _merged(portions: list[_Portion]) -> list[_Portion]:
    """Neighbours with the same price are one portion; of a meter whose days do not add up, all are its last price."""
    final = portions[-1].charge
    if not final.accumulates:
        portions = [_Portion(final, portions[-1].version, p.start, p.end, p.share, p.used) for p in portions]
    groups: list[list[_Portion]] = []
    for portion in portions:
        last = groups[-1][-1] if groups else None
        # What a pause parts stays apart: a line's events are all of its time.
        goes_on = last is not None and (last.end == portion.start or not final.accumulates)
        if last is not None and goes_on and last.charge.terms == portion.charge.terms:
            groups[-1].append(portion)
        else:
            groups.append([portion])
    merged = []
    for same in groups:
        merged.append(
            _Portion(
                same[-1].charge,
                same[-1].version,
                same[0].start,
                same[-1].end,
                sum((each.share for each in same), Fraction(0)),
                _sum([each.used for each in same]),
            )
        )
    return merged


def _sum(used: Sequence[SealedUsage]) -> SealedUsage:
    if len(used) == 1:
        return used[0]
    with exact():
        return SealedUsage(
            sum((each.quantity for each in used), ZERO),
            sum(each.events for each in used),
            sum((each.digest for each in used), ZERO),
            tuple(part for each in used for part in each.parts),
        )


def _meter_lines(portions: Sequence[_Portion], currency: str) -> list[Line]:
    """The first price as it is; a later one goes on where the earlier stopped: F(q1 + q2) - F(q1)."""
    lines, before = [], SealedUsage()
    for portion in portions:
        lines.append(_usage_line(portion, before, currency))
        before = _sum([before, portion.used])
    return lines


def _usage_line(portion: _Portion, before: SealedUsage, currency: str) -> Line:
    charge, plain = portion.charge, _unbounded(portion.charge)
    used = _used(portion.used, charge.terms)
    if not before.quantity and not before.events:
        line = price(_bounded(portion), used, currency=currency, unit=charge.unit)
        precise, said = line.precise, line.explanation
    elif charge.terms.model == "volume":
        # All of this portion at the price that the whole quantity reaches.
        whole = price(plain, _used(_sum([before, portion.used]), charge.terms), currency=currency)
        step = whole.steps[0] if whole.steps else None
        precise = _clamped(portion, exact_ratio(used.quantity) * exact_ratio(step.unit_amount) if step else ZERO)
        said = f"{whole.quantity.normalize():,f} {charge.unit} in all reach {step.label if step else 'no tier'}: "
        said += f"{used.quantity.normalize():,f} at that price"
    else:
        together = price(plain, _used(_sum([before, portion.used]), charge.terms), currency=currency, unit=charge.unit)
        earlier = price(plain, _used(before, charge.terms), currency=currency, unit=charge.unit)
        precise = _clamped(portion, max(Fraction(0), exact_ratio(together.precise) - exact_ratio(earlier.precise)))
        said = f"({together.explanation}) - ({earlier.explanation})"
    amount = round_amount(precise, currency)
    if before.quantity or before.events:
        said = f"{said} = {say_amount(amount, currency)}"
    return Line(
        kind="usage",
        name=charge.name,
        start=portion.start,
        end=portion.end,
        precise=precise,
        amount=amount,
        explanation=said,
        version_id=portion.version.id,
        charge_id=charge.id,
        meter_id=charge.meter_id,
        quantity=used.quantity,
        unit=charge.unit,
        events=portion.used.events,
        digest=portion.used.digest,
        working={**charge.said, **_table(portion, used, currency)},
    )


def _used(used: SealedUsage, terms: Terms) -> Used:
    parts = parts_by(terms.dimension, used.parts) if terms.dimension else ()
    return Used(round_quantity(used.quantity), used.events, parts)


def _unbounded(charge: BilledCharge) -> Any:
    made = charge.made
    return made.charge if isinstance(made, Bounded) else made


def _bounded(portion: _Portion) -> Any:
    """The charge with its minimum and maximum for this part of the period."""
    made = portion.charge.made
    if not isinstance(made, Bounded):
        return made
    return Bounded(
        made.charge,
        exact_ratio(made.minimum) * portion.share if made.minimum is not None else None,
        exact_ratio(made.maximum) * portion.share if made.maximum is not None else None,
    )


def _clamped(portion: _Portion, precise: Exact) -> Exact:
    bounded = _bounded(portion)
    if isinstance(bounded, Bounded):
        if bounded.minimum is not None and precise < bounded.minimum:
            return bounded.minimum
        if bounded.maximum is not None and precise > bounded.maximum:
            return bounded.maximum
    return precise


# --- Cap and minimum --------------------------------------------------------------------------------------------------


def _cap_lines(span: Span, stretches: Sequence[Stretch], lines: Sequence[Line], currency: str) -> list[Line]:
    """What the usage lines of a version cost above its spend cap is taken off again."""
    capped = []
    for version, share in _shares(span, stretches):
        if version.spend_cap is None:
            continue
        cap = round_amount(exact_ratio(version.spend_cap) * share, currency)
        spent = sum_amounts((line.amount for line in lines if line.version_id == version.id), currency)
        if spent > cap:
            said = f"usage {say_amount(spent, currency)}, capped at {say_amount(cap, currency)}"
            capped.append(
                _plan_line("cap", f"{version.name}: spend cap", version, span, _minus(cap, spent), said, currency)
            )
    return capped


def _minimum_lines(span: Span, stretches: Sequence[Stretch], lines: Sequence[Line], currency: str) -> list[Line]:
    raised = []
    for version, share in _shares(span, stretches):
        if version.minimum is None:
            continue
        minimum = round_amount(exact_ratio(version.minimum) * share, currency)
        spent = sum_amounts((line.amount for line in lines if line.version_id == version.id), currency)
        if spent < minimum:
            said = f"minimum {say_amount(minimum, currency)} - {say_amount(spent, currency)} spent"
            raised.append(
                _plan_line("minimum", f"{version.name}: minimum", version, span, _minus(minimum, spent), said, currency)
            )
    return raised


def _plan_line(
    kind: LineKind, name: str, version: BilledVersion, span: Span, amount: Decimal, said: str, currency: str
) -> Line:
    said = f"{said} = {say_amount(amount, currency)}"
    return Line(kind, name, span.start, span.end, amount, amount, said, version_id=version.id)


def _shares(span: Span, stretches: Sequence[Stretch]) -> list[tuple[BilledVersion, Fraction]]:
    """Each version and how much of the whole period it was in force."""
    shares: dict[UUID, tuple[BilledVersion, Fraction]] = {}
    for stretch in stretches:
        if (version := stretch.version) is not None:
            before = shares.get(version.id, (version, Fraction(0)))[1]
            shares[version.id] = (version, before + span.share(stretch.end) - span.share(stretch.start))
    return list(shares.values())


# --- What it was made of ----------------------------------------------------------------------------------------------


def _working(terms: Terms) -> dict[str, Any]:
    price_of = {
        "model": terms.model,
        "amount": format_decimal(terms.amount),
        "included": format_decimal(terms.included),
    }
    return {"price": price_of | terms.json()}


def _table(portion: _Portion, used: Used, currency: str) -> dict[str, Any]:
    if portion.charge.terms.model not in _STEPPED and not portion.charge.terms.dimension:
        return {}
    steps = price(portion.charge.made, used, currency=currency).steps
    return (
        {
            "steps": [
                {
                    "label": step.label,
                    "quantity": format_decimal(step.quantity),
                    "unit_amount": format_decimal(step.unit_amount),
                    "flat_amount": format_decimal(step.flat_amount),
                    "amount": format_decimal(round_amount(step.amount, currency)),
                }
                for step in steps
            ]
        }
        if steps
        else {}
    )


def _minus(one: Decimal, other: Decimal) -> Decimal:
    with exact():
        return one - other


def cut(start: datetime, end: datetime, pieces: Sequence[Stretch], pauses: Sequence[Period]) -> list[Stretch]:
    """The stretches between two instants, pauses taken out."""
    edges = {edge for piece in pieces for edge in (piece.start, piece.end)}
    edges |= {edge for pause in pauses for edge in (pause.start, pause.end)}
    marks = sorted({start, end} | edges)
    found = []
    for low, high in pairwise(marks):
        if not start <= low < high <= end:
            continue
        piece = next((each for each in pieces if each.start <= low < each.end), None)
        if piece is not None:
            paused = any(low in pause for pause in pauses)
            found.append(Stretch(low, high, None if paused else piece.version, piece.seats))
    return found
