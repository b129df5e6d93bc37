"""The busy tables. Each key begins with `user_id`, so they can be spread over machines by user.

Tortoise knows one-column primary keys only, so these models name `user_id` or the event's hash as theirs for reading;
the real keys, the partitions and the indexes are SQL in `migrations/`. A test holds models and tables equal.
"""

from tortoise import fields
from tortoise.models import Model


class UsageEvent(Model):
    """One thing that happened, immutable. A metered API call is one of type `api.call`: the usage log."""

    user_id = fields.UUIDField()
    occurred_at = fields.DatetimeField()
    id = fields.UUIDField(primary_key=True, source_field="id_hash")  # the id if it is a UUID, else its hash
    source = fields.CharField(max_length=200)
    event_id = fields.CharField(max_length=200, null=True)  # as it was sent; NULL when it is the UUID in id_hash
    type = fields.CharField(max_length=128)
    key_id = fields.UUIDField()  # NIL: no key, sent by the vendor
    live = fields.BooleanField()
    billable = fields.BooleanField()
    recorded_at = fields.DatetimeField()
    seal_no = fields.IntField()
    catalogue = fields.IntField()
    digest = fields.UUIDField()
    retracts = fields.UUIDField(null=True)  # id_hash of the event of the same instant that this one takes back
    properties = fields.JSONField[dict[str, object]]()

    class Meta:
        table = "usage_events"
        app = "usage"


class EventId(Model):
    """Identity of an ingested event: (user, hash of source and id), for ever. Guard events need none."""

    user_id = fields.UUIDField(primary_key=True)
    id_hash = fields.UUIDField()
    digest = fields.UUIDField()
    occurred_at = fields.DatetimeField(null=True)

    class Meta:
        table = "event_ids"
        app = "usage"


class UsageHour(Model):
    """The rollup: one row per user, meter, key, dimension values, live, UTC hour and seal number."""

    user_id = fields.UUIDField(primary_key=True)
    meter_id = fields.UUIDField()
    key_id = fields.UUIDField()
    dimensions = fields.CharField(max_length=2000)
    live = fields.BooleanField()
    hour = fields.DatetimeField()
    seal_no = fields.IntField()
    n = fields.BigIntField()
    sum = fields.DecimalField(max_digits=60, decimal_places=6)
    min = fields.DecimalField(max_digits=60, decimal_places=6, null=True)
    max = fields.DecimalField(max_digits=60, decimal_places=6, null=True)
    digest = fields.DecimalField(max_digits=60, decimal_places=0)
    #: 0: the figures below, minimum and maximum are right. 1: they are not yet, 2: they cannot be: read the events.
    unsettled = fields.SmallIntField(default=0)
    first_at = fields.DatetimeField(null=True)
    first_value = fields.DecimalField(max_digits=60, decimal_places=6, null=True)
    last_at = fields.DatetimeField(null=True)
    last_id = fields.UUIDField(null=True)
    last_value = fields.DecimalField(max_digits=60, decimal_places=6, null=True)
    #: Value times microseconds from the first to the last sample of a gauge.
    area = fields.DecimalField(max_digits=76, decimal_places=6, null=True)

    class Meta:
        table = "usage_hours"
        app = "usage"


class UsageValue(Model):
    """How many events of an hour had a value of a meter that counts distinct ones; below zero where a retraction has
    another seal than its event."""

    user_id = fields.UUIDField(primary_key=True)
    meter_id = fields.UUIDField()
    key_id = fields.UUIDField()
    dimensions = fields.CharField(max_length=2000)
    live = fields.BooleanField()
    hour = fields.DatetimeField()
    seal_no = fields.IntField()
    value = fields.UUIDField()  # half of the SHA-256 of its text
    n = fields.BigIntField()

    class Meta:
        table = "usage_values"
        app = "usage"


