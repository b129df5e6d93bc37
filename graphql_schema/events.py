"""GraphQL: the usage log, live and as it stands, and events of the vendor's own."""

from collections.abc import AsyncGenerator
from contextlib import aclosing
from datetime import datetime
from typing import TYPE_CHECKING, Annotated
from uuid import UUID

import strawberry

from core import gate, metering
from core.pages import PAGE_SIZE_DEFAULT
from graphql_schema.connections import After, Connection, First, Node, connection_of
from graphql_schema.errors import KINDS
from graphql_schema.keys import ApiKey
from graphql_schema.lookahead import ready
from graphql_schema.operation import Info
from graphql_schema.scalars import JSON, as_object
from graphql_schema.usage import From, To

if TYPE_CHECKING:
    from graphql_schema.users import User

__all__ = ["EventMutations", "EventQueries", "EventSubscriptions", "UsageEvent"]

LazyUser = Annotated["User", strawberry.lazy("graphql_schema.users")]
UserId = Annotated[UUID | None, strawberry.argument(description="Whose; null: everybody's.")]
KeyId = Annotated[UUID | None, strawberry.argument(description="By which key; null: by any, or by none.")]
EventType = Annotated[str | None, strawberry.argument(description="Of which type; null: of any.")]
Billable = Annotated[bool | None, strawberry.argument(description="Only billed events, or only unbilled ones.")]


@strawberry.type(description="One thing that happened, immutable. A metered API call is one of the type api.call.")
class UsageEvent(Node):
    event_id: str = strawberry.field(description="Its id as it was sent, unique for its user and source.")
    user_id: UUID = strawberry.field(description="Who used something.")
    key_id: UUID | None = strawberry.field(description="By which key; null if the vendor sent the event.")
    type: str = strawberry.field(description="What happened, such as api.call.")
    source: str = strawberry.field(description="Which system told us.")
    occurred_at: datetime = strawberry.field(description="When it happened.")
    recorded_at: datetime = strawberry.field(description="When we stored it.")
    live: bool = strawberry.field(description="False if by a test key.")
    billable: bool = strawberry.field(description="Whether it counts.")
    retracts: UUID | None = strawberry.field(description="The id of the event that this one takes back.")
    properties: JSON = strawberry.field(
        description="Its data. For api.call: route, method, status, duration_ms, units and request_id."
    )

    def node_key(self) -> str:
        # Ids are unique per user only, and the log is cut by time.
        return f"{self.user_id}/{self.occurred_at.isoformat()}/{self.id}"

    @strawberry.field(description="Who used something.")
    def user(self, info: Info) -> LazyUser | None:
        from graphql_schema.users import User

        return ready(info.context.loaders.user.load(self.user_id), User.of)

    @strawberry.field(description="By which key; null if the vendor sent the event.")
    def key(self, info: Info) -> ApiKey | None:
        if self.key_id is None:
            return None
        at = info.context.at
        return ready(info.context.loaders.key.load(self.key_id), lambda key: ApiKey.of(key, at))

    @classmethod
    def of(cls, event: metering.LoggedEvent) -> "UsageEvent":
        return cls(
            id=event.id,
            event_id=event.event_id,
            user_id=event.user_id,
            key_id=event.key_id,
            type=event.type,
            source=event.source,
            occurred_at=event.occurred_at,
            recorded_at=event.recorded_at,
            live=event.live,
            billable=event.billable,
            retracts=event.retracts,
            properties=JSON(event.properties),
        )


@strawberry.input(description="Something that happened in a system of the vendor's.")
class UsageEventInput:
    user: str = strawberry.field(description="The id or the external id of the user.")
    event_id: str = strawberry.field(description="Your id of it; sending it again changes nothing.")
    type: str = strawberry.field(description="What happened; meters count by it. Empty if it retracts.", default="")
    time: datetime | None = strawberry.field(description="When it happened; null: now.", default=None)
    source: str = strawberry.field(description="Which of your systems tells us.", default="api")
    properties: JSON | None = strawberry.field(
        description="An object of data; meters read numbers in it.", default=None
    )
    retracts: str = strawberry.field(
        description="The id of an earlier event of the same source that this one takes back.", default=""
    )


@strawberry.type(description="An event that was not stored, and why. Its siblings were.")
class RejectedEvent:
    index: int = strawberry.field(description="Which event of the list, from 0.")
    code: str = strawberry.field(description="The code of the error, as in `extensions.code`.")
    kind: str = strawberry.field(description="The kind of the error, as in `extensions.kind`.")
    message: str = strawberry.field(description="What is wrong with it.")


@strawberry.type(description="What became of the events that were sent.")
class RecordedEvents:
    accepted: int = strawberry.field(description="How many are new and stored.")
    duplicates: int = strawberry.field(description="How many were stored before, with the same payload.")
    quarantined: int = strawberry.field(description="How many wait for their users, who do not exist yet.")
    rejected: list[RejectedEvent] = strawberry.field(description="Those that were not stored.")


