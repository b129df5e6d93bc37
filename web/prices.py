"""How pages say a charge of a plan: its price, and what it is for. Pure; templates use these as filters."""

from collections.abc import Mapping
from uuid import UUID

from core.billing import say_amount, say_quantity
from core.metering import Meter
from core.plans import Charge, PlanVersion
from core.pricing import Terms

__all__ = ["FILTERS", "charge_price", "charge_words"]


def charge_price(charge: Charge, currency: str) -> str:
    """`$49.00`, `1.2%`, `$0.01 to $0.002`: the price that a price list shows."""
    terms = charge.pricing
    if terms.model == "percentage":
        return f"{say_quantity(terms.amount)}%"
    if terms.tiers:
        prices = [say_amount(tier.unit_amount, currency) for tier in terms.tiers]
        return prices[0] if len(set(prices)) == 1 else f"{prices[0]} to {prices[-1]}"
    return say_amount(terms.amount, currency)


def charge_words(charge: Charge, version: PlanVersion, meters: Mapping[UUID, Meter]) -> str:
    """`per unit of API calls, 10,000 included`."""
    terms, currency = charge.pricing, version.currency
    meter_id: UUID | None = charge.meter_id  # type: ignore[attr-defined]
    meter = meters[meter_id].name if meter_id is not None and meter_id in meters else ""
    words = [_of(terms, version, meter, currency)]
    if terms.included:
        words.append(f"{say_quantity(terms.included)} included")
    if charge.timing == "advance":
        words.append("in advance")
    if terms.minimum is not None:
        words.append(f"at least {say_amount(terms.minimum, currency)}")
    if terms.maximum is not None:
        words.append(f"at most {say_amount(terms.maximum, currency)}")
    if terms.dimension_prices:
        special = [f"{value} {say_amount(price, currency)}" for value, price in terms.dimension_prices.items()]
        words.append(f"by {terms.dimension}: {', '.join(special)}")
    return ", ".join(words)


def _of(terms: Terms, version: PlanVersion, meter: str, currency: str) -> str:
    count, unit = version.interval_count, version.interval_unit
    every = f"every {unit}" if count == 1 else f"every {count} {unit}s"
    match terms.model:
        case "flat":
            return every
        case "seats":
            return f"per seat, {every}"
        case "graduated" | "volume":
            bounds = "; ".join(
                f"{'up to ' + say_quantity(tier.up_to) if tier.up_to is not None else 'above'}"
                f" {say_amount(tier.unit_amount, currency)}"
                + (f" + {say_amount(tier.flat_amount, currency)}" if tier.flat_amount else "")
                for tier in terms.tiers
            )
            how = "each tier at its price" if terms.model == "graduated" else "all at the price that is reached"
            return f"per unit of {meter}, {how} ({bounds})"
        case "package":
            return f"per {say_quantity(terms.package_size or terms.included)} of {meter}"
        case "percentage":
            fee = f" + {say_amount(terms.per_event, currency)} each" if terms.per_event else ""
            return f"of {meter}{fee}"
        case _:
            return f"per unit of {meter}"


FILTERS = {"charge_price": charge_price, "charge_words": charge_words}
