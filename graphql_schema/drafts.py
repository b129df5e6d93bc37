"""GraphQL: invoices of periods that are over and not closed yet."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

import strawberry

from core import billing
from core.pages import PAGE_SIZE_DEFAULT
from graphql_schema.connections import After, Connection, First, connection_of
from graphql_schema.invoices import Invoice
from graphql_schema.operation import Info
from graphql_schema.previews import InvoicePreview

__all__ = ["DraftMutations", "DraftQueries", "InvoiceDraft"]


@strawberry.type(description="A period that is over, and what its invoice says so far: made anew whenever it is read.")
class InvoiceDraft:
    subscription_id: UUID = strawberry.field(description="The subscription, by its root, whose period it is.")
    user_id: UUID = strawberry.field(description="Who will owe it.")
    finalizes_at: datetime = strawberry.field(description="From when on the run finalizes it.")
    parked: str | None = strawberry.field(description="Why the run leaves it alone; null: it does not.")
    invoice: InvoicePreview = strawberry.field(description="What it says.")

    @classmethod
    def of(cls, draft: billing.InvoiceDraft) -> "InvoiceDraft":
        return cls(
            subscription_id=draft.subscription_id,
            user_id=draft.content.context.user.id,
            finalizes_at=draft.finalizes_at,
            parked=draft.parked,
            invoice=InvoicePreview.of(draft.content),
        )


@strawberry.type
class DraftQueries:
    @strawberry.field(
        description="Drafts of invoices, with everything recorded so far, the oldest period first.",
        metadata={"cost": 50},
    )
    async def invoice_drafts(
        self,
        info: Info,
        user_id: Annotated[UUID | None, strawberry.argument(description="Of this user only.")] = None,
        first: First = PAGE_SIZE_DEFAULT,
        after: After = None,
    ) -> Connection[InvoiceDraft] | None:
        page = await billing.list_drafts(info.context.actor, user_id=user_id, limit=first, cursor=after)
        return connection_of(page, InvoiceDraft.of)


@strawberry.type
class DraftMutations:
    @strawberry.mutation(description="Finalize a draft without waiting out its grace, also one that was left alone.")
    async def finalize_draft(
        self,
        info: Info,
        subscription_id: Annotated[UUID, strawberry.argument(description="The subscription, by its root.")],
    ) -> Invoice:
        return Invoice.of((await billing.finalize_draft(info.context.actor, subscription_id)).invoice)
