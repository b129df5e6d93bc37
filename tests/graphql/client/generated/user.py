from datetime import datetime
from decimal import Decimal
from typing import Optional

from pydantic import Field

from .base_model import BaseModel
from .fragments import UserFields


class User(BaseModel):
    user: Optional["UserUser"]


class UserUser(UserFields):
    subscriptions: Optional["UserUserSubscriptions"]


class UserUserSubscriptions(BaseModel):
    edges: list["UserUserSubscriptionsEdges"]


class UserUserSubscriptionsEdges(BaseModel):
    node: "UserUserSubscriptionsEdgesNode"


class UserUserSubscriptionsEdgesNode(BaseModel):
    starts_at: datetime = Field(alias="startsAt")
    version: Optional["UserUserSubscriptionsEdgesNodeVersion"]


class UserUserSubscriptionsEdgesNodeVersion(BaseModel):
    number: int
    charges: list["UserUserSubscriptionsEdgesNodeVersionCharges"] | None


class UserUserSubscriptionsEdgesNodeVersionCharges(BaseModel):
    name: str
    amount: "UserUserSubscriptionsEdgesNodeVersionChargesAmount"
    meter: Optional["UserUserSubscriptionsEdgesNodeVersionChargesMeter"]


class UserUserSubscriptionsEdgesNodeVersionChargesAmount(BaseModel):
    amount: Decimal
    currency: str


class UserUserSubscriptionsEdgesNodeVersionChargesMeter(BaseModel):
    slug: str


User.model_rebuild()
UserUser.model_rebuild()
UserUserSubscriptions.model_rebuild()
UserUserSubscriptionsEdges.model_rebuild()
UserUserSubscriptionsEdgesNode.model_rebuild()
UserUserSubscriptionsEdgesNodeVersion.model_rebuild()
UserUserSubscriptionsEdgesNodeVersionCharges.model_rebuild()
