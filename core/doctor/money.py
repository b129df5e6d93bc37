"""Money: the ledger adds up to zero and agrees with documents, and payments with what they paid."""

from core.doctor.users import told_of_users

__all__ = ["collections_are_payments", "credits_are_conserved", "ledger_agrees", "packs_are_conserved",
           "payments_add_up", "prepayments_are_counted_once"]  # fmt: skip

_UNBALANCED = """
SELECT t.id, t.kind, coalesce(sum(e.amount), 0) AS off FROM ledger_transactions t
LEFT JOIN ledger_entries e ON e.transaction_id = t.id AND (e.user_id, e.currency) = (t.user_id, t.currency)
WHERE t.user_id = ANY ($1::uuid[]) GROUP BY t.id HAVING count(e.id) < 2 OR sum(e.amount) <> 0
"""
# Each account, and the same from the documents that it was posted from.
_ACCOUNTS = """
WITH documents AS (
    SELECT user_id, currency, 'receivable' AS account, owed AS amount FROM invoices WHERE status = 'finalized'
    UNION ALL SELECT user_id, currency, 'revenue', tax - total FROM invoices
        WHERE status = 'finalized' AND kind <> 'top_up'
    UNION ALL SELECT user_id, currency, 'revenue', total - tax FROM credit_notes
    UNION ALL SELECT user_id, currency, 'tax', -tax FROM invoices WHERE status = 'finalized'
    UNION ALL SELECT user_id, currency, 'tax', tax FROM credit_notes
    UNION ALL SELECT user_id, currency, 'cash', amount - refunded FROM payments
        WHERE method NOT IN ('balance', 'credit')
    UNION ALL SELECT user_id, currency, 'cash', amount - revoked FROM credit_grants
        WHERE kind = 'prepaid' AND invoice_id IS NULL
    UNION ALL SELECT user_id, currency, 'prepaid', -remaining FROM credit_grants WHERE kind = 'prepaid'
    UNION ALL SELECT user_id, currency, 'breakage', -lapsed FROM credit_grants WHERE kind = 'prepaid'
    UNION ALL SELECT p.user_id, p.currency, 'promotion', p.applied FROM payments p JOIN credit_grants g
        ON g.id = p.grant_id WHERE g.kind = 'promotional'
    UNION ALL SELECT user_id, currency, 'balance', settled - total FROM credit_notes
    UNION ALL SELECT g.user_id, g.currency, 'balance', -g.revoked FROM credit_grants g
        JOIN invoices i ON i.id = g.invoice_id AND i.status = 'finalized'
    UNION ALL SELECT user_id, currency, 'balance',
        CASE WHEN method = 'balance' THEN applied ELSE applied - (amount - refunded) END FROM payments
        WHERE method <> 'credit'
)
SELECT user_id, currency, account, sum(said) AS said, sum(posted) AS posted FROM (
    SELECT user_id, currency, account, amount AS said, 0 AS posted FROM documents WHERE user_id = ANY ($1::uuid[])
    UNION ALL SELECT user_id, currency, account, 0, amount FROM ledger_entries WHERE user_id = ANY ($1::uuid[])
) both_sides GROUP BY 1, 2, 3 HAVING sum(said) <> sum(posted) OR (account = 'balance' AND sum(posted) > 0)
"""
_PAID = """
SELECT i.id, i.total, i.paid, i.owed, coalesce(p.applied, 0) AS applied, coalesce(n.settled, 0) AS settled
FROM invoices i
LEFT JOIN LATERAL (SELECT sum(applied) AS applied FROM payments WHERE invoice_id = i.id) p ON true
LEFT JOIN LATERAL (SELECT sum(settled) AS settled FROM credit_notes WHERE invoice_id = i.id) n ON true
WHERE i.user_id = ANY ($1::uuid[]) AND (
    i.paid <> coalesce(p.applied, 0)
    OR i.owed <> CASE WHEN i.status = 'finalized' THEN i.total - i.paid - coalesce(n.settled, 0) ELSE 0 END
    OR (i.status = 'finalized' AND (i.payment_status = 'paid') <> (i.owed = 0)))
"""
_CREDITS = """
SELECT g.id, g.amount, g.remaining, g.lapsed, g.revoked, coalesce(sum(p.applied), 0) AS used
FROM credit_grants g LEFT JOIN payments p ON p.grant_id = g.id
WHERE g.user_id = ANY ($1::uuid[]) GROUP BY g.id
HAVING g.amount <> g.remaining + g.lapsed + g.revoked + coalesce(sum(p.applied), 0)
"""
_PACKS = """
SELECT p.id, p.units, p.remaining, p.lapsed, p.revoked, coalesce(sum(u.units), 0) AS used
FROM unit_packs p LEFT JOIN unit_pack_uses u ON u.pack_id = p.id
WHERE p.user_id = ANY ($1::uuid[]) GROUP BY p.id
HAVING p.units <> p.remaining + p.lapsed + p.revoked + coalesce(sum(u.units), 0)
"""
# Lines say how much of their quantity packs covered.
_COVERED = """
SELECT i.id, coalesce(l.units, 0) AS said, coalesce(u.units, 0) AS used FROM invoices i
LEFT JOIN LATERAL (
    SELECT sum((working->>'packed')::numeric) AS units FROM invoice_lines WHERE invoice_id = i.id AND kind = 'usage'
) l ON true
LEFT JOIN LATERAL (SELECT sum(units) AS units FROM unit_pack_uses WHERE invoice_id = i.id) u ON true
WHERE i.user_id = ANY ($1::uuid[]) AND i.kind IN ('period', 'change') AND i.status IN ('finalized', 'skipped')
  AND coalesce(l.units, 0) <> coalesce(u.units, 0)
"""
# What sells credit sold all of it, once; and who pays by it waits for nothing but its payment.
_BOUGHT = """
SELECT i.id, i.status, i.total, coalesce(sum(g.amount), 0) AS granted FROM invoices i
LEFT JOIN credit_grants g ON g.invoice_id = i.id
WHERE i.user_id = ANY ($1::uuid[]) AND i.kind = 'top_up' GROUP BY i.id
HAVING i.total <> coalesce(sum(g.amount), 0) OR (i.status = 'void' AND sum(g.revoked) <> i.total)
    OR bool_or(g.held <> (g.on_payment AND i.owed > 0))
"""
# What was invoiced while a period ran is taken off by the invoice of that period, once.
_TAKEN_OFF = """
SELECT t.id, t.subtotal, p.id AS period_id, coalesce(l.amount, 0) AS amount FROM invoices t
JOIN invoices p ON p.user_id = t.user_id AND p.subscription_id = t.subscription_id AND p.kind IN ('period', 'change')
    AND p.period_start = t.period_start AND p.period_end > p.period_start AND p.status IN ('finalized', 'skipped')
LEFT JOIN LATERAL (
    SELECT sum(amount) AS amount FROM invoice_lines
    WHERE invoice_id = p.id AND kind = 'progressive' AND working->>'invoice_id' = t.id::text
) l ON true
WHERE t.user_id = ANY ($1::uuid[]) AND t.kind = 'threshold'
  AND coalesce(l.amount, 0) <> CASE WHEN t.status = 'finalized' THEN -t.subtotal ELSE 0 END
"""
# What a provider told that it collected is in payments, each of which it told. What it told is not what is owed.
_COLLECTED = """
SELECT coalesce(c.user_id, p.user_id) AS user_id, coalesce(c.external_id, p.reference) AS reference,
    coalesce(c.paid, 0) AS told, coalesce(p.amount, 0) AS booked
FROM (SELECT * FROM provider_invoices WHERE user_id = ANY ($1::uuid[]) AND external_id IS NOT NULL) c
FULL JOIN (
    SELECT user_id, invoice_id, method, reference, sum(amount) AS amount FROM payments
    WHERE user_id = ANY ($1::uuid[]) AND method NOT IN ('manual', 'balance', 'credit') GROUP BY 1, 2, 3, 4
) p ON (p.user_id, p.invoice_id, p.method, p.reference) = (c.user_id, c.invoice_id, c.provider, c.external_id)
WHERE coalesce(c.paid, 0) <> coalesce(p.amount, 0)
"""
_REFUNDED = """
SELECT p.id, p.refunded, coalesce(sum(r.amount), 0) AS refunds
FROM payments p LEFT JOIN refunds r ON r.payment_id = p.id
WHERE p.user_id = ANY ($1::uuid[]) AND p.method NOT IN ('balance', 'credit') GROUP BY p.id
HAVING p.refunded <> coalesce(sum(r.amount), 0)
"""


