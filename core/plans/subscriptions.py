"""Who is on which plan, since when. What was is never overwritten: a change ends one row and begins another."""

from collections.abc import Callable, Coroutine, Mapping, Sequence
from collections.abc import Set as AbstractSet
from datetime import datetime
from decimal import Decimal
from functools import wraps
from typing import Any, Concatenate, Literal, ParamSpec, TypeVar
from uuid import UUID

from tortoise.expressions import Q

from core import audit
from core.accounts import Actor, User, bump_epoch, get_user, in_time_of
from core.clock import now, require_utc
from core.database import transaction
from core.errors import Conflict, InvalidInput
from core.ids import new_id
from core.money import format_decimal, parse_unit_price
from core.plans.additions import SAME_CYCLE, end_additions, require_one_price
from core.plans.catalog import PlanDetails, get_plan
from core.plans.models import BillingSchedule, Charge, Pause, PlanVersion, Subscription
from core.plans.schedules import nominal_period, open_schedule, trial_end_of

__all__ = [
    "When",
    "assign_plan",
    "cancel_subscription",
    "current_subscriptions",
    "is_paused",
    "list_subscriptions",
    "pause_subscription",
    "resume_subscription",
    "subscriptions_in_force",
]

SEATS_MAX = 1_000_000
#: When a change takes effect: at once, or at the end of the period that runs.
When = Literal["now", "period_end"]


_P = ParamSpec("_P")
_R = TypeVar("_R")
_Verb = Callable[Concatenate[Actor, UUID, _P], Coroutine[Any, Any, _R]]


def in_users_time(verb: _Verb[_P, _R]) -> _Verb[_P, _R]:
    """A change of a user on a test clock is made at the time of that."""

    @wraps(verb)
    async def made(actor: Actor, user_id: UUID, *args: _P.args, **kwargs: _P.kwargs) -> _R:
        async with in_time_of(user_id):
            return await verb(actor, user_id, *args, **kwargs)

    return made  # type: ignore[return-value]  # which names the arguments, as every verb here does


@in_users_time
async def assign_plan(
    actor: Actor,
    user_id: UUID,
    *,
    plan: str,
    starts_at: datetime | None = None,
    when: When = "now",
    seats: int | None = None,
    overrides: Mapping[str, Decimal] | None = None,
) -> Subscription:
    """Put a user on the newest published version of a plan from an instant on, by default now.

    Without an instant, `when` says whether it begins now or with the next period of the subscription that runs.
    Without `seats` they stay as many as they are (one for a new user), and without `overrides` the user's own prices
    stay of those charges that the version has too.

    The subscription that runs then ends there. One that begins later is in the way: `subscription_overlaps`.
    A change between versions of one currency and cycle goes on with the same periods and the same invoice; any other
    closes the old subscription with an invoice of its own, and its add-ons end with it. `overrides` are prices of this
    user's own, by the name of the charge whose `amount` they stand for.
    """
    actor.require_vendor("billing:write")
    details = await get_plan(actor, plan)
    if details.plan.addon:
        raise InvalidInput("This plan is an add-on: add it to a subscription of another plan.", field="plan")
    version = sold_version(details)
    names = {charge.name for charge in await Charge.filter(version_id=version.id)}
    own = _overrides(names, overrides or {})
    if seats is not None and not 0 <= seats <= SEATS_MAX:
        raise InvalidInput(f"seats must be 0 to {SEATS_MAX}.", field="seats")
    async with transaction():
        await get_user(actor, user_id)
        user = await User.select_for_update().get(id=user_id)
        start = require_utc(starts_at) if starts_at is not None else await _start(user, when)
        if await Subscription.filter(user_id=user_id, starts_at__gte=start).exists():
            raise Conflict("A subscription of this user begins at or after that.", code="subscription_overlaps")
        before = await Subscription.get_or_none(user_id=user_id, ends_at=None)
        await Subscription.filter(user_id=user_id, ends_at=None).update(ends_at=start)
        if await Subscription.filter(user_id=user_id, ends_at__gt=start).exists():
            raise Conflict("A subscription of this user runs until after that.", code="subscription_overlaps")
        if before is not None and overrides is None:
            own = {name: amount for name, amount in before.overrides.items() if name in names}
        if seats is None:
            seats = before.seats if before is not None else 1
        subscription = Subscription(
            id=new_id(), user_id=user_id, version_id=version.id, starts_at=start, seats=seats, overrides=own
        )
        if before is not None and await _goes_on(before, version):
            subscription.root_id, subscription.anchor = before.root_id, before.anchor
            subscription.trial_ends_at = before.trial_ends_at
            await require_one_price(before.root_id, version, start)
        else:
            if before is not None:
                await _close(user, before.root_id, start)
            subscription.trial_ends_at = trial_end_of(version, start, user.time_zone)
            subscription.root_id = subscription.id
            subscription.anchor = subscription.trial_ends_at or start
            await open_schedule(user, subscription.id, version, start=subscription.anchor)
        await subscription.save(force_create=True)
        await _tell_keys(user)
        await audit.record(
            actor,
            action="subscription.create",
            entity="subscription",
            entity_id=subscription.id,
            user_id=user_id,
            after={"plan": plan, "version": version.number, "starts_at": start, "seats": seats, "overrides": own},
        )
    return subscription


