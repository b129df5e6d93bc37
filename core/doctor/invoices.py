"""Invoices: numbers 1 to N, periods without gaps, sums and hashes as they were, and the rollups behind every line."""

from collections.abc import AsyncIterator

from core.billing import CreditNote, Invoice, InvoiceLine, hash_of, hash_of_note
from core.database import fetch
from core.doctor.users import told_of_users, users_in_chunks

__all__ = [
    "credit_notes_add_up",
    "invoices_are_as_issued",
    "lines_are_their_rollups",
    "nobody_is_parked",
    "numbers_have_no_gaps",
    "periods_tile",
]

_NUMBERS = """
SELECT series, number, lag(number, 1, 0::bigint) OVER (PARTITION BY series ORDER BY number) AS before
FROM (SELECT series, number FROM invoices WHERE number IS NOT NULL
      UNION ALL SELECT series, number FROM credit_notes) documents
"""
# What is void for good was a period too.
_TILES = """
SELECT subscription_id, period_start, before FROM (
    SELECT subscription_id, period_start,
           lag(period_end) OVER (PARTITION BY subscription_id ORDER BY period_end) AS before
    FROM (SELECT DISTINCT subscription_id, period_start, period_end FROM invoices
          WHERE user_id = ANY ($1::uuid[]) AND kind IN ('period', 'change') AND status <> 'draft') closed
) periods WHERE before IS NOT NULL AND before <> period_start
"""
_SUMS = """
SELECT i.id, i.subtotal, i.discount, i.tax, i.total, coalesce(sum(l.amount), 0) AS lines
FROM invoices i LEFT JOIN invoice_lines l ON l.invoice_id = i.id
CROSS JOIN LATERAL (
    SELECT coalesce(sum((t->>'amount')::numeric), 0) AS tax,
           coalesce(sum((t->>'amount')::numeric) FILTER (WHERE NOT (t->>'inclusive')::boolean), 0) AS on_top
    FROM jsonb_array_elements(i.taxes) t
) said
CROSS JOIN LATERAL (
    SELECT coalesce(sum((d->>'amount')::numeric), 0) AS off FROM jsonb_array_elements(i.discounts) d
) less
WHERE i.user_id = ANY ($1::uuid[]) AND i.status <> 'draft' GROUP BY i.id, said.tax, said.on_top, less.off
HAVING i.subtotal <> coalesce(sum(l.amount), 0) OR i.discount <> less.off OR i.discount <> coalesce(sum(l.discount), 0)
    OR i.tax <> said.tax OR i.tax <> coalesce(sum(l.tax), 0) OR i.total <> i.subtotal - i.discount + said.on_top
"""
# Lines whose time begins and ends with an hour; what an hour cuts is counted from events (rollups equal them anyway).
_LINES = """
SELECT l.invoice_id, l.position, l.events, coalesce(h.n, 0) AS n FROM invoice_lines l
CROSS JOIN LATERAL (
    SELECT sum(n) AS n, sum(digest) AS digest FROM usage_hours h
    WHERE h.user_id = l.user_id AND h.meter_id = l.meter_id AND h.live AND h.hour >= l.starts_at AND h.hour < l.ends_at
      AND h.seal_no > l.seal_from AND h.seal_no <= l.seal_to
) h
WHERE l.user_id = ANY ($1::uuid[]) AND l.kind = 'usage' AND l.seal_to IS NOT NULL
  AND date_trunc('hour', l.starts_at) = l.starts_at AND date_trunc('hour', l.ends_at) = l.ends_at
  AND (l.events, l.digest) IS DISTINCT FROM (coalesce(h.n, 0), coalesce(h.digest, 0))
"""


# What is credited on an invoice are its credit notes; and its own making credited what its lines say, or less where
# somebody had credited by hand before.
_CREDITED = """
SELECT i.id, i.credited, coalesce(n.total, 0) AS notes, coalesce(l.amount, 0) AS lines, coalesce(c.total, 0) AS caused
FROM invoices i
LEFT JOIN LATERAL (SELECT sum(total) AS total FROM credit_notes WHERE invoice_id = i.id) n ON true
LEFT JOIN LATERAL (SELECT sum(covered) AS total FROM credit_notes WHERE caused_by_id = i.id) c ON true
LEFT JOIN LATERAL (SELECT sum(amount) AS amount FROM invoice_lines WHERE invoice_id = i.id AND kind = 'credited') l
    ON true
WHERE i.user_id = ANY ($1::uuid[])
  AND (i.credited <> coalesce(n.total, 0) OR coalesce(l.amount, 0) < coalesce(c.total, 0))
"""


async def numbers_have_no_gaps() -> AsyncIterator[str]:
    for row in await fetch(f"SELECT * FROM ({_NUMBERS}) taken WHERE number <> before + 1"):
        yield f"The series {row['series']} goes on from {row['before']} to {row['number']}."


periods_tile = told_of_users(
    (
        _TILES,
        "The subscription {subscription_id} was invoiced up to {before} and then from {period_start}.",
    ),
)


async def invoices_are_as_issued() -> AsyncIterator[str]:
    async for users in users_in_chunks():
        for row in await fetch(_SUMS, users):
            yield (
                f"The lines of the invoice {row['id']} add up to {row['lines']}; it says {row['subtotal']}, less"
                f" {row['discount']}, with tax of {row['tax']}: {row['total']}."
            )
        invoices = await Invoice.filter(user_id__in=users, content_hash__isnull=False)
        lines: dict[object, list[InvoiceLine]] = {}
        for line in await InvoiceLine.filter(invoice_id__in=[each.id for each in invoices]).order_by("position"):
            lines.setdefault(line.invoice_id, []).append(line)
        for invoice in invoices:
            if hash_of(invoice, lines.get(invoice.id, ())) != invoice.content_hash:
                yield f"The invoice {invoice.id} no longer says what its hash was made of."


async def credit_notes_add_up() -> AsyncIterator[str]:
    async for users in users_in_chunks():
        for row in await fetch(_CREDITED, users):
            yield (
                f"On the invoice {row['id']} {row['credited']} is credited, by notes of {row['notes']}; its making had"
                f" to credit {row['lines']}, and caused notes of {row['caused']}."
            )
        for note in await CreditNote.filter(user_id__in=users):
            if hash_of_note(note) != note.content_hash:
                yield f"The credit note {note.label} no longer says what its hash was made of."


lines_are_their_rollups = told_of_users(
    (
        _LINES,
        "Line {position} of the invoice {invoice_id} was made of {events} events, and"
        " the rollups of its time and seals hold {n}, or others.",
    ),
)


async def nobody_is_parked() -> AsyncIterator[str]:
    """A subscription whose figures do not add up is not invoiced until somebody has looked at it."""
    for row in await fetch(
        "SELECT root_id, user_id, parked, parked_at FROM billing_schedules WHERE parked IS NOT NULL ORDER BY root_id"
    ):
        since = f"{row['parked_at']:%Y-%m-%d %H:%M}" if row["parked_at"] else "some time"
        yield f"The subscription {row['root_id']} of user {row['user_id']} is parked since {since}: {row['parked']}"
