"""An ASGI middleware that records one event for every request that somebody known has made."""

import time
from collections.abc import Awaitable, Callable, Mapping, MutableMapping
from typing import Any

from keymeter_client.client import AsyncKeymeter

__all__ = ["UsageMiddleware"]

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]


class UsageMiddleware:
    """Every answered request of a known user becomes an event, which is on disk before the answer's last byte leaves.

    `user` says whose a request is, None for nobody's. It is asked when the answer begins, so what the application has
    put into the scope is there. `properties` adds to method, path, status and milliseconds. Answers of 5xx are not
    recorded unless `failures` says so.
    """

    def __init__(
        self,
        app: Callable[[Scope, Receive, Send], Awaitable[None]],
        client: AsyncKeymeter,
        *,
        user: Callable[[Scope], str | None],
        type: str = "http.request",
        properties: Callable[[Scope], Mapping[str, Any]] = lambda _: {},
        failures: bool = False,
    ) -> None:
        self._app = app
        self._client = client
        self._user = user
        self._type = type
        self._properties = properties
        self._failures = failures

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        began, status, owner = time.monotonic(), 0, None

        async def send_recorded(message: Message) -> None:
            nonlocal status, owner
            if message["type"] == "http.response.start":
                status, owner = message["status"], self._user(scope)
            is_last = message["type"] == "http.response.body" and not message.get("more_body")
            if is_last and owner is not None and (status < 500 or self._failures):
                await self._record(owner, scope, status, round((time.monotonic() - began) * 1000))
            await send(message)

        await self._app(scope, receive, send_recorded)

    async def _record(self, owner: str, scope: Scope, status: int, milliseconds: int) -> None:
        told = {"method": scope["method"], "path": scope["path"], "status": status, "duration_ms": milliseconds}
        await self._client.record(owner, self._type, told | dict(self._properties(scope)))
