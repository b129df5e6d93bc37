"""What if: the same version gives what was invoiced, a draft what billing on it would have given; nothing is written."""

import random
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from uuid import UUID

import pytest

from core import accounts, billing, keys, metering, plans
from core.accounts import SYSTEM, User
from core.billing import simulation
from core.database import fetch
from core.errors import InvalidInput, NotFound, Unavailable
from core.plans import ChargeDraft, VersionOptions
from core.pricing import Tier
from tests.conftest import Holder
from tests.support.calls import call_of, record

FEE = ChargeDraft("Fee", "flat", Decimal(49), timing="advance")
CALLS = ChargeDraft("API calls", "per_unit", Decimal("0.013"), "api_calls", Decimal(2))
TIERS = (Tier(Decimal(10), Decimal("0.5")), Tier(None, Decimal("0.2"), Decimal(3)))
SINCE, UNTIL = date(2026, 5, 1), date(2026, 8, 1)
MAY, AUGUST = datetime(2026, 5, 1, tzinfo=UTC), datetime(2026, 8, 1, tzinfo=UTC)
DEAR = [
    ChargeDraft("Fee", "flat", Decimal(60)),
    ChargeDraft("Seats", "seats", Decimal(7), timing="advance"),
    ChargeDraft("API calls", "graduated", tiers=TIERS, meter="api_calls"),
]


@pytest.fixture
async def plan(database: str) -> str:
    await metering.ensure_call_meters(["api_calls"])
    await metering.ensure_partitions([datetime(2026, month, 1, tzinfo=UTC) for month in range(4, 10)])
    await sell("growth", FEE, CALLS, options=VersionOptions(minimum=Decimal(52), spend_cap=Decimal(20)))
    return "growth"


async def sell(slug: str, *charges: ChargeDraft, currency: str = "USD", options: VersionOptions | None = None) -> None:
    await plans.create_plan(
        SYSTEM, slug=slug, name=slug, currency=currency, charges=charges, options=options or VersionOptions()
    )
    await plans.publish_plan(SYSTEM, slug)


async def customer(name: str, zone: str = "UTC") -> Holder:
    user = await accounts.create_user(SYSTEM, name=name, time_zone=zone)
    issued = await keys.create_key(SYSTEM, user_id=user.id, name="Production", live=True)
    return Holder(user, issued.key, issued.secret)


async def use(holder: Holder, instants: list[datetime]) -> None:
    outcomes = await record([call_of(holder.user, holder.key, instant) for instant in instants])
    assert outcomes == [None] * len(instants)


async def invoiced(user: User) -> Decimal:
    """What its invoices bill for the periods that lie in the three months, whichever invoice carries it."""
    rows = await fetch(
        "SELECT coalesce(sum(l.amount), 0) AS amount FROM invoice_lines l JOIN invoices i ON i.id = l.invoice_id"
        " JOIN users u ON u.id = l.user_id WHERE l.user_id = $1 AND i.status IN ('finalized', 'skipped')"
        " AND l.kind <> 'credited' AND l.starts_at AT TIME ZONE u.time_zone >= $2"
        " AND l.ends_at AT TIME ZONE u.time_zone <= $3",
        user.id, datetime(2026, 5, 1), datetime(2026, 8, 1),
    )  # fmt: skip
    return Decimal(rows[0]["amount"]).quantize(Decimal("0.01"))


async def only(plan: str, user: User, **options: object) -> billing.SimulatedUser:
    found = await billing.simulate(SYSTEM, plan, since=SINCE, until=UNTIL, user_ids=[user.id], **options)  # type: ignore[arg-type]
    (row,) = found.rows
    return row


