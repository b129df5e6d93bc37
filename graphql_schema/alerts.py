"""GraphQL: alerts near limits, and calls that were refused."""

from datetime import datetime
from decimal import Decimal
from enum import Enum
from typing import TYPE_CHECKING, Annotated
from uuid import UUID

import strawberry

from core import alerts, gate
from core.money import round_quantity
from core.pages import PAGE_SIZE_DEFAULT
from graphql_schema.connections import After, Connection, First, connection_of
from graphql_schema.lookahead import ready
from graphql_schema.meters import Meter
from graphql_schema.operation import Info
from graphql_schema.usage import From, To

if TYPE_CHECKING:
    from graphql_schema.users import User

LazyUser = Annotated["User", strawberry.lazy("graphql_schema.users")]

__all__ = ["Alert", "AlertMutations", "AlertQueries", "Denials", "RaisedAlert"]


@strawberry.enum(description="What an alert's threshold is measured in.")
class AlertKind(Enum):
    LIMIT_PERCENT = strawberry.enum_value("limit_percent", description="Percent of a limit.")
    USAGE = strawberry.enum_value("usage", description="Units of a meter.")


@strawberry.enum(description="How long usage adds up for an alert, in the user's own zone.")
class AlertPeriod(Enum):
    HOUR = strawberry.enum_value("hour", description="An hour, where there is a limit by it.")
    DAY = strawberry.enum_value("day", description="A calendar day.")
    MONTH = strawberry.enum_value("month", description="A calendar month.")
    BILLING = strawberry.enum_value("billing", description="A billing period, where there is a limit by it.")


@strawberry.type(description="A threshold on usage.")
class Alert:
    id: UUID = strawberry.field(description="The id, the same as in REST.")
    kind: AlertKind = strawberry.field(description="What the threshold is measured in.")
    threshold: Decimal = strawberry.field(description="Percent of a limit, or units of a meter.")
    user_id: UUID | None = strawberry.field(description="The user it is for; null: every user.")
    meter_id: UUID | None = strawberry.field(description="The meter it is for; null: every limited one.")
    period: AlertPeriod | None = strawberry.field(description="The period it is for; null: that of each limit.")
    created_at: datetime = strawberry.field(description="When it was created.")

    @strawberry.field(description="The meter it is for; null: every limited one.")
    def meter(self, info: Info) -> Meter | None:
        return ready(info.context.loaders.meter.load(self.meter_id), Meter.of) if self.meter_id else None

    @classmethod
    def of(cls, alert: alerts.Alert) -> "Alert":
        return cls(
            id=alert.id,
            kind=AlertKind(alert.kind),
            threshold=round_quantity(alert.threshold),
            user_id=alert.user_id,  # type: ignore[attr-defined]
            meter_id=alert.meter_id,  # type: ignore[attr-defined]
            period=AlertPeriod(alert.period) if alert.period else None,
            created_at=alert.created_at,
        )


@strawberry.type(description="A user reached a threshold: once in its period, by one recording.")
class RaisedAlert:
    id: UUID = strawberry.field(description="The id, the same as in REST.")
    alert_id: UUID = strawberry.field(description="The alert, which may have been removed since.")
    user_id: UUID = strawberry.field(description="The user.")
    meter_id: UUID = strawberry.field(description="The meter.")
    kind: AlertKind = strawberry.field(description="What the threshold is measured in.")
    threshold: Decimal = strawberry.field(description="Percent of a limit, or units of a meter.")
    period: AlertPeriod = strawberry.field(description="What kind of period it was.")
    period_start: datetime = strawberry.field(description="When that began.")
    units: Decimal = strawberry.field(description="The threshold in units.")
    cap: Decimal | None = strawberry.field(description="The limit that it is a percentage of.")
    hard: bool = strawberry.field(description="Whether that limit refuses calls.")
    used_before: Decimal = strawberry.field(description="What was used before the recording that reached it.")
    used_after: Decimal = strawberry.field(description="What was used after it.")
    raised_at: datetime = strawberry.field(description="When it was raised.")

    @strawberry.field(description="The meter.")
    def meter(self, info: Info) -> Meter | None:
        return ready(info.context.loaders.meter.load(self.meter_id), Meter.of)

    @strawberry.field(description="The user.")
    def user(self, info: Info) -> LazyUser | None:
        from graphql_schema.users import User

        return ready(info.context.loaders.user.load(self.user_id), User.of)

    @classmethod
    def of(cls, raised: alerts.RaisedAlert) -> "RaisedAlert":
        return cls(
            id=raised.id,
            alert_id=raised.alert_id,
            user_id=raised.user_id,
            meter_id=raised.meter_id,
            kind=AlertKind(raised.kind),
            threshold=round_quantity(raised.threshold),
            period=AlertPeriod(raised.period),
            period_start=raised.period_start,
            units=round_quantity(raised.units),
            cap=None if raised.cap is None else round_quantity(raised.cap),
            hard=raised.hard,
            used_before=round_quantity(raised.used_before),
            used_after=round_quantity(raised.used_after),
            raised_at=raised.raised_at,
        )