def sold_version(details: PlanDetails) -> PlanVersion:
    """The version that is sold, or Conflict."""
    if details.plan.archived_at is not None:
        raise Conflict("This plan is sold no more.", code="plan_archived")
    if details.published is None:
        raise Conflict("This plan has no published version. Publish its draft first.", code="plan_not_published")
    return details.published


async def _start(user: User, when: When) -> datetime:
    """Now, or the end of the period that runs; now as well if nothing runs."""
    at = now()
    running = await Subscription.get_or_none(user_id=user.id, ends_at=None, starts_at__lte=at)
    if when == "now" or running is None:
        return at
    version = await PlanVersion.get(id=running.version_id)  # type: ignore[attr-defined]
    return nominal_period(version, running.anchor, at, user.time_zone).end


def _overrides(names: AbstractSet[str], asked: Mapping[str, Decimal]) -> dict[str, str]:
    if unknown := asked.keys() - names:
        raise InvalidInput(f"The plan has no charge {min(unknown)[:100]!r}.", field="overrides")
    return {name: format_decimal(parse_unit_price(amount, field="overrides")) for name, amount in asked.items()}


async def _goes_on(before: Subscription, version: PlanVersion) -> bool:
    earlier = await PlanVersion.get(id=before.version_id)  # type: ignore[attr-defined]
    return all(getattr(earlier, name) == getattr(version, name) for name in SAME_CYCLE)


async def _close(user: User, root_id: UUID, at: datetime) -> None:
    """Have the last invoice of a subscription made for its end; none if it ends before anything is billed."""
    schedule = await BillingSchedule.select_for_update().get_or_none(root_id=root_id)
    if schedule is not None and schedule.next_at is not None:
        schedule.next_at = min(schedule.next_at, at) if at > schedule.period_start else None
        await schedule.save()
    await end_additions(root_id, at)
    ended = await Pause.filter(root_id=root_id, ends_at=None, starts_at__lt=at).update(ends_at=at)
    if ended or await Pause.filter(root_id=root_id, ends_at=None).delete():  # one of this very instant is none
        await _tell_keys(user)


async def _tell_keys(user: User) -> None:
    """Have it hold as fast as a revocation does: a pause and the limits of a plan are part of what the guard knows."""
    await User.filter(id=user.id).update(epoch=await bump_epoch())


