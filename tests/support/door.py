"""The application with routes of a test's own, as a client sees it and as the server under it sees it."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any

import httpx
from fastapi import FastAPI
from starlette.routing import BaseRoute
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.routing import RouteIndex, index_routes
from core.settings import Settings
from main import create_app, running

__all__ = ["Watched", "built", "serving"]

_BUILT: list[tuple[dict[str, Any], FastAPI, list[BaseRoute]]] = []


def built(settings: Settings) -> FastAPI:
    """The application as `create_app` makes it, the same one for the same settings but for the database: working out
    its 300 routes takes half a second. Routes and counts of the test before are gone."""
    wanted = settings.model_dump(exclude={"database_url"})
    found = next((each for each in _BUILT if each[0] == wanted), None)
    if found is None:
        app = create_app(settings)
        found = (wanted, app, [route for route in app.router.routes if not isinstance(route, RouteIndex)])
        _BUILT.append(found)
    _, app, routes = found
    app.router.routes[:] = routes
    index_routes(app)
    app.openapi_schema = None
    for counted in (app.state.traffic.requests, app.state.traffic.buckets, app.state.traffic.seconds):
        counted.clear()
    return app


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
