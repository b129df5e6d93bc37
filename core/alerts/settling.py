"""What recordings do not notice: thresholds and limits that were changed under usage that stands already.

A counter carries the next threshold that it has to reach; the recording that reaches it calls `alerts_follow`, which
raises what was passed and sets the next one (migrations, alerts). A counter whose next threshold is 0 is to be looked
at: new ones are, and those of users whose alerts or limits changed.
"""

from datetime import timedelta

from core.clock import now
from core.database import fetch, transaction

__all__ = ["settle_alerts"]

#: Changes are looked for this long: every recording that began before one has ended by then, many times over.
CHANGED = timedelta(minutes=2)
COUNTERS_PER_STATEMENT = 500
_CHANGED = """
    SELECT user_id, meter_id FROM alerts WHERE created_at > $1
    UNION ALL
    SELECT user_id, meter_id FROM limits WHERE updated_at > $1
    UNION ALL
    SELECT user_id, meter_id FROM top_ups WHERE created_at > $1
    UNION ALL
    SELECT s.user_id, p.meter_id FROM subscriptions s JOIN plan_limits p ON p.version_id = s.version_id
    WHERE s.starts_at BETWEEN $1 AND clock_timestamp()
"""
# Locked in the order of the recorders, as everything that touches several counters has to be.
_MARK = f"""
WITH changed AS MATERIALIZED ({_CHANGED}),
touched AS MATERIALIZED (
    SELECT c.user_id, c.meter_id, c.live, c.period, c.period_start FROM user_counters c
    WHERE c.live AND c.period_start > clock_timestamp() - interval '33 days' AND c.next_threshold IS DISTINCT FROM 0
    AND EXISTS (SELECT 1 FROM changed WHERE coalesce(changed.user_id, c.user_id) = c.user_id
                AND coalesce(changed.meter_id, c.meter_id) = c.meter_id)
    ORDER BY c.user_id, c.meter_id, c.live, c.period, c.period_start FOR NO KEY UPDATE
)
UPDATE user_counters u SET next_threshold = 0 FROM touched
WHERE (u.user_id, u.meter_id, u.live, u.period, u.period_start)
    = (touched.user_id, touched.meter_id, touched.live, touched.period, touched.period_start)
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
    since, raised = now() - CHANGED, 0
    if await fetch(f"{_CHANGED} LIMIT 1", since):
        async with transaction():
            await fetch(_MARK, since)
    while True:
        (row,) = await fetch(_SETTLE, COUNTERS_PER_STATEMENT)
        raised += row["raised"] or 0
        if row["looked_at"] < COUNTERS_PER_STATEMENT:
            return raised
