"""Billing: what usage costs, when, and why. The front; it only hands out names.

Pricing, estimation and forecasts are pure: they take data and return data. `estimates` brings them their data.
"""

from core.billing.estimates import UserEstimate, estimate_user, estimate_users
from core.billing.estimation import Estimate, EstimateLine, MeterUsage, PlanCharge, UnpricedUsage, estimate
from core.billing.forecast import Forecast, ForecastMethod, forecast_quantity
from core.billing.pricing import Charge, FlatFee, PerUnit, PricedLine, price
from core.billing.wording import say_amount, say_quantity

__all__ = [
    "Charge",
    "Estimate",
    "EstimateLine",
    "FlatFee",
    "Forecast",
    "ForecastMethod",
    "MeterUsage",
    "PerUnit",
    "PlanCharge",
    "PricedLine",
    "UnpricedUsage",
    "UserEstimate",
    "estimate",
    "estimate_user",
    "estimate_users",
    "forecast_quantity",
    "price",
    "say_amount",
    "say_quantity",
]
