"""GraphQL: meters."""

from datetime import datetime
from decimal import Decimal
from enum import Enum
from typing import Annotated, Any, cast

import strawberry

from core import metering
from core.pages import PAGE_SIZE_DEFAULT
from graphql_schema.connections import After, Connection, First, Node, connection_of
from graphql_schema.lookahead import ready
from graphql_schema.operation import Info
from graphql_schema.scalars import JSON, BigInt

__all__ = ["Aggregation", "Meter", "MeterMutations", "MeterQueries"]


@strawberry.enum(description="How a meter makes one quantity of many events.")
class Aggregation(Enum):
    COUNT = strawberry.enum_value("count", description="Every event counts as one.")
    SUM = strawberry.enum_value("sum", description="The numbers at the value property are added up.")
    MIN = strawberry.enum_value("min", description="The least of the numbers.")
    MAX = strawberry.enum_value("max", description="The greatest of the numbers.")
    AVG = strawberry.enum_value("avg", description="The mean of the numbers, to six decimals.")
    UNIQUE = strawberry.enum_value("unique", description="How many distinct texts, numbers or truths there are.")
    LATEST = strawberry.enum_value("latest", description="The number of the latest event.")
    TIME_WEIGHTED = strawberry.enum_value(
        "time_weighted", description="A gauge, which keeps its number until the next event: the number times hours."
    )


@strawberry.enum(description="How a filter compares.")
class FilterOperator(Enum):
    EQ = strawberry.enum_value("eq", description="Equal to the value.")
    IN = strawberry.enum_value("in", description="Equal to one of the values.")
    RANGE = strawberry.enum_value("range", description="A number from the minimum up to and without the maximum.")
    EXISTS = strawberry.enum_value("exists", description="There and not null; the opposite if the value is false.")


@strawberry.type(description="A condition on a property of an event.")
class MeterFilter:
    property: str = strawberry.field(description="Where the property stands, a dotted path.")
    operator: FilterOperator = strawberry.field(description="How it is compared.")
    value: str | None = strawberry.field(description="With what, for EQ and EXISTS.")
    values: list[str] = strawberry.field(description="With what, for IN.")
    minimum: Decimal | None = strawberry.field(description="From where on, for RANGE.")
    maximum: Decimal | None = strawberry.field(description="Up to and without what, for RANGE.")
    words: str = strawberry.field(
        description="The whole condition in words; a text that looks like a number is quoted."
    )

    @classmethod
    def of(cls, found: metering.Filter) -> "MeterFilter":
        return cls(
            property=found.property,
            operator=FilterOperator(found.operator),
            value=None if found.value is None else metering.scalar_text(found.value),
            values=[metering.scalar_text(each) for each in found.values],
            minimum=found.minimum,
            maximum=found.maximum,
            words=found.words(),
        )


@strawberry.type(description="By what usage can be split and priced.")
class MeterDimension:
    name: str = strawberry.field(description="Its name.")
    property: str = strawberry.field(description="Where its values stand, a dotted path.")


@strawberry.input(description="A condition on a property of an event.")
class MeterFilterInput:
    property: str = strawberry.field(description="Where the property stands, a dotted path.")
    operator: FilterOperator = strawberry.field(description="How to compare it.", default=FilterOperator.EQ)
    value: JSON | None = strawberry.field(
        description="For EQ and EXISTS: a string, whole number or boolean.", default=None
    )
    values: list[JSON] | None = strawberry.field(
        description="For IN: strings, whole numbers or booleans.", default=None
    )
    minimum: Decimal | None = strawberry.field(description="For RANGE, included.", default=None)
    maximum: Decimal | None = strawberry.field(description="For RANGE, not included.", default=None)

    def as_filter(self) -> metering.Filter:
        value, values = cast("Any", self.value), tuple(cast("Any", self.values) or ())
        return metering.Filter(self.property, self.operator.value, value, values, self.minimum, self.maximum)