ledger_agrees = told_of_users(
    (
        _UNBALANCED,
        "The {kind} {id} of the ledger is {off} away from zero, or has too few entries.",
    ),
    (
        _ACCOUNTS,
        "The ledger says {posted} {currency} for {account} of user {user_id}, and the documents say {said}.",
    ),
)


payments_add_up = told_of_users(
    (
        _PAID,
        "Of the invoice {id} over {total}, {paid} is paid and {owed} owed; its"
        " payments say {applied}, its credit notes {settled}.",
    ),
    (
        _REFUNDED,
        "Of the payment {id} {refunded} was given back, by refunds of {refunds}.",
    ),
)


credits_are_conserved = told_of_users(
    (
        _CREDITS,
        "Of the credit {id} over {amount}, {remaining} is left, {lapsed} lapsed,"
        " {revoked} was revoked and {used} paid invoices.",
    ),
)


prepayments_are_counted_once = told_of_users(
    (
        _BOUGHT,
        "The {status} invoice {id} sold credit of {total}, and {granted} is by"
        " it, or it is held back where it is paid.",
    ),
    (
        _TAKEN_OFF,
        "The invoice {id} is over usage of {subtotal} of a period that ran; that of the period,"
        " {period_id}, took {amount} off.",
    ),
)


packs_are_conserved = told_of_users(
    (
        _PACKS,
        "Of the pack {id} of {units} units, {remaining} are left, {lapsed} lapsed,"
        " {revoked} were revoked and {used} used.",
    ),
    (
        _COVERED,
        "The lines of the invoice {id} say that packs covered {said} units, and packs say {used}.",
    ),
)


collections_are_payments = told_of_users(
    (
        _COLLECTED,
        "The provider told that {told} was paid on its invoice {reference} of user"
        " {user_id}, and payments by that name come to {booked}.",
    ),
)
