"""What happens to one user's money and packs, in plain Python: the model that the ledger is held against.

Amounts are whole cents and packs whole calls. It shares no rule with the core: everything here was written from the
billing contract. The user is on a plan of 10.00 a month in advance and 0.50 a call, taxed by 19% on top.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from typing import Any
from uuid import UUID

__all__ = ["CALL", "FEE", "Grant", "Invoice", "MoneyModel", "Pack", "Payment", "Refused"]

FEE, CALL, TAX = 1000, 50, Fraction(19, 100)


class Refused(Exception):
    """What the core has to refuse."""


def cents(amount: Fraction | int) -> int:
    """To whole cents, half away from zero; of nothing that is below zero."""
    exact = Fraction(amount)
    return int((Decimal(exact.numerator) / Decimal(exact.denominator)).quantize(Decimal(1), ROUND_HALF_UP))


@dataclass
class Grant:
    id: UUID
    kind: str
    amount: int
    priority: int
    effective: datetime
    expires: datetime | None
    remaining: int = 0
    lapsed: int = 0
    revoked: int = 0
    invoice: "Invoice | None" = None
    on_payment: bool = False

    def __post_init__(self) -> None:
        self.remaining = self.amount

    @property
    def held(self) -> bool:
        return self.on_payment and self.invoice is not None and self.invoice.live and self.invoice.owed > 0

    def pays(self, end: datetime) -> bool:
        good = self.effective < end and (self.expires is None or self.expires > end)
        return good and self.remaining > 0 and not self.held


@dataclass
class Pack:
    id: UUID
    units: int
    effective: datetime
    expires: datetime | None
    remaining: int = 0
    lapsed: int = 0
    revoked: int = 0
    invoice: "Invoice | None" = None

    def __post_init__(self) -> None:
        self.remaining = self.units

    def covers(self, end: datetime) -> bool:
        return self.remaining > 0 and self.effective < end and (self.expires is None or self.expires > end)


@dataclass
class Payment:
    invoice: "Invoice"
    amount: int
    applied: int
    id: UUID | None = None
    refunded: int = 0


@dataclass
class Invoice:
    kind: str
    start: datetime
    end: datetime
    subtotal: int
    tax: int
    calls: int = 0  # of the period, as many as there were
    credited: int = 0
    owed: int = 0
    paid: int = 0
    live: bool = True
    caused_notes: bool = False
    skipped: bool = False
    replaced: bool = False
    fees: bool = True  # that of the next period is on it
    own_fee: bool = False  # the fee of its own period is on it: nobody had billed it in advance
    id: UUID | None = None
    counted: list["Invoice"] = field(default_factory=list)  # of thresholds that it took off
    burns: list[tuple[Grant, int]] = field(default_factory=list)
    balance_used: int = 0
    packs: list[tuple[Pack, int]] = field(default_factory=list)
    payments: list[Payment] = field(default_factory=list)

    @property
    def total(self) -> int:
        return self.subtotal + self.tax


class MoneyModel:
    """One user, from its first fee in advance on. Methods do what the core's of the same names do, or raise Refused."""

    def __init__(self, boundaries: list[datetime]) -> None:
        self.boundaries = boundaries
        self.month = 0  # the period that runs, from boundaries[month] on
        self.calls: dict[int, int] = defaultdict(int)
        self.accounts: dict[str, int] = defaultdict(int)
        self.invoices: list[Invoice] = []
        self.grants: list[Grant] = []
        self.packs: list[Pack] = []
        self.payments: list[Payment] = []
        self.below = self.top_up = self.threshold = 0
        self.on_payment = False

    # --- What there is ------------------------------------------------------------------------------------------------

    @property
    def balance(self) -> int:
        return -self.accounts["balance"]

    def _thresholds(self, start: datetime) -> list[Invoice]:
        return [each for each in self.invoices if each.kind == "threshold" and each.live and each.start == start]

    def _cover(self, calls: int, end: datetime) -> Iterator[tuple[Pack, int]]:
        order = sorted(self.packs, key=lambda each: (each.expires is None, each.expires or end, self.packs.index(each)))
        for pack in order:
            if calls and pack.covers(end):
                part = min(calls, pack.remaining)
                calls -= part
                yield pack, part

    def _usage(self, month: int) -> tuple[int, list[tuple[Pack, int]]]:
        calls = self.calls[month]
        covered = list(self._cover(calls, self.boundaries[month + 1]))
        return CALL * (calls - sum(part for _, part in covered)), covered

    def uninvoiced(self, month: int | None = None) -> int:
        """Of usage of the period that runs, before tax; less than nothing where packs came after an invoice for it."""
        month = self.month if month is None else month
        usage, _ = self._usage(month)
        return usage - sum(each.subtotal for each in self._thresholds(self.boundaries[month]))

    # --- Documents ----------------------------------------------------------------------------------------------------

    def _post(self, **amounts: int) -> None:
        assert sum(amounts.values()) == 0
        for account, amount in amounts.items():
            self.accounts[account] += amount

    def _finalize(self, invoice: Invoice) -> Invoice:
        self.invoices.append(invoice)
        invoice.skipped = not invoice.subtotal
        invoice.owed = invoice.total
        sold = "prepaid" if invoice.kind == "top_up" else "revenue"
        self._post(receivable=invoice.total, tax=-invoice.tax, **{sold: -invoice.subtotal})
        if invoice.kind != "top_up":
            self._settle(invoice)
        return invoice

    def _settle(self, invoice: Invoice) -> None:
        far = max((each.expires for each in self.grants if each.expires), default=invoice.end)
        order = sorted(self.grants, key=lambda each: (each.priority, each.expires is None, each.expires or far,
                                                      self.grants.index(each)))  # fmt: skip
        for grant in order:
            if invoice.owed and grant.pays(invoice.end):
                part = min(invoice.owed, grant.remaining)
                grant.remaining -= part
                invoice.burns.append((grant, part))
                self._pay(invoice, part, "prepaid" if grant.kind == "prepaid" else "promotion")
        part = min(invoice.owed, max(self.balance, 0))
        if part:
            invoice.balance_used = part
            self._pay(invoice, part, "balance")

    def _pay(self, invoice: Invoice, part: int, account: str) -> None:
        invoice.owed -= part
        invoice.paid += part
        self._post(receivable=-part, **{account: part})

    def close(self) -> Invoice:
        """The period that runs ends, and the next one's fee is due."""
        made = self._close(self.month)
        self.month += 1
        return made

    def _periods(self) -> list[Invoice]:
        return [each for each in self.invoices if each.kind == "period"]

    def _close(self, month: int, settled: bool = False) -> Invoice:
        start, end = self.boundaries[month], self.boundaries[month + 1]
        usage, covered = self._usage(month)
        early = self._thresholds(start)
        excess = max(sum(each.subtotal for each in early) - usage, 0)
        net = usage - sum(each.subtotal for each in early) + excess
        carried = any(each.live and each.end == start and each.fees for each in self._periods())
        subtotal = net + (0 if carried else FEE) + (0 if settled else FEE)
        invoice = Invoice("period", start, end, subtotal, cents(TAX * subtotal), self.calls[month], counted=early)
        invoice.own_fee, invoice.fees = not carried, not settled
        for pack, part in covered:
            pack.remaining -= part
        invoice.packs = covered
        if excess:
            self._credit_excess(invoice, excess, early[-1].end)
        return self._finalize(invoice)

    def _credit_excess(self, cause: Invoice, wanted: int, billed_at: datetime) -> None:
        rooms = [
            each for each in self.invoices if each.kind in ("period", "threshold") and each.live and not each.skipped
        ]
        rooms.sort(key=lambda each: each.end, reverse=True)
        rooms.sort(key=lambda each: each.end != billed_at)
        for each in rooms:
            room = each.total - each.credited
            if not wanted or not room:
                continue
            factor = Fraction(each.total, each.subtotal)
            amount, covered = cents(wanted * factor), wanted
            if amount > room:
                amount, covered = room, min(wanted, cents(room / factor))
            if amount:
                self._note(each, amount)
                cause.caused_notes = True
            wanted -= covered

    def first(self, settled: bool = False) -> Invoice:
        """The fee of the first period."""
        start, fee = self.boundaries[0], 0 if settled else FEE
        return self._finalize(Invoice("period", start, start, fee, cents(TAX * fee), fees=not settled))

    def _note(self, invoice: Invoice, amount: int) -> None:
        share = Fraction(invoice.tax, invoice.total)
        tax = cents(share * (invoice.credited + amount)) - cents(share * invoice.credited)
        settled = min(invoice.owed, amount)
        invoice.credited += amount
        invoice.owed -= settled
        self._post(revenue=amount - tax, tax=tax, receivable=-settled, balance=settled - amount)

    def credit(self, invoice: Invoice, amount: int) -> None:
        if (
            not invoice.live
            or invoice.skipped
            or invoice.kind == "top_up"
            or not 0 < amount <= invoice.total - invoice.credited
        ):
            raise Refused
        self._note(invoice, amount)

    def void(self, invoice: Invoice) -> None:
        sold_grant = next((each for each in self.grants if each.invoice is invoice), None)
        sold_pack = next((each for each in self.packs if each.invoice is invoice), None)
        if (
            not invoice.live
            or invoice.skipped
            or any(each.applied for each in invoice.payments)
            or invoice.credited
            or invoice.caused_notes
            or any(each.live and invoice in each.counted for each in self.invoices)
            or (sold_grant is not None and sold_grant.remaining != sold_grant.amount)
            or (sold_pack is not None and sold_pack.remaining != sold_pack.units)
        ):
            raise Refused
        for sold in (sold_grant, sold_pack):
            if sold is not None:
                sold.revoked, sold.remaining = sold.remaining, 0
        for pack, part in invoice.packs:
            pack.remaining += part
        for grant, part in invoice.burns:
            grant.remaining += part
            self._post(receivable=part, **{"prepaid" if grant.kind == "prepaid" else "promotion": -part})
        self._post(receivable=invoice.balance_used, balance=-invoice.balance_used)
        credit = "prepaid" if invoice.kind == "top_up" else "revenue"
        self._post(receivable=-invoice.total, tax=invoice.tax, **{credit: invoice.subtotal})
        invoice.live, invoice.owed = False, 0

    def reissue_later(self, old: Invoice, at: datetime, new_id: Callable[[], UUID]) -> Invoice:
        """What takes the place of one that was voided some time ago; fees that were billed meanwhile are not on it."""
        taken = old.kind == "threshold" and any(
            each.live and each.start == old.start and each.end > (old.end if each.kind == "threshold" else each.start)
            for each in self.invoices if each.kind in ("threshold", "period")
        )  # fmt: skip
        if old.live or old.replaced or taken:
            raise Refused
        after = [each for each in self._periods() if each.live and each.start == old.end and each.end > each.start]
        made = self.reissue(old, at, new_id, old.kind == "period" and any(each.own_fee for each in after))
        if made is None:
            raise Refused
        return made

    def reissue(self, old: Invoice, at: datetime, new_id: Callable[[], UUID], settled: bool = False) -> Invoice | None:
        """What takes the place of a void invoice; None where nothing is left to bill."""
        made = self._in_its_place(old, at, new_id, settled)
        old.replaced = made is not None
        return made

    def _in_its_place(self, old: Invoice, at: datetime, new_id: Callable[[], UUID], settled: bool) -> Invoice | None:
        if old.kind == "period" and old.start == old.end:
            return self.first(settled)
        if old.kind == "period":
            return self._close(self.boundaries.index(old.start), settled)
        if old.kind == "threshold":
            month = self.boundaries.index(old.start)
            calls, self.calls[month] = self.calls[month], old.calls
            left = [each for each in self._thresholds(old.start) if each.end <= old.end]
            usage, _ = self._usage(month)
            self.calls[month] = calls
            return self._threshold(old.start, old.end, usage - sum(each.subtotal for each in left), old.calls)
        if old.kind == "top_up":
            before = next(each for each in self.grants if each.invoice is old)
            expires = at + (before.expires - before.effective) if before.expires else None
            return self._sell_credit(at, before.amount, expires, before.on_payment, new_id())
        pack = next(each for each in self.packs if each.invoice is old)
        made = self._finalize(Invoice("pack", at, at, old.subtotal, old.tax))
        self.packs.append(Pack(new_id(), pack.units, pack.effective, pack.expires, invoice=made))
        return made

    # --- Paying ahead -------------------------------------------------------------------------------------------------

    def look_at_threshold(self, at: datetime) -> Invoice | None:
        start, end, due = self.boundaries[self.month], self.boundaries[self.month + 1], self.uninvoiced()
        if not self.threshold or not start < at < end or due < self.threshold:
            return None
        return self._threshold(start, at, due, self.calls[self.month])

    def _threshold(self, start: datetime, at: datetime, due: int, calls: int) -> Invoice | None:
        if due <= 0:
            return None
        return self._finalize(Invoice("threshold", start, at, due, cents(TAX * due), calls))

    def look_at_credit(self, at: datetime, new_id: Callable[[], UUID]) -> Invoice | None:
        if not self.top_up or any(each.held for each in self.grants):
            return None
        credit = sum(each.remaining for each in self.grants
                     if each.effective <= at and (each.expires is None or each.expires > at))  # fmt: skip
        used = max(self.uninvoiced(), 0) if self.boundaries[self.month] < at else 0
        if credit + max(self.balance, 0) - (used + cents(TAX * used)) >= self.below:
            return None
        return self._sell_credit(at, self.top_up, None, self.on_payment, new_id())

    def _sell_credit(self, at: datetime, amount: int, expires: datetime | None, on_payment: bool, id: UUID) -> Invoice:
        made = self._finalize(Invoice("top_up", at, at, amount, 0))
        self.grants.append(Grant(id, "prepaid", amount, 50, at, expires, invoice=made, on_payment=on_payment))
        return made

    # --- Money, credit, packs -----------------------------------------------------------------------------------------

    def grant(self, grant: Grant) -> None:
        self.grants.append(grant)
        if grant.kind == "prepaid":
            self._post(cash=grant.amount, prepaid=-grant.amount)

    def revoke(self, grant: Grant) -> None:
        if grant.held or not grant.remaining:
            raise Refused
        left, grant.remaining = grant.remaining, 0
        grant.revoked += left
        if grant.kind == "prepaid":
            self._post(prepaid=left, **{"balance" if grant.invoice else "cash": -left})

    def lapse(self, at: datetime) -> None:
        closed = self.boundaries[self.month + 1]
        for grant in self.grants:
            if grant.expires and grant.expires <= at and grant.expires <= closed and not grant.held:
                left, grant.remaining = grant.remaining, 0
                grant.lapsed += left
                if grant.kind == "prepaid":
                    self._post(prepaid=left, breakage=-left)
        for pack in self.packs:
            if pack.expires and pack.expires <= at and pack.expires <= closed:
                pack.lapsed, pack.remaining = pack.lapsed + pack.remaining, 0

    def pay(self, invoice: Invoice, amount: int) -> Payment:
        if not invoice.live or invoice.skipped or amount <= 0:
            raise Refused
        payment = Payment(invoice, amount, min(amount, invoice.owed))
        invoice.payments.append(payment)
        self.payments.append(payment)
        invoice.owed -= payment.applied
        invoice.paid += payment.applied
        self._post(cash=amount, receivable=-payment.applied, balance=payment.applied - amount)
        return payment

    def refund(self, payment: Payment, asked: int | None) -> None:
        left, balance = payment.amount - payment.refunded, max(self.balance, 0)
        asked = left if asked is None else asked
        if not 0 < asked <= min(left, balance + payment.applied):
            raise Refused
        reopened = max(asked - balance, 0)
        payment.refunded += asked
        payment.applied -= reopened
        payment.invoice.owed += reopened
        payment.invoice.paid -= reopened
        self._post(cash=-asked, receivable=reopened, balance=asked - reopened)

    def sell_pack(self, pack: Pack, amount: int, at: datetime) -> None:
        if amount:
            pack.invoice = self._finalize(Invoice("pack", at, at, amount, cents(TAX * amount)))
        self.packs.append(pack)

    def revoke_pack(self, pack: Pack) -> None:
        if not pack.remaining:
            raise Refused
        pack.revoked, pack.remaining = pack.revoked + pack.remaining, 0

    def said(self) -> Mapping[str, Any]:
        """Everything that the database has to say too."""
        return {
            "accounts": {name: amount for name, amount in self.accounts.items() if amount},
            "grants": sorted((str(g.id), g.remaining, g.lapsed, g.revoked, g.held) for g in self.grants),
            "packs": sorted((str(p.id), p.remaining, p.lapsed, p.revoked) for p in self.packs),
            "invoices": [
                (i.kind, i.total, i.tax, i.credited, i.owed, i.paid if i.live else 0, i.live and not i.skipped)
                for i in self.invoices
            ],
        }
