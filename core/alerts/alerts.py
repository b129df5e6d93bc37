"""Setting thresholds and taking them away."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Literal, get_args
from uuid import UUID

from core import audit
from core.accounts import Actor, get_user
from core.alerts.models import Alert
from core.alerts.settling import settle_alerts
from core.database import transaction
from core.errors import Conflict, InvalidInput, NotFound
from core.metering import get_meter
from core.money import parse_units

__all__ = ["ALERT_KINDS", "AlertKind", "AlertPeriod", "create_alert", "list_alerts", "remove_alert"]

AlertKind = Literal["limit_percent", "usage"]
AlertPeriod = Literal["hour", "day", "month", "billing"]
#: Those of alerts on usage. An hour and a billing period are followed where there is a limit by them.
USAGE_PERIODS: tuple[AlertPeriod, ...] = ("day", "month")
ALERT_KINDS: tuple[AlertKind, ...] = get_args(AlertKind)
#: Of a limit: soft ones can be passed many times over.
PERCENT_MAX = 1_000
ALERTS_MAX = 500
_AUDITED = ("kind", "threshold", "user_id", "meter_id", "period")


async def create_alert(
    actor: Actor,
    *,
    kind: AlertKind,
    threshold: Decimal | int,
    user_id: UUID | None = None,
    meter: str | None = None,
    period: AlertPeriod | None = None,
) -> Alert:
    """Be told when a user's usage reaches a threshold, once in each of its periods.

    `limit_percent`: so many percent, above 0 and up to 1,000, of a limit; for all users or one, all limited meters or
    one, all periods or one. `usage`: so many units of a meter in a day or month, both of which must then be
    given. Live keys only. Whoever stands above it already raises it within seconds.
    """
    actor.require_vendor("billing:write")
    if kind not in ALERT_KINDS:
        raise InvalidInput(f"kind must be one of {', '.join(ALERT_KINDS)}.", field="kind")
    if period is not None and period not in get_args(AlertPeriod):
        raise InvalidInput(f"period must be one of {', '.join(get_args(AlertPeriod))}.", field="period")
    value = Decimal(parse_units(threshold, field="threshold"))
    if value == 0:
        raise InvalidInput("threshold must be above 0.", field="threshold")
    if kind == "limit_percent" and value > PERCENT_MAX:
        raise InvalidInput(f"threshold must be at most {PERCENT_MAX:,} percent of a limit.", field="threshold")
    if kind == "usage" and (meter is None or period is None):
        raise InvalidInput("An alert on usage needs a meter and a period.", field="period" if meter else "meter")
    if kind == "usage" and period not in USAGE_PERIODS:
        raise InvalidInput("An alert on usage is by day or month.", field="period")
    found = await get_meter(actor, meter) if meter is not None else None
    if user_id is not None:
        await get_user(actor, user_id)
    alert = Alert(
        kind=kind, threshold=value, user_id=user_id, meter_id=found.id if found is not None else None, period=period
    )
    async with transaction():
        if await Alert.all().count() >= ALERTS_MAX:
            raise Conflict(f"There are {ALERTS_MAX} alerts already. Remove one first.", code="already_exists")
        if await Alert.exists(**{name: getattr(alert, name) for name in _AUDITED}):
            raise Conflict("There is such an alert already.", code="already_exists")
        await alert.save(force_create=True)
        await audit.record(
            actor,
            action="alert.create",
            entity="alert",
            entity_id=alert.id,
            user_id=user_id,
            after=audit.snapshot(alert, _AUDITED),
        )
    await settle_alerts()
    return alert


async def remove_alert(actor: Actor, alert_id: UUID) -> None:
    """Take a threshold away. What it raised stays."""
    actor.require_vendor("billing:write")
    async with transaction():
        alert = await Alert.get_or_none(id=alert_id)
        if alert is None:
            raise NotFound("There is no such alert.")
        before, user_id = audit.snapshot(alert, _AUDITED), alert.user_id  # type: ignore[attr-defined]
        await alert.delete()
        await audit.record(
            actor, action="alert.remove", entity="alert", entity_id=alert_id, user_id=user_id, before=before
        )


async def list_alerts(actor: Actor, *, user_id: UUID | None = None) -> Sequence[Alert]:
    """All thresholds, oldest first, with their users and meters; of a user: those that can be raised for it."""
    actor.require_vendor("read")
    query = Alert.all().order_by("id").prefetch_related("user", "meter")
    if user_id is None:
        return await query
    await get_user(actor, user_id)
    return [alert for alert in await query if alert.user_id in (None, user_id)]  # type: ignore[attr-defined]
