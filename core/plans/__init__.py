"""What is sold, and to whom."""

from core.plans.addons import add_addon, addons_of_users, list_addons, remove_addon
from core.plans.catalog import (
    PlanDetails,
    archive_plan,
    clone_plan,
    create_plan,
    draft_version,
    get_plan,
    list_plans,
    publish_plan,
)
from core.plans.counts import count_subscribers
from core.plans.drafts import ChargeDraft, VersionOptions
from core.plans.limits import limits_of_versions, remove_plan_limit, set_plan_limit
from core.plans.lookups import (
    browse_plans,
    charges_of_versions,
    find_plans,
    find_versions,
    subscriptions_of_users,
    versions_of_plans,
)
from core.plans.models import (
    BillingSchedule,
    Charge,
    Pause,
    Plan,
    PlanLimit,
    PlanVersion,
    Subscription,
    SubscriptionAddon,
)
from core.plans.moves import behind_newest, move_subscribers
from core.plans.priced import priced_dimensions
from core.plans.schedules import boundary_after, cycle_of, nominal_period, trial_end_of
from core.plans.subscriptions import (
    When,
    assign_plan,
    cancel_subscription,
    current_subscriptions,
    is_paused,
    list_subscriptions,
    pause_subscription,
    resume_subscription,
    subscriptions_in_force,
)

__all__ = [
    "BillingSchedule",
    "Charge",
    "ChargeDraft",
    "Pause",
    "Plan",
    "PlanDetails",
    "PlanLimit",
    "PlanVersion",
    "Subscription",
    "SubscriptionAddon",
    "VersionOptions",
    "When",
    "add_addon",
    "addons_of_users",
    "archive_plan",
    "assign_plan",
    "behind_newest",
    "boundary_after",
    "browse_plans",
    "cancel_subscription",
    "charges_of_versions",
    "clone_plan",
    "count_subscribers",
    "create_plan",
    "current_subscriptions",
    "cycle_of",
    "draft_version",
    "find_plans",
    "find_versions",
    "get_plan",
    "is_paused",
    "limits_of_versions",
    "list_addons",
    "list_plans",
    "list_subscriptions",
    "move_subscribers",
    "nominal_period",
    "pause_subscription",
    "priced_dimensions",
    "publish_plan",
    "remove_addon",
    "remove_plan_limit",
    "resume_subscription",
    "set_plan_limit",
    "subscriptions_in_force",
    "subscriptions_of_users",
    "trial_end_of",
    "versions_of_plans",
]
