"""The port: what billing asks of whoever collects money, in billing's own words.

Every call may be repeated: what makes something takes a key, and a key makes one thing. A call raises

- `Unavailable` (`provider_unavailable`) when nobody knows what became of it: repeat it with the same key;
- `Conflict` (`provider_refused`) when it had no effect, which the provider said: repeat it with another key.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Literal, Protocol
from uuid import UUID

__all__ = ["CustomerDraft", "Event", "InvoiceDraft", "InvoiceState", "Provider", "ProviderStatus",
           "RefundDraft"]  # fmt: skip

#: Where an invoice stands at the provider. Open: it can be paid. Void and paid are for ever.
ProviderStatus = Literal["draft", "open", "paid", "void"]


@dataclass(frozen=True, slots=True)
class CustomerDraft:
    """Whom to make known to the provider. `user_id` finds it there again."""

    user_id: UUID
    name: str
    email: str | None


@dataclass(frozen=True, slots=True)
class InvoiceDraft:
    """What to collect: an amount in one line. `id` finds it there again; with an e-mail address it has a due date."""

    id: UUID
    customer: str
    currency: str
    amount: Decimal
    title: str
    has_email: bool
    due_days: int


@dataclass(frozen=True, slots=True)
class InvoiceState:
    """An invoice as the provider has it. `paid` only ever grows; `hosted_url` is where its customer pays."""

    id: str
    status: ProviderStatus
    currency: str
    paid: Decimal
    hosted_url: str | None = None


@dataclass(frozen=True, slots=True)
class RefundDraft:
    """Money to give back of what an invoice of the provider was paid. `id` finds it there again."""

    id: UUID
    invoice: str
    currency: str
    amount: Decimal


@dataclass(frozen=True, slots=True)
class Event:
    """What a webhook tells, signed by the provider. `invoice` as it was then; None for what is about none."""

    id: str
    type: str
    happened_at: datetime
    invoice: InvoiceState | None
    is_failure: bool = False


class Provider(Protocol):
    """Somebody who collects money."""

    #: As payments and rows call it.
    name: str

    async def find_customer(self, user_id: UUID, *, since: datetime) -> str | None:
        """The id of a customer that was made since then, if one was."""

    async def make_customer(self, draft: CustomerDraft, *, key: str) -> str:
        """Its id."""

    async def find_invoice(self, draft: InvoiceDraft, *, since: datetime) -> str | None:
        """The id of an invoice that was made since then, if one was."""

    async def make_invoice(self, draft: InvoiceDraft, *, key: str) -> str:
        """Its id. It is empty, and nobody sees it yet."""

    async def issue_invoice(self, invoice_id: str, draft: InvoiceDraft, *, key: str) -> InvoiceState:
        """Put the amount on it, and open it. One that is open or more already stays as it is."""

    async def take_back_invoice(self, invoice_id: str, *, key: str) -> InvoiceState:
        """See that nobody pays it any more. One that is paid stays as it is, which the answer says."""

    async def look_at_invoice(self, invoice_id: str) -> InvoiceState:
        """How it stands now."""

    async def find_refund(self, draft: RefundDraft) -> str | None:
        """The id of a refund that was made, if it was."""

    async def make_refund(self, draft: RefundDraft, *, key: str) -> str:
        """Give the money back by the way it came; the refund's id."""

    def read_event(self, body: bytes, headers: Mapping[str, str]) -> Event:
        """What a webhook tells. InvalidInput for what the provider did not sign, or signed too long ago."""
