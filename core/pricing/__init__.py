"""Prices: pure functions from what was used to an amount and its explanation. The front; it only hands out names."""

from core.pricing.charges import Charge, FlatFee, PerUnit, PricedLine, Rating, Step, Used, price
from core.pricing.curves import CurvePoint, price_curve
from core.pricing.portions import Package, Percentage
from core.pricing.terms import FEES, ChargeModel, Terms, charge_of, terms_of_json
from core.pricing.tiers import TIERS_MAX, Graduated, Tier, Volume
from core.pricing.wording import say_amount, say_quantity
from core.pricing.wrappers import Bounded, ByDimension

__all__ = [
    "FEES",
    "TIERS_MAX",
    "Bounded",
    "ByDimension",
    "Charge",
    "ChargeModel",
    "CurvePoint",
    "FlatFee",
    "Graduated",
    "Package",
    "PerUnit",
    "Percentage",
    "PricedLine",
    "Rating",
    "Step",
    "Terms",
    "Tier",
    "Used",
    "Volume",
    "charge_of",
    "price",
    "price_curve",
    "say_amount",
    "say_quantity",
    "terms_of_json",
]
