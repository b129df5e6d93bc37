"""A real server, and clients that others wrote: gql, and clients that code generators make of the committed schema."""

import asyncio
import importlib.util
import json
import subprocess
import sysconfig
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx
import pytest
import websockets
from gql import Client, GraphQLRequest
from gql.transport.exceptions import TransportQueryError
from gql.transport.httpx import HTTPXAsyncTransport
from gql.transport.websockets import WebsocketsTransport
from graphql import introspection_from_schema
from sgqlc.endpoint.http import HTTPEndpoint
from sgqlc.operation import Operation as SgqlcOperation

from core import accounts, gate, keys, plans
from core.accounts import SYSTEM, User, revoke_token
from core.ids import new_id
from graphql_schema.schema import schema
from tests.graphql.test_limits import BOMBS
from tests.support.patience import within
from tests.support.server import serving

FOLLOW = "subscription($user: UUID) { usageEvents(userId: $user) { eventId type user { name } } }"
PROTOCOL = websockets.Subprotocol("graphql-transport-ws")


@dataclass(frozen=True)
class Live:
    """Where the server is and how to be let in."""

    port: int
    headers: dict[str, str]

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/graphql"

    @property
    def socket_url(self) -> str:
        return f"ws://127.0.0.1:{self.port}/graphql"


@pytest.fixture(scope="module")
async def live(database: str, bearer: Any) -> AsyncIterator[Live]:
    async with serving(database, workers=1) as server:
        yield Live(server.port, bearer.headers)


@pytest.fixture(scope="module")
async def user(database: str) -> User:
    return await accounts.create_user(SYSTEM, name="Followed", external_id="followed")


@asynccontextmanager
async def happening(user: User) -> AsyncIterator[str]:
    """Something happens again and again, since nobody knows when the other side has begun to follow."""
    event_id = str(new_id())

    async def record() -> None:
        for number in range(200):
            await gate.record_events(SYSTEM, [gate.EventDraft(str(user.id), f"{event_id}-{number}", "job.done")])
            await asyncio.sleep(0.1)

    task = asyncio.create_task(record())
    try:
        yield event_id
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


# --- The protocol ----------------------------------------------------------------------------------------------------


class Socket:
    """One connection that speaks graphql-transport-ws."""

    def __init__(self, connection: websockets.ClientConnection) -> None:
        self._connection = connection

    async def send(self, message: Any) -> None:
        await self._connection.send(message if isinstance(message, str) else json.dumps(message))

    async def receive(self) -> dict[str, Any]:
        async with asyncio.timeout(within(10)):
            found: dict[str, Any] = json.loads(await self._connection.recv())
            return found

    async def init(self, **payload: str) -> dict[str, Any]:
        await self.send({"type": "connection_init", "payload": payload})
        return await self.receive()

    async def subscribe(self, query: str, *, id: str = "1", **variables: Any) -> None:
        payload = {"query": query, "variables": variables}
        await self.send({"type": "subscribe", "id": id, "payload": payload})

    async def closed(self) -> int:
        """The code by which the server ends the connection."""
        async with asyncio.timeout(within(10)):
            await self._connection.wait_closed()
        assert self._connection.close_code is not None
        return self._connection.close_code


@asynccontextmanager
async def socket(live: Live, **headers: str) -> AsyncIterator[Socket]:
    async with websockets.connect(
        live.socket_url, subprotocols=[PROTOCOL], additional_headers=headers, proxy=None
    ) as connection:
        yield Socket(connection)


async def test_a_socket_authorises_by_its_first_message_and_tells_events(live, user):
    async with socket(live) as found, happening(user) as event_id:
        assert (await found.init(Authorization=live.headers["authorization"]))["type"] == "connection_ack"
        await found.subscribe(FOLLOW, user=str(user.id))
        event = (await found.receive())["payload"]["data"]["usageEvents"]
        assert event["eventId"].startswith(event_id)
        assert event["user"] == {"name": "Followed"}
        await found.send({"type": "complete", "id": "1"})


async def test_a_socket_answers_queries_too_each_from_the_database_as_it_is(live):
    one = await accounts.create_user(SYSTEM, name="Before")
    async with socket(live, **live.headers) as found:
        await found.init()
        for name in ("First name", "Second name"):
            await accounts.update_user(SYSTEM, one.id, name=name)
            await found.subscribe("query($user: UUID) { user(id: $user) { name } }", id=name, user=str(one.id))
            assert (await found.receive())["payload"]["data"] == {"user": {"name": name}}
            assert (await found.receive())["type"] == "complete"


