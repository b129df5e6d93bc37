"""Requests that had their effect, and what they were answered."""

from tortoise import fields
from tortoise.models import Model

from core.clock import now


class IdempotencyKey(Model):
    """A request by its actor, operation and key, with its answer. Written in the transaction of its effect."""

    digest = fields.UUIDField(primary_key=True)  # of actor, operation and key
    request_digest = fields.BinaryField()
    status = fields.SmallIntField()
    body = fields.BinaryField()  # as it was sent, secrets replaced
    media_type = fields.CharField(max_length=100)
    created_at = fields.DatetimeField(default=now)

    class Meta:
        table = "idempotency_keys"
        app = "keymeter"
        indexes = (("created_at",),)
