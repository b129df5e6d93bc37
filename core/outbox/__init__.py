"""Effects on the world outside, promised in the transaction of their cause and carried out after it."""

from core.outbox.browsing import find_message, list_messages, replay_message
from core.outbox.delivery import Handler, deliver, forget_delivered
from core.outbox.messages import Message, Undeliverable, publish, publish_all
from core.outbox.models import OutboxMessage

__all__ = [
    "Handler",
    "Message",
    "OutboxMessage",
    "Undeliverable",
    "deliver",
    "find_message",
    "forget_delivered",
    "list_messages",
    "publish",
    "publish_all",
    "replay_message",
]
