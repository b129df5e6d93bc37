"""The curves of the version editor: what each charge costs over the quantities that matter, as it is being typed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from markupsafe import Markup

from core.errors import InvalidInput
from core.metering import Meter
from core.plans import ChargeDraft
from core.pricing import FEES, CurvePoint, price_curve
from web.charts import curve

__all__ = ["PriceCurve", "draw_curves"]

#: Quantities by their part of the curve, whose amounts stand beside it in figures.
_EXAMPLES = (Decimal("0.125"), Decimal("0.25"), Decimal("0.5"), Decimal(1))


@dataclass(frozen=True, slots=True)
class PriceCurve:
    """A charge's curve, or what is wrong with its terms."""

    name: str
    unit: str
    picture: Markup | None
    examples: Sequence[CurvePoint] = ()
    problem: str = ""


def draw_curves(
    drafts: Sequence[tuple[str, ChargeDraft | InvalidInput]], currency: str, meters: Mapping[str, Meter]
) -> list[PriceCurve]:
    """One for each charge that prices a meter."""
    curves = []
    for name, draft in drafts:
        if isinstance(draft, InvalidInput):
            curves.append(PriceCurve(name, "", None, problem=draft.message))
        elif draft.model not in FEES:
            meter = meters.get(draft.meter or "")
            curves.append(_draw(draft, currency, (meter.unit if meter else "") or "units"))
    return curves


def _draw(draft: ChargeDraft, currency: str, unit: str) -> PriceCurve:
    try:
        points = price_curve(draft.terms, currency=currency)
    except InvalidInput as error:
        return PriceCurve(draft.name, unit, None, problem=error.message)
    examples = [
        min(points, key=lambda each: (abs(each.quantity - points[-1].quantity * share), each.quantity))
        for share in _EXAMPLES
    ]
    title = f"Price of {draft.name} by quantity, in {currency}"
    picture = curve([(each.quantity, each.precise) for each in points], unit=unit, title=title)
    return PriceCurve(draft.name, unit, picture, examples)
