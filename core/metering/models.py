"""What is counted: meters, and the version of their catalogue."""

from tortoise import fields
from tortoise.models import Model

from core.clock import now
from core.ids import new_id


class Meter(Model):
    """An event type, an aggregation and a value property. Its meaning never changes."""

    id = fields.UUIDField(primary_key=True, default=new_id)
    slug = fields.CharField(max_length=64, unique=True)
    name = fields.CharField(max_length=100)
    description = fields.CharField(max_length=500, default="")
    event_type = fields.CharField(max_length=128)
    aggregation = fields.CharField(max_length=16)  # count, sum
    value_property = fields.CharField(max_length=200, default="")  # dotted path, empty for count
    unit = fields.CharField(max_length=32, default="")
    #: Events recorded under an older catalogue version do not count here.
    catalogue = fields.IntField()
    created_at = fields.DatetimeField(default=now)

    class Meta:
        table = "meters"
        app = "keymeter"


class Catalogue(Model):
    """One row: the version of all meters together. A recorder that holds an older one records nothing."""

    id = fields.SmallIntField(primary_key=True, generated=False)
    version = fields.IntField()

    class Meta:
        table = "catalogue"
        app = "keymeter"
