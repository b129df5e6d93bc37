"""Limits: how much of a meter a user may use in a period, and how fast it may call."""

from core.limits.limits import LIMIT_PERIODS, LimitPeriod, list_limits, remove_limit, set_limit
from core.limits.models import GateWorker, Limit, RateLimit
from core.limits.rates import list_rate_limits, remove_rate_limit, set_rate_limit
from core.limits.standing import Standing, period_of

__all__ = [
    "LIMIT_PERIODS",
    "GateWorker",
    "Limit",
    "LimitPeriod",
    "RateLimit",
    "Standing",
    "list_limits",
    "list_rate_limits",
    "period_of",
    "remove_limit",
    "remove_rate_limit",
    "set_limit",
    "set_rate_limit",
]
