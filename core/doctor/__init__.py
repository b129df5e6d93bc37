"""Whether what must always hold does hold. It reads, says what it found, and changes nothing."""

from core.doctor.examination import INVARIANTS, Report, examine, last_examination, record_examination
from core.doctor.models import Examination
from core.doctor.vitals import JobVitals, Vitals, read_vitals

__all__ = [
    "INVARIANTS",
    "Examination",
    "JobVitals",
    "Report",
    "Vitals",
    "examine",
    "last_examination",
    "read_vitals",
    "record_examination",
]
