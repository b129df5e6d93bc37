"""Invoices as they are stored. A finalized one is frozen by a trigger (migrations), payments apart."""

from typing import Any

from tortoise import fields
from tortoise.models import Model

from core.clock import now
from core.ids import new_id


class Invoice(Model):
    """What is owed for a boundary of a subscription: the arrears of the period before, the fees in advance after.

    Or for usage of a period that still runs, for credit, or for units ahead of their use.
    """

    id = fields.UUIDField(primary_key=True, default=new_id)
    user_id = fields.UUIDField()
    subscription_id = fields.UUIDField(null=True)  # the root: core/plans; None: it sells credit or units
    kind = fields.CharField(max_length=12)  # core/billing/storing.py: InvoiceKind
    cause_id = fields.CharField(max_length=64)  # its boundary or seal, the plan after it, or the how manieth sale
    series = fields.CharField(max_length=16, default="INV")
    number = fields.BigIntField(null=True)
    status = fields.CharField(max_length=12)  # draft, finalized, skipped, void
    payment_status = fields.CharField(max_length=16, default="open")  # open, partial, paid, uncollectible
    currency = fields.CharField(max_length=3)
    period_start = fields.DatetimeField()
    period_end = fields.DatetimeField()
    whole_start = fields.DatetimeField()
    whole_end = fields.DatetimeField()
    seal_from = fields.IntField()  # billed before: seals up to and including this one
    seal_to = fields.IntField(null=True)  # and now up to this one; None while it is a draft
    subtotal = fields.DecimalField(max_digits=40, decimal_places=3)  # of the lines
    discount = fields.DecimalField(max_digits=40, decimal_places=3, default=0)
    tax = fields.DecimalField(max_digits=40, decimal_places=3, default=0)  # on top of them, or within
    discounts = fields.JSONField[list[dict[str, Any]]](default=list)  # each coupon, and what it took off
    taxes = fields.JSONField[list[dict[str, Any]]](default=list)  # each rate as it was, on what, and how much
    total = fields.DecimalField(max_digits=40, decimal_places=3)
    credited = fields.DecimalField(max_digits=40, decimal_places=3, default=0)  # by credit notes on it, `total` at most
    paid = fields.DecimalField(max_digits=40, decimal_places=3, default=0)  # by payments, as far as they were needed
    owed = fields.DecimalField(max_digits=40, decimal_places=3, default=0)  # still; 0 unless it is finalized
    customer = fields.JSONField[dict[str, Any]]()  # name, e-mail and so on as they were
    content_hash = fields.BinaryField(null=True)
    issued_at = fields.DatetimeField(null=True)
    due_at = fields.DatetimeField(null=True)
    voided_at = fields.DatetimeField(null=True)
    void_reason = fields.CharField(max_length=500, null=True)
    replaces_id = fields.UUIDField(null=True)
    created_at = fields.DatetimeField(default=now)

    class Meta:
        table = "invoices"
        app = "keymeter"
        indexes = (("user_id", "subscription_id", "period_end"), ("status", "period_end"))


class InvoiceLine(Model):
    """One amount of an invoice, and everything it was made of."""

    id = fields.UUIDField(primary_key=True, default=new_id)
    user_id = fields.UUIDField()
    invoice_id = fields.UUIDField()
    position = fields.IntField()
    kind = fields.CharField(max_length=12)  # core/billing/lines.py: LineKind
    name = fields.CharField(max_length=200)
    version_id = fields.UUIDField(null=True)
    charge_id = fields.UUIDField(null=True)
    meter_id = fields.UUIDField(null=True)
    starts_at = fields.DatetimeField()
    ends_at = fields.DatetimeField()
    quantity = fields.DecimalField(max_digits=60, decimal_places=6, null=True)
    unit = fields.CharField(max_length=32, default="")
    events = fields.BigIntField(default=0)
    digest = fields.DecimalField(max_digits=60, decimal_places=0, default=0)
    seal_from = fields.IntField(null=True)  # its events: of the meter, from start to end, seal_from < seal <= seal_to
    seal_to = fields.IntField(null=True)
    precise = fields.DecimalField(max_digits=60, decimal_places=24)
    amount = fields.DecimalField(max_digits=40, decimal_places=3)
    discount = fields.DecimalField(max_digits=40, decimal_places=3, default=0)  # its share of the invoice's
    tax = fields.DecimalField(max_digits=40, decimal_places=3, default=0)  # the same
    explanation = fields.TextField()
    working = fields.JSONField[dict[str, Any]](default=dict)  # the price and the rows of its table as they were

    class Meta:
        table = "invoice_lines"
        app = "keymeter"
        unique_together = (("invoice_id", "position"),)
        indexes = (("user_id", "starts_at"),)


