"""GraphQL: invoices, their lines, and the run that makes them."""

from datetime import datetime
from decimal import Decimal
from enum import Enum
from typing import Annotated, Any
from uuid import UUID

import strawberry

from core import billing
from core.money import round_amount
from core.pages import PAGE_SIZE_DEFAULT
from graphql_schema.collections import Collection
from graphql_schema.connections import After, Connection, First, Node, connection_of
from graphql_schema.invoice_lines import InvoiceDiscount, InvoiceLine, InvoiceTax
from graphql_schema.money import Money
from graphql_schema.operation import Info
from graphql_schema.payments import Payment
from graphql_schema.scalars import JSON

__all__ = ["CreditNote", "Invoice", "InvoiceMutations", "InvoiceQueries"]


@strawberry.enum(description="Where an invoice stands in its life.")
class InvoiceStatus(Enum):
    DRAFT = strawberry.enum_value("draft", description="Not sent yet; its figures may still change.")
    FINALIZED = strawberry.enum_value("finalized", description="Numbered and frozen.")
    SKIPPED = strawberry.enum_value("skipped", description="Nothing was owed: it closes its period, unnumbered.")
    VOID = strawberry.enum_value("void", description="Taken back; it keeps its number.")


@strawberry.enum(description="What an invoice is for.")
class InvoiceKind(Enum):
    PERIOD = strawberry.enum_value("period", description="The boundary of a period of a subscription.")
    CHANGE = strawberry.enum_value("change", description="The end of a subscription by a change to another cycle.")
    THRESHOLD = strawberry.enum_value("threshold", description="Usage of a period that ran still.")
    TOP_UP = strawberry.enum_value("top_up", description="Credit that the user bought as it ran low.")
    PACK = strawberry.enum_value("pack", description="Units of a meter, ahead of their use.")


@strawberry.enum(description="How far an invoice is paid.")
class PaymentStatus(Enum):
    OPEN = strawberry.enum_value("open", description="Nothing was paid.")
    PARTIAL = strawberry.enum_value("partial", description="A part was paid.")
    PAID = strawberry.enum_value("paid", description="It is paid.")
    UNCOLLECTIBLE = strawberry.enum_value("uncollectible", description="It was given up.")


@strawberry.type(description="What an invoice is less than it was.")
class CreditNote(Node):
    number: str = strawberry.field(description="Of a series of its own, without gaps.")
    user_id: UUID = strawberry.field(description="Whose it is.")
    invoice_id: UUID = strawberry.field(description="The invoice that it is on.")
    caused_by_id: UUID | None = strawberry.field(
        description="The invoice at whose making it was found; null if it was issued by hand."
    )
    total: Money = strawberry.field(description="How much is credited.")
    tax: Money = strawberry.field(description="The tax that is given back in it.")
    title: str = strawberry.field(description="What for.")
    explanation: str = strawberry.field(description="Its arithmetic or its reason in words.")
    issued_at: datetime = strawberry.field(description="When it was issued.")

    @classmethod
    def of(cls, note: billing.CreditNote) -> "CreditNote":
        return cls(
            id=note.id,
            number=note.label,
            user_id=note.user_id,
            invoice_id=note.invoice_id,
            caused_by_id=note.caused_by_id,
            total=Money(amount=round_amount(note.total, note.currency), currency=note.currency),
            tax=Money(amount=round_amount(note.tax, note.currency), currency=note.currency),
            title=note.title,
            explanation=note.explanation,
            issued_at=note.issued_at,
        )


