"""What REST requests and answers look like.

Decimals are plain strings on the way out, strings or integers on the way in; instants are RFC 3339 with a zone. What a
request leaves out stays as it is; null is for what may be empty.
"""

from api.schemas.accounts import (
    AdminOut,
    IssuedKeyOut,
    KeyChange,
    KeyIn,
    KeyOut,
    Rotation,
    TokenOut,
    UserChange,
    UserIn,
    UserOut,
)
from api.schemas.alerts import AlertIn, AlertOut, DenialsOut, RaisedAlertOut
from api.schemas.billing import (
    ChangeIn,
    ChangePreviewOut,
    CreditIn,
    CreditNoteOut,
    InvoiceDetailsOut,
    InvoiceOut,
    LineEventsOut,
    MovePreviewOut,
    PreviewOut,
    RunIn,
    RunOut,
    VoidIn,
)
from api.schemas.catalog import (
    CancelIn,
    CloneIn,
    MeterIn,
    MeterOut,
    MovedOut,
    MoveIn,
    PlanIn,
    PlanOut,
    SubscriptionIn,
    SubscriptionOut,
    VersionIn,
)
from api.schemas.common import PageOut, Problem
from api.schemas.figures import BusinessFiguresOut
from api.schemas.limits import LimitIn, LimitOut, PlanLimitOut, RateLimitIn, RateLimitOut, TopUpIn
from api.schemas.operations import AuditEntryOut, AuditHeadOut, ExaminationOut, JobOut, MessageOut
from api.schemas.reservations import CommitIn, ReservationIn, ReservationOut
from api.schemas.usage import EstimateOut, EventOut, RecordedEventsOut, RejectedEventOut, UsageOut

__all__ = [
    "AdminOut",
    "AlertIn",
    "AlertOut",
    "AuditEntryOut",
    "AuditHeadOut",
    "BusinessFiguresOut",
    "CancelIn",
    "ChangeIn",
    "ChangePreviewOut",
    "CloneIn",
    "CommitIn",
    "CreditIn",
    "CreditNoteOut",
    "DenialsOut",
    "EstimateOut",
    "EventOut",
    "ExaminationOut",
    "InvoiceDetailsOut",
    "InvoiceOut",
    "IssuedKeyOut",
    "JobOut",
    "KeyChange",
    "KeyIn",
    "KeyOut",
    "LimitIn",
    "LimitOut",
    "LineEventsOut",
    "MessageOut",
    "MeterIn",
    "MeterOut",
    "MoveIn",
    "MovePreviewOut",
    "MovedOut",
    "PageOut",
    "PlanIn",
    "PlanLimitOut",
    "PlanOut",
    "PreviewOut",
    "Problem",
    "RaisedAlertOut",
    "RateLimitIn",
    "RateLimitOut",
    "RecordedEventsOut",
    "RejectedEventOut",
    "ReservationIn",
    "ReservationOut",
    "Rotation",
    "RunIn",
    "RunOut",
    "SubscriptionIn",
    "SubscriptionOut",
    "TokenOut",
    "TopUpIn",
    "UsageOut",
    "UserChange",
    "UserIn",
    "UserOut",
    "VersionIn",
    "VoidIn",
]
