"""What recordings do not notice: thresholds and limits that were changed under usage that stands already.

A counter carries the next threshold that it has to reach; the recording that reaches it calls `alerts_follow`, which
raises what was passed and sets the next one (migrations, alerts). A counter whose next threshold is 0 is to be looked
at: new ones are, and those of users whose alerts or limits changed.
"""

from datetime import timedelta

from core.clock import now
from core.database import fetch
from core.metering import look_anew

__all__ = ["settle_alerts"]

#: Changes are looked for this long: every recording that began before one has ended by then, many times over.
CHANGED = timedelta(minutes=2)
COUNTERS_PER_STATEMENT = 500
_CHANGED = """
SELECT user_id, meter_id FROM alerts WHERE created_at > $1
UNION
SELECT user_id, meter_id FROM limits WHERE updated_at > $1
UNION
SELECT user_id, meter_id FROM top_ups WHERE created_at > $1
UNION
SELECT s.user_id, p.meter_id FROM subscriptions s JOIN plan_limits p ON p.version_id = s.version_id
WHERE s.starts_at BETWEEN $1 AND clock_timestamp()
"""
_SETTLE = """
WITH due AS MATERIALIZED (
    SELECT user_id, meter_id, period, period_start FROM user_counters WHERE next_threshold = 0 AND live
    ORDER BY user_id, meter_id, live, period, period_start LIMIT $1
)
SELECT count(*) AS looked_at, alerts_follow(array_agg(user_id), array_agg(meter_id), array_agg(period),
                                            array_agg(period_start), array_agg(0::numeric)) AS raised
FROM due
"""


async def settle_alerts() -> int:
    """Raise what is due because an alert or a limit was changed; how many were. Doing it twice raises nothing twice."""
    raised = 0
    for changed in await fetch(_CHANGED, now() - CHANGED):
        await look_anew(changed["user_id"], changed["meter_id"])
    while True:
        (row,) = await fetch(_SETTLE, COUNTERS_PER_STATEMENT)
        raised += row["raised"] or 0
        if row["looked_at"] < COUNTERS_PER_STATEMENT:
            return raised
