"""Subscriptions: one at a time, from an instant on, pinned to a version."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from itertools import pairwise
from uuid import UUID, uuid4

import pytest

from core import accounts, plans
from core.accounts import SYSTEM, Actor
from core.clock import now
from core.database import fetch
from core.errors import Conflict, Forbidden, InvalidInput, NotFound
from core.plans import ChargeDraft, Subscription
from tests.conftest import Holder

AT = datetime(2026, 5, 1, tzinfo=UTC)
DAY = timedelta(days=1)


@pytest.fixture
async def subscribe(holder: Holder) -> Callable[..., Awaitable[Subscription]]:
    """Put the holder on a plan; there are `growth` and `scale`."""
    for slug in ("growth", "scale"):
        await plans.create_plan(
            SYSTEM, slug=slug, name=slug, currency="USD", charges=[ChargeDraft("Fee", "flat", Decimal(1))]
        )
        await plans.publish_plan(SYSTEM, slug)

    async def call(plan: str = "growth", starts_at: datetime | None = None) -> Subscription:
        return await plans.assign_plan(SYSTEM, holder.user.id, plan=plan, starts_at=starts_at)

    return call


async def history(user_id: UUID) -> list[tuple[datetime, datetime | None]]:
    rows = await fetch("SELECT starts_at, ends_at FROM subscriptions WHERE user_id = $1 ORDER BY 1", user_id)
    return [(row["starts_at"], row["ends_at"]) for row in rows]


async def test_the_next_subscription_begins_where_the_last_one_ends(
    holder: Holder, subscribe: Callable[..., Awaitable[Subscription]]
) -> None:
    for days in (0, 10, 20):
        await subscribe(starts_at=AT + days * DAY)
    assert await history(holder.user.id) == [(AT, AT + 10 * DAY), (AT + 10 * DAY, AT + 20 * DAY), (AT + 20 * DAY, None)]
    listed = await plans.list_subscriptions(SYSTEM, holder.user.id)
    assert [each.starts_at for each in listed] == [AT + 20 * DAY, AT + 10 * DAY, AT]
    assert {(each.anchor, each.root_id) for each in listed} == {(AT, listed[-1].id)}  # one subscription, billed as one


async def test_one_that_begins_at_or_after_it_is_in_the_way_and_nothing_changes(
    holder: Holder, subscribe: Callable[..., Awaitable[Subscription]]
) -> None:
    await subscribe(starts_at=AT)
    await subscribe(starts_at=AT + 10 * DAY)
    before = await history(holder.user.id)
    for start in (AT - DAY, AT, AT + 5 * DAY, AT + 10 * DAY):
        with pytest.raises(Conflict) as refused:
            await subscribe(starts_at=start)
        assert refused.value.code == "subscription_overlaps"
        assert await history(holder.user.id) == before


async def test_without_an_instant_it_begins_now(
    holder: Holder, subscribe: Callable[..., Awaitable[Subscription]]
) -> None:
    before = now()
    subscription = await subscribe()
    assert before <= subscription.starts_at <= now()
    assert subscription.ends_at is None


async def test_subscribing_at_the_same_time_leaves_one_open_and_no_overlap(
    holder: Holder, subscribe: Callable[..., Awaitable[Subscription]]
) -> None:
    tries = [subscribe(("growth", "scale")[number % 2]) for number in range(8)]
    results = await asyncio.gather(*tries, return_exceptions=True)
    assert {type(each) for each in results} <= {Subscription, Conflict}
    rows = await history(holder.user.id)
    assert sum(end is None for _, end in rows) == 1
    assert all(end == following for (_, end), (following, _) in pairwise(rows))


async def test_a_subscription_pins_the_version_it_was_made_with(
    holder: Holder, subscribe: Callable[..., Awaitable[Subscription]]
) -> None:
    first = await subscribe(starts_at=AT)
    await plans.draft_version(SYSTEM, "growth", currency="USD", charges=[ChargeDraft("Fee", "flat", Decimal(2))])
    assert (await subscribe(starts_at=AT + DAY)).version_id == first.version_id  # type: ignore[attr-defined]
    published = (await plans.publish_plan(SYSTEM, "growth")).published
    assert published is not None
    assert (await subscribe(starts_at=AT + 2 * DAY)).version_id == published.id  # type: ignore[attr-defined]
    pinned = await plans.current_subscriptions(SYSTEM, [holder.user.id], at=AT)
    assert pinned == {holder.user.id: first.version_id}  # type: ignore[attr-defined]


async def test_the_one_in_force_is_found_to_the_microsecond(
    holder: Holder, subscribe: Callable[..., Awaitable[Subscription]]
) -> None:
    first, second = await subscribe(starts_at=AT), await subscribe("scale", AT + DAY)
    tick = timedelta(microseconds=1)
    for at, subscription in (
        (AT - tick, None),
        (AT, first),
        (AT + DAY - tick, first),
        (AT + DAY, second),
        (AT + 999 * DAY, second),
    ):
        found = await plans.current_subscriptions(SYSTEM, [holder.user.id, uuid4()], at=at)
        assert found == ({holder.user.id: subscription.version_id} if subscription else {})  # type: ignore[attr-defined]


async def test_what_cannot_be_subscribed_to(holder: Holder, subscribe: Callable[..., Awaitable[Subscription]]) -> None:
    await plans.create_plan(SYSTEM, slug="draft", name="d", currency="USD", charges=[])
    with pytest.raises(Conflict) as unpublished:
        await subscribe("draft")
    assert unpublished.value.code == "plan_not_published"
    with pytest.raises(NotFound) as no_plan:
        await subscribe("nothing")
    assert no_plan.value.code == "plan_not_found"
    with pytest.raises(NotFound) as no_user:
        await plans.assign_plan(SYSTEM, uuid4(), plan="growth")
    assert no_user.value.code == "user_not_found"
    with pytest.raises(InvalidInput):
        await subscribe(starts_at=datetime.max.replace(tzinfo=UTC))
    assert await history(holder.user.id) == []


async def test_a_user_sees_its_own_and_subscribes_to_nothing(
    holder: Holder, subscribe: Callable[..., Awaitable[Subscription]]
) -> None:
    await subscribe()
    other = await accounts.create_user(SYSTEM, name="Another")
    actor = Actor(kind="user", id=None, scopes=frozenset({"read", "billing:write"}), user_id=other.id)
    assert await plans.list_subscriptions(actor, other.id) == []
    with pytest.raises(NotFound):
        await plans.list_subscriptions(actor, holder.user.id)
    with pytest.raises(Forbidden):
        await plans.assign_plan(actor, other.id, plan="growth")
    assert await plans.current_subscriptions(actor, [holder.user.id], at=now()) == {}
