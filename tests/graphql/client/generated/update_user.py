from pydantic import Field

from .base_model import BaseModel
from .fragments import UserFields


class UpdateUser(BaseModel):
    update_user: "UpdateUserUpdateUser" = Field(alias="updateUser")


UpdateUserUpdateUser = UserFields
UpdateUser.model_rebuild()
