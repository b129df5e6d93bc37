"""Forward auth as each proxy's documentation says that it asks. nginx and Caddy themselves: tests/proxies."""

from collections.abc import AsyncIterator
from decimal import Decimal
from typing import Any

import httpx
import pytest
from pydantic import SecretStr

from core import keys, limits, metering, plans
from core.accounts import SYSTEM
from core.settings import Settings
from tests.conftest import Holder
from tests.support.door import built, serving

SECRET = "between us"
IDENTITY = ("x-keymeter-user", "x-keymeter-key", "x-keymeter-plan")


@pytest.fixture
def settings(settings: Settings) -> Settings:
    return settings.model_copy(
        update={"forward_auth_secret": SecretStr(SECRET), "forward_auth_proxies": ["10.0.0.0/8", "fd00::/8"]}
    )


@pytest.fixture
async def proxy(settings: Settings) -> AsyncIterator[httpx.AsyncClient]:
    async with serving(built(settings), settings, address="10.1.2.3") as client:
        yield client


async def used(meter: str = "api_calls") -> Decimal:
    return (await metering.query_usage(SYSTEM, meters=[meter])).total()


def said(more: str = "", **headers: str) -> dict[str, str]:
    return {"x-keymeter-proxy": f"{SECRET}; {more}"} | {
        name.replace("_", "-"): value for name, value in headers.items()
    }


def from_traefik(holder: Holder, method: str = "POST", uri: str = "/reports?a=1", more: str = "") -> dict[str, str]:
    """Traefik, ForwardAuth: a GET of `address` with these, and the headers of `authRequestHeaders`."""
    return said(
        f"mode=forwarded; {more}", x_forwarded_method=method, x_forwarded_proto="https", x_forwarded_host="api.example",
        x_forwarded_uri=uri, x_forwarded_for="192.0.2.7", x_api_key=holder.secret,
    )  # fmt: skip


async def test_traefik_is_told_who_calls_and_the_call_is_charged(proxy, holder):
    await plans.create_plan(SYSTEM, slug="growth", name="g", currency="USD", charges=[])
    await plans.publish_plan(SYSTEM, "growth")
    await plans.assign_plan(SYSTEM, holder.user.id, plan="growth")
    answer = await proxy.get("/forward-auth/", headers=from_traefik(holder, more="meter=words; units=2.5"))
    assert (answer.status_code, answer.content, answer.headers["cache-control"]) == (200, b"", "no-store")
    assert [answer.headers[name] for name in IDENTITY] == [str(holder.user.id), str(holder.key.id), "growth"]
    assert await used("words") == Decimal("2.5")
    (event,) = (await metering.list_events(SYSTEM)).items
    assert (event.properties["method"], event.properties["route"]) == ("POST", "/reports")


@pytest.mark.parametrize("method", ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "PROPFIND"])
async def test_envoy_asks_by_the_clients_own_method_and_path(proxy, holder, method):
    """Envoy, ext_authz over HTTP: the original method and path below path_prefix, without the body."""
    headers = said("mode=envoy", x_api_key=holder.secret, content_length="0")
    answer = await proxy.request(method, "/forward-auth/v1/chat?units=0", headers=headers)
    assert (answer.status_code, answer.content) == (200, b"")
    (event,) = (await metering.list_events(SYSTEM)).items
    assert (event.properties["method"], event.properties["route"]) == (method, "/v1/chat")
    assert await used() == 1


async def test_every_answer_names_the_caller_even_if_by_nothing(proxy, holder):
    await limits.set_limit(SYSTEM, holder.user.id, meter="api_calls", period="month", cap=0)
    for headers, status in (
        (said(), 401), (said(x_api_key="km_live_x"), 401), (from_traefik(holder, more="scope=llm"), 403),
        (from_traefik(holder), 429), (from_traefik(holder, more="meter=none"), 404), (from_traefik(holder, more="units=-1"), 422),
        (from_traefik(holder, more="surprise=1"), 422), ({}, 403),
    ):  # fmt: skip
        answer = await proxy.get("/forward-auth/", headers=headers)
        assert answer.status_code == status, answer.text
        assert [answer.headers[name] for name in IDENTITY] == [""] * 3
        assert answer.headers["cache-control"] == "no-store"
        assert ("retry-after" in answer.headers) == (status == 429)
    assert await used() == 0


