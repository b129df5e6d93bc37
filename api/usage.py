"""REST: usage, the usage log, and estimates."""

from collections.abc import Sequence
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query
from pydantic import AwareDatetime

from api.auth import AnyActor
from api.idempotency import ManagedRoute
from api.schemas import EstimateOut, EventOut, PageOut, UsageOut
from api.users import Cursor, Limit
from core import accounts, billing, metering

router = APIRouter(route_class=ManagedRoute, tags=["usage"])
From = Annotated[AwareDatetime | None, Query(alias="from", description="Inclusive, with a zone.")]
To = Annotated[AwareDatetime | None, Query(description="Exclusive, with a zone.")]


@router.get("/usage")
async def get_usage(
    actor: AnyActor,
    from_: From = None,
    to: To = None,
    window: metering.Window = "total",
    zone: str = "UTC",
    meter: Annotated[list[str] | None, Query(description="Slugs; all meters if none is named.")] = None,
    user_id: UUID | None = None,
    key_id: UUID | None = None,
    group_by: Annotated[
        list[str] | None, Query(description="Split the rows by `key`, `user` or `dimension:<name>` as well.")
    ] = None,
    dimension: Annotated[
        list[str] | None,
        Query(description="Only what has this value: `model=large`. Several of one name are alternatives."),
    ] = None,
    live: bool = True,
    top: Annotated[int | None, Query(description="Only so many of the groups of each meter, the greatest.")] = None,
    compare: Annotated[bool, Query(description="Say what was used in the same length of time before, too.")] = False,
) -> UsageOut:
    """What was used, by window and meter, and by key, user or dimension if asked. Default: this month so far."""
    usage = await metering.query_usage(
        actor,
        start=from_,
        end=to,
        window=window,
        zone=zone,
        meters=meter or (),
        user_id=user_id,
        key_id=key_id,
        group_by=group_by or (),
        values=_values(dimension or ()),
        live=live,
        top=top,
        compare=compare,
    )
    return UsageOut.of(usage)


def _values(asked: Sequence[str]) -> dict[str, list[str]]:
    values: dict[str, list[str]] = {}
    for each in asked:
        name, _, value = each.partition("=")
        values.setdefault(name, []).append(value)
    return values


@router.get("/events")
async def list_events(
    actor: AnyActor,
    user_id: UUID | None = None,
    key_id: UUID | None = None,
    type: str | None = None,
    billable: bool | None = None,
    search: str = "",
    from_: From = None,
    to: To = None,
    limit: Limit = None,
    cursor: Cursor = None,
) -> PageOut[EventOut]:
    """The usage log, newest first. `search` finds part of a route, or a whole request or event id."""
    page = await metering.list_events(
        actor,
        user_id=user_id,
        key_id=key_id,
        event_type=type,
        billable=billable,
        search=search,
        start=from_,
        end=to,
        limit=limit,
        cursor=cursor,
    )
    return PageOut(items=[EventOut.of(event) for event in page.items], next_cursor=page.next_cursor)


@router.get("/users/{user}/estimate", tags=["billing"])
async def get_estimate(actor: AnyActor, user: str) -> EstimateOut:
    """What a user's month costs so far and is expected to cost, line by line, each explained."""
    found = await accounts.find_user(actor, user)
    return EstimateOut.of(await billing.estimate_user(actor, found.id))
