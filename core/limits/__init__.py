"""Limits: how much of a meter a user may use in a period, and how fast it may call."""

from core.limits.limits import LIMIT_PERIODS, LimitPeriod, remove_limit, set_limit
from core.limits.models import GateWorker, Limit, RateLimit, TopUp
from core.limits.rates import find_rate_limits, list_rate_limits, remove_rate_limit, set_rate_limit
from core.limits.standing import Standing, find_limits, list_limits, period_of
from core.limits.top_ups import add_top_up

__all__ = [
    "LIMIT_PERIODS",
    "GateWorker",
    "Limit",
    "LimitPeriod",
    "RateLimit",
    "Standing",
    "TopUp",
    "add_top_up",
    "find_limits",
    "find_rate_limits",
    "list_limits",
    "list_rate_limits",
    "period_of",
    "remove_limit",
    "remove_rate_limit",
    "set_limit",
    "set_rate_limit",
]
