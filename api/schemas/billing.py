"""Invoices, their lines and the events behind them."""

from datetime import datetime
from decimal import Decimal
from typing import Any, Literal
from uuid import UUID

from pydantic import AwareDatetime, BaseModel, Field

from api.schemas.common import Amount, Body, ExactIn, Quantity, example
from core import billing
from core.money import format_decimal, round_amount

_AMOUNTS = ("subtotal", "discount", "tax", "total", "credited", "paid", "owed")


class InvoiceOut(BaseModel):
    """What is owed for a boundary of a subscription, for usage of a period that runs, or for what is bought."""

    id: UUID
    user_id: UUID
    subscription_id: UUID | None = Field(description="Null for what sells credit or units.")
    kind: billing.InvoiceKind = Field(
        description="`threshold`: for usage of a period that ran. `top_up`: for credit. `pack`: units."
    )
    number: str | None = Field(description="Null until it is finalized.", examples=["INV-42"])
    status: Literal["draft", "finalized", "skipped", "void"]
    payment_status: Literal["open", "partial", "paid", "uncollectible"]
    currency: str
    period_start: datetime
    period_end: datetime
    subtotal: Amount = Field(description="The sum of its lines.")
    discount: Amount = Field(description="By coupons.")
    tax: Amount = Field(description="On top, or within the prices: `taxes` of the whole invoice says which.")
    total: Amount
    credited: Amount = Field(description="By credit notes on it.")
    paid: Amount = Field(description="By payments and balance, as far as they were needed.")
    owed: Amount = Field(description="Still. 0 unless it is finalized.")
    issued_at: datetime | None
    due_at: datetime | None
    replaces_id: UUID | None
    void_reason: str | None

    @classmethod
    def of(cls, invoice: billing.Invoice) -> "InvoiceOut":
        amounts = {name: round_amount(getattr(invoice, name), invoice.currency) for name in _AMOUNTS}
        known = {name: getattr(invoice, name) for name in cls.model_fields if name not in ("number", *_AMOUNTS)}
        number = f"{invoice.series}-{invoice.number}" if invoice.number is not None else None
        return cls(number=number, **amounts, **known)


class CollectionOut(BaseModel):
    """What a payment provider collects of an invoice: what was owed on it then. It is made anew when that changes."""

    provider: str = Field(examples=["stripe"])
    status: Literal["making", "open", "paid", "void"] = Field(description="`making`: the provider was not told yet.")
    amount: Amount
    paid: Amount = Field(description="What the provider told that it got.")
    external_id: str | None = Field(description="As the provider calls it.", examples=["in_1QkT"])
    hosted_url: str | None = Field(description="Where the customer pays.", examples=["https://invoice.stripe.com/i/1"])
    failures: int = Field(description="Attempts of the customer to pay that failed.")
    failed_at: datetime | None = Field(description="The last of them.")

    @classmethod
    def of(cls, row: billing.ProviderInvoice) -> "CollectionOut":
        amounts = {name: round_amount(getattr(row, name), row.currency) for name in ("amount", "paid")}
        return cls(**amounts, **{name: getattr(row, name) for name in cls.model_fields if name not in amounts})


class CreditNoteOut(BaseModel):
    """What an invoice is less than it was."""

    id: UUID
    user_id: UUID
    invoice_id: UUID
    caused_by_id: UUID | None = Field(description="The invoice at whose making it was found; null: issued by hand.")
    number: str = Field(examples=["CN-7"])
    currency: str
    total: Amount
    covered: Amount = Field(description="Of lines of the invoice, before its coupons and taxes.")
    tax: Amount = Field(description="That is given back in it.")
    settled: Amount = Field(description="Of what was owed; the rest is the user's balance.")
    title: str
    explanation: str
    period_start: datetime
    period_end: datetime
    issued_at: datetime

    @classmethod
    def of(cls, note: billing.CreditNote) -> "CreditNoteOut":
        amounts = {
            name: round_amount(getattr(note, name), note.currency) for name in ("total", "covered", "tax", "settled")
        }
        known = {name: getattr(note, name) for name in cls.model_fields if name not in ("number", *amounts)}
        return cls(number=note.label, **amounts, **known)


