"""Selling, giving and taking back unit packs."""

from datetime import datetime
from decimal import Decimal
from uuid import UUID

from core import audit
from core.accounts import Actor, get_user, in_time_of
from core.billing.credits import check_validity, hold_seals
from core.billing.lines import Line, tax_working
from core.billing.models import Invoice, InvoiceLine, UnitPack
from core.billing.selling import sell
from core.billing.storing import take_numbers
from core.checks import check_text
from core.clock import now
from core.database import fetch, transaction
from core.errors import Conflict, InvalidInput, NotFound
from core.limits import set_limit
from core.metering import ADDED_UP, get_meter
from core.money import exact, parse_amount, parse_units, round_amount
from core.pricing import say_amount, say_quantity

__all__ = ["add_unit_pack", "reissue_pack", "revoke_unit_pack", "take_back_pack"]

_CATEGORY = """
SELECT c.tax_category FROM subscriptions s JOIN charges c ON c.version_id = s.version_id AND c.meter_id = $2
WHERE s.user_id = $1 AND s.starts_at <= $3 AND coalesce(s.ends_at > $3, true) LIMIT 1
"""


async def add_unit_pack(
    actor: Actor,
    user_id: UUID,
    *,
    meter: str,
    units: Decimal | str,
    reason: str,
    amount: Decimal | str | None = None,
    effective_at: datetime | None = None,
    expires_at: datetime | None = None,
    hard: bool = False,
) -> UnitPack:
    """Give a user units of a meter, or sell them for an `amount` in its currency, by an invoice of their own.

    They cover usage of periods that end after they are effective and before they expire. `hard`: from now on calls of
    the user are refused, with `pack_empty`, once such packs and what its plan includes are used up; until its limit by
    packs is removed. InvalidInput for a meter whose usage does not add up (a maximum, say) or, for a hard one, cannot
    be limited; for no units, and for a time in which they are never good.
    """
    actor.require_vendor("billing:write")
    counted = await get_meter(actor, meter)
    if counted.aggregation not in ADDED_UP:
        raise InvalidInput("Usage of this meter does not add up, so it has no units to cover.", field="meter")
    asked = parse_units(units)
    if not asked:
        raise InvalidInput("units must be above 0.", field="units")
    said = check_text(reason, field="reason", chars_max=500)
    user = await get_user(actor, user_id)
    price = parse_amount(amount, user.currency) if amount is not None else None
    if price is not None and not price:
        raise InvalidInput("amount must be above 0; without one they are given.", field="amount")
    async with transaction(), in_time_of(user_id):
        begins = check_validity(effective_at, expires_at)
        if hard:
            await set_limit(actor, user_id, meter=meter, period="packs", cap=0)
        await hold_seals([user_id])
        invoice_id = None
        if price is not None:
            unit = counted.unit or "units"
            told = f"{say_quantity(asked)} {unit} = {say_amount(price, user.currency)}"
            category = await _tax_category(user_id, counted.id)
            line = Line("pack", f"{counted.name}, ahead", now(), now(), price, price, told, quantity=asked, unit=unit,
                        tax_category=category, working=tax_working(category))  # fmt: skip
            invoice_id = await sell(user_id, "pack", line, user.currency)
        pack = await UnitPack.create(
            user_id=user_id, meter_id=counted.id, units=asked, remaining=asked, invoice_id=invoice_id,
            effective_at=begins, expires_at=expires_at, reason=said,
        )  # fmt: skip
        await audit.record(
            actor, action="unit_pack.add", entity="unit_pack", entity_id=pack.id, user_id=user_id,
            after=audit.snapshot(pack, ("meter_id", "units", "effective_at", "expires_at", "reason", "invoice_id")),
        )  # fmt: skip
        await take_numbers([invoice_id] if invoice_id is not None else [])
    return pack


async def _tax_category(user_id: UUID, meter_id: UUID) -> str | None:
    """That of the charge whose usage the units will cover, by the plan that the user is on."""
    rows = await fetch(_CATEGORY, user_id, meter_id, now())
    return rows[0]["tax_category"] if rows else None


async def revoke_unit_pack(actor: Actor, pack_id: UUID, *, reason: str) -> UnitPack:
    """Take back what is left of a pack. What was paid for it stays paid: credit its invoice, if that is what is meant.

    Conflict `pack_spent` where nothing is left.
    """
    actor.require_vendor("billing:write")
    said = check_text(reason, field="reason", chars_max=500)
    async with transaction():
        rows = await fetch("SELECT user_id FROM unit_packs WHERE id = $1", pack_id)
        if not rows:
            raise NotFound("There is no such pack.", code="pack_not_found")
        await hold_seals([rows[0]["user_id"]])
        pack = await UnitPack.get(id=pack_id)
        left = pack.remaining
        if not left:
            raise Conflict("Nothing is left of this pack.", code="pack_spent")
        await _take_back(pack)
        await audit.record(
            actor, action="unit_pack.revoke", entity="unit_pack", entity_id=pack_id, user_id=pack.user_id,
            after={"units": left, "reason": said},
        )  # fmt: skip
    return pack


async def take_back_pack(invoice_id: UUID) -> None:
    """Take a pack back whose invoice is voided. Conflict `invoice_not_void` once any of it was used."""
    pack = await UnitPack.get(invoice_id=invoice_id)
    if pack.remaining != pack.units:
        raise Conflict("Units that it sold were used; it cannot be voided.", code="invoice_not_void")
    await _take_back(pack)


async def _take_back(pack: UnitPack) -> None:
    with exact():
        pack.revoked, pack.remaining = pack.revoked + pack.remaining, Decimal(0)
    await pack.save(update_fields=["revoked", "remaining"])


async def reissue_pack(old: Invoice) -> UUID:
    """The same units by a new invoice, to the customer as it is now."""
    before, line = await UnitPack.get(invoice_id=old.id), await InvoiceLine.get(invoice_id=old.id)
    amount = round_amount(line.amount, old.currency)
    again = Line("pack", line.name, now(), now(), amount, amount, line.explanation, quantity=before.units,
                 unit=line.unit, tax_category=line.working.get("tax_category"), working=line.working)  # fmt: skip
    invoice_id = await sell(old.user_id, "pack", again, old.currency, replaces=old.id)
    await UnitPack.create(
        user_id=old.user_id, meter_id=before.meter_id, units=before.units, remaining=before.units,
        invoice_id=invoice_id, effective_at=before.effective_at, expires_at=before.expires_at, reason=before.reason,
    )  # fmt: skip
    await take_numbers([invoice_id])
    return invoice_id
