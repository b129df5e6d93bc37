"""Finding the route of a request without trying every route of the application.

Starlette and FastAPI try routes one after another, and routers that include routers try theirs twice a level: with the
hundred and more routes of this application that was three quarters of the time of a small request. A path, though, is
told apart by its beginning. `RouteIndex` is a route like any other, put before the rest: it looks up the few that a
path can belong to, in the order in which they were added, and answers only when one of them is the answer. All else (an
unknown path, a wrong method, a mounted application) it leaves to the routes behind it, which say what they always did.
"""

import re
from collections.abc import Iterator
from typing import Any

from fastapi import FastAPI
from fastapi.routing import RouteContext, iter_route_contexts
from starlette.routing import BaseRoute, Match, Route, WebSocketRoute
from starlette.types import ASGIApp, Receive, Scope, Send

from api.tracing import name_span

__all__ = ["TEMPLATE", "RouteIndex", "index_routes", "prepare_routes"]

#: Where the scope of a request says the path of its route as declared, with the prefixes of all routers around it.
TEMPLATE = "keymeter.template"
_HANDLER = "keymeter.handler"
_Segments = tuple[str | None, ...]
_SEGMENTS_COUNT = 2


class _Entry:
    """A route as it was included: how to recognise it, and what serves it. `app` is None for what is more than a path
    and methods (a mounted application, a host): what that may match is not looked for behind it."""

    __slots__ = ("app", "child_scope", "convertors", "methods", "regex", "segments")

    def __init__(self, context: RouteContext) -> None:
        route = context.original_route
        self.app: ASGIApp | None = context.app if isinstance(route, Route) else None
        self.regex: re.Pattern[str] | None = getattr(context, "path_regex", None)
        self.convertors: dict[str, Any] = getattr(context, "param_convertors", {})
        self.methods = context.methods
        self.segments = _segments_of(context.path or "")
        self.child_scope = {
            "endpoint": context.endpoint,
            "route": route,
            TEMPLATE: context.path,
            _HANDLER: self.app,
        }

    def fits(self, segments: _Segments) -> bool:
        """Whether a path that begins with these segments may be one of this route's (None: any but a declared one)."""
        return all(own is None or own == each for own, each in zip(self.segments, segments, strict=False))


def _segments_of(path: str) -> _Segments:
    """The first segments of a declared path; None stands for a parameter, which may be anything and many."""
    found: list[str | None] = []
    for segment in path.split("/")[1 : _SEGMENTS_COUNT + 1]:
        if "{" in segment:
            break
        found.append(segment)
    return tuple(found + [None] * (_SEGMENTS_COUNT - len(found)))


class RouteIndex(BaseRoute):
    """The first route of an application. It takes routes that are added later into account."""

    def __init__(self, app: FastAPI) -> None:
        self._app = app
        self._indexed = 0
        self._literal: dict[str, list[_Entry]] = {}
        self._buckets: dict[_Segments, list[_Entry]] = {}

    def matches(self, scope: Scope) -> tuple[Match, Scope]:
        if scope["type"] != "http":
            return Match.NONE, {}
        if self._indexed != len(self._app.routes):
            self.build()
        path: str = scope["path"]
        if root := scope.get("root_path"):
            path = path.removeprefix(root)
        for entry in self._literal.get(path) or self._candidates(path):
            match = entry.regex.match(path) if entry.regex is not None else None
            if entry.app is None:
                if match or entry.regex is None:
                    break
            elif match and (entry.methods is None or scope["method"] in entry.methods):
                child_scope = entry.child_scope.copy()
                child_scope["path_params"] = {
                    name: entry.convertors[name].convert(text) for name, text in match.groupdict().items()
                }
                return Match.FULL, child_scope
        return Match.NONE, {}

    def _candidates(self, path: str) -> list[_Entry]:
        first, _, rest = path[1:].partition("/")
        for segments in ((first, rest.partition("/")[0]), (first, None), (None, None)):
            if (found := self._buckets.get(segments)) is not None:
                return found
        return []

    def build(self) -> None:
        """Work out every route that the application has by now, which takes half a second."""
        routes = [route for route in self._app.routes if route is not self]
        entries = [
            _Entry(context)
            for context in iter_route_contexts(routes)
            if not isinstance(context.original_route, WebSocketRoute)
        ]
        keys = {entry.segments for entry in entries}
        keys |= {(first, None) for first, _ in keys} | {(None, None)}
        self._buckets = {key: [entry for entry in entries if entry.fits(key)] for key in keys}
        self._literal = {path: list(_matching(entries, path)) for path in _literal_paths(entries)}
        self._indexed = len(self._app.routes)

    async def handle(self, scope: Scope, receive: Receive, send: Send) -> None:
        if "fastapi.telemetry" in scope:  # FastAPI names its spans where it routes, which it does not do here
            name_span(scope["method"], str(scope[TEMPLATE]))
        await scope[_HANDLER](scope, receive, send)


def _literal_paths(entries: list[_Entry]) -> set[str]:
    return {path for entry in entries if "{" not in (path := str(entry.child_scope[TEMPLATE]))}


def _matching(entries: list[_Entry], path: str) -> Iterator[_Entry]:
    return (entry for entry in entries if entry.regex is None or entry.regex.match(path))


def index_routes(app: FastAPI) -> None:
    """Look routes of this application up instead of trying one after another."""
    app.router.routes.insert(0, RouteIndex(app))


def prepare_routes(app: FastAPI) -> None:
    """Do now what the first request would else wait for."""
    for route in app.routes:
        if isinstance(route, RouteIndex):
            route.build()
