"""Plans, their versions and charges. A published version never changes; what is to change becomes the next version."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from decimal import Decimal
from typing import Literal

from tortoise.exceptions import IntegrityError

from core import audit
from core.accounts import Actor
from core.checks import check_slug, check_text, is_slug
from core.clock import now
from core.database import transaction
from core.errors import Conflict, InvalidInput, NotFound
from core.metering import Meter, get_meter
from core.money import check_currency, parse_quantity, parse_unit_price
from core.plans.models import Charge, Plan, PlanVersion

__all__ = ["ChargeDraft", "PlanDetails", "create_plan", "draft_version", "get_plan", "list_plans", "publish_plan"]

CHARGES_MAX = 50
ChargeModel = Literal["flat", "per_unit"]


@dataclass(frozen=True, slots=True)
class ChargeDraft:
    """A charge as it is asked for: a `flat` fee per month, or `per_unit` of a meter beyond what is included."""

    name: str
    model: ChargeModel
    amount: Decimal
    meter: str | None = None
    included: Decimal = Decimal(0)


@dataclass(frozen=True, slots=True)
class PlanDetails:
    """A plan and its versions with their charges, oldest first."""

    plan: Plan
    versions: Sequence[tuple[PlanVersion, Sequence[Charge]]]

    @property
    def published(self) -> PlanVersion | None:
        """The version that new subscriptions get: the newest published one."""
        return next((version for version, _ in reversed(self.versions) if version.status == "published"), None)


async def create_plan(
    actor: Actor, *, slug: str, name: str, currency: str, charges: Sequence[ChargeDraft], description: str = ""
) -> PlanDetails:
    """A plan with a draft of its first version."""
    actor.require_vendor("billing:write")
    plan = Plan(
        slug=check_slug(slug),
        name=check_text(name, field="name", chars_max=100),
        description=check_text(description, field="description", chars_max=500, required=False),
    )
    try:
        async with transaction():
            await plan.save(force_create=True)
            await audit.record(
                actor,
                action="plan.create",
                entity="plan",
                entity_id=plan.id,
                after=audit.snapshot(plan, ("slug", "name", "description")),
            )
            await _add_version(actor, plan, 1, currency, charges)
    except IntegrityError as error:
        raise Conflict(f"There is a plan with the slug {slug!r}.") from error
    return await _get_plan(slug)  # not get_plan: who may write but not read has written, and must not be told otherwise


async def draft_version(actor: Actor, slug: str, *, currency: str, charges: Sequence[ChargeDraft]) -> PlanDetails:
    """The draft of the next version; an unpublished draft is replaced."""
    actor.require_vendor("billing:write")
    async with transaction():
        plan = await _lock_plan(slug)
        await PlanVersion.filter(plan_id=plan.id, status="draft").delete()
        newest = await PlanVersion.filter(plan_id=plan.id).order_by("-number").first()
        await _add_version(actor, plan, newest.number + 1 if newest else 1, currency, charges)
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
    charges = await Charge.filter(version_id__in=[version.id for version in versions]).order_by("position")
    return [
        PlanDetails(
            plan,
            [
                (version, [charge for charge in charges if charge.version_id == version.id])  # type: ignore[attr-defined]
                for version in versions
                if version.plan_id == plan.id  # type: ignore[attr-defined]
            ],
        )
        for plan in plans
    ]


async def _lock_plan(slug: str) -> Plan:
    plan = await Plan.select_for_update().get_or_none(slug=slug) if is_slug(slug) else None
    if plan is None:
        raise _no_plan(slug)
    return plan


async def _add_version(
    actor: Actor, plan: Plan, number: int, currency: str, charges: Sequence[ChargeDraft]
) -> PlanVersion:
    if len(charges) > CHARGES_MAX:
        raise InvalidInput(f"A plan has at most {CHARGES_MAX} charges.", field="charges")
    version = await PlanVersion.create(plan_id=plan.id, number=number, currency=check_currency(currency))
    priced: set[str] = set()
    for position, draft in enumerate(charges):
        if draft.meter is not None and draft.meter in priced:
            raise InvalidInput(f"The meter {draft.meter!r} is priced twice.", field=f"charges.{position}.meter")
        priced.add(draft.meter or "")
        await _charge(actor, version, position, draft)
    await audit.record(
        actor,
        action="plan_version.draft",
        entity="plan_version",
        entity_id=version.id,
        after={"plan": plan.slug, "number": number, "currency": version.currency, "charges": [*map(asdict, charges)]},
    )
    return version


async def _charge(actor: Actor, version: PlanVersion, position: int, draft: ChargeDraft) -> Charge:
    at = f"charges.{position}"
    if draft.model not in ("flat", "per_unit"):
        raise InvalidInput("model must be flat or per_unit.", field=f"{at}.model")
    if (draft.meter is None) != (draft.model == "flat"):
        raise InvalidInput("A per_unit charge prices a meter; a flat one does not.", field=f"{at}.meter")
    meter = await _meter(actor, draft.meter, f"{at}.meter") if draft.meter is not None else None
    included = parse_quantity(draft.included, field=f"{at}.included")
    if included < 0:
        raise InvalidInput("included cannot be negative.", field=f"{at}.included")
    if included and meter is None:
        raise InvalidInput("A flat charge includes nothing: it prices no meter.", field=f"{at}.included")
    return await Charge.create(
        version_id=version.id,
        position=position,
        name=check_text(draft.name, field=f"{at}.name", chars_max=100),
        model=draft.model,
        meter_id=meter.id if meter else None,
        amount=parse_unit_price(draft.amount, field=f"{at}.amount"),
        included=included,
    )


async def _meter(actor: Actor, slug: str, field: str) -> Meter:
    try:
        return await get_meter(actor, slug)
    except NotFound as error:
        error.field = field
        raise


def _no_plan(slug: str) -> NotFound:
    return NotFound(f"There is no plan {slug[:64]!r}.", code="plan_not_found")
