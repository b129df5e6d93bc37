from datetime import datetime
from typing import Any, Optional
from uuid import UUID

from pydantic import Field

from .base_model import BaseModel


class Events(BaseModel):
    usage_events: "EventsUsageEvents" = Field(alias="usageEvents")


class EventsUsageEvents(BaseModel):
    id: UUID
    type_: str = Field(alias="type")
    occurred_at: datetime = Field(alias="occurredAt")
    properties: Any
    user: Optional["EventsUsageEventsUser"]


class EventsUsageEventsUser(BaseModel):
    name: str


Events.model_rebuild()
EventsUsageEvents.model_rebuild()
