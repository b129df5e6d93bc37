"""API keys, and the canary of the pepper that digests them."""

from typing import Any

from tortoise import fields
from tortoise.models import Model

from core.clock import now
from core.ids import new_id


class ApiKey(Model):
    """A secret of one User. The secret is shown once; what stands here is its keyed digest."""

    id = fields.UUIDField(primary_key=True, default=new_id)
    user: fields.ForeignKeyRelation[Any] = fields.ForeignKeyField(
        "keymeter.User", related_name="keys", on_delete=fields.RESTRICT
    )
    name = fields.CharField(max_length=100)
    digest = fields.BinaryField()  # unique, by the migration: Tortoise indexes no bytes
    pepper_version = fields.SmallIntField()
    prefix = fields.CharField(max_length=16)
    last4 = fields.CharField(max_length=4)
    live = fields.BooleanField(default=True)
    scopes: list[str] = fields.JSONField(default=list)
    allowed_networks: list[str] = fields.JSONField(default=list)
    metadata: dict[str, str] = fields.JSONField(default=dict)
    fail_open_calls = fields.IntField(default=0)  # how many calls pass, per outage, while the database is away
    expires_at = fields.DatetimeField(null=True)
    disabled_at = fields.DatetimeField(null=True)
    revoked_at = fields.DatetimeField(null=True)
    replaced_by: fields.ForeignKeyNullableRelation["ApiKey"] = fields.ForeignKeyField(
        "keymeter.ApiKey", related_name="replaces", null=True, on_delete=fields.RESTRICT
    )
    epoch = fields.BigIntField(default=0)
    created_at = fields.DatetimeField(default=now)
    updated_at = fields.DatetimeField(default=now)

    class Meta:
        table = "api_keys"
        app = "keymeter"
        indexes = (("user_id", "id"), ("epoch",))


class PepperCanary(Model):
    """A known text digested by each pepper version: a wrong pepper is found at start, not as a thousand 401s."""

    version = fields.SmallIntField(primary_key=True, generated=False)
    digest = fields.BinaryField()
    created_at = fields.DatetimeField(default=now)

    class Meta:
        table = "pepper_canaries"
        app = "keymeter"
