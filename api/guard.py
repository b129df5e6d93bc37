"""`metered(...)`: guard a FastAPI route by API key and record every call that it lets through.

    @app.get("/reports", dependencies=[Depends(metered("reports"))])
    async def reports() -> Report: ...

    @app.post("/complete")
    async def complete(prompt: Prompt, call: Annotated[Call, Depends(metered("tokens", units=0))]) -> Completion:
        ...
        call.use("tokens", answer.token_count)

On a `MeteredRoute`, which `install` makes the application's own kind of route (give `route_class=MeteredRoute` to a
router of yours), the call is admitted before the body is read and recorded before the reply is built up. On any other
route the same dependency admits it, and `RecordingMiddleware` holds the reply back until the call is committed.
"""

import asyncio
import logging
import re
from collections.abc import Awaitable, Callable, Coroutine, Sequence
from decimal import Decimal
from typing import Any

from fastapi import FastAPI, Request
from fastapi.openapi.models import APIKey, APIKeyIn
from fastapi.params import Depends
from fastapi.routing import APIRoute
from fastapi.security.base import SecurityBase
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.metrics import UNMATCHED, Traffic
from api.problems import problem_response
from api.quotas import quota_headers
from api.routing import TEMPLATE, index_routes
from core.clock import monotonic
from core.errors import KeymeterError
from core.gate import Call, Gate, check_units

__all__ = ["Metered", "MeteredRoute", "RecordingMiddleware", "declared_meters", "install", "metered"]

log = logging.getLogger("keymeter.guard")

#: The call whose reply the middleware holds back, if any.
_CALL = "keymeter.call"
#: The call that a MeteredRoute admitted.
_ADMITTED = "keymeter.admitted"
_REQUEST_ID = re.compile(rb"[\x21-\x7e]{1,128}")
_declared: set[str] = {"api_calls"}


def declared_meters() -> frozenset[str]:
    """The meters that routes of this process count by. They are made at start if they do not exist."""
    return frozenset(_declared)


class Metered(SecurityBase):
    """The dependency. It attaches user and key to the request and hands the endpoint its Call."""

    def __init__(self, meter: str, units: Decimal | int, uses: Sequence[str], scope: str | None) -> None:
        self.model = APIKey(**{"in": APIKeyIn.header}, name="x-api-key", description="An API key of a user.")
        self.scheme_name = "ApiKey"
        self._units = {meter: check_units(units)}
        self._scope = scope
        _declared.update((meter, *uses))

    async def __call__(self, request: Request) -> Call:
        scope = request.scope
        admitted: Call | None = scope.get(_ADMITTED)
        if admitted is not None:
            return admitted
        if _CALL not in scope:
            raise RuntimeError("metered() needs api.guard.install(app): without it no call would be recorded.")
        scope[_CALL] = call = await self.admit(scope)
        return call

    async def admit(self, scope: Scope) -> Call:
        """The call of a request, or the error that refuses it."""
        gate: Gate = scope["app"].state.gate
        secret = request_id = None
        for name, value in scope["headers"]:
            if name == b"x-api-key":
                secret = value
            elif name == b"x-request-id":
                request_id = value
        client = scope.get("client")
        call = await gate.admit(secret, units=self._units, scope=self._scope, address=client[0] if client else None)
        call.method = scope["method"]
        call.route = _template_of(scope)
        valid_id = request_id is not None and _REQUEST_ID.fullmatch(request_id)
        call.request_id = request_id.decode() if valid_id and request_id else call.id.hex
        return call


def metered(
    meter: str = "api_calls", *, units: Decimal | int = 1, uses: Sequence[str] = (), scope: str | None = None
) -> Metered:
    """A dependency that admits a call by its `x-api-key` and counts `units` of `meter` for it.

    `uses`: further meters that the endpoint counts by, with `call.use(name, units)`. `scope`: one that the key must
    have. Meters that do not exist are made when the process starts.
    """
    return Metered(meter, units, uses, scope)


def _template_of(scope: Scope) -> str:
    """The route's path as declared, with the prefixes of all routers that it was included by."""
    if not scope.get("path_params"):
        path: str = scope["path"]
        return path
    if TEMPLATE in scope:
        return str(scope.get("root_path", "") + scope[TEMPLATE])
    # FastAPI keeps a route that was included from a router apart from what the inclusion made of it.
    included = scope.get("fastapi", {}).get("effective_route_context")
    template: str = (included or scope["route"]).path
    return scope.get("root_path", "") + template


class MeteredRoute(APIRoute):
    """A route that admits the call before FastAPI reads the body or solves dependencies, and records it itself.

    It takes `Depends(metered(...))` out of the decorator's dependencies, which costs a fifth of a small request less;
    declared as a parameter, the dependency hands over the call that was admitted here.
    """

    def __init__(
        self,
        path: str,
        endpoint: Callable[..., Any],
        *,
        dependencies: Sequence[Depends] | None = None,
        openapi_extra: dict[str, Any] | None = None,
        **options: Any,
    ) -> None:
        guards = [each.dependency for each in dependencies or () if isinstance(each.dependency, Metered)]
        rest = [each for each in dependencies or () if not isinstance(each.dependency, Metered)]
        if guards:
            openapi_extra = {"security": [{guards[0].scheme_name: []}]} | (openapi_extra or {})
        self._guards = guards
        super().__init__(path, endpoint, dependencies=rest, openapi_extra=openapi_extra, **options)

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        handler = super().get_route_handler()
        guards = self._guards + [each.call for each in self.dependant.dependencies if isinstance(each.call, Metered)]
        if len(guards) > 1:
            raise ValueError(f"{self.path} is metered twice: name further meters with `uses`.")
        return _record_around(handler, guards[0]) if guards else handler


