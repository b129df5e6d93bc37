"""Thresholds, and what passed them."""

from tortoise import fields
from tortoise.models import Model

from core.clock import now
from core.ids import new_id


class Alert(Model):
    """A threshold: a percentage of a limit, or units of a meter, in a period of the user's zone."""

    id = fields.UUIDField(primary_key=True, default=new_id)
    kind = fields.CharField(max_length=16)  # limit_percent, usage
    threshold = fields.DecimalField(max_digits=24, decimal_places=6)
    user: fields.ForeignKeyNullableRelation = fields.ForeignKeyField(  # type: ignore[type-arg]
        "keymeter.User", related_name="alerts", null=True, on_delete=fields.CASCADE
    )  # none: every user
    meter: fields.ForeignKeyNullableRelation = fields.ForeignKeyField(  # type: ignore[type-arg]
        "keymeter.Meter", related_name="alerts", null=True, on_delete=fields.RESTRICT
    )  # none: every limited meter
    period = fields.CharField(max_length=8, null=True)  # hour, day, month, billing; none: that of each limit
    created_at = fields.DatetimeField(default=now)

    class Meta:
        table = "alerts"
        app = "keymeter"


class RaisedAlert(Model):
    """A user passed a threshold in one period: once, with the usage before and after the event that did it.

    What it says stays true when its alert or limit is changed or taken away.
    """

    id = fields.UUIDField(primary_key=True, default=new_id)
    alert_id = fields.UUIDField()
    user_id = fields.UUIDField()
    meter_id = fields.UUIDField()
    kind = fields.CharField(max_length=16)
    threshold = fields.DecimalField(max_digits=24, decimal_places=6)
    period = fields.CharField(max_length=8)
    period_start = fields.DatetimeField()
    #: The threshold in units, and the limit that it was a percentage of.
    units = fields.DecimalField(max_digits=60, decimal_places=6)
    cap = fields.DecimalField(max_digits=24, decimal_places=6, null=True)
    hard = fields.BooleanField(default=False)
    used_before = fields.DecimalField(max_digits=60, decimal_places=6)
    used_after = fields.DecimalField(max_digits=60, decimal_places=6)
    raised_at = fields.DatetimeField(default=now)

    class Meta:
        table = "raised_alerts"
        app = "keymeter"
        unique_together = (("alert_id", "user_id", "meter_id", "period", "period_start"),)
        indexes = (("user_id", "id"),)
