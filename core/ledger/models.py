"""The ledger's two tables. Triggers (migrations) refuse changes, and entries that do not add up to zero."""

from tortoise import fields
from tortoise.models import Model

from core.ids import new_id


class LedgerTransaction(Model):
    """One thing that happened to a user's money in one currency: a document, a payment, or the taking back of one."""

    id = fields.UUIDField(primary_key=True, default=new_id)
    user_id = fields.UUIDField()
    currency = fields.CharField(max_length=3)
    kind = fields.CharField(max_length=16)  # invoice, void, credit_note, payment, refund, reversal, grant, expiry...
    source_id = fields.UUIDField()  # of the invoice, credit note, payment, refund or grant
    posted_at = fields.DatetimeField()

    class Meta:
        table = "ledger_transactions"
        app = "keymeter"
        unique_together = (("kind", "source_id"),)
        indexes = (("user_id", "id"),)


class LedgerEntry(Model):
    """What a transaction did to one account: debits are above zero, credits below."""

    id = fields.UUIDField(primary_key=True, default=new_id)
    transaction_id = fields.UUIDField()
    user_id = fields.UUIDField()
    currency = fields.CharField(max_length=3)
    account = fields.CharField(max_length=16)
    amount = fields.DecimalField(max_digits=40, decimal_places=3)

    class Meta:
        table = "ledger_entries"
        app = "keymeter"
        unique_together = (("transaction_id", "account"),)
        indexes = (("user_id", "currency", "account"),)
