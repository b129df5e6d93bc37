"""Subscriptions and their add-ons."""

from datetime import datetime
from typing import Literal
from uuid import UUID

from pydantic import AwareDatetime, BaseModel, Field

from api.schemas.common import Body, ExactIn, example
from core import plans


class SubscriptionIn(Body):
    model_config = example(plan="growth", starts_at="2027-01-01T00:00:00+01:00")

    plan: str
    starts_at: AwareDatetime | None = Field(None, description="Now, or as `when` says, if it is left out.")
    when: Literal["now", "period_end"] = Field("now", description="Now, or with the next period.")
    seats: int | None = Field(None, description="As many as before, if it is left out.")
    overrides: dict[str, ExactIn] | None = Field(
        None, description="This user's own prices, by the name of the charge; left out: as they are."
    )


class CancelIn(Body):
    model_config = example(when="period_end")

    when: Literal["now", "period_end"] = "period_end"


class SubscriptionOut(BaseModel):
    """A user on a version of a plan, from an instant on."""

    id: UUID
    user_id: UUID
    version_id: UUID
    root_id: UUID = Field(description="What all changes of one subscription have in common.")
    seats: int
    starts_at: datetime
    ends_at: datetime | None

    @classmethod
    def of(cls, subscription: plans.Subscription) -> "SubscriptionOut":
        return cls.model_validate(subscription, from_attributes=True)


class AddonIn(Body):
    model_config = example(plan="support", seats=3)

    plan: str = Field(description="The slug of the add-on.")
    seats: int = Field(1, description="For add-ons that charge by seats.")
    when: Literal["now", "period_end"] = Field("now", description="Now, or with the next period.")


class AddonOut(BaseModel):
    """What a subscription has in addition to its plan, from an instant on."""

    id: UUID
    user_id: UUID
    root_id: UUID = Field(description="The subscription that it belongs to.")
    plan: str
    version: int
    seats: int
    starts_at: datetime
    ends_at: datetime | None

    @classmethod
    def of(cls, addon: plans.SubscriptionAddon) -> "AddonOut":
        return cls(
            id=addon.id,
            user_id=addon.user_id,
            root_id=addon.root_id,
            plan=addon.plan.slug,
            version=addon.version.number,
            seats=addon.seats,
            starts_at=addon.starts_at,
            ends_at=addon.ends_at,
        )
