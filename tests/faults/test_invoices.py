"""Months are closed by several processes at once that are killed, and while usage of the very month comes in."""

import asyncio
import random
import sys
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from core import accounts, billing, doctor, gate, keys, metering, plans
from core.accounts import SYSTEM
from core.billing.invoicing import POINTS
from core.database import close_database, fetch, open_database
from core.pepper import Pepper, use_pepper
from core.plans import ChargeDraft
from tests.faults.conftest import SEED
from tests.support.calls import call_of, record
from tests.support.invoicing import MAY, THERE, UNTIL
from tests.support.patience import FULL
from tests.support.postgres import clone_template, drop_database, url_of

USERS = 1000 if FULL else 30  # enough work for each run to reach its death
CLOCKED = 40 if FULL else 4
MONEY = ("invoice_numbers", "invoice_periods", "invoice_contents", "ledger", "credits", "payments", "prepayments")
RUNS = 8 if FULL else 2
ROUNDS = 50 if FULL else 3
WRITERS = 16 if FULL else 4
PROJECT = Path(__file__).parents[2]
#: Everything an invoice says, without ids, numbers and times of issue.
CONTENTS = """
SELECT i.user_id, i.kind, i.cause_id, i.status, i.currency, i.total, i.credited, i.customer::text, i.content_hash,
       array_agg(row(l.position, l.kind, l.name, l.quantity, l.events, l.digest, l.precise, l.amount, l.explanation)::text
                 ORDER BY l.position) AS lines
FROM invoices i LEFT JOIN invoice_lines l ON l.invoice_id = i.id
GROUP BY i.id ORDER BY 1, 2, 3
"""


@pytest.fixture
async def business() -> AsyncIterator[str]:
    """The name of a database with users of one plan, three of whose calls are of May."""
    name = await clone_template()
    use_pepper(Pepper(((1, bytes.fromhex("5a" * 32)),)))
    await open_database(url_of(name))
    await metering.ensure_call_meters(["api_calls"])
    await metering.ensure_partitions([MAY, UNTIL])
    charges = [ChargeDraft("Fee", "flat", 49, timing="advance"), ChargeDraft("Calls", "per_unit", 1, "api_calls")]  # type: ignore[arg-type]
    await plans.create_plan(SYSTEM, slug="growth", name="Growth", currency="USD", charges=charges)
    await plans.publish_plan(SYSTEM, "growth")
    dice = random.Random(SEED)
    calls = []
    for number in range(USERS):
        user = await accounts.create_user(SYSTEM, name=f"User {number}")
        key = (await keys.create_key(SYSTEM, user_id=user.id, name="Production")).key
        await plans.assign_plan(SYSTEM, user.id, plan="growth", starts_at=MAY + timedelta(days=dice.randrange(25)))
        calls += [call_of(user, key, MAY + timedelta(days=25, hours=n)) for n in range(3)]
    for start in range(0, len(calls), 500):
        await record(calls[start : start + 500])
    await close_database()
    yield name
    await drop_database(name)


async def start(url: str, mode: str, what: str, seed: str) -> Any:
    program = ["-m", "tests.support.invoicing", url, mode, what, seed]
    return await asyncio.create_subprocess_exec(
        sys.executable,
        *program,
        cwd=PROJECT,
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )


async def contents(database: str) -> list[Any]:
    await open_database(url_of(database))
    try:
        return [tuple(row) for row in await fetch(CONTENTS)]
    finally:
        await close_database()


async def test_runs_that_are_killed_and_repeated_make_the_same_invoices_as_an_undisturbed_one(
    business: str, tell: Any
) -> None:
    undisturbed = await clone_template(business)
    try:
        process = await start(url_of(undisturbed), "run", "", str(SEED))
        assert (await process.communicate(), process.returncode)[1] == 0
        expected = await contents(undisturbed)
    finally:
        await drop_database(undisturbed)
    assert len(expected) >= 2 * USERS
    killed = 0
    for attempt, point in enumerate([*POINTS, ""]):
        seeds = [f"{SEED}-{attempt}-{number}" for number in range(RUNS)]
        processes = [await start(url_of(business), "run", point, seed) for seed in seeds]
        outputs = await asyncio.gather(*[process.communicate() for process in processes])
        codes = [process.returncode for process in processes]
        assert set(codes) <= {0, -9}, (SEED, outputs)
        killed += codes.count(-9)
        assert codes[0] == 0 or point, (SEED, outputs)
    assert await contents(business) == expected, f"seed {SEED}"
    await open_database(url_of(business))
    try:
        numbers = [
            row["number"] for row in await fetch("SELECT number FROM invoices WHERE number IS NOT NULL ORDER BY 1")
        ]
    finally:
        await close_database()
    assert numbers == list(range(1, len(numbers) + 1)), f"seed {SEED}"
    assert killed == RUNS * len(POINTS)
    tell(
        f"seed {SEED}: {RUNS} runs at once, {killed} killed at {len(POINTS)} points; {len(numbers)} invoices, the same"
    )