async def test_only_a_proxy_with_the_secret_at_a_known_address_is_heard(proxy, settings, holder):
    good = from_traefik(holder)
    for header in ("", "wrong", f"{SECRET[:-1]}; mode=envoy", f"{SECRET}x", "; mode=envoy"):
        answer = await proxy.get("/forward-auth/", headers=good | {"x-keymeter-proxy": header})
        assert (answer.status_code, answer.json()["code"]) == (403, "unknown_proxy"), header
    twice = [*good.items(), ("x-keymeter-proxy", f"{SECRET}; units=0")]
    assert (await proxy.get("/forward-auth/", headers=twice)).status_code == 403
    closed = settings.model_copy(update={"forward_auth_secret": SecretStr("")})
    for each, address, status in (
        (settings, "192.0.2.1", 403),
        (settings, "fd00::1", 200),
        (settings, "::ffff:10.0.0.1", 200),
        (closed, "10.1.2.3", 403),
    ):
        async with serving(built(each), each, address=address) as other:
            assert (await other.get("/forward-auth/", headers=good)).status_code == status, address
    async with serving(built(closed), closed, address="10.1.2.3") as other:
        assert (await other.get("/forward-auth/", headers=good | {"x-keymeter-proxy": ""})).status_code == 403
    assert await used() == 2


async def test_nginx_is_denied_by_what_it_understands_and_told_the_rest(proxy, holder, app_closing):
    headers = from_traefik(holder) | said("mode=nginx")
    assert (await proxy.get("/forward-auth/", headers=headers)).headers["x-auth-status"] == "200"
    await limits.set_limit(SYSTEM, holder.user.id, meter="words", period="month", cap=0)
    refused = await proxy.get("/forward-auth/", headers=headers | said("mode=nginx; scope=llm"))
    assert (refused.status_code, refused.headers["x-auth-status"], refused.headers["x-auth-code"]) == (
        403,
        "403",
        "missing_scope",
    )
    nobody = await proxy.get("/forward-auth/", headers=said("mode=nginx"))
    assert (nobody.status_code, nobody.headers["x-auth-status"]) == (
        401,
        "401",
    ) and "www-authenticate" in nobody.headers
    app_closing(proxy)
    down = await proxy.get("/forward-auth/", headers=headers)
    assert (down.status_code, down.headers["x-auth-status"], down.headers["retry-after"]) == (403, "503", "1")


@pytest.fixture
def app_closing() -> Any:
    def close(client: httpx.AsyncClient) -> None:
        client._transport.app.state.gate.recorder._closing = True

    return close


async def test_the_same_id_of_the_proxy_is_one_charge_for_the_same_key_method_and_uri(proxy, holder):
    other = await keys.create_key(SYSTEM, user_id=holder.user.id, name="Other")
    for _ in range(3):
        await proxy.get("/forward-auth/", headers=from_traefik(holder, more="id=a"))
    assert await used() == 1
    for headers in (
        from_traefik(holder, more="id=b"), from_traefik(holder, "PUT", more="id=a"), from_traefik(holder, uri="/reports?a=2", more="id=a"),
        from_traefik(holder, more="id=a") | {"x-api-key": other.secret}, from_traefik(holder), from_traefik(holder) | {"x-request-id": "a"},
    ):  # fmt: skip
        assert (await proxy.get("/forward-auth/", headers=headers)).status_code == 200
    assert await used() == 7


async def test_a_preflight_passes_uncounted_only_where_it_was_opted_in(proxy, holder):
    preflight = {"origin": "https://a.example", "access-control-request-method": "PUT", "x-forwarded-method": "OPTIONS"}
    for more, headers, status in (
        ("preflight=allow", preflight, 200), ("", preflight, 401), ("preflight=allow", preflight | {"x-forwarded-method": "GET"}, 401),
        ("preflight=allow", {"x-forwarded-method": "OPTIONS"}, 401),
    ):  # fmt: skip
        answer = await proxy.get("/forward-auth/", headers=said(more) | headers)
        assert answer.status_code == status
        assert [answer.headers[name] for name in IDENTITY] == [""] * 3
    assert await metering.query_usage(SYSTEM, meters=["api_calls"]) and await used() == 0


async def test_a_keys_addresses_are_held_against_the_last_hop_that_the_proxy_saw(proxy, holder):
    bound = await keys.create_key(SYSTEM, user_id=holder.user.id, name="Bound", allowed_networks=["192.0.2.0/24"])
    for hops, status in (
        ("192.0.2.7", 200),
        ("198.51.100.1, 192.0.2.7", 200),
        ("192.0.2.7, 198.51.100.1", 403),
        ("", 403),
    ):
        headers = from_traefik(holder) | {"x-api-key": bound.secret, "x-forwarded-for": hops}
        assert (await proxy.get("/forward-auth/", headers=headers)).status_code == status, hops
