"""Caps on what a user may use of a meter."""

from tortoise import fields
from tortoise.models import Model

from core.clock import now
from core.ids import new_id


class Limit(Model):
    """How much of a meter one user may use in an hour, a day or a month of its zone, or beyond what it paid for ahead.

    A user has one of each kind.
    """

    id = fields.UUIDField(primary_key=True, default=new_id)
    user: fields.ForeignKeyRelation = fields.ForeignKeyField(  # type: ignore[type-arg]
        "keymeter.User", related_name="limits", on_delete=fields.CASCADE
    )
    meter: fields.ForeignKeyRelation = fields.ForeignKeyField(  # type: ignore[type-arg]
        "keymeter.Meter", related_name="limits", on_delete=fields.RESTRICT
    )
    period = fields.CharField(max_length=8)  # hour, day, month, billing, packs
    cap = fields.DecimalField(max_digits=24, decimal_places=6)
    hard = fields.BooleanField(default=True)  # a soft one lets calls through
    created_at = fields.DatetimeField(default=now)
    updated_at = fields.DatetimeField(default=now)

    class Meta:
        table = "limits"
        app = "keymeter"
        unique_together = (("user_id", "meter_id", "period"),)


class TopUp(Model):
    """Units on top of a user's limit, for the one period that it was given in."""

    id = fields.UUIDField(primary_key=True, default=new_id)
    user: fields.ForeignKeyRelation = fields.ForeignKeyField(  # type: ignore[type-arg]
        "keymeter.User", related_name="top_ups", on_delete=fields.CASCADE
    )
    meter: fields.ForeignKeyRelation = fields.ForeignKeyField(  # type: ignore[type-arg]
        "keymeter.Meter", related_name="top_ups", on_delete=fields.RESTRICT
    )
    period = fields.CharField(max_length=8)
    period_start = fields.DatetimeField()
    units = fields.DecimalField(max_digits=24, decimal_places=6)
    created_at = fields.DatetimeField(default=now)

    class Meta:
        table = "top_ups"
        app = "keymeter"
        indexes = (("user_id", "meter_id", "period_start"),)


class RateLimit(Model):
    """How fast a user, or one of its keys, may make metered calls: so many in so many seconds, of which `burst` may
    come at once."""

    id = fields.UUIDField(primary_key=True, default=new_id)
    user: fields.ForeignKeyRelation = fields.ForeignKeyField(  # type: ignore[type-arg]
        "keymeter.User", related_name="rate_limits", on_delete=fields.CASCADE
    )
    key: fields.ForeignKeyNullableRelation = fields.ForeignKeyField(  # type: ignore[type-arg]
        "keymeter.ApiKey", related_name="rate_limits", null=True, on_delete=fields.CASCADE
    )  # none: all keys of the user together
    calls = fields.IntField()
    seconds = fields.IntField()
    burst = fields.IntField()
    created_at = fields.DatetimeField(default=now)
    updated_at = fields.DatetimeField(default=now)

    class Meta:
        table = "rate_limits"
        app = "keymeter"
        indexes = (("user_id",),)


class GateWorker(Model):
    """A process that admits calls of limited users. One that does not say for seconds that it lives is fenced: what it
    was granted and has not recorded is given back, and it can record nothing any more."""

    id = fields.UUIDField(primary_key=True)
    beat_at = fields.DatetimeField()
    fenced = fields.BooleanField(default=False)

    class Meta:
        table = "gate_workers"
        app = "keymeter"
