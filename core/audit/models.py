"""The audit log and the head of the chain that seals it."""

from typing import Any

from tortoise import fields
from tortoise.models import Model

from core.clock import now
from core.ids import new_id


class AuditEntry(Model):
    """One change. A trigger keeps it as it is; the one update that it allows is sealing, once."""

    id = fields.UUIDField(primary_key=True, default=new_id)
    occurred_at = fields.DatetimeField(default=now)
    actor_kind = fields.CharField(max_length=16)  # system, admin, token, user
    actor_id = fields.UUIDField(null=True)
    door = fields.CharField(max_length=16)  # api, graphql, web, command, job, core
    request_id = fields.CharField(max_length=128, default="")
    action = fields.CharField(max_length=64)  # key.revoke
    entity = fields.CharField(max_length=32)  # key
    entity_id = fields.CharField(max_length=200)
    #: The user it concerns, if it concerns one.
    user_id = fields.UUIDField(null=True)
    before: dict[str, Any] | None = fields.JSONField(null=True)
    after: dict[str, Any] | None = fields.JSONField(null=True)
    #: Its place in the chain, from 1 on without a gap. Empty until the job seals it.
    number = fields.BigIntField(null=True, unique=True)
    seal = fields.BinaryField(null=True)
    pepper_version = fields.SmallIntField(null=True)

    class Meta:
        table = "audit_entries"
        app = "keymeter"
        indexes = (("entity", "entity_id", "id"), ("actor_id", "id"), ("user_id", "id"), ("action", "id"))


class AuditHead(Model):
    """One row: how far the chain goes, and its last seal. Whoever seals locks it, so there is one chain."""

    id = fields.SmallIntField(primary_key=True, generated=False)
    number = fields.BigIntField()
    seal = fields.BinaryField()

    class Meta:
        table = "audit_head"
        app = "keymeter"
