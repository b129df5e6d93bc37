"""A real browser on a real server: `keymeter serve` with its worker processes on a database of its own."""

import os
import shutil
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import pytest
from playwright.async_api import Browser, BrowserContext, ConsoleMessage, Page, Request, async_playwright

from core.database import close_database, open_database
from core.pepper import Pepper, use_pepper
from tests.support.business import OWNER, PASSWORD, Business, make_admins, make_business
from tests.support.postgres import clone_template, drop_database, url_of
from tests.support.server import PEPPER, serving

#: Set to leave the choice of a browser to the machine: else Chromium where the system has it, else Playwright's own.
CHROMIUM = os.environ.get("KEYMETER_TEST_CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
_WATCH = """
window.__violations = [];
window.__streams = 0;
const { close } = EventSource.prototype;
window.EventSource = class extends EventSource {
  constructor(...given) { super(...given); window.__streams += 1; }
  close() { if (this.readyState !== 2) window.__streams -= 1; close.call(this); }
};
document.addEventListener("securitypolicyviolation", (event) =>
  window.__violations.push(`${event.violatedDirective} ${event.blockedURI} ${event.sourceFile}:${event.lineNumber}`));
"""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if "tests/browser" in item.path.as_posix():
            pictures = item.path.name == "test_screenshots.py"
            item.add_marker(pytest.mark.screenshots if pictures else pytest.mark.browser)
            item.add_marker(pytest.mark.xdist_group("browser"))


@dataclass
class Site:
    """Where the server is, and what it shows."""

    url: str
    business: Business


@pytest.fixture(scope="session")
async def site() -> AsyncIterator[Site]:
    name = await clone_template()
    number, _, secret = PEPPER.partition(":")
    use_pepper(Pepper(((int(number), bytes.fromhex(secret)),)))
    await open_database(url_of(name))
    try:
        await make_admins()
        business = await make_business(users=28, days=62, calls_a_day=4.0)
    finally:
        await close_database()
    try:
        async with serving(url_of(name), workers=2) as server:
            yield Site(f"http://127.0.0.1:{server.port}", business)
    finally:
        await drop_database(name)


@pytest.fixture(scope="session")
async def chromium() -> AsyncIterator[Browser]:
    arguments = ["--disable-gpu", "--disable-dev-shm-usage", "--disable-background-networking", "--no-first-run"]
    if os.geteuid() == 0:
        arguments.append("--no-sandbox")  # Chromium refuses root otherwise
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=arguments)
        yield browser
        await browser.close()


@dataclass
class Tab:
    """A page and everything it did that it should not have done."""

    page: Page
    site: Site
    complaints: list[str] = field(default_factory=list)
    #: HTTP statuses that this test provokes on purpose: browsers write them on the console.
    expected: set[int] = field(default_factory=set)

    def watch(self) -> None:
        self.page.on("console", self._hear)
        self.page.on("pageerror", lambda error: self.complaints.append(f"page error: {error}"))
        self.page.on("request", self._see)

    def _hear(self, message: ConsoleMessage) -> None:
        provoked = any(f" {status} " in message.text for status in self.expected)  # the browser says it, and htmx
        if message.type in ("error", "warning") and not provoked:
            self.complaints.append(f"console {message.type}: {message.text}")

    def _see(self, request: Request) -> None:
        if not request.url.startswith((self.site.url, "data:", "blob:")):
            self.complaints.append(f"foreign request: {request.url}")

    async def check(self) -> None:
        """Nothing was complained of, on this page nor on those before it."""
        self.complaints += await self.page.evaluate("window.__violations || []")
        assert self.complaints == []

    async def go(self, path: str) -> None:
        self.complaints += await self.page.evaluate("window.__violations || []")
        await self.page.goto(self.site.url + path, wait_until="load")

    async def sign_in(self, email: str = OWNER) -> None:
        await self.go("/sign-in")
        await self.page.fill("#f-email", email)
        await self.page.fill("#f-password", PASSWORD)
        await self.page.click("button:has-text('Sign in')")
        await self.page.wait_for_selector("aside.side", state="attached")


class Desk:
    """Opens tabs that are signed in. Signing in is done once: what it costs is tested elsewhere."""

    def __init__(self, browser: Browser, site: Site) -> None:
        self._browser = browser
        self._site = site
        self._states: dict[str, Any] = {}

    @asynccontextmanager
    async def tab(
        self, *, email: str = OWNER, width: int = 1440, height: int = 900, scheme: str = "light", **options: Any
    ) -> AsyncIterator[Tab]:
        state = self._states.get(email) if email else None
        context: BrowserContext = await self._browser.new_context(
            viewport={"width": width, "height": height},
            color_scheme=scheme,  # type: ignore[arg-type]
            storage_state=state,
            permissions=["clipboard-read", "clipboard-write"],
            reduced_motion="reduce",
            **options,
        )
        await context.add_init_script(_WATCH)
        tab = Tab(await context.new_page(), self._site)
        tab.watch()
        try:
            if email and state is None:
                await tab.sign_in(email)
                self._states[email] = await context.storage_state()
            yield tab
            await tab.check()
        finally:
            await context.close()


@pytest.fixture(scope="session")
def desk(chromium: Browser, site: Site) -> Iterator[Desk]:
    yield Desk(chromium, site)


@pytest.fixture
async def tab(desk: Desk) -> AsyncIterator[Tab]:
    async with desk.tab() as each:
        yield each
