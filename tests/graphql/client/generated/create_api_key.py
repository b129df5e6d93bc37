from uuid import UUID

from pydantic import Field

from .base_model import BaseModel
from .enums import ApiKeyStatus


class CreateApiKey(BaseModel):
    create_api_key: "CreateApiKeyCreateApiKey" = Field(alias="createApiKey")


class CreateApiKeyCreateApiKey(BaseModel):
    secret: str
    api_key: "CreateApiKeyCreateApiKeyApiKey" = Field(alias="apiKey")


class CreateApiKeyCreateApiKeyApiKey(BaseModel):
    id: UUID
    prefix: str
    status: ApiKeyStatus


CreateApiKey.model_rebuild()
CreateApiKeyCreateApiKey.model_rebuild()
