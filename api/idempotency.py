"""The kind of route that management has: an unsafe request with an Idempotency-Key has its effect once."""

from collections.abc import Callable, Coroutine
from typing import Any

from fastapi import Request
from fastapi.routing import APIRoute
from starlette.responses import Response

from api.auth import any_actor
from core.idempotency import Answer, check_key, digest_of, do_once

__all__ = ["IDEMPOTENCY_KEY", "ManagedRoute"]

SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
#: For OpenAPI.
IDEMPOTENCY_KEY = {
    "name": "Idempotency-Key",
    "in": "header",
    "required": False,
    "description": "Sent again with the same key within 24 hours, the request has no second effect and gets the same"
    " answer, in which `already_shown` stands for a secret. Another request with it is 422, one that comes while the"
    " first is under way 409.",
    "schema": {"type": "string", "minLength": 1, "maxLength": 200},
    "example": "5f0c7c1e-order-4711",
}


class ManagedRoute(APIRoute):
    """A route of the management API. Safe requests pass as they are."""

    def __init__(self, path: str, endpoint: Callable[..., Any], **options: Any) -> None:
        if not set(options.get("methods") or ()) <= SAFE:
            extra = dict(options.get("openapi_extra") or {})
            extra["parameters"] = [*extra.get("parameters", ()), IDEMPOTENCY_KEY]
            options["openapi_extra"] = extra
        super().__init__(path, endpoint, **options)

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        handler = super().get_route_handler()

        async def handle(request: Request) -> Response:
            key = request.headers.get("idempotency-key")
            if key is None or request.method in SAFE:
                return await handler(request)
            return await _once(request, check_key(key), handler)

        return handle


async def _once(request: Request, key: str, handler: Callable[[Request], Coroutine[Any, Any, Response]]) -> Response:
    actor = await any_actor(request, None, None)
    made: list[Response] = []

    async def effect() -> Answer:
        response = await handler(request)
        made.append(response)
        return Answer(response.status_code, bytes(response.body), response.headers.get("content-type", ""))

    url = request.url
    answer = await do_once(
        actor,
        operation=f"{request.method} {url.path}",
        key=key,
        request_digest=digest_of(url.query, request.headers.get("content-type", ""), await request.body()),
        effect=effect,
    )
    if not answer.repeated:
        return made[0]
    headers = {"content-type": answer.media_type} if answer.media_type else {}
    return Response(answer.body, answer.status, headers | {"idempotency-replayed": "true"})
