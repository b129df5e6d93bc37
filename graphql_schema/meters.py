"""GraphQL: meters."""

from datetime import datetime
from enum import Enum
from typing import Annotated

import strawberry

from core import metering
from core.pages import PAGE_SIZE_DEFAULT
from graphql_schema.connections import After, Connection, First, Node, connection_of
from graphql_schema.operation import Info

__all__ = ["Aggregation", "Meter", "MeterMutations", "MeterQueries"]


@strawberry.enum(description="How a meter makes one quantity of many events.")
class Aggregation(Enum):
    COUNT = strawberry.enum_value("count", description="Every event counts as one.")
    SUM = strawberry.enum_value("sum", description="The numbers at the value property are added up.")


@strawberry.type(description="What is counted: the events of a type, and how. Its meaning never changes.")
class Meter(Node):
    slug: str = strawberry.field(description="Its name in arguments and in REST.")
    name: str = strawberry.field(description="Its name for people.")
    description: str = strawberry.field(description="What it is for, as the vendor put it.")
    event_type: str = strawberry.field(description="The type of the events that it counts.")
    aggregation: Aggregation = strawberry.field(description="How it counts them.")
    value_property: str = strawberry.field(description="Where in the properties the number stands; empty for COUNT.")
    unit: str = strawberry.field(description="The plural noun of what it counts, for people.")
    created_at: datetime = strawberry.field(description="When it was created; it counts no event from before.")

    @classmethod
    def of(cls, meter: metering.Meter) -> "Meter":
        return cls(
            id=meter.id,
            slug=meter.slug,
            name=meter.name,
            description=meter.description,
            event_type=meter.event_type,
            aggregation=Aggregation(meter.aggregation),
            value_property=meter.value_property,
            unit=meter.unit,
            created_at=meter.created_at,
        )


@strawberry.input(description="A new meter.")
class CreateMeterInput:
    slug: str = strawberry.field(description="Lower-case letters, digits and _, beginning with a letter; unique.")
    name: str = strawberry.field(description="Its name for people.")
    event_type: str = strawberry.field(description="The type of the events to count.", default=metering.API_CALL)
    aggregation: Aggregation = strawberry.field(description="How to count them.", default=Aggregation.SUM)
    value_property: str = strawberry.field(
        description="For SUM, the dotted path of the number, such as units.tokens.", default=""
    )
    unit: str = strawberry.field(description="The plural noun of what it counts, for people.", default="")
    description: str = strawberry.field(description="What it is for.", default="")


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
    @strawberry.mutation(description="Create a meter. It counts events from now on.")
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
            unit=input.unit,
            description=input.description,
        )
        return Meter.of(meter)
