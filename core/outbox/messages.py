"""Promising an effect."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import msgspec

from core.checks import check_words
from core.database import fetch
from core.ids import new_id

__all__ = ["ATTEMPTS_MAX", "Message", "Undeliverable", "publish", "publish_all"]

#: With the pauses between them (core/outbox/delivery.py), about two days.
ATTEMPTS_MAX = 16


@dataclass(frozen=True, slots=True)
class Message:
    """One message at one attempt. The id never changes: receivers tell a repetition by it."""

    id: UUID
    topic: str
    payload: Mapping[str, Any]
    attempt: int


class Undeliverable(Exception):
    """Raised by a handler: trying again will not help. The message is given up at once and can be replayed."""


_PUBLISH = """
INSERT INTO outbox_messages (id, topic, payload, state, attempts, attempts_max, due_at, last_error, created_at)
SELECT id, $1, payload::jsonb, 'pending', 0, $2, clock_timestamp(), '', clock_timestamp()
FROM unnest($3::uuid[], $4::text[]) AS t (id, payload)
"""


async def publish(*, topic: str, payload: Mapping[str, Any], attempts_max: int = ATTEMPTS_MAX) -> UUID:
    """Promise an effect; the id of its message. Call it inside the transaction of the cause: both commit or neither.

    It is carried out at least once by the handler of its topic, in no promised order, with this payload each time.
    """
    (message_id,) = await publish_all(topic=topic, payloads=[payload], attempts_max=attempts_max)
    return message_id


async def publish_all(
    *, topic: str, payloads: Sequence[Mapping[str, Any]], attempts_max: int = ATTEMPTS_MAX
) -> list[UUID]:
    """As `publish`, a message for each of these, in one statement."""
    (topic,) = check_words([topic], field="topic")
    ids = [new_id() for _ in payloads]
    if ids:
        said = [msgspec.json.encode(dict(payload)).decode() for payload in payloads]
        await fetch(_PUBLISH, topic, attempts_max, ids, said)
    return ids
