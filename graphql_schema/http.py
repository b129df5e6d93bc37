"""GraphQL over HTTP: POST with a JSON body, answered at once or, for `Accept: text/event-stream`, as a stream.

No cookie is looked at and only `application/json` is taken, which a page of another origin cannot send without being
asked for (CORS, which we do not allow): there is nothing to forge. Queries over GET would end up in logs and caches, so
there are none.

Statuses: a request that could not be authorised, decided or read gets its own (401, 403, 503, 413, 415, ...). A query
that is refused for what it says is 400 to clients that accept `application/graphql-response+json` and 200 to others,
as "GraphQL over HTTP" has it. What was run is 200, whatever its fields say. The body is always GraphQL's.
"""

from collections.abc import AsyncGenerator, Mapping
from contextlib import aclosing
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import msgspec
from graphql import GraphQLError
from graphql import OperationType as GraphQLOperation
from starlette.requests import HTTPConnection, Request
from starlette.responses import Response, StreamingResponse
from strawberry.http.streaming import SSETransport, merge_stream_with_heartbeat
from strawberry.types.execution import ExecutionResult, PreExecutionError
from strawberry.types.graphql import OperationType

from core.database import as_error
from core.errors import InvalidInput, KeymeterError, LimitReached, TooLarge, Unavailable
from core.idempotency import Answer, check_key, digest_of, do_once
from graphql_schema.documents import InvalidDocument
from graphql_schema.errors import graphql_error, public_errors, status_of
from graphql_schema.operation import Caller
from graphql_schema.schema import GatedSchema

__all__ = ["answer_post", "caller_of", "decode", "encode"]

BODY_BYTES_MAX = 1024 * 1024
MODERN_MEDIA = "application/graphql-response+json"
_AT_ONCE = (OperationType.QUERY, OperationType.MUTATION)
#: Refused for what the query says, not for who asks or for how we are.
_OF_THE_QUERY = (InvalidInput, TooLarge)
_DECODER = msgspec.json.Decoder(float_hook=Decimal)  # so that JSON values stay exact
_ENCODER = msgspec.json.Encoder(decimal_format="number")
_SSE = SSETransport()


@dataclass(frozen=True, slots=True)
class _Query:
    text: str | None
    variables: dict[str, Any] | None
    operation_name: str | None


class _Refused(Exception):
    """A request that is not GraphQL over HTTP, with a status that no error of the core stands for."""

    def __init__(self, status: int, error: KeymeterError) -> None:
        self.status = status
        self.error = error
        super().__init__(error.message)


def caller_of(connection: HTTPConnection) -> Caller:
    """Who sent a request or opened a WebSocket, by its headers."""
    client = connection.client
    return Caller(
        connection.app.state.gate,
        authorization=connection.headers.get("authorization"),
        api_key=connection.headers.get("x-api-key"),
        address=client.host if client is not None else None,
        request_id=connection.headers.get("x-request-id", ""),
    )


def decode(text: bytes | str) -> Any:
    """A JSON value. ValueError if it is none."""
    try:
        return _DECODER.decode(text)
    except (msgspec.MsgspecError, RecursionError, UnicodeError) as error:
        raise ValueError(str(error)) from error


def encode(value: Any) -> bytes:
    return _ENCODER.encode(value)


async def answer_post(schema: GatedSchema, request: Request) -> Response:
    """Run the query of a request."""
    try:
        query = await _read(request)
        if "text/event-stream" in request.headers.get("accept", ""):
            return await _stream(schema, query, caller_of(request))
        key = request.headers.get("idempotency-key")
        if key is not None and _is_mutation(schema, query):
            return await _answer_once(schema, request, query, check_key(key))
        result = await _run(schema, request, query)
    except _Refused as refused:
        return _respond(request, {"errors": [graphql_error(refused.error).formatted]}, refused.status)
    except Exception as error:
        public = public_errors([GraphQLError(str(error), original_error=error)])[0]
        return _respond(request, {"errors": [public.formatted]}, status_of(public), _headers_for(as_error(error)))
    return _respond_result(request, result)


async def _run(schema: GatedSchema, request: Request, query: _Query) -> ExecutionResult:
    return await schema.execute(
        query.text,
        query.variables,
        caller_of(request),
        operation_name=query.operation_name,
        allowed_operation_types=_AT_ONCE,
    )


def _is_mutation(schema: GatedSchema, query: _Query) -> bool:
    """What cannot be run is none: it is refused in the ordinary way."""
    try:
        operation = schema.documents.prepare(query.text or "").choose(query.operation_name, query.variables)
    except (KeymeterError, GraphQLError, InvalidDocument):
        return False
    return operation.operation is GraphQLOperation.MUTATION


