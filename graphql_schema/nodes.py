"""GraphQL: anything by its `nodeId`, as Relay's clients fetch it again."""

from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from typing import Annotated
from uuid import UUID

import strawberry

from core import billing, metering
from core.errors import InvalidInput, NotFound
from graphql_schema.connections import Node, decode_node_id
from graphql_schema.events import UsageEvent
from graphql_schema.invoices import CreditNote, Invoice
from graphql_schema.keys import ApiKey
from graphql_schema.meters import Meter
from graphql_schema.operation import Info, Operation
from graphql_schema.plans import Plan, PlanVersion
from graphql_schema.users import User

__all__ = ["NodeQueries"]


async def _user(operation: Operation, key: str) -> Node | None:
    found = await operation.loaders.user.load(UUID(key))
    return User.of(found) if found is not None else None


async def _api_key(operation: Operation, key: str) -> Node | None:
    found = await operation.loaders.key.load(UUID(key))
    return ApiKey.of(found, operation.at) if found is not None else None


async def _meter(operation: Operation, key: str) -> Node | None:
    found = await operation.loaders.meter.load(UUID(key))
    return Meter.of(found) if found is not None else None


async def _plan(operation: Operation, key: str) -> Node | None:
    found = await operation.loaders.plan.load(UUID(key))
    return Plan.of(found) if found is not None else None


async def _plan_version(operation: Operation, key: str) -> Node | None:
    found = await operation.loaders.version.load(UUID(key))
    return PlanVersion.of(found) if found is not None else None


async def _usage_event(operation: Operation, key: str) -> Node | None:
    user_id, occurred_at, event_id = key.split("/")
    at = datetime.fromisoformat(occurred_at)
    if not operation.actor.sees(UUID(user_id)):
        return None
    page = await metering.list_events(
        operation.actor,
        user_id=UUID(user_id),
        search=str(UUID(event_id)),
        start=at,
        end=at + timedelta(microseconds=1),
    )
    return next((UsageEvent.of(event) for event in page.items if event.id == UUID(event_id)), None)


async def _invoice(operation: Operation, key: str) -> Node | None:
    try:
        return Invoice.of((await billing.get_invoice(operation.actor, UUID(key))).invoice)
    except NotFound:
        return None


async def _credit_note(operation: Operation, key: str) -> Node | None:
    try:
        return CreditNote.of(await billing.get_credit_note(operation.actor, UUID(key)))
    except NotFound:
        return None


_FINDERS: dict[str, Callable[[Operation, str], Awaitable[Node | None]]] = {
    "ApiKey": _api_key,
    "CreditNote": _credit_note,
    "Invoice": _invoice,
    "Meter": _meter,
    "Plan": _plan,
    "PlanVersion": _plan_version,
    "UsageEvent": _usage_event,
    "User": _user,
}


@strawberry.type
class NodeQueries:
    @strawberry.field(description="Whatever has this nodeId; null if there is nothing, or nothing for this caller.")
    async def node(
        self, info: Info, id: Annotated[strawberry.ID, strawberry.argument(description="A nodeId.")]
    ) -> Node | None:
        kind, key = decode_node_id(id)
        find = _FINDERS.get(kind)
        try:
            return await find(info.context, key) if find is not None else None
        except ValueError as error:
            raise InvalidInput("This is not a nodeId.", field="id") from error
