"""The usage log: every event once, in order, however many arrive meanwhile."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest

from core import accounts, keys, metering
from core.accounts import SYSTEM, Actor, User
from core.clock import now
from core.database import fetch
from core.errors import Forbidden, InvalidInput, KeymeterError, NotFound
from core.gate import Call
from core.pages import encode_cursor
from tests.conftest import Holder
from tests.support.calls import call_of, record
from tests.support.statements import counted_statements

AT = datetime(2026, 3, 1, 12, tzinfo=UTC)


@pytest.fixture
async def calls(holder: Holder) -> list[Call]:
    """Newest first; three of them at the same instant."""
    await metering.ensure_call_meters(["api_calls"])
    times = [AT - timedelta(hours=number * 7) for number in range(10)] + [AT - timedelta(hours=7)] * 2
    made = [
        call_of(
            holder.user,
            holder.key,
            at,
            status=200 if number % 4 else 500,
            route=f"/r/{number % 3}/x",
            request_id=f"req_{number}",
        )
        for number, at in enumerate(times)
    ]
    assert not any(await record(made))
    return sorted(made, key=lambda call: (call.occurred_at, call.id), reverse=True)


async def walk(limit: int = 5, between: Any = None, **query: Any) -> list[UUID]:
    """All pages."""
    seen, cursor = [], None
    while True:
        page = await metering.list_events(SYSTEM, limit=limit, cursor=cursor, **query)
        assert len(page.items) <= limit
        seen += [event.id for event in page.items]
        if (cursor := page.next_cursor) is None:
            return seen
        if between is not None:
            await between()


@pytest.mark.parametrize("whose", ["all", "one"])
async def test_pages_hold_every_event_once_while_others_arrive(holder: Holder, calls: list[Call], whose: str) -> None:
    """Newer ones, older ones, and ones at the very instant where a page ended."""
    query = {"user_id": holder.user.id} if whose == "one" else {}

    async def arrive() -> None:
        await record([call_of(holder.user, holder.key, AT + timedelta(seconds=1))])

    for limit in (1, 2, 5, 12, 100):
        known = {call.id for call in calls}
        seen = await walk(limit, arrive if limit > 1 else None, **query)
        assert [each for each in seen if each in known] == [call.id for call in calls]
        assert len(seen) == len(set(seen))


async def test_looking_back_over_all_users_reaches_the_oldest_event_there_is(database: str, holder: Holder) -> None:
    """There is no index by time: the look goes back in growing steps, over empty years, and ends."""
    await metering.ensure_call_meters(["api_calls"])
    old = [call_of(holder.user, holder.key, datetime(year, 6, 1, tzinfo=UTC)) for year in (2000, 2013)]
    new = [call_of(holder.user, holder.key, now()) for _ in range(2)]
    assert not any(await record([*old, *new]))
    with counted_statements() as sent:
        page = await metering.list_events(SYSTEM)
    assert [event.id for event in page.items][2:] == [call.id for call in reversed(old)]
    assert len(sent) < 12
    with counted_statements() as sent:
        page = await metering.list_events(SYSTEM, limit=1)
    assert len(page.items) == len(sent) == 1, "what is new is found at the first look"


async def test_a_range_before_all_time_ends(holder: Holder, calls: list[Call]) -> None:
    for start, end in ((1950, 1990), (1990, 1950), (2001, 2001), (1900, 2199)):
        first, last = datetime(start, 1, 1, tzinfo=UTC), datetime(end, 1, 1, tzinfo=UTC)
        for user_id in (None, holder.user.id):
            page = await metering.list_events(SYSTEM, start=first, end=last, user_id=user_id, limit=100)
            assert len(page.items) == (12 if end == 2199 else 0)


async def test_filters(database: str, holder: Holder, calls: list[Call]) -> None:
    other = await accounts.create_user(SYSTEM, name="Another")
    key = (await keys.create_key(SYSTEM, user_id=other.id, name="k", live=False)).key
    foreign = call_of(other, key, AT, request_id="req_0")
    await record([foreign])
    for query, wanted in (
        ({}, [*calls, foreign]),
        ({"user_id": other.id}, [foreign]),
        ({"key_id": key.id}, [foreign]),
        ({"user_id": holder.user.id, "key_id": key.id}, []),
        ({"billable": False}, [call for call in calls if call.status == 500]),
        ({"billable": True}, [foreign, *(call for call in calls if call.status == 200)]),
        ({"event_type": "api.call"}, [*calls, foreign]),
        ({"event_type": "api"}, []),
        ({"start": AT}, [foreign, *(call for call in calls if call.occurred_at >= AT)]),
        ({"end": AT}, [call for call in calls if call.occurred_at < AT]),
        ({"start": AT - timedelta(hours=7), "end": AT}, [call for call in calls if call.occurred_at == AT - timedelta(hours=7)]),
    ):  # fmt: skip
        seen = await walk(**query)
        assert set(seen) == {call.id for call in wanted}, query
        assert len(seen) == len(wanted)


async def test_search_finds_a_part_of_a_route_and_whole_ids(holder: Holder, calls: list[Call]) -> None:
    one = next(call for call in calls if call.request_id == "req_1")
    for search, wanted in (
        ("/r/1", {call.id for call in calls if call.route == "/r/1/x"}),
        ("/x", {call.id for call in calls}),
        ("req_1", {one.id}),
        ("req_", set()),
        (str(one.id), {one.id}),
        (one.id.hex, {one.id}),
        (one.id.hex.upper(), {one.id}),
        ("%", set()), ("_", set()), ("'", set()), ("\\", set()), ("-", set()), ("{0}", set()), ("$1", set()),
        ("  ", {call.id for call in calls}),
    ):  # fmt: skip
        assert set(await walk(search=search)) == wanted, search
        assert set(await walk(search=search, user_id=holder.user.id)) == wanted, search


async def test_what_is_asked_wrongly_is_refused(database: str) -> None:
    missing = uuid4()
    for query, code in (
        ({"search": "a\0"}, "invalid_input"), ({"search": "x" * 201}, "invalid_input"),
        ({"event_type": "a\0"}, "invalid_input"), ({"limit": 0}, "invalid_input"), ({"limit": 101}, "invalid_input"),
        ({"cursor": "x"}, "invalid_cursor"), ({"cursor": encode_cursor("yesterday", missing)}, "invalid_cursor"),
        ({"cursor": encode_cursor(AT, "x")}, "invalid_cursor"),
        ({"cursor": encode_cursor(datetime.max.replace(tzinfo=UTC), missing)}, "invalid_cursor"),
        ({"cursor": encode_cursor(AT.replace(tzinfo=None), missing)}, "invalid_cursor"),
        ({"start": datetime.min.replace(tzinfo=UTC)}, "invalid_time_range"),
        ({"end": datetime.max.replace(tzinfo=UTC)}, "invalid_time_range"), ({"user_id": missing}, "user_not_found"),
    ):  # fmt: skip
        with pytest.raises(KeymeterError) as refused:
            await metering.list_events(SYSTEM, **query)  # type: ignore[arg-type]
        assert refused.value.code == code, query
    assert issubclass(InvalidInput, KeymeterError)


async def test_a_user_sees_its_own_events_whatever_it_asks_for(holder: Holder, calls: list[Call]) -> None:
    other: User = await accounts.create_user(SYSTEM, name="Another")
    actor = Actor(kind="user", id=None, scopes=frozenset({"read"}), user_id=other.id)
    assert (await metering.list_events(actor)).items == []
    assert (await metering.list_events(actor, key_id=holder.key.id, search="req_1")).items == []
    cursor = encode_cursor(AT + timedelta(days=1), uuid4())
    assert (await metering.list_events(actor, cursor=cursor)).items == []
    with pytest.raises(NotFound):
        await metering.list_events(actor, user_id=holder.user.id)
    with pytest.raises(Forbidden):
        await metering.list_events(Actor(kind="token", id=None, scopes=frozenset({"users:write"})))


async def test_an_event_without_a_key_or_with_an_id_of_its_own_shows_them(database: str, holder: Holder) -> None:
    await fetch(
        "INSERT INTO usage_events (user_id, occurred_at, id_hash, source, event_id, type, key_id, live, billable, seal_no,"
        " catalogue, digest, properties) VALUES ($1, now(), gen_random_uuid(), 's', 'order/1', 'order', $2, true, true, 0, 1,"
        " gen_random_uuid(), '{\"a\": 1.50}')",
        holder.user.id,
        UUID(int=0),
    )
    event = (await metering.list_events(SYSTEM, search="order/1")).items[0]
    assert (event.key_id, event.event_id, event.source, event.type) == (None, "order/1", "s", "order")
