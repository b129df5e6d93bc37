"""Whether the figures that an invoice is made of agree with each other, before it is made."""

from collections.abc import Sequence
from uuid import UUID

from core.accounts import SYSTEM
from core.billing.context import Schedule
from core.database import fetch
from core.metering import ADDED_UP, list_meters, unfinished_meters

__all__ = ["discrepancies"]

# Counters and rollups are written by the same statement, so in one snapshot they say the same of a whole month.
# Months whose boundaries cut an hour are left to the recount of events.
_MONTHS = """
SELECT wanted.root_id, m.slug, c.used, coalesce(h.used, 0) AS rolled
FROM unnest($1::uuid[], $2::uuid[], $3::timestamptz[], $4::timestamptz[]) AS wanted (root_id, user_id, start, stop)
JOIN users u ON u.id = wanted.user_id
    AND wanted.stop = (wanted.start AT TIME ZONE u.time_zone + interval '1 month') AT TIME ZONE u.time_zone
CROSS JOIN unnest($5::uuid[], $6::text[]) AS m (id, slug)
JOIN user_counters c ON c.user_id = wanted.user_id AND c.meter_id = m.id AND c.live AND c.period = 'month'
    AND c.period_start = wanted.start
CROSS JOIN LATERAL (
    SELECT sum(sum) AS used FROM usage_hours h WHERE h.user_id = wanted.user_id AND h.meter_id = m.id AND h.live
        AND h.hour >= wanted.start AND h.hour < wanted.stop
) h
WHERE c.used <> coalesce(h.used, 0)
"""


# What a meter does not know yet cannot be billed by it.
_UNFINISHED = """
SELECT DISTINCT s.root_id, m.slug FROM (
    SELECT root_id, version_id FROM subscriptions UNION SELECT root_id, version_id FROM subscription_addons
) s JOIN charges c ON c.version_id = s.version_id
JOIN meters m ON m.id = c.meter_id WHERE s.root_id = ANY ($1::uuid[]) AND m.id = ANY ($2::uuid[])
"""


async def discrepancies(schedules: Sequence[Schedule]) -> dict[UUID, str]:
    """By subscription, what does not add up about the period that is to be closed; those that do are absent."""
    months = [each for each in schedules if not (each.period_start.minute or each.next_at.minute)]
    meters = [meter for meter in await list_meters(SYSTEM) if meter.aggregation in ADDED_UP]
    rows = await fetch(
        _MONTHS,
        [each.root_id for each in months],
        [each.user_id for each in months],
        [each.period_start for each in months],
        [each.next_at for each in months],
        [meter.id for meter in meters],
        [meter.slug for meter in meters],
    )
    unfinished = await unfinished_meters()
    waiting = await fetch(_UNFINISHED, [each.root_id for each in schedules], list(unfinished)) if unfinished else []
    return {
        row["root_id"]: f"The meter {row['slug']} counts earlier events still. Finalize the draft when it is done."
        for row in waiting
    } | {
        row["root_id"]: f"The counter of {row['slug']} says {row['used']:f} and its rollups {row['rolled']:f} for the"
        " same month. Run `keymeter doctor`, mend it, then finalize the draft."
        for row in rows
    }
