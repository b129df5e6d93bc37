"""Who is not let through a metered route: status, code and headers of metering.md; nothing runs, nothing is stored."""

from collections.abc import AsyncIterator
from decimal import Decimal
from typing import Any

import httpx
import pytest
from fastapi import Depends, FastAPI

from api.guard import metered
from api.metrics import Traffic
from core import accounts, keys, plans
from core.accounts import SYSTEM
from core.clock import now
from core.database import fetch
from core.errors import InvalidInput, Unavailable
from core.secret import make_secret
from core.settings import Settings
from main import running
from tests.conftest import Holder
from tests.support.door import built, serving
from tests.support.patience import within
from tests.support.statements import counted_statements
from tests.support.waiting import eventually

KEY_WANTED = 'ApiKey realm="keymeter"'


@pytest.fixture
async def app(settings: Settings) -> FastAPI:
    """Two guarded routes that note that they ran."""
    application = built(settings)
    application.state.runs = 0

    @application.get("/own/plain", dependencies=[Depends(metered("own_calls"))])
    async def plain() -> dict[str, bool]:
        application.state.runs += 1
        return {"ok": True}

    @application.get("/own/scoped", dependencies=[Depends(metered("own_calls", scope="reports:read"))])
    async def scoped() -> dict[str, bool]:
        application.state.runs += 1
        return {"ok": True}

    return application


@pytest.fixture
async def client(app: FastAPI, settings: Settings) -> AsyncIterator[httpx.AsyncClient]:
    async with serving(app, settings, address="203.0.113.7") as http:
        yield http


async def check_refusal(
    app: FastAPI, answer: httpx.Response, status: int, code: str, challenge: str | None = None
) -> dict[str, Any]:
    """A problem by RFC 9457 with this code, and no trace of the call."""
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers.get("www-authenticate") == challenge
    body: dict[str, Any] = answer.json()
    assert body["status"] == status
    assert body["type"].endswith(code) and body["title"] and body["detail"]
    assert app.state.runs == 0
    assert (await fetch("SELECT count(*) AS n FROM usage_events"))[0]["n"] == 0
    assert (await fetch("SELECT count(*) AS n FROM user_counters"))[0]["n"] == 0
    return body


async def test_without_a_key_there_is_401_and_a_challenge(app: FastAPI, client: httpx.AsyncClient) -> None:
    with counted_statements() as sent:
        answer = await client.get("/own/plain")
        asked = len(sent)
    await check_refusal(app, answer, 401, "missing_key", KEY_WANTED)
    assert asked == 0


async def test_a_malformed_key_is_401_and_never_reaches_the_database(
    app: FastAPI, client: httpx.AsyncClient, holder: Holder
) -> None:
    good = holder.secret
    swapped = good[:20] + good[21] + good[20] + good[22:] if good[20] != good[21] else good[:-1]
    with counted_statements() as sent:
        for secret in (
            b"", b" ", b"x", good[:-1].encode(), (good + "0").encode(), swapped.encode(), good.upper().encode(),
            good.replace("live", "test").encode(), b"Bearer " + good.encode(), make_secret("admin").encode(),
            bytes(range(128, 256)), b"km_live_" + b"\xff" * 43, b"0" * 60_000,
        ):  # fmt: skip
            answer = await client.get("/own/plain", headers={b"x-api-key": secret})
            assert (answer.status_code, answer.json()["code"]) == (401, "malformed_key"), secret[:60]
        asked = len(sent)
    await check_refusal(app, answer, 401, "malformed_key", KEY_WANTED)
    assert asked == 0


async def test_unknown_and_revoked_look_exactly_alike(app: FastAPI, client: httpx.AsyncClient, holder: Holder) -> None:
    await keys.revoke_key(SYSTEM, holder.key.id)
    unknown = await client.get("/own/plain", headers={"x-api-key": make_secret("live")})
    revoked = await client.get("/own/plain", headers=holder.headers)
    await check_refusal(app, unknown, 401, "unknown_key", KEY_WANTED)
    await check_refusal(app, revoked, 401, "unknown_key", KEY_WANTED)
    assert (unknown.content, unknown.headers) == (revoked.content, revoked.headers)


async def test_an_expired_key_is_401(app: FastAPI, client: httpx.AsyncClient, holder: Holder) -> None:
    await keys.update_key(SYSTEM, holder.key.id, expires_at=now())
    await check_refusal(app, await client.get("/own/plain", headers=holder.headers), 401, "expired_key", KEY_WANTED)


async def test_a_disabled_key_is_403(app: FastAPI, client: httpx.AsyncClient, holder: Holder) -> None:
    await keys.disable_key(SYSTEM, holder.key.id)
    await check_refusal(app, await client.get("/own/plain", headers=holder.headers), 403, "disabled_key")


async def test_a_suspended_users_key_is_403(app: FastAPI, client: httpx.AsyncClient, holder: Holder) -> None:
    await accounts.update_user(SYSTEM, holder.user.id, status="suspended")
    await check_refusal(app, await client.get("/own/plain", headers=holder.headers), 403, "user_suspended")


