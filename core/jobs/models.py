"""The one row of each job."""

from tortoise import fields
from tortoise.models import Model


class Job(Model):
    """A job that runs by the clock, over all nodes together; its present run and how the last one ended."""

    name = fields.CharField(primary_key=True, max_length=64)
    every_seconds = fields.IntField()
    #: The slot that the next run is for, and when to try it: later than the slot after a failure.
    due_at = fields.DatetimeField()
    next_run_at = fields.DatetimeField()
    #: Also the fence: a run ends, or goes on, only while no later one was begun.
    run_no = fields.BigIntField(default=0)
    holder = fields.CharField(max_length=128, default="")
    started_at = fields.DatetimeField(null=True)
    lease_until = fields.DatetimeField(null=True)  # NULL: not running
    progress = fields.CharField(max_length=200, default="")
    last_ended_at = fields.DatetimeField(null=True)
    last_succeeded = fields.BooleanField(null=True)
    last_result = fields.CharField(max_length=500, default="")
    #: In a row, up to now.
    failures = fields.IntField(default=0)

    class Meta:
        table = "jobs"
        app = "keymeter"
