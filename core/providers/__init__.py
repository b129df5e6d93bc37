"""Payment providers: the port that they are reached by, and those that there are."""

from core.providers.choosing import get_provider
from core.providers.port import (
    CustomerDraft,
    Event,
    InvoiceDraft,
    InvoiceState,
    Provider,
    ProviderStatus,
    RefundDraft,
)

__all__ = [
    "CustomerDraft", "Event", "InvoiceDraft", "InvoiceState", "Provider", "ProviderStatus", "RefundDraft",
    "get_provider",
]  # fmt: skip
