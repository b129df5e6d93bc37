"""Doctor: what must always hold, and what the last examination found."""

from fastapi import APIRouter, Request
from starlette.responses import Response

from core import doctor
from web.rendering import page
from web.viewer import SignedIn

router = APIRouter(prefix="/doctor", include_in_schema=False)

PROMISES = {
    "schema": "The database is the one this version ships: columns, checks, triggers",
    "partitions": "The log has room for this month and the next",
    "owners": "Every user can be recorded for, and all usage is somebody's",
    "audit_chain": "No entry of the audit log was edited, deleted or reordered",
    "events_rollups": "Every hour's quantity is that of its events, counted anew",
    "rollups_counters": "Days and months add up to the hours",
    "identities": "Every event that was sent in counts once",
    "gates": "Every user that has limits has the row that makes them exact",
    "holds": "What is held of a limit belongs to somebody who may still use it",
    "invoice_numbers": "Invoices are numbered without a gap",
    "invoice_periods": "Invoiced periods follow on each other",
    "invoice_contents": "Invoices say what they said when they were issued, and add up",
    "invoice_usage": "Every line is made of the usage that is rolled up for it",
    "credit_notes": "Credit notes add up to what each invoice says was credited",
    "ledger": "The ledger adds up to zero and agrees with every document",
    "credits": "Every credit is left, used, lapsed or revoked, to the last cent",
    "payments": "Payments and refunds add up to what each invoice says was paid and is owed",
    "unit_packs": "Every unit of a pack is left, used, lapsed or revoked, and invoices say which",
    "collections": "What a payment provider collected is in payments, once",
    "prepayments": "Credit that was bought and usage that was invoiced early count once",
    "parked": "No subscription waits because its figures do not add up",
    "outbox": "No promised effect is given up or stuck",
    "jobs": "No job keeps failing or is late",
}


@router.get("")
async def show_doctor(request: Request, viewer: SignedIn) -> Response:
    found = await doctor.last_examination(viewer.actor)
    return page(request, viewer, "doctor.html", title="Doctor", found=found, promises=PROMISES,
                names=list(doctor.INVARIANTS))  # fmt: skip
