"""Streamed replies: they start at once, and their last byte waits for the commit."""

import asyncio
from collections.abc import AsyncIterator
from typing import Annotated, Any

import asyncpg
import httpx
import pytest
from fastapi import APIRouter, Depends, FastAPI
from starlette.responses import StreamingResponse
from starlette.types import Message

from api.guard import MeteredRoute, metered
from core import metering
from core.accounts import SYSTEM
from core.database import connect_directly
from core.gate import Call
from core.settings import Settings
from tests.api.own_routes import PREFIXES
from tests.conftest import Holder
from tests.support.door import built, serving
from tests.support.ledger import check_ledger, raw_events
from tests.support.patience import within

Own = Annotated[Call, Depends(metered("own_calls", uses=["own_tokens"]))]
both_ways = pytest.mark.parametrize("own", PREFIXES)


def routes(router: APIRouter) -> APIRouter:
    @router.get("/chunks")
    async def chunks(call: Own, count: int = 3) -> StreamingResponse:
        async def body() -> AsyncIterator[bytes]:
            for number in range(count):
                yield f"{number};".encode()

        call.use("own_tokens", 10)
        return StreamingResponse(body())

    @router.get("/late")
    async def late(call: Own) -> StreamingResponse:
        async def body() -> AsyncIterator[bytes]:
            call.use("own_tokens", 99)
            yield b"first"

        call.use("own_tokens", 10)
        return StreamingResponse(body())

    @router.get("/breaks")
    async def breaks(call: Own) -> StreamingResponse:
        async def body() -> AsyncIterator[bytes]:
            yield b"first"
            raise RuntimeError("a bug in the middle")

        return StreamingResponse(body())

    @router.get("/poisoned")
    async def poisoned(call: Own) -> StreamingResponse:
        async def body() -> AsyncIterator[bytes]:
            yield b"first"
            yield b"second"

        call.use("no\0name", 1)  # PostgreSQL stores no NUL
        return StreamingResponse(body())

    return router


class Server:
    """What the server is given to send, and how many events were committed by then."""

    def __init__(self, connection: asyncpg.Connection) -> None:
        self.connection = connection
        self.sent: list[tuple[str, bytes, bool]] = []
        self.committed: list[int] = []
        self.first_chunk = asyncio.Event()
        self.gone_after: int | None = None
        self.looks_on = True

    async def __call__(self, message: Message) -> None:
        if not self.looks_on:
            return
        if self.gone_after is not None and len(self.sent) >= self.gone_after:
            raise OSError("the client went away")
        body = message.get("body", b"")
        self.sent.append((message["type"], body, bool(message.get("more_body"))))
        self.committed.append(await self.connection.fetchval("SELECT count(*) FROM usage_events"))
        if body:
            self.first_chunk.set()


@pytest.fixture
async def server(database: str) -> AsyncIterator[Server]:
    connection = await connect_directly(database)
    yield Server(connection)
    await connection.close()


@pytest.fixture
async def client(settings: Settings, server: Server) -> AsyncIterator[httpx.AsyncClient]:
    app: FastAPI = built(settings)
    app.include_router(routes(APIRouter()), prefix="/plain")
    app.include_router(routes(APIRouter(route_class=MeteredRoute)), prefix="/quick")
    async with serving(app, settings, before=server) as http:
        yield http


@both_ways
async def test_the_last_chunk_waits_for_the_commit(
    database: str, client: httpx.AsyncClient, holder: Holder, server: Server, own: str
) -> None:
    for count in (0, 1, 3):
        server.sent.clear()
        server.committed.clear()
        before = await check_ledger(database)
        answer = await client.get(f"{own}/chunks?count={count}", headers=holder.headers)
        assert answer.text == "".join(f"{number};" for number in range(count))
        assert server.sent[-1] == ("http.response.body", b"", False)
        assert server.committed[-1] == before + 1
    usage = await metering.query_usage(SYSTEM, meters=["own_tokens"])
    assert usage.total() == 30


@both_ways
async def test_a_stream_starts_while_its_recording_still_waits(
    client: httpx.AsyncClient, holder: Holder, server: Server, database: str, own: str
) -> None:
    """Somebody holds the user's seal, as closing a period does: the client reads on meanwhile, but not to the end."""
    closing = await connect_directly(database)
    held = closing.transaction()
    await held.start()
    await closing.execute("SELECT 1 FROM user_seals WHERE user_id = $1 FOR UPDATE", holder.user.id)
    asking = asyncio.create_task(client.get(f"{own}/chunks", headers=holder.headers))
    await asyncio.wait_for(server.first_chunk.wait(), within(3))
    assert not asking.done()
    assert server.committed[-1] == 0
    await held.rollback()
    assert (await asking).text == "0;1;2;"
    assert server.committed[-1] == 1
    await closing.close()


@both_ways
async def test_units_are_fixed_when_the_stream_starts(
    database: str, client: httpx.AsyncClient, holder: Holder, server: Server, own: str
) -> None:
    server.looks_on = False  # else the recorder gets its turn before the first chunk is made
    await client.get(f"{own}/late", headers=holder.headers)
    assert [event["properties"]["units"]["own_tokens"] for event in await raw_events(server.connection)] == [10]
    await check_ledger(database)


@both_ways
async def test_a_stream_that_breaks_is_recorded_once_and_does_not_look_complete(
    database: str, client: httpx.AsyncClient, holder: Holder, server: Server, own: str
) -> None:
    await client.get(f"{own}/breaks", headers=holder.headers)
    assert ("http.response.body", b"", False) not in server.sent
    # What follows is recorded after it, so nothing of it is still to come.
    await client.get(f"{own}/chunks", headers=holder.headers)
    assert [event["properties"]["status"] for event in await raw_events(server.connection)] == [200, 200]
    assert await check_ledger(database) == 2


@both_ways
async def test_a_client_that_goes_away_is_recorded_once(
    database: str, client: httpx.AsyncClient, holder: Holder, server: Server, own: str
) -> None:
    for gone_after in (0, 1, 2):
        server.sent.clear()
        server.gone_after = gone_after
        before = await check_ledger(database)
        try:
            answer: Any = await client.get(f"{own}/chunks", headers=holder.headers)
        except OSError:
            answer = None
        assert answer is None or answer.text != "0;1;2;"
        server.gone_after = None
        await client.get(f"{own}/chunks", headers=holder.headers)  # recorded after it, so nothing is still to come
        assert await check_ledger(database) == before + 2, gone_after


@both_ways
async def test_a_stream_that_cannot_be_recorded_is_cut_off_before_its_end(
    client: httpx.AsyncClient, holder: Holder, server: Server, own: str
) -> None:
    try:
        answer: Any = await client.get(f"{own}/poisoned", headers=holder.headers)
    except Exception:
        answer = None
    assert answer is None or answer.status_code in (200, 500)
    assert ("http.response.body", b"", False) not in server.sent
    assert await raw_events(server.connection) == []
