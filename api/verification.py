"""REST: the gate's decision for other services."""

from collections.abc import Callable, Coroutine
from typing import Any

import msgspec
from fastapi import APIRouter, Request
from fastapi.routing import APIRoute
from starlette.responses import Response

from api.auth import remembered_actor
from api.bodies import decode_body, read_body
from api.schemas.verification import (
    RefusedItem,
    VerifiedItem,
    VerifiedManyOut,
    VerifyIn,
    VerifyManyIn,
    verification_out,
)
from core import gate
from core.errors import InvalidInput, KeymeterError


class DirectRoute(APIRoute):
    """A route whose function reads its request and makes its answer itself. FastAPI has nothing to solve for it, which
    was a tenth of the time of a question."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        handler: Callable[[Request], Coroutine[Any, Any, Response]] = self.endpoint
        return handler


router = APIRouter(route_class=DirectRoute, prefix="/keys/verify", tags=["verification"])

BODY_BYTES_MAX = 8 * 1024
_ONE = msgspec.json.Decoder(VerifyIn)
_MANY = msgspec.json.Decoder(VerifyManyIn)
_ENCODE = msgspec.json.Encoder().encode
_HEADERS = {"cache-control": "no-store"}


def _documented(body: str, answer: str) -> dict[str, Any]:
    """What FastAPI cannot find out of a function that reads its request itself."""

    def content(name: str) -> dict[str, Any]:
        return {"application/json": {"schema": {"$ref": f"#/components/schemas/{name}"}}}

    extra = {"requestBody": {"required": True, "content": content(body)}, "security": [{"AdminToken": []}]}
    responses = {200: {"description": "The decision.", "content": content(answer)}}
    return {"openapi_extra": extra, "responses": responses, "response_class": Response}


@router.post("", **_documented("VerifyIn", "VerificationOut"))
async def verify_key(request: Request) -> Response:
    """Whether a key may make a call now; what is allowed is recorded as that call, before the answer leaves.

    A key that may not is an answer too (`allowed` is false, `code` says why), and costs nothing. 503 is the answer
    when it cannot be decided: then serve nothing. With a `request_id` of yours, asking again within two minutes gets
    the same answer and charges once; a key that was revoked or disabled meanwhile is refused all the same.
    """
    actor = await remembered_actor(request)
    body = decode_body(_ONE, await read_body(request, bytes_max=BODY_BYTES_MAX))
    found = await gate.verify_call(request.app.state.gate, actor, body.question())
    return Response(_ENCODE(verification_out(found)), 200, _HEADERS, "application/json")


@router.post("/batch", **_documented("VerifyManyIn", "VerifiedManyOut"))
async def verify_keys(request: Request) -> Response:
    """Up to 100 questions, each answered by itself and in their order: an `answer`, or the `error` that keeps it from
    having one. 503 if that is so of all, because nothing can be decided."""
    actor = await remembered_actor(request)
    body = decode_body(_MANY, await read_body(request, bytes_max=BODY_BYTES_MAX * gate.QUESTIONS_MAX // 4))
    found = await gate.verify_calls(request.app.state.gate, actor, [_question(*each) for each in enumerate(body.items)])
    return Response(_ENCODE(VerifiedManyOut([_item(each) for each in found])), 200, _HEADERS, "application/json")


def _question(index: int, item: VerifyIn) -> gate.Question:
    try:
        return item.question()
    except InvalidInput as error:
        raise InvalidInput(error.message, field=f"items.{index}.{error.field}") from error


def _item(found: gate.Verification | KeymeterError) -> VerifiedItem:
    if isinstance(found, KeymeterError):
        return VerifiedItem(None, RefusedItem(found.code, found.message, found.field))
    return VerifiedItem(verification_out(found), None)
