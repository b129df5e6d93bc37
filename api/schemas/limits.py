"""Limits, and where users stand."""

from datetime import datetime
from typing import Literal
from uuid import UUID

from pydantic import BaseModel, Field

from api.schemas.common import Body, ExactIn, Quantity, example
from core import limits, plans

__all__ = ["LimitIn", "LimitOut", "PlanLimitOut", "RateLimitIn", "RateLimitOut", "TopUpIn"]


class LimitIn(Body):
    model_config = example(cap="100000", hard=True)

    cap: ExactIn = Field(
        description="Units a period; 0 lets nothing through. By packs: so many beyond them.", examples=["100000"]
    )
    hard: bool = Field(True, description="A hard limit refuses calls past its cap, a soft one only shows.")


class TopUpIn(Body):
    model_config = example(units="5000")

    units: ExactIn = Field(description="Units on top of the limit, above 0.", examples=["5000"])


class LimitOut(BaseModel):
    """A limit, and what was used of it in the period that is running. Live keys only."""

    meter: str = Field(examples=["api_calls"])
    period: limits.LimitPeriod
    cap: Quantity = Field(description="What may be used in this period, top-ups or packs included.")
    topped_up: Quantity
    hard: bool
    source: Literal["plan", "user"] = Field(description="Whose limit it is: the plan's, or the user's own.")
    used: Quantity
    remaining: Quantity
    period_start: datetime
    period_end: datetime

    @classmethod
    def of(cls, standing: limits.Standing) -> "LimitOut":
        return cls(
            meter=standing.meter.slug,
            period=standing.kind,  # type: ignore[arg-type]
            cap=standing.cap,
            topped_up=standing.topped_up,
            hard=standing.hard,
            source="plan" if standing.of_plan else "user",
            used=standing.used,
            remaining=standing.remaining,
            period_start=standing.period.start,
            period_end=standing.period.end,
        )


class PlanLimitOut(BaseModel):
    """What each subscriber of a version may use."""

    meter: str = Field(examples=["api_calls"])
    period: limits.LimitPeriod
    cap: Quantity
    hard: bool

    @classmethod
    def of(cls, limit: plans.PlanLimit) -> "PlanLimitOut":
        return cls(meter=limit.meter.slug, period=limit.period, cap=limit.cap, hard=limit.hard)  # type: ignore[arg-type]


class RateLimitIn(Body):
    model_config = example(calls=600, seconds=60, burst=50)

    calls: int = Field(description="So many calls, steadily,", ge=1, le=1_000_000, examples=[600])
    seconds: int = Field(description="in so many seconds.", ge=1, le=86_400, examples=[60])
    burst: int | None = Field(
        None, description="How many may come at once; else all.", ge=1, le=1_000_000, examples=[50]
    )
    key_id: UUID | None = Field(None, description="The key it is for; none: all keys of the user together.")


class RateLimitOut(BaseModel):
    """How fast a user, or one of its keys, may call."""

    key_id: UUID | None
    calls: int = Field(examples=[600])
    seconds: int = Field(examples=[60])
    burst: int = Field(examples=[50])

    @classmethod
    def of(cls, rate: limits.RateLimit) -> "RateLimitOut":
        key_id: UUID | None = rate.key_id  # type: ignore[attr-defined]
        return cls(key_id=key_id, calls=rate.calls, seconds=rate.seconds, burst=rate.burst)
