"""The estimate of users: the billing period that runs, by the subscription in force; without one, the calendar month.

Most periods are plain: a calendar month under one version, with charges alone. Those are priced here, a hundred of them
in a few milliseconds. All others are what their invoices would be (`running`); a test holds both against each other.
Coupons, taxes and credits come after what an estimate says. A constant number of statements, however many users are
asked for at once.
"""

import asyncio
from collections.abc import Sequence, Set
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from decimal import Decimal
from uuid import UUID

from core.accounts import Actor, User
from core.billing.estimation import Estimate, MeterUsage, PlanCharge, estimate
from core.billing.running import running_estimates
from core.clock import now
from core.database import fetch
from core.errors import NotFound
from core.metering import Meter, daily_usage, list_meters, month_to_date
from core.money import ONE
from core.periods import Period, calendar_month_at
from core.plans import Charge, PlanVersion, Subscription, subscriptions_in_force
from core.pricing import charge_of

__all__ = ["UserEstimate", "as_plan_charge", "estimate_user", "estimate_users", "estimates_of"]

#: Enough for the means over full weeks that forecasts use.
_HISTORY = timedelta(days=36)
#: Calls are answered by the same process: a thousand estimates must not keep them waiting.
_USERS_AT_A_STRETCH = 25
# Who was paused, or has add-ons or unit packs.
_APART = """
SELECT user_id FROM subscription_pauses WHERE user_id = ANY ($1)
UNION SELECT user_id FROM subscription_addons WHERE user_id = ANY ($1)
UNION SELECT user_id FROM unit_packs WHERE user_id = ANY ($1) AND remaining > 0
"""


@dataclass(frozen=True, slots=True)
class UserEstimate:
    """What a user will be billed for its month as far as can be known; `plan_version` None: no subscription."""

    user: User
    plan_version: PlanVersion | None
    estimate: Estimate


async def estimate_user(actor: Actor, user_id: UUID, *, at: datetime | None = None) -> UserEstimate:
    """One user's estimate, or NotFound."""
    found = await estimate_users(actor, [user_id], at=at)
    if not found:
        raise NotFound("There is no such user.", code="user_not_found")
    return found[user_id]


async def estimate_users(
    actor: Actor, user_ids: Sequence[UUID], *, at: datetime | None = None
) -> dict[UUID, UserEstimate]:
    """The estimates of those users that exist and that the actor may see."""
    actor.require("read")
    users = await User.filter(id__in=[user_id for user_id in user_ids if actor.sees(user_id)])
    return await estimates_of(actor, users, at=at)


async def estimates_of(actor: Actor, users: Sequence[User], *, at: datetime | None = None) -> dict[UUID, UserEstimate]:
    """The same for users that were read already."""
    actor.require("read")
    users = [user for user in users if actor.sees(user.id)]
    instant = at or now()
    zones = [(user.id, user.time_zone) for user in users]
    subscribed = await subscriptions_in_force(actor, [user.id for user in users], at=instant)
    versions = {
        version.id: version
        for version in await PlanVersion.filter(id__in={each.version_id for each in subscribed.values()})  # type: ignore[attr-defined]
    }
    charges = await Charge.filter(version_id__in=list(versions)).order_by("position")
    meters = await list_meters(actor)
    apart = {row["user_id"] for row in await fetch(_APART, [user.id for user in users])}
    used = await month_to_date(actor, zones, at=instant)
    daily = await daily_usage(actor, zones, since=instant - _HISTORY)
    by_version: dict[UUID, list[Charge]] = {version_id: [] for version_id in versions}
    for charge in charges:
        by_version[charge.version_id].append(charge)  # type: ignore[attr-defined]
    sold = {version_id: [as_plan_charge(each) for each in mine] for version_id, mine in by_version.items()}
    priced = {version_id: {charge.meter_id for charge in each} for version_id, each in sold.items()}
    fancy = [
        (user, subscribed[user.id], versions[subscribed[user.id].version_id])  # type: ignore[attr-defined]
        for user in users
        if user.id in subscribed
        and not _is_plain(
            subscribed[user.id],
            versions[subscribed[user.id].version_id],  # type: ignore[attr-defined]
            by_version[subscribed[user.id].version_id],  # type: ignore[attr-defined]
            calendar_month_at(instant, user.time_zone),
            apart,
        )
    ]
    running = await running_estimates(fancy, meters, daily, at=instant) if fancy else {}
    found: dict[UUID, UserEstimate] = {}
    for number, user in enumerate(users, start=1):
        if number % _USERS_AT_A_STRETCH == 0:
            await asyncio.sleep(0)
        subscription = subscribed.get(user.id)
        if subscription is not None and user.id in running:
            found[user.id] = UserEstimate(user, versions[subscription.version_id], running[user.id])  # type: ignore[attr-defined]
            continue
        version = versions.get(subscription.version_id) if subscription is not None else None  # type: ignore[attr-defined]
        plan_charges: Sequence[PlanCharge] = sold[version.id] if version is not None else ()
        if version is not None and subscription is not None and (subscription.overrides or subscription.seats != 1):
            plan_charges = [as_plan_charge(each, subscription) for each in by_version[version.id]]
        priced_here = priced[version.id] if version is not None else set()
        used_here = used.get(user.id, {})
        usages = [
            MeterUsage(
                meter_id=meter.id,
                name=meter.name,
                quantity=used_here.get(meter.id, Decimal(0)),
                unit=_unit(meter),
                daily_history=daily.get((user.id, meter.id), {}),
            )
            for meter in meters
            # What no charge prices and nobody used has nothing to say.
            if meter.id in priced_here or meter.id in used_here or (user.id, meter.id) in daily
        ]
        result = estimate(
            plan_charges,
            usages,
            currency=version.currency if version is not None else user.currency,
            period=calendar_month_at(instant, user.time_zone),
            now=instant,
            zone=user.time_zone,
        )
        found[user.id] = UserEstimate(user, version, result)
    return found


def _is_plain(
    subscription: Subscription, version: PlanVersion, charges: Sequence[Charge], month: Period, apart: Set[UUID]
) -> bool:
    """Whether its period is the calendar month, all of it under one version, and charges alone make its price; `apart`
    are users with what makes more of it."""
    return (
        (version.interval_unit, version.interval_count, version.alignment) == ("month", 1, "calendar")
        and version.minimum is None
        and version.spend_cap is None
        and subscription.user_id not in apart  # type: ignore[attr-defined]
        and max(subscription.starts_at, subscription.trial_ends_at or subscription.starts_at) <= month.start
        and (subscription.ends_at is None or subscription.ends_at >= month.end)
        and not any(charge.pricing.dimension or charge.pricing.minimum or charge.pricing.maximum for charge in charges)
    )


def _unit(meter: Meter) -> str:
    return meter.unit or "units"


def as_plan_charge(charge: Charge, subscription: Subscription | None = None) -> PlanCharge:
    """A stored charge as what can price a quantity, with the price and the seats of a subscription of its own."""
    terms, seats = charge.pricing, ONE
    if subscription is not None:
        if charge.name in subscription.overrides:
            terms = replace(terms, amount=Decimal(subscription.overrides[charge.name]))
        seats = Decimal(subscription.seats)
    quantity = seats if terms.model == "seats" else ONE
    return PlanCharge(charge.id, charge.name, charge_of(terms), charge.meter_id, quantity)  # type: ignore[attr-defined]
