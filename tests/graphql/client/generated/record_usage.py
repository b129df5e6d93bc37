from pydantic import Field

from .base_model import BaseModel


class RecordUsage(BaseModel):
    record_usage: "RecordUsageRecordUsage" = Field(alias="recordUsage")


class RecordUsageRecordUsage(BaseModel):
    accepted: int
    duplicates: int
    rejected: list["RecordUsageRecordUsageRejected"]


class RecordUsageRecordUsageRejected(BaseModel):
    index: int
    code: str
    message: str


RecordUsage.model_rebuild()
RecordUsageRecordUsage.model_rebuild()
