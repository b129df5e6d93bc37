"""A time of its own for some users."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from pydantic import AwareDatetime, BaseModel, Field

from api.schemas.common import Body, example
from core import accounts


class TestClockIn(Body):
    model_config = example(name="A year on Growth", now_at="2026-01-31T00:00:00Z")

    name: str
    now_at: AwareDatetime | None = Field(None, description="What it says at first; by default the present instant.")


class TestClockUserIn(Body):
    model_config = example(user_id="0193565a-5a5a-7a5a-8a5a-5a5a5a5a5a5a")

    user_id: UUID


class AdvanceIn(Body):
    model_config = example(to="2027-03-31T00:00:00Z")

    to: AwareDatetime = Field(description="Not before what it says, and at most 1100 days after.")


class TestClockOut(BaseModel):
    """A time that stands until it is moved, and the users whose time it is."""

    id: UUID
    name: str
    now_at: datetime
    advancing_to: datetime | None = Field(description="While it is on its way.")
    user_ids: list[UUID]
    created_at: datetime

    @classmethod
    def of(cls, clock: accounts.TestClock, users: Sequence[accounts.User]) -> "TestClockOut":
        return cls(
            id=clock.id,
            name=clock.name,
            now_at=clock.now_at,
            advancing_to=clock.advancing_to,
            user_ids=[user.id for user in users],
            created_at=clock.created_at,
        )
