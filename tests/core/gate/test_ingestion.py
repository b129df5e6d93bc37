"""Events sent by the vendor: each identity once, a bad one never takes its siblings with it."""

import asyncio
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import msgspec
import pytest

from core import accounts, metering
from core.accounts import SYSTEM, Actor
from core.clock import now
from core.database import fetch
from core.errors import Forbidden, Unavailable
from core.gate import EventDraft, RecordedEvents, record_events
from core.ids import NIL


@pytest.fixture
async def user(database: str) -> accounts.User:
    await metering.create_meter(
        SYSTEM, slug="tokens", name="Tokens", event_type="completion", aggregation="sum", value_property="tokens.total"
    )
    await metering.create_meter(SYSTEM, slug="completions", name="C", event_type="completion", aggregation="count")
    return await accounts.create_user(SYSTEM, name="Basalt AI", external_id="crm-1")


def draft(number: int, **changes: object) -> EventDraft:
    values = {
        "user": "crm-1",
        "event_id": f"e{number}",
        "type": "completion",
        "properties": {"tokens": {"total": number}},
    }
    return EventDraft(**(values | changes))  # type: ignore[arg-type]


async def used(slug: str) -> Decimal:
    start = datetime(2015, 1, 1, tzinfo=UTC)
    return (await metering.query_usage(SYSTEM, meters=[slug], start=start)).total()


async def test_events_are_counted_by_every_meter_of_their_type(user: accounts.User) -> None:
    result = await record_events(SYSTEM, [draft(number) for number in range(1, 101)])
    assert (result.accepted, result.duplicates, list(result.rejected)) == (100, 0, [])
    assert (await used("tokens"), await used("completions")) == (5050, 100)


async def test_a_resent_event_counts_once_and_another_payload_is_a_conflict(user: accounts.User) -> None:
    await record_events(SYSTEM, [draft(1), draft(2)])
    result = await record_events(SYSTEM, [draft(1), draft(2, properties={"tokens": {"total": 3}}), draft(3), draft(3)])
    assert (result.accepted, result.duplicates) == (1, 2)
    assert [(each.index, each.error.code) for each in result.rejected] == [(1, "event_conflict")]
    assert await used("tokens") == 6


async def test_one_bad_event_never_rejects_its_siblings(user: accounts.User) -> None:
    bad = [
        draft(2, event_id=""),
        draft(3, type="not a type"),
        draft(4, time=now() + timedelta(minutes=6)),
        draft(5, time=datetime(2014, 1, 1, tzinfo=UTC)),
        draft(6, time=datetime(2026, 1, 1)),
        draft(7, properties={"text": "a\0b"}),
        draft(8, properties={"text": "\ud800"}),
        draft(9, properties={"text": "x" * 40_000}),
        draft(10, event_id="a\0b"),
        draft(11, user="a\0b"),
    ]
    result = await record_events(SYSTEM, [*bad, draft(12)])
    assert result.accepted == 1
    assert [each.index for each in result.rejected] == list(range(len(bad)))
    assert {each.error.code for each in result.rejected} == {"invalid_input", "too_large"}
    assert [row["n"] for row in await fetch("SELECT count(*) AS n FROM usage_events")] == [1]


async def test_an_event_of_a_past_month_lands_in_its_own_hour_and_periods(user: accounts.User) -> None:
    at = datetime(2026, 3, 31, 23, 59, 59, 999999, tzinfo=UTC)
    await record_events(SYSTEM, [draft(7, time=at)])
    march = await metering.query_usage(
        SYSTEM, start=datetime(2026, 3, 1, tzinfo=UTC), end=datetime(2026, 4, 1, tzinfo=UTC), meters=["tokens"]
    )
    assert march.total() == 7
    periods = await fetch("SELECT period, period_start FROM user_counters WHERE used = 7 ORDER BY period")
    assert [(row["period"], row["period_start"].date().isoformat()) for row in periods] == [
        ("day", "2026-03-31"),
        ("month", "2026-03-01"),
    ]


