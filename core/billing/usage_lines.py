"""The lines of usage: what a period costs by what was used.

Order: quantity rounded once per charge and period -> allowance -> price -> charge minimum and maximum -> line rounding.
Allowances and tiers are never prorated; a charge's minimum and maximum are. Units of packs are covered behind the
allowance (`packing`), and what is left is priced.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from fractions import Fraction
from types import MappingProxyType
from typing import Any
from uuid import UUID

from core.billing.dimensions import parts_by
from core.billing.lines import BilledCharge, BilledVersion, Line, Span, Stretch
from core.billing.packing import cover
from core.metering import SealedUsage
from core.money import ZERO, Exact, exact, exact_ratio, format_decimal, format_quantity, round_amount, round_quantity
from core.pricing import Bounded, Terms, Used, price, say_amount, say_quantity

__all__ = ["NO_PACKS", "Usage", "usage_lines"]

NO_PACKS: Mapping[UUID, Decimal] = MappingProxyType({})

#: Models whose prices are tables.
_STEPPED = frozenset({"graduated", "volume"})
#: Of a stretch, by its number, what was used of a meter.
Usage = Callable[[int, UUID], SealedUsage]


@dataclass(frozen=True, slots=True)
class _Portion:
    """A meter's usage under one price: of one stretch, or of several with the same price."""

    charge: BilledCharge
    version: BilledVersion
    start: datetime
    end: datetime
    share: Fraction
    used: SealedUsage  # without what packs covered of it
    packed: Decimal = ZERO


def usage_lines(
    span: Span, stretches: Sequence[Stretch], usage: Usage, currency: str, packs: Mapping[UUID, Decimal] = NO_PACKS
) -> list[Line]:
    """The lines, in the order of the meters; `packs` are units by meter that are there to cover usage."""
    by_meter: dict[UUID, list[_Portion]] = {}
    for number, stretch in enumerate(stretches):
        version = stretch.version
        if version is None:
            continue
        share = span.share(stretch.end) - span.share(stretch.start)
        for charge in version.charges:
            if charge.meter_id is not None:
                used = usage(number, charge.meter_id)
                portion = _Portion(charge, version, stretch.start, stretch.end, share, used)
                by_meter.setdefault(charge.meter_id, []).append(portion)
    lines: list[Line] = []
    for meter_id, portions in by_meter.items():
        lines += _meter_lines(_covered(_merged(portions), packs.get(meter_id, ZERO)), currency)
    return lines


def _covered(portions: list[_Portion], units: Decimal) -> list[_Portion]:
    if not units or not portions[-1].charge.accumulates:
        return portions
    included = max(portion.charge.terms.included for portion in portions)
    covered = cover([portion.used for portion in portions], included, units)
    return [
        replace(portion, used=each.used, packed=each.units) for portion, each in zip(portions, covered, strict=True)
    ]


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
        if len(same) == 1:
            merged += same
            continue
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
        if portion is not portions[-1]:
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
    with exact():
        quantity = used.quantity + round_quantity(portion.packed)
    if portion.packed:
        taken = say_quantity(portion.packed)
        said = f"{say_quantity(quantity)} {charge.unit}, {taken} of them from packs; {said}"
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
        quantity=quantity,
        unit=charge.unit,
        events=portion.used.events,
        digest=portion.used.digest,
        tax_category=charge.tax_category,
        packed=portion.packed,
        working={**charge.said, **_table(portion, used, currency), **_packed(portion)},
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


def _packed(portion: _Portion) -> dict[str, Any]:
    return {"packed": format_quantity(portion.packed)} if portion.packed else {}


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
