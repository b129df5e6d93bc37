from uuid import UUID

from pydantic import Field

from .base_model import BaseModel


class AssignPlan(BaseModel):
    assign_plan: "AssignPlanAssignPlan" = Field(alias="assignPlan")


class AssignPlanAssignPlan(BaseModel):
    id: UUID


AssignPlan.model_rebuild()