async def test_numbers_stay_exact(user: accounts.User) -> None:
    await record_events(SYSTEM, [draft(n, properties={"tokens": {"total": Decimal("0.1")}}) for n in range(3)])
    assert await used("tokens") == Decimal("0.3")


async def test_a_user_sends_no_events(user: accounts.User) -> None:
    actor = Actor("user", None, frozenset({"read", "events:write"}), user_id=user.id)
    with pytest.raises(Forbidden):
        await record_events(actor, [draft(1)])


async def test_one_id_sent_ten_thousand_times_from_many_tasks_is_one_event(user: accounts.User) -> None:
    """4 x 64 tasks, who send again what is not answered; each says something else once, and brings a sibling."""

    async def answered(drafts: list[EventDraft]) -> RecordedEvents:
        while True:
            try:
                return await record_events(SYSTEM, drafts)
            except Unavailable:
                await asyncio.sleep(0)

    async def send(task: int) -> int:
        for copies in (13, 13, 13):
            result = await answered([draft(1)] * copies)
            assert (result.accepted + result.duplicates, list(result.rejected)) == (copies, [])
        result = await answered([draft(1, properties={"tokens": {"total": 2}}), draft(task + 10)])
        return len(result.rejected)

    await record_events(SYSTEM, [draft(1)])
    assert sum(await asyncio.gather(*map(send, range(4 * 64)))) == 256
    assert [row["n"] for row in await fetch("SELECT count(*) AS n FROM usage_events")] == [257]
    assert await used("tokens") == 1 + sum(range(10, 266))


async def test_a_large_batch_of_which_some_are_old_stores_the_rest(user: accounts.User) -> None:
    """Large groups are first taken for new: of one that is not, nothing of that attempt is left."""
    await record_events(SYSTEM, [draft(number) for number in range(100)])
    for last in (200, 300):  # the second knows by then that some are old
        mixed = [draft(number) for number in range(last)] + [draft(7, properties={"tokens": {"total": 8}})]
        result = await record_events(SYSTEM, mixed)
        assert (result.accepted, result.duplicates) == (100, last - 100)
        assert [(each.index, each.error.code) for each in result.rejected] == [(last, "event_conflict")]
    assert (await used("tokens"), await used("completions")) == (sum(range(300)), 300)
    assert [row["n"] for row in await fetch("SELECT count(*) AS n FROM event_ids")] == [300]


async def test_what_an_event_says_is_stored_as_it_was_said(user: accounts.User) -> None:
    """Whatever the group's size: its rows go in as PostgreSQL's binary form."""
    said = {"tokens": {"total": Decimal("1.50")}, "text": 'a\tb\\c\n"ä"🙂', "none": None, "list": [1, True]}
    at = datetime(2026, 3, 31, 23, 59, 59, 999999, tzinfo=UTC)
    await record_events(SYSTEM, [draft(n, time=at, properties=said, source="a/b\\ä") for n in range(100)])
    rows = await fetch(
        "SELECT event_id, source, type, occurred_at, live, billable, seal_no, key_id::text AS key_id,"
        " properties::text AS properties, catalogue = (SELECT version FROM catalogue) AS is_known"
        " FROM usage_events ORDER BY event_id LIMIT 1"
    )
    row = dict(rows[0])
    assert msgspec.json.decode(row.pop("properties"), type=dict[str, object]) == {**said, "tokens": {"total": 1.5}}
    assert row == {
        "event_id": "e0", "source": "a/b\\ä", "type": "completion", "occurred_at": at, "live": True, "billable": True,
        "seal_no": 0, "key_id": str(NIL), "is_known": True,
    }  # fmt: skip
    assert await used("tokens") == 150
    identities = await fetch("SELECT 1 FROM event_ids JOIN usage_events USING (user_id, id_hash, digest, occurred_at)")
    assert len(identities) == 100
