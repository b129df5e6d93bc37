from uuid import UUID

from pydantic import Field

from .base_model import BaseModel
from .enums import PlanVersionStatus


class CreatePlan(BaseModel):
    create_plan: "CreatePlanCreatePlan" = Field(alias="createPlan")


class CreatePlanCreatePlan(BaseModel):
    id: UUID
    versions: list["CreatePlanCreatePlanVersions"] | None


class CreatePlanCreatePlanVersions(BaseModel):
    number: int
    status: PlanVersionStatus


CreatePlan.model_rebuild()
CreatePlanCreatePlan.model_rebuild()
