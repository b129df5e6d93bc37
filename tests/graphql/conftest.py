"""Fixtures of the GraphQL tests: ask as somebody, and a small business to ask about.

One database and one application for each module: its tests leave alone what others look at, the customers of the shop.
"""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

import httpx
import pytest
import uvicorn
from fastapi import FastAPI

from core import accounts, gate, keys, metering, plans
from core.accounts import SYSTEM, User
from core.clock import now
from core.database import close_database, open_database
from core.keys import ApiKey
from core.pepper import Pepper, use_pepper
from core.periods import calendar_month_at
from core.plans import ChargeDraft
from core.settings import Settings
from main import running
from tests.conftest import PEPPER, Bearer
from tests.support.door import built
from tests.support.postgres import clone_template, drop_database, url_of
from tests.support.waiting import eventually


@pytest.fixture(scope="module")
async def database() -> AsyncIterator[str]:
    name = await clone_template()
    use_pepper(Pepper(((1, bytes.fromhex("5a" * 32)),)))
    await open_database(url_of(name))
    try:
        yield url_of(name)
    finally:
        await close_database()
        await drop_database(name)


@pytest.fixture(scope="module")
async def app(database: str) -> AsyncIterator[FastAPI]:
    settings = Settings(database_url=database, pepper=PEPPER, _env_file=None)  # type: ignore[call-arg, arg-type]
    application = built(settings)
    async with running(application, settings):
        yield application


@pytest.fixture(scope="module")
async def client(app: FastAPI) -> AsyncIterator[httpx.AsyncClient]:
    transport = httpx.ASGITransport(app, raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://test") as http:
        yield http


@pytest.fixture(scope="module")
async def bearer(database: str) -> Bearer:
    admin = await accounts.create_admin(
        SYSTEM, email="mina@basalt.example", name="Mina", password="correct horse battery", role="owner"
    )
    issued = await accounts.issue_token(SYSTEM, admin_id=admin.id, name="test")
    return Bearer(admin.id, issued.secret)


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


@dataclass(frozen=True)
class Answer:
    """What came back, taken apart."""

    status: int
    data: Any
    errors: list[dict[str, Any]]
    headers: httpx.Headers

    @property
    def codes(self) -> list[str]:
        return [error["extensions"]["code"] for error in self.errors]

    @property
    def kinds(self) -> list[str]:
        return [error["extensions"]["kind"] for error in self.errors]


class Asker:
    """Sends queries with a credential."""

    def __init__(self, client: httpx.AsyncClient, headers: dict[str, str]) -> None:
        self._client = client
        self.headers = headers

    async def __call__(self, query: str, /, **variables: Any) -> Any:
        """The data of a query that has no errors."""
        answer = await self.try_(query, **variables)
        assert not answer.errors, answer.errors
        return answer.data

    async def try_(self, query: str, /, **variables: Any) -> Answer:
        """What comes of a query, whatever it is."""
        response = await self._client.post(
            "/graphql", headers=self.headers, json={"query": query, "variables": variables}
        )
        body = response.json()
        return Answer(response.status_code, body.get("data"), body.get("errors", []), response.headers)


@pytest.fixture
def ask(client: httpx.AsyncClient, bearer: Any) -> Asker:
    """Ask as an owner's machine."""
    return Asker(client, bearer.headers)


@pytest.fixture
def anyone(client: httpx.AsyncClient) -> Asker:
    """Ask without a credential."""
    return Asker(client, {})


@dataclass
class Customer:
    """A user, its keys and a key by which it may look at its own account."""

    user: User
    keys: list[ApiKey] = field(default_factory=list)
    secret: str = ""


@dataclass
class Shop:
    """Customers on a plan, with some usage."""

    customers: list[Customer] = field(default_factory=list)

    def asker(self, client: httpx.AsyncClient, number: int) -> Asker:
        return Asker(client, {"x-api-key": self.customers[number].secret})


@pytest.fixture(scope="module")
async def shop(app: FastAPI) -> AsyncIterator[Shop]:
    """Three customers with two keys each; the meter `jobs` counts what was sent for them."""
    yield await make_shop(3)


async def make_shop(customers: int) -> Shop:
    await metering.create_meter(
        SYSTEM, slug="jobs", name="Jobs", event_type="job.done", aggregation="sum", value_property="size", unit="jobs"
    )
    charges = [
        ChargeDraft("Base", "flat", Decimal(49)),
        ChargeDraft("Jobs", "per_unit", Decimal("0.5"), "jobs", Decimal(2)),
    ]
    await plans.create_plan(SYSTEM, slug="growth", name="Growth", currency="EUR", charges=charges)
    await plans.publish_plan(SYSTEM, "growth")
    shop = Shop()
    for number in range(customers):
        shop.customers.append(await add_customer(number))
    return shop


async def add_customer(number: int) -> Customer:
    user = await accounts.create_user(
        SYSTEM, name=f"Customer {number:02}", external_id=f"crm-{number}", email=f"c{number}@example.com"
    )
    customer = Customer(user)
    for name, scopes in (("Production", ()), ("Account", ("account", "keys:write"))):
        issued = await keys.create_key(SYSTEM, user_id=user.id, name=name, scopes=scopes)
        customer.keys.append(issued.key)
        customer.secret = issued.secret
    month = calendar_month_at(now(), "UTC")
    await plans.assign_plan(SYSTEM, user.id, plan="growth", starts_at=month.start)
    await gate.record_events(
        SYSTEM,
        [
            gate.EventDraft(user=str(user.id), event_id=f"{number}-{i}", type="job.done", properties={"size": i + 1})
            for i in range(3)
        ],
    )
    return customer
