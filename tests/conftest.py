"""Fixtures of every test: a real PostgreSQL, cloned per test, and a world to act in."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from uuid import UUID

import httpx
import pytest
from argon2 import PasswordHasher
from fastapi import FastAPI

import core.database
from core import accounts, keys
from core.accounts import SYSTEM, User, passwords
from core.pepper import Pepper, use_pepper
from core.settings import Settings
from main import running
from tests.support.door import built
from tests.support.patience import within
from tests.support.postgres import TestPostgres, opened_clone

PEPPER = "1:" + "5a" * 32
# A database that is silent for a second is one that is down, for those who wait for an answer; for a test it is a busy
# machine.
core.database.ACQUIRE_SECONDS_MAX = within(core.database.ACQUIRE_SECONDS_MAX)
core.database.CONNECT_SECONDS_MAX = within(core.database.CONNECT_SECONDS_MAX)
# A thousand tests sign somebody in or make an admin, and a hash is there to cost a quarter of a second. What it costs as
# shipped is a test of its own; processes that tests start have it, too.
passwords._HASHER = PasswordHasher(time_cost=1, memory_cost=64, parallelism=1)
passwords._DUMMY = passwords._HASHER.hash("thrown away")


def pytest_configure(config: pytest.Config) -> None:
    if not hasattr(config, "workerinput"):
        config.stash[_SERVER] = server = TestPostgres()
        server.start()


def pytest_unconfigure(config: pytest.Config) -> None:
    if server := config.stash.get(_SERVER, None):
        server.stop()


_SERVER = pytest.StashKey[TestPostgres]()


@pytest.fixture
async def database() -> AsyncIterator[str]:
    """The URL of a database of the test's own, open in this process."""
    use_pepper(Pepper(((1, bytes.fromhex("5a" * 32)),)))
    async with opened_clone() as url:
        yield url


@pytest.fixture
def settings(database: str) -> Settings:
    return Settings(database_url=database, pepper=PEPPER, _env_file=None)  # type: ignore[call-arg, arg-type]


@pytest.fixture
async def app(settings: Settings) -> AsyncIterator[FastAPI]:
    """The whole application on the test's database, its lifespan running."""
    application = built(settings)
    async with running(application, settings):
        yield application


@pytest.fixture
async def client(app: FastAPI) -> AsyncIterator[httpx.AsyncClient]:
    """An HTTP client of the application, in process."""
    transport = httpx.ASGITransport(app, raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://test") as http:
        yield http


@dataclass
class Holder:
    """A user with a key."""

    user: User
    key: keys.ApiKey
    secret: str

    @property
    def headers(self) -> dict[str, str]:
        return {"x-api-key": self.secret}


@pytest.fixture
async def holder(database: str) -> Holder:
    user = await accounts.create_user(SYSTEM, name="Basalt AI")
    issued = await keys.create_key(SYSTEM, user_id=user.id, name="Production")
    return Holder(user, issued.key, issued.secret)


@dataclass
class Bearer:
    """An owner's admin token."""

    admin_id: UUID
    secret: str

    @property
    def headers(self) -> dict[str, str]:
        return {"authorization": f"Bearer {self.secret}"}


@pytest.fixture
async def bearer(database: str) -> Bearer:
    admin = await accounts.create_admin(
        SYSTEM, email="mina@basalt.example", name="Mina", password="correct horse battery", role="owner"
    )
    issued = await accounts.issue_token(SYSTEM, admin_id=admin.id, name="test")
    return Bearer(admin.id, issued.secret)
