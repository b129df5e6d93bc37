"""Billing: what usage costs, when, and why. The front; it only hands out names.

Pricing, estimation and forecasts are pure: they take data and return data. `estimates` brings them their data.
"""

from core.billing.changes import CHANGES, Change, ChangePreview, MovePreview, preview_change, preview_move
from core.billing.collecting import TOPIC as COLLECT
from core.billing.collecting import (
    chosen_provider,
    collection_of,
    collections_of_invoices,
    set_collection,
)
from core.billing.coupons import (
    attach_coupon,
    attachments_of_user,
    create_coupon,
    detach_coupon,
    list_coupons,
)
from core.billing.credit_notes import (
    credit_invoice,
    credit_notes_of_invoices,
    get_credit_note,
    hash_of_note,
    list_credit_notes,
)
from core.billing.credits import CreditKind, grant_credit, lapse_credits, list_credits, revoke_credit
from core.billing.directory import SPEND_SORTED_MAX, Directory, DirectoryRow, DirectorySort, user_directory
from core.billing.documents import credit_note_pdf, invoice_pdf
from core.billing.drafting import Content
from core.billing.drafts import InvoiceDraft, finalize_draft, get_draft, list_drafts
from core.billing.entries import list_ledger
from core.billing.estimates import UserEstimate, estimate_user, estimate_users, estimates_of
from core.billing.estimation import Estimate, EstimateLine, MeterUsage, PlanCharge, UnpricedUsage, estimate
from core.billing.exports import invoice_csv
from core.billing.figures import (
    BusinessFigures,
    Churned,
    MeterRevenue,
    Mrr,
    Overdue,
    PackRevenue,
    Revenue,
    business_figures,
)
from core.billing.forecast import Forecast, ForecastMethod, forecast_quantity
from core.billing.handing_over import collect_invoice, hand_over_invoice
from core.billing.invoices import (
    InvoiceDetails,
    LineEvents,
    get_invoice,
    hash_of,
    line_events,
    lines_of_invoices,
    list_invoices,
    preview_invoice,
)
from core.billing.invoicing import RunReport, count_due, due_until, run_invoices
from core.billing.lines import Line
from core.billing.models import (
    Coupon,
    CouponAttachment,
    CreditGrant,
    CreditNote,
    Invoice,
    InvoiceLine,
    Payment,
    Prepayment,
    ProviderCustomer,
    ProviderInvoice,
    ProviderRefund,
    Refund,
    TaxProfile,
    TaxRate,
    UnitPack,
)
from core.billing.openness import open_since
from core.billing.overview import DAYS_MAX, Allowance, DailyUsage, Overview, PlanRevenue, Trend, daily_totals, overview
from core.billing.pack_sales import add_unit_pack, revoke_unit_pack
from core.billing.packs import lapse_unit_packs, list_unit_packs
from core.billing.payments import (
    give_up_invoice,
    list_payments,
    payments_of_invoices,
    record_payment,
    refund_payment,
)
from core.billing.polling import poll_provider
from core.billing.prepayment import TopUpGranted, get_prepayment, set_prepayment
from core.billing.provider_events import hear_provider
from core.billing.refunding import REFUND, give_back
from core.billing.revenue import MonthRevenue, revenue_by_month
from core.billing.simulation import Progress, SimulatedUser, Simulation, follow_simulation, simulate
from core.billing.storing import InvoiceKind
from core.billing.taxes import (
    check_tax_id,
    create_tax_rate,
    get_tax_profile,
    list_tax_categories,
    list_tax_rates,
    set_tax_profile,
)
from core.billing.test_clocks import (
    advance_test_clock,
    attach_to_test_clock,
    create_test_clock,
    find_test_clocks,
    get_test_clock,
    go_on_with_test_clocks,
    list_test_clocks,
    users_on_test_clocks,
)
from core.billing.thresholds import invoice_thresholds
from core.billing.top_ups import top_up
from core.billing.voiding import reissue_invoice, void_invoice
from core.pricing import Charge, FlatFee, PerUnit, PricedLine, price
from core.pricing.wording import say_amount, say_quantity

__all__ = [
    "CHANGES",
    "COLLECT",
    "DAYS_MAX",
    "REFUND",
    "SPEND_SORTED_MAX",
    "Allowance",
    "BusinessFigures",
    "Change",
    "ChangePreview",
    "Charge",
    "Churned",
    "Content",
    "Coupon",
    "CouponAttachment",
    "CreditGrant",
    "CreditKind",
    "CreditNote",
    "DailyUsage",
    "Directory",
    "DirectoryRow",
    "DirectorySort",
    "Estimate",
    "EstimateLine",
    "FlatFee",
    "Forecast",
    "ForecastMethod",
    "Invoice",
    "InvoiceDetails",
    "InvoiceDraft",
    "InvoiceKind",
    "InvoiceLine",
    "Line",
    "LineEvents",
    "MeterRevenue",
    "MeterUsage",
    "MonthRevenue",
    "MovePreview",
    "Mrr",
    "Overdue",
    "Overview",
    "PackRevenue",
    "Payment",
    "PerUnit",
    "PlanCharge",
    "PlanRevenue",
    "Prepayment",
    "PricedLine",
    "Progress",
    "ProviderCustomer",
    "ProviderInvoice",
    "ProviderRefund",
    "Refund",
    "Revenue",
    "RunReport",
    "SimulatedUser",
    "Simulation",
    "TaxProfile",
    "TaxRate",
    "TopUpGranted",
    "Trend",
    "UnitPack",
    "UnpricedUsage",
    "UserEstimate",
    "add_unit_pack",
    "advance_test_clock",
    "attach_coupon",
    "attach_to_test_clock",
    "attachments_of_user",
    "business_figures",
    "check_tax_id",
    "chosen_provider",
    "collect_invoice",
    "collection_of",
    "collections_of_invoices",
    "count_due",
    "create_coupon",
    "create_tax_rate",
    "create_test_clock",
    "credit_invoice",
    "credit_note_pdf",
    "credit_notes_of_invoices",
    "daily_totals",
    "detach_coupon",
    "due_until",
    "estimate",
    "estimate_user",
    "estimate_users",
    "estimates_of",
    "finalize_draft",
    "find_test_clocks",
    "follow_simulation",
    "forecast_quantity",
    "get_credit_note",
    "get_draft",
    "get_invoice",
    "get_prepayment",
    "get_tax_profile",
    "get_test_clock",
    "give_back",
    "give_up_invoice",
    "go_on_with_test_clocks",
    "grant_credit",
    "hand_over_invoice",
    "hash_of",
    "hash_of_note",
    "hear_provider",
    "invoice_csv",
    "invoice_pdf",
    "invoice_thresholds",
    "lapse_credits",
    "lapse_unit_packs",
    "line_events",
    "lines_of_invoices",
    "list_coupons",
    "list_credit_notes",
    "list_credits",
    "list_drafts",
    "list_invoices",
    "list_ledger",
    "list_payments",
    "list_tax_categories",
    "list_tax_rates",
    "list_test_clocks",
    "list_unit_packs",
    "open_since",
    "overview",
    "payments_of_invoices",
    "poll_provider",
    "preview_change",
    "preview_invoice",
    "preview_move",
    "price",
    "record_payment",
    "refund_payment",
    "reissue_invoice",
    "revenue_by_month",
    "revoke_credit",
    "revoke_unit_pack",
    "run_invoices",
    "say_amount",
    "say_quantity",
    "set_collection",
    "set_prepayment",
    "set_tax_profile",
    "simulate",
    "top_up",
    "user_directory",
    "users_on_test_clocks",
    "void_invoice",
]