@pytest.mark.parametrize("seed", range(4))
async def test_the_same_version_gives_what_was_invoiced(plan: str, seed: int) -> None:
    dice = random.Random(seed)
    await sell("scale", ChargeDraft("Fee", "flat", Decimal(99), timing="advance"), CALLS)
    holder = await customer("Ada", dice.choice(("UTC", "Asia/Kolkata", "America/New_York", "Pacific/Auckland")))
    start = MAY - timedelta(days=dice.randint(0, 40), seconds=dice.randrange(86_400))
    await metering.ensure_partitions([start])
    own = {"Fee": Decimal(31)} if dice.random() < 0.5 else {}
    await plans.assign_plan(SYSTEM, holder.user.id, plan=plan, starts_at=start, seats=dice.randint(1, 4), overrides=own)
    if seed % 2:
        at = MAY + timedelta(days=dice.randint(5, 80), seconds=dice.randrange(86_400))
        await plans.assign_plan(SYSTEM, holder.user.id, plan="scale", starts_at=at)
    first, later = (
        [start + timedelta(seconds=dice.randrange(86_400 * 130)) for _ in range(dice.randint(20, 60))] for _ in "ab"
    )
    await use(holder, first)
    await billing.run_invoices(SYSTEM, until=MAY + timedelta(days=50))
    await use(holder, later)  # of periods that are closed already, in part
    await billing.run_invoices(SYSTEM, until=AUGUST + timedelta(days=40))
    row = await only(plan, holder.user)
    assert row.before == {"USD": await invoiced(holder.user)}
    assert len(row.periods) == 3
    if not seed % 2:
        assert row.after == row.before["USD"]
        assert [line.amount for line in row.after_lines] == [line.amount for line in row.before_lines]


async def test_totals_are_with_the_coupons_of_each_period_and_with_taxes(plan: str) -> None:
    await sell("flat", ChargeDraft("Fee", "flat", Decimal(50)))
    holder = await customer("Ada")
    await billing.create_coupon(SYSTEM, code="spring", name="Spring", percent="10", invoices=2)
    await billing.create_coupon(SYSTEM, code="five", name="Five", amount="5", currency="USD")
    for code in ("spring", "five"):
        await billing.attach_coupon(SYSTEM, holder.user.id, code=code)
    await billing.create_tax_rate(SYSTEM, slug="vat", name="VAT", percent="20")
    await billing.set_tax_profile(SYSTEM, fees="vat", usage="vat")
    await plans.assign_plan(SYSTEM, holder.user.id, plan="flat", starts_at=MAY)
    await billing.run_invoices(SYSTEM, until=AUGUST)
    row = await only("flat", holder.user)
    # 50 - 10% - 5 = 40, twice, and 50 - 5 = 45; with 20%.
    assert (row.before_total, row.after_total) == ({"USD": Decimal("150.00")}, Decimal("150.00"))
    issued = (await billing.list_invoices(SYSTEM, user_id=holder.user.id)).items
    assert sum(each.total for each in issued) == Decimal("150.00")
    await plans.draft_version(SYSTEM, "flat", currency="USD", charges=[ChargeDraft("Fee", "flat", Decimal(80))])
    found = await billing.simulate(SYSTEM, "flat", since=SINCE, until=UNTIL, user_ids=[holder.user.id])
    # 80 - 10% - 5 = 67, twice, and 75: 209 with 20%.
    assert (found.before_total, found.after_total) == ({"USD": Decimal("150.00")}, Decimal("250.80"))
    assert (found.before, found.after, found.difference) == ({"USD": Decimal("150.00")}, Decimal("240.00"), Decimal(90))


WORDS = ChargeDraft("Words", "per_unit", Decimal("0.03"), "words")


async def with_addon_and_packs(holder: Holder, plan: str, start: datetime) -> None:
    """On a plan with an add-on, and with two packs, of which the first is used up in May."""
    await plans.assign_plan(SYSTEM, holder.user.id, plan=plan, starts_at=start, seats=3)
    # As if it had been added then, which only the clock of a test user could.
    await plans.add_addon(SYSTEM, holder.user.id, plan="writing", seats=2)
    await fetch("UPDATE subscription_addons SET starts_at = $2 WHERE user_id = $1", holder.user.id, start)
    for units in ("30", "25"):
        await billing.add_unit_pack(
            SYSTEM, holder.user.id, meter="api_calls", units=units, reason="r", effective_at=start
        )


