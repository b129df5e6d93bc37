"""REST: events that the vendor's own services send."""

from typing import Any

from fastapi import APIRouter, Request
from starlette.responses import Response

from api.auth import AdminActor
from api.bodies import read_body
from api.event_formats import DecodedEvents, decode_events
from api.problems import problem_response
from api.schemas import RecordedEventsOut, RejectedEventOut
from core import gate
from core.errors import InvalidInput
from core.settings import get_settings

router = APIRouter(tags=["usage"])

_OWN = {"event_id": "job-7193", "type": "llm.completion", "user": "crm-4101", "properties": {"tokens": 1536}}
_CLOUD = {
    "specversion": "1.0", "id": "job-7193", "source": "worker/eu-1", "type": "llm.completion", "subject": "crm-4101",
    "time": "2026-11-25T09:30:00Z", "data": {"tokens": 1536},
}  # fmt: skip
_OF_OURS, _OF_CLOUD = ({"$ref": f"#/components/schemas/{name}"} for name in ("EventIn", "CloudEventIn"))
_OF_EITHER = {"anyOf": [_OF_OURS, _OF_CLOUD]}
_LINES: dict[str, Any] = {
    "schema": {"type": "string"},
    "example": '{"event_id": "1", "type": "llm", "user": "crm-4101"}\n{"event_id": "2", "type": "llm", "user": "u2"}\n',
}
_CONTENT: dict[str, dict[str, Any]] = {
    "application/json": {"schema": {"anyOf": [{"type": "array", "items": _OF_EITHER}, _OF_EITHER]}, "example": [_OWN]},
    "application/cloudevents+json": {"schema": _OF_CLOUD, "example": _CLOUD},
    "application/cloudevents-batch+json": {"schema": {"type": "array", "items": _OF_CLOUD}, "example": [_CLOUD]},
    "application/x-ndjson": _LINES,
    "application/jsonl": _LINES,
}


_BODY = {"requestBody": {"required": True, "content": _CONTENT}}


@router.post("/events", openapi_extra=_BODY, response_model=RecordedEventsOut)
async def record_events(actor: AdminActor, request: Request) -> Response:
    """Store up to 10,000 events, each once, however often it is sent. The answer comes after the commit.

    An event is known by its user, source and id. A bad one never rejects its siblings: they are stored, and the answer
    is a problem that names the bad ones by their index, 422, or that of the event itself if only one was sent. The
    body is JSON, CloudEvents 1.0 or one event a line, and may be packed (`Content-Encoding: gzip`).
    """
    actor.require_vendor("events:write")  # before the body is read
    body = await read_body(request, bytes_max=get_settings().events_bytes_max)
    decoded = decode_events(request.headers, body)
    return _answer(decoded, await gate.record_events(actor, decoded.drafts))


def _answer(decoded: DecodedEvents, recorded: gate.RecordedEvents) -> Response:
    """What became of the events, by their places in the body."""
    unfit = [gate.RejectedEvent(decoded.indexes[each.index], each.error) for each in recorded.rejected]
    rejected = sorted([*decoded.rejected, *unfit], key=lambda each: each.index)
    out = RecordedEventsOut(
        accepted=recorded.accepted,
        duplicates=recorded.duplicates,
        quarantined=recorded.quarantined,
        rejected=[RejectedEventOut.of(each.index, each.error) for each in rejected],
    )
    if not rejected:
        return Response(out.model_dump_json(), media_type="application/json")
    count = len(decoded.drafts) + len(decoded.rejected)
    error = rejected[0].error
    if count > 1:
        error = InvalidInput(
            f"{len(rejected):,} of {count:,} events were not stored; see `rejected`. The others were.",
            code="events_rejected",
        )
    return problem_response(error, **out.model_dump())
