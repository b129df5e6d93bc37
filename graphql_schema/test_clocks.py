"""GraphQL: a time of its own for some users, moved ahead through everything that is due."""

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated
from uuid import UUID

import strawberry

from core import accounts, billing
from graphql_schema.operation import Info
from graphql_schema.users import User

__all__ = ["TestClockMutations", "TestClockQueries"]

Id = Annotated[UUID, strawberry.argument(description="The test clock.")]


@strawberry.type(description="A time that stands until it is moved, and the users whose time it is.")
class TestClock:
    id: UUID = strawberry.field(description="The id, the same as in REST.")
    name: str = strawberry.field(description="Its name for people.")
    now_at: datetime = strawberry.field(description="What it says.")
    advancing_to: datetime | None = strawberry.field(description="Where it is on its way to; null: it stands.")
    created_at: datetime = strawberry.field(description="When it was made, by the real time.")
    users: list[User] = strawberry.field(description="The users that are on it.", metadata={"size": 5})

    @classmethod
    def of(cls, clock: accounts.TestClock, users: Sequence[accounts.User]) -> "TestClock":
        return cls(
            id=clock.id,
            name=clock.name,
            now_at=clock.now_at,
            advancing_to=clock.advancing_to,
            created_at=clock.created_at,
            users=[User.of(user) for user in users],
        )


async def _shown(info: Info, clock: accounts.TestClock) -> TestClock:
    users = await billing.users_on_test_clocks(info.context.actor, [clock.id])
    return TestClock.of(clock, users[clock.id])


@strawberry.type
class TestClockQueries:
    @strawberry.field(description="All test clocks, newest first.")
    async def test_clocks(self, info: Info) -> list[TestClock] | None:
        clocks = await billing.list_test_clocks(info.context.actor)
        users = await billing.users_on_test_clocks(info.context.actor, [clock.id for clock in clocks])
        return [TestClock.of(clock, users[clock.id]) for clock in clocks]


@strawberry.type
class TestClockMutations:
    @strawberry.mutation(description="A test clock that stands at an instant, past or to come.")
    async def create_test_clock(
        self,
        info: Info,
        name: Annotated[str, strawberry.argument(description="Its name for people.")],
        now_at: Annotated[datetime | None, strawberry.argument(description="Null: the present instant.")] = None,
    ) -> TestClock:
        return TestClock.of(await billing.create_test_clock(info.context.actor, name=name, now_at=now_at), [])

    @strawberry.mutation(description="Put a user on a test clock, for good, to whom nothing has happened yet.")
    async def attach_to_test_clock(
        self, info: Info, id: Id, user_id: Annotated[UUID, strawberry.argument(description="The user.")]
    ) -> TestClock:
        await billing.attach_to_test_clock(info.context.actor, id, user_id)
        return await _shown(info, await billing.get_test_clock(info.context.actor, id))

    @strawberry.mutation(
        description="Move a test clock ahead. What is due by then happens in order, once; repeated, it goes on."
    )
    async def advance_test_clock(
        self,
        info: Info,
        id: Id,
        to: Annotated[datetime, strawberry.argument(description="Not before what it says.")],
    ) -> TestClock:
        return await _shown(info, await billing.advance_test_clock(info.context.actor, id, to))