@strawberry.type(
    description="What is owed for a boundary of a subscription, for usage before it, or for what is bought ahead."
)
class Invoice(Node):
    number: str | None = strawberry.field(description="Null until it is finalized.")
    user_id: UUID = strawberry.field(description="Whose it is.")
    kind: InvoiceKind = strawberry.field(description="What it is for.")
    status: InvoiceStatus = strawberry.field(description="Where it stands in its life.")
    payment_status: PaymentStatus = strawberry.field(description="How far it is paid.")
    period_start: datetime = strawberry.field(description="Where the period begins whose arrears it bills.")
    period_end: datetime = strawberry.field(description="The boundary that it is for.")
    subtotal: Money = strawberry.field(description="The sum of its lines.")
    discount: Money = strawberry.field(description="By coupons.")
    tax: Money = strawberry.field(description="On top, or within the prices.")
    discounts: list[InvoiceDiscount] = strawberry.field(description="What each coupon took off, in order.")
    taxes: list[InvoiceTax] = strawberry.field(description="Each tax as it was.")
    total: Money = strawberry.field(description="What was charged.")
    credited: Money = strawberry.field(description="By credit notes on it.")
    paid: Money = strawberry.field(description="By payments and balance, as far as they were needed.")
    owed: Money = strawberry.field(description="Still; zero unless it is finalized.")
    issued_at: datetime | None = strawberry.field(description="When it was finalized.")
    due_at: datetime | None = strawberry.field(description="When it is due.")
    replaces_id: UUID | None = strawberry.field(description="The void invoice in whose place it stands.")

    @classmethod
    def of(cls, invoice: billing.Invoice) -> "Invoice":
        return cls(
            id=invoice.id,
            number=f"{invoice.series}-{invoice.number}" if invoice.number is not None else None,
            user_id=invoice.user_id,
            kind=InvoiceKind(invoice.kind),
            status=InvoiceStatus(invoice.status),
            payment_status=PaymentStatus(invoice.payment_status),
            period_start=invoice.period_start,
            period_end=invoice.period_end,
            **{
                name: Money(amount=round_amount(getattr(invoice, name), invoice.currency), currency=invoice.currency)
                for name in ("subtotal", "discount", "tax", "total", "credited", "paid", "owed")
            },
            discounts=[InvoiceDiscount.of(each, invoice.currency) for each in invoice.discounts],
            taxes=[InvoiceTax.of(each, invoice.currency) for each in invoice.taxes],
            issued_at=invoice.issued_at,
            due_at=invoice.due_at,
            replaces_id=invoice.replaces_id,
        )

    @strawberry.field(description="Its lines, in order.", metadata={"size": 10})
    async def lines(self, info: Info) -> list[InvoiceLine] | None:
        found = await info.context.loaders.lines_of_invoice.load(self.id)
        return [InvoiceLine.of(line, self.total.currency) for line in found or ()]

    @strawberry.field(description="The credit notes on it, oldest first.", metadata={"size": 2})
    async def credit_notes(self, info: Info) -> list[CreditNote] | None:
        found = await info.context.loaders.credit_notes_of_invoice.load(self.id)
        return [CreditNote.of(note) for note in found or ()]

    @strawberry.field(description="What was paid for it, oldest first.", metadata={"size": 2})
    async def payments(self, info: Info) -> list[Payment] | None:
        found = await info.context.loaders.payments_of_invoice.load(self.id)
        return [Payment.of(payment) for payment in found or ()]

    @strawberry.field(description="What a payment provider collects of it; null where it is asked for nothing.")
    async def collection(self, info: Info) -> Collection | None:
        found = await info.context.loaders.collection_of_invoice.load(self.id)
        return Collection.of(found) if found is not None else None


@strawberry.type(description="An event that a line charges for.")
class LineEvent:
    id: UUID = strawberry.field(description="The id of the event.")
    occurred_at: datetime = strawberry.field(description="When it happened.")
    type: str = strawberry.field(description="What happened.")
    source: str = strawberry.field(description="Which system told us.")
    properties: JSON = strawberry.field(description="Its data.")

    @classmethod
    def of(cls, event: Any) -> "LineEvent":
        return cls(
            id=event.id,
            occurred_at=event.occurred_at,
            type=event.type,
            source=event.source,
            properties=JSON(event.properties),
        )


@strawberry.type(description="Exactly the events of a line, oldest first.")
class LineEvents:
    digest_holds: bool = strawberry.field(description="Whether they are still those that the line was made of.")
    events: Connection[LineEvent] = strawberry.field(description="A page of them.")


@strawberry.type(description="What a run of the invoices did.")
class InvoiceRun:
    finalized: int = strawberry.field(description="How many invoices got a number.")
    skipped: int = strawberry.field(description="How many periods were closed of which nothing was owed.")
    totals: list[Money] = strawberry.field(description="The sums, one for each currency.")
    parked: list[str] = strawberry.field(description="Subscriptions whose figures do not add up, and why.")


InvoiceId = Annotated[UUID, strawberry.argument(description="The invoice.")]


