"""Messages that wait for their effect, had it, or were given up."""

from typing import Any

from tortoise import fields
from tortoise.models import Model

from core.clock import now
from core.ids import new_id


class OutboxMessage(Model):
    """Something to be done once its transaction has committed. Its id and payload are the same at every attempt."""

    id = fields.UUIDField(primary_key=True, default=new_id)
    topic = fields.CharField(max_length=64)
    payload: dict[str, Any] = fields.JSONField()
    state = fields.CharField(max_length=16, default="pending")  # pending, done, dead
    #: Also the fence: who was given attempt n settles it only while no attempt n + 1 was handed out.
    attempts = fields.IntField(default=0)
    attempts_max = fields.IntField()
    #: When to try next; while an attempt is under way, when its lease ends.
    due_at = fields.DatetimeField(default=now)
    last_error = fields.CharField(max_length=500, default="")
    created_at = fields.DatetimeField(default=now)
    settled_at = fields.DatetimeField(null=True)

    class Meta:
        table = "outbox_messages"
        app = "keymeter"
        indexes = (("state", "id"),)
