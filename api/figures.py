"""REST: how the business does."""

from fastapi import APIRouter

from api.auth import AdminActor
from api.idempotency import ManagedRoute
from api.schemas import BusinessFiguresOut
from api.usage import From, To
from core import billing

router = APIRouter(route_class=ManagedRoute, prefix="/figures", tags=["invoices"])


@router.get("")
async def get_business_figures(actor: AdminActor, from_: From = None, to: To = None) -> BusinessFiguresOut:
    """MRR and overdue now; what was invoiced, by plan, meter and month, and who left, in a time: by default a year."""
    return BusinessFiguresOut.of(await billing.business_figures(actor, start=from_, end=to))