@pytest.mark.parametrize("payload", [{}, {"authorization": "Bearer nonsense"}, {"x-api-key": "nonsense"}])
async def test_a_socket_of_nobody_is_closed(live, payload):
    async with socket(live) as found:
        await found.send({"type": "connection_init", "payload": payload})
        assert await found.closed() == 4403


async def test_a_socket_without_a_greeting_is_not_served(live):
    async with socket(live, **live.headers) as found:
        await found.subscribe("{ viewer { kind } }")
        assert await found.closed() == 4401


@pytest.mark.parametrize(
    "message",
    ["{", "[]", "7", '{"type": "subscribe", "id": 1}', '{"type": "subscribe", "id": "1", "payload": []}', '{"a": 1}',
     '{"type": "nonsense"}', '{"type": "subscribe", "id": ["1"], "payload": {"query": "{ viewer { kind } }"}}'],
)  # fmt: skip
async def test_what_is_no_message_closes_the_socket(live, message):
    async with socket(live, **live.headers) as found:
        await found.init()
        await found.send(message)
        assert await found.closed() == 4400


@pytest.mark.parametrize("query", [7, None, "{", "{ nope }", BOMBS["nested fragments of 824 bytes"], BOMBS["aliases"]])
async def test_a_socket_refuses_what_http_refuses(live, query):
    async with socket(live, **live.headers) as found:
        await found.init()
        await found.send({"type": "subscribe", "id": "1", "payload": {"query": query}})
        answer = await found.receive()
        assert answer["type"] == "error"
        assert answer["payload"][0]["extensions"]["code"] in ("invalid_input", "too_large")


async def test_operations_of_one_socket_are_bounded(live, user):
    async with socket(live, **live.headers) as found:
        await found.init()
        for number in range(21):
            await found.subscribe(FOLLOW, id=str(number), user=str(user.id))
        answer = await found.receive()
        assert (answer["type"], answer["id"]) == ("error", "20")


async def test_pages_of_other_sites_open_no_socket(live):
    with pytest.raises(websockets.InvalidStatus) as refused:
        async with socket(live, origin="https://evil.example"):
            pass
    assert refused.value.response.status_code == 403
    async with socket(live, origin=f"http://127.0.0.1:{live.port}", **live.headers) as found:
        assert (await found.init())["type"] == "connection_ack"


async def test_a_customer_follows_its_own_events_only(live, user):
    other = await accounts.create_user(SYSTEM, name="Another")
    issued = await keys.create_key(SYSTEM, user_id=other.id, name="Account", scopes=["account"])
    async with socket(live) as found, happening(user), happening(other):
        await found.init(**{"x-api-key": issued.secret})
        await found.subscribe("subscription { usageEvents { user { name } } }")
        for _ in range(3):
            assert (await found.receive())["payload"]["data"] == {"usageEvents": {"user": {"name": "Another"}}}
        await found.subscribe(FOLLOW, id="2", user=str(user.id))
        while (answer := await found.receive())["id"] == "1":
            pass
        assert answer["payload"]["errors"][0]["extensions"]["code"] == "user_not_found"


async def test_a_revoked_credential_is_told_nothing_more(live, user, bearer):
    issued = await accounts.issue_token(SYSTEM, admin_id=bearer.admin_id, name="short")
    async with socket(live) as found, happening(user):
        await found.init(authorization=f"Bearer {issued.secret}")
        await found.subscribe(FOLLOW, user=str(user.id))
        assert "data" in (await found.receive())["payload"]
        await revoke_token(SYSTEM, issued.token.id)
        async with asyncio.timeout(within(5)):
            while "errors" not in (answer := (await found.receive())["payload"]):
                pass
        assert answer["errors"][0]["extensions"]["code"] == "unknown_token"
        assert (await found.receive())["type"] == "complete"


