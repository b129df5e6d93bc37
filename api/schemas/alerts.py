"""Alerts, and calls that were refused."""

from datetime import datetime
from uuid import UUID

from pydantic import BaseModel, Field

from api.schemas.common import Body, ExactIn, Quantity, example
from core import alerts

__all__ = ["AlertIn", "AlertOut", "DenialsOut", "RaisedAlertOut"]


class AlertIn(Body):
    model_config = example(kind="limit_percent", threshold="90")

    kind: alerts.AlertKind = Field(description="A percentage of a limit, or units of a meter.")
    threshold: ExactIn = Field(description="Percent (up to 1,000) or units; above 0.", examples=["90"])
    user: str | None = Field(None, description="Id of the user, or your own id for it; none: every user.")
    meter: str | None = Field(None, description="Slug of the meter; none: every limited one.", examples=["api_calls"])
    period: alerts.AlertPeriod | None = Field(None, description="None: that of each limit.")


class AlertOut(BaseModel):
    """A threshold. `user_id`, `meter` and `period` are null where it is for all."""

    id: UUID
    kind: alerts.AlertKind
    threshold: Quantity
    user_id: UUID | None
    meter: str | None = Field(examples=["api_calls"])
    period: alerts.AlertPeriod | None
    created_at: datetime

    @classmethod
    def of(cls, alert: alerts.Alert, *, meter: str | None = None) -> "AlertOut":
        """`meter`: its slug, if that was not read with the alert."""
        return cls(
            id=alert.id,
            kind=alert.kind,  # type: ignore[arg-type]
            threshold=alert.threshold,
            user_id=alert.user_id,  # type: ignore[attr-defined]
            meter=meter or (alert.meter.slug if alert.meter_id else None),  # type: ignore[attr-defined]
            period=alert.period,  # type: ignore[arg-type]
            created_at=alert.created_at,
        )


class RaisedAlertOut(BaseModel):
    """A user reached a threshold: once in its period, by one recording."""

    id: UUID
    alert_id: UUID
    user_id: UUID
    meter_id: UUID
    kind: alerts.AlertKind
    threshold: Quantity
    period: alerts.AlertPeriod
    period_start: datetime
    units: Quantity = Field(description="The threshold in units.")
    cap: Quantity | None = Field(description="The limit that it is a percentage of.")
    hard: bool = Field(description="Whether that limit refuses calls.")
    used_before: Quantity
    used_after: Quantity
    raised_at: datetime

    @classmethod
    def of(cls, raised: alerts.RaisedAlert) -> "RaisedAlertOut":
        return cls.model_validate(raised, from_attributes=True)


class DenialsOut(BaseModel):
    """How many calls were refused for one reason."""

    code: str = Field(examples=["quota_exceeded"])
    count: int = Field(examples=[12])
    last_hour: datetime = Field(description="The hour of the last one.")
