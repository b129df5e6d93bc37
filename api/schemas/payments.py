"""Payments, refunds, and how a user stands in the ledger."""

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import Literal
from uuid import UUID

from pydantic import AwareDatetime, BaseModel, Field

from api.schemas.common import Amount, Body, ExactIn, Quantity, example
from core import billing, ledger
from core.money import round_amount


class PaymentOut(BaseModel):
    """Money that came in for an invoice, or customer balance that was put on it."""

    id: UUID
    user_id: UUID
    invoice_id: UUID
    currency: str
    method: Literal["manual", "balance", "credit", "stripe"]
    grant_id: UUID | None = Field(description="The credit that it was taken from.")
    amount: Amount
    applied: Amount = Field(description="To the invoice, less what was opened again; the rest is the user's balance.")
    refunded: Amount
    reference: str = Field(examples=["SEPA 2027-02-03 0815"])
    received_at: datetime

    @classmethod
    def of(cls, payment: billing.Payment) -> "PaymentOut":
        amounts = {name: round_amount(getattr(payment, name), payment.currency) for name in _PAYMENT}
        known = {name: getattr(payment, name) for name in cls.model_fields if name not in _PAYMENT}
        return cls(**amounts, **known)


_PAYMENT = ("amount", "applied", "refunded")


class PaymentIn(Body):
    model_config = example(amount="49.00", reference="SEPA 2027-02-03 0815")

    amount: ExactIn = Field(description="In the invoice's currency. What is above what is owed becomes balance.")
    received_at: AwareDatetime | None = Field(None, description="Now, by default.")
    reference: str = ""


class UserCollectionOut(BaseModel):
    """Whether a payment provider collects what a user owes."""

    provider: str | None = Field(description="Null where payments are recorded by hand.", examples=["stripe"])
    collected: bool = Field(description="From the next invoice on.")
    external_id: str | None = Field(description="As the provider calls the user.", examples=["cus_4711"])

    @classmethod
    def of(cls, row: billing.ProviderCustomer) -> "UserCollectionOut":
        return cls(provider=billing.chosen_provider(), collected=row.collected, external_id=row.external_id)


class UserCollectionIn(Body):
    model_config = example(collected=False)

    collected: bool


class RefundIn(Body):
    model_config = example(amount="12.50", reason="Paid twice.")

    amount: ExactIn | None = Field(None, description="By default all that is left of the payment.", examples=["20.00"])
    reason: str


class RefundOut(BaseModel):
    """Money that was given back."""

    id: UUID
    user_id: UUID
    payment_id: UUID
    currency: str
    amount: Amount
    reopened: Amount = Field(description="Is owed again on the invoice; the rest was the user's balance.")
    reason: str
    provider: str | None = Field(description="Who gives it back; null: the money is sent by hand.")
    created_at: datetime

    @classmethod
    def of(cls, refund: billing.Refund) -> "RefundOut":
        amounts = {name: round_amount(getattr(refund, name), refund.currency) for name in ("amount", "reopened")}
        return cls(**amounts, **{name: getattr(refund, name) for name in cls.model_fields if name not in amounts})


class GiveUpIn(Body):
    model_config = example(reason="The company is bankrupt.")

    reason: str


class CreditGrantIn(Body):
    model_config = example(
        kind="promotional", amount="50.00", currency="USD", reason="A start.", expires_at="2030-01-01T00:00:00Z"
    )

    kind: billing.CreditKind = Field(description="`prepaid`: money that came in. `promotional`: a gift.")
    amount: ExactIn
    currency: str
    reason: str
    priority: int = Field(50, description="From 0 to 100; the lowest burns first, then what expires first.")
    effective_at: AwareDatetime | None = Field(None, description="Now, by default.")
    expires_at: AwareDatetime | None = Field(None, description="It pays for periods that end before.")


class CreditGrantOut(BaseModel):
    """Credit that a user has."""

    id: UUID
    user_id: UUID
    kind: billing.CreditKind
    currency: str
    amount: Amount
    remaining: Amount = Field(description="Neither used nor lapsed.")
    lapsed: Amount
    revoked: Amount = Field(description="Taken back by hand, or with the invoice that sold it.")
    invoice_id: UUID | None = Field(description="The invoice that sold it.")
    held: bool = Field(description="Whether it waits for that to be paid.")
    priority: int
    effective_at: datetime
    expires_at: datetime | None
    reason: str

    @classmethod
    def of(cls, grant: billing.CreditGrant) -> "CreditGrantOut":
        amounts = {
            name: round_amount(getattr(grant, name), grant.currency)
            for name in ("amount", "remaining", "lapsed", "revoked")
        }
        return cls(**amounts, **{name: getattr(grant, name) for name in cls.model_fields if name not in amounts})


