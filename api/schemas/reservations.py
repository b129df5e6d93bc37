"""Reservations of units."""

from datetime import datetime
from uuid import UUID

from pydantic import BaseModel, Field

from api.schemas.common import Body, ExactIn, Quantity, example
from core.clock import now
from core.gate import TTL_SECONDS_MAX, Reservation
from core.ids import NIL

__all__ = ["CommitIn", "ReservationIn", "ReservationOut"]


class ReservationIn(Body):
    model_config = example(user="crm-4101", meter="tokens", units="4096", ttl_seconds=120, id="job-7193")

    key: str | None = Field(None, description="The key that the caller sent; else `user`.", max_length=100)
    user: str | None = Field(None, description="Id of a user, or your own id for it; else `key`.", max_length=200)
    meter: str = Field("api_calls", description="What the units count: a name as in `metered(name)`.", max_length=64)
    units: ExactIn = Field(description="The most that the work can take.", examples=["4096"])
    ttl_seconds: int = Field(
        60, description="After so long they are given back.", ge=1, le=TTL_SECONDS_MAX, examples=[120]
    )
    id: str | None = Field(
        None, description="Yours: sent again with it, there is one reservation.", examples=["job-7193"]
    )
    scope: str | None = Field(None, description="One that the key must have.", max_length=64)
    ip: str | None = Field(None, description="Where the caller asks from, for keys with networks.", max_length=64)


class CommitIn(Body):
    model_config = example(units="1536")

    units: ExactIn | None = Field(None, description="What the work took, at most what is held; all of it if left out.")


class ReservationOut(BaseModel):
    """Units that are held, or what became of them: `open`, `committed`, `released` or `expired`."""

    id: UUID
    client_id: str | None = Field(description="Your id for it.")
    user_id: UUID
    key_id: UUID | None
    live: bool
    meter: str
    units: Quantity
    used: Quantity | None = Field(description="What was committed.")
    event_id: UUID | None = Field(description="The event in the usage log.")
    status: str = Field(examples=["open"])
    created_at: datetime = Field(description="The instant that its usage counts at.")
    expires_at: datetime
    ended_at: datetime | None

    @classmethod
    def of(cls, found: Reservation) -> "ReservationOut":
        return cls(
            id=found.id,
            client_id=found.client_id,
            user_id=found.user_id,
            key_id=None if found.key_id == NIL else found.key_id,
            live=found.live,
            meter=found.meter,
            units=found.units,
            used=found.used,
            event_id=found.event_id,
            status=found.status_at(now()),
            created_at=found.created_at,
            expires_at=found.expires_at,
            ended_at=found.ended_at,
        )
