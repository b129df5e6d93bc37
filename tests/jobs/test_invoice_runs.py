"""A run of invoices over several processes: what is due is closed once, and each process says what it did."""

import asyncio
from datetime import UTC, datetime
from decimal import Decimal

import pytest

from core import accounts, billing, plans
from core.accounts import SYSTEM
from core.database import fetch
from core.plans import ChargeDraft
from core.settings import Settings
from jobs import invoice_runs
from jobs.invoice_runs import run_over_processes

MAY, JULY = datetime(2026, 5, 1, tzinfo=UTC), datetime(2026, 7, 1, tzinfo=UTC)
USERS = 12


@pytest.fixture
async def due(database: str) -> None:
    """Users with a fee of 49 for May and for June."""
    await plans.create_plan(
        SYSTEM, slug="growth", name="g", currency="USD", charges=[ChargeDraft("Fee", "flat", Decimal(49))]
    )
    await plans.publish_plan(SYSTEM, "growth")
    for number in range(USERS):
        user = await accounts.create_user(SYSTEM, name=f"User {number}")
        await plans.assign_plan(SYSTEM, user.id, plan="growth", starts_at=MAY)


async def test_processes_share_what_is_due_and_the_report_is_that_of_all(due: None, settings: Settings) -> None:
    """The other process is let work first, while this one waits for it: so both have closed some."""
    assert await billing.count_due(JULY) == USERS
    shares = []
    async with invoice_runs._started(settings, datetime(2026, 6, 1, tzinfo=UTC)) as other:
        output, _ = await other.communicate()
    shares.append(invoice_runs._DECODE(output))
    report = await run_over_processes(settings, until=JULY, processes=3)
    shares.append(report)
    assert [share.finalized for share in shares] == [USERS, USERS]
    assert [share.totals for share in shares] == [{"USD": Decimal(49) * USERS}] * 2
    assert await billing.count_due(JULY) == 0
    (row,) = await fetch("SELECT count(*) AS invoices, count(DISTINCT number) AS numbers FROM invoices")
    assert (row["invoices"], row["numbers"]) == (2 * USERS, 2 * USERS)


async def test_a_process_that_fails_is_told_and_what_it_left_is_due_still(due: None, settings: Settings) -> None:
    elsewhere = settings.model_copy(update={"database_url": "postgres://nobody@127.0.0.1:1/nowhere"})
    with pytest.raises(RuntimeError, match="Run it again"):
        await run_over_processes(elsewhere, until=JULY, processes=2)
    assert await billing.count_due(JULY) == 0  # this process closed all of it


async def test_a_process_ends_with_who_started_it(due: None, settings: Settings) -> None:
    async with invoice_runs._started(settings, JULY) as other:
        assert other.stdin is not None
        other.stdin.close()
        assert await asyncio.wait_for(other.wait(), 30) != 0