class RevokeIn(Body):
    model_config = example(reason="It was meant for somebody else.")

    reason: str


class PrepaymentIn(Body):
    model_config = example(top_up_below="10.00", top_up_amount="50.00", top_up_granted="paid", threshold="200.00")

    top_up_below: ExactIn | None = Field(
        None,
        description="Below which credit is bought: what is left of credit and balance, less usage not invoiced yet.",
        examples=["10.00"],
    )
    top_up_amount: ExactIn | None = Field(None, description="How much is bought.", examples=["50.00"])
    top_up_granted: billing.TopUpGranted = Field(
        "issued", description="When it is good: as its invoice is issued, or once that is paid."
    )
    top_up_days: int | None = Field(None, description="For how many days it is good. Null: for ever.", examples=[365])
    threshold: ExactIn | None = Field(
        None,
        description="What usage costs that is invoiced while its period runs. Null: it waits for the boundary.",
        examples=["200.00"],
    )


class PrepaymentOut(BaseModel):
    """How a user pays ahead."""

    user_id: UUID
    currency: str
    top_up_below: Amount | None
    top_up_amount: Amount | None
    top_up_granted: billing.TopUpGranted
    top_up_days: int | None
    threshold: Amount | None

    @classmethod
    def of(cls, found: billing.Prepayment) -> "PrepaymentOut":
        amounts = {
            name: None if getattr(found, name) is None else round_amount(getattr(found, name), found.currency)
            for name in ("top_up_below", "top_up_amount", "threshold")
        }
        return cls(**amounts, **{name: getattr(found, name) for name in cls.model_fields if name not in amounts})


class UnitPackIn(Body):
    model_config = example(meter="api_calls", units="100000", amount="80.00", reason="A start.")

    meter: str = Field(description="Its slug. Its usage has to add up.")
    units: ExactIn
    amount: ExactIn | None = Field(
        None, description="What an invoice of its own asks for it. Null: it is given.", examples=["80.00"]
    )
    effective_at: AwareDatetime | None = Field(None, description="Now, by default.")
    expires_at: AwareDatetime | None = Field(None, description="It covers usage of periods that end before.")
    hard: bool = Field(
        False, description="Refuse calls by 402 `pack_empty` once packs and what the plan includes are used up."
    )
    reason: str


class UnitPackOut(BaseModel):
    """Units of a meter that a user has ahead of their use."""

    id: UUID
    user_id: UUID
    meter_id: UUID
    units: Quantity
    remaining: Quantity = Field(description="Neither used nor lapsed nor revoked.")
    lapsed: Quantity
    revoked: Quantity
    invoice_id: UUID | None = Field(description="That sold it.")
    effective_at: datetime
    expires_at: datetime | None
    reason: str

    @classmethod
    def of(cls, pack: billing.UnitPack) -> "UnitPackOut":
        return cls.model_validate(pack, from_attributes=True)


class BalanceOut(BaseModel):
    """How a user stands in one currency."""

    currency: str
    owed: Amount = Field(description="On finalized invoices.")
    balance: Amount = Field(description="Paid too much, or credited after it was paid: it goes on the next invoice.")
    accounts: dict[str, Amount] = Field(
        description="Every account that was posted to, debits above zero.", examples=[{"receivable": "49.00"}]
    )

    @classmethod
    def of(cls, found: ledger.Balance) -> "BalanceOut":
        return cls.model_validate(found, from_attributes=True)


class LedgerTransactionOut(BaseModel):
    """One thing that happened to a user's money, by account: debits above zero, credits below; their sum is zero."""

    id: UUID
    kind: Literal["invoice", "void", "credit_note", "payment", "refund", "reversal", "grant", "expiry", "revocation"]
    source_id: UUID = Field(description="The invoice, credit note, payment or refund that it was posted for.")
    currency: str
    posted_at: datetime
    amounts: dict[str, Amount] = Field(examples=[{"receivable": "49.00", "revenue": "-49.00"}])

    @classmethod
    def of(cls, transaction: ledger.LedgerTransaction, amounts: Mapping[str, Decimal]) -> "LedgerTransactionOut":
        known = {name: getattr(transaction, name) for name in cls.model_fields if name != "amounts"}
        return cls(amounts=dict(amounts), **known)
