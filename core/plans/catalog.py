"""Plans, their versions and charges. A published version never changes; what is to change becomes the next version."""

from collections.abc import Sequence
from dataclasses import dataclass, fields

from tortoise.exceptions import IntegrityError

from core import audit
from core.accounts import Actor
from core.checks import check_slug, check_text, is_slug
from core.clock import now
from core.database import transaction
from core.errors import Conflict, NotFound
from core.metering import list_meters
from core.plans.drafts import DEFAULT_OPTIONS, ChargeDraft, VersionOptions, add_version
from core.plans.limits import give_limits
from core.plans.models import Charge, Plan, PlanLimit, PlanVersion
from core.pricing import Terms

__all__ = ["PlanDetails", "archive_plan", "clone_plan", "create_plan", "draft_version", "get_plan", "list_plans",
           "publish_plan"]  # fmt: skip


@dataclass(frozen=True, slots=True)
class PlanDetails:
    """A plan and its versions with their charges, oldest first, and the limits of all of these."""

    plan: Plan
    versions: Sequence[tuple[PlanVersion, Sequence[Charge]]]
    limits: Sequence[PlanLimit]

    def limits_of(self, version: PlanVersion) -> list[PlanLimit]:
        """By meter and period."""
        return [limit for limit in self.limits if limit.version_id == version.id]  # type: ignore[attr-defined]

    @property
    def published(self) -> PlanVersion | None:
        """The version that new subscriptions get: the newest published one."""
        return next((version for version, _ in reversed(self.versions) if version.status == "published"), None)


async def create_plan(
    actor: Actor,
    *,
    slug: str,
    name: str,
    currency: str,
    charges: Sequence[ChargeDraft],
    description: str = "",
    addon: bool = False,
    options: VersionOptions = DEFAULT_OPTIONS,
) -> PlanDetails:
    """A plan with a draft of its first version. An add-on is sold to subscribers of others (`addons`)."""
    actor.require_vendor("billing:write")
    plan = Plan(
        slug=check_slug(slug),
        name=check_text(name, field="name", chars_max=100),
        description=check_text(description, field="description", chars_max=500, required=False),
        addon=addon,
    )
    try:
        async with transaction():
            await plan.save(force_create=True)
            await audit.record(
                actor,
                action="plan.create",
                entity="plan",
                entity_id=plan.id,
                after=audit.snapshot(plan, ("slug", "name", "description", "addon")),
            )
            await add_version(actor, plan, 1, currency, charges, options)
    except IntegrityError as error:
        raise Conflict(f"There is a plan with the slug {slug!r}.") from error
    return await _get_plan(slug)  # not get_plan: who may write but not read has written, and must not be told otherwise


async def draft_version(
    actor: Actor,
    slug: str,
    *,
    currency: str,
    charges: Sequence[ChargeDraft],
    options: VersionOptions = DEFAULT_OPTIONS,
) -> PlanDetails:
    """The draft of the next version, with the limits of the newest one; an unpublished draft is replaced."""
    actor.require_vendor("billing:write")
    async with transaction():
        plan = await _lock_plan(slug)
        newest = await PlanVersion.filter(plan_id=plan.id).order_by("-number").first()
        limits = await PlanLimit.filter(version_id=newest.id) if newest else []
        await PlanVersion.filter(plan_id=plan.id, status="draft").delete()
        number = 1 if newest is None else newest.number + (newest.status != "draft")
        draft = await add_version(actor, plan, number, currency, charges, options)
        await give_limits(draft, limits)
    return await _get_plan(slug)


async def publish_plan(actor: Actor, slug: str) -> PlanDetails:
    """Publish the draft. New subscriptions get it; those that exist keep the version they pinned."""
    actor.require_vendor("billing:write")
    async with transaction():
        plan = await _lock_plan(slug)
        draft = await PlanVersion.get_or_none(plan_id=plan.id, status="draft")
        if draft is None:
            raise Conflict("This plan has no draft to publish.", code="plan_not_draft")
        draft.status = "published"
        draft.published_at = now()
        await draft.save()
        await audit.record(
            actor,
            action="plan_version.publish",
            entity="plan_version",
            entity_id=draft.id,
            before={"status": "draft"},
            after={"status": draft.status},
        )
    return await _get_plan(slug)