class _NoEffect(Exception):
    """The mutation failed: there is nothing to remember, and what it began is undone."""

    def __init__(self, response: Response) -> None:
        self.response = response
        super().__init__("the mutation failed")


async def _answer_once(schema: GatedSchema, request: Request, query: _Query, key: str) -> Response:
    """The same with an Idempotency-Key. A request has one mutation, so it is the mutation's."""
    actor = await caller_of(request).actor()
    made: list[Response] = []

    async def effect() -> Answer:
        result = await _run(schema, request, query)
        response = _respond_result(request, result)
        if result.errors and not any((result.data or {}).values()):
            raise _NoEffect(response)
        made.append(response)
        return Answer(response.status_code, bytes(response.body), response.headers["content-type"])

    said = digest_of(query.text or "", encode(query.variables), query.operation_name or "")
    try:
        answer = await do_once(actor, operation="POST /graphql", key=key, request_digest=said, effect=effect)
    except _NoEffect as failed:
        return failed.response
    except InvalidInput as error:
        raise _Refused(422, error) from error
    if not answer.repeated:
        return made[0]
    response = _respond(request, None, answer.status)
    repeated = Response(answer.body, answer.status, headers={"idempotency-replayed": "true"})
    repeated.headers.update({name: value for name, value in response.headers.items() if name != "content-length"})
    return repeated


async def _read(request: Request) -> _Query:
    media_type = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if media_type != "application/json":
        raise _Refused(415, InvalidInput("Send a JSON body with `Content-Type: application/json`."))
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > BODY_BYTES_MAX:
            raise TooLarge(f"A request has at most {BODY_BYTES_MAX // 1024} KiB.")
    try:
        said = decode(bytes(body))
    except ValueError as error:
        raise _Refused(400, InvalidInput(f"The body is not JSON: {error}.")) from error
    if isinstance(said, list):
        raise _Refused(400, InvalidInput("One operation per request: batches are refused."))
    if not isinstance(said, dict):
        raise _Refused(400, InvalidInput("The body is a JSON object with `query` and, if needed, `variables`."))
    return _Query(said.get("query"), said.get("variables"), said.get("operationName"))


def _respond_result(request: Request, result: ExecutionResult) -> Response:
    body: dict[str, Any] = {}
    if result.errors:
        body["errors"] = [error.formatted for error in result.errors]
    if not isinstance(result, PreExecutionError):
        body["data"] = result.data
    status, cause = 200, None
    if result.errors and result.data is None and all(error.path is None for error in result.errors):
        cause = result.errors[0].original_error
        of_the_query = isinstance(cause, _OF_THE_QUERY)
        if not of_the_query or _is_modern(request):
            status = 400 if of_the_query else status_of(result.errors[0])
    return _respond(request, body, status, _headers_for(cause))


def _respond(request: Request, body: Any, status: int, headers: Mapping[str, str] | None = None) -> Response:
    media_type = MODERN_MEDIA if _is_modern(request) else "application/json"
    common = {"cache-control": "no-store", "x-content-type-options": "nosniff", "vary": "Accept"}
    if status == 401:
        common["www-authenticate"] = 'Bearer realm="keymeter"'
    return Response(encode(body), status, common | dict(headers or {}), media_type=f"{media_type}; charset=utf-8")


def _headers_for(cause: BaseException | None) -> dict[str, str]:
    if isinstance(cause, Unavailable | LimitReached):
        return {"retry-after": str(cause.retry_after_seconds)}
    return {}


def _is_modern(request: Request) -> bool:
    return MODERN_MEDIA in request.headers.get("accept", "")


async def _stream(schema: GatedSchema, query: _Query, caller: Caller) -> Response:
    """Any operation as server-sent events ("distinct connections mode" of GraphQL over SSE)."""
    await caller.actor()  # here, so that who may not ask gets a status and no stream
    results = await schema.stream(query.text, query.variables, caller, operation_name=query.operation_name)

    async def events() -> AsyncGenerator[str, None]:
        async with aclosing(results):
            async for result in results:
                body: dict[str, Any] = {"data": result.data}
                if result.errors:
                    body["errors"] = [error.formatted for error in result.errors]
                yield _SSE.encode_event("next", encode(body).decode())
        yield _SSE.encode_complete()

    stream = merge_stream_with_heartbeat(
        events,
        lambda: _SSE.encode_comment("ping"),
        interval=_SSE.heartbeat_interval,
        send_initial_heartbeat=_SSE.send_initial_heartbeat,
    )
    return StreamingResponse(stream(), headers=dict(_SSE.headers))
