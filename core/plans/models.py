"""What is sold, and who bought it."""

from typing import Any

from tortoise import fields
from tortoise.models import Model

from core.clock import now
from core.ids import new_id


class Plan(Model):
    """A name under which versions are sold."""

    id = fields.UUIDField(primary_key=True, default=new_id)
    slug = fields.CharField(max_length=64, unique=True)
    name = fields.CharField(max_length=100)
    description = fields.CharField(max_length=500, default="")
    created_at = fields.DatetimeField(default=now)

    class Meta:
        table = "plans"
        app = "keymeter"


class PlanVersion(Model):
    """Prices under a number. Once published it never changes; subscriptions pin one."""

    id = fields.UUIDField(primary_key=True, default=new_id)
    plan: fields.ForeignKeyRelation[Plan] = fields.ForeignKeyField(
        "keymeter.Plan", related_name="versions", on_delete=fields.RESTRICT
    )
    number = fields.IntField()
    status = fields.CharField(max_length=16, default="draft")  # draft, published, archived
    currency = fields.CharField(max_length=3)
    published_at = fields.DatetimeField(null=True)
    created_at = fields.DatetimeField(default=now)

    class Meta:
        table = "plan_versions"
        app = "keymeter"
        unique_together = (("plan_id", "number"),)


class Charge(Model):
    """A price of one Meter, or a flat fee (then without a meter)."""

    id = fields.UUIDField(primary_key=True, default=new_id)
    version: fields.ForeignKeyRelation[PlanVersion] = fields.ForeignKeyField(
        "keymeter.PlanVersion", related_name="charges", on_delete=fields.CASCADE
    )
    position = fields.SmallIntField()
    name = fields.CharField(max_length=100)
    model = fields.CharField(max_length=16)  # flat, per_unit
    meter: fields.ForeignKeyNullableRelation[Any] = fields.ForeignKeyField(
        "keymeter.Meter", related_name="charges", null=True, on_delete=fields.RESTRICT
    )
    amount = fields.DecimalField(max_digits=30, decimal_places=12)  # flat: the fee; per_unit: the price of one unit
    included = fields.DecimalField(max_digits=30, decimal_places=6, default=0)

    class Meta:
        table = "charges"
        app = "keymeter"
        unique_together = (("version_id", "position"),)


class Subscription(Model):
    """A User on a PlanVersion from an instant, with a billing anchor."""

    id = fields.UUIDField(primary_key=True, default=new_id)
    user: fields.ForeignKeyRelation[Any] = fields.ForeignKeyField(
        "keymeter.User", related_name="subscriptions", on_delete=fields.RESTRICT
    )
    version: fields.ForeignKeyRelation[PlanVersion] = fields.ForeignKeyField(
        "keymeter.PlanVersion", related_name="subscriptions", on_delete=fields.RESTRICT
    )
    starts_at = fields.DatetimeField()
    ends_at = fields.DatetimeField(null=True)
    anchor = fields.DatetimeField()
    created_at = fields.DatetimeField(default=now)

    class Meta:
        table = "subscriptions"
        app = "keymeter"
        indexes = (("user_id", "starts_at"),)