async def test_an_event_stream_tells_events_and_its_end_is_noticed(live, user):
    headers = live.headers | {"accept": "text/event-stream"}
    body = {"query": FOLLOW, "variables": {"user": str(user.id)}}
    async with httpx.AsyncClient(timeout=10) as http, happening(user) as event_id:
        async with http.stream("POST", live.url, headers=headers, json=body) as response:
            assert response.status_code == 200
            assert response.headers["content-type"].startswith("text/event-stream")
            lines = response.aiter_lines()
            assert [await anext(lines) for _ in range(1)] == ["event: next"]
            data = json.loads((await anext(lines)).removeprefix("data: "))
            assert data["data"]["usageEvents"]["eventId"].startswith(event_id)
        answer = await http.post(live.url, headers=headers, json={"query": "{ viewer { kind } }"})
        assert answer.text.split("\r\n") == [
            "event: next", 'data: {"data":{"viewer":{"kind":"TOKEN"}}}', "", "event: complete", "data: ", "", "",
        ]  # fmt: skip
        refused = await http.post(live.url, headers={"accept": "text/event-stream"}, json=body)
        assert refused.status_code == 401
        bomb = await http.post(live.url, headers=headers, json={"query": BOMBS["aliases"]})
        assert "too_large" in bomb.text
        ordinary = await http.post(live.url, headers=live.headers, json=body)
        assert "text/event-stream" in ordinary.json()["errors"][0]["message"]


async def test_a_simulation_tells_how_far_it_is_and_ends_with_its_figures(live, database):
    await plans.create_plan(SYSTEM, slug="what", name="What", currency="USD", charges=[])
    asked = """subscription($plan: String!) { simulation(plan: $plan, since: "2026-05-01", until: "2026-06-01") {
        done total result { version users } } }"""
    async with socket(live, **live.headers) as found:
        await found.init()
        await found.subscribe(asked, plan="what")
        told = []
        while (answer := await found.receive())["type"] == "next":
            told.append(answer["payload"]["data"]["simulation"])
        assert answer["type"] == "complete"
        assert told[0]["result"] is None and told[-1]["result"] == {"version": 1, "users": 0}
        await found.subscribe(asked, id="2", plan="nothing")
        assert (await found.receive())["payload"]["errors"][0]["extensions"]["code"] == "plan_not_found"


# --- gql -------------------------------------------------------------------------------------------------------------


async def test_gql_checks_queries_by_the_schema_it_fetches_and_runs_them(live, user):
    transport = HTTPXAsyncTransport(url=live.url, headers=live.headers, timeout=10)
    async with Client(transport=transport, fetch_schema_from_transport=True) as session:
        found = await session.execute(
            GraphQLRequest(
                "query($id: UUID) { user(id: $id) { name estimate { totalToDate { amount } } } }",
                variable_values={"id": str(user.id)},
            )
        )
        assert found["user"] == {"name": "Followed", "estimate": {"totalToDate": {"amount": "0.00"}}}
        with pytest.raises(TransportQueryError) as failed:
            await session.execute(GraphQLRequest('{ meter(slug: "nope") { id } }'))
        assert failed.value.errors is not None
        assert failed.value.errors[0]["extensions"]["code"] == "meter_not_found"


async def test_gql_follows_events(live, user):
    transport = WebsocketsTransport(url=live.socket_url, init_payload=live.headers, subprotocols=[PROTOCOL])
    async with Client(transport=transport) as session, happening(user) as event_id:
        async for event in session.subscribe(GraphQLRequest(FOLLOW, variable_values={"user": str(user.id)})):
            assert event["usageEvents"]["eventId"].startswith(event_id)
            break


# --- Generated clients -----------------------------------------------------------------------------------------------


async def test_a_client_made_of_the_schema_now_asks_the_server(live, user, tmp_path):
    (tmp_path / "schema.json").write_text(json.dumps(introspection_from_schema(schema._schema)))
    made = tmp_path / "keymeter_client.py"
    generator = Path(sysconfig.get_path("scripts")) / "sgqlc-codegen"
    await asyncio.to_thread(subprocess.run, [generator, "schema", tmp_path / "schema.json", made], check=True)
    spec = importlib.util.spec_from_file_location("keymeter_client", made)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    operation = SgqlcOperation(module.Query)
    asked = operation.user(id=str(user.id))
    asked.name()
    asked.keys(first=2).edges.node.status()
    data = await asyncio.to_thread(HTTPEndpoint(live.url, live.headers), operation)
    assert (operation + data).user.name == "Followed"
    usage = SgqlcOperation(module.Query)
    usage.usage(window="DAY", meters=["api_calls"]).windows.start()
    data = await asyncio.to_thread(HTTPEndpoint(live.url, live.headers), usage)
    assert len((usage + data).usage.windows) == datetime.now(UTC).day
