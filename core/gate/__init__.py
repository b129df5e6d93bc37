"""The gate: admission of calls, and the recording of what they used."""

from core.gate.actors import actor_of_credential, actor_of_key
from core.gate.admission import Gate, open_gate
from core.gate.answers import forget_answers
from core.gate.calls import Call, Quota, check_units
from core.gate.denials import Denials, count_denials, forget_denials
from core.gate.drafts import EventDraft
from core.gate.forms import MALFORMED, CloudEventIn, EventIn, decode_cloud_event, decode_event, decode_line
from core.gate.forwarding import ForwardedCalls
from core.gate.imports import begin_import, end_import, note_imported
from core.gate.ingestion import EVENTS_MAX, RecordedEvents, RejectedEvent, record_events, replay_quarantine
from core.gate.limiter import sweep_gate
from core.gate.quarantine import browse_quarantine, discard_quarantined
from core.gate.recorder import Recorder, open_recorder
from core.gate.reservations import (
    Reservation,
    commit_reservation,
    forget_reservations,
    get_reservation,
    list_reservations,
    release_reservation,
)
from core.gate.reserving import TTL_SECONDS_MAX, reserve_units
from core.gate.verification import QUESTIONS_MAX, Question, Verification, verify_call, verify_calls

__all__ = [
    "EVENTS_MAX",
    "MALFORMED",
    "QUESTIONS_MAX",
    "TTL_SECONDS_MAX",
    "Call",
    "CloudEventIn",
    "Denials",
    "EventDraft",
    "EventIn",
    "ForwardedCalls",
    "Gate",
    "Question",
    "Quota",
    "RecordedEvents",
    "Recorder",
    "RejectedEvent",
    "Reservation",
    "Verification",
    "actor_of_credential",
    "actor_of_key",
    "begin_import",
    "browse_quarantine",
    "check_units",
    "commit_reservation",
    "count_denials",
    "decode_cloud_event",
    "decode_event",
    "decode_line",
    "discard_quarantined",
    "end_import",
    "forget_answers",
    "forget_denials",
    "forget_reservations",
    "get_reservation",
    "list_reservations",
    "note_imported",
    "open_gate",
    "open_recorder",
    "record_events",
    "release_reservation",
    "replay_quarantine",
    "reserve_units",
    "sweep_gate",
    "verify_call",
    "verify_calls",
]
