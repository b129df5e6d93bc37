"""Invoices in the database: closed once, frozen, numbered without gaps, made of exactly their events."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from uuid import UUID

import asyncpg
import pytest

from core import accounts, billing, doctor, keys, metering, plans
from core.accounts import SYSTEM, Actor, User
from core.clock import now
from core.database import close_database, fetch, open_database
from core.errors import Conflict, InvalidInput, NotFound, Unavailable
from core.plans import ChargeDraft, VersionOptions
from core.settings import get_settings
from tests.conftest import Holder
from tests.support.calls import call_of, record

FEE = ChargeDraft("Fee", "flat", Decimal(49), timing="advance")
CALLS = ChargeDraft("API calls", "per_unit", Decimal("0.01"), "api_calls", Decimal(2))
START = datetime(2026, 5, 1, tzinfo=UTC)
JUNE = datetime(2026, 6, 1, tzinfo=UTC)
JULY = datetime(2026, 7, 1, tzinfo=UTC)
AUGUST = datetime(2026, 8, 1, tzinfo=UTC)


@pytest.fixture
async def plan(database: str) -> str:
    await metering.ensure_call_meters(["api_calls"])
    await metering.ensure_partitions([datetime(2026, month, 1, tzinfo=UTC) for month in range(4, 10)])
    return await sell("growth", FEE, CALLS)


async def sell(slug: str, *charges: ChargeDraft, options: VersionOptions | None = None) -> str:
    await plans.create_plan(
        SYSTEM, slug=slug, name=slug, currency="USD", charges=charges, options=options or VersionOptions()
    )
    await plans.publish_plan(SYSTEM, slug)
    return slug


async def use(holder: Holder, *at: datetime) -> None:
    outcomes = await record([call_of(holder.user, holder.key, instant) for instant in at])
    assert outcomes == [None] * len(at)


async def invoices(user: User) -> list[billing.InvoiceDetails]:
    """Oldest first."""
    page = await billing.list_invoices(SYSTEM, user_id=user.id)
    return [await billing.get_invoice(SYSTEM, each.id) for each in reversed(page.items)]


def said(details: billing.InvoiceDetails) -> list[tuple[str, str, str]]:
    return [(line.kind, line.name, f"{line.amount:.2f}") for line in details.lines]


async def test_a_boundary_bills_the_arrears_before_it_and_the_fees_in_advance_after_it(
    plan: str, holder: Holder
) -> None:
    await plans.assign_plan(SYSTEM, holder.user.id, plan=plan, starts_at=START)
    await use(holder, *[START + timedelta(days=day) for day in range(12)], JUNE + timedelta(hours=1))
    report = await billing.run_invoices(SYSTEM, until=JUNE)
    assert (report.finalized, report.skipped, report.totals) == (2, 0, {"USD": Decimal("98.10")})
    first, second = await invoices(holder.user)
    assert said(first) == [("advance", "Fee", "49.00")]
    assert said(second) == [("usage", "API calls", "0.10"), ("advance", "Fee", "49.00")]
    assert [first.invoice.number, second.invoice.number] == [1, 2]
    assert second.lines[0].explanation == "12 api calls - 2 included = 10 x $0.01 = $0.10".replace(
        "api calls", second.lines[0].unit
    )
    assert second.lines[0].events == 12
    again = await billing.run_invoices(SYSTEM, until=JUNE)
    assert (again.closed, len(await invoices(holder.user))) == (0, 2)


async def test_a_line_leads_to_exactly_its_events(plan: str, holder: Holder) -> None:
    await plans.assign_plan(SYSTEM, holder.user.id, plan=plan, starts_at=START)
    mine = [START, START + timedelta(days=3), JUNE - timedelta(microseconds=1)]
    await use(holder, *mine, START - timedelta(microseconds=1), JUNE)
    await billing.run_invoices(SYSTEM, until=JUNE)
    _, second = await invoices(holder.user)
    await use(holder, START + timedelta(days=1))  # too late for that invoice
    found = await billing.line_events(SYSTEM, second.invoice.id, 0, limit=2)
    rest = await billing.line_events(SYSTEM, second.invoice.id, 0, limit=2, cursor=found.events.next_cursor)
    assert [each.occurred_at for each in [*found.events.items, *rest.events.items]] == mine
    assert found.digest_holds
    assert rest.events.next_cursor is None
    await fetch("DELETE FROM usage_events WHERE occurred_at = $1", START)
    assert not (await billing.line_events(SYSTEM, second.invoice.id, 0)).digest_holds


async def test_late_usage_is_a_dated_line_of_the_next_invoice_and_is_billed_once(plan: str, holder: Holder) -> None:
    await plans.assign_plan(SYSTEM, holder.user.id, plan=plan, starts_at=START)
    await use(holder, START)
    await billing.run_invoices(SYSTEM, until=JUNE)
    await use(holder, *[START + timedelta(days=1, minutes=n) for n in range(6)], JUNE)
    await billing.run_invoices(SYSTEM, until=JULY)
    await billing.run_invoices(SYSTEM, until=AUGUST)
    _, may, june, july = await invoices(holder.user)
    assert said(may)[0] == ("usage", "API calls", "0.00")
    # 7 in all - 2 included = 5 x 0.01; nothing was billed for May yet.
    assert said(june)[:2] == [
        ("usage", "API calls", "0.00"),
        ("late", "API calls (2026-05-01 to 2026-06-01, late)", "0.05"),
    ]
    assert june.lines[1].events == 6
    assert said(july) == [("usage", "API calls", "0.00"), ("advance", "Fee", "49.00")]
    found = await billing.line_events(SYSTEM, june.invoice.id, 1)
    assert (len(found.events.items), found.digest_holds) == (6, True)


async def test_a_change_of_plan_adjusts_the_fee_in_advance_and_prices_on(plan: str, holder: Holder) -> None:
    await sell("scale", ChargeDraft("Fee", "flat", Decimal(98), timing="advance"), CALLS)
    await plans.assign_plan(SYSTEM, holder.user.id, plan=plan, starts_at=JUNE)
    await billing.run_invoices(SYSTEM, until=JUNE)
    await plans.assign_plan(SYSTEM, holder.user.id, plan="scale", starts_at=JUNE + timedelta(days=15))
    await use(holder, *[JUNE + timedelta(days=day) for day in range(20)])
    await billing.run_invoices(SYSTEM, until=JULY)
    _, second = await invoices(holder.user)
    # 24.50 + 49.00 was due, 49.00 was billed; then the new fee for July.
    assert said(second) == [
        ("usage", "API calls", "0.18"), ("adjustment", "Fees in advance, adjusted", "24.50"), ("advance", "Fee", "98.00"),
    ]  # fmt: skip


async def end(at: datetime) -> None:
    """As if the subscription had been cancelled at that instant."""
    await fetch("UPDATE subscriptions SET ends_at = $1", at)
    await fetch("UPDATE billing_schedules SET next_at = $1", at)


async def test_a_subscription_that_ends_is_billed_to_its_end_and_never_again(plan: str, holder: Holder) -> None:
    await plans.assign_plan(SYSTEM, holder.user.id, plan=plan, starts_at=JUNE)
    await billing.run_invoices(SYSTEM, until=JUNE)
    await use(holder, *[JUNE + timedelta(hours=n) for n in range(452)])
    await end(JUNE + timedelta(days=15))
    await billing.run_invoices(SYSTEM, until=AUGUST)
    first, last = await invoices(holder.user)
    # 360 calls in 15 days - 2 = 358 x 0.01; half of the fee comes back, and 20.92 of it does not fit.
    assert said(last) == [
        ("usage", "API calls", "3.58"), ("adjustment", "Fees in advance, adjusted", "-24.50"),
        ("credited", "Credited: Fees in advance, adjusted", "20.92"),
    ]  # fmt: skip
    assert (last.invoice.status, last.invoice.total) == ("skipped", 0)
    (note,) = (await billing.list_credit_notes(SYSTEM)).items
    assert (note.invoice_id, note.caused_by_id, note.label) == (first.invoice.id, last.invoice.id, "CN-1")
    assert note.total == first.invoice.credited == Decimal("20.92")
    assert note.explanation == ("fees due $24.50 - billed in advance $49.00 = -$24.50, and $3.58 due with it: -$20.92")
    await plans.assign_plan(SYSTEM, holder.user.id, plan=plan, starts_at=JULY)
    await billing.run_invoices(SYSTEM, until=JULY)
    assert said((await invoices(holder.user))[-1]) == [("advance", "Fee", "49.00")]


async def use_and_take_back(holder: Holder, *, calls: int, back: int) -> None:
    """In May so many calls, of which so many are taken back when May is invoiced, before June is."""
    events = [call_of(holder.user, holder.key, START + timedelta(hours=n)) for n in range(calls)]
    await record(events)
    await billing.run_invoices(SYSTEM, until=JUNE)
    assert await record([each.retraction() for each in events[:back]]) == [None] * back
    await billing.run_invoices(SYSTEM, until=JULY)


async def test_usage_taken_back_is_credited_on_the_invoice_that_billed_it(plan: str, holder: Holder) -> None:
    await plans.assign_plan(SYSTEM, holder.user.id, plan=plan, starts_at=START)
    await use_and_take_back(holder, calls=12, back=4)
    _, may, june = await invoices(holder.user)
    name = "API calls (2026-05-01 to 2026-06-01, late)"
    assert said(june) == [
        ("usage", "API calls", "0.00"), ("late", name, "-0.04"),
        ("credited", "Credited: Usage of 2026-05-01 to 2026-06-01, taken back", "0.04"), ("advance", "Fee", "49.00"),
    ]  # fmt: skip
    assert june.lines[1].events == -4
    (note,) = (await billing.credit_notes_of_invoices(SYSTEM, [may.invoice.id]))[may.invoice.id]
    assert (note.total, may.invoice.credited) == (Decimal("0.04"), Decimal("0.04"))
    assert note.explanation == f"{name}: all usage $0.06 - billed $0.10 = -$0.04"
    # What was taken back once is taken back, and what comes later is billed on from there.
    await billing.run_invoices(SYSTEM, until=AUGUST)
    assert len((await billing.list_credit_notes(SYSTEM)).items) == 1
    await use(holder, *[START + timedelta(days=1, hours=n) for n in range(2)])
    await billing.run_invoices(SYSTEM, until=AUGUST + timedelta(days=31))
    assert ("late", name, "0.02") in said((await invoices(holder.user))[-1])


async def test_an_invoice_with_credit_notes_and_one_that_caused_them_stay(plan: str, holder: Holder) -> None:
    await plans.assign_plan(SYSTEM, holder.user.id, plan=plan, starts_at=START)
    await use_and_take_back(holder, calls=12, back=4)
    _, may, june = await invoices(holder.user)
    for each in (may, june):
        with pytest.raises(Conflict) as refused:
            await billing.void_invoice(SYSTEM, each.invoice.id, reason="wrong name")
        assert refused.value.code == "invoice_not_void"


async def test_an_invoice_is_credited_by_hand_up_to_its_total_and_is_paid_then(plan: str, holder: Holder) -> None:
    await plans.assign_plan(SYSTEM, holder.user.id, plan=plan, starts_at=START)
    await billing.run_invoices(SYSTEM, until=START)
    (first,) = await invoices(holder.user)
    note = await billing.credit_invoice(SYSTEM, first.invoice.id, amount=Decimal("9.5"), reason="An outage")
    assert (note.label, note.total, note.explanation) == ("CN-1", Decimal("9.50"), "An outage")
    for wrong in ("0", "-1", "39.51", "1.001"):
        with pytest.raises(InvalidInput):
            await billing.credit_invoice(SYSTEM, first.invoice.id, amount=Decimal(wrong), reason="r")
    await billing.credit_invoice(SYSTEM, first.invoice.id, amount=Decimal("39.50"), reason="All of it")
    (first,) = await invoices(holder.user)
    assert (first.invoice.credited, first.invoice.payment_status) == (49, "paid")
    for statement in ("UPDATE credit_notes SET total = 1", "DELETE FROM credit_notes"):
        with pytest.raises(asyncpg.IntegrityConstraintViolationError, match="frozen"):
            await fetch(statement)


async def test_what_was_credited_by_hand_is_not_credited_again(plan: str, holder: Holder) -> None:
    await plans.assign_plan(SYSTEM, holder.user.id, plan=plan, starts_at=JUNE)
    await billing.run_invoices(SYSTEM, until=JUNE)
    (first,) = await invoices(holder.user)
    await billing.credit_invoice(SYSTEM, first.invoice.id, amount=Decimal(40), reason="goodwill")
    await end(JUNE + timedelta(days=15))
    await billing.run_invoices(SYSTEM, until=AUGUST)
    first, last = await invoices(holder.user)
    assert (first.invoice.credited, last.invoice.total) == (49, 0)
    assert last.lines[-1].explanation == (
        "$24.50 by a credit note on the invoice of 2026-06-01: $9.00, the rest was free, or credited by hand before"
    )
    assert (await doctor.examine(SYSTEM, only=["credit_notes", "invoice_contents"])).total == 0


async def test_a_trial_bills_nothing_and_anchors_what_follows(plan: str, holder: Holder) -> None:
    options = VersionOptions(trial_days=10, alignment="anniversary")
    await sell("trial", FEE, CALLS, options=options)
    await plans.assign_plan(SYSTEM, holder.user.id, plan="trial", starts_at=JUNE)
    await use(holder, *[JUNE + timedelta(days=day) for day in range(20)])
    await billing.run_invoices(SYSTEM, until=AUGUST)
    first, second = await invoices(holder.user)
    assert first.invoice.period_end == JUNE + timedelta(days=10)
    assert (second.invoice.period_start, second.invoice.period_end) == (
        JUNE + timedelta(days=10),
        JULY + timedelta(days=10),
    )
    assert (second.lines[0].events, f"{second.lines[0].amount:.2f}") == (10, "0.08")


async def test_nothing_owed_is_skipped_without_a_number(plan: str, holder: Holder) -> None:
    await sell("free", CALLS)
    await plans.assign_plan(SYSTEM, holder.user.id, plan="free", starts_at=START)
    report = await billing.run_invoices(SYSTEM, until=JULY)
    assert (report.finalized, report.skipped) == (0, 2)
    assert [(each.invoice.status, each.invoice.number) for each in await invoices(holder.user)] == [
        ("skipped", None)
    ] * 2


async def test_an_own_price_and_seats(plan: str, holder: Holder) -> None:
    await sell("team", ChargeDraft("Seats", "seats", Decimal(10)), CALLS)
    await plans.assign_plan(
        SYSTEM, holder.user.id, plan="team", starts_at=START, seats=3, overrides={"API calls": Decimal(1)}
    )
    await use(holder, START, START, START)
    await billing.run_invoices(SYSTEM, until=JUNE)
    (first,) = await invoices(holder.user)
    assert said(first) == [("fee", "Seats", "30.00"), ("usage", "API calls", "1.00")]


async def test_a_dry_run_keeps_nothing(plan: str, holder: Holder) -> None:
    await plans.assign_plan(SYSTEM, holder.user.id, plan=plan, starts_at=START)
    report = await billing.run_invoices(SYSTEM, until=JUNE, dry_run=True)
    assert (report.finalized, report.totals) == (1, {"USD": Decimal(49)})
    assert await invoices(holder.user) == []
    assert [tuple(row) for row in await fetch("SELECT seal_no FROM user_seals")] == [(0,)]
    assert (await billing.run_invoices(SYSTEM, until=JUNE)).finalized == 2


FROZEN = [
    "UPDATE invoices SET total = 1",
    "UPDATE invoices SET number = 7",
    "UPDATE invoices SET customer = '{}'",
    "UPDATE invoices SET status = 'draft', number = NULL, seal_to = NULL",
    "UPDATE invoices SET issued_at = now()",
    "DELETE FROM invoices",
    "UPDATE invoice_lines SET amount = 1",
    "DELETE FROM invoice_lines",
    "INSERT INTO invoice_lines SELECT gen_random_uuid(), user_id, invoice_id, 99, kind, name, version_id, charge_id,"
    " meter_id, starts_at, ends_at, quantity, unit, events, digest, seal_from, seal_to, precise, amount, explanation,"
    " working FROM invoice_lines LIMIT 1",
]


@pytest.mark.parametrize("statement", FROZEN)
async def test_a_finalized_invoice_is_frozen(plan: str, holder: Holder, statement: str) -> None:
    await plans.assign_plan(SYSTEM, holder.user.id, plan=plan, starts_at=START)
    await billing.run_invoices(SYSTEM, until=START)
    with pytest.raises(asyncpg.IntegrityConstraintViolationError, match="frozen"):
        await fetch(statement)
    await fetch("UPDATE invoices SET payment_status = 'paid'")  # payments are no part of what was sent


async def test_a_void_invoice_keeps_its_number_and_its_replacement_names_it(plan: str, holder: Holder) -> None:
    await plans.assign_plan(SYSTEM, holder.user.id, plan=plan, starts_at=START)
    await use(holder, *[START + timedelta(hours=n) for n in range(5)])
    await billing.run_invoices(SYSTEM, until=JUNE)
    await accounts.update_user(SYSTEM, holder.user.id, name="Basalt GmbH")
    await use(holder, START)  # late: no part of the replacement
    _, second = await invoices(holder.user)
    new = await billing.void_invoice(SYSTEM, second.invoice.id, reason="wrong name", reissue=True)
    old = await billing.get_invoice(SYSTEM, second.invoice.id)
    assert (old.invoice.status, old.invoice.number, old.invoice.void_reason) == ("void", 2, "wrong name")
    assert (new.invoice.number, new.invoice.replaces_id, new.invoice.customer["name"]) == (
        3,
        old.invoice.id,
        "Basalt GmbH",
    )
    assert said(new) == said(old)
    with pytest.raises(Conflict):
        await billing.void_invoice(SYSTEM, old.invoice.id, reason="again")
    await billing.run_invoices(SYSTEM, until=JULY)
    assert ("late", "API calls (2026-05-01 to 2026-06-01, late)", "0.01") in said((await invoices(holder.user))[-1])


async def test_figures_that_contradict_each_other_park_the_user_and_nobody_else(plan: str, holder: Holder) -> None:
    other = await accounts.create_user(SYSTEM, name="Other")
    for user in (holder.user.id, other.id):
        await plans.assign_plan(SYSTEM, user, plan=plan, starts_at=START)
    await use(holder, START)
    await fetch("UPDATE user_counters SET used = used + 1 WHERE period = 'month'")
    report = await billing.run_invoices(SYSTEM, until=JUNE)
    assert report.finalized == 3  # both fees of May, the other user's of June
    ((root, reason),) = report.parked.items()
    assert "counter of api_calls says 2" in reason
    with pytest.raises(Conflict) as refused:
        await billing.finalize_draft(SYSTEM, root)
    assert refused.value.code == "figures_disagree" and "counter of api_calls says 2" in refused.value.message
    await fetch("UPDATE user_counters SET used = used - 1 WHERE period = 'month'")
    assert (await billing.run_invoices(SYSTEM, until=JUNE)).closed == 0
    assert [each.parked for each in (await billing.list_drafts(SYSTEM, user_id=holder.user.id)).items] == [reason]
    assert (await billing.finalize_draft(SYSTEM, root)).invoice.period_end == JUNE


async def test_a_user_sees_its_own_invoices_and_no_others(plan: str, holder: Holder) -> None:
    other = await accounts.create_user(SYSTEM, name="Other")
    await plans.assign_plan(SYSTEM, other.id, plan=plan, starts_at=START)
    await billing.run_invoices(SYSTEM, until=START)
    (theirs,) = await invoices(other)
    me = Actor(kind="user", id=holder.key.id, scopes=frozenset({"read"}), user_id=holder.user.id)
    assert (await billing.list_invoices(me)).items == []
    for look in (billing.get_invoice(me, theirs.invoice.id), billing.line_events(me, theirs.invoice.id, 0),
                 billing.list_invoices(me, user_id=other.id)):  # fmt: skip
        with pytest.raises(NotFound):
            await look


async def test_a_preview_is_the_invoice_as_if_the_period_closed_now(plan: str, holder: Holder) -> None:
    await plans.assign_plan(SYSTEM, holder.user.id, plan=plan, starts_at=START)
    await billing.run_invoices(SYSTEM, until=START)
    await use(holder, *[START + timedelta(hours=n) for n in range(5)])
    shown = await billing.preview_invoice(SYSTEM, holder.user.id)
    assert shown is not None
    assert [(line.name, line.amount) for line in shown.lines] == [("API calls", Decimal("0.03")), ("Fee", Decimal(49))]
    assert len(await invoices(holder.user)) == 1


async def test_zones_and_half_hours_bill_by_the_users_own_midnights(plan: str, database: str) -> None:
    user = await accounts.create_user(SYSTEM, name="Kolkata", time_zone="Asia/Kolkata")
    issued = await keys.create_key(SYSTEM, user_id=user.id, name="k")
    mine = Holder(user, issued.key, issued.secret)
    midnight = datetime(2026, 5, 31, 18, 30, tzinfo=UTC)
    await plans.assign_plan(SYSTEM, user.id, plan=await sell("cheap", CALLS), starts_at=START)
    await use(mine, *[midnight - timedelta(minutes=n + 1) for n in range(5)], midnight, midnight + timedelta(minutes=1))
    await billing.run_invoices(SYSTEM, until=JUNE)
    (first,) = await invoices(user)
    assert first.invoice.period_end == midnight
    assert (first.lines[0].events, f"{first.lines[0].amount:.2f}") == (5, "0.03")
    assert (await billing.line_events(SYSTEM, first.invoice.id, 0)).digest_holds


async def numbers() -> list[int]:
    return [row["number"] for row in await fetch("SELECT number FROM invoices WHERE number IS NOT NULL ORDER BY 1")]


async def test_numbers_have_no_gaps(plan: str, database: str) -> None:
    users: list[UUID] = []
    for n in range(7):
        users.append((await accounts.create_user(SYSTEM, name=f"U{n}")).id)
        await plans.assign_plan(SYSTEM, users[-1], plan=plan, starts_at=START + n * timedelta(days=9))
    await billing.run_invoices(SYSTEM, until=AUGUST, chunk=3)
    found = await numbers()
    assert found == list(range(1, len(found) + 1))
    assert len(found) > 20


async def test_a_period_stays_open_for_the_grace_of_the_settings(
    plan: str, holder: Holder, monkeypatch: pytest.MonkeyPatch
) -> None:
    await plans.assign_plan(SYSTEM, holder.user.id, plan=plan, starts_at=now() - timedelta(minutes=90))
    monkeypatch.setattr(get_settings(), "invoice_grace_minutes", 120)
    assert (await billing.run_invoices(SYSTEM)).closed == 0
    monkeypatch.setattr(get_settings(), "invoice_grace_minutes", 60)
    assert (await billing.run_invoices(SYSTEM)).closed == 1


async def test_a_change_of_zone_takes_effect_at_the_next_boundary_unprorated(plan: str, holder: Holder) -> None:
    await plans.assign_plan(SYSTEM, holder.user.id, plan=plan, starts_at=START)
    await billing.run_invoices(SYSTEM, until=START)
    await accounts.update_user(SYSTEM, holder.user.id, time_zone="America/New_York")
    await billing.run_invoices(SYSTEM, until=AUGUST)
    found = await invoices(holder.user)
    # May ends where UTC's May does; June, already of the new zone, begins there and ends at a midnight of New York.
    assert [each.invoice.period_end for each in found] == [START, JUNE, JULY + timedelta(hours=4)]
    assert {str(line.amount.normalize()) for each in found for line in each.lines if line.kind == "advance"} == {"49"}


async def test_without_a_database_the_run_says_that_nothing_was_decided(database: str) -> None:
    await close_database()
    await open_database("postgres://keymeter@127.0.0.1:1/nowhere")
    with pytest.raises(Unavailable):
        await billing.run_invoices(SYSTEM)