@pytest.fixture
async def clocked() -> AsyncIterator[str]:
    """The name of a database with a test clock at the beginning of 2031, and users on it who used something, have a
    coupon and pay ahead."""
    name = await clone_template()
    use_pepper(Pepper(((1, bytes.fromhex("5a" * 32)),)))
    await open_database(url_of(name))
    await metering.ensure_call_meters(["api_calls"])
    charges = [ChargeDraft("Fee", "flat", 49, timing="advance"), ChargeDraft("Calls", "per_unit", 1, "api_calls")]  # type: ignore[arg-type]
    await plans.create_plan(SYSTEM, slug="growth", name="Growth", currency="USD", charges=charges)
    await plans.publish_plan(SYSTEM, "growth")
    await billing.create_coupon(SYSTEM, code="tenth", name="Tenth", percent="10", invoices=5)
    clock = await billing.create_test_clock(SYSTEM, name="c", now_at=datetime(2031, 1, 31, 12, tzinfo=UTC))
    for number in range(CLOCKED):
        user = await accounts.create_user(SYSTEM, name=f"User {number}")
        await billing.attach_to_test_clock(SYSTEM, clock.id, user.id)
        await plans.assign_plan(SYSTEM, user.id, plan="growth")
        await billing.attach_coupon(SYSTEM, user.id, code="tenth")
        await billing.set_prepayment(SYSTEM, user.id, top_up_below="20", top_up_amount="30", threshold="4")
        drafts = [gate.EventDraft(str(user.id), f"{number}-{n}", "api.call", properties={"units": {"api_calls": 1}})
                  for n in range(7)]  # fmt: skip
        assert (await gate.record_events(SYSTEM, drafts)).accepted == 7
    await close_database()
    yield name
    await drop_database(name)


async def test_a_clock_whose_movers_are_killed_gets_where_it_goes_with_the_same_invoices(
    clocked: str, tell: Any
) -> None:
    undisturbed = await clone_template(clocked)
    try:
        process = await start(url_of(undisturbed), "advance", "", str(SEED))
        assert (await process.communicate(), process.returncode)[1] == 0
        expected = await contents(undisturbed)
    finally:
        await drop_database(undisturbed)
    assert len(expected) > 14 * CLOCKED
    killed = 0
    for attempt, point in enumerate([*POINTS * (2 if FULL else 1), ""]):
        process = await start(url_of(clocked), "advance", point, f"{SEED}-{attempt}")
        output = await process.communicate()
        assert process.returncode in (0, -9), (SEED, output)
        killed += process.returncode == -9
    assert await contents(clocked) == expected, f"seed {SEED}"
    await open_database(url_of(clocked))
    try:
        rows = await fetch("SELECT number FROM invoices WHERE series = 'TEST' AND number IS NOT NULL ORDER BY 1")
        (clock,) = await billing.list_test_clocks(SYSTEM)
        report = await doctor.examine(SYSTEM, only=MONEY)
    finally:
        await close_database()
    assert [row["number"] for row in rows] == list(range(1, len(rows) + 1)), f"seed {SEED}"
    assert (clock.now_at, clock.advancing_to, report.total, killed) == (
        THERE,
        None,
        0,
        len(POINTS) * (2 if FULL else 1),
    )
    tell(f"seed {SEED}: a move over 14 months of {CLOCKED} users killed {killed} times; {len(rows)} invoices, the same")


async def test_usage_that_arrives_while_its_month_is_closed_is_on_exactly_one_invoice(business: str, tell: Any) -> None:
    """Of one user after the other the month is closed while its calls are being written."""
    writers = [await start(url_of(business), "write", "", f"{SEED}-{number}") for number in range(WRITERS // 4)]
    await open_database(url_of(business))
    try:
        users = [row["id"] for row in await fetch("SELECT id FROM users ORDER BY id LIMIT $1", ROUNDS)]
        written, late = {}, 0
        await fetch("UPDATE billing_schedules SET parked = 'not yet'")
        for user_id in users:
            await fetch("UPDATE billing_schedules SET parked = NULL WHERE user_id = $1", user_id)
            for writer in writers:
                writer.stdin.write(f"{user_id}\n".encode())
            counts = asyncio.gather(*[writer.stdout.readline() for writer in writers])
            await asyncio.sleep(0.01)
            for month in (1, 2, 3):  # the month itself, and its late usage on the next ones
                await billing.run_invoices(SYSTEM, until=MAY + timedelta(days=31 * month))
            written[user_id] = 3 + sum(map(int, await counts))
            await billing.run_invoices(SYSTEM, until=MAY + timedelta(days=31 * 4 + 2))
            late += await _check(user_id, written[user_id])
        assert late, "nothing was late: the test did not meet the moment"
        for writer in writers:
            writer.stdin.close()
            assert await writer.wait() == 0
    finally:
        await close_database()
    total = sum(written.values())
    tell(
        f"seed {SEED}: {total} calls by {WRITERS} writers, {len(users)} months closed; {late} late lines, digests hold"
    )


async def _check(user_id: Any, written: int) -> int:
    """Every call is on exactly one line; how many of the lines are of late usage."""
    lines = await fetch(
        "SELECT invoice_id, position, kind, events, amount FROM invoice_lines"
        " WHERE user_id = $1 AND kind IN ('usage', 'late') AND events > 0",
        user_id,
    )
    assert sum(line["events"] for line in lines) == written, f"seed {SEED}"
    assert sum(line["amount"] for line in lines) == written, "at a price of one for each call"
    seen = await _events_of(lines)
    assert len(seen) == len(set(seen)) == written, f"seed {SEED}"
    return sum(line["kind"] == "late" for line in lines)


async def _events_of(lines: list[Any]) -> list[Any]:
    seen = []
    for line in lines:
        cursor = None
        while True:
            found = await billing.line_events(SYSTEM, line["invoice_id"], line["position"], limit=100, cursor=cursor)
            assert found.digest_holds
            seen += [event.id for event in found.events.items]
            cursor = found.events.next_cursor
            if cursor is None:
                break
    return seen