@strawberry.type
class InvoiceQueries:
    @strawberry.field(description="Invoices, newest first.")
    async def invoices(
        self,
        info: Info,
        user_id: Annotated[UUID | None, strawberry.argument(description="Of this user only.")] = None,
        status: Annotated[InvoiceStatus | None, strawberry.argument(description="With this status only.")] = None,
        first: First = PAGE_SIZE_DEFAULT,
        after: After = None,
    ) -> Connection[Invoice] | None:
        page = await billing.list_invoices(
            info.context.actor, user_id=user_id, status=status.value if status else None, limit=first, cursor=after
        )
        return connection_of(page, Invoice.of)

    @strawberry.field(description="Credit notes, newest first.")
    async def credit_notes(
        self,
        info: Info,
        user_id: Annotated[UUID | None, strawberry.argument(description="Of this user only.")] = None,
        first: First = PAGE_SIZE_DEFAULT,
        after: After = None,
    ) -> Connection[CreditNote] | None:
        page = await billing.list_credit_notes(info.context.actor, user_id=user_id, limit=first, cursor=after)
        return connection_of(page, CreditNote.of)

    @strawberry.field(description="Exactly the events that a line of an invoice charges for.", metadata={"cost": 10})
    async def line_events(
        self,
        info: Info,
        invoice_id: InvoiceId,
        position: Annotated[int, strawberry.argument(description="The place of the line, from 0.")],
        first: First = PAGE_SIZE_DEFAULT,
        after: After = None,
    ) -> LineEvents | None:
        found = await billing.line_events(info.context.actor, invoice_id, position, limit=first, cursor=after)
        return LineEvents(digest_holds=found.digest_holds, events=connection_of(found.events, LineEvent.of))

    @strawberry.field(description="One invoice.")
    async def invoice(self, info: Info, id: InvoiceId) -> Invoice | None:
        return Invoice.of((await billing.get_invoice(info.context.actor, id)).invoice)


@strawberry.type
class InvoiceMutations:
    @strawberry.mutation(description="Close every period that is over. Repeating it does no harm.")
    async def run_invoices(
        self,
        info: Info,
        until: Annotated[datetime | None, strawberry.argument(description="By when they ended.")] = None,
        dry_run: Annotated[bool, strawberry.argument(description="Show what would be, keep nothing.")] = False,
    ) -> InvoiceRun:
        report = await billing.run_invoices(info.context.actor, until=until, dry_run=dry_run)
        return InvoiceRun(
            finalized=report.finalized,
            skipped=report.skipped,
            totals=[Money(amount=total, currency=currency) for currency, total in sorted(report.totals.items())],
            parked=[f"{root}: {reason}" for root, reason in report.parked.items()],
        )

    @strawberry.mutation(description="Credit a part of a finalized invoice, or all that is left of it, by hand.")
    async def credit_invoice(
        self,
        info: Info,
        id: InvoiceId,
        amount: Annotated[Decimal, strawberry.argument(description="In the invoice's currency.")],
        reason: Annotated[str, strawberry.argument(description="Why, as the customer reads it.")],
    ) -> CreditNote:
        return CreditNote.of(await billing.credit_invoice(info.context.actor, id, amount=amount, reason=reason))

    @strawberry.mutation(description="Take a finalized invoice back, and put another in its place if asked to.")
    async def void_invoice(
        self,
        info: Info,
        id: InvoiceId,
        reason: Annotated[str, strawberry.argument(description="Why, for those who read it later.")],
        reissue: Annotated[bool, strawberry.argument(description="Bill the same usage again.")] = False,
    ) -> Invoice:
        details = await billing.void_invoice(info.context.actor, id, reason=reason, reissue=reissue)
        return Invoice.of(details.invoice)

    @strawberry.mutation(description="Put another invoice in the place of a void one, of the same usage; once.")
    async def reissue_invoice(self, info: Info, id: InvoiceId) -> Invoice:
        return Invoice.of((await billing.reissue_invoice(info.context.actor, id)).invoice)

    @strawberry.mutation(description="Have the payment provider collect an invoice that it was not asked for.")
    async def collect_invoice(self, info: Info, id: InvoiceId) -> Invoice:
        return Invoice.of(await billing.collect_invoice(info.context.actor, id))
