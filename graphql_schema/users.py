"""GraphQL: users, and who is asking."""

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from enum import Enum
from typing import Annotated, Any
from uuid import UUID

import strawberry
from strawberry import UNSET

from core import accounts, metering
from core.errors import InvalidInput, NotFound
from core.money import round_quantity
from core.pages import PAGE_SIZE_DEFAULT
from graphql_schema.addons import Addon
from graphql_schema.billing import Estimate, MeterQuantity
from graphql_schema.connections import After, Connection, First, Node, connection_of
from graphql_schema.keys import ApiKey
from graphql_schema.loaders import PageKey, UsageKey
from graphql_schema.lookahead import ready, selected, settle
from graphql_schema.meters import Meter
from graphql_schema.operation import Info
from graphql_schema.scalars import JSON, as_text_map
from graphql_schema.subscriptions import Subscription
from graphql_schema.usage import (
    Compare,
    Dimensions,
    From,
    KeyId,
    Live,
    MeterSlugs,
    To,
    Top,
    Usage,
    UsageWindow,
    Where,
    Window,
    Zone,
)
from graphql_schema.user_limits import Limit, RateLimit

__all__ = ["User", "UserMutations", "UserQueries"]

#: How many keys or subscriptions of each user of a page, unless asked otherwise.
NESTED_PAGE_SIZE = 10


@strawberry.enum(description="The order of users.")
class UserOrder(Enum):
    NEWEST = strawberry.enum_value("newest", description="Those created last come first.")
    OLDEST = strawberry.enum_value("oldest", description="Those created first come first.")
    NAME = strawberry.enum_value("name", description="By name.")


@strawberry.enum(description="Whether a user's keys are accepted.")
class UserStatus(Enum):
    ACTIVE = strawberry.enum_value("active", description="Its keys are accepted.")
    SUSPENDED = strawberry.enum_value("suspended", description="Its keys are refused.")