@strawberry.type(description="How many calls were refused for one reason. They cost nothing.")
class Denials:
    code: str = strawberry.field(description="The reason, a code of the catalogue of errors.")
    count: int = strawberry.field(description="How many calls.")
    last_hour: datetime = strawberry.field(description="The hour of the last one.")


@strawberry.input(description="A new alert.")
class CreateAlertInput:
    kind: AlertKind = strawberry.field(description="What the threshold is measured in.")
    threshold: Decimal = strawberry.field(description="Percent of a limit, up to 1000, or units; above 0.")
    user_id: UUID | None = strawberry.field(description="The user it is for; null: every user.", default=None)
    meter: str | None = strawberry.field(
        description="The slug of the meter it is for; null: every limited one.", default=None
    )
    period: AlertPeriod | None = strawberry.field(
        description="The period it is for; null: that of each limit.", default=None
    )


OfUser = Annotated[UUID | None, strawberry.argument(description="Only those of this user.")]


@strawberry.type
class AlertQueries:
    @strawberry.field(description="The thresholds, oldest first; of a user: those that can be raised for it.")
    async def alerts(self, info: Info, user_id: OfUser = None) -> list[Alert] | None:
        return [Alert.of(each) for each in await alerts.list_alerts(info.context.actor, user_id=user_id)]

    @strawberry.field(description="What was raised, newest first.")
    async def raised_alerts(
        self, info: Info, user_id: OfUser = None, first: First = PAGE_SIZE_DEFAULT, after: After = None
    ) -> Connection[RaisedAlert] | None:
        page = await alerts.list_raised_alerts(info.context.actor, user_id=user_id, limit=first, cursor=after)
        return connection_of(page, RaisedAlert.of)

    @strawberry.field(description="Refused calls of live keys by reason, most frequent first. Default: of 30 days.")
    async def denials(
        self, info: Info, user_id: OfUser = None, from_: From = None, to: To = None
    ) -> list[Denials] | None:
        counted = await gate.count_denials(info.context.actor, user_id=user_id, start=from_, end=to)
        return [Denials(code=each.code, count=each.count, last_hour=each.last_hour) for each in counted]


@strawberry.type
class AlertMutations:
    @strawberry.mutation(description="Be told when usage reaches a threshold, once a user, meter and period.")
    async def create_alert(
        self, info: Info, input: Annotated[CreateAlertInput, strawberry.argument(description="The alert.")]
    ) -> Alert:
        alert = await alerts.create_alert(
            info.context.actor,
            kind=input.kind.value,
            threshold=input.threshold,
            user_id=input.user_id,
            meter=input.meter,
            period=input.period.value if input.period else None,
        )
        return Alert.of(alert)

    @strawberry.mutation(description="Take an alert away; its id. What it raised stays.")
    async def remove_alert(
        self, info: Info, id: Annotated[UUID, strawberry.argument(description="The alert.")]
    ) -> UUID:
        await alerts.remove_alert(info.context.actor, id)
        return id
