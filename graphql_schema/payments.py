"""GraphQL: payments, and what the ledger says of a user."""

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from enum import Enum
from typing import Annotated
from uuid import UUID

import strawberry

from core import billing, ledger
from core.money import round_amount
from core.pages import PAGE_SIZE_DEFAULT
from graphql_schema.connections import After, Connection, First, connection_of
from graphql_schema.money import Money
from graphql_schema.operation import Info

__all__ = ["LedgerQueries", "Payment", "PaymentMutations"]


@strawberry.enum(description="How a payment came in.")
class PaymentMethod(Enum):
    MANUAL = strawberry.enum_value("manual", description="Somebody recorded it.")
    STRIPE = strawberry.enum_value("stripe", description="Stripe collected it.")
    CREDIT = strawberry.enum_value("credit", description="It was credit that the user had.")
    BALANCE = strawberry.enum_value("balance", description="It was the user's balance.")


@strawberry.type(description="Money that came in for an invoice, or customer balance that was put on it.")
class Payment:
    id: UUID = strawberry.field(description="The id in URLs.")
    invoice_id: UUID = strawberry.field(description="What it was for.")
    method: PaymentMethod = strawberry.field(description="How it came in.")
    amount: Money = strawberry.field(description="How much came in.")
    applied: Money = strawberry.field(description="To the invoice; the rest is the user's balance.")
    refunded: Money = strawberry.field(description="How much of it was given back.")
    reference: str = strawberry.field(description="As the bank calls it.")
    received_at: datetime = strawberry.field(description="When it came in.")

    @classmethod
    def of(cls, payment: billing.Payment) -> "Payment":
        return cls(
            id=payment.id,
            invoice_id=payment.invoice_id,
            method=PaymentMethod(payment.method),
            **{name: _money(getattr(payment, name), payment.currency) for name in ("amount", "applied", "refunded")},
            reference=payment.reference,
            received_at=payment.received_at,
        )


@strawberry.type(description="Money that was given back.")
class Refund:
    id: UUID = strawberry.field(description="Its id.")
    payment_id: UUID = strawberry.field(description="The payment that it is of.")
    amount: Money = strawberry.field(description="How much.")
    reopened: Money = strawberry.field(description="Is owed again; the rest was the user's balance.")
    reason: str = strawberry.field(description="Why it was done.")
    provider: str | None = strawberry.field(description="Who gives it back; null: the money is sent by hand.")

    @classmethod
    def of(cls, refund: billing.Refund) -> "Refund":
        return cls(
            id=refund.id,
            payment_id=refund.payment_id,
            amount=_money(refund.amount, refund.currency),
            reopened=_money(refund.reopened, refund.currency),
            reason=refund.reason,
            provider=refund.provider,
        )


@strawberry.enum(description="Where credit comes from.")
class CreditKind(Enum):
    PREPAID = strawberry.enum_value("prepaid", description="Money that came in.")
    PROMOTIONAL = strawberry.enum_value("promotional", description="A gift.")


@strawberry.type(description="Credit that a user has.")
class CreditGrant:
    id: UUID = strawberry.field(description="Its id.")
    kind: CreditKind = strawberry.field(description="Where it comes from.")
    amount: Money = strawberry.field(description="How much it was.")
    remaining: Money = strawberry.field(description="What is neither used nor lapsed nor revoked.")
    invoice_id: UUID | None = strawberry.field(description="The invoice that sold it.")
    held: bool = strawberry.field(description="Whether it waits for that to be paid.")
    priority: int = strawberry.field(description="The lowest burns first, then what expires first.")
    effective_at: datetime = strawberry.field(description="From when on it is good.")
    expires_at: datetime | None = strawberry.field(description="Until when.")
    reason: str = strawberry.field(description="Why it was given.")

    @classmethod
    def of(cls, grant: billing.CreditGrant) -> "CreditGrant":
        return cls(
            id=grant.id,
            kind=CreditKind(grant.kind),
            amount=_money(grant.amount, grant.currency),
            remaining=_money(grant.remaining, grant.currency),
            invoice_id=grant.invoice_id,
            held=grant.held,
            priority=grant.priority,
            effective_at=grant.effective_at,
            expires_at=grant.expires_at,
            reason=grant.reason,
        )


@strawberry.input(description="Credit to be given.")
class CreditInput:
    kind: CreditKind = strawberry.field(description="Where it comes from.")
    amount: Decimal = strawberry.field(description="How much.")
    currency: str = strawberry.field(description="The currency of the invoices that it pays.")
    reason: str = strawberry.field(description="Why it is given.")
    priority: int = strawberry.field(description="From 0 to 100; the lowest burns first.", default=50)
    effective_at: datetime | None = strawberry.field(description="Now, by default.", default=None)
    expires_at: datetime | None = strawberry.field(description="Never, by default.", default=None)


@strawberry.type(description="What a transaction did to an account, or what all of them did.")
class LedgerEntry:
    account: str = strawberry.field(description="Such as receivable, revenue, tax, cash or balance.")
    amount: Money = strawberry.field(description="A debit is above zero, a credit below.")


@strawberry.type(description="How a user stands in one currency.")
class Balance:
    owed: Money = strawberry.field(description="On finalized invoices.")
    balance: Money = strawberry.field(description="Paid or credited beyond that: it goes on the next invoice.")
    accounts: list[LedgerEntry] = strawberry.field(description="Every account that was posted to.")


