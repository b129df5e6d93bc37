"""What is counted, and what was used."""

from core.metering.catalogue import API_CALL, CatalogueRules, MeterRule, load_catalogue
from core.metering.days import DayUsage, usage_by_day, zones_in_use
from core.metering.log import LoggedEvent, list_events
from core.metering.meters import (
    browse_meters,
    check_limitable,
    create_meter,
    ensure_call_meters,
    find_meters,
    get_meter,
    list_meters,
)
from core.metering.models import Meter
from core.metering.partitions import ensure_partitions, months_ahead, partition_name, retire_partitions
from core.metering.sealed import SealedRange, SealedUsage, late_hours, sealed_usage
from core.metering.tail import follow_events
from core.metering.usage import (
    GroupBy,
    Usage,
    UsageRow,
    daily_usage,
    month_to_date,
    query_usage,
    usage_of_users,
    value_of,
)
from core.metering.usage_models import UsageEvent
from core.metering.windows import Window, hour_ceiling, hour_floor

__all__ = [
    "API_CALL",
    "CatalogueRules",
    "DayUsage",
    "GroupBy",
    "LoggedEvent",
    "Meter",
    "MeterRule",
    "SealedRange",
    "SealedUsage",
    "Usage",
    "UsageEvent",
    "UsageRow",
    "Window",
    "browse_meters",
    "check_limitable",
    "create_meter",
    "daily_usage",
    "ensure_call_meters",
    "ensure_partitions",
    "find_meters",
    "follow_events",
    "get_meter",
    "hour_ceiling",
    "hour_floor",
    "late_hours",
    "list_events",
    "list_meters",
    "load_catalogue",
    "month_to_date",
    "months_ahead",
    "partition_name",
    "query_usage",
    "retire_partitions",
    "sealed_usage",
    "usage_by_day",
    "usage_of_users",
    "value_of",
    "zones_in_use",
]
