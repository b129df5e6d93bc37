"""What is counted, and what was used."""

from core.metering.backfills import Backfilled, Cursor, backfills_of, lock_cursors, run_backfills, unfinished_meters
from core.metering.calendar import clock
from core.metering.catalogue import API_CALL, CatalogueRules, MeterRule, load_catalogue
from core.metering.counters import daily_usage, look_anew, month_to_date
from core.metering.days import DayUsage, usage_by_day, zones_in_use
from core.metering.dimensions import admit_values
from core.metering.exports import export_events, export_table
from core.metering.limitable import LIMIT_PERIODS, LimitPeriod, check_limit, is_limitable
from core.metering.log import LoggedEvent, list_events
from core.metering.meanings import (
    ADDED_UP,
    OTHER,
    VALUE_CHARS_MAX,
    Aggregation,
    Dimension,
    Filter,
    filter_of_words,
    scalar_text,
)
from core.metering.meters import (
    browse_meters,
    create_meter,
    create_meter_version,
    ensure_call_meters,
    find_meters,
    get_meter,
    list_meters,
)
from core.metering.models import EventImport, Meter, QuarantinedEvent
from core.metering.partitions import ensure_partitions, months_ahead, oldest_kept, partition_name, retire_partitions
from core.metering.rules_sql import MARK, SIGN, counts, dimensions_of, value_of
from core.metering.sealed import SealedRange, SealedUsage, late_hours, sealed_usage
from core.metering.settled import SEAL_MAX
from core.metering.settling import settle_hours
from core.metering.tail import end_followers, follow_events
from core.metering.usage import GroupBy, Usage, UsageRow, query_usage, usage_of_users
from core.metering.usage_models import UsageEvent
from core.metering.windows import Window, hour_ceiling, hour_floor

__all__ = [
    "ADDED_UP",
    "API_CALL",
    "LIMIT_PERIODS",
    "MARK",
    "OTHER",
    "SEAL_MAX",
    "SIGN",
    "VALUE_CHARS_MAX",
    "Aggregation",
    "Backfilled",
    "CatalogueRules",
    "Cursor",
    "DayUsage",
    "Dimension",
    "EventImport",
    "Filter",
    "GroupBy",
    "LimitPeriod",
    "LoggedEvent",
    "Meter",
    "MeterRule",
    "QuarantinedEvent",
    "SealedRange",
    "SealedUsage",
    "Usage",
    "UsageEvent",
    "UsageRow",
    "Window",
    "admit_values",
    "backfills_of",
    "browse_meters",
    "check_limit",
    "clock",
    "counts",
    "create_meter",
    "create_meter_version",
    "daily_usage",
    "dimensions_of",
    "end_followers",
    "ensure_call_meters",
    "ensure_partitions",
    "export_events",
    "export_table",
    "filter_of_words",
    "find_meters",
    "follow_events",
    "get_meter",
    "hour_ceiling",
    "hour_floor",
    "is_limitable",
    "late_hours",
    "list_events",
    "list_meters",
    "load_catalogue",
    "lock_cursors",
    "look_anew",
    "month_to_date",
    "months_ahead",
    "oldest_kept",
    "partition_name",
    "query_usage",
    "retire_partitions",
    "run_backfills",
    "scalar_text",
    "sealed_usage",
    "settle_hours",
    "unfinished_meters",
    "usage_by_day",
    "usage_of_users",
    "value_of",
    "zones_in_use",
]
