"""Invoices that sell something ahead of its use: credit, and units of a meter. They are of no subscription."""

from typing import Literal
from uuid import UUID

from core.accounts import SYSTEM, User
from core.billing.drafting import customer_of
from core.billing.lines import Line, Span
from core.billing.models import Invoice
from core.billing.storing import Document, store_documents
from core.billing.taxes import taxations_of
from core.billing.totals import totals_of
from core.plans import PlanVersion, current_subscriptions

__all__ = ["sell"]

#: When it is due, of a user that is on no plan.
DUE_DAYS = 30


async def sell(
    user_id: UUID, kind: Literal["top_up", "pack"], line: Line, currency: str, *, replaces: UUID | None = None
) -> UUID:
    """Write it; number it as the last statement of the transaction, which holds the user's seal.

    Units are taxed as the usage that they cover will not be. Credit is not: it pays usage that is. No coupon counts.
    """
    taxed = (await taxations_of([user_id]))[user_id]
    document = Document(
        user_id=user_id,
        subscription_id=None,
        kind=kind,
        cause=str(await Invoice.filter(user_id=user_id, kind=kind).count() + 1),
        currency=currency,
        span=Span(line.start, line.start, line.start, line.start),
        lines=(line,),
        totals=totals_of([line], taxed.rates if kind == "pack" else {}, [], currency),
        customer=customer_of(await User.get(id=user_id), taxed.tax_id),
        seal_from=-1,
        seal_to=-1,
        due_days=await _due_days(user_id, line),
    )
    (invoice_id,) = await store_documents([document], replaces=replaces)
    return invoice_id


async def _due_days(user_id: UUID, line: Line) -> int:
    version_id = (await current_subscriptions(SYSTEM, [user_id], at=line.start)).get(user_id)
    return (await PlanVersion.get(id=version_id)).due_days if version_id is not None else DUE_DAYS