class CreditNote(Model):
    """An amount that an invoice is less than it was; frozen like it, and with a number of its own series."""

    id = fields.UUIDField(primary_key=True, default=new_id)
    user_id = fields.UUIDField()
    invoice_id = fields.UUIDField()
    caused_by_id = fields.UUIDField(null=True)  # the invoice at whose making it was found; None: issued by hand
    series = fields.CharField(max_length=16, default="CN")
    number = fields.BigIntField()
    currency = fields.CharField(max_length=3)
    total = fields.DecimalField(max_digits=40, decimal_places=3)
    covered = fields.DecimalField(max_digits=40, decimal_places=3)  # of lines, before coupons and taxes
    tax = fields.DecimalField(max_digits=40, decimal_places=3, default=0)  # that is given back in it
    settled = fields.DecimalField(max_digits=40, decimal_places=3)  # of what was owed; the rest is customer balance
    title = fields.CharField(max_length=200)
    explanation = fields.TextField()
    period_start = fields.DatetimeField()
    period_end = fields.DatetimeField()
    customer = fields.JSONField[dict[str, Any]]()
    content_hash = fields.BinaryField()
    issued_at = fields.DatetimeField()

    class Meta:
        table = "credit_notes"
        app = "keymeter"
        unique_together = (("series", "number"),)
        indexes = (("user_id", "id"), ("invoice_id",), ("caused_by_id",))

    @property
    def label(self) -> str:
        """What people call it: `CN-7`."""
        return f"{self.series}-{self.number}"


class Payment(Model):
    """Money that came in for an invoice, or credit or customer balance that was put on it."""

    id = fields.UUIDField(primary_key=True, default=new_id)
    user_id = fields.UUIDField()
    invoice_id = fields.UUIDField()
    currency = fields.CharField(max_length=3)
    method = fields.CharField(max_length=16)  # manual, balance, credit, or a provider's name
    grant_id = fields.UUIDField(null=True)  # the credit that it was taken from
    amount = fields.DecimalField(max_digits=40, decimal_places=3)
    applied = fields.DecimalField(max_digits=40, decimal_places=3)  # to the invoice; the rest is customer balance
    refunded = fields.DecimalField(max_digits=40, decimal_places=3, default=0)
    reference = fields.CharField(max_length=200, default="")  # as the bank or the provider calls it
    received_at = fields.DatetimeField()
    created_at = fields.DatetimeField(default=now)

    class Meta:
        table = "payments"
        app = "keymeter"
        indexes = (("invoice_id",), ("user_id", "id"), ("grant_id",))


class Refund(Model):
    """Money of a payment that was given back."""

    id = fields.UUIDField(primary_key=True, default=new_id)
    user_id = fields.UUIDField()
    payment_id = fields.UUIDField()
    currency = fields.CharField(max_length=3)
    amount = fields.DecimalField(max_digits=40, decimal_places=3)
    reopened = fields.DecimalField(max_digits=40, decimal_places=3)  # is owed again; the rest was customer balance
    reason = fields.CharField(max_length=500)
    provider = fields.CharField(max_length=16, null=True)  # who is asked to give it back; None: by hand
    created_at = fields.DatetimeField(default=now)

    class Meta:
        table = "refunds"
        app = "keymeter"
        indexes = (("payment_id",),)


class TaxRate(Model):
    """A tax in percent of prices, on top of them or within. It never changes."""

    id = fields.UUIDField(primary_key=True, default=new_id)
    slug = fields.CharField(max_length=64, unique=True)
    name = fields.CharField(max_length=100)  # as invoices say it
    percent = fields.DecimalField(max_digits=9, decimal_places=6)
    inclusive = fields.BooleanField(default=False)
    created_at = fields.DatetimeField(default=now)

    class Meta:
        table = "tax_rates"
        app = "keymeter"


