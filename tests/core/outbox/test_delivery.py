"""The outbox: promised with the cause, carried out at least once with the same id and body, never stuck."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta

import pytest

from core import outbox
from core.accounts import SYSTEM, Actor
from core.audit import AuditEntry
from core.database import fetch, transaction
from core.errors import Conflict, Forbidden
from core.outbox import Message, OutboxMessage, Undeliverable, deliver, publish
from core.outbox.delivery import PAUSE_MAX, pause_after

Handle = Callable[[Message], Awaitable[None]]


async def make_due() -> None:
    await fetch("UPDATE outbox_messages SET due_at = clock_timestamp() WHERE state = 'pending'")


async def only() -> OutboxMessage:
    return await OutboxMessage.get()


async def test_a_message_is_there_exactly_if_its_cause_is(database: str) -> None:
    with pytest.raises(RuntimeError):
        async with transaction():
            await publish(topic="mail", payload={"n": 1})
            raise RuntimeError("no cause")
    assert await OutboxMessage.all().count() == 0
    async with transaction():
        await publish(topic="mail", payload={"n": 1})
    assert (await only()).payload == {"n": 1}


async def test_it_is_handled_outside_any_transaction_and_then_done(database: str) -> None:
    message_id = await publish(topic="mail", payload={"to": "m@b.example"})
    seen: list[Message] = []

    async def handle(message: Message) -> None:
        # The claim has committed: another connection sees the attempt.
        rows = await fetch("SELECT attempts, state FROM outbox_messages")
        assert [tuple(row) for row in rows] == [(1, "pending")]
        seen.append(message)

    assert await deliver({"mail": handle}) == 1
    assert seen == [Message(message_id, "mail", {"to": "m@b.example"}, 1)]
    assert (await only()).state == "done"
    assert await deliver({"mail": handle}) == 0


async def test_a_topic_without_a_handler_waits_for_a_process_that_has_one(database: str) -> None:
    await publish(topic="future", payload={})
    assert await deliver({"mail": never}) == 0
    assert (await only()).attempts == 0


async def never(message: Message) -> None:
    raise AssertionError(message)


async def test_each_of_many_is_handled_by_one_of_many(database: str) -> None:
    ids = {await publish(topic="mail", payload={"n": number}) for number in range(60)}
    seen: list[object] = []

    async def handle(message: Message) -> None:
        seen.append(message.id)

    async def work() -> None:
        while await deliver({"mail": handle}, at_once=7):
            pass

    await asyncio.gather(*(work() for _ in range(4)))
    assert len(seen) == 60 and set(seen) == ids


async def test_failures_are_tried_again_ever_later_with_the_same_body_and_then_given_up(database: str) -> None:
    await publish(topic="mail", payload={"b": 1, "a": {"n": 2}}, attempts_max=3)
    bodies = []

    async def fail(message: Message) -> None:
        bodies.append((message.id, dict(message.payload), message.attempt))
        raise ConnectionError("the receiver is away")

    for _ in range(3):
        assert await deliver({"mail": fail}) == 1
        assert await deliver({"mail": fail}) == 0  # not due yet
        await make_due()
    message = await only()
    assert (message.state, message.attempts, message.last_error) == ("dead", 3, "the receiver is away")
    assert bodies == [(message.id, {"a": {"n": 2}, "b": 1}, attempt) for attempt in (1, 2, 3)]
    assert await deliver({"mail": fail}) == 0


def test_pauses_double_up_to_a_bound() -> None:
    pauses = [pause_after(attempt) for attempt in range(1, 40)]
    assert timedelta(seconds=4) <= pauses[0] <= timedelta(seconds=6)
    assert pauses[5] > pauses[2] * 3
    assert max(pauses) <= PAUSE_MAX * 1.2


async def test_what_is_hopeless_is_given_up_at_once_and_can_be_replayed(database: str) -> None:
    message_id = await publish(topic="mail", payload={"n": 1})

    async def refuse(_: Message) -> None:
        raise Undeliverable("there is no such address")

    await deliver({"mail": refuse})
    assert (await only()).state == "dead"
    reader = Actor(kind="admin", id=message_id, scopes=frozenset({"read"}))
    with pytest.raises(Forbidden):
        await outbox.replay_message(reader, message_id)
    assert [each.id for each in (await outbox.list_messages(reader, state="dead")).items] == [message_id]
    await outbox.replay_message(SYSTEM, message_id)
    with pytest.raises(Conflict):
        await outbox.replay_message(SYSTEM, message_id)
    seen: list[Message] = []

    async def handle(message: Message) -> None:
        seen.append(message)

    await deliver({"mail": handle})
    assert [(message.id, dict(message.payload)) for message in seen] == [(message_id, {"n": 1})]
    assert [entry.action for entry in await AuditEntry.all()] == ["message.replay"]


async def test_who_lost_the_lease_settles_nothing(database: str) -> None:
    """As when a process is stopped in the middle of a delivery and another one takes the message over."""
    await publish(topic="mail", payload={})
    started, go_on = asyncio.Event(), asyncio.Event()

    async def slow(_: Message) -> None:
        started.set()
        await go_on.wait()
        raise ConnectionError("too late to matter")

    async def handle(_: Message) -> None:
        pass

    stopped = asyncio.create_task(deliver({"mail": slow}))
    await started.wait()
    await make_due()  # its lease has run out
    assert await deliver({"mail": handle}) == 1
    go_on.set()
    await stopped
    message = await only()
    assert (message.state, message.attempts, message.last_error) == ("done", 2, "")


async def test_a_message_whose_every_attempt_died_is_given_up(database: str) -> None:
    await publish(topic="mail", payload={}, attempts_max=2)

    async def die(_: Message) -> None:
        raise asyncio.CancelledError  # as a process that is killed, it settles nothing

    for _ in range(2):
        with pytest.raises(asyncio.CancelledError):
            await deliver({"mail": die})
        await make_due()
    assert await deliver({"mail": never}) == 0
    assert (await only()).state == "dead"


async def test_what_was_done_a_week_ago_is_forgotten_and_what_was_given_up_is_not(database: str) -> None:
    await publish(topic="mail", payload={})
    await publish(topic="mail", payload={})

    async def handle(message: Message) -> None:
        if message.id == max_id:
            raise Undeliverable("no")

    max_id = max(each.id for each in await OutboxMessage.all())
    await deliver({"mail": handle})
    assert await outbox.forget_delivered() == 0
    await fetch("UPDATE outbox_messages SET settled_at = settled_at - interval '8 days'")
    assert await outbox.forget_delivered() == 1
    assert [each.state for each in await OutboxMessage.all()] == ["dead"]