@strawberry.type(description="A customer account, a company or a person: it owns keys and is billed.")
class User(Node):
    external_id: str | None = strawberry.field(description="The vendor's own id for it, unique.")
    name: str = strawberry.field(description="Its name for people.")
    email: str | None = strawberry.field(description="Where to write to it.")
    currency: str = strawberry.field(description="The ISO 4217 code of the currency that it is billed in.")
    time_zone: str = strawberry.field(description="The IANA zone whose calendar its months follow.")
    status: UserStatus = strawberry.field(description="Whether its keys are accepted.")
    metadata: JSON = strawberry.field(description="The vendor's own pairs of text.")
    test_clock_id: UUID | None = strawberry.field(description="Whose time it lives by; null: the real one.")
    created_at: datetime = strawberry.field(description="When it was created.")

    @strawberry.field(description="Its API keys, newest first.")
    def keys(self, info: Info, first: First = NESTED_PAGE_SIZE, after: After = None) -> Connection[ApiKey] | None:
        at = info.context.at
        found = info.context.loaders.keys_of_user.load(PageKey(self.id, first, after))
        return ready(found, lambda page: connection_of(page, lambda key: ApiKey.of(key, at)))

    @strawberry.field(description="Its subscriptions, newest first.")
    def subscriptions(
        self, info: Info, first: First = NESTED_PAGE_SIZE, after: After = None
    ) -> Connection[Subscription] | None:
        found = info.context.loaders.subscriptions_of_user.load(PageKey(self.id, first, after))
        return ready(found, lambda page: connection_of(page, Subscription.of))

    @strawberry.field(
        description="What its subscription has in addition to its plan and what it will have, oldest first."
    )
    def addons(self, info: Info) -> list[Addon] | None:
        found = info.context.loaders.addons_of_user.load(self.id)
        return ready(found, lambda addons: [Addon.of(each) for each in addons])

    @strawberry.field(description="Its limits, by its plan and its own, and where it stands against each.")
    def limits(self, info: Info) -> list[Limit] | None:
        return ready(
            info.context.loaders.limits_of_user.load(self.id), lambda found: [Limit.of(each) for each in found]
        )

    @strawberry.field(description="How fast it and its keys may make metered calls, oldest first.")
    def rate_limits(self, info: Info) -> list[RateLimit] | None:
        found = info.context.loaders.rate_limits_of_user.load(self.id)
        return ready(found, lambda rates: [RateLimit.of(each) for each in rates])

    @strawberry.field(description="What it used in the calendar month of its own zone so far, by meter.")
    def month_to_date(self, info: Info) -> list[MeterQuantity] | None:
        return ready(info.context.loaders.month_to_date.load((self.id, self.time_zone)), _quantities)

    @strawberry.field(
        description="What its billing period costs so far and is expected to cost.", metadata={"cost": 10}
    )
    def estimate(self, info: Info) -> Estimate | None:
        return ready(info.context.loaders.estimate.load(self.id), Estimate.of)

    @strawberry.field(
        description="What it used, by window and meter. Default: this month so far.", metadata={"cost": 5}
    )
    def usage(
        self,
        info: Info,
        from_: From = None,
        to: To = None,
        window: Window = UsageWindow.TOTAL,
        zone: Zone = "UTC",
        meters: MeterSlugs = None,
        key_id: KeyId = None,
        by_key: Annotated[bool, strawberry.argument(description="Split the rows by key as well.")] = False,
        dimensions: Dimensions = None,
        where: Where = None,
        live: Live = True,
        top: Top = None,
        compare: Compare = False,
    ) -> Usage | None:
        arguments = {
            "start": from_,
            "end": to,
            "window": window.value,
            "zone": zone,
            "meters": tuple(meters or ()),
            "key_id": key_id,
            "group_by": (*(["key"] if by_key else []), *(f"dimension:{name}" for name in dimensions or ())),
            "values": tuple((each.name, tuple(each.values)) for each in where or ()),
            "live": live,
            "top": top,
            "compare": compare,
        }
        found = info.context.loaders.usage.load(UsageKey(self.id, tuple(arguments.items())))
        return ready(found, lambda usage: Usage(found=usage))

    @classmethod
    def of(cls, user: accounts.User) -> "User":
        return cls(
            id=user.id,
            external_id=user.external_id,
            name=user.name,
            email=user.email,
            currency=user.currency,
            time_zone=user.time_zone,
            status=UserStatus(user.status),
            metadata=JSON(user.metadata),
            test_clock_id=user.test_clock_id,
            created_at=user.created_at,
        )


def _quantities(found: Sequence[tuple[metering.Meter, Decimal]]) -> list[MeterQuantity]:
    return [MeterQuantity(meter=Meter.of(meter), quantity=round_quantity(quantity)) for meter, quantity in found]


async def _read_ahead(info: Info, users: Sequence[accounts.User]) -> None:
    """Read what a page of users is asked for most, all at once."""
    loaders = info.context.loaders
    reading: list[Any] = []
    key_pages: list[Any] = []
    for name, page in selected(info, "edges", "node"):
        first, after = page.get("first", NESTED_PAGE_SIZE), page.get("after")
        if name == "keys":
            key_pages += [loaders.keys_of_user.load(PageKey(user.id, first, after)) for user in users]
        elif name == "subscriptions":
            reading += [loaders.subscriptions_of_user.load(PageKey(user.id, first, after)) for user in users]
        elif name == "monthToDate":
            reading += [loaders.month_to_date.load((user.id, user.time_zone)) for user in users]
        elif name == "estimate":
            reading += [loaders.estimate.load(user.id) for user in users]
    await settle([*key_pages, *reading])
    if any(name == "lastUsedAt" for name, _ in selected(info, "edges", "node", "keys", "edges", "node")):
        pages = [found.result() for found in key_pages if found.exception() is None]
        await settle([loaders.last_use.load(key.id) for page in pages for key in page.items])