class TaxProfile(Model):
    """What a user is taxed by; of the user NIL, what everybody without a rate of its own is taxed by."""

    user_id = fields.UUIDField(primary_key=True)
    tax_id = fields.CharField(max_length=32, null=True)
    fees_rate_id = fields.UUIDField(null=True)
    usage_rate_id = fields.UUIDField(null=True)
    category_rates = fields.JSONField[dict[str, str]](default=dict)  # ids of rates, by tax category of charges

    class Meta:
        table = "tax_profiles"
        app = "keymeter"


class Coupon(Model):
    """What invoices of those who have it are less: a share, or an amount."""

    id = fields.UUIDField(primary_key=True, default=new_id)
    code = fields.CharField(max_length=64, unique=True)
    name = fields.CharField(max_length=100)  # as invoices say it
    percent = fields.DecimalField(max_digits=9, decimal_places=6, null=True)
    amount = fields.DecimalField(max_digits=40, decimal_places=3, null=True)
    currency = fields.CharField(max_length=3, null=True)
    invoices = fields.IntField(null=True)  # on how many of them; None: on all
    created_at = fields.DatetimeField(default=now)

    class Meta:
        table = "coupons"
        app = "keymeter"


class CouponAttachment(Model):
    """A coupon that a user has; the order of ids is that in which they count."""

    id = fields.UUIDField(primary_key=True, default=new_id)
    user_id = fields.UUIDField()
    coupon_id = fields.UUIDField()
    invoices_left = fields.IntField(null=True)
    attached_at = fields.DatetimeField()
    detached_at = fields.DatetimeField(null=True)

    class Meta:
        table = "coupon_attachments"
        app = "keymeter"
        indexes = (("user_id", "id"),)


class CreditGrant(Model):
    """Credit that a user has: `remaining` of it is neither used nor lapsed."""

    id = fields.UUIDField(primary_key=True, default=new_id)
    user_id = fields.UUIDField()
    kind = fields.CharField(max_length=12)  # prepaid, promotional
    currency = fields.CharField(max_length=3)
    amount = fields.DecimalField(max_digits=40, decimal_places=3)
    remaining = fields.DecimalField(max_digits=40, decimal_places=3)
    lapsed = fields.DecimalField(max_digits=40, decimal_places=3, default=0)
    revoked = fields.DecimalField(max_digits=40, decimal_places=3, default=0)  # taken back by hand
    invoice_id = fields.UUIDField(null=True)  # by which it was bought
    on_payment = fields.BooleanField(default=False)  # good only while that is paid
    held = fields.BooleanField(default=False)  # and it is not
    priority = fields.SmallIntField()  # the lowest burns first
    effective_at = fields.DatetimeField()
    expires_at = fields.DatetimeField(null=True)
    reason = fields.CharField(max_length=500)
    created_at = fields.DatetimeField(default=now)

    class Meta:
        table = "credit_grants"
        app = "keymeter"
        indexes = (("user_id", "priority"), ("expires_at",))


class UnitPack(Model):
    """Units of a meter that a user has ahead of their use: `remaining` of them are neither used nor lapsed."""

    id = fields.UUIDField(primary_key=True, default=new_id)
    user_id = fields.UUIDField()
    meter_id = fields.UUIDField()
    units = fields.DecimalField(max_digits=40, decimal_places=6)
    remaining = fields.DecimalField(max_digits=40, decimal_places=6)
    lapsed = fields.DecimalField(max_digits=40, decimal_places=6, default=0)
    revoked = fields.DecimalField(max_digits=40, decimal_places=6, default=0)
    invoice_id = fields.UUIDField(null=True)  # that sold it; None: it was given
    effective_at = fields.DatetimeField()
    expires_at = fields.DatetimeField(null=True)
    reason = fields.CharField(max_length=500)
    created_at = fields.DatetimeField(default=now)

    class Meta:
        table = "unit_packs"
        app = "keymeter"
        indexes = (("user_id", "meter_id"), ("expires_at",))


class UnitPackUse(Model):
    """How many units of a pack the usage on an invoice took."""

    id = fields.UUIDField(primary_key=True, default=new_id)
    user_id = fields.UUIDField()
    pack_id = fields.UUIDField()
    invoice_id = fields.UUIDField()
    meter_id = fields.UUIDField()
    units = fields.DecimalField(max_digits=40, decimal_places=6)

    class Meta:
        table = "unit_pack_uses"
        app = "keymeter"
        unique_together = (("invoice_id", "pack_id"),)
        indexes = (("pack_id",), ("user_id",))