@in_users_time
async def cancel_subscription(actor: Actor, user_id: UUID, *, when: When = "period_end") -> Subscription:
    """End the subscription that runs, now or with its period. Fees in advance for what is left are taken off."""
    actor.require_vendor("billing:write")
    async with transaction():
        running, user = await running_subscription(actor, user_id)
        at = now()
        if when == "period_end":
            version = await PlanVersion.get(id=running.version_id)  # type: ignore[attr-defined]
            at = nominal_period(version, running.anchor, at, user.time_zone).end
        running.ends_at = at
        await running.save()
        await _close(user, running.root_id, at)
        await _record(actor, "subscription.cancel", running, {"ends_at": at})
    return running


@in_users_time
async def pause_subscription(actor: Actor, user_id: UUID) -> Subscription:
    """Bill no fee, no minimum and no usage from now on, until it is resumed. The user's keys are refused meanwhile."""
    actor.require_vendor("billing:write")
    async with transaction():
        running, user = await running_subscription(actor, user_id)
        if await Pause.filter(root_id=running.root_id, ends_at=None).exists():
            raise Conflict("This subscription is paused already.", code="already_paused")
        at = now()
        await Pause.create(user_id=user_id, root_id=running.root_id, starts_at=at)
        await _tell_keys(user)
        await _record(actor, "subscription.pause", running, {"paused_at": at})
    return running


@in_users_time
async def resume_subscription(actor: Actor, user_id: UUID) -> Subscription:
    """Bill a paused subscription again from now on. Does nothing to one that is not paused."""
    actor.require_vendor("billing:write")
    async with transaction():
        running, user = await running_subscription(actor, user_id)
        at = now()
        if await Pause.filter(root_id=running.root_id, ends_at=None).update(ends_at=at):
            await _tell_keys(user)
            await _record(actor, "subscription.resume", running, {"resumed_at": at})
    return running


async def running_subscription(actor: Actor, user_id: UUID) -> tuple[Subscription, User]:
    """The subscription that runs without an end, and its user, whose row is locked. Conflict without one."""
    await get_user(actor, user_id)
    user = await User.select_for_update().get(id=user_id)
    running = await Subscription.get_or_none(user_id=user_id, ends_at=None)
    if running is None or running.starts_at > now():
        raise Conflict("No subscription of this user runs without an end.", code="subscription_ended")
    return running, user


async def _record(actor: Actor, action: str, subscription: Subscription, after: Mapping[str, object]) -> None:
    await audit.record(
        actor,
        action=action,
        entity="subscription",
        entity_id=subscription.id,
        user_id=subscription.user_id,  # type: ignore[attr-defined]
        after=after,
    )


async def is_paused(actor: Actor, subscription: Subscription) -> bool:
    """Whether it bills nothing until it is resumed."""
    actor.require("read")
    return await Pause.filter(root_id=subscription.root_id, ends_at=None).exists()


async def list_subscriptions(actor: Actor, user_id: UUID) -> list[Subscription]:
    """All of one user, newest first."""
    actor.require("read")
    await get_user(actor, user_id)
    return await Subscription.filter(user_id=user_id).order_by("-starts_at")


async def subscriptions_in_force(actor: Actor, user_ids: Sequence[UUID], *, at: datetime) -> dict[UUID, Subscription]:
    """By user, the subscription in force at an instant. Users without one are absent."""
    actor.require("read")
    visible = [user_id for user_id in user_ids if actor.sees(user_id)]
    rows = await Subscription.filter(Q(ends_at=None) | Q(ends_at__gt=at), user_id__in=visible, starts_at__lte=at)
    return {row.user_id: row for row in rows}  # type: ignore[attr-defined]


async def current_subscriptions(actor: Actor, user_ids: Sequence[UUID], *, at: datetime) -> dict[UUID, UUID]:
    """By user, the plan version in force at an instant. Users without one are absent."""
    found = await subscriptions_in_force(actor, user_ids, at=at)
    return {user_id: row.version_id for user_id, row in found.items()}  # type: ignore[attr-defined]
