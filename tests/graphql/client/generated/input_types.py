from datetime import datetime
from decimal import Decimal
from typing import Annotated, Any
from uuid import UUID

from pydantic import Field, PlainSerializer

from .base_model import BaseModel
from .enums import Aggregation, ChargeModel, UserStatus


class ChargeInput(BaseModel):
    """A price of a version to be drafted."""

    name: str
    "What the line is called on an invoice."
    model: ChargeModel
    "How the amount is made."
    amount: Annotated[Decimal, PlainSerializer(str)]
    "FLAT: the fee of a month. PER_UNIT: the price of one unit."
    meter: str | None = None
    "The slug of the meter to price; none for FLAT."
    included: Annotated[Decimal, PlainSerializer(str)] = "0"
    "How many units of a month cost nothing."


class CreateApiKeyInput(BaseModel):
    """A new key."""

    user_id: UUID = Field(alias="userId")
    "Whose it will be."
    name: str
    "What to call it."
    live: bool = True
    "False for a test key."
    scopes: list[str] = Field(default_factory=lambda: [])
    "What it may be used for."
    allowed_networks: list[str] = Field(alias="allowedNetworks", default_factory=lambda: [])
    "CIDR networks or addresses that it may be used from; none: from everywhere."
    expires_at: datetime | None = Field(alias="expiresAt", default=None)
    "When its life ends; null: never."
    metadata: Any | None = None
    "An object of strings, your own."


class CreateMeterInput(BaseModel):
    """A new meter."""

    slug: str
    "Lower-case letters, digits and _, beginning with a letter; unique."
    name: str
    "Its name for people."
    event_type: str = Field(alias="eventType", default="api.call")
    "The type of the events to count."
    aggregation: Aggregation = Aggregation.SUM
    "How to count them."
    value_property: str = Field(alias="valueProperty", default="")
    "For SUM, the dotted path of the number, such as units.tokens."
    unit: str = ""
    "The plural noun of what it counts, for people."
    description: str = ""
    "What it is for."


class CreatePlanInput(BaseModel):
    """A new plan, with a draft of its first version."""

    currency: str = "USD"
    "The ISO 4217 code of all prices."
    charges: list["ChargeInput"]
    "The prices, in the order of invoice lines; up to 50."
    slug: str
    "Lower-case letters, digits and _, beginning with a letter; unique."
    name: str
    "Its name for people."
    description: str = ""
    "What it offers."


class CreateUserInput(BaseModel):
    """A new user."""

    name: str
    "Its name for people."
    external_id: str | None = Field(alias="externalId", default=None)
    "Your own id for it, unique."
    email: str | None = None
    "Where to write to it."
    currency: str = "USD"
    "The ISO 4217 code of the currency to bill it in."
    time_zone: str = Field(alias="timeZone", default="UTC")
    "The IANA zone whose calendar its months follow."
    metadata: Any | None = None
    "An object of strings, your own."


class PlanVersionInput(BaseModel):
    """The prices of a version to be drafted."""

    currency: str = "USD"
    "The ISO 4217 code of all prices."
    charges: list["ChargeInput"]
    "The prices, in the order of invoice lines; up to 50."


class UpdateApiKeyInput(BaseModel):
    """What to change of a key. What is absent or null stays."""

    name: str | None = None
    "What to call it."
    scopes: list[str] | None = None
    "What it may be used for."
    allowed_networks: list[str] | None = Field(alias="allowedNetworks", default=None)
    "CIDR networks or addresses that it may be used from; none: from everywhere."
    expires_at: datetime | None = Field(alias="expiresAt", default=None)
    "When its life ends: sooner than now, never later."
    metadata: Any | None = None
    "An object of strings, your own."


class UpdateUserInput(BaseModel):
    """What to change of a user. What is absent stays."""

    name: str | None = None
    "Its name for people; null: it stays."
    external_id: str | None = Field(alias="externalId", default=None)
    "Your own id for it; null: none."
    email: str | None = None
    "Where to write to it; null: nowhere."
    time_zone: str | None = Field(alias="timeZone", default=None)
    "The IANA zone whose calendar its months follow, from the next month on; null: it stays."
    status: UserStatus | None = None
    "Whether its keys are accepted, everywhere within a second; null: it stays."
    metadata: Any | None = None
    "An object of strings, which replaces the present one; null: it stays."


class UsageEventInput(BaseModel):
    """Something that happened in a system of the vendor's."""

    user: str
    "The id or the external id of the user."
    event_id: str = Field(alias="eventId")
    "Your id of it; sending it again changes nothing."
    type_: str = Field(alias="type")
    "What happened; meters count by it."
    time: datetime | None = None
    "When it happened; null: now."
    source: str = "api"
    "Which of your systems tells us."
    properties: Any | None = None
    "An object of data; meters read numbers in it."


CreatePlanInput.model_rebuild()
PlanVersionInput.model_rebuild()
