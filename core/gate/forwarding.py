"""Decisions for reverse proxies, which ask before they pass a request on and know neither keys nor meters."""

from uuid import UUID

from core.accounts import SYSTEM
from core.clock import monotonic, now
from core.database import fetch
from core.gate.admission import Gate
from core.gate.verification import Question, Verification, verify_call
from core.plans import current_subscriptions

__all__ = ["ForwardedCalls"]

#: For so long a user's plan is told as it was. No decision depends on it.
PLAN_SECONDS = 5.0
USERS_MAX = 10_000
_SLUG = "SELECT p.slug FROM plan_versions v JOIN plans p ON p.id = v.plan_id WHERE v.id = $1"


class ForwardedCalls:
    """One per process: decides for proxies, and remembers the plans of users for what it tells them."""

    def __init__(self, gate: Gate) -> None:
        self._gate = gate
        self._plans: dict[UUID, tuple[float, str]] = {}

    async def decide(self, question: Question) -> tuple[Verification, str]:
        """As `verify_call`, for a proxy that has shown who it is; and the slug of the user's plan, empty if none.

        The call is charged when it is let through: what the application answers is not known here.
        """
        found = await verify_call(self._gate, SYSTEM, question)
        return found, await self._plan_of(found.user_id) if found.allowed and found.user_id is not None else ""

    async def _plan_of(self, user_id: UUID) -> str:
        known = self._plans.get(user_id)
        if known is not None and monotonic() <= known[0]:
            return known[1]
        started = monotonic()
        version_id = (await current_subscriptions(SYSTEM, [user_id], at=now())).get(user_id)
        rows = await fetch(_SLUG, version_id) if version_id is not None else []
        slug = str(rows[0]["slug"]) if rows else ""
        if len(self._plans) >= USERS_MAX:
            self._plans.clear()
        self._plans[user_id] = (started + PLAN_SECONDS, slug)
        return slug
