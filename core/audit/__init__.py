"""What happened: every change, by whom, through which door, with what was before and after."""

from core.audit.entries import Party, record
from core.audit.models import AuditEntry, AuditHead
from core.audit.origin import Door, Origin, current_origin, enter_by, is_request_id
from core.audit.sealing import seal_entries
from core.audit.snapshot import snapshot

__all__ = [
    "AuditEntry",
    "AuditHead",
    "Door",
    "Origin",
    "Party",
    "current_origin",
    "enter_by",
    "is_request_id",
    "record",
    "seal_entries",
    "snapshot",
]
