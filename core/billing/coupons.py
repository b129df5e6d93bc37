"""Coupons: what they are, and to whom they are attached."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from uuid import UUID

from tortoise.exceptions import IntegrityError

from core import audit
from core.accounts import Actor, get_user
from core.billing.models import Coupon, CouponAttachment
from core.billing.totals import Attached, Discount
from core.checks import check_slug, check_text
from core.clock import now
from core.database import fetch, transaction
from core.errors import Conflict, InvalidInput, NotFound
from core.money import check_currency, parse_amount, parse_quantity

__all__ = ["Wallet", "attach_coupon", "attachments_of_user", "create_coupon", "detach_coupon", "give_back_coupons",
           "list_coupons", "use_coupons", "wallet_of"]  # fmt: skip

INVOICES_MAX = 1000
_OPEN = """
SELECT a.id, a.user_id, a.invoices_left, c.name, c.percent, c.amount, c.currency
FROM coupon_attachments a JOIN coupons c ON c.id = a.coupon_id
WHERE a.user_id = ANY ($1::uuid[]) AND a.detached_at IS NULL AND (a.invoices_left IS NULL OR a.invoices_left > 0)
ORDER BY a.id
"""
_USED = """
UPDATE coupon_attachments a SET invoices_left = a.invoices_left - t.times
FROM (SELECT id, count(*) * $2::int AS times FROM unnest($1::uuid[]) AS u (id) GROUP BY 1) t
WHERE a.id = t.id AND a.invoices_left IS NOT NULL
"""


@dataclass(slots=True)
class Wallet:
    """The coupons that may still be used, in order; it shrinks while invoices are drafted."""

    attached: Mapping[UUID, Sequence[tuple[Attached, str | None]]] = field(default_factory=dict)
    left: dict[UUID, int] = field(default_factory=dict)

    def of(self, user_id: UUID, currency: str) -> list[Attached]:
        """A user's, for an invoice in that currency."""
        return [
            coupon
            for coupon, only in self.attached.get(user_id, ())
            if only in (None, currency) and self.left.get(coupon.id, 1) > 0
        ]

    def use(self, discounts: Sequence[Discount]) -> None:
        """Count what an invoice used."""
        for each in discounts:
            if each.attachment_id in self.left:
                self.left[each.attachment_id] -= 1


async def create_coupon(
    actor: Actor,
    *,
    code: str,
    name: str,
    percent: Decimal | str | None = None,
    amount: Decimal | str | None = None,
    currency: str | None = None,
    invoices: int | None = None,
) -> Coupon:
    """A coupon by `percent`, or by an `amount` in a currency, on the next `invoices` that have anything on them.

    Without a number of invoices it has no end. What an invoice is less than an amount lapses.
    """
    actor.require_vendor("billing:write")
    if (percent is None) == (amount is None):
        raise InvalidInput("A coupon has either percent or amount.", field="percent")
    share = money = None
    if percent is not None:
        share = parse_quantity(percent, field="percent")
        if not 0 < share <= 100:
            raise InvalidInput("percent must be above 0 and at most 100.", field="percent")
        currency = None
    else:
        currency = check_currency(currency or "")
        money = parse_amount(amount, currency)
        if not money:
            raise InvalidInput("amount must be above 0.", field="amount")
    if invoices is not None and not 1 <= invoices <= INVOICES_MAX:
        raise InvalidInput(f"invoices must lie between 1 and {INVOICES_MAX}.", field="invoices")
    coupon = Coupon(code=check_slug(code, field="code"), name=check_text(name, field="name", chars_max=100),
                    percent=share, amount=money, currency=currency, invoices=invoices)  # fmt: skip
    try:
        async with transaction():
            await coupon.save(force_create=True)
            await audit.record(actor, action="coupon.create", entity="coupon", entity_id=coupon.id,
                               after=audit.snapshot(coupon, ("code", "name", "percent", "amount", "currency",
                                                             "invoices")))  # fmt: skip
    except IntegrityError as error:
        raise Conflict("Another coupon has this code.") from error
    return coupon


async def list_coupons(actor: Actor) -> Sequence[Coupon]:
    """Every coupon, newest first."""
    actor.require_vendor("read")
    return await Coupon.all().order_by("-id")


async def attach_coupon(actor: Actor, user_id: UUID, *, code: str) -> CouponAttachment:
    """Have a coupon count for a user's next invoices, behind those that it has already."""
    actor.require_vendor("billing:write")
    await get_user(actor, user_id)
    coupon = await Coupon.get_or_none(code=code)
    if coupon is None:
        raise InvalidInput("There is no such coupon.", field="code")
    async with transaction():
        attachment = await CouponAttachment.create(
            user_id=user_id, coupon_id=coupon.id, invoices_left=coupon.invoices, attached_at=now()
        )
        await audit.record(actor, action="coupon.attach", entity="coupon", entity_id=coupon.id, user_id=user_id,
                           after={"code": coupon.code})  # fmt: skip
    return attachment


async def detach_coupon(actor: Actor, attachment_id: UUID) -> CouponAttachment:
    """Let an attached coupon count no more; invoices that it is on keep it."""
    actor.require_vendor("billing:write")
    async with transaction():
        attachment = await CouponAttachment.select_for_update().get_or_none(id=attachment_id)
        if attachment is None:
            raise NotFound("There is no such coupon.", code="coupon_not_found")
        attachment.detached_at = attachment.detached_at or now()
        await attachment.save(update_fields=["detached_at"])
        await audit.record(actor, action="coupon.detach", entity="coupon", entity_id=attachment.coupon_id,
                           user_id=attachment.user_id)  # fmt: skip
    return attachment


async def attachments_of_user(actor: Actor, user_id: UUID) -> list[tuple[CouponAttachment, Coupon]]:
    """The coupons attached to a user, in order, those that are used up and detached among them."""
    await get_user(actor, user_id)
    found = await CouponAttachment.filter(user_id=user_id).order_by("id")
    coupons = {each.id: each for each in await Coupon.filter(id__in={each.coupon_id for each in found})}
    return [(each, coupons[each.coupon_id]) for each in found]


async def wallet_of(user_ids: Collection[UUID]) -> Wallet:
    """What these users may use. Hold their seals, so that nothing is used twice."""
    attached: dict[UUID, list[tuple[Attached, str | None]]] = {}
    left = {}
    for row in await fetch(_OPEN, list(set(user_ids))):
        coupon = Attached(row["id"], row["name"], row["percent"], row["amount"])
        attached.setdefault(row["user_id"], []).append((coupon, row["currency"]))
        if row["invoices_left"] is not None:
            left[row["id"]] = row["invoices_left"]
    return Wallet(attached, left)


async def use_coupons(attachment_ids: Sequence[UUID]) -> None:
    """Count these uses, one for each time that an id is among them."""
    if attachment_ids:
        await fetch(_USED, list(attachment_ids), 1)


async def give_back_coupons(attachment_ids: Sequence[UUID]) -> None:
    """Take these uses back: their invoice is voided."""
    if attachment_ids:
        await fetch(_USED, list(attachment_ids), -1)