@strawberry.input(description="By what usage can be split and priced.")
class MeterDimensionInput:
    name: str = strawberry.field(description="Its name: up to 32 lower-case letters, digits and _.")
    property: str = strawberry.field(description="Where its values stand, a dotted path.")


@strawberry.type(description="How far a meter has counted what was recorded before it.")
class MeterBackfill:
    done: BigInt = strawberry.field(description="How many events, of all types, it has looked at.")
    total: BigInt | None = strawberry.field(description="Of how many; null while that is not known.")
    is_finished: bool = strawberry.field(description="Whether it is done.")


@strawberry.type(description="What is counted: the events of a type, and how. Its meaning never changes.")
class Meter(Node):
    slug: str = strawberry.field(description="Its name in arguments and in REST.")
    family: str = strawberry.field(description="The slug of the first version: what all versions have in common.")
    version: int = strawberry.field(description="Which meaning of its family it is, from 1.")
    starts_at: datetime | None = strawberry.field(description="What happened before does not count.")
    name: str = strawberry.field(description="Its name for people.")
    description: str = strawberry.field(description="What it is for, as the vendor put it.")
    event_type: str = strawberry.field(description="The type of the events that it counts.")
    aggregation: Aggregation = strawberry.field(description="How it counts them.")
    value_property: str = strawberry.field(description="Where in the properties the number stands; empty for COUNT.")
    filters: list[MeterFilter] = strawberry.field(description="What lets an event in; all of them have to.")
    dimensions: list[MeterDimension] = strawberry.field(description="By what its usage can be split and priced.")
    values_max: int = strawberry.field(description="How many values of a dimension are told apart.")
    unit: str = strawberry.field(description="The plural noun of what it counts, for people.")
    display_scale: int = strawberry.field(description="Pages divide quantities by ten to the power of it.")
    created_at: datetime = strawberry.field(description="When it was created.")

    @strawberry.field(description="How far it has counted what was recorded before it; null if there was nothing.")
    def backfill(self, info: Info) -> MeterBackfill | None:
        return ready(
            info.context.loaders.backfill.load(self.id),
            lambda state: MeterBackfill(
                done=BigInt(state.done),
                total=None if state.total is None else BigInt(state.total),
                is_finished=state.is_finished,
            ),
        )

    @classmethod
    def of(cls, meter: metering.Meter) -> "Meter":
        return cls(
            id=meter.id,
            slug=meter.slug,
            family=meter.family,
            version=meter.version,
            starts_at=meter.starts_at,
            name=meter.name,
            description=meter.description,
            event_type=meter.event_type,
            aggregation=Aggregation(meter.aggregation),
            value_property=meter.value_property,
            filters=[MeterFilter.of(metering.Filter.of(each)) for each in meter.filters],
            dimensions=[MeterDimension(**each) for each in meter.dimensions],
            values_max=meter.values_max,
            unit=meter.unit,
            display_scale=meter.display_scale,
            created_at=meter.created_at,
        )


_STARTS_AT = (
    "A whole hour of UTC; what happened before does not count. Null: all of the past counts, in the background."
)


@strawberry.input(description="A new meter.")
class CreateMeterInput:
    slug: str = strawberry.field(description="Lower-case letters, digits and _, beginning with a letter; unique.")
    name: str = strawberry.field(description="Its name for people.")
    event_type: str = strawberry.field(description="The type of the events to count.", default=metering.API_CALL)
    aggregation: Aggregation = strawberry.field(description="How to count them.", default=Aggregation.SUM)
    value_property: str = strawberry.field(
        description="For all but COUNT, the dotted path of the value, such as units.tokens.", default=""
    )
    filters: list[MeterFilterInput] | None = strawberry.field(
        description="Only events that all of them let in are counted.", default=None
    )
    dimensions: list[MeterDimensionInput] | None = strawberry.field(description="Up to four.", default=None)
    values_max: int = strawberry.field(
        description="How many values of a dimension are told apart; others are counted as __other__.", default=1000
    )
    unit: str = strawberry.field(description="The plural noun of what it counts, for people.", default="")
    display_scale: int = strawberry.field(description="Pages divide quantities by ten to the power of it.", default=0)
    description: str = strawberry.field(description="What it is for.", default="")
    starts_at: datetime | None = strawberry.field(description=_STARTS_AT, default=None)


