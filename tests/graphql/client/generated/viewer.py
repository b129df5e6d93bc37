from uuid import UUID

from pydantic import Field

from .base_model import BaseModel
from .enums import ViewerKind


class Viewer(BaseModel):
    viewer: "ViewerViewer"


class ViewerViewer(BaseModel):
    kind: ViewerKind
    scopes: list[str]
    user_id: UUID | None = Field(alias="userId")


Viewer.model_rebuild()
