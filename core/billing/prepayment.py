"""How a user pays ahead: credit that is bought by itself as it runs low, and invoices as usage reaches an amount."""

from decimal import Decimal
from typing import Literal
from uuid import UUID

from core import audit
from core.accounts import Actor, User, get_user
from core.billing.models import Prepayment
from core.database import transaction
from core.errors import InvalidInput
from core.money import parse_amount

__all__ = ["TopUpGranted", "get_prepayment", "set_prepayment"]

#: When credit that is bought is good: as its invoice is issued, or once that is paid.
TopUpGranted = Literal["issued", "paid"]
GRANTED: tuple[TopUpGranted, ...] = ("issued", "paid")
DAYS_MAX = 3650
_AUDITED = ("currency", "top_up_below", "top_up_amount", "top_up_granted", "top_up_days", "threshold")


async def get_prepayment(actor: Actor, user_id: UUID) -> Prepayment:
    """What was set for a user; nothing, where nothing was."""
    user = await get_user(actor, user_id)
    return await Prepayment.get_or_none(user_id=user_id) or Prepayment(user_id=user_id, currency=user.currency)


async def set_prepayment(
    actor: Actor,
    user_id: UUID,
    *,
    top_up_below: Decimal | str | None = None,
    top_up_amount: Decimal | str | None = None,
    top_up_granted: TopUpGranted = "issued",
    top_up_days: int | None = None,
    threshold: Decimal | str | None = None,
) -> Prepayment:
    """Set all of it, in the user's currency; what is left out is off.

    Once what a user has of credit and balance, less its usage that is not invoiced yet, is less than `top_up_below`, it
    buys `top_up_amount` of credit by an invoice. Once its usage that is not invoiced yet costs `threshold`, it is
    invoiced while its period runs. InvalidInput for one of the two of a top-up without the other, and for nothing.
    """
    actor.require_vendor("billing:write")
    await get_user(actor, user_id)
    if (top_up_below is None) != (top_up_amount is None):
        raise InvalidInput("A top-up takes both top_up_below and top_up_amount.", field="top_up_amount")
    if top_up_granted not in GRANTED:
        raise InvalidInput(f"top_up_granted must be one of {', '.join(GRANTED)}.", field="top_up_granted")
    if top_up_days is not None and not 1 <= top_up_days <= DAYS_MAX:
        raise InvalidInput(f"top_up_days must lie between 1 and {DAYS_MAX}.", field="top_up_days")
    async with transaction():
        user = await User.select_for_update().get(id=user_id)
        amounts = {
            name: _amount(asked, user.currency, name)
            for name, asked in (("top_up_below", top_up_below), ("top_up_amount", top_up_amount),
                                ("threshold", threshold))
        }  # fmt: skip
        before = await Prepayment.get_or_none(user_id=user_id)
        told = {"currency": user.currency, "top_up_granted": top_up_granted, "top_up_days": top_up_days, **amounts}
        made, _ = await Prepayment.update_or_create(defaults=told, user_id=user_id)
        await audit.record(
            actor, action="prepayment.set", entity="prepayment", entity_id=user_id, user_id=user_id,
            before=audit.snapshot(before, _AUDITED) if before else None, after=audit.snapshot(made, _AUDITED),
        )  # fmt: skip
    return made


def _amount(asked: Decimal | str | None, currency: str, field: str) -> Decimal | None:
    if asked is None:
        return None
    amount = parse_amount(asked, currency, field=field)
    if not amount:
        raise InvalidInput(f"{field} must be above 0.", field=field)
    return amount
