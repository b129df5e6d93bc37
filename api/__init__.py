"""The REST door."""

from fastapi import APIRouter
from fastapi.routing import APIRoute

from api import (
    addons,
    admins,
    alerts,
    credit_notes,
    drafts,
    events,
    figures,
    invoices,
    keys,
    limits,
    meters,
    operations,
    payments,
    plans,
    quarantine,
    rate_limits,
    reservations,
    samples,
    simulations,
    taxes,
    test_clocks,
    usage,
    users,
    verification,
)
from api.problems import problem_responses

__all__ = ["router"]


def _operation_id(route: APIRoute) -> str:
    """What a generated client calls it: the name of the function, each of which is one of its kind."""
    return route.name


router = APIRouter(generate_unique_id_function=_operation_id)
router.include_router(samples.router, responses=problem_responses(401, 403, 422, 500, 503))
router.include_router(verification.router, responses=problem_responses(401, 403, 404, 408, 413, 415, 422, 503))
router.include_router(reservations.router, responses=problem_responses(401, 402, 403, 404, 409, 422, 429, 503))
for each in (
    users,
    keys,
    meters,
    plans,
    addons,
    simulations,
    test_clocks,
    limits,
    rate_limits,
    alerts,
    drafts,
    invoices,
    credit_notes,
    payments,
    taxes,
    figures,
    quarantine,
    admins,
    operations,
):
    router.include_router(each.router, responses=problem_responses(401, 403, 404, 409, 422, 503))
router.include_router(events.router, responses=problem_responses(401, 403, 404, 408, 409, 413, 415, 422, 503))
router.include_router(usage.router, responses=problem_responses(401, 403, 404, 413, 422, 503))
