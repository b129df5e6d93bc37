"""Limits, and where users stand."""

from datetime import datetime

from pydantic import BaseModel, Field

from api.schemas.common import Body, ExactIn, Quantity, example
from core import limits

__all__ = ["LimitIn", "LimitOut"]


class LimitIn(Body):
    model_config = example(cap="100000", hard=True)

    cap: ExactIn = Field(description="Units a period; 0 lets nothing through.", examples=["100000"])
    hard: bool = Field(True, description="A hard limit refuses calls past its cap, a soft one only shows.")


class LimitOut(BaseModel):
    """A limit, and what was used of it in the period that is running. Live keys only."""

    meter: str = Field(examples=["api_calls"])
    period: limits.LimitPeriod
    cap: Quantity
    hard: bool
    used: Quantity
    remaining: Quantity
    period_start: datetime
    period_end: datetime

    @classmethod
    def of(cls, standing: limits.Standing) -> "LimitOut":
        limit = standing.limit
        return cls(
            meter=limit.meter.slug,
            period=limit.period,  # type: ignore[arg-type]
            cap=limit.cap,
            hard=limit.hard,
            used=standing.used,
            remaining=standing.remaining,
            period_start=standing.period.start,
            period_end=standing.period.end,
        )
