"""The application with routes of a test's own, as a client sees it and as the server under it sees it."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any

import httpx
from fastapi import FastAPI
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from core.settings import Settings
from main import running

__all__ = ["Watched", "serving"]


class Watched:
    """An ASGI server's view: `before` is awaited before each message of a reply leaves for the client."""

    def __init__(self, app: ASGIApp, before: Callable[[Message], Awaitable[None]]) -> None:
        self._app = app
        self._before = before

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def watched_send(message: Message) -> None:
            await self._before(message)
            await send(message)

        await self._app(scope, receive, watched_send)


@asynccontextmanager
async def serving(
    app: FastAPI,
    settings: Settings,
    *,
    address: str = "127.0.0.1",
    before: Callable[[Message], Awaitable[None]] | None = None,
) -> AsyncIterator[httpx.AsyncClient]:
    """A client of the running application, in process, from a network address."""
    async with running(app, settings):
        watched: Any = Watched(app, before) if before is not None else app
        transport = httpx.ASGITransport(watched, raise_app_exceptions=False, client=(address, 50_000))
        async with httpx.AsyncClient(transport=transport, base_url="http://test") as http:
            yield http
