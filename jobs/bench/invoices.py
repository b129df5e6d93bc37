"""How fast a month is closed: invoices of five lines, each of four meters and a fee, for more and more users.

The users are copies of one that was made the ordinary way, with a rollup a day and meter as the recorder writes it.
Everything from the seal to the number is measured, over the processes and in the chunks of the run itself.
"""

import resource
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from core import accounts, metering, plans
from core.accounts import SYSTEM
from core.clock import now
from core.database import fetch, transaction
from core.ids import NIL
from core.periods import calendar_month_at
from core.plans import ChargeDraft
from core.settings import Settings
from jobs.invoice_runs import run_over_processes
from jobs.preparation import open_prepared

__all__ = ["InvoiceFigure", "measure_invoices"]

METERS = 4
COPIED_AT_ONCE = 2_500
_COPIES = (
    "CREATE TEMP TABLE copies ON COMMIT DROP AS SELECT gen_random_uuid() AS id FROM generate_series(1, $1)",
    "INSERT INTO users SELECT (jsonb_populate_record(u, jsonb_build_object('id', c.id, 'external_id', c.id::text))).*"
    " FROM users u, copies c WHERE u.id = $1",
    "INSERT INTO user_seals SELECT (jsonb_populate_record(s, jsonb_build_object('user_id', c.id))).*"
    " FROM user_seals s, copies c WHERE s.user_id = $1",
    "INSERT INTO subscriptions SELECT (jsonb_populate_record(s, jsonb_build_object('user_id', c.id, 'id', c.id,"
    " 'root_id', c.id))).* FROM subscriptions s, copies c WHERE s.user_id = $1",
    "INSERT INTO billing_schedules SELECT (jsonb_populate_record(s, jsonb_build_object('user_id', c.id, 'root_id',"
    " c.id))).* FROM billing_schedules s, copies c WHERE s.user_id = $1",
)
_ROLLUPS = """
INSERT INTO usage_hours (user_id, meter_id, key_id, dimensions, live, hour, seal_no, n, sum, min, max, digest)
SELECT c.id, m.id, $1, '', true, $2::timestamptz + day * interval '1 day', 0, 3, 300, 100, 100, 12345
FROM copies c, meters m, generate_series(0, 27) day WHERE m.slug LIKE 'bench_invoiced_%'
"""


@dataclass(frozen=True, slots=True)
class InvoiceFigure:
    """One run. `peak_mb` is the most memory that this process, one of those that share the run, ever had by its end."""

    users: int
    rate: float
    peak_mb: float


async def measure_invoices(settings: Settings, *, sizes: Sequence[int]) -> list[InvoiceFigure]:
    """A run over so many users that are due, for each of the sizes in turn."""
    figures = []
    async with open_prepared(settings):
        before = calendar_month_at(calendar_month_at(now(), "UTC").start - timedelta(days=1), "UTC")
        model = await _model(before.start)
        for size in sizes:
            await _copy(model, size, before.start)
            began = time.perf_counter()
            report = await run_over_processes(settings, until=before.end)
            seconds = time.perf_counter() - began
            assert report.closed == size and not report.parked, next(iter(report.parked.values()), "")
            figures.append(InvoiceFigure(size, size / seconds, _peak_mb()))
    return figures


async def _model(start: datetime) -> accounts.User:
    slugs = [f"bench_invoiced_{number}" for number in range(METERS)]
    await metering.ensure_call_meters(slugs)
    await metering.run_backfills()  # what other measurements recorded
    charges = [ChargeDraft("Fee", "flat", Decimal(49))]
    charges += [ChargeDraft(slug, "per_unit", Decimal("0.002"), slug, Decimal(1000)) for slug in slugs]
    await plans.create_plan(SYSTEM, slug="bench_invoiced", name="Bench", currency="USD", charges=charges)
    await plans.publish_plan(SYSTEM, "bench_invoiced")
    user = await accounts.create_user(SYSTEM, name="Invoiced", external_id="invoiced")
    await plans.assign_plan(SYSTEM, user.id, plan="bench_invoiced", starts_at=start)
    await fetch("UPDATE billing_schedules SET parked = 'the model' WHERE user_id = $1", user.id)
    return user


async def _copy(model: accounts.User, size: int, start: datetime) -> None:
    for first in range(0, size, COPIED_AT_ONCE):
        async with transaction():
            await fetch(_COPIES[0], min(COPIED_AT_ONCE, size - first))
            for statement in _COPIES[1:]:
                await fetch(statement, model.id)
            await fetch("UPDATE billing_schedules SET parked = NULL WHERE root_id IN (SELECT id FROM copies)")
            await fetch(_ROLLUPS, NIL, start)
    await fetch("ANALYZE")


def _peak_mb() -> float:
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / (1024 * 1024 if sys.platform == "darwin" else 1024)
