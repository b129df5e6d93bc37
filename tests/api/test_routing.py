"""The index of routes answers as the routes themselves would, one after another, and sooner."""

import re
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from fastapi import APIRouter, FastAPI
from fastapi.routing import iter_route_contexts
from starlette.applications import Starlette
from starlette.responses import PlainTextResponse
from starlette.routing import Match, Route

from api.routing import TEMPLATE, RouteIndex, index_routes
from main import create_app

METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE", "HEAD")


def scope_of(method: str, path: str, **more: Any) -> dict[str, Any]:
    return {"type": "http", "method": method, "path": path, "headers": [], **more}


def paths_of(app: FastAPI) -> Iterator[str]:
    """Paths that this application declares, with parameters filled in, and near misses of each."""
    for context in iter_route_contexts(app.routes):
        if context.path is not None:
            path = re.sub(r"{\w+(:\w+)?}", "some-thing", context.path)
            yield from (
                path,
                f"{path}/",
                f"{path}/more",
                f"{path}x",
                path.rpartition("/")[0],
                path.replace("/v1", "/v2"),
            )


def chosen_by_trying_each(app: FastAPI, scope: dict[str, Any]) -> Any:
    """The declared path of the first route that matches fully, found without the index."""
    for context in iter_route_contexts(app.routes):
        methods = getattr(context, "methods", None)  # the index itself has none, nor has a socket
        if methods is not None and scope["method"] in methods and context.path_regex.match(scope["path"]):
            return context.path, context.endpoint
    return None


def test_every_path_and_method_of_the_product_meets_the_route_it_met_without_the_index():
    app = create_app()
    index = next(route for route in app.routes if isinstance(route, RouteIndex))
    assert app.routes[0] is index
    answered = 0
    for path in set(paths_of(app)):
        for method in METHODS:
            scope = scope_of(method, path)
            match, child_scope = index.matches(scope)
            found = (child_scope[TEMPLATE], child_scope["endpoint"]) if match is Match.FULL else None
            assert found == chosen_by_trying_each(app, scope), (method, path)
            answered += found is not None
    assert answered >= len(list(iter_route_contexts(app.routes))) - 2  # but for the index and the socket of GraphQL


@pytest.fixture
def app() -> FastAPI:
    """Routes that only their order tells apart."""
    app = FastAPI()
    index_routes(app)

    def answering(text: str) -> Any:
        async def answer() -> str:
            return text

        return answer

    inner = APIRouter(prefix="/{org}/things")
    inner.add_api_route("/{thing}", answering("a thing"))
    inner.add_api_route("/late", answering("never met: behind the one above"))
    app.add_api_route("/shop/live", answering("live"))
    app.add_api_route("/shop/{item}", answering("an item"))
    app.add_api_route("/shop/{item}", answering("changed"), methods=["PATCH"])
    app.mount("/shop/mounted", Starlette(routes=[Route("/in", lambda _: PlainTextResponse("never met"))]))
    app.mount("/files", Starlette(routes=[Route("/a", lambda _: PlainTextResponse("mounted"))]))
    app.add_api_route("/files/a", answering("never met: behind the mount"))
    app.include_router(inner, prefix="/orgs")
    app.add_api_route("/{anything:path}", answering("anything"), methods=["DELETE"])
    return app


@pytest.mark.parametrize(
    ("method", "path", "status", "text"),
    [
        ("GET", "/shop/live", 200, '"live"'),
        ("GET", "/shop/dead", 200, '"an item"'),
        ("PATCH", "/shop/live", 200, '"changed"'),
        ("GET", "/files/a", 200, "mounted"),
        ("GET", "/orgs/one/things/late", 200, '"a thing"'),
        ("DELETE", "/orgs/one/things/late", 200, '"anything"'),
        ("DELETE", "/nowhere/at/all", 200, '"anything"'),
        ("POST", "/shop/live", 405, '{"detail":"Method Not Allowed"}'),
        ("GET", "/nowhere", 405, '{"detail":"Method Not Allowed"}'),
    ],
)
async def test_order_mounts_and_methods_are_those_of_the_routes(app, method, path, status, text):
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://test") as http:
        answer = await http.request(method, path)
        assert (answer.status_code, answer.text) == (status, text)


async def test_routes_that_are_added_later_are_found(app):
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://test") as http:
        assert (await http.get("/new")).status_code == 405

        @app.get("/new")
        async def new() -> str:
            return "new"

        assert (await http.get("/new")).text == '"new"'


async def test_a_prefix_that_a_proxy_left_on_is_no_part_of_the_path(app):
    transport = httpx.ASGITransport(app, root_path="/behind")
    async with httpx.AsyncClient(transport=transport, base_url="http://test") as http:
        assert (await http.get("/behind/shop/live")).text == '"live"'
