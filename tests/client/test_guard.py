"""The guard for other applications, against a real server: a hard limit holds over any number of them."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from decimal import Decimal
from typing import Any

import httpx
import pytest
from fastapi import FastAPI

from core import keys, limits, metering
from core.accounts import SYSTEM
from core.database import fetch
from keymeter_client import RemoteGuard
from tests.client.test_client import Service
from tests.conftest import Bearer, Holder
from tests.support.ledger import check_ledger
from tests.support.waiting import eventually


@pytest.fixture
async def service(app: FastAPI) -> AsyncIterator[Service]:
    service = Service(app)
    await service.start()
    yield service
    await service.stop()


class Shop:
    """Another application, with a guard before it."""

    def __init__(self, service: Service, bearer: Bearer, **settings: Any) -> None:
        self.served: list[dict[str, Any]] = []
        self.status = 200
        # Patient by default: on a busy machine a question takes longer than a service would wait for it.
        self.guard = RemoteGuard(self._serve, service.url, bearer.secret, **({"timeout_seconds": 30} | settings))
        self.http = httpx.AsyncClient(transport=httpx.ASGITransport(self.guard), base_url="http://shop")

    async def _serve(self, scope: Any, receive: Any, send: Any) -> None:
        self.served.append(scope.get("keymeter", {}))
        await send({"type": "http.response.start", "status": self.status, "headers": []})
        await send({"type": "http.response.body", "body": b"ok"})

    async def ask(self, holder: Holder | None = None) -> httpx.Response:
        return await self.http.get("/", headers=holder.headers if holder else {})


@asynccontextmanager
async def opened(*shops: Shop) -> AsyncIterator[None]:
    try:
        yield
    finally:
        for shop in shops:
            await shop.guard.close()
            await shop.http.aclose()


async def used() -> Decimal:
    return (await metering.query_usage(SYSTEM, meters=["api_calls"])).total()


async def held() -> Decimal:
    return (await fetch("SELECT coalesce(sum(units), 0) AS units FROM holds"))[0]["units"]


async def test_two_guards_serve_one_cap_exactly_and_all_of_it_is_charged(service, bearer, holder, database):
    await limits.set_limit(SYSTEM, holder.user.id, meter="api_calls", period="month", cap=25)
    shops = [Shop(service, bearer, lease_units=10) for _ in range(2)]
    async with opened(*shops):
        answers = await asyncio.gather(*[shop.ask(holder) for _ in range(40) for shop in shops])
        statuses = [answer.status_code for answer in answers]
        assert (statuses.count(200), statuses.count(429)) == (25, 55)
        refused = next(answer for answer in answers if answer.status_code == 429)
        assert refused.json()["code"] == "quota_exceeded" and int(refused.headers["retry-after"]) > 0
        assert sum(len(shop.served) for shop in shops) == 25
    assert await used() == 25 and await held() == 0
    await check_ledger(database)


async def test_a_lease_is_asked_for_once_and_what_is_left_of_it_is_given_back(service, bearer, holder):
    shop = Shop(service, bearer, lease_units=10)
    async with opened(shop):
        for _ in range(7):
            assert (await shop.ask(holder)).status_code == 200
        assert service.asked == 1
        assert shop.served[0] == {"user_id": str(holder.user.id), "key_id": str(holder.key.id)}
        assert await held() == 10 and await used() == 0
    assert await used() == 7 and await held() == 0


async def test_a_lease_that_nobody_uses_ends_by_itself(service, bearer, holder):
    shop = Shop(service, bearer, lease_seconds=0.1)
    async with opened(shop):
        await shop.ask(holder)

        async def ended() -> bool:
            return await used() == 1 and await held() == 0

        await eventually(ended)


async def test_who_may_not_is_not_served_and_asked_about_again_each_time(service, bearer, holder):
    shop = Shop(service, bearer, scope="llm")
    async with opened(shop):
        assert (await shop.ask()).json()["code"] == "missing_key" and service.asked == 0
        for asked in (1, 2):
            answer = await shop.ask(holder)
            assert (answer.status_code, answer.json()["code"]) == (403, "missing_scope")
            assert service.asked == asked
        await keys.update_key(SYSTEM, holder.key.id, scopes=["llm"])

        async def served() -> bool:
            return (await shop.ask(holder)).status_code == 200

        await eventually(served)


async def test_a_failure_of_the_application_costs_nothing(service, bearer, holder):
    shop = Shop(service, bearer)
    async with opened(shop):
        shop.status = 500
        await shop.ask(holder)
        shop.status = 200
        await shop.ask(holder)
    assert await used() == 1


async def test_without_keymeter_nothing_is_served_but_what_was_leased(service, bearer, holder):
    shop, wrong = Shop(service, bearer, lease_units=2, timeout_seconds=1), Shop(service, bearer, meter="none")
    wrong.guard._token = "km_admin_wrong"
    async with opened(shop, wrong):
        assert (await wrong.ask(holder)).status_code == 503, "our own token's trouble is none of the caller's"
        await shop.ask(holder)
        await service.stop()
        assert (await shop.ask(holder)).status_code == 200
        shop.guard._accounts.clear()
        down = await shop.ask(holder)
        assert (down.status_code, down.headers["retry-after"]) == (503, "1")
    assert len(shop.served) == 2 and wrong.served == []


async def test_the_end_of_the_application_settles_its_leases(service, bearer, holder):
    shop = Shop(service, bearer)
    await shop.ask(holder)

    async def application(scope: Any, receive: Any, send: Any) -> None:
        await send({"type": "lifespan.shutdown.complete"})

    shop.guard._app = application
    sent: list[Any] = []

    async def send(message: Any) -> None:
        sent.append((message["type"], await used()))

    await shop.guard({"type": "lifespan"}, None, send)  # type: ignore[arg-type]
    assert sent == [("lifespan.shutdown.complete", 1)]
    await shop.http.aclose()