async def test_a_paused_subscriptions_key_is_403_until_it_is_resumed(
    app: FastAPI, client: httpx.AsyncClient, holder: Holder
) -> None:
    await subscribe(holder)
    await plans.pause_subscription(SYSTEM, holder.user.id)
    await check_refusal(app, await client.get("/own/plain", headers=holder.headers), 403, "subscription_paused")
    await plans.resume_subscription(SYSTEM, holder.user.id)
    await eventually(lambda: _is_served(client, holder))


async def subscribe(holder: Holder) -> None:
    await plans.create_plan(SYSTEM, slug="growth", name="Growth", currency="USD", charges=[])
    await plans.publish_plan(SYSTEM, "growth")
    await plans.assign_plan(SYSTEM, holder.user.id, plan="growth")


async def test_a_key_without_the_routes_scope_is_403_and_with_it_200(
    app: FastAPI, client: httpx.AsyncClient, holder: Holder
) -> None:
    await check_refusal(app, await client.get("/own/scoped", headers=holder.headers), 403, "missing_scope")
    scoped = await keys.create_key(SYSTEM, user_id=holder.user.id, name="k", scopes=["reports:read"])
    assert (await client.get("/own/scoped", headers={"x-api-key": scoped.secret})).status_code == 200
    assert (await client.get("/own/plain", headers=holder.headers)).status_code == 200


async def test_a_key_is_403_from_outside_its_networks(app: FastAPI, client: httpx.AsyncClient, holder: Holder) -> None:
    await keys.update_key(SYSTEM, holder.key.id, allowed_networks=["203.0.113.8/31", "2001:db8::/32"])
    # What a client says of itself is not where it comes from.
    lies = {"x-forwarded-for": "203.0.113.8", "forwarded": "for=203.0.113.8", "x-real-ip": "203.0.113.8"}
    answer = await client.get("/own/plain", headers=holder.headers | lies)
    await check_refusal(app, answer, 403, "address_not_allowed")
    await keys.update_key(SYSTEM, holder.key.id, allowed_networks=["203.0.113.0/24"])
    await eventually(lambda: _is_served(client, holder))


async def _is_served(client: httpx.AsyncClient, holder: Holder) -> bool:
    return (await client.get("/own/plain", headers=holder.headers)).status_code == 200


@pytest.mark.parametrize("change", ["suspend", "revoke", "disable", "pause"])
async def test_what_was_served_is_refused_within_a_second_of_the_change(
    client: httpx.AsyncClient, holder: Holder, change: str
) -> None:
    await subscribe(holder)
    assert await _is_served(client, holder)
    if change == "suspend":
        await accounts.update_user(SYSTEM, holder.user.id, status="suspended")
    elif change == "pause":
        await plans.pause_subscription(SYSTEM, holder.user.id)
    else:
        await (keys.revoke_key if change == "revoke" else keys.disable_key)(SYSTEM, holder.key.id)

    async def refused() -> bool:
        return not await _is_served(client, holder)

    assert await eventually(refused) < within(1.0)


async def test_when_it_cannot_be_decided_it_is_503_and_never_401(
    app: FastAPI, client: httpx.AsyncClient, holder: Holder, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def silent(*arguments: Any) -> Any:
        raise Unavailable(detail="nothing of this is for the client", retry_after_seconds=2)

    monkeypatch.setattr(app.state.gate.keys, "find", silent)
    monkeypatch.setattr(app.state.gate.keys, "peek", lambda secret: None)
    answer = await client.get("/own/plain", headers=holder.headers)
    await check_refusal(app, answer, 503, "database_unavailable")
    assert answer.headers["retry-after"] == "2"
    assert "nothing of this" not in answer.text


async def test_a_full_queue_is_503_before_the_endpoint_runs(
    app: FastAPI, client: httpx.AsyncClient, holder: Holder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(app.state.gate.recorder, "_queue_max", 0)
    answer = await client.get("/own/plain", headers=holder.headers)
    await check_refusal(app, answer, 503, "overloaded")
    assert answer.headers["retry-after"] == "1"


def test_units_of_a_route_are_checked_when_it_is_declared() -> None:
    bad: list[Any] = [-1, 10**12 + 1, Decimal("0.0000001"), Decimal("NaN"), Decimal("Infinity"), 0.5, True, "1", None]
    for units in bad:
        with pytest.raises(InvalidInput):
            metered("own_calls", units=units)


async def test_a_guard_without_its_middleware_serves_nothing(settings: Settings, holder: Holder) -> None:
    """A reply that nothing holds back would leave unrecorded."""
    bare = FastAPI()
    bare.state.traffic = Traffic()

    @bare.get("/own/plain", dependencies=[Depends(metered("own_calls"))])
    async def plain() -> dict[str, bool]:
        raise AssertionError("it ran")

    async with running(bare, settings):
        transport = httpx.ASGITransport(bare, raise_app_exceptions=False)
        async with httpx.AsyncClient(transport=transport, base_url="http://test") as http:
            assert (await http.get("/own/plain", headers=holder.headers)).status_code == 500
