"""What happened: every change, by whom, through which door, with what was before and after."""

from core.audit.browsing import get_entry, list_entries
from core.audit.entries import Party, record
from core.audit.models import AuditEntry, AuditHead
from core.audit.origin import Door, Origin, current_origin, enter_by, is_request_id
from core.audit.sealing import seal_entries
from core.audit.snapshot import snapshot
from core.audit.verification import Head, check_chain, get_head, parse_head

__all__ = [
    "AuditEntry",
    "AuditHead",
    "Door",
    "Head",
    "Origin",
    "Party",
    "check_chain",
    "current_origin",
    "enter_by",
    "get_entry",
    "get_head",
    "is_request_id",
    "list_entries",
    "parse_head",
    "record",
    "seal_entries",
    "snapshot",
]
