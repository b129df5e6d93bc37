"""A small business, and somebody signed in who looks at its pages, all in this process."""

import re
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, field
from html import unescape
from typing import Any

import httpx
import pytest
from fastapi import FastAPI
from fastapi.routing import APIRoute

from core import accounts, keys
from core.accounts import Admin, User
from core.database import close_database, open_database
from core.pepper import Pepper, use_pepper
from tests.support.business import Business, make_business
from tests.support.postgres import clone_template, drop_database, opened_clone, url_of
from web import PAGES

ORIGIN = "http://test"


@dataclass
class Browser:
    """Somebody's browser: it keeps the session, and says where a form comes from as browsers do."""

    http: httpx.AsyncClient
    session: accounts.OpenedSession
    _token: str = field(default="")

    async def get(self, path: str, **options: Any) -> httpx.Response:
        return await self.http.get(path, **options)

    async def htmx(self, path: str, target: str, **headers: str) -> httpx.Response:
        """As htmx asks for one element of a page."""
        return await self.http.get(path, headers={"hx-request": "true", "hx-target": target, **headers})

    async def token(self) -> str:
        if not self._token:
            self._token = token_in((await self.http.get("/account")).text)
        return self._token

    async def post(self, path: str, data: Mapping[str, Any] | None = None, **headers: str) -> httpx.Response:
        sent = {"origin": ORIGIN, "sec-fetch-site": "same-origin", **headers}
        return await self.http.post(path, data={"csrf": await self.token(), **(data or {})}, headers=sent)

    async def send(self, path: str, data: Mapping[str, Any] | None = None, target: str = "dialog") -> httpx.Response:
        """As htmx sends a form."""
        return await self.post(path, data, **{"hx-request": "true", "hx-target": target})


def token_in(html: str) -> str:
    found = re.search(r'name="csrf" value="([^"]+)"', html)
    assert found, "the page has no form"
    return found[1]


def text_of(html: str) -> str:
    """What a reader of a page reads, blanks collapsed."""
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", html)).split())


@pytest.fixture(scope="session")
async def template() -> AsyncIterator[tuple[str, Business]]:
    """A database with six users in several zones and their calls on forty days, made once and copied for each test."""
    name = await clone_template()
    use_pepper(Pepper(((1, bytes.fromhex("5a" * 32)),)))
    await open_database(url_of(name))
    try:
        business = await make_business(users=6, days=40, calls_a_day=1.5)
    finally:
        await close_database()
    yield name, business
    await drop_database(name)


@pytest.fixture
async def database(template: tuple[str, Business]) -> AsyncIterator[str]:
    """The URL of a copy of that database of the test's own, open in this process."""
    async with opened_clone(template[0]) as url:
        yield url


@pytest.fixture
def business(app: FastAPI, template: tuple[str, Business]) -> Business:
    return template[1]


@pytest.fixture
async def user(business: Business) -> User:
    return business.users[1]


@pytest.fixture
async def key(business: Business, user: User) -> keys.ApiKey:
    return business.keys[str(user.id)][0]


@pytest.fixture
async def owner(app: FastAPI) -> AsyncIterator[Browser]:
    async for each in _browser(app, "owner"):
        yield each


@pytest.fixture
async def admin(app: FastAPI) -> AsyncIterator[Browser]:
    async for each in _browser(app, "admin"):
        yield each


@pytest.fixture
async def reader(app: FastAPI) -> AsyncIterator[Browser]:
    async for each in _browser(app, "reader"):
        yield each


async def _browser(app: FastAPI, role: str) -> AsyncIterator[Browser]:
    # No password is tried here, so none is hashed: that alone would take longer than most of these tests.
    admin = await Admin.create(email=f"{role}@keymeter.example", name=f"The {role}", password_hash="none", role=role)
    opened = await accounts.open_session(admin, address="203.0.113.9", browser="Test/1.0")
    transport = httpx.ASGITransport(app, raise_app_exceptions=False)
    cookies = {"keymeter_session": opened.token}
    async with httpx.AsyncClient(transport=transport, base_url=ORIGIN, cookies=cookies) as http:
        yield Browser(http, opened)


def web_routes() -> list[tuple[str, str]]:
    """Every method and path of this door."""
    return [
        (method, route.path)
        for module in PAGES
        for route in module.router.routes
        if isinstance(route, APIRoute)
        for method in sorted(route.methods or ())
    ]
