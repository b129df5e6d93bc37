from datetime import datetime
from decimal import Decimal
from typing import Optional
from uuid import UUID

from pydantic import Field

from .base_model import BaseModel
from .enums import ApiKeyStatus
from .fragments import UserFields


class Users(BaseModel):
    users: Optional["UsersUsers"]


class UsersUsers(BaseModel):
    edges: list["UsersUsersEdges"]
    page_info: "UsersUsersPageInfo" = Field(alias="pageInfo")


class UsersUsersEdges(BaseModel):
    node: "UsersUsersEdgesNode"


class UsersUsersEdgesNode(UserFields):
    keys: Optional["UsersUsersEdgesNodeKeys"]
    month_to_date: list["UsersUsersEdgesNodeMonthToDate"] | None = Field(alias="monthToDate")
    estimate: Optional["UsersUsersEdgesNodeEstimate"]


class UsersUsersEdgesNodeKeys(BaseModel):
    edges: list["UsersUsersEdgesNodeKeysEdges"]


class UsersUsersEdgesNodeKeysEdges(BaseModel):
    node: "UsersUsersEdgesNodeKeysEdgesNode"


class UsersUsersEdgesNodeKeysEdgesNode(BaseModel):
    id: UUID
    name: str
    status: ApiKeyStatus
    last_used_at: datetime | None = Field(alias="lastUsedAt")


class UsersUsersEdgesNodeMonthToDate(BaseModel):
    meter: "UsersUsersEdgesNodeMonthToDateMeter"
    quantity: Decimal


class UsersUsersEdgesNodeMonthToDateMeter(BaseModel):
    slug: str


class UsersUsersEdgesNodeEstimate(BaseModel):
    total_to_date: "UsersUsersEdgesNodeEstimateTotalToDate" = Field(alias="totalToDate")
    forecast_total: "UsersUsersEdgesNodeEstimateForecastTotal" = Field(alias="forecastTotal")


class UsersUsersEdgesNodeEstimateTotalToDate(BaseModel):
    amount: Decimal
    currency: str


class UsersUsersEdgesNodeEstimateForecastTotal(BaseModel):
    amount: Decimal
    currency: str


class UsersUsersPageInfo(BaseModel):
    has_next_page: bool = Field(alias="hasNextPage")
    end_cursor: str | None = Field(alias="endCursor")


Users.model_rebuild()
UsersUsers.model_rebuild()
UsersUsersEdges.model_rebuild()
UsersUsersEdgesNode.model_rebuild()
UsersUsersEdgesNodeKeys.model_rebuild()
UsersUsersEdgesNodeKeysEdges.model_rebuild()
UsersUsersEdgesNodeMonthToDate.model_rebuild()
UsersUsersEdgesNodeEstimate.model_rebuild()
