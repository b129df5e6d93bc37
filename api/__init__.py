"""The REST door."""

from fastapi import APIRouter

from api import keys, meters, plans, samples, usage, users
from api.problems import problem_responses

__all__ = ["router"]

router = APIRouter()
router.include_router(samples.router, responses=problem_responses(401, 403, 422, 503))
for each in (users, keys, meters, plans, usage):
    router.include_router(each.router, responses=problem_responses(401, 403, 404, 409, 422, 503))
