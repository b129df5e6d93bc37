"""The gate: admission of calls, and the recording of what they used."""

from core.gate.actors import actor_of_credential, actor_of_key
from core.gate.admission import Gate, open_gate
from core.gate.answers import forget_answers
from core.gate.calls import Call, Quota, check_units
from core.gate.denials import Denials, count_denials, forget_denials
from core.gate.drafts import EventDraft
from core.gate.forwarding import ForwardedCalls
from core.gate.ingestion import EVENTS_MAX, RecordedEvents, RejectedEvent, record_events, replay_quarantine
from core.gate.limiter import sweep_gate
from core.gate.quarantine import browse_quarantine
from core.gate.recorder import Recorder, open_recorder
from core.gate.reservations import (
    TTL_SECONDS_MAX,
    Reservation,
    commit_reservation,
    forget_reservations,
    get_reservation,
    list_reservations,
    release_reservation,
    reserve_units,
)
from core.gate.verification import QUESTIONS_MAX, Question, Verification, verify_call, verify_calls

__all__ = [
    "EVENTS_MAX",
    "QUESTIONS_MAX",
    "TTL_SECONDS_MAX",
    "Call",
    "Denials",
    "EventDraft",
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
    "browse_quarantine",
    "check_units",
    "commit_reservation",
    "count_denials",
    "forget_answers",
    "forget_denials",
    "forget_reservations",
    "get_reservation",
    "list_reservations",
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
