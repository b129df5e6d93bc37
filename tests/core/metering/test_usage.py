"""The usage query against a slow oracle over the raw events."""

import random
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid4

import pytest

import core.metering.usage as usage_module
from core import accounts, keys, metering
from core.accounts import SYSTEM, Actor
from core.database import connect_directly, fetch
from core.errors import Forbidden, InvalidInput, KeymeterError, NotFound, TooLarge
from core.keys import ApiKey
from tests.support.calls import call_of, record
from tests.support.ledger import check_ledger, raw_events
from tests.support.oracle import rows_of, slow_usage
from tests.support.statements import counted_statements

ZONES = ("UTC", "Asia/Kolkata", "Asia/Kathmandu", "Europe/Berlin", "America/New_York", "Australia/Lord_Howe")
#: From before a change of clocks in Europe to after one at Lord Howe.
START, END = datetime(2026, 3, 27, 21, 17, 3, 5, tzinfo=UTC), datetime(2026, 4, 6, 3, 42, 7, tzinfo=UTC)


@dataclass
class Scene:
    """Some users' calls, on meters of each kind, and the same as raw rows."""

    users: list[accounts.User]
    keys: list[ApiKey]
    events: list[dict[str, Any]]
    meters: list[Any]

    async def check(self, **query: Any) -> int:
        """Assert that query and oracle agree; how many rows they have."""
        wanted = {"start": START, "end": END, "window": "total", "zone": "UTC"} | query
        slugs = wanted.pop("meters", ())
        chosen = [meter for meter in self.meters if not slugs or meter["slug"] in slugs]
        answer = rows_of(await metering.query_usage(SYSTEM, meters=slugs, **wanted))
        assert answer == slow_usage(self.events, chosen, **wanted), wanted
        return len(answer)


@pytest.fixture
async def scene(database: str) -> Scene:
    """Made once more for each test: half a second."""
    dice = random.Random(4711)
    await metering.ensure_call_meters(["api_calls", "words"])
    users, made = [], []
    for number in range(3):
        users.append(await accounts.create_user(SYSTEM, name=str(number), time_zone=ZONES[number]))
        for live in (True, True, False):
            made.append((await keys.create_key(SYSTEM, user_id=users[-1].id, name="k", live=live)).key)
    calls = [_call(dice, users, made) for _ in range(300)]
    assert not any(await record(calls))
    await metering.create_meter(SYSTEM, slug="all_calls", name="n", event_type="api.call", aggregation="count")
    await metering.create_meter(
        SYSTEM, slug="took", name="n", event_type="api.call", aggregation="sum", value_property="duration_ms"
    )
    later = [_call(dice, users, made) for _ in range(300)]
    assert not any(await record(later))
    assert not any(await record([call.retraction() for call in dice.sample(later, 20) if call.billable]))
    assert await check_ledger(database) > 600
    connection = await connect_directly(database)
    try:
        return Scene(users, made, await raw_events(connection), await connection.fetch("SELECT * FROM meters"))
    finally:
        await connection.close()


