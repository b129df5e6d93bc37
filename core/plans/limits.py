"""Limits of a plan's draft: part of what is published, and like prices never changed after that."""

from collections.abc import Collection, Sequence
from decimal import Decimal
from uuid import UUID

from core import audit
from core.accounts import Actor
from core.checks import is_slug
from core.database import transaction
from core.errors import Conflict, InvalidInput, NotFound
from core.metering import check_limit, get_meter
from core.plans.models import Plan, PlanLimit, PlanVersion

__all__ = ["give_limits", "limits_of_versions", "remove_plan_limit", "set_plan_limit"]

_AUDITED = ("period", "cap", "hard")


async def set_plan_limit(
    actor: Actor, slug: str, *, meter: str, period: str, cap: Decimal | int, hard: bool = True
) -> PlanLimit:
    """Cap what each subscriber of the plan's draft may use of a meter in an hour, a day, a month or a billing period,
    or beyond what it includes and unit packs hold.

    It holds for those who are put on the version once it is published. A limit of the user's own, of the same meter and
    period, replaces it. Conflict `plan_not_draft` if the plan has no draft.
    """
    actor.require_vendor("billing:write")
    found, units = await check_limit(actor, meter=meter, period=period, cap=cap)
    async with transaction():
        draft = await _lock_draft(slug)
        limit = await PlanLimit.get_or_none(version_id=draft.id, meter_id=found.id, period=period)
        before = None if limit is None else audit.snapshot(limit, _AUDITED)
        if limit is None:
            limit = PlanLimit(version_id=draft.id, meter_id=found.id, period=period)
        limit.cap, limit.hard = units, hard
        await limit.save(force_create=before is None)
        await _record(actor, "plan_limit.set", limit, meter, before, audit.snapshot(limit, _AUDITED))
    limit.meter = found
    return limit


async def remove_plan_limit(actor: Actor, slug: str, *, meter: str, period: str) -> None:
    """Take a limit out of the plan's draft. NotFound if it has none of this kind."""
    actor.require_vendor("billing:write")
    found = await get_meter(actor, meter)
    async with transaction():
        draft = await _lock_draft(slug)
        limit = await PlanLimit.get_or_none(version_id=draft.id, meter_id=found.id, period=period)
        if limit is None:
            raise NotFound("The draft has no such limit.")
        await limit.delete()
        await _record(actor, "plan_limit.remove", limit, meter, audit.snapshot(limit, _AUDITED), None)


async def limits_of_versions(actor: Actor, version_ids: Collection[UUID]) -> dict[UUID, Sequence[PlanLimit]]:
    """The limits of each of the versions, by meter and period."""
    actor.require("read")
    found: dict[UUID, list[PlanLimit]] = {version_id: [] for version_id in version_ids}
    for limit in await PlanLimit.filter(version_id__in=list(version_ids)).order_by("meter__slug", "period"):
        found[limit.version_id].append(limit)  # type: ignore[attr-defined]
    return dict(found)


async def give_limits(version: PlanVersion, limits: Collection[PlanLimit]) -> None:
    """Give a new draft the limits that another version has. Call it inside a transaction."""
    await PlanLimit.bulk_create(
        PlanLimit(
            version_id=version.id,
            meter_id=limit.meter_id,  # type: ignore[attr-defined]
            period=limit.period,
            cap=limit.cap,
            hard=limit.hard,
        )
        for limit in limits
    )


async def _lock_draft(slug: str) -> PlanVersion:
    plan = await Plan.select_for_update().get_or_none(slug=slug) if is_slug(slug) else None
    if plan is None:
        raise NotFound(f"There is no plan {slug[:64]!r}.", code="plan_not_found")
    if plan.addon:
        raise InvalidInput("An add-on has no limits. Give them to the plan, or to the user.", field="plan")
    draft = await PlanVersion.get_or_none(plan_id=plan.id, status="draft")
    if draft is None:
        raise Conflict("A published version never changes. Draft the next one first.", code="plan_not_draft")
    return draft


async def _record(
    actor: Actor,
    action: str,
    limit: PlanLimit,
    meter: str,
    before: dict[str, object] | None,
    after: dict[str, object] | None,
) -> None:
    await audit.record(
        actor,
        action=action,
        entity="plan_version",
        entity_id=limit.version_id,  # type: ignore[attr-defined]
        before=None if before is None else before | {"meter": meter},
        after=None if after is None else after | {"meter": meter},
    )
