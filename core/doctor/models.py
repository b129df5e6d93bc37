"""What examinations found."""

from tortoise import fields
from tortoise.models import Model

from core.clock import now
from core.ids import new_id


class Examination(Model):
    """One run of doctor by the clock. `findings` by invariant, the first few of each; `counts` has all of them."""

    id = fields.UUIDField(primary_key=True, default=new_id)
    started_at = fields.DatetimeField()
    ended_at = fields.DatetimeField(default=now)
    findings: dict[str, list[str]] = fields.JSONField(default=dict)
    counts: dict[str, int] = fields.JSONField(default=dict)

    class Meta:
        table = "examinations"
        app = "keymeter"
