"""What is counted: meters, and the version of their catalogue."""

from typing import Any

from tortoise import fields
from tortoise.models import Model

from core.clock import now
from core.ids import new_id


class Meter(Model):
    """An event type, an aggregation and a value property. Its meaning never changes: a trigger sees to it.

    Another meaning is another version of its family, a meter of its own with a slug of its own.
    """

    id = fields.UUIDField(primary_key=True, default=new_id)
    slug = fields.CharField(max_length=64, unique=True)
    family = fields.CharField(max_length=64)  # the slug of the first version
    version = fields.IntField(default=1)
    starts_at = fields.DatetimeField(null=True)  # what happened before does not count
    name = fields.CharField(max_length=100)
    description = fields.CharField(max_length=500, default="")
    event_type = fields.CharField(max_length=128)
    aggregation = fields.CharField(max_length=16)  # core/metering/meanings.py has them
    value_property = fields.CharField(max_length=200, default="")  # dotted path, empty for count
    filters = fields.JSONField[list[dict[str, Any]]](default=list)
    dimensions = fields.JSONField[list[dict[str, Any]]](default=list)
    values_max = fields.IntField(default=1000)  # distinct values of a dimension; others are `__other__`
    unit = fields.CharField(max_length=32, default="")
    display_scale = fields.SmallIntField(default=0)  # pages divide by ten to the power of it
    #: Events recorded under an older catalogue version do not count here.
    catalogue = fields.IntField()
    created_at = fields.DatetimeField(default=now)

    class Meta:
        table = "meters"
        app = "keymeter"
        unique_together = (("family", "version"),)


class Backfill(Model):
    """How far the events that were recorded before a meter was made are counted by it: by user and instant."""

    meter: fields.OneToOneRelation[Meter] = fields.OneToOneField(
        "keymeter.Meter", related_name=False, primary_key=True, on_delete=fields.CASCADE
    )
    catalogue = fields.IntField()  # events of an older version are counted here, others were when they came
    total = fields.BigIntField(null=True)  # events of all types, once they are counted
    done = fields.BigIntField(default=0)
    cursor_user = fields.UUIDField(null=True)
    cursor_at = fields.DatetimeField(null=True)
    started_at = fields.DatetimeField(default=now)
    finished_at = fields.DatetimeField(null=True)

    class Meta:
        table = "backfills"
        app = "keymeter"


class QuarantinedEvent(Model):
    """An event of a user that nobody knows yet, as it was sent. It is recorded when the user appears, or forgotten."""

    id = fields.UUIDField(primary_key=True, default=new_id)
    user_reference = fields.CharField(max_length=200)
    source = fields.CharField(max_length=200)
    event_id = fields.CharField(max_length=200)
    type = fields.CharField(max_length=128)
    occurred_at = fields.DatetimeField(null=True)  # as it was sent; without, it happened when it came
    properties = fields.TextField()  # canonical JSON
    retracts = fields.CharField(max_length=200, default="")
    digest = fields.UUIDField()
    received_at = fields.DatetimeField(default=now)
    expires_at = fields.DatetimeField()
    problem = fields.CharField(max_length=500, null=True)  # why it could not be recorded when the user had appeared

    class Meta:
        table = "quarantined_events"
        app = "keymeter"
        unique_together = (("user_reference", "source", "event_id"),)
        indexes = (("expires_at",),)


class EventImport(Model):
    """How far a file of events is imported, so that a repeat goes on where it was cut off.

    Its id is a digest of the file and of how its lines are read.
    """

    id = fields.UUIDField(primary_key=True)
    name = fields.CharField(max_length=200)  # of the file
    place = fields.BigIntField(default=0)  # bytes of the file that are read, or rows
    line = fields.BigIntField(default=0)
    accepted = fields.BigIntField(default=0)
    duplicates = fields.BigIntField(default=0)
    quarantined = fields.BigIntField(default=0)
    rejected = fields.BigIntField(default=0)
    started_at = fields.DatetimeField(default=now)
    finished_at = fields.DatetimeField(null=True)

    class Meta:
        table = "event_imports"
        app = "keymeter"


class DimensionValue(Model):
    """A value that a dimension of a meter has a rollup of its own for. Never removed, so what an event was counted
    under can always be told from the event."""

    id = fields.UUIDField(primary_key=True, default=new_id)
    meter: fields.ForeignKeyRelation[Meter] = fields.ForeignKeyField("keymeter.Meter", related_name=False)
    dimension = fields.CharField(max_length=32)
    value = fields.CharField(max_length=64)

    class Meta:
        table = "dimension_values"
        app = "keymeter"
        unique_together = (("meter_id", "dimension", "value"),)


class Catalogue(Model):
    """One row: the version of all meters together. A recorder that holds an older one records nothing."""

    id = fields.SmallIntField(primary_key=True, generated=False)
    version = fields.IntField()

    class Meta:
        table = "catalogue"
        app = "keymeter"