async def test_addons_and_packs_are_on_both_sides_as_they_were(plan: str) -> None:
    """Billing the same months on the draft, with the same add-on and packs, gives the same."""
    await metering.ensure_call_meters(["words"])
    seats = ChargeDraft("Writing", "seats", Decimal(5), timing="advance")
    await plans.create_plan(SYSTEM, slug="writing", name="w", currency="USD", charges=[seats, WORDS], addon=True)
    await plans.publish_plan(SYSTEM, "writing")
    holder, twin = await customer("Ada"), await customer("Twin")
    await with_addon_and_packs(holder, plan, MAY)
    dice = random.Random(11)
    for each in (holder, twin):
        dice = random.Random(11)
        calls = [
            call_of(each.user, each.key, MAY + timedelta(seconds=dice.randrange(86_400 * 92)), units)
            for units in [{"api_calls": 1}, {"api_calls": 1, "words": 40}] * 60
        ]
        assert await record(calls) == [None] * len(calls)
    await billing.run_invoices(SYSTEM, until=AUGUST)
    row = await only(plan, holder.user)
    assert row.before == {"USD": row.after} == {"USD": await invoiced(holder.user)}
    assert {line.name for line in row.after_lines} >= {"Writing", "Words"}
    assert sum(line.packed for line in row.before_lines) == 55
    await plans.draft_version(SYSTEM, plan, currency="USD", charges=[*DEAR[:2], CALLS])
    row = await only(plan, holder.user)
    await plans.publish_plan(SYSTEM, plan)
    await with_addon_and_packs(twin, plan, MAY)
    await billing.run_invoices(SYSTEM, until=AUGUST)
    assert row.before == {"USD": await invoiced(holder.user)}
    assert row.after == await invoiced(twin.user)


async def test_a_draft_gives_what_billing_these_months_on_it_gives(plan: str) -> None:
    holder, twin = await customer("Ada", "Asia/Kolkata"), await customer("Twin", "Asia/Kolkata")
    start, dice = datetime(2026, 4, 30, 18, 30, tzinfo=UTC), random.Random(7)  # midnight there
    await plans.assign_plan(SYSTEM, holder.user.id, plan=plan, starts_at=start, seats=3)
    instants = [start + timedelta(seconds=dice.randrange(86_400 * 92)) for _ in range(120)]
    await use(holder, instants)
    await use(twin, instants)
    await plans.draft_version(SYSTEM, plan, currency="USD", charges=DEAR,
                              options=VersionOptions(minimum=Decimal(120)))  # fmt: skip
    row = await only(plan, holder.user)
    await plans.publish_plan(SYSTEM, plan)
    await plans.assign_plan(SYSTEM, twin.user.id, plan=plan, starts_at=start, seats=3)
    await billing.run_invoices(SYSTEM, until=AUGUST + timedelta(days=1))
    assert row.after == await invoiced(twin.user)
    assert row.before == {"USD": await invoiced(holder.user)}
    assert row.after != row.before["USD"]
    assert {line.name for line in row.after_lines} == {"Fee", "Seats", "API calls", "growth: minimum"}


async def test_nothing_is_written_and_the_database_would_refuse_it(
    plan: str, holder: Holder, monkeypatch: pytest.MonkeyPatch
) -> None:
    await plans.assign_plan(SYSTEM, holder.user.id, plan=plan, starts_at=MAY)
    await use(holder, [MAY + timedelta(days=n) for n in range(9)])
    before = await _state()
    await billing.simulate(SYSTEM, plan, since=SINCE, until=UNTIL)
    assert await _state() == before

    async def write(*_: object) -> None:
        await fetch("UPDATE users SET name = 'Nobody'")

    monkeypatch.setattr(simulation, "covers_of", write)
    with pytest.raises(Unavailable):
        await billing.simulate(SYSTEM, plan, since=SINCE, until=UNTIL)
    assert await _state() == before


async def _state() -> dict[str, tuple[int, int]]:
    """Of every table the number of rows and the newest transaction that wrote one."""
    names = [row["name"] for row in await fetch("SELECT oid::regclass::text AS name FROM pg_class WHERE relkind = 'r'"
                                                " AND relnamespace = current_schema()::regnamespace")]  # fmt: skip
    return {name: tuple((await fetch(f"SELECT count(*), max(xmin::text::bigint) FROM {name}"))[0]) for name in names}


