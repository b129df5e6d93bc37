from uuid import UUID

from pydantic import Field

from .base_model import BaseModel


class PublishPlan(BaseModel):
    publish_plan: "PublishPlanPublishPlan" = Field(alias="publishPlan")


class PublishPlanPublishPlan(BaseModel):
    id: UUID


PublishPlan.model_rebuild()
