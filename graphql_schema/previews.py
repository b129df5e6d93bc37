"""GraphQL: invoices as they would be: of the period that runs, and after a change that is only looked at."""

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from enum import Enum
from typing import Annotated
from uuid import UUID

import strawberry

from core import billing
from graphql_schema.invoice_lines import InvoiceDiscount, InvoiceTax
from graphql_schema.money import Money
from graphql_schema.operation import Info
from graphql_schema.own_prices import Overrides, own_prices
from graphql_schema.plans import CancelWhen

__all__ = ["PreviewQueries"]

UserId = Annotated[UUID, strawberry.argument(description="The user.")]
When = Annotated[CancelWhen, strawberry.argument(description="When it would take effect.")]


@strawberry.enum(description="What is done to a subscription.")
class SubscriptionChange(Enum):
    ASSIGN = strawberry.enum_value("assign", description="A plan begins, and the present one ends.")
    CANCEL = strawberry.enum_value("cancel", description="It ends.")
    PAUSE = strawberry.enum_value("pause", description="It bills nothing until it is resumed.")
    RESUME = strawberry.enum_value("resume", description="It bills again.")
    ADD_ADDON = strawberry.enum_value("add_addon", description="It gets an add-on, or other seats of it.")
    REMOVE_ADDON = strawberry.enum_value("remove_addon", description="An add-on ends.")


def _moneys(by_currency: Mapping[str, Decimal]) -> list[Money]:
    return [Money(amount=amount, currency=currency) for currency, amount in by_currency.items()]


@strawberry.type(description="A line of an invoice as it would be.")
class PreviewLine:
    kind: str = strawberry.field(description="What makes it, as on an invoice.")
    name: str = strawberry.field(description="What it is for.")
    amount: Money = strawberry.field(description="What it costs.")
    explanation: str = strawberry.field(description="Its arithmetic in words.")


@strawberry.type(description="An invoice as if it were made now; nothing is written.")
class InvoicePreview:
    period_start: datetime = strawberry.field(description="Where the period begins whose arrears it bills.")
    period_end: datetime = strawberry.field(description="The boundary that it is for.")
    subtotal: Money = strawberry.field(description="The sum of its lines.")
    discount: Money = strawberry.field(description="By coupons.")
    tax: Money = strawberry.field(description="On top, or within the prices.")
    discounts: list[InvoiceDiscount] = strawberry.field(description="What each coupon would take off, in order.")
    taxes: list[InvoiceTax] = strawberry.field(description="Each tax.")
    total: Money = strawberry.field(description="What would be owed.")
    credited: Money = strawberry.field(description="By credit notes on earlier invoices that it would cause.")
    lines: list[PreviewLine] = strawberry.field(description="Its lines, in order.", metadata={"size": 10})

    @classmethod
    def of(cls, content: billing.Content) -> "InvoicePreview":
        currency = content.context.currency
        return cls(
            period_start=content.context.span.start,
            period_end=content.context.span.end,
            **{
                name: Money(amount=getattr(content.totals, name), currency=currency)
                for name in ("subtotal", "discount", "tax", "total")
            },
            discounts=[InvoiceDiscount.of(each.json(), currency) for each in content.totals.discounts],
            taxes=[InvoiceTax.of(each.json(), currency) for each in content.totals.taxes],
            credited=Money(amount=content.credited, currency=currency),
            lines=[
                PreviewLine(
                    kind=line.kind,
                    name=line.name,
                    amount=Money(amount=line.amount, currency=currency),
                    explanation=line.explanation,
                )
                for line in content.lines
            ],
        )


@strawberry.type(description="The invoices of a user that come next, as they are and as a change would make them.")
class ChangePreview:
    user_id: UUID = strawberry.field(description="Whose.")
    before: list[InvoicePreview] = strawberry.field(description="As they are.", metadata={"size": 2})
    after: list[InvoicePreview] = strawberry.field(description="As they would be.", metadata={"size": 2})
    totals_before: list[Money] = strawberry.field(description="The sums as they are, by currency.")
    totals_after: list[Money] = strawberry.field(description="The sums as they would be.")
    differences: list[Money] = strawberry.field(description="How much more the second are.")

    @classmethod
    def of(cls, found: billing.ChangePreview) -> "ChangePreview":
        return cls(
            user_id=found.user_id,
            before=[InvoicePreview.of(each) for each in found.before],
            after=[InvoicePreview.of(each) for each in found.after],
            totals_before=_moneys(found.totals_before),
            totals_after=_moneys(found.totals_after),
            differences=_moneys(found.differences),
        )


@strawberry.type(description="Who would pay what after a move to the newest version of a plan.")
class MovePreview:
    rows: list[ChangePreview] = strawberry.field(
        description="By user, the greatest differences first.", metadata={"size": 20}
    )
    more: bool = strawberry.field(description="Whether there are users beyond those that were looked at.")
    differences: list[Money] = strawberry.field(description="How much more they would pay in all, by currency.")


@strawberry.type
class PreviewQueries:
    @strawberry.field(
        description="The invoice of the period that runs, as if it were closed now; null if nothing is left.",
        metadata={"cost": 20},
    )
    async def invoice_preview(self, info: Info, user_id: UserId) -> InvoicePreview | None:
        content = await billing.preview_invoice(info.context.actor, user_id)
        return InvoicePreview.of(content) if content is not None else None

    @strawberry.field(
        description="What a change of a subscription would make of the invoices that come next. Nothing is written.",
        metadata={"cost": 50},
    )
    async def change_preview(
        self,
        info: Info,
        user_id: UserId,
        change: Annotated[SubscriptionChange, strawberry.argument(description="What would be done.")],
        plan: Annotated[
            str | None, strawberry.argument(description="The slug of the plan to assign, or of the add-on.")
        ] = None,
        when: When = CancelWhen.NOW,
        seats: Annotated[int | None, strawberry.argument(description="Null: as many as before.")] = None,
        overrides: Overrides = None,
    ) -> ChangePreview | None:
        found = await billing.preview_change(
            info.context.actor,
            user_id,
            change.value,
            plan=plan,
            when=when.value,
            seats=seats,
            overrides=own_prices(overrides),
        )
        return ChangePreview.of(found)

    @strawberry.field(
        description="Who would pay what if everybody on an older version of a plan went to the newest.",
        metadata={"cost": 200},
    )
    async def move_preview(
        self,
        info: Info,
        plan: Annotated[str, strawberry.argument(description="The slug of the plan.")],
        when: When = CancelWhen.PERIOD_END,
    ) -> MovePreview | None:
        found = await billing.preview_move(info.context.actor, plan, when=when.value)
        rows = [ChangePreview.of(row) for row in found.rows]
        return MovePreview(rows=rows, more=found.more, differences=_moneys(found.differences))
