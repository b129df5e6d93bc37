"""Tax rates, and who is charged which: a user's own, or everybody's."""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from uuid import UUID

import msgspec
from stdnum import get_cc_module
from stdnum.exceptions import ValidationError
from tortoise.exceptions import IntegrityError

from core import audit
from core.accounts import Actor, get_user
from core.billing.models import TaxProfile, TaxRate
from core.billing.totals import CATEGORIES, Rate, own_category
from core.checks import check_slug, check_text
from core.database import fetch, transaction
from core.errors import Conflict, InvalidInput
from core.ids import NIL
from core.money import format_quantity, parse_quantity

__all__ = ["Taxation", "check_tax_id", "create_tax_rate", "get_tax_profile", "list_tax_categories", "list_tax_rates",
           "set_tax_profile", "taxations_of"]  # fmt: skip

PERCENT_MAX = 100
# A user's own rate of a category, or else everybody's.
_RESOLVED = """
SELECT u.id AS user_id, own.tax_id, f.id AS fees, f.name AS fees_name, f.percent AS fees_percent,
       f.inclusive AS fees_inclusive, g.id AS usage, g.name AS usage_name, g.percent AS usage_percent,
       g.inclusive AS usage_inclusive,
       coalesce(own.category_rates, '{}')::text AS categories,
       coalesce(all_users.category_rates, '{}')::text AS everybodys,
       own.fees_rate_id AS own_fees, own.usage_rate_id AS own_usage
FROM unnest($1::uuid[]) AS u (id)
LEFT JOIN tax_profiles own ON own.user_id = u.id
LEFT JOIN tax_profiles all_users ON all_users.user_id = $2
LEFT JOIN tax_rates f ON f.id = coalesce(own.fees_rate_id, all_users.fees_rate_id)
LEFT JOIN tax_rates g ON g.id = coalesce(own.usage_rate_id, all_users.usage_rate_id)
"""


@dataclass(frozen=True, slots=True)
class Taxation:
    """What a user is charged: rates by category (none: no tax; see `own_category`), and its own tax id."""

    tax_id: str | None
    rates: Mapping[str, Rate]


async def create_tax_rate(
    actor: Actor, *, slug: str, name: str, percent: Decimal | str, inclusive: bool = False
) -> TaxRate:
    """A rate, which never changes: another percentage is another rate. 0 exempts, and says why by its name."""
    actor.require_vendor("billing:write")
    asked = parse_quantity(percent, field="percent")
    if not 0 <= asked <= PERCENT_MAX:
        raise InvalidInput(f"percent must lie between 0 and {PERCENT_MAX}.", field="percent")
    rate = TaxRate(slug=check_slug(slug), name=check_text(name, field="name", chars_max=100), percent=asked,
                   inclusive=inclusive)  # fmt: skip
    try:
        async with transaction():
            await rate.save(force_create=True)
            await audit.record(
                actor, action="tax_rate.create", entity="tax_rate", entity_id=rate.id,
                after={"slug": rate.slug, "name": rate.name, "percent": format_quantity(asked), "inclusive": inclusive},
            )  # fmt: skip
    except IntegrityError as error:
        raise Conflict("Another tax rate has this slug.") from error
    return rate


async def list_tax_categories(actor: Actor) -> list[str]:
    """The tax categories that charges of any version have, by name."""
    actor.require_vendor("read")
    rows = await fetch("SELECT DISTINCT tax_category FROM charges WHERE tax_category IS NOT NULL ORDER BY 1")
    return [row["tax_category"] for row in rows]


async def list_tax_rates(actor: Actor) -> Sequence[TaxRate]:
    """Every rate, oldest first."""
    actor.require_vendor("read")
    return await TaxRate.all().order_by("id")


async def get_tax_profile(actor: Actor, user_id: UUID | None = None) -> TaxProfile:
    """A user's own settings, empty where it has none; without a user, everybody's."""
    if user_id is None:
        actor.require_vendor("read")
    else:
        await get_user(actor, user_id)
    return await TaxProfile.get_or_none(user_id=user_id or NIL) or TaxProfile(user_id=user_id or NIL)