async def archive_plan(actor: Actor, slug: str) -> PlanDetails:
    """Sell a plan no more. Who is on it stays on it; its versions are archived, an unpublished draft is dropped."""
    actor.require_vendor("billing:write")
    async with transaction():
        plan = await _lock_plan(slug)
        if plan.archived_at is None:
            plan.archived_at = now()
            await plan.save()
            await PlanVersion.filter(plan_id=plan.id, status="draft").delete()
            await PlanVersion.filter(plan_id=plan.id, status="published").update(status="archived")
            await audit.record(
                actor,
                action="plan.archive",
                entity="plan",
                entity_id=plan.id,
                before={"archived_at": None},
                after={"archived_at": plan.archived_at},
            )
    return await _get_plan(slug)


async def clone_plan(actor: Actor, slug: str, *, new_slug: str, name: str) -> PlanDetails:
    """A new plan whose draft has the prices and limits of another one's newest version."""
    details = await get_plan(actor, slug)
    if not details.versions:
        raise Conflict("This plan has no version to copy.", code="plan_not_published")
    version, charges = details.versions[-1]
    meters = {meter.id: meter.slug for meter in await list_meters(actor)}
    drafts = [
        ChargeDraft(
            name=charge.name,
            meter=meters.get(charge.meter_id),  # type: ignore[attr-defined]
            timing=charge.timing,  # type: ignore[arg-type]
            tax_category=charge.tax_category,
            **{each.name: getattr(charge.pricing, each.name) for each in fields(Terms)},
        )
        for charge in charges
    ]
    options = VersionOptions(**{each.name: getattr(version, each.name) for each in fields(VersionOptions)})
    async with transaction():
        made = await create_plan(
            actor,
            slug=new_slug,
            name=name,
            currency=version.currency,
            charges=drafts,
            description=details.plan.description,
            addon=details.plan.addon,
            options=options,
        )
        await give_limits(made.versions[0][0], await PlanLimit.filter(version_id=version.id))
    return made


async def get_plan(actor: Actor, slug: str) -> PlanDetails:
    actor.require("read")
    return await _get_plan(slug)


async def _get_plan(slug: str) -> PlanDetails:
    plan = await Plan.get_or_none(slug=slug) if is_slug(slug) else None
    if plan is None:
        raise _no_plan(slug)
    return (await _details([plan]))[0]


async def list_plans(actor: Actor) -> list[PlanDetails]:
    """All plans, by slug. They are the vendor's price list, so everybody who may read sees them."""
    actor.require("read")
    return await _details(await Plan.all().order_by("slug"))


async def _details(plans: Sequence[Plan]) -> list[PlanDetails]:
    versions = await PlanVersion.filter(plan_id__in=[plan.id for plan in plans]).order_by("number")
    ids = [version.id for version in versions]
    charges = await Charge.filter(version_id__in=ids).order_by("position")
    limits = await PlanLimit.filter(version_id__in=ids).order_by("meter__slug", "period").prefetch_related("meter")
    return [
        PlanDetails(
            plan,
            [
                (version, [charge for charge in charges if charge.version_id == version.id])  # type: ignore[attr-defined]
                for version in versions
                if version.plan_id == plan.id  # type: ignore[attr-defined]
            ],
            limits,
        )
        for plan in plans
    ]


async def _lock_plan(slug: str) -> Plan:
    plan = await Plan.select_for_update().get_or_none(slug=slug) if is_slug(slug) else None
    if plan is None:
        raise _no_plan(slug)
    return plan


def _no_plan(slug: str) -> NotFound:
    return NotFound(f"There is no plan {slug[:64]!r}.", code="plan_not_found")