@strawberry.input(description="A new user.")
class CreateUserInput:
    name: str = strawberry.field(description="Its name for people.")
    external_id: str | None = strawberry.field(description="Your own id for it, unique.", default=None)
    email: str | None = strawberry.field(description="Where to write to it.", default=None)
    currency: str = strawberry.field(description="The ISO 4217 code of the currency to bill it in.", default="USD")
    time_zone: str = strawberry.field(description="The IANA zone whose calendar its months follow.", default="UTC")
    metadata: JSON | None = strawberry.field(description="An object of strings, your own.", default=None)


@strawberry.input(description="What to change of a user. What is absent stays.")
class UpdateUserInput:
    name: str | None = strawberry.field(description="Its name for people; null: it stays.", default=None)
    external_id: str | None = strawberry.field(description="Your own id for it; null: none.", default=UNSET)
    email: str | None = strawberry.field(description="Where to write to it; null: nowhere.", default=UNSET)
    time_zone: str | None = strawberry.field(
        description="The IANA zone whose calendar its months follow, from the next month on; null: it stays.",
        default=None,
    )
    status: UserStatus | None = strawberry.field(
        description="Whether its keys are accepted, everywhere within a second; null: it stays.", default=None
    )
    metadata: JSON | None = strawberry.field(
        description="An object of strings, which replaces the present one; null: it stays.", default=None
    )

    def changes(self) -> dict[str, Any]:
        given = {
            "name": self.name,
            "time_zone": self.time_zone,
            "status": self.status.value if self.status is not None else None,
            "metadata": as_text_map(self.metadata, field="metadata") if self.metadata is not None else None,
        }
        clearable = {"external_id": self.external_id, "email": self.email}
        return {name: value for name, value in given.items() if value is not None} | {
            name: value for name, value in clearable.items() if value is not UNSET
        }


@strawberry.type
class UserQueries:
    @strawberry.field(description="Users, in order.")
    async def users(
        self,
        info: Info,
        search: Annotated[str, strawberry.argument(description="Part of a name, e-mail address or external id.")] = "",
        order_by: Annotated[UserOrder, strawberry.argument(description="In which order.")] = UserOrder.NEWEST,
        first: First = PAGE_SIZE_DEFAULT,
        after: After = None,
    ) -> Connection[User] | None:
        page = await accounts.list_users(
            info.context.actor, search=search, order=order_by.value, limit=first, cursor=after
        )
        info.context.loaders.user.prime_many({user.id: user for user in page.items})
        await _read_ahead(info, page.items)
        return connection_of(page, User.of)

    @strawberry.field(description="One user, by id or by external id: give one of them.")
    async def user(
        self,
        info: Info,
        id: Annotated[UUID | None, strawberry.argument(description="Its id.")] = None,
        external_id: Annotated[str | None, strawberry.argument(description="The vendor's own id for it.")] = None,
    ) -> User | None:
        if (id is None) == (external_id is None):
            raise InvalidInput("Give either id or externalId.", field="id")
        actor = info.context.actor
        if id is not None:
            return User.of(await accounts.get_user(actor, id))
        found = await accounts.find_user(actor, external_id or "")
        if found.external_id != external_id:
            raise NotFound("There is no such user.", code="user_not_found")
        return User.of(found)


@strawberry.type
class UserMutations:
    @strawberry.mutation(description="Create a user: the account that owns keys and is billed.")
    async def create_user(
        self, info: Info, input: Annotated[CreateUserInput, strawberry.argument(description="The user.")]
    ) -> User:
        user = await accounts.create_user(
            info.context.actor,
            name=input.name,
            external_id=input.external_id,
            email=input.email,
            currency=input.currency,
            time_zone=input.time_zone,
            metadata=as_text_map(input.metadata or {}, field="metadata"),
        )
        return User.of(user)

    @strawberry.mutation(description="Change a user.")
    async def update_user(
        self,
        info: Info,
        id: Annotated[UUID, strawberry.argument(description="Its id.")],
        input: Annotated[UpdateUserInput, strawberry.argument(description="What to change.")],
    ) -> User:
        return User.of(await accounts.update_user(info.context.actor, id, **input.changes()))