@strawberry.type(description="One thing that happened to a user's money.")
class LedgerTransaction:
    id: UUID = strawberry.field(description="Its id.")
    kind: str = strawberry.field(description="Such as invoice, void, credit_note, payment, refund or expiry.")
    source_id: UUID = strawberry.field(description="What it was posted for.")
    posted_at: datetime = strawberry.field(description="When.")
    entries: list[LedgerEntry] = strawberry.field(description="They add up to zero.")

    @classmethod
    def of(cls, found: tuple[ledger.LedgerTransaction, Mapping[str, Decimal]]) -> "LedgerTransaction":
        transaction, amounts = found
        return cls(
            id=transaction.id,
            kind=transaction.kind,
            source_id=transaction.source_id,
            posted_at=transaction.posted_at,
            entries=_entries(amounts, transaction.currency),
        )


def _money(amount: Decimal, currency: str) -> Money:
    return Money(amount=round_amount(amount, currency), currency=currency)


def _entries(amounts: Mapping[str, Decimal], currency: str) -> list[LedgerEntry]:
    return [LedgerEntry(account=account, amount=_money(amount, currency)) for account, amount in amounts.items()]


UserId = Annotated[UUID, strawberry.argument(description="Whose.")]


@strawberry.type
class LedgerQueries:
    @strawberry.field(description="What a user owes, and what it has paid beyond that, by currency.")
    async def balances(self, info: Info, user_id: UserId) -> list[Balance] | None:
        return [
            Balance(
                owed=_money(each.owed, each.currency),
                balance=_money(each.balance, each.currency),
                accounts=_entries(each.accounts, each.currency),
            )
            for each in await ledger.balances_of(info.context.actor, user_id)
        ]

    @strawberry.field(description="The credits of a user, in the order in which they burn.")
    async def credits(self, info: Info, user_id: UserId) -> list[CreditGrant] | None:
        return [CreditGrant.of(each) for each in await billing.list_credits(info.context.actor, user_id)]

    @strawberry.field(description="The transactions of the ledger about a user, newest first, or about one invoice.")
    async def ledger(
        self,
        info: Info,
        user_id: UserId,
        invoice_id: Annotated[
            UUID | None, strawberry.argument(description="Only what is about this one: payments, notes, a void.")
        ] = None,
        first: First = PAGE_SIZE_DEFAULT,
        after: After = None,
    ) -> Connection[LedgerTransaction] | None:
        page = await billing.list_ledger(info.context.actor, user_id, invoice_id=invoice_id, limit=first, cursor=after)
        return connection_of(page, LedgerTransaction.of)


@strawberry.type
class PaymentMutations:
    @strawberry.mutation(description="Give a user credit, which pays its next invoices.")
    async def grant_credit(
        self,
        info: Info,
        user_id: UserId,
        input: Annotated[CreditInput, strawberry.argument(description="What it is.")],
    ) -> CreditGrant:
        made = await billing.grant_credit(
            info.context.actor,
            user_id,
            kind=input.kind.value,
            amount=input.amount,
            currency=input.currency,
            reason=input.reason,
            priority=input.priority,
            effective_at=input.effective_at,
            expires_at=input.expires_at,
        )
        return CreditGrant.of(made)

    @strawberry.mutation(description="Take back what is left of a credit; invoices that it paid stay paid.")
    async def revoke_credit(
        self,
        info: Info,
        id: Annotated[UUID, strawberry.argument(description="The credit.")],
        reason: Annotated[str, strawberry.argument(description="Why it is done.")],
    ) -> CreditGrant:
        return CreditGrant.of(await billing.revoke_credit(info.context.actor, id, reason=reason))

    @strawberry.mutation(description="Record money that came in; what is above what is owed becomes balance.")
    async def record_payment(
        self,
        info: Info,
        invoice_id: Annotated[UUID, strawberry.argument(description="What it is for.")],
        amount: Annotated[Decimal, strawberry.argument(description="In the invoice's currency.")],
        received_at: Annotated[datetime | None, strawberry.argument(description="Now, by default.")] = None,
        reference: Annotated[str, strawberry.argument(description="As the bank calls it.")] = "",
    ) -> Payment:
        made = await billing.record_payment(
            info.context.actor, invoice_id, amount=amount, received_at=received_at, reference=reference
        )
        return Payment.of(made)

    @strawberry.mutation(description="Give money back: out of the balance first, and then its invoice is owed again.")
    async def refund_payment(
        self,
        info: Info,
        id: Annotated[UUID, strawberry.argument(description="The payment.")],
        reason: Annotated[str, strawberry.argument(description="Why it was done.")],
        amount: Annotated[Decimal | None, strawberry.argument(description="By default all that is left.")] = None,
    ) -> Refund:
        return Refund.of(await billing.refund_payment(info.context.actor, id, amount=amount, reason=reason))

    @strawberry.mutation(description="Mark what is owed on an invoice as uncollectible; it stays owed.")
    async def give_up_invoice(
        self,
        info: Info,
        id: Annotated[UUID, strawberry.argument(description="The invoice.")],
        reason: Annotated[str, strawberry.argument(description="Why it was done.")],
    ) -> bool:
        await billing.give_up_invoice(info.context.actor, id, reason=reason)
        return True
