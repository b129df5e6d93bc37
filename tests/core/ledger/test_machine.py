"""The ledger against a pure model: whatever is done in whatever order, and whatever is cut off in the middle.

Every step is done by the core in a real PostgreSQL and by the model (`money_model`), and then all that the two say is
compared: accounts, invoices, credits, packs. Before some steps a failure is armed that strikes inside the transaction:
behind a posting, behind the entry of the audit log, between two statements of a run, or as the death of the connection.
Nothing of such a step may be there. `HYPOTHESIS_PROFILE=nightly` takes 200 lives of 50 steps.
"""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test

from core import accounts, audit, billing, clock, doctor, keys, ledger, metering, plans
from core.accounts import SYSTEM
from core.database import fetch, transaction
from core.errors import KeymeterError
from core.ids import NIL
from core.pepper import Pepper, use_pepper
from core.plans import ChargeDraft
from tests.support.calls import call_of, record
from tests.support.money_model import CALL, FEE, Grant, Invoice, MoneyModel, Pack, Payment, Refused
from tests.support.patience import NIGHTLY
from tests.support.postgres import opened_clone

MONTHS = 16
BOUNDARIES = [datetime(2026 + month // 12, month % 12 + 1, 1, tzinfo=UTC) for month in range(4, 4 + MONTHS + 1)]
NAMES = ("invoice_numbers", "invoice_periods", "invoice_contents", "credit_notes", "ledger", "credits", "payments",
         "prepayments", "unit_packs")  # fmt: skip
POINTS = ("post", "audit", "kill", "locked", "sealed", "drafted", "written", "scheduled", "numbered")
AMOUNTS = st.integers(1, 1500) | st.integers(1, 9000)
ANY = st.integers(0, 10**6)  # of whatever there is by then


class CutOffError(Exception):
    """Strikes inside a transaction."""


class World:
    """A loop and a database for all lives, one user for each."""

    runner: asyncio.Runner
    stack: AsyncExitStack
    lives = 0

    def run(self, work: Awaitable[Any]) -> Any:
        async def done() -> Any:
            return await work

        return self.runner.run(done())

    def open(self) -> None:
        self.runner, self.stack = asyncio.Runner(), AsyncExitStack()
        self.run(self._fill())

    async def _fill(self) -> None:
        use_pepper(Pepper(((1, bytes.fromhex("5a" * 32)),)))
        await self.stack.enter_async_context(opened_clone())
        await metering.ensure_call_meters(["api_calls"])
        await metering.ensure_partitions(BOUNDARIES)
        charges = [ChargeDraft("Fee", "flat", Decimal(FEE) / 100, timing="advance"),
                   ChargeDraft("Calls", "per_unit", Decimal(CALL) / 100, "api_calls")]  # fmt: skip
        await plans.create_plan(SYSTEM, slug="plan", name="p", currency="USD", charges=charges)
        await plans.publish_plan(SYSTEM, "plan")
        await billing.create_tax_rate(SYSTEM, slug="vat", name="VAT", percent="19")
        await billing.set_tax_profile(SYSTEM, fees="vat", usage="vat")

    def close(self) -> None:
        self.run(self.stack.aclose())
        self.runner.close()


WORLD = World()


class Money(RuleBasedStateMachine):
    """One life."""

    def __init__(self) -> None:
        super().__init__()
        self.at = BOUNDARIES[0] + timedelta(hours=1)
        self.armed = ""
        self.struck = False
        self.model = MoneyModel(BOUNDARIES)
        WORLD.lives += 1
        WORLD.run(self._begin())
        self._take_ids(self.model.first())

    async def _begin(self) -> None:
        self.user = await accounts.create_user(SYSTEM, name="Basalt AI")
        self.key = (await keys.create_key(SYSTEM, user_id=self.user.id, name="k")).key
        await plans.assign_plan(SYSTEM, self.user.id, plan="plan", starts_at=BOUNDARIES[0])
        with clock.standing_at(self.at):
            await billing.run_invoices(SYSTEM, until=BOUNDARIES[0])

    def teardown(self) -> None:
        async def leave() -> None:
            await fetch("UPDATE billing_schedules SET next_at = NULL WHERE user_id = $1", self.user.id)
            await fetch("DELETE FROM prepayments WHERE user_id = $1", self.user.id)
            if WORLD.lives % 20 == 1:
                assert (await doctor.examine(SYSTEM, only=NAMES)).findings == {name: [] for name in NAMES}

        WORLD.run(leave())

    # --- Doing it ---------------------------------------------------------------------------------------------------

    def _do(self, work: Callable[[], Awaitable[Any]], expected: Callable[[], Any]) -> tuple[bool, Any, Any]:
        """Whether it was done, what the core said to it, and the model. Neither if it was refused, by both."""
        self.struck = False
        point, self.armed = self.armed, ""
        said: Any = None
        refused = False
        try:
            said = WORLD.run(self._at(work, point))
        except KeymeterError as error:
            refused = not self.struck
            assert refused or error.code == "database_unavailable", error
        except (Exception, BaseExceptionGroup):
            if not self.struck:
                raise
        if self.struck:
            return False, None, None
        try:
            made = expected()
        except Refused:
            assert refused, "only the model refused it"
            return False, None, None
        assert not refused, "only the core refused it"
        return True, said, made

    async def _at(self, work: Callable[[], Awaitable[Any]], point: str) -> Any:
        with pytest.MonkeyPatch.context() as patch, clock.standing_at(self.at):
            if point == "post":
                patch.setattr(ledger, "post", self._behind(ledger.post))
            elif point in ("audit", "kill"):
                patch.setattr(audit, "record", self._behind(audit.record, kill=point == "kill"))
            return await work()

    def _behind(self, verb: Callable[..., Awaitable[Any]], *, kill: bool = False) -> Callable[..., Awaitable[Any]]:
        async def done(*args: Any, **kwargs: Any) -> None:
            await verb(*args, **kwargs)
            self.struck = True
            if kill:
                await fetch("SELECT pg_terminate_backend(pg_backend_pid())")
            raise CutOffError

        return done

    def _take_ids(self, made: Invoice | None) -> None:
        """The newest invoice of the core is the newest of the model."""
        if made is not None:
            rows = WORLD.run(fetch("SELECT id FROM invoices WHERE user_id = $1 ORDER BY id DESC LIMIT 1", self.user.id))
            made.id = rows[0]["id"]

    def _sold(self, table: str, made: Invoice | None) -> UUID:
        assert made is not None
        rows = WORLD.run(fetch(f"SELECT id FROM {table} WHERE invoice_id = $1", made.id))
        found: UUID = rows[0]["id"]
        return found

    # --- Time -------------------------------------------------------------------------------------------------------

    @rule(point=st.sampled_from(POINTS))
    def arm(self, point: str) -> None:
        self.armed = point

    @rule(days=st.integers(1, 12))
    def wait(self, days: int) -> None:
        self.at = min(self.at + timedelta(days=days), BOUNDARIES[self.model.month + 1] - timedelta(hours=1))

    @rule(calls=st.integers(1, 60))
    def use(self, calls: int) -> None:
        call = call_of(self.user, self.key, self.at - timedelta(minutes=1), {"api_calls": calls})
        assert WORLD.run(record([call])) == [None]
        self.model.calls[self.model.month] += calls

    @precondition(lambda self: self.model.month < MONTHS - 1)
    @rule()
    def close_the_month(self) -> None:
        point, boundary = self.armed, BOUNDARIES[self.model.month + 1]
        before, self.at = self.at, boundary + timedelta(hours=1)

        def reach(name: str) -> None:
            if name == point:
                self.struck = True
                raise CutOffError

        done, _, made = self._do(lambda: billing.run_invoices(SYSTEM, until=boundary, reach=reach), self.model.close)
        if done:
            self._take_ids(made)
        else:
            self.at = before

    @precondition(lambda self: self.model.month < MONTHS - 1)
    @rule(calls=st.integers(1, 60))
    def live_for_a_month(self, calls: int) -> None:
        self.use(calls)
        self.close_the_month()

    @rule()
    def lapse(self) -> None:
        async def both() -> None:
            async with transaction():
                await billing.lapse_credits(SYSTEM)
                await billing.lapse_unit_packs(SYSTEM)

        self._do(both, lambda: self.model.lapse(self.at))

    # --- Paying ahead -----------------------------------------------------------------------------------------------

    @rule(kind=st.sampled_from(["prepaid", "promotional"]), amount=AMOUNTS, priority=st.integers(0, 2),
          days=st.none() | st.integers(1, 90))  # fmt: skip
    def grant(self, kind: Any, amount: int, priority: int, days: int | None) -> None:
        expires = self.at + timedelta(days=days) if days is not None else None
        grant = Grant(NIL, kind, amount, priority, self.at, expires)
        done, said, _ = self._do(
            lambda: billing.grant_credit(SYSTEM, self.user.id, kind=kind, amount=money(amount), currency="USD",
                                         reason="r", priority=priority, expires_at=expires),
            lambda: self.model.grant(grant),
        )  # fmt: skip
        if done:
            grant.id = said.id

    @precondition(lambda self: self.model.grants)
    @rule(which=ANY)
    def revoke(self, which: int) -> None:
        grant = self.model.grants[which % len(self.model.grants)]
        self._do(lambda: billing.revoke_credit(SYSTEM, grant.id, reason="r"), lambda: self.model.revoke(grant))

    @rule(below=st.integers(0, 5000), amount=AMOUNTS, threshold=st.integers(0, 2500), paid=st.booleans())
    def pay_ahead(self, below: int, amount: int, threshold: int, paid: bool) -> None:
        model = self.model

        def expected() -> None:
            model.below, model.top_up = (below, amount) if below else (0, 0)
            model.threshold, model.on_payment = threshold, paid

        asked = {"top_up_below": money(below), "top_up_amount": money(amount)} if below else {}
        self._do(
            lambda: billing.set_prepayment(SYSTEM, self.user.id, top_up_granted="paid" if paid else "issued",
                                           threshold=money(threshold) if threshold else None, **asked),  # type: ignore[arg-type]
            expected,
        )  # fmt: skip

    @rule()
    def look_at_usage(self) -> None:
        done, said, made = self._do(
            lambda: billing.invoice_thresholds(SYSTEM), lambda: self.model.look_at_threshold(self.at)
        )
        if done:
            assert said == (made is not None)
            self._take_ids(made)

    @rule()
    def look_at_credit(self) -> None:
        done, said, made = self._do(
            lambda: billing.top_up(SYSTEM), lambda: self.model.look_at_credit(self.at, lambda: NIL)
        )
        if done:
            assert said == (made is not None)
            self._take_ids(made)
            if made is not None:
                self.model.grants[-1].id = self._sold("credit_grants", made)

    @rule(units=st.integers(1, 80), amount=st.integers(0, 3000), days=st.none() | st.integers(1, 90))
    def add_pack(self, units: int, amount: int, days: int | None) -> None:
        expires = self.at + timedelta(days=days) if days is not None else None
        pack = Pack(NIL, units, self.at, expires)
        done, said, _ = self._do(
            lambda: billing.add_unit_pack(SYSTEM, self.user.id, meter="api_calls", units=str(units), reason="r",
                                          amount=money(amount) if amount else None, expires_at=expires),
            lambda: self.model.sell_pack(pack, amount, self.at),
        )  # fmt: skip
        if done:
            pack.id = said.id
            self._take_ids(pack.invoice)

    @precondition(lambda self: self.model.packs)
    @rule(which=ANY)
    def revoke_pack(self, which: int) -> None:
        pack = self.model.packs[which % len(self.model.packs)]
        self._do(lambda: billing.revoke_unit_pack(SYSTEM, pack.id, reason="r"), lambda: self.model.revoke_pack(pack))

    # --- Invoices and their money -----------------------------------------------------------------------------------

    @rule(which=ANY, amount=AMOUNTS, all_of_it=st.booleans())
    def pay(self, which: int, amount: int, all_of_it: bool) -> None:
        invoice = self._any(which)
        asked = invoice.owed if all_of_it else amount
        done, said, made = self._do(
            lambda: billing.record_payment(SYSTEM, _id(invoice), amount=money(asked)),
            lambda: self.model.pay(invoice, asked),
        )
        if done:
            made.id = said.id

    @precondition(lambda self: self.model.payments)
    @rule(which=ANY, amount=st.none() | AMOUNTS)
    def refund(self, which: int, amount: int | None) -> None:
        payment: Payment = self.model.payments[which % len(self.model.payments)]
        assert payment.id is not None
        payment_id, asked = payment.id, None if amount is None else money(amount)
        self._do(lambda: billing.refund_payment(SYSTEM, payment_id, amount=asked, reason="r"),
                 lambda: self.model.refund(payment, amount))  # fmt: skip

    @rule(which=ANY, amount=AMOUNTS)
    def credit(self, which: int, amount: int) -> None:
        invoice = self._any(which)
        self._do(lambda: billing.credit_invoice(SYSTEM, _id(invoice), amount=money(amount), reason="r"),
                 lambda: self.model.credit(invoice, amount))  # fmt: skip

    @rule(which=ANY, reissue=st.booleans())
    def void(self, which: int, reissue: bool) -> None:
        invoice = self._any(which)

        def expected() -> Invoice | None:
            self.model.void(invoice)
            return self.model.reissue(invoice, self.at, lambda: NIL) if reissue else None

        done, _, made = self._do(
            lambda: billing.void_invoice(SYSTEM, _id(invoice), reason="r", reissue=reissue), expected
        )
        if done:
            self._take_new(made)

    @precondition(lambda self: any(not each.live for each in self.model.invoices))
    @rule(which=ANY)
    def reissue(self, which: int) -> None:
        """Of one that was voided before, more often than not the newest of them."""
        found = [each for each in self.model.invoices if not each.live]
        invoice = found[-1] if which % 2 else found[which // 2 % len(found)]
        done, _, made = self._do(
            lambda: billing.reissue_invoice(SYSTEM, _id(invoice)),
            lambda: self.model.reissue_later(invoice, self.at, lambda: NIL),
        )
        if done:
            self._take_new(made)

    def _take_new(self, made: Invoice | None) -> None:
        if made is None:
            return
        self._take_ids(made)
        if made.kind == "top_up":
            self.model.grants[-1].id = self._sold("credit_grants", made)
        elif made.kind == "pack":
            self.model.packs[-1].id = self._sold("unit_packs", made)

    def _any(self, which: int) -> Invoice:
        """The newest is as likely as all others together."""
        found = self.model.invoices
        return found[-1] if which % 2 else found[which // 2 % len(found)]

    # --- What must hold ---------------------------------------------------------------------------------------------

    @invariant()
    def the_core_says_what_the_model_says(self) -> None:
        assert WORLD.run(self._said()) == self.model.said()

    async def _said(self) -> dict[str, Any]:
        user = self.user.id
        sums = await fetch("SELECT account, sum(amount) AS sum FROM ledger_entries WHERE user_id = $1 GROUP BY 1", user)
        assert sum(row["sum"] for row in sums) == 0
        balances = {each.currency: each for each in await ledger.balances_of(SYSTEM, user)}["USD"]
        said = {row["account"]: _cents(row["sum"]) for row in sums if row["sum"]}
        assert (_cents(balances.owed), _cents(balances.balance)) == (said.get("receivable", 0), -said.get("balance", 0))
        grants = await billing.CreditGrant.filter(user_id=user)
        packs = await billing.UnitPack.filter(user_id=user)
        invoices = await billing.Invoice.filter(user_id=user).order_by("id")
        return {
            "accounts": said,
            "grants": sorted((str(g.id), _cents(g.remaining), _cents(g.lapsed), _cents(g.revoked), g.held) for g in grants),
            "packs": sorted((str(p.id), int(p.remaining), int(p.lapsed), int(p.revoked)) for p in packs),
            "invoices": [
                (i.kind, _cents(i.total), _cents(i.tax), _cents(i.credited), _cents(i.owed), _cents(i.paid),
                 i.status == "finalized") for i in invoices
            ],
        }  # fmt: skip


def money(amount: int) -> str:
    return f"{Decimal(amount) / 100:.2f}"


def _cents(amount: Decimal) -> int:
    return int(amount * 100)


def _id(invoice: Invoice) -> UUID:
    assert invoice.id is not None
    return invoice.id


@pytest.mark.timeout(3600 if NIGHTLY else 300)
def test_the_ledger_is_what_a_pure_model_says_through_whatever_is_done_and_cut_off() -> None:
    WORLD.open()
    try:
        size = settings(max_examples=200, stateful_step_count=50) if NIGHTLY else settings(
            max_examples=6, stateful_step_count=20)  # fmt: skip
        run_state_machine_as_test(Money, settings=settings(size, deadline=None, print_blob=True))
    finally:
        WORLD.close()
