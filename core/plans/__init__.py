"""What is sold, and to whom."""

from core.plans.catalog import (
    ChargeDraft,
    PlanDetails,
    create_plan,
    draft_version,
    get_plan,
    list_plans,
    publish_plan,
)
from core.plans.counts import count_subscribers
from core.plans.lookups import (
    browse_plans,
    charges_of_versions,
    find_plans,
    find_versions,
    subscriptions_of_users,
    versions_of_plans,
)
from core.plans.models import Charge, Plan, PlanVersion, Subscription
from core.plans.subscriptions import assign_plan, current_subscriptions, list_subscriptions

__all__ = [
    "Charge",
    "ChargeDraft",
    "Plan",
    "PlanDetails",
    "PlanVersion",
    "Subscription",
    "assign_plan",
    "browse_plans",
    "charges_of_versions",
    "count_subscribers",
    "create_plan",
    "current_subscriptions",
    "draft_version",
    "find_plans",
    "find_versions",
    "get_plan",
    "list_plans",
    "list_subscriptions",
    "publish_plan",
    "subscriptions_of_users",
    "versions_of_plans",
]
