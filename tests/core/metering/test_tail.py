"""The live tail: what is committed is told, once, to those who may see it."""

import asyncio
from collections.abc import Callable
from contextlib import aclosing, asynccontextmanager
from datetime import timedelta

import pytest

from core import accounts, gate, metering
from core.accounts import SYSTEM, Actor
from core.clock import now
from core.database import transaction
from core.errors import NotFound, Unavailable
from core.gate import ingestion
from core.gate.drafts import EventUser, check_event
from core.metering import tail
from tests.support.statements import counted_statements
from tests.support.waiting import eventually


@pytest.fixture
async def user(database):
    await metering.ensure_partitions([now() - timedelta(days=400)])
    return await accounts.create_user(SYSTEM, name="Followed")


@pytest.fixture(autouse=True)
def quickly(monkeypatch):
    monkeypatch.setattr(tail, "POLL_SECONDS", 0.05)


async def until(holds: Callable[[], bool]) -> None:
    async def found() -> bool:
        return holds()

    await eventually(found)


class Reader:
    """Follows in the background and keeps what it is told."""

    def __init__(self, actor: Actor, **filters) -> None:
        self.told: list[str] = []
        self.error: Exception | None = None
        self._events = metering.follow_events(actor, **filters)
        self.task = asyncio.create_task(self._read())

    async def _read(self) -> None:
        try:
            async with aclosing(self._events) as events:
                async for event in events:
                    self.told.append(event.event_id)
        except Exception as error:
            self.error = error

    async def has(self, *expected: str) -> None:
        """Exactly these were told, and nothing comes after them."""
        await until(lambda: len(self.told) >= len(expected))
        await asyncio.sleep(0.15)
        assert sorted(self.told) == sorted(expected)

    async def stop(self) -> None:
        self.task.cancel()
        await asyncio.gather(self.task, return_exceptions=True)


@asynccontextmanager
async def following(actor=SYSTEM, **filters):
    """Somebody who follows, from a moment on at which the tail has begun."""
    reader = Reader(actor, **filters)
    try:
        await until(lambda: tail._tail._reached is not None or reader.error is not None)
        yield reader
    finally:
        await reader.stop()


async def record(user, *event_ids: str, **given) -> None:
    drafts = [gate.EventDraft(str(user.id), event_id, **({"type": "a"} | given)) for event_id in event_ids]
    recorded = await gate.record_events(SYSTEM, drafts)
    assert recorded.accepted == len(event_ids)


async def test_what_is_committed_from_now_on_is_told_once_and_in_order(user):
    await record(user, "before-1", "before-2")
    async with following() as reader:
        for number in range(5):
            await record(user, f"e{number}")
            await asyncio.sleep(0.03)
        await reader.has(*[f"e{number}" for number in range(5)])
        assert reader.told == sorted(reader.told)


async def test_an_event_is_told_however_long_ago_it_happened(user):
    async with following() as reader:
        await record(user, "late", time=now() - timedelta(days=399))
        await reader.has("late")


async def test_metered_calls_are_told(app, client, holder):
    async with following() as reader:
        response = await client.get("/v1/samples/ping", headers=holder.headers)
        assert response.status_code == 200
        await until(lambda: bool(reader.told))


async def test_an_event_whose_commit_was_overtaken_is_told(user):
    written, may_commit = asyncio.Event(), asyncio.Event()

    async def slowly() -> None:
        draft = gate.EventDraft(str(user.id), "overtaken", "job")
        async with transaction():  # what is sent to us is stored in a transaction of its own, so this goes below it
            owner = EventUser(user.id, user.time_zone)
            await ingestion._store([check_event(0, draft, {draft.user: owner}, now())])
            written.set()
            await may_commit.wait()

    async with following() as reader:
        slow = asyncio.create_task(slowly())
        await until(lambda: written.is_set() or slow.done())
        other = await accounts.create_user(SYSTEM, name="Other")
        await record(other, "overtakes")
        await reader.has("overtakes")
        may_commit.set()
        await slow
        await reader.has("overtakes", "overtaken")


async def test_the_same_id_of_two_users_is_two_events(user):
    other = await accounts.create_user(SYSTEM, name="Other")
    event_id = "0193565a-5a5a-7a5a-8a5a-5a5a5a5a5a5a"
    async with following() as reader:
        await record(user, event_id)
        await reader.has(event_id)
        await record(other, event_id)
        await reader.has(event_id, event_id)


