"""What is sold, and who bought it."""

from typing import Any

from tortoise import fields
from tortoise.models import Model

from core.clock import now
from core.ids import new_id
from core.pricing import Terms, terms_of_json


class Plan(Model):
    """A name under which versions are sold."""

    id = fields.UUIDField(primary_key=True, default=new_id)
    slug = fields.CharField(max_length=64, unique=True)
    name = fields.CharField(max_length=100)
    description = fields.CharField(max_length=500, default="")
    addon = fields.BooleanField(default=False)  # sold to subscribers in addition to their plan
    archived_at = fields.DatetimeField(null=True)  # sold no more; those who have it keep it
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
    interval_unit = fields.CharField(max_length=8, default="month")  # day, week, month, year
    interval_count = fields.SmallIntField(default=1)
    alignment = fields.CharField(max_length=12, default="calendar")  # calendar, anniversary
    minimum = fields.DecimalField(max_digits=24, decimal_places=12, null=True)  # commitment of a period
    spend_cap = fields.DecimalField(max_digits=24, decimal_places=12, null=True)  # most that usage costs in a period
    trial_days = fields.SmallIntField(default=0)
    due_days = fields.SmallIntField(default=30)
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
    model = fields.CharField(max_length=16)  # core/pricing/terms.py
    timing = fields.CharField(max_length=8, default="arrears")  # arrears, advance
    meter: fields.ForeignKeyNullableRelation[Any] = fields.ForeignKeyField(
        "keymeter.Meter", related_name="charges", null=True, on_delete=fields.RESTRICT
    )
    amount = fields.DecimalField(max_digits=30, decimal_places=12)
    included = fields.DecimalField(max_digits=30, decimal_places=6, default=0)
    terms = fields.JSONField[dict[str, Any]](default=dict)  # the rest of them, as core/pricing writes it
    tax_category = fields.CharField(max_length=64, null=True)  # None: that of fees, or of usage

    @property
    def pricing(self) -> Terms:
        """The terms that it prices by."""
        return terms_of_json(self.model, self.amount, self.included, self.terms)  # type: ignore[arg-type]

    class Meta:
        table = "charges"
        app = "keymeter"
        unique_together = (("version_id", "position"),)


class Subscription(Model):
    """A User on a PlanVersion from an instant, with a billing anchor.

    A change of version or seats ends one row and begins another of the same `root_id`: what a customer calls its
    subscription is all rows of a root, and is billed as one.
    """

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
    root_id = fields.UUIDField()
    seats = fields.IntField(default=1)
    trial_ends_at = fields.DatetimeField(null=True)
    overrides = fields.JSONField[dict[str, str]](default=dict)  # amounts of this user's own, by name of the charge
    created_at = fields.DatetimeField(default=now)

    class Meta:
        table = "subscriptions"
        app = "keymeter"
        indexes = (("user_id", "starts_at"),)


class SubscriptionAddon(Model):
    """A stretch of time in which a subscription has an add-on, pinned to a version, with so many seats.

    Another number of seats ends one row and begins another of the same plan.
    """

    id = fields.UUIDField(primary_key=True, default=new_id)
    user_id = fields.UUIDField()
    root_id = fields.UUIDField()
    plan: fields.ForeignKeyRelation[Plan] = fields.ForeignKeyField(
        "keymeter.Plan", related_name="addons", on_delete=fields.RESTRICT
    )
    version: fields.ForeignKeyRelation[PlanVersion] = fields.ForeignKeyField(
        "keymeter.PlanVersion", related_name="addons", on_delete=fields.RESTRICT
    )
    seats = fields.IntField(default=1)
    starts_at = fields.DatetimeField()
    ends_at = fields.DatetimeField(null=True)
    created_at = fields.DatetimeField(default=now)

    class Meta:
        table = "subscription_addons"
        app = "keymeter"
        indexes = (("root_id", "starts_at"), ("user_id", "id"))


class Pause(Model):
    """A stretch in which a subscription bills no fee and no usage; open while `ends_at` is None."""

    id = fields.UUIDField(primary_key=True, default=new_id)
    user_id = fields.UUIDField()
    root_id = fields.UUIDField()
    starts_at = fields.DatetimeField()
    ends_at = fields.DatetimeField(null=True)

    class Meta:
        table = "subscription_pauses"
        app = "keymeter"
        indexes = (("user_id", "root_id"),)


class BillingSchedule(Model):
    """When a subscription (its root) is invoiced next, from where, and up to which seal it is billed already."""

    root_id = fields.UUIDField(primary_key=True)
    user_id = fields.UUIDField()
    period_start = fields.DatetimeField()  # of the period that is closed next
    whole_start = fields.DatetimeField()  # from where to where a whole period counts, for its proration
    whole_end = fields.DatetimeField()
    next_at = fields.DatetimeField(null=True)  # the boundary that is invoiced next; None: everything is invoiced
    seal_no = fields.IntField(default=-1)
    test_clock_id = fields.UUIDField(null=True)  # that of its user: the run leaves it alone, the clock invoices it
    parked = fields.CharField(max_length=500, null=True)  # why the run leaves it alone
    parked_at = fields.DatetimeField(null=True)

    class Meta:
        table = "billing_schedules"
        app = "keymeter"
        indexes = (("next_at",), ("user_id",), ("test_clock_id", "next_at"))


class PlanLimit(Model):
    """A cap on what each subscriber of a version may use of a meter in an hour, a day or a month of its zone."""

    id = fields.UUIDField(primary_key=True, default=new_id)
    version: fields.ForeignKeyRelation[PlanVersion] = fields.ForeignKeyField(
        "keymeter.PlanVersion", related_name="limits", on_delete=fields.CASCADE
    )
    meter: fields.ForeignKeyRelation[Any] = fields.ForeignKeyField(
        "keymeter.Meter", related_name="plan_limits", on_delete=fields.RESTRICT
    )
    period = fields.CharField(max_length=8)  # hour, day, month, billing, packs
    cap = fields.DecimalField(max_digits=24, decimal_places=6)
    hard = fields.BooleanField(default=True)  # a soft one lets calls through

    class Meta:
        table = "plan_limits"
        app = "keymeter"
        unique_together = (("version_id", "meter_id", "period"),)