@strawberry.input(description="Another meaning of a meter. What is null is as in the version it is made from.")
class CreateMeterVersionInput:
    slug: str = strawberry.field(description="Of the version it is made from.")
    name: str | None = strawberry.field(
        description="Its name for people, by default the family's with the number of the version.", default=None
    )
    event_type: str | None = strawberry.field(description="The type of the events to count.", default=None)
    aggregation: Aggregation | None = strawberry.field(description="How to count them.", default=None)
    value_property: str | None = strawberry.field(description="The dotted path of the value.", default=None)
    filters: list[MeterFilterInput] | None = strawberry.field(description="Empty: every event.", default=None)
    dimensions: list[MeterDimensionInput] | None = strawberry.field(description="Up to four.", default=None)
    values_max: int | None = strawberry.field(
        description="How many values of a dimension are told apart.", default=None
    )
    unit: str | None = strawberry.field(description="The plural noun of what it counts.", default=None)
    display_scale: int | None = strawberry.field(
        description="Pages divide quantities by ten to the power of it.", default=None
    )
    description: str | None = strawberry.field(description="What it is for.", default=None)
    starts_at: datetime | None = strawberry.field(description=_STARTS_AT, default=None)


def _dimensions_of(said: list[MeterDimensionInput] | None) -> list[metering.Dimension] | None:
    return None if said is None else [metering.Dimension(each.name, each.property) for each in said]


@strawberry.type
class MeterQueries:
    @strawberry.field(description="All meters, by slug.")
    async def meters(
        self, info: Info, first: First = PAGE_SIZE_DEFAULT, after: After = None
    ) -> Connection[Meter] | None:
        page = await metering.browse_meters(info.context.actor, limit=first, cursor=after)
        return connection_of(page, Meter.of)

    @strawberry.field(description="One meter.")
    async def meter(
        self, info: Info, slug: Annotated[str, strawberry.argument(description="Its slug.")]
    ) -> Meter | None:
        return Meter.of(await metering.get_meter(info.context.actor, slug))


@strawberry.type
class MeterMutations:
    @strawberry.mutation(
        description="Create a meter. It counts events from now on, and those from before in the background."
    )
    async def create_meter(
        self, info: Info, input: Annotated[CreateMeterInput, strawberry.argument(description="The meter.")]
    ) -> Meter:
        meter = await metering.create_meter(
            info.context.actor,
            slug=input.slug,
            name=input.name,
            event_type=input.event_type,
            aggregation=input.aggregation.value,
            value_property=input.value_property,
            filters=[each.as_filter() for each in input.filters or ()],
            dimensions=_dimensions_of(input.dimensions) or (),
            values_max=input.values_max,
            unit=input.unit,
            display_scale=input.display_scale,
            description=input.description,
            starts_at=input.starts_at,
        )
        return Meter.of(meter)

    @strawberry.mutation(
        description="Give a meter another meaning: the next version of its family, with a slug of its own. The versions"
        " before go on counting, and charges and limits go on naming the version they mean."
    )
    async def create_meter_version(
        self, info: Info, input: Annotated[CreateMeterVersionInput, strawberry.argument(description="The version.")]
    ) -> Meter:
        meter = await metering.create_meter_version(
            info.context.actor,
            input.slug,
            name=input.name,
            event_type=input.event_type,
            aggregation=input.aggregation.value if input.aggregation is not None else None,
            value_property=input.value_property,
            filters=None if input.filters is None else [each.as_filter() for each in input.filters],
            dimensions=_dimensions_of(input.dimensions),
            values_max=input.values_max,
            unit=input.unit,
            display_scale=input.display_scale,
            description=input.description,
            starts_at=input.starts_at,
        )
        return Meter.of(meter)
