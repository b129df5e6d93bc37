"""Test clocks: what is due happens in order and once, as it would by living through it; killed and repeated, the same."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from uuid import UUID

import pytest

from core import accounts, billing, gate, metering, plans
from core.accounts import SYSTEM, User
from core.clock import now
from core.database import fetch
from core.errors import Conflict, InvalidInput, NotFound
from core.gate import EventDraft
from core.plans import ChargeDraft, VersionOptions
from tests.conftest import Holder

START = datetime(2031, 1, 31, 12, tzinfo=UTC)
FEE = ChargeDraft("Fee", "flat", Decimal(49), timing="advance")
CALLS = ChargeDraft("API calls", "per_unit", Decimal("0.5"), "api_calls", Decimal(2))
MONTHLY = VersionOptions(alignment="anniversary", trial_days=10, minimum=Decimal(51))


@pytest.fixture
async def plan(database: str) -> str:
    await metering.ensure_call_meters(["api_calls"])
    await sell("growth", FEE, CALLS, options=MONTHLY)
    await sell("scale", ChargeDraft("Fee", "flat", Decimal(98), timing="advance"), CALLS, options=MONTHLY)
    return "growth"


async def sell(slug: str, *charges: ChargeDraft, options: VersionOptions) -> None:
    await plans.create_plan(SYSTEM, slug=slug, name=slug, currency="USD", charges=charges, options=options)
    await plans.publish_plan(SYSTEM, slug)


async def clocked(name: str, start: datetime = START) -> tuple[accounts.TestClock, User]:
    clock = await billing.create_test_clock(SYSTEM, name=name, now_at=start)
    user = await accounts.create_user(SYSTEM, name=name, external_id=name, time_zone="Europe/Berlin")
    return clock, await billing.attach_to_test_clock(SYSTEM, clock.id, user.id)


async def use(user: User, count: int) -> None:
    """So many calls, at the time of its clock."""
    drafts = [
        EventDraft(
            str(user.id), f"{user.name}-{(await _events(user)) + n}", "api.call", properties={"units": {"api_calls": 1}}
        )
        for n in range(count)
    ]
    done = await gate.record_events(SYSTEM, drafts)
    assert (done.accepted, done.rejected) == (count, [])


async def _events(user: User) -> int:
    return int((await fetch("SELECT count(*) AS n FROM usage_events WHERE user_id = $1", user.id))[0]["n"])


async def said(user: User) -> list[tuple[object, ...]]:
    """What its invoices say, numbers apart."""
    page = await billing.list_invoices(SYSTEM, user_id=user.id, limit=100)
    found = []
    for invoice in reversed(page.items):
        details = await billing.get_invoice(SYSTEM, invoice.id)
        lines = [
            (line.kind, line.name, line.amount, line.discount, line.events, line.explanation) for line in details.lines
        ]
        # Each user has an attachment of its own.
        discounts = [(each["name"], each["amount"], each["explanation"]) for each in invoice.discounts]
        found.append(
            (invoice.status, invoice.period_start, invoice.period_end, invoice.total, invoice.issued_at, lines,
             discounts)
        )  # fmt: skip
    return found


async def live(user: User, clock_id: UUID, step: timedelta | None) -> None:
    """Fourteen months with a change of plan, a pause, coupons and calls, in steps or from one event to the next."""

    async def to(day: int) -> None:
        target = START + timedelta(days=day)
        while step is not None and (at := (await billing.get_test_clock(SYSTEM, clock_id)).now_at + step) < target:
            await billing.advance_test_clock(SYSTEM, clock_id, at)
        await billing.advance_test_clock(SYSTEM, clock_id, target)

    await plans.assign_plan(SYSTEM, user.id, plan="growth", seats=2)
    await to(40)
    await use(user, 7)
    await billing.attach_coupon(SYSTEM, user.id, code="fifth")
    await billing.attach_coupon(SYSTEM, user.id, code="ten")
    await to(100)
    await plans.assign_plan(SYSTEM, user.id, plan="scale")
    await use(user, 4)
    await to(190)
    await plans.pause_subscription(SYSTEM, user.id)
    await to(260)
    await plans.resume_subscription(SYSTEM, user.id)
    await use(user, 9)
    await to(426)


async def test_fourteen_months_at_once_are_as_lived_day_by_day(plan: str) -> None:
    await billing.create_coupon(SYSTEM, code="fifth", name="A fifth", percent="20", invoices=7)
    await billing.create_coupon(SYSTEM, code="ten", name="Ten", amount="10", currency="USD")
    (one, leaper), (other, walker) = await clocked("leaper"), await clocked("walker")
    await live(leaper, one.id, None)
    await live(walker, other.id, timedelta(days=9, hours=7))
    leaped = await said(leaper)
    assert leaped == await said(walker)
    assert len(leaped) == 14
    # Both from the first invoice after day 40 on; that on seven of them, pauses between, and this on all that are left.
    owing = [[name for name, *_ in row[6]] for row in leaped if row[0] == "finalized"]  # type: ignore[attr-defined]
    assert owing == [[], []] + [["A fifth", "Ten"]] * 7 + [["Ten"]] * (len(owing) - 9) and len(owing) > 10
    # The trial ends at a midnight there; each invoice is issued an hour behind its boundary, in order.
    assert leaped[0][2] == datetime(2031, 2, 9, 23, tzinfo=UTC)
    assert [row[4] for row in leaped if row[0] == "finalized"] == sorted(
        row[2] + timedelta(hours=1)  # type: ignore[operator]
        for row in leaped
        if row[0] == "finalized"
    )
    assert (await billing.run_invoices(SYSTEM, until=START + timedelta(days=500))).closed == 0


@pytest.mark.parametrize("point", ["locked", "drafted", "written", "numbered"])
async def test_killed_anywhere_and_repeated_gives_the_same(plan: str, point: str) -> None:
    (one, calm), (other, killed) = await clocked("calm"), await clocked("killed")
    target, left = START + timedelta(days=130), 3
    for user in (calm, killed):
        await plans.assign_plan(SYSTEM, user.id, plan=plan)
    await billing.advance_test_clock(SYSTEM, one.id, target)

    def reach(name: str) -> None:
        nonlocal left
        left -= name == point
        if left == 0:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        await billing.advance_test_clock(SYSTEM, other.id, target, reach=reach)
    stuck = await billing.get_test_clock(SYSTEM, other.id)
    assert stuck.advancing_to == target and START < stuck.now_at < target
    with pytest.raises(Conflict) as refused:
        await billing.advance_test_clock(SYSTEM, other.id, target + timedelta(days=1))
    assert refused.value.code == "test_clock_advancing"
    if point == "written":
        assert await billing.go_on_with_test_clocks() == 1  # the job
    moved = await billing.advance_test_clock(SYSTEM, other.id, target)
    assert (moved.now_at, moved.advancing_to) == (target, None)
    assert await said(killed) == await said(calm)
    numbers = await fetch("SELECT number FROM invoices WHERE series = 'TEST' AND number IS NOT NULL ORDER BY number")
    assert [row["number"] for row in numbers] == list(range(1, len(numbers) + 1))


async def test_what_a_clock_does_is_no_business(plan: str, holder: Holder) -> None:
    clock, user = await clocked("apart", now() - timedelta(days=200))
    await plans.assign_plan(SYSTEM, user.id, plan=plan)
    await use(user, 5)
    await billing.advance_test_clock(SYSTEM, clock.id, now() - timedelta(days=20))
    page = await billing.list_invoices(SYSTEM, user_id=user.id)
    assert {invoice.series for invoice in page.items} == {"TEST"}
    figures = await billing.business_figures(SYSTEM)
    assert (figures.mrr, figures.mrr_before, figures.revenue, figures.by_meter, figures.overdue) == ([], {}, [], [], [])
    first = page.items[-1]
    note = await billing.credit_invoice(SYSTEM, first.id, amount="1", reason="A test.")
    assert (note.label, (await billing.business_figures(SYSTEM)).credited_by_hand) == ("TEST-CN-1", {})
    assert note.issued_at < now() - timedelta(days=19)
    # What really happened is audited at its real time.
    rows = await fetch("SELECT min(occurred_at) AS at FROM audit_entries WHERE user_id = $1", user.id)
    assert rows[0]["at"] > now() - timedelta(hours=1)


async def test_only_fresh_users_and_only_forward(plan: str, holder: Holder) -> None:
    clock, user = await clocked("mine")
    used = await accounts.create_user(SYSTEM, name="Used")
    await plans.assign_plan(SYSTEM, used.id, plan=plan)
    called = await accounts.create_user(SYSTEM, name="Called")
    event = EventDraft(str(called.id), "1", "api.call", properties={"units": {"api_calls": 1}})
    await metering.ensure_partitions([now()])
    await gate.record_events(SYSTEM, [event])
    for each in (user, used, called):
        with pytest.raises(Conflict) as refused:
            await billing.attach_to_test_clock(SYSTEM, clock.id, each.id)
        assert refused.value.code == "user_not_fresh"
    for to in (START - timedelta(seconds=1), START + timedelta(days=1101)):
        with pytest.raises(InvalidInput):
            await billing.advance_test_clock(SYSTEM, clock.id, to)
    assert (await billing.advance_test_clock(SYSTEM, clock.id, START)).now_at == START
    with pytest.raises(NotFound):
        await billing.advance_test_clock(SYSTEM, user.id, START)
    # An event ahead of the clock is refused as one ahead of real time is.
    ahead = EventDraft(str(user.id), "1", "api.call", START + timedelta(hours=1))
    assert len((await gate.record_events(SYSTEM, [ahead])).rejected) == 1