async def test_who_would_pay_more_and_less_is_found_over_all_chunks(plan: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(simulation, "CHUNK", 2)
    calls = (0, 5, 10, 20, 40)
    for number, count in enumerate(calls):
        holder = await customer(f"User {number}")
        await plans.assign_plan(SYSTEM, holder.user.id, plan=plan, starts_at=MAY)
        await use(holder, [MAY + timedelta(hours=n) for n in range(count)])
    await plans.draft_version(
        SYSTEM, plan, currency="USD",
        charges=[ChargeDraft("Fee", "flat", Decimal(40)), ChargeDraft("API calls", "per_unit", Decimal(2), "api_calls")],
    )  # fmt: skip
    steps: list[billing.Progress] = []
    found = await billing.simulate(SYSTEM, plan, since=SINCE, until=UNTIL, limit=1, progress=steps.append)
    # 3 x 52 is paid now; then 3 x 40 and 2 for each call.
    assert [(row.user.name, row.difference) for row in found.rows] == [
        ("User 4", Decimal("44.00")), ("User 0", Decimal("-36.00")),
    ]  # fmt: skip
    assert [row.user.name for row in found.losers + found.winners] == ["User 4", "User 0"]
    assert (found.users, found.more, found.less, found.same, found.left_out) == (5, 2, 3, 0, 0)
    assert (found.before, found.after, found.difference) == ({"USD": Decimal(780)}, Decimal(750), Decimal(-30))
    assert [(step.done, step.total) for step in steps] == [(0, 5), (2, 5), (4, 5), (5, 5)]
    assert (await billing.simulate(SYSTEM, plan, version=1, since=SINCE, until=UNTIL)).same == 5


async def test_another_cycle_has_periods_of_its_own_over_the_same_time(plan: str, holder: Holder) -> None:
    await plans.assign_plan(SYSTEM, holder.user.id, plan=plan, starts_at=MAY)
    yearly = VersionOptions(interval_unit="year")
    await sell("yearly", ChargeDraft("Fee", "flat", Decimal(365)), options=yearly)
    weekly = VersionOptions(interval_unit="week", alignment="anniversary")
    await sell("weekly", ChargeDraft("Fee", "flat", Decimal(7), timing="advance"), options=weekly)
    assert (await only("yearly", holder.user)).after == Decimal("92.00")
    row = await only("weekly", holder.user)
    assert row.after == Decimal("92.00") and len(row.after_lines) == 14
    assert [span.start.month for span in row.periods] == [5, 6, 7]


async def test_whole_periods_count_and_who_has_none_is_left_out(plan: str) -> None:
    late, never, other = await customer("Late"), await customer("Never"), await customer("Other")
    await plans.assign_plan(SYSTEM, late.user.id, plan=plan, starts_at=MAY + timedelta(days=40))
    await sell("euros", ChargeDraft("Fee", "flat", Decimal(9)), currency="EUR")
    await plans.assign_plan(SYSTEM, other.user.id, plan="euros", starts_at=MAY)
    everybody = await billing.simulate(SYSTEM, plan, since=SINCE, until=UNTIL)
    assert (everybody.users, everybody.incomparable) == (2, 1)
    assert everybody.before == {"USD": Decimal("88.40"), "EUR": Decimal(27)}
    assert (await billing.simulate(SYSTEM, plan, since=SINCE, until=UNTIL, on_plan=plan)).users == 1
    short = await billing.simulate(SYSTEM, plan, since=date(2026, 7, 2), until=UNTIL)
    assert (short.users, short.left_out) == (0, 2)
    # Nobody's yet: as if it had been on the version all the time.
    row = await only(plan, never.user)
    assert (row.before, row.after, row.difference) == ({}, Decimal(156), Decimal(156))


async def test_what_cannot_be_simulated_is_refused(plan: str, holder: Holder) -> None:
    for problem, options in (
        (InvalidInput, {"until": SINCE}),
        (InvalidInput, {"until": date(2200, 1, 1)}),
        (InvalidInput, {"since": date(2020, 1, 1)}),
        (InvalidInput, {"limit": 0}),
        (InvalidInput, {"user_ids": []}),
        (InvalidInput, {"user_ids": [holder.user.id], "on_plan": plan}),
        (NotFound, {"user_ids": [UUID(int=1)]}),
        (NotFound, {"version": 9}),
        (NotFound, {"on_plan": "nothing"}),
    ):
        with pytest.raises(problem):
            await billing.simulate(SYSTEM, plan, **{"since": SINCE, "until": UNTIL, **options})  # type: ignore[arg-type]
