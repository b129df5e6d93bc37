from datetime import datetime
from typing import Any
from uuid import UUID

from pydantic import Field

from .base_model import BaseModel
from .enums import UserStatus


class UserFields(BaseModel):
    id: UUID
    external_id: str | None = Field(alias="externalId")
    name: str
    status: UserStatus
    time_zone: str = Field(alias="timeZone")
    metadata: Any
    created_at: datetime = Field(alias="createdAt")


UserFields.model_rebuild()
