"""Whatever a client sends, the answer is a refusal that names the field, and never an error of ours."""

import json
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from fastapi import FastAPI

from core import accounts, keys, metering, plans
from core.accounts import SYSTEM
from core.database import fetch
from tests.conftest import Bearer, Holder
from tests.support.patience import NIGHTLY

NASTY: tuple[Any, ...] = (
    "", " ", "\0", "a\0b", "\x1b[31m", "\ufffe", "\U0001f600" * 300, "x" * 60_000, "'; DROP TABLE users; --", "%", "..", "null",
    "{{7*7}}", "$1", "-1", "0", "1e309", "NaN", "Infinity", "99999999999999999999", "0001-01-01T00:00:00+14:00",
    "9999-12-31T23:59:59.999999-14:00", "2026-02-30T00:00:00Z", "2026-01-01T00:00:00", "00000000-0000-0000-0000-000000000000",
    "true", "[]", "Zm9v", "MjAyNi0wMS0wMVQwMDowMDowMCswMDowMB94",
)  # fmt: skip
NASTY_JSON: tuple[Any, ...] = (
    "", "\0", "a\0b", "\ud800", "\U0001f600" * 300, "x" * 60_000, "1e309", "NaN", "9999-12-31T23:59:59.999999-14:00",
    "2026-01-01T00:00:00", None, True, 0, -1, 10**30, 0.1, 1e308, [], {}, [None], [[]], ["\0"], {"a": None}, {"\0": "b"},
    {"\ud800": "x"}, ["\udfff"], ["a"] * 1000, {str(n): "x" for n in range(100)},
)  # fmt: skip


@pytest.fixture
async def rig(client: httpx.AsyncClient, bearer: Bearer, holder: Holder) -> httpx.AsyncClient:
    client.headers.update(bearer.headers)
    await plans.create_plan(SYSTEM, slug="growth", name="g", currency="USD", charges=[])
    return client


def parameters(document: dict[str, Any]) -> Iterator[tuple[str, str, dict[str, Any]]]:
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            for parameter in operation.get("parameters", []):
                yield method.upper(), path, parameter


def check(answer: httpx.Response, what: Any) -> None:
    assert answer.status_code < 500, (what, answer.text)
    if answer.status_code >= 400:
        assert answer.headers["content-type"] == "application/problem+json", what
        assert answer.json()["code"] != "internal", what
        assert len(answer.content) < 2000, what


async def test_no_parameter_whatever_its_value_is_an_error_of_ours(
    app: FastAPI, rig: httpx.AsyncClient, holder: Holder
) -> None:
    known = {"user": str(holder.user.id), "key_id": str(holder.key.id), "slug": "growth"}
    asked = 0
    for number, (method, path, parameter) in enumerate(parameters(app.openapi())):
        if method != "GET" or path.startswith("/v1/samples/slow"):
            continue
        # By day each parameter meets a third of them, in turn, by night all.
        nasty = NASTY if NIGHTLY else NASTY[number % 3 :: 3]
        for value in nasty:
            target, query = path, {}
            if parameter["in"] == "path":
                encoded = "".join(f"%{byte:02X}" for byte in value.encode())[:6000] or "%20"
                target = path.replace(f"{{{parameter['name']}}}", encoded)
            else:
                query = {parameter["name"]: value}
            for name, good in known.items():
                target = target.replace(f"{{{name}}}", good)
            check(await rig.get(target, params=query or None), (path, parameter["name"], value[:40]))
            asked += 1
    assert asked > (1500 if NIGHTLY else 500)


BODIES: dict[str, dict[str, Any]] = {
    "POST /v1/users": {"name": "n", "external_id": "e", "email": "a@b.example", "currency": "USD", "time_zone": "UTC",
                       "metadata": {}},
    "PATCH /v1/users/{user}": {"name": "n", "external_id": "e2", "email": "a@b.example", "time_zone": "UTC", "status": "active",
                               "metadata": {}},
    "POST /v1/users/{user}/subscriptions": {"plan": "nothing", "starts_at": "2026-01-01T00:00:00Z"},
    "POST /v1/keys": {"user_id": "{user}", "name": "n", "live": True, "scopes": [], "allowed_networks": [],
                      "expires_at": "2030-01-01T00:00:00Z", "metadata": {}},
    "PATCH /v1/keys/{key_id}": {"name": "n", "scopes": [], "allowed_networks": [], "expires_at": "2100-01-01T00:00:00Z",
                                "metadata": {}},
    "POST /v1/keys/{key_id}/rotate": {"grace_seconds": 0},
    "POST /v1/meters": {"slug": "api_calls", "name": "n", "event_type": "t", "aggregation": "sum", "value_property": "a",
                        "unit": "u", "description": "d"},
    "POST /v1/keys/verify": {"key": "km_live_x", "meter": "api_calls", "units": 1, "scope": "llm", "ip": "192.0.2.7",
                             "request_id": "r"},
    "POST /v1/reservations": {"user": "{user}", "meter": "api_calls", "units": "1", "ttl_seconds": 60, "id": "i",
                              "scope": "llm", "ip": "192.0.2.7"},
    "POST /v1/plans": {"slug": "growth", "name": "n", "description": "d", "currency": "USD", "charges": []},
    "POST /v1/plans/{slug}/versions": {"currency": "USD", "charges": [{"name": "c", "model": "flat", "amount": "1"}]},
}  # fmt: skip
CHARGE = {"name": "c", "model": "per_unit", "amount": "1", "meter": "api_calls", "included": "5"}