class Prepayment(Model):
    """How a user pays ahead: credit that is bought as it runs low, and invoices for usage as it reaches an amount."""

    user_id = fields.UUIDField(primary_key=True)
    currency = fields.CharField(max_length=3)
    top_up_below = fields.DecimalField(max_digits=40, decimal_places=3, null=True)
    top_up_amount = fields.DecimalField(max_digits=40, decimal_places=3, null=True)
    top_up_granted = fields.CharField(max_length=8, default="issued")  # issued, paid
    top_up_days = fields.IntField(null=True)  # how long it is good; None: for ever
    threshold = fields.DecimalField(max_digits=40, decimal_places=3, null=True)

    class Meta:
        table = "prepayments"
        app = "keymeter"


class ProviderCustomer(Model):
    """Whether the payment provider collects what a user owes, and what it was told of the user."""

    user_id = fields.UUIDField(primary_key=True)
    collected = fields.BooleanField(default=True)
    provider = fields.CharField(max_length=16, null=True)
    external_id = fields.CharField(max_length=255, null=True, unique=True)  # as the provider calls it; None: not yet
    name = fields.CharField(max_length=200, null=True)
    email = fields.CharField(max_length=320, null=True)
    epoch = fields.IntField(default=1)  # part of the idempotency key
    key_until = fields.DatetimeField(null=True)  # how long that is good; None: nothing was asked for yet
    created_at = fields.DatetimeField(default=now)

    class Meta:
        table = "provider_customers"
        app = "keymeter"


class ProviderInvoice(Model):
    """What a payment provider collects of an invoice: what was owed on it then. One that is not over at a time."""

    id = fields.UUIDField(primary_key=True, default=new_id)
    user_id = fields.UUIDField()
    invoice_id = fields.UUIDField()
    provider = fields.CharField(max_length=16)
    status = fields.CharField(max_length=8, default="making")  # making, open; over: paid, void
    currency = fields.CharField(max_length=3)
    amount = fields.DecimalField(max_digits=40, decimal_places=3)
    paid = fields.DecimalField(max_digits=40, decimal_places=3, default=0)  # all that the provider told; it only grows
    external_id = fields.CharField(max_length=255, null=True, unique=True)
    hosted_url = fields.CharField(max_length=2048, null=True)  # where the customer pays
    failures = fields.IntField(default=0)  # attempts to pay it
    failed_at = fields.DatetimeField(null=True)  # the last of them
    epoch = fields.IntField(default=1)  # part of the idempotency keys
    key_until = fields.DatetimeField(null=True)  # how long these are good; None: nothing was asked for yet
    polled_at = fields.DatetimeField(null=True)  # when the provider was asked last how it stands
    created_at = fields.DatetimeField(default=now)

    class Meta:
        table = "provider_invoices"
        app = "keymeter"
        indexes = (("invoice_id", "id"), ("user_id",))


class ProviderRefund(Model):
    """Money that a payment provider gives back: how it calls the refund."""

    refund_id = fields.UUIDField(primary_key=True)
    user_id = fields.UUIDField()
    external_id = fields.CharField(max_length=255, null=True, unique=True)  # None: not done yet
    epoch = fields.IntField(default=1)  # part of the idempotency key
    created_at = fields.DatetimeField(default=now)

    class Meta:
        table = "provider_refunds"
        app = "keymeter"


class ProviderEvent(Model):
    """A webhook that had its effect; the provider may send it again."""

    id = fields.CharField(max_length=255, primary_key=True)
    provider = fields.CharField(max_length=16)
    type = fields.CharField(max_length=64)
    user_id = fields.UUIDField()
    provider_invoice_id = fields.UUIDField()
    happened_at = fields.DatetimeField()
    received_at = fields.DatetimeField(default=now)

    class Meta:
        table = "provider_events"
        app = "keymeter"
        indexes = (("provider_invoice_id",),)


class DocumentNumber(Model):
    """The last number taken of a series."""

    series = fields.CharField(max_length=16, primary_key=True)
    number = fields.BigIntField(default=0)

    class Meta:
        table = "document_numbers"
        app = "keymeter"
