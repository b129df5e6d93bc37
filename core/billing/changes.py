"""What a change of a subscription will cost, before it is made: the change is made, looked at and taken back.

So the preview is by the same code as the change and the invoice, and cannot say anything else than what will be. It
shows the invoices that come next with what was used so far: of the period that runs, and of a subscription that the
change begins or ends.
"""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal, get_args
from uuid import UUID

from core.accounts import Actor, User
from core.billing.drafting import Content, draft_so_far
from core.database import transaction
from core.errors import InvalidInput
from core.money import ZERO, exact, sum_amounts
from core.plans import (
    BillingSchedule,
    When,
    add_addon,
    assign_plan,
    behind_newest,
    cancel_subscription,
    pause_subscription,
    remove_addon,
    resume_subscription,
)

__all__ = ["CHANGES", "MOVED_MAX", "Change", "ChangePreview", "MovePreview", "preview_change", "preview_move"]

Change = Literal["assign", "cancel", "pause", "resume", "add_addon", "remove_addon"]
CHANGES = get_args(Change)
#: How many users a preview of a move looks at.
MOVED_MAX = 500
_CHUNK = 50


@dataclass(frozen=True, slots=True)
class ChangePreview:
    """The invoices of a user that come next, as they are and as they would be. Totals are by currency; what is less
    than nothing counts as the credit notes that it would be."""

    user_id: UUID
    before: Sequence[Content]
    after: Sequence[Content]

    @property
    def totals_before(self) -> dict[str, Decimal]:
        return _totals(self.before)

    @property
    def totals_after(self) -> dict[str, Decimal]:
        return _totals(self.after)

    @property
    def differences(self) -> dict[str, Decimal]:
        return _minus(self.totals_after, self.totals_before)


@dataclass(frozen=True, slots=True)
class MovePreview:
    """Who pays what after a move; `more` says that there are users beyond those that were looked at."""

    users: Mapping[UUID, User]
    rows: Sequence[ChangePreview]
    more: bool

    @property
    def totals_before(self) -> dict[str, Decimal]:
        return _totals([content for row in self.rows for content in row.before])

    @property
    def totals_after(self) -> dict[str, Decimal]:
        return _totals([content for row in self.rows for content in row.after])

    @property
    def differences(self) -> dict[str, Decimal]:
        return _minus(self.totals_after, self.totals_before)


class _OnlyLooking(Exception):
    """Takes a transaction back."""


async def preview_change(
    actor: Actor,
    user_id: UUID,
    change: Change,
    *,
    plan: str | None = None,
    when: When = "now",
    seats: int | None = None,
    overrides: Mapping[str, Decimal] | None = None,
) -> ChangePreview:
    """What `change` would make of a user's next invoices: it is refused for the reasons that the change itself is."""
    actor.require_vendor("billing:write")
    if change not in CHANGES:
        raise InvalidInput(f"change must be one of {', '.join(CHANGES)}.", field="change")

    async def make() -> None:
        if change == "assign":
            await assign_plan(actor, user_id, plan=plan or "", when=when, seats=seats, overrides=overrides)
        elif change == "cancel":
            await cancel_subscription(actor, user_id, when=when)
        elif change == "add_addon":
            await add_addon(actor, user_id, plan=plan or "", when=when, seats=seats or 1)
        elif change == "remove_addon":
            await remove_addon(actor, user_id, plan=plan or "", when=when)
        else:
            await (pause_subscription if change == "pause" else resume_subscription)(actor, user_id)

    (preview,) = await _look([user_id], make)
    return preview


async def preview_move(actor: Actor, plan: str, *, when: When = "period_end") -> MovePreview:
    """Who would pay what if everybody on an older version of a plan went to the newest, now or with its period.

    The greatest differences come first. It looks at the first `MOVED_MAX` users, fifty at a time, so that nobody's row
    is held for long.
    """
    actor.require_vendor("billing:write")
    behind = await behind_newest(actor, plan, limit=MOVED_MAX + 1)
    rows: list[ChangePreview] = []
    for first in range(0, min(len(behind), MOVED_MAX), _CHUNK):
        users = behind[first : min(first + _CHUNK, MOVED_MAX)]

        async def make(users: Sequence[UUID] = users) -> None:
            for user_id in users:
                await assign_plan(actor, user_id, plan=plan, when=when)

        rows += await _look(users, make)
    rows.sort(key=lambda row: (-max(map(abs, row.differences.values()), default=ZERO), row.user_id))
    holders = {user.id: user for user in await User.filter(id__in=[row.user_id for row in rows])}
    return MovePreview(holders, rows, len(behind) > MOVED_MAX)


async def _look(user_ids: Sequence[UUID], make: Callable[[], Awaitable[None]]) -> list[ChangePreview]:
    before = await _coming(user_ids)
    after: dict[UUID, list[Content]] = {}
    try:
        async with transaction():
            await make()
            after = await _coming(user_ids)
            raise _OnlyLooking
    except _OnlyLooking:
        return [ChangePreview(user_id, before[user_id], after[user_id]) for user_id in user_ids]


async def _coming(user_ids: Sequence[UUID]) -> dict[UUID, list[Content]]:
    """The next invoice of each subscription of these users, the earliest boundary first."""
    rows = await BillingSchedule.filter(user_id__in=list(user_ids), next_at__not_isnull=True).order_by(
        "next_at", "root_id"
    )
    found: dict[UUID, list[Content]] = {user_id: [] for user_id in user_ids}
    for content in await draft_so_far(rows):
        found[content.context.user.id].append(content)
    return found


def _totals(contents: Sequence[Content]) -> dict[str, Decimal]:
    sums: dict[str, list[Decimal]] = {}
    for content in contents:
        amounts = sums.setdefault(content.context.currency, [])
        amounts.append(content.total)
        with exact():
            amounts.append(-content.credited)
    return {currency: sum_amounts(sums[currency], currency) for currency in sorted(sums)}


def _minus(one: Mapping[str, Decimal], other: Mapping[str, Decimal]) -> dict[str, Decimal]:
    with exact():
        return {each: one.get(each, ZERO) - other.get(each, ZERO) for each in sorted(one.keys() | other.keys())}
