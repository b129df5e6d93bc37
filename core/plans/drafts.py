"""A version of a plan as it is asked for, checked, and written."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, fields
from decimal import Decimal
from typing import Any, Literal, get_args

from core import audit
from core.accounts import Actor
from core.checks import check_slug, check_text
from core.errors import InvalidInput, NotFound
from core.metering import Meter, get_meter
from core.money import ZERO, check_currency, parse_allowance, parse_unit_price
from core.periods import Interval, Unit
from core.plans.models import Charge, Plan, PlanVersion
from core.pricing import FEES, ChargeModel, Terms, Tier, charge_of

__all__ = ["DEFAULT_OPTIONS", "ChargeDraft", "VersionOptions", "add_version"]

CHARGES_MAX = 50
DAYS_MAX = 366
ChargeTiming = Literal["arrears", "advance"]
Alignment = Literal["calendar", "anniversary"]


@dataclass(frozen=True, slots=True)
class ChargeDraft:
    """A charge as it is asked for. What each model needs and refuses: core/pricing/terms.py.

    Fees and seats may be billed in advance; all else is billed in arrears, once it is known. A tax category of its own
    is a slug, such as `books`; without one a charge is taxed as fees or as usage.
    """

    name: str
    model: ChargeModel
    amount: Decimal = ZERO
    meter: str | None = None
    included: Decimal = ZERO
    timing: ChargeTiming = "arrears"
    tiers: Sequence[Tier] = ()
    package_size: Decimal | None = None
    per_event: Decimal = ZERO
    minimum: Decimal | None = None
    maximum: Decimal | None = None
    dimension: str | None = None
    dimension_prices: Mapping[str, Decimal] = field(default_factory=dict)
    tax_category: str | None = None

    @property
    def terms(self) -> Terms:
        names = [each.name for each in fields(Terms)]
        return Terms(**{name: getattr(self, name) for name in names})


@dataclass(frozen=True, slots=True)
class VersionOptions:
    """How a version bills: every so many days, weeks, months or years, in step with the calendar or with its start.

    `minimum` is what a period costs at least, usage and fees together, and `spend_cap` what its usage costs at most.
    A trial bills nothing. An invoice is due after `due_days`.
    """

    interval_unit: Unit = "month"
    interval_count: int = 1
    alignment: Alignment = "calendar"
    minimum: Decimal | None = None
    spend_cap: Decimal | None = None
    trial_days: int = 0
    due_days: int = 30

    def checked(self) -> dict[str, Any]:
        """The columns of a version, or InvalidInput naming the option."""
        Interval(self.interval_unit, self.interval_count)
        if self.alignment not in get_args(Alignment):
            raise InvalidInput("alignment must be calendar or anniversary.", field="alignment")
        for name in ("trial_days", "due_days"):
            if not 0 <= getattr(self, name) <= DAYS_MAX:
                raise InvalidInput(f"{name} must be 0 to {DAYS_MAX}.", field=name)
        columns = asdict(self)
        for name in ("minimum", "spend_cap"):
            if columns[name] is not None:
                columns[name] = parse_unit_price(columns[name], field=name)
        return columns


DEFAULT_OPTIONS = VersionOptions()


async def add_version(
    actor: Actor, plan: Plan, number: int, currency: str, charges: Sequence[ChargeDraft], options: VersionOptions
) -> PlanVersion:
    """Write a draft. InvalidInput names the charge and the term; call it inside a transaction."""
    if len(charges) > CHARGES_MAX:
        raise InvalidInput(f"A plan has at most {CHARGES_MAX} charges.", field="charges")
    if plan.addon and options.trial_days:
        raise InvalidInput("An add-on has no trial: that of the plan holds for it too.", field="trial_days")
    version = await PlanVersion.create(
        plan_id=plan.id, number=number, currency=check_currency(currency), **options.checked()
    )
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
        after={
            "plan": plan.slug,
            "number": number,
            "currency": version.currency,
            "options": asdict(options),
            "charges": [*map(asdict, charges)],
        },
    )
    return version


async def _charge(actor: Actor, version: PlanVersion, position: int, draft: ChargeDraft) -> Charge:
    at = f"charges.{position}"
    try:
        charge_of(draft.terms)
    except InvalidInput as error:
        error.field = f"{at}.{'amount' if error.field == 'unit_amount' and not draft.tiers else error.field}"
        raise
    if (draft.meter is None) != (draft.model in FEES):
        raise InvalidInput("A fee and seats price no meter; every other charge does.", field=f"{at}.meter")
    if draft.timing not in get_args(ChargeTiming) or (draft.timing == "advance" and draft.meter is not None):
        raise InvalidInput("timing is arrears, or for fees and seats advance.", field=f"{at}.timing")
    meter = await _meter(actor, draft.meter, f"{at}.meter") if draft.meter is not None else None
    if draft.model == "percentage" and meter is not None and meter.unit.upper() != version.currency:
        raise InvalidInput(
            f"A percentage is of money: the meter's unit must be {version.currency}.", field=f"{at}.meter"
        )
    return await Charge.create(
        version_id=version.id,
        position=position,
        name=check_text(draft.name, field=f"{at}.name", chars_max=100),
        model=draft.model,
        timing=draft.timing,
        meter_id=meter.id if meter else None,
        amount=parse_unit_price(draft.amount, field=f"{at}.amount"),
        included=parse_allowance(draft.included, field=f"{at}.included"),
        terms=draft.terms.json(),
        tax_category=check_slug(draft.tax_category, field=f"{at}.tax_category") if draft.tax_category else None,
    )


async def _meter(actor: Actor, slug: str, field: str) -> Meter:
    try:
        return await get_meter(actor, slug)
    except NotFound as error:
        error.field = field
        raise
