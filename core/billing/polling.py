"""Asking a provider how its invoices stand: a webhook that was lost would have said so, and some are.

What is heard so becomes payments by the same comparison as what a webhook tells, so it does not matter who is first.
"""

import logging
from collections.abc import Callable
from datetime import timedelta

from core.accounts import Actor
from core.billing.models import ProviderInvoice
from core.billing.provider_events import take_over
from core.clock import real_now
from core.database import fetch, transaction
from core.errors import Conflict
from core.providers import get_provider

__all__ = ["poll_provider"]

log = logging.getLogger("keymeter.collecting")

#: How often each invoice that can be paid is asked about.
INTERVAL = timedelta(hours=6)
#: At most in one run, oldest question first: each is a call to the provider.
AT_ONCE = 200
_DUE = """
SELECT id FROM provider_invoices WHERE provider = $1 AND status = 'open' AND external_id IS NOT NULL
AND coalesce(polled_at, created_at) < $2 ORDER BY coalesce(polled_at, created_at) LIMIT $3
"""


async def poll_provider(actor: Actor, *, progress: Callable[[str], None] = lambda _: None) -> tuple[int, int]:
    """Ask about open invoices whose last question was six hours ago; how many, and of how many there was news.

    Unavailable when the provider does not answer: what was heard before that stays. One that the provider does not know
    is passed over, and in the log.
    """
    actor.require_vendor("billing:write")
    provider = get_provider()
    if provider is None:
        return 0, 0
    due = await fetch(_DUE, provider.name, real_now() - INTERVAL, AT_ONCE)
    news = 0
    for number, each in enumerate(due, 1):
        row = await ProviderInvoice.get(id=each["id"])
        assert row.external_id is not None
        try:
            state = await provider.look_at_invoice(row.external_id)
        except Conflict as error:
            log.warning("an invoice of the provider cannot be looked at: %s", error.message)
            state = None
        async with transaction():
            if state is not None:
                await take_over(row, state)
            await fetch("UPDATE provider_invoices SET polled_at = $2 WHERE id = $1", row.id, real_now())
        after = await ProviderInvoice.get(id=row.id)
        news += (after.paid, after.status) != (row.paid, row.status)
        progress(f"{number} of {len(due)} invoices asked about")
    return len(due), news