def _call(dice: random.Random, users: list[accounts.User], made: list[ApiKey]) -> Any:
    number = dice.randrange(9)
    # Half of them exactly on a quarter of an hour, where windows of half-hour zones begin.
    at = START + timedelta(seconds=dice.uniform(-90_000, (END - START).total_seconds() + 90_000))
    if dice.random() < 0.5:
        at = at.replace(minute=dice.choice((0, 15, 30, 45)), second=0, microsecond=0)
    units: dict[str, Decimal | int] = {"api_calls": dice.randint(0, 3)}
    if dice.random() < 0.6:
        units["words"] = Decimal(dice.randint(0, 10**9)).scaleb(-6)
    status = dice.choices((200, 404, 500), (8, 1, 1))[0]
    return call_of(users[number // 3], made[number], at, units, status=status, milliseconds=dice.randint(0, 900))


async def test_every_window_in_every_zone(scene: Scene) -> None:
    for zone in ZONES:
        for window in ("total", "hour", "day", "week", "month"):
            assert await scene.check(window=window, zone=zone) > 0
        assert await scene.check(window="minute", zone=zone, start=START, end=START + timedelta(hours=30)) > 0


async def test_groups_and_filters(scene: Scene) -> None:
    for window, zone in (("total", "UTC"), ("day", "Asia/Kolkata")):
        for group_by in ((), ("key",), ("user",), ("user", "key")):
            for live in (True, False):
                query: dict[str, Any] = {"window": window, "zone": zone, "group_by": group_by, "live": live}
                await scene.check(**query)
                await scene.check(**query, user_id=scene.users[1].id, meters=["words", "took"])
                await scene.check(**query, key_id=scene.keys[4].id)
    assert await scene.check(user_id=scene.users[0].id, key_id=scene.keys[8].id) == 0, "the key of somebody else"


async def test_ragged_ranges(scene: Scene) -> None:
    """Ends anywhere: within an hour, on an event, a microsecond beside one."""
    dice = random.Random(42)
    instants = [event["occurred_at"] for event in scene.events]
    for _ in range(60):
        start, end = sorted(dice.choice(instants) + timedelta(microseconds=dice.choice((-1, 0, 1))) for _ in range(2))
        if start < end:
            window = dice.choice(("total", "hour", "day", "week"))
            await scene.check(start=start, end=end, window=window, zone=dice.choice(ZONES), group_by=("key",))


async def test_adjacent_ranges_add_up(scene: Scene) -> None:
    middle = START + timedelta(days=3, minutes=31, microseconds=7)
    parts = [await metering.query_usage(SYSTEM, start=a, end=b) for a, b in ((START, middle), (middle, END))]
    whole = await metering.query_usage(SYSTEM, start=START, end=END)
    assert sum(part.total() for part in parts) == whole.total() > 0


async def test_users_together_and_each_on_its_own_agree(scene: Scene) -> None:
    ids = [user.id for user in scene.users]
    each = await metering.usage_of_users(
        SYSTEM, [*ids, uuid4()], start=START, end=END, window="day", zone="Asia/Kathmandu", group_by=["key"]
    )
    assert {user_id for user_id, usage in each.items() if usage.rows} == set(ids)
    for user_id in ids:
        alone = await metering.query_usage(
            SYSTEM, user_id=user_id, start=START, end=END, window="day", zone="Asia/Kathmandu", group_by=["user", "key"]
        )
        assert rows_of(each[user_id]) == rows_of(alone)


async def test_the_month_so_far_and_the_days_are_the_query_in_the_users_own_zone(scene: Scene) -> None:
    at = datetime(2026, 4, 3, 12, tzinfo=UTC)
    users = [(user.id, user.time_zone) for user in scene.users]
    months = await metering.month_to_date(SYSTEM, users, at=at)
    slugs = {meter["id"]: meter["slug"] for meter in scene.meters}
    for user_id, zone in users:
        usage = await metering.query_usage(
            SYSTEM,
            user_id=user_id,
            window="month",
            zone=zone,
            start=datetime(2026, 3, 1, tzinfo=UTC),
            end=datetime(2026, 5, 2, tzinfo=UTC),
        )
        april = {row.meter.slug: row.quantity for row in usage.rows if row.window.start <= at < row.window.end}
        assert {slugs[meter]: used for meter, used in months[user_id].items()} == april
    daily = await metering.daily_usage(SYSTEM, users, since=START - timedelta(days=3))
    for (user_id, meter_id), days in daily.items():
        zone = dict(users)[user_id]
        usage = await metering.query_usage(
            SYSTEM, user_id=user_id, window="day", zone=zone, meters=[slugs[meter_id]],
            start=datetime(2026, 3, 20, tzinfo=UTC), end=datetime(2026, 4, 12, tzinfo=UTC),
        )  # fmt: skip
        found = {row.window.start: row.quantity for row in usage.rows}
        assert sorted(used for used in days.values() if used) == sorted(found.values())


async def test_a_user_sees_its_own_usage_whatever_it_asks_for(scene: Scene) -> None:
    mine, foreign = scene.users[0], scene.users[1]
    actor = Actor(kind="user", id=None, scopes=frozenset({"read"}), user_id=mine.id)
    usage = await metering.query_usage(actor, start=START, end=END, group_by=["user", "key"])
    assert {row.user_id for row in usage.rows} == {mine.id}
    theirs = next(key for key in scene.keys if key.user_id == foreign.id)  # type: ignore[attr-defined]
    assert (await metering.query_usage(actor, start=START, end=END, key_id=theirs.id)).rows == []
    with pytest.raises(NotFound):
        await metering.query_usage(actor, start=START, end=END, user_id=foreign.id)
    assert await metering.usage_of_users(actor, [foreign.id], start=START, end=END) == {}
    assert list(await metering.month_to_date(actor, [(foreign.id, "UTC")], at=END)) == []
    with pytest.raises(Forbidden):
        await metering.query_usage(Actor(kind="token", id=None, scopes=frozenset({"keys:write"})))


async def test_the_cost_is_a_few_statements_however_many_windows(scene: Scene) -> None:
    counts = []
    for days in (1, 9):
        with counted_statements() as sent:
            await metering.query_usage(
                SYSTEM, start=START, end=START + timedelta(days=days), window="hour", group_by=["key"]
            )
        counts.append(len(sent))
    assert counts[0] == counts[1] <= 3 + len(scene.meters)


async def test_sums_beyond_28_digits_are_exact(database: str) -> None:
    """Python's own context would round them."""
    await metering.ensure_call_meters(["api_calls"])
    user_id, key_id = uuid4(), UUID(int=0)
    meter = await metering.get_meter(SYSTEM, "api_calls")
    for hour, amount in ((1, Decimal("123456789012345678901234567890.000001")), (2, Decimal("0.000001"))):
        await fetch(
            "INSERT INTO usage_hours VALUES ($1, $2, $3, '', true, $4, 0, 1, $5, $5, $5, 0)",
            user_id, meter.id, key_id, datetime(2026, 3, 1, hour, tzinfo=UTC), amount,
        )  # fmt: skip
    usage = await metering.query_usage(
        SYSTEM, start=datetime(2026, 3, 1, tzinfo=UTC), end=datetime(2026, 3, 2, tzinfo=UTC), window="hour"
    )
    assert usage.total() == Decimal("123456789012345678901234567890.000002")


async def test_what_is_asked_wrongly_is_refused_and_never_an_error_of_ours(
    database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    at = datetime(2026, 3, 1, tzinfo=UTC)
    for query, code in (
        ({"start": at, "end": at}, "invalid_time_range"), ({"window": "year"}, "invalid_input"),
        ({"zone": "Mars"}, "unknown_time_zone"), ({"zone": "\0"}, "unknown_time_zone"),
        ({"group_by": ["meter"]}, "invalid_input"), ({"meters": ["nothing"]}, "meter_not_found"),
        ({"meters": ["a\0"]}, "meter_not_found"), ({"user_id": uuid4()}, "user_not_found"),
        ({"start": datetime.min.replace(tzinfo=UTC)}, "invalid_time_range"),
        ({"end": datetime.max.replace(tzinfo=UTC), "start": at}, "invalid_time_range"),
        ({"start": datetime(1900, 1, 1, tzinfo=UTC), "window": "day", "zone": "Etc/GMT+12"}, "invalid_time_range"),
        ({"start": datetime(2199, 12, 31, tzinfo=UTC), "window": "month"}, "invalid_time_range"),
    ):  # fmt: skip
        with pytest.raises(KeymeterError) as refused:
            await metering.query_usage(SYSTEM, **query)  # type: ignore[arg-type]
        assert refused.value.code == code, query
    for start, end in ((datetime(1900, 1, 1, tzinfo=UTC), at), (at, datetime(2199, 12, 31, 23, 59, 59, tzinfo=UTC))):
        await metering.query_usage(SYSTEM, start=start, end=end, window="month")
    assert usage_module.ROWS_MAX > 100
    with pytest.raises(InvalidInput):
        await metering.query_usage(SYSTEM, window="minute")


async def test_more_rows_than_asked_for_are_too_large_and_not_cut_off(scene: Scene) -> None:
    with pytest.raises(TooLarge):
        await metering.query_usage(SYSTEM, start=START, end=END, window="hour", group_by=["key"], rows_max=20)
