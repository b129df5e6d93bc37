"""GraphQL: units held for work whose cost is known only later."""

from datetime import datetime
from decimal import Decimal
from enum import Enum
from typing import TYPE_CHECKING, Annotated
from uuid import UUID

import strawberry

from core import accounts, gate
from core.clock import now
from core.ids import NIL
from core.pages import PAGE_SIZE_DEFAULT
from graphql_schema.connections import After, Connection, First, connection_of
from graphql_schema.lookahead import ready
from graphql_schema.operation import Info

if TYPE_CHECKING:
    from graphql_schema.users import User

LazyUser = Annotated["User", strawberry.lazy("graphql_schema.users")]

__all__ = ["Reservation", "ReservationMutations", "ReservationQueries"]


@strawberry.enum(description="What became of a reservation.")
class ReservationStatus(Enum):
    OPEN = strawberry.enum_value("open", description="It holds its units.")
    COMMITTED = strawberry.enum_value("committed", description="What the work took was recorded; the rest is free.")
    RELEASED = strawberry.enum_value("released", description="It was given back.")
    EXPIRED = strawberry.enum_value("expired", description="Its time is over, so it was given back.")


@strawberry.type(description="Units that are held for a user before its work begins.")
class Reservation:
    id: UUID = strawberry.field(description="The id, the same as in REST.")
    client_id: str | None = strawberry.field(description="The vendor's own id for it.")
    user_id: UUID = strawberry.field(description="The user.")
    key_id: UUID | None = strawberry.field(description="The key it was made by; null: in the user's name.")
    live: bool = strawberry.field(description="False for a test key.")
    meter: str = strawberry.field(description="What the units count, a name as in metered(name).")
    units: Decimal = strawberry.field(description="The most that the work can take.")
    used: Decimal | None = strawberry.field(description="What was committed of it.")
    status: ReservationStatus = strawberry.field(description="What became of it.")
    created_at: datetime = strawberry.field(description="The instant that its usage counts at.")
    expires_at: datetime = strawberry.field(description="When it gives its units back by itself.")
    ended_at: datetime | None = strawberry.field(description="When it was committed or released.")

    @strawberry.field(description="The user.")
    def user(self, info: Info) -> LazyUser | None:
        from graphql_schema.users import User

        return ready(info.context.loaders.user.load(self.user_id), User.of)

    @classmethod
    def of(cls, found: gate.Reservation) -> "Reservation":
        return cls(
            id=found.id,
            client_id=found.client_id,
            user_id=found.user_id,
            key_id=None if found.key_id == NIL else found.key_id,
            live=found.live,
            meter=found.meter,
            units=found.units,
            used=found.used,
            status=ReservationStatus(found.status_at(now())),
            created_at=found.created_at,
            expires_at=found.expires_at,
            ended_at=found.ended_at,
        )


Id = Annotated[UUID, strawberry.argument(description="The reservation.")]


@strawberry.type
class ReservationQueries:
    @strawberry.field(description="Reservations, newest first. Those that ended a month ago are gone.")
    async def reservations(
        self,
        info: Info,
        user_id: Annotated[UUID | None, strawberry.argument(description="Only those of this user.")] = None,
        open_only: Annotated[bool, strawberry.argument(description="Only those that hold units now.")] = False,
        first: First = PAGE_SIZE_DEFAULT,
        after: After = None,
    ) -> Connection[Reservation] | None:
        page = await gate.list_reservations(
            info.context.actor, user_id=user_id, open_only=open_only, limit=first, cursor=after
        )
        return connection_of(page, Reservation.of)


@strawberry.input(description="Units to hold for the user of a key, or for a user: one of the two.")
class ReserveUnitsInput:
    units: Decimal = strawberry.field(description="The most that the work can take.")
    key: str | None = strawberry.field(description="The key that the caller sent; else userId.", default=None)
    user_id: UUID | None = strawberry.field(description="The user; else key.", default=None)
    meter: str = strawberry.field(description="What the units count: a name as in metered(name).", default="api_calls")
    ttl_seconds: int = strawberry.field(description="After so long they are given back.", default=60)
    client_id: str | None = strawberry.field(
        description="Yours: sent again with it, there is one reservation.", default=None
    )
    scope: str | None = strawberry.field(description="One that the key must have.", default=None)
    ip: str | None = strawberry.field(description="Where the caller asks from, for keys with networks.", default=None)


@strawberry.type
class ReservationMutations:
    @strawberry.mutation(description="Hold units before the work begins; they count against limits at once, exactly.")
    async def reserve_units(
        self, info: Info, input: Annotated[ReserveUnitsInput, strawberry.argument(description="What to hold.")]
    ) -> Reservation:
        actor = info.context.actor
        found = await accounts.get_user(actor, input.user_id) if input.user_id is not None else None
        return Reservation.of(
            await gate.reserve_units(
                info.context.gate, actor, secret=input.key, user=found, meter=input.meter, units=input.units,
                ttl_seconds=input.ttl_seconds, client_id=input.client_id, scope=input.scope, address=input.ip,
            )
        )  # fmt: skip

    @strawberry.mutation(description="Record what the work took, never more than was held.")
    async def commit_reservation(
        self,
        info: Info,
        id: Id,
        units: Annotated[
            Decimal | None, strawberry.argument(description="What the work took; null: all of it.")
        ] = None,
    ) -> Reservation:
        return Reservation.of(await gate.commit_reservation(info.context.actor, id, units=units))

    @strawberry.mutation(description="Give the units back without using them.")
    async def release_reservation(self, info: Info, id: Id) -> Reservation:
        return Reservation.of(await gate.release_reservation(info.context.actor, id))
