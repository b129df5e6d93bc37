from datetime import datetime
from decimal import Decimal
from typing import Optional
from uuid import UUID

from pydantic import Field

from .base_model import BaseModel


class Usage(BaseModel):
    usage: Optional["UsageUsage"]


class UsageUsage(BaseModel):
    rows: list["UsageUsageRows"]


class UsageUsageRows(BaseModel):
    start: datetime
    meter: "UsageUsageRowsMeter"
    key_id: UUID | None = Field(alias="keyId")
    quantity: Decimal
    events: int


class UsageUsageRowsMeter(BaseModel):
    slug: str


Usage.model_rebuild()
UsageUsage.model_rebuild()
UsageUsageRows.model_rebuild()