def _record_around(
    handler: Callable[[Request], Coroutine[Any, Any, Response]], guard: Metered
) -> Callable[[Request], Coroutine[Any, Any, Response]]:
    async def handle(request: Request) -> Response:
        scope = request.scope
        scope[_ADMITTED] = call = await guard.admit(scope)
        try:
            response = await handler(request)
        except BaseException:
            scope[_CALL] = call  # whatever answer becomes of this, the middleware records its status
            raise
        if hasattr(response, "body"):
            gate: Gate = scope["app"].state.gate
            await gate.record(call, response.status_code)
            if call.quota is not None or call.rate is not None:
                response.raw_headers += _quota_of(call)
        else:
            scope[_CALL] = call  # streamed: the middleware makes its last chunk wait
        return response

    return handle


class RecordingMiddleware:
    """Holds the reply of a metered call until the call is committed. Other requests pass untouched.

    A streamed reply starts at once, its status and units fixed by then, and its last chunk waits for the commit.
    """

    def __init__(self, app: ASGIApp, traffic: Traffic) -> None:
        self.app = app
        self._traffic = traffic

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        scope[_CALL] = None
        reply = _Reply(scope, receive, send, self._traffic)
        try:
            await self.app(scope, receive, reply.send)
        except BaseException:
            await reply.fail()
            raise


class _Reply:
    """The messages of one reply on their way out."""

    __slots__ = ("_committing", "_held", "_receive", "_scope", "_send", "_started", "_traffic")

    def __init__(self, scope: Scope, receive: Receive, send: Send, traffic: Traffic) -> None:
        self._scope = scope
        self._receive = receive
        self._send = send
        self._held: Message | None = None
        self._committing: Awaitable[None] | None = None
        self._traffic: Traffic | None = traffic
        self._started = monotonic()

    async def send(self, message: Message) -> None:
        if self._traffic is not None:
            self._count(message["status"])
        call = self._scope[_CALL]
        if call is None:
            await self._send(message)
        elif message["type"] == "http.response.start":
            self._gate.finish(call, message["status"])
            self._held = message
        elif self._held is not None and not message.get("more_body"):
            await self._send_recorded(call, self._held, message)
        else:
            await self._stream(call, message)

    async def _send_recorded(self, call: Call, start: Message, body: Message) -> None:
        self._held = None
        self._scope[_CALL] = None
        try:
            await self._gate.record(call, start["status"])
        except KeymeterError as error:
            await problem_response(error)(self._scope, self._receive, self._send)
            return
        await self._send(_with_quota(start, call))
        await self._send(body)

    async def _stream(self, call: Call, message: Message) -> None:
        if self._held is not None:
            start, self._held = self._held, None
            self._committing = asyncio.ensure_future(self._gate.record(call, start["status"]))
            await self._send(_with_quota(start, call))
        if not message.get("more_body") and self._committing is not None:
            self._scope[_CALL] = None
            await self._committing  # raising here cuts the reply off: the client sees that it is incomplete
        await self._send(message)

    def _count(self, status: int) -> None:
        """The reply begins: count it, once."""
        traffic, self._traffic = self._traffic, None
        if traffic is not None:
            scope = self._scope
            traffic.count(scope["method"], scope.get(TEMPLATE, UNMATCHED), status, monotonic() - self._started)

    async def fail(self) -> None:
        """The endpoint raised, or the client went away, before the reply was complete."""
        self._count(500)
        call, self._scope[_CALL] = self._scope[_CALL], None
        if call is not None and self._committing is None:
            try:
                await self._gate.record(call, 500 if self._held is None else self._held["status"])
            except KeymeterError as error:
                log.warning("a failed call was not recorded: %s", error.code)

    @property
    def _gate(self) -> Gate:
        gate: Gate = self._scope["app"].state.gate
        return gate


def _with_quota(start: Message, call: Call) -> Message:
    """The start of a reply, which says where the caller stands if a limit applies to it."""
    if call.quota is not None or call.rate is not None:
        start["headers"] = [*start.get("headers", ()), *_quota_of(call)]
    return start


def _quota_of(call: Call) -> list[tuple[bytes, bytes]]:
    return [(name.encode(), value.encode()) for name, value in quota_headers(call.quota, call.rate).items()]


def install(app: FastAPI) -> None:
    """Let routes of this application use `metered`. `app.state.gate` must hold the process's Gate."""
    app.router.route_class = MeteredRoute
    app.state.traffic = traffic = Traffic()
    app.add_middleware(RecordingMiddleware, traffic=traffic)
    index_routes(app)
