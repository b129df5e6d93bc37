"""`/livez` and `/readyz`."""

from collections.abc import AsyncIterator
from http import HTTPStatus

import httpx
import pytest
from fastapi import FastAPI

from api import health
from api.problems import answer_exception
from core.database import close_database, open_database
from core.errors import KeymeterError


@pytest.fixture
async def probe() -> AsyncIterator[httpx.AsyncClient]:
    app = FastAPI()
    app.include_router(health.router)
    app.add_exception_handler(KeymeterError, answer_exception)
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://test") as client:
        yield client


@pytest.fixture
async def outage(database: str) -> AsyncIterator[None]:
    """This process's pool leads nowhere."""
    await close_database()
    await open_database("postgres://keymeter@127.0.0.1:1/nowhere")
    yield


async def test_a_process_with_a_database_is_alive_and_ready(probe: httpx.AsyncClient, database: str) -> None:
    for path in ("/livez", "/readyz"):
        response = await probe.get(path)
        assert (response.status_code, response.json()) == (HTTPStatus.OK, {"ok": True})


async def test_an_outage_of_the_database_leaves_a_process_alive_but_not_ready(
    probe: httpx.AsyncClient, outage: None
) -> None:
    assert (await probe.get("/livez")).status_code == HTTPStatus.OK
    response = await probe.get("/readyz")
    assert response.status_code == HTTPStatus.SERVICE_UNAVAILABLE
    assert response.headers["content-type"] == "application/problem+json"
    assert response.json()["code"] == "database_unavailable" and response.headers["retry-after"]