class CreditIn(Body):
    model_config = example(amount="12.50", reason="The outage of 3 May.")

    amount: ExactIn = Field(description="In the invoice's currency, and no more than is left of it.")
    reason: str


class InvoiceLineOut(BaseModel):
    """One amount, its arithmetic in words, and the price and table it was made by."""

    position: int
    kind: str
    name: str
    starts_at: datetime
    ends_at: datetime
    meter_id: UUID | None
    quantity: Quantity | None = Field(examples=["12500"])
    unit: str
    events: int = Field(description="How many events it was made of: `GET .../lines/{position}/events`.")
    digest: str = Field(description="A sum of hashes of these events.")
    amount: Amount
    discount: Amount = Field(description="Its share of the coupons.")
    tax: Amount = Field(description="Its share of the tax.")
    explanation: str = Field(examples=["12,500 calls - 10,000 included = 2,500 x $0.002 = $5.00"])
    working: dict[str, Any]

    @classmethod
    def of(cls, line: billing.InvoiceLine, currency: str) -> "InvoiceLineOut":
        amounts = {name: round_amount(getattr(line, name), currency) for name in ("amount", "discount", "tax")}
        known = {name: getattr(line, name) for name in cls.model_fields if name not in ("digest", *amounts)}
        return cls(digest=format_decimal(Decimal(line.digest)), **amounts, **known)


class DiscountOut(BaseModel):
    """What a coupon took off."""

    attachment_id: UUID
    name: str
    amount: Amount
    explanation: str = Field(examples=["10% of $100.00 = $10.00"])


class TaxOut(BaseModel):
    """A tax as it was when the invoice was made."""

    name: str
    percent: str = Field(examples=["19"])
    inclusive: bool = Field(description="Whether prices contain it.")
    base: Amount
    amount: Amount
    explanation: str = Field(examples=["19% of €100.00 = €19.00"])


class InvoiceDetailsOut(InvoiceOut):
    """An invoice with its lines, and the customer as it was when it was issued."""

    customer: dict[str, Any]
    overdue: bool
    discounts: list[DiscountOut]
    taxes: list[TaxOut]
    lines: list[InvoiceLineOut]
    collection: CollectionOut | None = Field(description="By a payment provider; null where it is asked for nothing.")
    replaced_by_id: UUID | None = Field(description="Of a void one: that which stands in its place.")

    @classmethod
    def of_details(cls, details: billing.InvoiceDetails, at: datetime) -> "InvoiceDetailsOut":
        invoice = details.invoice
        return cls(
            **InvoiceOut.of(invoice).model_dump(),
            customer=invoice.customer,
            overdue=details.is_overdue(at),
            discounts=[DiscountOut(**each) for each in invoice.discounts],
            taxes=[TaxOut(**each) for each in invoice.taxes],
            lines=[InvoiceLineOut.of(line, invoice.currency) for line in details.lines],
            collection=CollectionOut.of(details.collection) if details.collection is not None else None,
            replaced_by_id=details.replaced_by,
        )


class PreviewLineOut(BaseModel):
    """A line as it would be now."""

    kind: str
    name: str
    quantity: Quantity | None = Field(examples=["12500"])
    unit: str
    amount: Amount
    explanation: str


class PreviewOut(BaseModel):
    """The invoice of the period that runs, as if it were closed now; nothing is written."""

    currency: str
    period_start: datetime
    period_end: datetime
    subtotal: Amount
    discount: Amount
    tax: Amount
    total: Amount
    credited: Amount = Field(description="By credit notes on earlier invoices that it would cause.")
    lines: list[PreviewLineOut]

    @classmethod
    def of(cls, content: billing.Content) -> "PreviewOut":
        span = content.context.span
        return cls(
            currency=content.context.currency,
            period_start=span.start,
            period_end=span.end,
            subtotal=content.totals.subtotal,
            discount=content.totals.discount,
            tax=content.totals.tax,
            total=content.total,
            credited=content.credited,
            lines=[PreviewLineOut.model_validate(line, from_attributes=True) for line in content.lines],
        )


