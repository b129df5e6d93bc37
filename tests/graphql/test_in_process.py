"""What can only be seen from inside the server: followers come and go. And the explorer, in a real browser."""

import asyncio
import re
from collections.abc import AsyncIterator, Iterator

import httpx
import pytest
import uvicorn
import websockets
from axe_playwright_python.async_playwright import Axe
from fastapi import FastAPI
from playwright.async_api import Browser

from core.metering import tail
from tests.browser.conftest import Desk, Site, chromium  # noqa: F401  a fixture
from tests.support.business import Business
from tests.support.waiting import eventually

FOLLOW = "subscription { usageEvents { id } }"


@pytest.fixture(scope="module")
async def url(app: FastAPI) -> AsyncIterator[str]:
    """Where the application serves, from within this process."""
    server = uvicorn.Server(uvicorn.Config(app, port=0, lifespan="off", log_level="warning"))
    task = asyncio.create_task(server.serve())

    async def started() -> bool:
        return server.started

    await eventually(started)
    try:
        yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    finally:
        server.should_exit = True
        await task


async def followers(count: int) -> None:
    async def there_are() -> bool:
        return len(tail._tail._followers) == count

    await eventually(there_are)


async def test_whoever_hangs_up_is_not_followed_for_any_longer(url, bearer):
    headers = bearer.headers | {"accept": "text/event-stream"}
    async with httpx.AsyncClient() as http:
        async with http.stream("POST", f"{url}/graphql", headers=headers, json={"query": FOLLOW}):
            await followers(1)
        await followers(0)
    connect = websockets.connect(
        f"{url.replace('http', 'ws')}/graphql",
        subprotocols=[websockets.Subprotocol("graphql-transport-ws")],
        additional_headers=bearer.headers,
        proxy=None,
    )
    async with connect as connection:
        await connection.send('{"type": "connection_init"}')
        for number in range(3):
            await connection.send(f'{{"type": "subscribe", "id": "{number}", "payload": {{"query": "{FOLLOW}"}}}}')
        await followers(3)
        await connection.send('{"type": "complete", "id": "1"}')
        await followers(2)
    await followers(0)
    assert tail._tail._task is None


@pytest.fixture(scope="module")
def desk(chromium: Browser, url: str) -> Iterator[Desk]:  # noqa: F811
    yield Desk(chromium, Site(url, Business()))


async def test_the_explorer_asks_shows_and_explains(desk, bearer, shop):
    async with desk.tab(email="") as tab:
        page = tab.page
        await tab.go("/graphql")
        tab.expected = {401}
        await page.keyboard.press("Control+Enter")
        await page.wait_for_function("() => document.querySelector('#answer').textContent.includes('missing_token')")
        await page.fill("#token", bearer.secret)
        await page.keyboard.press("Tab")
        await page.wait_for_selector("#docs details")
        assert await page.inner_text("#docs summary >> nth=0") == "Queries"
        await page.fill("#find", "estimateline")
        assert await page.locator("#docs details:visible summary").all_inner_texts() == ["EstimateLine object"]
        await page.focus("#query")
        await page.keyboard.press("Control+Enter")
        await page.wait_for_function("() => document.querySelector('#answer').textContent.includes('Customer 02')")
        assert re.fullmatch(r"200 in \d+ ms", await page.inner_text("#status"))
        await page.fill("#variables", "{")
        await page.click("#run")
        assert "not JSON" in await page.inner_text("#answer")
        stored = "JSON.stringify([localStorage, sessionStorage, document.cookie])"
        assert bearer.secret not in await page.evaluate(stored)


async def test_the_explorer_follows_events_until_it_is_stopped(desk, client, bearer, shop):
    async with desk.tab(email="") as tab:
        page = tab.page
        await tab.go("/graphql")
        await page.fill("#token", bearer.secret)
        await page.fill("#query", "subscription { usageEvents { type user { name } } }")
        await page.click("#run")
        await followers(1)
        for _ in range(20):
            await client.get("/v1/samples/ping", headers={"x-api-key": shop.customers[0].secret})
            if "Customer 00" in await page.inner_text("#answer"):
                break
            await asyncio.sleep(0.2)
        assert "api.call" in await page.inner_text("#answer")
        await page.click("#stop")
        await page.wait_for_selector("#run:enabled")
        await followers(0)


@pytest.mark.parametrize(("scheme", "size"), [("light", (1440, 900)), ("dark", (390, 844))], ids=["wide", "narrow"])
async def test_the_explorer_is_accessible_and_fits(desk, bearer, scheme, size):
    async with desk.tab(email="", width=size[0], height=size[1], scheme=scheme) as tab:
        await tab.go("/graphql")
        await tab.page.fill("#token", bearer.secret)
        await tab.page.keyboard.press("Tab")
        await tab.page.wait_for_selector("#docs details")
        await tab.page.click("#docs summary >> nth=0")
        await tab.page.click("#run")
        await tab.page.wait_for_function("() => document.querySelector('#answer').textContent.includes('viewer')")
        found = (await Axe().run(tab.page)).response["violations"]
        assert [(each["id"], [node["target"] for node in each["nodes"]]) for each in found] == []
        assert await tab.page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
