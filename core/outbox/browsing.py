"""Looking at messages, and giving one that was given up another chance."""

from uuid import UUID

from core.audit import Party, record
from core.checks import check_text
from core.database import fetch, transaction
from core.errors import Conflict, InvalidInput, NotFound
from core.outbox.messages import ATTEMPTS_MAX
from core.outbox.models import OutboxMessage
from core.pages import Page, check_page_size, cursor_uuid, decode_cursor, page_of

__all__ = ["find_message", "list_messages", "replay_message"]

STATES = ("pending", "done", "dead")


async def list_messages(
    actor: Party,
    *,
    state: str | None = None,
    topic: str | None = None,
    limit: int | None = None,
    cursor: str | None = None,
) -> Page[OutboxMessage]:
    """Messages, newest first."""
    actor.require_vendor("read")
    if state is not None and state not in STATES:
        raise InvalidInput(f"state must be one of {', '.join(STATES)}.", field="state")
    size = check_page_size(limit)
    query = OutboxMessage.all().order_by("-id").limit(size + 1)
    if state is not None:
        query = query.filter(state=state)
    if topic is not None:
        query = query.filter(topic=check_text(topic, field="topic", chars_max=64))
    if cursor:
        query = query.filter(id__lt=cursor_uuid(decode_cursor(cursor, parts=1)[0]))
    return page_of(await query, size, key=lambda message: (message.id,))


async def find_message(actor: Party, message_id: UUID) -> OutboxMessage:
    actor.require_vendor("read")
    return await _find(message_id)


async def _find(message_id: UUID) -> OutboxMessage:
    message = await OutboxMessage.get_or_none(id=message_id)
    if message is None:
        raise NotFound("There is no such message.")
    return message


async def replay_message(actor: Party, message_id: UUID) -> OutboxMessage:
    """Try a message again that was given up, with as many attempts as a new one. Its id and payload stay."""
    actor.require_vendor("operations:write")
    async with transaction():
        rows = await fetch(
            "UPDATE outbox_messages SET state = 'pending', due_at = clock_timestamp(), settled_at = NULL,"
            " attempts_max = attempts + $2 WHERE id = $1 AND state = 'dead' RETURNING topic",
            message_id,
            ATTEMPTS_MAX,
        )
        if not rows:
            await _find(message_id)
            raise Conflict("Only a message that was given up can be replayed.", code="message_not_dead")
        await record(
            actor,
            action="message.replay",
            entity="message",
            entity_id=message_id,
            before={"state": "dead"},
            after={"state": "pending"},
        )
    return await _find(message_id)