class UserCounter(Model):
    """What a user used of a meter in a day and in a month of its own zone, and the next threshold to tell of."""

    user_id = fields.UUIDField(primary_key=True)
    meter_id = fields.UUIDField()
    live = fields.BooleanField()
    period = fields.CharField(max_length=8)  # day, month
    period_start = fields.DatetimeField()
    n = fields.BigIntField()
    used = fields.DecimalField(max_digits=60, decimal_places=6)
    next_threshold = fields.DecimalField(max_digits=60, decimal_places=6, null=True)

    class Meta:
        table = "user_counters"
        app = "usage"


class UserSeal(Model):
    """The watermark of a user's closed periods; every recording locks it, so closing waits for what is in flight."""

    user_id = fields.UUIDField(primary_key=True)
    seal_no = fields.IntField()
    sealed_until = fields.DatetimeField(null=True)

    class Meta:
        table = "user_seals"
        app = "usage"


class KeyActivity(Model):
    """When a key was last used, written lazily."""

    user_id = fields.UUIDField()
    key_id = fields.UUIDField(primary_key=True)
    last_used_at = fields.DatetimeField()

    class Meta:
        table = "key_activity"
        app = "usage"


class Gate(Model):
    """One row for each user. Its lock is what admissions of that user wait for, one after another."""

    user_id = fields.UUIDField(primary_key=True)

    class Meta:
        table = "gates"
        app = "usage"


class RateState(Model):
    """How far a rate limit has been used ahead of time: GCRA's theoretical arrival time, microseconds since 1970."""

    user_id = fields.UUIDField(primary_key=True)
    rate_id = fields.UUIDField()
    live = fields.BooleanField()
    tat_us = fields.BigIntField()

    class Meta:
        table = "rate_states"
        app = "usage"


class Hold(Model):
    """What a worker's calls were granted of a limited meter and have not recorded yet, by the periods they began in."""

    user_id = fields.UUIDField(primary_key=True)
    meter_id = fields.UUIDField()
    live = fields.BooleanField()
    worker_id = fields.UUIDField()
    hour = fields.DatetimeField()
    day = fields.DatetimeField()
    month = fields.DatetimeField()
    units = fields.DecimalField(max_digits=60, decimal_places=6)
    #: Until then some of the units may be held for calls that have not come yet.
    ahead_until = fields.DatetimeField(null=True)

    class Meta:
        table = "holds"
        app = "usage"


class Denial(Model):
    """How many calls of a key were refused in an hour, for what reason. They cost nothing and are not stored one by
    one."""

    user_id = fields.UUIDField(primary_key=True)
    key_id = fields.UUIDField()
    live = fields.BooleanField()
    hour = fields.DatetimeField()
    code = fields.CharField(max_length=32)
    n = fields.BigIntField()

    class Meta:
        table = "denials"
        app = "usage"


class CallAnswer(Model):
    """What was answered to a call that was asked for under an id, while it may be asked for again."""

    user_id = fields.UUIDField(primary_key=True)
    digest = fields.UUIDField()
    call_id = fields.UUIDField()
    answer = fields.TextField()
    withdrawn = fields.BooleanField()
    served = fields.BooleanField()
    made_at = fields.DatetimeField()

    class Meta:
        table = "call_answers"
        app = "usage"


class ReservationRow(Model):
    """Units that are held for work of unknown cost, until they are committed, released or expired."""

    user_id = fields.UUIDField(primary_key=True)
    id = fields.UUIDField()
    key_id = fields.UUIDField()
    live = fields.BooleanField()
    client_id = fields.TextField(null=True)
    request_digest = fields.BinaryField()
    meter = fields.TextField()
    units = fields.DecimalField(max_digits=60, decimal_places=6)
    used = fields.DecimalField(max_digits=60, decimal_places=6, null=True)
    event_id = fields.UUIDField(null=True)
    time_zone = fields.TextField()
    state = fields.TextField()
    created_at = fields.DatetimeField()
    expires_at = fields.DatetimeField()
    ended_at = fields.DatetimeField(null=True)

    class Meta:
        table = "reservations"
        app = "usage"