async def test_everybody_sees_what_it_may_and_wants_to(user):
    other = await accounts.create_user(SYSTEM, name="Other")
    customer = Actor(kind="user", id=user.id, scopes=frozenset({"read"}), user_id=user.id)
    async with (
        following() as everything,
        following(customer) as own,
        following(user_id=other.id) as others,
        following(event_type="b") as of_type,
        following(live=False) as tests_only,
        following(billable=False) as unbilled,
    ):
        await record(user, "mine")
        await record(other, "theirs", type="b")
        await everything.has("mine", "theirs")
        await own.has("mine")
        await others.has("theirs")
        await of_type.has("theirs")
        await tests_only.has()
        await unbilled.has()


async def test_a_customer_cannot_follow_another_user(user):
    other = await accounts.create_user(SYSTEM, name="Other")
    customer = Actor(kind="user", id=user.id, scopes=frozenset({"read"}), user_id=user.id)
    with pytest.raises(NotFound):
        await anext(metering.follow_events(customer, user_id=other.id))


async def test_all_followers_share_one_poller_and_it_ends_with_the_last(user, monkeypatch):
    monkeypatch.setattr(tail, "POLL_SECONDS", 0.5)
    readers = [Reader(SYSTEM) for _ in range(50)]
    await asyncio.sleep(0.1)
    with counted_statements() as sent:
        await asyncio.sleep(1.2)
    assert len(sent) <= 3
    for reader in readers:
        await reader.stop()
    assert tail._tail._task is None
    with counted_statements() as sent:
        await asyncio.sleep(0.6)
    assert sent == []


async def test_a_follower_that_takes_nothing_is_cut_off_and_holds_up_nobody(user, monkeypatch):
    monkeypatch.setattr(tail, "WAITING_MAX", 5)
    stalled = metering.follow_events(SYSTEM)
    first = asyncio.ensure_future(anext(stalled))
    async with following() as reader:
        await record(user, "e0")
        assert (await first).event_id == "e0"
        for number in range(1, 10):
            await record(user, f"e{number}")
            await asyncio.sleep(0.06)
        await reader.has(*[f"e{number}" for number in range(10)])
        taken = [(await anext(stalled)).event_id for _ in range(5)]
        assert taken == ["e1", "e2", "e3", "e4", "e5"]
        with pytest.raises(Unavailable, match="faster"):
            await anext(stalled)


async def test_too_many_followers_are_refused(user, monkeypatch):
    monkeypatch.setattr(tail, "FOLLOWERS_MAX", 2)
    async with following(), following(), following() as third:
        await asyncio.sleep(0.05)
        assert isinstance(third.error, Unavailable)
        assert third.error.code == "overloaded"


async def test_after_a_pause_of_the_database_the_tail_goes_on_where_it_was(user, monkeypatch):
    original, is_silent = tail.fetch, False

    async def fetch(*args):
        if is_silent:
            raise Unavailable
        return await original(*args)

    monkeypatch.setattr(tail, "fetch", fetch)
    async with following() as reader:
        is_silent = True
        await record(user, "during")
        await asyncio.sleep(0.2)
        assert reader.told == []
        is_silent = False
        await reader.has("during")


async def test_more_than_one_poll_can_take_is_told_by_the_next_ones(user, monkeypatch):
    monkeypatch.setattr(tail, "EVENTS_PER_POLL_MAX", 10)
    monkeypatch.setattr(tail, "_NEW", tail._NEW.replace("LIMIT 2000", "LIMIT 10"))
    async with following() as reader:
        await record(user, *[f"e{number:02}" for number in range(35)])
        await reader.has(*[f"e{number:02}" for number in range(35)])


async def test_a_tail_that_cannot_keep_up_skips_to_the_present(user, monkeypatch, caplog):
    monkeypatch.setattr(tail, "EVENTS_PER_POLL_MAX", 10)
    monkeypatch.setattr(tail, "_NEW", tail._NEW.replace("LIMIT 2000", "LIMIT 10"))
    monkeypatch.setattr(tail, "LAG_MAX", timedelta(0))
    async with following() as reader:
        await record(user, *[f"e{number:02}" for number in range(35)])
        await asyncio.sleep(0.5)
        assert len(reader.told) == 10
        assert "skips to the present" in caplog.text
        await record(user, "present")
        await until(lambda: reader.told[-1] == "present")