class DraftOut(BaseModel):
    """A period that is over: what its invoice says so far. It is made anew whenever it is read."""

    subscription_id: UUID
    user_id: UUID
    finalizes_at: datetime = Field(description="From when on the run finalizes it.")
    parked: str | None = Field(description="Why the run leaves it alone; null: it does not.")
    invoice: PreviewOut

    @classmethod
    def of_draft(cls, draft: billing.InvoiceDraft) -> "DraftOut":
        return cls(
            subscription_id=draft.subscription_id,
            user_id=draft.content.context.user.id,
            finalizes_at=draft.finalizes_at,
            parked=draft.parked,
            invoice=PreviewOut.of(draft.content),
        )


class ChangeIn(Body):
    model_config = example(change="assign", plan="scale", when="now", seats=5)

    change: billing.Change
    plan: str | None = Field(None, description="The plan to assign, or the add-on.")
    when: Literal["now", "period_end"] = "now"
    seats: int | None = None
    overrides: dict[str, ExactIn] | None = None


class ChangePreviewOut(BaseModel):
    """A user's next invoices as they are and as a change would make them; nothing is written."""

    user_id: UUID
    before: list[PreviewOut]
    after: list[PreviewOut]
    totals_before: dict[str, Amount]
    totals_after: dict[str, Amount]
    differences: dict[str, Amount]

    @classmethod
    def of(cls, found: billing.ChangePreview) -> "ChangePreviewOut":
        return cls(
            user_id=found.user_id,
            before=[PreviewOut.of(each) for each in found.before],
            after=[PreviewOut.of(each) for each in found.after],
            totals_before=found.totals_before,
            totals_after=found.totals_after,
            differences=found.differences,
        )


class MovePreviewOut(BaseModel):
    """Who would pay what after a move to the newest version, the greatest differences first; nothing is written."""

    rows: list[ChangePreviewOut]
    more: bool = Field(description="Whether there are users beyond those that were looked at.")
    totals_before: dict[str, Amount]
    totals_after: dict[str, Amount]
    differences: dict[str, Amount]

    @classmethod
    def of(cls, found: billing.MovePreview) -> "MovePreviewOut":
        return cls(
            rows=[ChangePreviewOut.of(row) for row in found.rows],
            more=found.more,
            totals_before=found.totals_before,
            totals_after=found.totals_after,
            differences=found.differences,
        )


class LineEventOut(BaseModel):
    """An event that a line charges for."""

    id: UUID
    occurred_at: datetime
    type: str
    source: str
    properties: dict[str, Any]


class LineEventsOut(BaseModel):
    """A page of exactly the events of a line, oldest first."""

    items: list[LineEventOut]
    next_cursor: str | None
    digest_holds: bool = Field(description="Whether the events are still those that the line was made of.")

    @classmethod
    def of(cls, found: billing.LineEvents) -> "LineEventsOut":
        items = [LineEventOut.model_validate(each, from_attributes=True) for each in found.events.items]
        return cls(items=items, next_cursor=found.events.next_cursor, digest_holds=found.digest_holds)


class VoidIn(Body):
    model_config = example(reason="The company's name was wrong.", reissue=True)

    reason: str
    reissue: bool = Field(False, description="Put a new invoice of the same usage in its place.")


class RunIn(Body):
    model_config = example(until="2027-02-01T00:00:00Z", dry_run=True)

    until: AwareDatetime | None = Field(
        None, description="Close the periods that ended by then; by default an hour ago."
    )
    dry_run: bool = Field(False, description="Show what would be, and keep nothing.")


class RunOut(BaseModel):
    """What a run did."""

    finalized: int
    skipped: int
    totals: dict[str, Amount]
    parked: dict[UUID, str] = Field(description="Subscriptions whose figures do not add up, and why.")

    @classmethod
    def of(cls, report: billing.RunReport) -> "RunOut":
        return cls.model_validate(report, from_attributes=True)
