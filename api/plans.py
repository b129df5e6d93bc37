"""REST: plans and their versions."""

from fastapi import APIRouter

from api.auth import AdminActor, AnyActor
from api.idempotency import ManagedRoute
from api.schemas import CloneIn, LimitIn, MovedOut, MoveIn, MovePreviewOut, PlanIn, PlanLimitOut, PlanOut, VersionIn
from core import billing, limits, plans

router = APIRouter(route_class=ManagedRoute, prefix="/plans", tags=["plans"])


@router.post("", status_code=201)
async def create_plan(actor: AdminActor, body: PlanIn) -> PlanOut:
    """Create a plan with a draft of its first version."""
    charges = [charge.as_draft() for charge in body.charges]
    return PlanOut.of(
        await plans.create_plan(
            actor,
            slug=body.slug,
            name=body.name,
            description=body.description,
            addon=body.addon,
            currency=body.currency,
            charges=charges,
            options=body.options(),
        )
    )


@router.get("")
async def list_plans(actor: AnyActor) -> list[PlanOut]:
    """All plans with their versions, by slug."""
    return [PlanOut.of(details) for details in await plans.list_plans(actor)]


@router.get("/{slug}")
async def get_plan(actor: AnyActor, slug: str) -> PlanOut:
    """One plan with its versions, by slug."""
    return PlanOut.of(await plans.get_plan(actor, slug))


@router.post("/{slug}/versions", status_code=201)
async def draft_version(actor: AdminActor, slug: str, body: VersionIn) -> PlanOut:
    """Draft the next version; an unpublished draft is replaced. Published versions never change."""
    charges = [charge.as_draft() for charge in body.charges]
    return PlanOut.of(
        await plans.draft_version(actor, slug, currency=body.currency, charges=charges, options=body.options())
    )


@router.post("/{slug}/archive")
async def archive_plan(actor: AdminActor, slug: str) -> PlanOut:
    """Sell a plan no more. Who is on it stays on it."""
    return PlanOut.of(await plans.archive_plan(actor, slug))


@router.post("/{slug}/clone", status_code=201)
async def clone_plan(actor: AdminActor, slug: str, body: CloneIn) -> PlanOut:
    """A new plan whose draft has the prices of this one's newest version."""
    return PlanOut.of(await plans.clone_plan(actor, slug, new_slug=body.slug, name=body.name))


@router.post("/{slug}/publish")
async def publish_plan(actor: AdminActor, slug: str) -> PlanOut:
    """Publish the draft: new subscriptions get it."""
    return PlanOut.of(await plans.publish_plan(actor, slug))


@router.put("/{slug}/limits/{meter}/{period}")
async def set_plan_limit(
    actor: AdminActor, slug: str, meter: str, period: limits.LimitPeriod, body: LimitIn
) -> PlanLimitOut:
    """Cap, in the plan's draft, what each subscriber may use of a meter in an hour, a day or a month.

    The next draft begins with the limits of this one. A limit of a user's own replaces the plan's of the same kind.
    """
    limit = await plans.set_plan_limit(actor, slug, meter=meter, period=period, cap=body.cap, hard=body.hard)
    return PlanLimitOut.of(limit)


@router.delete("/{slug}/limits/{meter}/{period}", status_code=204)
async def remove_plan_limit(actor: AdminActor, slug: str, meter: str, period: limits.LimitPeriod) -> None:
    """Take a limit out of the plan's draft."""
    await plans.remove_plan_limit(actor, slug, meter=meter, period=period)


@router.post("/{slug}/move/preview")
async def preview_move(actor: AdminActor, slug: str, body: MoveIn) -> MovePreviewOut:
    """Who would pay what if everybody on an older version went to the newest one. Nothing is written."""
    return MovePreviewOut.of(await billing.preview_move(actor, slug, when=body.when))


@router.post("/{slug}/move")
async def move_subscribers(actor: AdminActor, slug: str, body: MoveIn) -> MovedOut:
    """Put everybody who is on an older version on the newest one, now or with each one's next period."""
    return MovedOut(users=await plans.move_subscribers(actor, slug, when=body.when))
