"""The route of an event is its template: what a call is, and not whose or which, so the log can be grouped by it."""

from collections.abc import AsyncIterator
from typing import Annotated

import asyncpg
import httpx
import pytest
from fastapi import APIRouter, Depends

from api.guard import MeteredRoute, metered
from core.database import connect_directly
from core.gate import Call
from core.settings import Settings
from tests.conftest import Holder
from tests.support.door import built, serving
from tests.support.ledger import raw_events

Own = Annotated[Call, Depends(metered("own_calls"))]


async def answer(call: Own) -> dict[str, bool]:
    return {"ok": True}


def nested(kind: type) -> APIRouter:
    """Routers in routers, with parameters on every level."""
    inner = APIRouter(route_class=kind)
    for path in ("/things", "/things/{thing}", "/things/{thing}/parts/{part}"):
        inner.add_api_route(path, answer, methods=["GET", "POST"])
    middle = APIRouter(prefix="/orgs/{org}", route_class=kind)
    middle.include_router(inner, prefix="/v2")
    outer = APIRouter(route_class=kind)
    outer.include_router(middle)
    for path in (
        "/plain",
        "/items/{item_id}",
        "/typed/{number:int}",
        "/files/{file_path:path}",
        "/a/{x}/b/{y}",
        "/{word}",
    ):
        outer.add_api_route(path, answer)
    return outer


@pytest.fixture
async def client(settings: Settings) -> AsyncIterator[httpx.AsyncClient]:
    app = built(settings)
    for prefix, kind in (("/api/plain", APIRouter().route_class), ("/api/quick", MeteredRoute)):
        app.include_router(nested(kind), prefix=prefix)
    async with serving(app, settings) as http:
        yield http


@pytest.fixture
async def other(database: str) -> AsyncIterator[asyncpg.Connection]:
    connection = await connect_directly(database)
    yield connection
    await connection.close()


SIMPLE = [
    ("/plain", "/plain"),
    ("/plain?item=secret", "/plain"),
    ("/items/42", "/items/{item_id}"),
    ("/items/a%20b", "/items/{item_id}"),
    ("/items/%7Bitem_id%7D", "/items/{item_id}"),
    ("/items/株", "/items/{item_id}"),
    ("/items/a.b+c(d)", "/items/{item_id}"),
    ("/files/a/b/c.txt", "/files/{file_path:path}"),
    ("/files/", "/files/{file_path:path}"),
    ("/a/1/b/1", "/a/{x}/b/{y}"),
    ("/a/b/b/b", "/a/{x}/b/{y}"),
    ("/hello", "/{word}"),
]
#: A value that is not written as it was sent, and parameters in the prefix of a router.
DEEP = [
    ("/typed/007", "/typed/{number:int}"),
    ("/orgs/acme/v2/things", "/orgs/{org}/v2/things"),
    ("/orgs/acme/v2/things/1", "/orgs/{org}/v2/things/{thing}"),
    ("/orgs/things/v2/things/v2", "/orgs/{org}/v2/things/{thing}"),
    ("/orgs/acme/v2/things/1/parts/2", "/orgs/{org}/v2/things/{thing}/parts/{part}"),
]
both_ways = pytest.mark.parametrize("prefix", ["/api/plain", "/api/quick"])


async def check_templates(
    client: httpx.AsyncClient, holder: Holder, other: asyncpg.Connection, prefix: str, cases: list[tuple[str, str]]
) -> None:
    logged = []
    for path, _ in cases:
        assert (await client.get(prefix + path, headers=holder.headers)).status_code == 200, path
        logged.append((path, (await raw_events(other))[-1]["properties"]["route"]))
    assert logged == [(path, prefix + template) for path, template in cases]


@both_ways
async def test_a_route_is_logged_by_its_template(
    client: httpx.AsyncClient, holder: Holder, other: asyncpg.Connection, prefix: str
) -> None:
    await check_templates(client, holder, other, prefix, SIMPLE)


@both_ways
async def test_a_route_in_nested_routers_is_logged_by_its_whole_template(
    client: httpx.AsyncClient, holder: Holder, other: asyncpg.Connection, prefix: str
) -> None:
    await check_templates(client, holder, other, prefix, DEEP)


async def test_the_products_own_routes_are_logged_by_their_template(
    client: httpx.AsyncClient, holder: Holder, other: asyncpg.Connection
) -> None:
    await client.post("/v1/samples/text-statistics", headers=holder.headers, json={"text": "to be or not to be"})
    properties = (await raw_events(other))[-1]["properties"]
    assert (properties["method"], properties["route"]) == ("POST", "/v1/samples/text-statistics")
    assert properties["units"] == {"api_calls": 1, "words": 6}


async def test_a_path_that_is_no_route_is_404_and_no_call(
    client: httpx.AsyncClient, holder: Holder, other: asyncpg.Connection
) -> None:
    for method, path, status in (("GET", "/v1/nowhere", 404), ("DELETE", "/v1/samples/ping", 405)):
        refused = await client.request(method, path, headers=holder.headers)
        assert refused.status_code == status
        assert refused.headers["content-type"] == "application/problem+json"
    assert await raw_events(other) == []