async def send(rig: httpx.AsyncClient, holder: Holder, route: str, body: Any) -> httpx.Response:
    method, path = route.split(" ")
    path = (
        path.replace("{user}", str(holder.user.id)).replace("{key_id}", str(holder.key.id)).replace("{slug}", "growth")
    )
    # As bytes, because lone surrogates and NaN are things that a JSON encoder may refuse and a client may still send.
    content = json.dumps(body).replace('"{user}"', f'"{holder.user.id}"').encode("utf-8", "surrogatepass")
    return await rig.request(method, path, content=content, headers={"content-type": "application/json"})


async def test_no_body_whatever_is_in_it_is_an_error_of_ours(rig: httpx.AsyncClient, holder: Holder) -> None:
    await metering.ensure_call_meters(["api_calls"])
    for route, good in BODIES.items():
        for field in good:
            for value in NASTY_JSON:
                body = {field: value} if route.startswith("PATCH") else good | {field: value}
                answer = await send(rig, holder, route, body)
                check(answer, (route, field, str(value)[:40]))
                if answer.status_code != 422 or "is not JSON" in answer.text or "either a key or a user" in answer.text:
                    continue  # half a character is no text that a field could be found in; two fields may be at fault
                if answer.json()["code"] not in ("invalid_time_range",):
                    assert answer.json().get("field", "").split(".")[0] == field, (
                        route,
                        field,
                        str(value)[:40],
                        answer.text,
                    )
        for value in NASTY_JSON:
            check(await send(rig, holder, route, value), (route, "the body", str(value)[:40]))
        answer = await send(rig, holder, route, good | {"surprise": 1})
        assert (answer.status_code, answer.json()["field"]) == (422, "surprise"), route
        check(await send(rig, holder, route, good | {"\ud800": 1}), route)


async def test_no_charge_whatever_is_in_it_is_an_error_of_ours(rig: httpx.AsyncClient, holder: Holder) -> None:
    await metering.ensure_call_meters(["api_calls"])
    for field in CHARGE:
        for value in NASTY_JSON:
            answer = await send(rig, holder, "POST /v1/plans/{slug}/versions", {"charges": [CHARGE | {field: value}]})
            check(answer, (field, str(value)[:40]))
            if answer.status_code == 422:
                assert answer.json()["field"].startswith("charges"), (field, str(value)[:40])


async def test_exact_numbers_are_strings_or_whole_and_never_floats(rig: httpx.AsyncClient, holder: Holder) -> None:
    await metering.ensure_call_meters(["api_calls"])
    for value, ok in (
        ("0.1", True), ("0.10", True), (1, True), ("12", True), ("000.5", True), (0.1, False), (1.0, False), ("1e3", False),
        (" 1", False), ("1 ", False), ("1_000", False), ("+1", False), (".5", False), ("5.", False), ("١", False), ("", False),
        (True, False), (None, False), ("NaN", False), ("Infinity", False), ("-1", False), ("1" * 41, False), (10**40, False),
    ):  # fmt: skip
        body = {"charges": [CHARGE | {"amount": value}]}
        answer = await send(rig, holder, "POST /v1/plans/{slug}/versions", body)
        assert (answer.status_code == 201) is ok, (value, answer.text)
        if not ok:
            assert answer.json()["field"] == "charges.0.amount", value


async def test_a_body_that_is_no_json_is_refused_in_words(rig: httpx.AsyncClient) -> None:
    for content in (
        b"",
        b"{",
        b"[1,",
        b"\xff\xfe",
        b'{"name": "\xff"}',
        b"[" * 20_000,
        b'{"name": NaN}',
        b"nope",
        b"\0",
    ):
        answer = await rig.post("/v1/users", content=content, headers={"content-type": "application/json"})
        check(answer, content[:40])
        assert answer.status_code in (400, 422), content[:40]
        assert not str(answer.json().get("field", "")).isdigit()
    for kind in ("text/plain", "application/xml", "application/x-www-form-urlencoded", "multipart/form-data"):
        answer = await rig.post("/v1/users", content=b'{"name": "n"}', headers={"content-type": kind})
        assert answer.status_code in (400, 415, 422), kind
    assert (await fetch("SELECT count(*) AS n FROM users"))[0]["n"] == 1


async def test_what_a_change_may_not_take_away_is_not_taken_away_by_null(
    rig: httpx.AsyncClient, holder: Holder
) -> None:
    for route, fields in (
        ("PATCH /v1/users/{user}", ("name", "time_zone", "status", "metadata")),
        ("PATCH /v1/keys/{key_id}", ("name", "scopes", "allowed_networks", "expires_at", "metadata")),
    ):
        for field in fields:
            answer = await send(rig, holder, route, {field: None})
            assert (answer.status_code, answer.json()["field"]) == (422, field)
        assert (await send(rig, holder, route, {})).status_code == 200
    await accounts.update_user(SYSTEM, holder.user.id, email="a@b.example", external_id="x")
    answer = await send(rig, holder, "PATCH /v1/users/{user}", {"email": None, "external_id": None})
    assert (answer.json()["email"], answer.json()["external_id"]) == (None, None)
    assert (await keys.get_key(SYSTEM, holder.key.id)).name == "Production"
