"""GraphQL: what was used, in windows."""

from datetime import datetime
from decimal import Decimal
from enum import Enum
from typing import TYPE_CHECKING, Annotated
from uuid import UUID

import strawberry

from core import metering
from core.money import round_quantity
from graphql_schema.keys import ApiKey
from graphql_schema.loaders import USAGE_ROWS_MAX
from graphql_schema.lookahead import ready
from graphql_schema.meters import Meter
from graphql_schema.operation import Info
from graphql_schema.scalars import BigInt

if TYPE_CHECKING:
    from graphql_schema.users import User

__all__ = [
    "Compare",
    "Dimensions",
    "From",
    "KeyId",
    "Live",
    "MeterSlugs",
    "To",
    "Top",
    "Usage",
    "UsageQueries",
    "UsageWindow",
    "Where",
    "Window",
    "Zone",
]

LazyUser = Annotated["User", strawberry.lazy("graphql_schema.users")]


@strawberry.enum(
    description="How long the windows are. All but TOTAL begin and end at boundaries of the zone's calendar."
)
class UsageWindow(Enum):
    TOTAL = strawberry.enum_value("total", description="One window, the whole range.")
    MINUTE = strawberry.enum_value("minute", description="Minutes of the zone's wall clock.")
    HOUR = strawberry.enum_value("hour", description="Hours of the zone's wall clock.")
    DAY = strawberry.enum_value("day", description="Days of the zone, 23 or 25 hours when clocks change.")
    WEEK = strawberry.enum_value("week", description="Weeks from Monday on.")
    MONTH = strawberry.enum_value("month", description="Calendar months.")


@strawberry.enum(description="By what to split usage, besides window and meter.")
class UsageGroup(Enum):
    KEY = strawberry.enum_value("key", description="By API key.")
    USER = strawberry.enum_value("user", description="By user.")


From = Annotated[
    datetime | None,
    strawberry.argument(name="from", description="Begin here, inclusive; null: this month of the zone."),
]
To = Annotated[
    datetime | None, strawberry.argument(name="to", description="End here, exclusive; null: the end of this hour.")
]
Window = Annotated[UsageWindow, strawberry.argument(description="How long the windows are.")]
Zone = Annotated[str, strawberry.argument(description="The IANA zone whose calendar the windows follow.")]
MeterSlugs = Annotated[list[str] | None, strawberry.argument(description="Slugs of meters; null or none: all.")]
KeyId = Annotated[UUID | None, strawberry.argument(description="By which key; null: by any.")]
Dimensions = Annotated[list[str] | None, strawberry.argument(description="Split the rows by these dimensions as well.")]
Top = Annotated[int | None, strawberry.argument(description="Only so many groups of each meter, the greatest.")]
Compare = Annotated[bool, strawberry.argument(description="Read the same length of time before, too.")]
Live = Annotated[bool, strawberry.argument(description="False: the use of test keys instead.")]


@strawberry.type(description="A stretch of time, half-open.")
class TimeRange:
    start: datetime = strawberry.field(description="Its beginning, inclusive.")
    end: datetime = strawberry.field(description="Its end, exclusive.")


@strawberry.type(description="A value of a dimension.")
class DimensionValue:
    name: str = strawberry.field(description="The dimension's name.")
    value: str = strawberry.field(
        description="Its value; empty if an event said none, __other__ for those beyond its bound."
    )


@strawberry.input(description="Values of a dimension, any of which will do.")
class DimensionFilter:
    name: str = strawberry.field(description="The dimension's name.")
    values: list[str] = strawberry.field(description="Its values.")


Where = Annotated[
    list[DimensionFilter] | None, strawberry.argument(description="Only what has these values of dimensions.")
]


@strawberry.type(description="What was used of one meter in one window, by one group if groups were asked for.")
class UsageRow:
    start: datetime = strawberry.field(description="The beginning of the window, inclusive.")
    end: datetime = strawberry.field(description="The end of the window, exclusive.")
    meter: Meter = strawberry.field(description="What was used.")
    user_id: UUID | None = strawberry.field(description="Who used it; null unless grouped by user.")
    key_id: UUID | None = strawberry.field(description="By which key; null unless grouped by key, or if by none.")
    dimensions: list[DimensionValue] = strawberry.field(
        description="Of which values of the dimensions that were asked for; empty unless grouped by some."
    )
    events: BigInt = strawberry.field(description="How many events.")
    quantity: Decimal = strawberry.field(description="How much, as the meter counts it.")

    @strawberry.field(description="Who used it; null unless grouped by user.")
    def user(self, info: Info) -> LazyUser | None:
        from graphql_schema.users import User

        return ready(info.context.loaders.user.load(self.user_id), User.of) if self.user_id is not None else None

    @strawberry.field(description="By which key; null unless grouped by key, or if by none.")
    def key(self, info: Info) -> ApiKey | None:
        if self.key_id is None:
            return None
        at = info.context.at
        return ready(info.context.loaders.key.load(self.key_id), lambda key: ApiKey.of(key, at))


@strawberry.type(description="Usage over a range: all its windows, and rows for those in which something was used.")
class Usage:
    found: strawberry.Private[metering.Usage]

    @strawberry.field(description="All windows of the range, in order, the first and the last cut to it.")
    def windows(self) -> list[TimeRange]:
        return [TimeRange(start=window.start, end=window.end) for window in self.found.windows]

    @strawberry.field(description="How many groups there are beside the rows, if only the greatest were asked for.")
    def left_out(self) -> int:
        return self.found.left_out

    @strawberry.field(description="The time of the same length before, in one window; null unless asked for.")
    def previous(self) -> "Usage | None":
        return None if self.found.previous is None else Usage(found=self.found.previous)

    @strawberry.field(description="What was used, in order of window and meter.")
    def rows(self) -> list[UsageRow]:
        meters = {row.meter.id: Meter.of(row.meter) for row in self.found.rows}
        return [
            UsageRow(
                start=row.window.start,
                end=row.window.end,
                meter=meters[row.meter.id],
                user_id=row.user_id,
                key_id=row.key_id,
                dimensions=[DimensionValue(name=name, value=value) for name, value in row.dimensions.items()],
                events=BigInt(row.events),
                quantity=round_quantity(row.quantity),
            )
            for row in self.found.rows
        ]


@strawberry.type
class UsageQueries:
    @strawberry.field(
        description="What was used, by window and meter, and by key, user or dimension. Default: this month so far.",
        metadata={"cost": 50},
    )
    async def usage(
        self,
        info: Info,
        from_: From = None,
        to: To = None,
        window: Window = UsageWindow.TOTAL,
        zone: Zone = "UTC",
        meters: MeterSlugs = None,
        user_id: Annotated[UUID | None, strawberry.argument(description="Whose; null: everybody's.")] = None,
        key_id: KeyId = None,
        group_by: Annotated[
            list[UsageGroup] | None, strawberry.argument(description="Split the rows by these as well.")
        ] = None,
        dimensions: Dimensions = None,
        where: Where = None,
        live: Live = True,
        top: Top = None,
        compare: Compare = False,
    ) -> Usage | None:
        found = await metering.query_usage(
            info.context.actor,
            start=from_,
            end=to,
            window=window.value,
            zone=zone,
            meters=meters or (),
            user_id=user_id,
            key_id=key_id,
            group_by=[
                *(group.value for group in group_by or ()),
                *(f"dimension:{name}" for name in dimensions or ()),
            ],
            values={each.name: each.values for each in where or ()},
            live=live,
            top=top,
            compare=compare,
            rows_max=USAGE_ROWS_MAX,
        )
        return Usage(found=found)