async def set_tax_profile(
    actor: Actor,
    user_id: UUID | None = None,
    *,
    tax_id: str | None = None,
    fees: str | None = None,
    usage: str | None = None,
    categories: Mapping[str, str] | None = None,
) -> TaxProfile:
    """What fees and usage of a user are taxed by (slugs of rates), or of everybody without one of their own.

    `categories`: the same for charges with a tax category of their own, which are fees or usage where it has no rate.
    Nothing for a category: everybody's rate. It counts from the next invoice on. InvalidInput for rates of which one
    is inclusive and the other is not, for anybody: an invoice has taxes of one kind.
    """
    actor.require_vendor("billing:write")
    checked = check_tax_id(tax_id) if tax_id else None
    chosen: dict[str, Any] = {"fees_rate_id": await _rate(fees, "fees"), "usage_rate_id": await _rate(usage, "usage")}
    chosen["category_rates"] = {
        check_slug(category, field="categories"): str(await _rate(slug, "categories"))
        for category, slug in (categories or {}).items()
    }
    if user_id is not None:
        await get_user(actor, user_id)
    elif checked:
        raise InvalidInput("A tax id is a user's own.", field="tax_id")
    async with transaction():
        # One at a time, so that no two changes make a mixture together.
        await fetch("LOCK TABLE tax_profiles IN SHARE ROW EXCLUSIVE MODE")
        before = await TaxProfile.get_or_none(user_id=user_id or NIL)
        profile, _ = await TaxProfile.update_or_create(
            defaults={"tax_id": checked, **chosen}, user_id=user_id or NIL
        )  # fmt: skip
        concerned = [user_id] if user_id else [each.user_id for each in await TaxProfile.all()]
        resolved = await taxations_of(concerned)
        if any(len({rate.inclusive for rate in each.rates.values()}) > 1 for each in resolved.values()):
            raise InvalidInput("Fees and usage must both be taxed inclusively, or both on top.", field="usage")
        await audit.record(
            actor, action="tax_profile.set", entity="tax_profile", entity_id=user_id or NIL, user_id=user_id,
            before=audit.snapshot(before, _AUDITED) if before else None, after=audit.snapshot(profile, _AUDITED),
        )  # fmt: skip
    return profile


_AUDITED = ("tax_id", "fees_rate_id", "usage_rate_id", "category_rates")


async def taxations_of(user_ids: Collection[UUID]) -> dict[UUID, Taxation]:
    """What each of these users is charged now."""
    rows = await fetch(_RESOLVED, list(set(user_ids)), NIL)
    wanted = {UUID(rate_id) for row in rows for rate_id in _by_category(row).values()}
    known = {
        str(rate.id): Rate(rate.id, rate.name, rate.percent, rate.inclusive)
        for rate in (await TaxRate.filter(id__in=wanted) if wanted else [])
    }
    return {
        row["user_id"]: Taxation(
            row["tax_id"],
            {name: _of(row, name) for name in CATEGORIES if row[name] is not None}
            | {category: known[rate_id] for category, rate_id in _by_category(row).items()},
        )
        for row in rows
    }


def _by_category(row: Any) -> dict[str, str]:
    """Ids of rates by `own_category`: a user's own; and everybody's, where the user has no rate of its own for fees, or
    for usage: one who is exempt stays exempt."""
    own, everybodys = msgspec.json.decode(row["categories"]), msgspec.json.decode(row["everybodys"])
    return {
        own_category(of, category): rate_id
        for of in CATEGORIES
        for category, rate_id in ((everybodys if row[f"own_{of}"] is None else {}) | own).items()
    }


def _of(row: Any, name: str) -> Rate:
    return Rate(row[name], row[f"{name}_name"], row[f"{name}_percent"], row[f"{name}_inclusive"])


async def _rate(slug: str | None, field: str) -> UUID | None:
    if not slug:
        return None
    rate = await TaxRate.get_or_none(slug=slug)
    if rate is None:
        raise InvalidInput(f"There is no tax rate {slug[:64]!r}.", field=field)
    return rate.id


def check_tax_id(text: str) -> str:
    """A tax id behind the code of its country, `DE136695976`, without spaces. InvalidInput if its form is wrong.

    Forms and check digits are python-stdnum's, for the countries that it knows; elsewhere letters and digits will do.
    Whether it is anybody's is not asked.
    """
    plain = re.sub(r"[\s.\-/]", "", text).upper()
    wrong = InvalidInput("tax_id must begin with the code of its country and have the form of that country's.",
                         field="tax_id")  # fmt: skip
    if not re.fullmatch(r"[A-Z]{2}[A-Z0-9]{2,28}", plain):
        raise wrong
    country, number = plain[:2], plain[2:]
    module = get_cc_module("gr" if country == "EL" else country.lower(), "vat")
    if module is None:
        return plain
    try:
        found: str = module.validate(number)
    except ValidationError as error:
        raise wrong from error
    return found if found.startswith(country) else country + found
