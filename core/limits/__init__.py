"""Limits: how much of a meter a user may use in a period."""

from core.limits.limits import LIMIT_PERIODS, LimitPeriod, list_limits, remove_limit, set_limit
from core.limits.models import GateWorker, Limit
from core.limits.standing import Standing, period_of

__all__ = [
    "LIMIT_PERIODS",
    "GateWorker",
    "Limit",
    "LimitPeriod",
    "Standing",
    "list_limits",
    "period_of",
    "remove_limit",
    "set_limit",
]