@strawberry.type(description="An event of a user that does not exist yet. It is recorded when the user appears.")
class QuarantinedEvent(Node):
    user: str = strawberry.field(description="What its sender calls the user.")
    source: str = strawberry.field(description="Which system told us.")
    event_id: str = strawberry.field(description="Its id as it was sent.")
    type: str = strawberry.field(description="What happened.")
    occurred_at: datetime | None = strawberry.field(description="When it happened; null: when it came.")
    received_at: datetime = strawberry.field(description="When it came.")
    expires_at: datetime = strawberry.field(description="When it is forgotten.")
    problem: str | None = strawberry.field(description="Why it could not be recorded when the user had appeared.")

    @classmethod
    def of(cls, held: metering.QuarantinedEvent) -> "QuarantinedEvent":
        return cls(
            id=held.id,
            user=held.user_reference,
            source=held.source,
            event_id=held.event_id,
            type=held.type,
            occurred_at=held.occurred_at,
            received_at=held.received_at,
            expires_at=held.expires_at,
            problem=held.problem,
        )


@strawberry.type
class EventQueries:
    @strawberry.field(description="Events of users that do not exist yet, the newest first.", metadata={"cost": 20})
    async def quarantined_events(
        self,
        info: Info,
        user: Annotated[str, strawberry.argument(description="What senders call the user; empty: all.")] = "",
        first: First = PAGE_SIZE_DEFAULT,
        after: After = None,
    ) -> Connection[QuarantinedEvent] | None:
        page = await gate.browse_quarantine(info.context.actor, user_reference=user, limit=first, cursor=after)
        return connection_of(page, QuarantinedEvent.of)

    @strawberry.field(description="The usage log, newest first.", metadata={"cost": 20})
    async def usage_events(
        self,
        info: Info,
        user_id: UserId = None,
        key_id: KeyId = None,
        type: EventType = None,
        billable: Billable = None,
        search: Annotated[
            str, strawberry.argument(description="Part of a route, or a whole request id or event id.")
        ] = "",
        from_: From = None,
        to: To = None,
        first: First = PAGE_SIZE_DEFAULT,
        after: After = None,
    ) -> Connection[UsageEvent] | None:
        page = await metering.list_events(
            info.context.actor,
            user_id=user_id,
            key_id=key_id,
            event_type=type,
            billable=billable,
            search=search,
            start=from_,
            end=to,
            limit=first,
            cursor=after,
        )
        return connection_of(page, UsageEvent.of)


@strawberry.type
class EventMutations:
    @strawberry.mutation(description="Store events, each once. A bad event never rejects its siblings.")
    async def record_usage(
        self, info: Info, events: Annotated[list[UsageEventInput], strawberry.argument(description="Up to 10,000.")]
    ) -> RecordedEvents:
        drafts = [
            gate.EventDraft(
                user=event.user,
                event_id=event.event_id,
                type=event.type,
                time=event.time,
                source=event.source,
                properties=as_object({} if event.properties is None else event.properties, field="properties"),
                retracts=event.retracts,
            )
            for event in events
        ]
        recorded = await gate.record_events(info.context.actor, drafts)
        rejected = [
            RejectedEvent(
                index=each.index, code=each.error.code, kind=KINDS[type(each.error)].name, message=each.error.message
            )
            for each in recorded.rejected
        ]
        return RecordedEvents(
            accepted=recorded.accepted,
            duplicates=recorded.duplicates,
            quarantined=recorded.quarantined,
            rejected=rejected,
        )

    @strawberry.mutation(description="Forget an event that waits for its user; its id. Sent again it would wait again.")
    async def discard_quarantined_event(
        self, info: Info, id: Annotated[UUID, strawberry.argument(description="The event in the quarantine.")]
    ) -> UUID:
        await gate.discard_quarantined(info.context.actor, id)
        return id


@strawberry.type
class EventSubscriptions:
    @strawberry.subscription(
        description="New events as they are committed, within about half a second. A live tail: the log has them all."
    )
    async def usage_events(
        self,
        info: Info,
        user_id: UserId = None,
        key_id: KeyId = None,
        type: EventType = None,
        billable: Billable = None,
        live: Annotated[
            bool | None, strawberry.argument(description="Only of live keys, or only of test keys.")
        ] = None,
    ) -> AsyncGenerator[UsageEvent, None]:
        events = metering.follow_events(
            info.context.actor, user_id=user_id, key_id=key_id, event_type=type, billable=billable, live=live
        )
        async with aclosing(events):
            async for event in events:
                await info.context.recheck()
                info.context.renew()
                yield UsageEvent.of(event)
