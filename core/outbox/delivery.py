"""Carrying effects out: claimed with a lease, done outside any transaction, settled behind a fence.

Any number of processes deliver at once: SKIP LOCKED gives each message to one of them. One that dies leaves a lease
that runs out, and the message is somebody else's. One that was only stopped for a while finds that its attempt is no
longer the last one and settles nothing. All times here are the database's own, so clocks of machines do not matter.
"""

import asyncio
import logging
import random
from collections.abc import Awaitable, Callable, Mapping
from datetime import timedelta

import msgspec

from core.clock import now
from core.database import as_error, fetch
from core.outbox.messages import Message, Undeliverable

__all__ = ["HANDLING_SECONDS_MAX", "LEASE", "Handler", "deliver", "forget_delivered"]

log = logging.getLogger("keymeter.outbox")

#: Does the effect of a message; whatever it raises means "try again later".
Handler = Callable[[Message], Awaitable[None]]

HANDLING_SECONDS_MAX = 30.0
#: Longer than handling may take, with time left to settle.
LEASE = timedelta(seconds=45)
PAUSE_MIN, PAUSE_MAX = timedelta(seconds=5), timedelta(hours=6)
KEPT = timedelta(days=7)

# A message whose last attempt was never settled (its worker died each time) is given up here.
_CLAIM = """
WITH due AS MATERIALIZED (
    SELECT id FROM outbox_messages
    WHERE state = 'pending' AND due_at <= clock_timestamp() AND topic = ANY ($1::text[])
    ORDER BY due_at LIMIT $2 FOR UPDATE SKIP LOCKED
)
UPDATE outbox_messages message
SET state = CASE WHEN attempts >= attempts_max THEN 'dead' ELSE 'pending' END,
    last_error = CASE WHEN attempts >= attempts_max THEN 'No attempt came to an end.' ELSE last_error END,
    settled_at = CASE WHEN attempts >= attempts_max THEN clock_timestamp() END,
    attempts = attempts + CASE WHEN attempts >= attempts_max THEN 0 ELSE 1 END,
    due_at = clock_timestamp() + $3::interval
FROM due WHERE message.id = due.id
RETURNING message.id, message.topic, message.payload::text AS payload, message.attempts, message.state
"""
_DONE = """
UPDATE outbox_messages SET state = 'done', settled_at = clock_timestamp(), last_error = ''
WHERE id = $1 AND attempts = $2 AND state = 'pending'
"""
_FAILED = """
UPDATE outbox_messages
SET state = CASE WHEN $5 OR attempts >= attempts_max THEN 'dead' ELSE 'pending' END,
    settled_at = CASE WHEN $5 OR attempts >= attempts_max THEN clock_timestamp() END,
    due_at = clock_timestamp() + $3::interval, last_error = $4
WHERE id = $1 AND attempts = $2 AND state = 'pending'
"""


async def deliver(handlers: Mapping[str, Handler], *, at_once: int = 16) -> int:
    """Try up to `at_once` messages that are due, side by side; how many were tried.

    Only topics that have a handler here are claimed: an older process leaves a newer one's messages alone.
    """
    rows = await fetch(_CLAIM, sorted(handlers), at_once, LEASE)
    messages = [
        Message(row["id"], row["topic"], msgspec.json.decode(row["payload"]), row["attempts"])
        for row in rows
        if row["state"] == "pending"
    ]
    await asyncio.gather(*(_handle(handlers[message.topic], message) for message in messages))
    return len(messages)


async def _handle(handler: Handler, message: Message) -> None:
    try:
        async with asyncio.timeout(HANDLING_SECONDS_MAX):
            await handler(message)
    except Exception as error:
        if not isinstance(error, Undeliverable | TimeoutError) and as_error(error) is None:
            log.exception("the handler of %s failed", message.topic)
        is_hopeless = isinstance(error, Undeliverable)
        await fetch(_FAILED, message.id, message.attempt, pause_after(message.attempt), _reason(error), is_hopeless)
    else:
        await fetch(_DONE, message.id, message.attempt)


def pause_after(attempt: int) -> timedelta:
    """How long to wait after this many attempts: twice as long each time, a fifth more or less, so that what failed
    together is not tried again together."""
    pause = min(PAUSE_MIN * 2 ** min(attempt - 1, 20), PAUSE_MAX)
    return timedelta(seconds=pause.total_seconds() * random.uniform(0.8, 1.2))  # noqa: S311 - nobody gains by guessing it


def _reason(error: Exception) -> str:
    text = " ".join(str(error).split()) or type(error).__name__
    return "".join(char for char in text if char.isprintable())[:500]


async def forget_delivered() -> int:
    """Delete what was done a week ago; how many. What was given up stays until somebody replays it."""
    rows = await fetch("DELETE FROM outbox_messages WHERE state = 'done' AND settled_at < $1 RETURNING 1", now() - KEPT)
    return len(rows)
