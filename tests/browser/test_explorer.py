"""The GraphQL explorer: asks, shows, explains, follows; accessible, and quiet about the token."""

import asyncio
import re
from collections.abc import Iterator

import pytest
from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Browser

from tests.browser.conftest import Desk, Site
from tests.graphql import conftest as graphql
from tests.graphql.test_followers import followers
from tests.support.business import Business

#: The fixtures of the GraphQL tests, which this page's tests need too.
database, app, url = graphql.database, graphql.app, graphql.url
client, bearer, shop = graphql.client, graphql.bearer, graphql.shop


@pytest.fixture(scope="module")
def desk(chromium: Browser, url: str) -> Iterator[Desk]:
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
