"""Alerts: thresholds on usage, and the moments at which users passed them."""

from core.alerts.alerts import ALERT_KINDS, AlertKind, AlertPeriod, create_alert, list_alerts, remove_alert
from core.alerts.models import Alert, RaisedAlert
from core.alerts.raised import list_raised_alerts
from core.alerts.settling import settle_alerts

__all__ = [
    "ALERT_KINDS",
    "Alert",
    "AlertKind",
    "AlertPeriod",
    "RaisedAlert",
    "create_alert",
    "list_alerts",
    "list_raised_alerts",
    "remove_alert",
    "settle_alerts",
]
