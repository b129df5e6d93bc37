"""Processes that hand invoices over to Stripe, killed at every step: each invoice is collected once, each refund made
once, and what came in is booked once."""

import asyncio
import random
from collections import Counter
from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest

from core import accounts, billing, doctor, metering, plans
from core.accounts import SYSTEM
from core.billing import ProviderInvoice
from core.database import close_database, fetch, open_database
from core.plans import ChargeDraft
from tests.support.deliverers import delivering
from tests.support.patience import FULL
from tests.support.postgres import clone_template, drop_database, url_of
from tests.support.stripe_stand_in import SECRET_KEY, WEBHOOK_SECRET, StripeStandIn, sign, standing_in

USERS = 150 if FULL else 15
DELIVERERS = 3
MAY = datetime(2026, 5, 1, tzinfo=UTC)
# Delivers for ever, and kills itself now and then: before each call to Stripe, after it, and before what it made is
# written down. Leases and pauses are short, so that nobody has to wait for them.
PROGRAM = """
import asyncio, os, random, signal, sys
from datetime import timedelta
from core.database import open_database
from core.outbox import delivery
from core.providers.by_stripe import Stripe
from jobs.registry import HANDLERS
delivery.LEASE = timedelta(seconds=1)
delivery.PAUSE_MIN = delivery.PAUSE_MAX = timedelta(milliseconds=50)
dice = random.Random(sys.argv[2])

def perhaps_die():
    if dice.random() < 0.04:
        os.kill(os.getpid(), signal.SIGKILL)

asking = Stripe._ask

async def ask(self, call):
    perhaps_die()
    answer = await asking(self, call)
    perhaps_die()
    return answer

Stripe._ask = ask

async def main():
    await open_database(sys.argv[1], pool_size=8)
    while True:
        tried = await delivery.deliver(HANDLERS, at_once=4)
        perhaps_die()
        if not tried:
            await asyncio.sleep(0.05)

asyncio.run(main())
"""


@pytest.fixture
async def database() -> AsyncIterator[str]:
    name = await clone_template()
    await open_database(url_of(name))
    yield url_of(name)
    await close_database()
    await drop_database(name)


@pytest.fixture
async def stripe(database: str, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[StripeStandIn]:
    async with standing_in(monkeypatch) as stand_in:
        yield stand_in


async def test_whatever_is_killed_each_invoice_is_collected_once_and_money_given_back_once(
    database: str, stripe: StripeStandIn, rng: random.Random, tell: Callable[[object], None]
) -> None:
    invoices = await _invoices(USERS)
    environment = {
        "KEYMETER_PAYMENT_PROVIDER": "stripe", "KEYMETER_STRIPE_SECRET_KEY": SECRET_KEY,
        "KEYMETER_STRIPE_WEBHOOK_SECRET": WEBHOOK_SECRET, "KEYMETER_STRIPE_API_BASE": stripe.url,
    }  # fmt: skip
    async with delivering(PROGRAM, database, rng, count=DELIVERERS, environment=environment) as deliverers:
        for each in invoices:  # while they are being handed over: a part of some is paid by hand, others are void
            if (chance := rng.random()) < 0.2:
                await billing.record_payment(SYSTEM, each, amount="9")
            elif chance < 0.3:
                await billing.void_invoice(SYSTEM, each, reason="r")
            await asyncio.sleep(rng.random() / 20)
        await deliverers.settle()
        live = [each for each in stripe.invoices.values() if each["status"] in ("open", "paid")]
        rows = {row.external_id: row for row in await ProviderInvoice.all()}
        owed = {row["id"]: row["owed"] for row in await fetch("SELECT id, owed FROM invoices WHERE owed > 0")}
        collected = Counter({rows[each["id"]].invoice_id: each["total"] for each in live})
        assert len(live) == len(owed), "one for each"
        assert collected == {each: int(amount * 100) for each, amount in owed.items()}
        assert len(stripe.customers) == len({each["metadata"]["keymeter_user"] for each in stripe.customers.values()})
        refunds = await _pay_and_give_back(stripe, live)
        await deliverers.settle()
    assert Counter(each["invoice"] for each in stripe.notes) == dict.fromkeys(refunds, 1)
    assert {each["amount"] for each in stripe.notes} == {500}
    assert (await doctor.examine(SYSTEM, only=["ledger", "payments", "collections"])).total == 0
    assert deliverers.kills > 0
    tell(f"{len(invoices)} invoices, {deliverers.kills} kills in {len(stripe.calls)} calls: {len(live)} collected, once each;"
         f" {len(refunds)} refunds, once each")  # fmt: skip


async def _invoices(users: int) -> list[UUID]:
    await metering.ensure_partitions([MAY, MAY + timedelta(days=31)])
    charges = [ChargeDraft("Fee", "flat", Decimal(49), timing="advance")]
    await plans.create_plan(SYSTEM, slug="fee", name="g", currency="USD", charges=charges)
    await plans.publish_plan(SYSTEM, "fee")
    for number in range(users):
        user = await accounts.create_user(SYSTEM, name=f"User {number}")
        await plans.assign_plan(SYSTEM, user.id, plan="fee", starts_at=MAY)
    await billing.run_invoices(SYSTEM, until=MAY)
    return [row["id"] for row in await fetch("SELECT id FROM invoices ORDER BY id")]


async def _pay_and_give_back(stripe: StripeStandIn, live: list[dict[str, Any]]) -> list[str]:
    """Customers pay; each webhook is told twice. Five dollars are credited and given back."""
    for each in live:
        stripe.pay(each["id"])
        body = stripe.event("invoice.paid", each["id"])
        for _ in range(2):
            await billing.hear_provider("stripe", body, {"stripe-signature": sign(body)})
    payments = await fetch("SELECT id, invoice_id FROM payments WHERE method = 'stripe'")
    assert len(payments) == len(live)
    for row in payments:
        await billing.credit_invoice(SYSTEM, row["invoice_id"], amount="5", reason="r")
        await billing.refund_payment(SYSTEM, row["id"], amount="5", reason="r")
    return [each["id"] for each in live]
