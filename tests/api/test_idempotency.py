"""Idempotency-Key over REST: one effect, the same answer, and never the secret again."""

import asyncio
from datetime import timedelta
from typing import Any

import httpx
import pytest
from fastapi import FastAPI

from api.idempotency import SAFE
from core import accounts, idempotency, keys
from core.accounts import SYSTEM, User
from core.audit import AuditEntry
from core.database import fetch
from core.keys import ApiKey
from tests.conftest import Bearer, Holder

KEY = {"idempotency-key": "order-4711"}


async def create_user(
    client: httpx.AsyncClient, bearer: Bearer, name: str = "Basalt", **headers: str
) -> httpx.Response:
    return await client.post("/v1/users", json={"name": name}, headers=bearer.headers | KEY | headers)


async def test_a_hundred_at_once_have_one_effect_and_equal_answers(client: httpx.AsyncClient, bearer: Bearer) -> None:
    async def ask() -> httpx.Response:
        # 503: all connections are in use. Who has a key may always ask again.
        while (answer := await create_user(client, bearer)).status_code in (409, 503):
            assert answer.json()["code"] in ("request_in_flight", "database_unavailable")
            await asyncio.sleep(0.01)
        return answer

    answers = await asyncio.gather(*(ask() for _ in range(100)))
    assert {(answer.status_code, answer.text) for answer in answers} == {(201, answers[0].text)}
    assert sum("idempotency-replayed" not in answer.headers for answer in answers) == 1
    assert await User.all().count() == 1
    assert await AuditEntry.filter(action="user.create").count() == 1


async def test_another_body_is_refused_and_another_operation_or_actor_is_another_request(
    client: httpx.AsyncClient, bearer: Bearer
) -> None:
    first = await create_user(client, bearer)
    other = await create_user(client, bearer, name="Other")
    assert (other.status_code, other.json()["code"]) == (422, "idempotency_key_reused")
    plan = {"slug": "p", "name": "p", "currency": "USD", "charges": []}
    assert (await client.post("/v1/plans", json=plan, headers=bearer.headers | KEY)).status_code == 201
    second = await accounts.issue_token(SYSTEM, admin_id=bearer.admin_id, name="second")
    again = await create_user(client, Bearer(bearer.admin_id, second.secret))
    assert again.json()["id"] != first.json()["id"]
    assert await User.all().count() == 2


async def test_a_secret_is_shown_once(client: httpx.AsyncClient, bearer: Bearer, holder: Holder) -> None:
    body = {"user_id": str(holder.user.id), "name": "New"}
    first = await client.post("/v1/keys", json=body, headers=bearer.headers | KEY)
    again = await client.post("/v1/keys", json=body, headers=bearer.headers | KEY)
    secret = first.json()["secret"]
    assert secret.startswith("km_live_") and again.json() == first.json() | {"secret": "already_shown"}
    assert await ApiKey.all().count() == 2
    rows = await fetch("SELECT encode(body, 'escape') AS text FROM idempotency_keys")
    assert all(secret not in row["text"] for row in rows)


async def test_what_failed_had_no_effect_and_may_be_tried_again(client: httpx.AsyncClient, bearer: Bearer) -> None:
    await accounts.create_user(SYSTEM, name="first", external_id="crm-1")
    body = {"name": "second", "external_id": "crm-1"}
    refused = await client.post("/v1/users", json=body, headers=bearer.headers | KEY)
    assert refused.status_code == 409
    await fetch("UPDATE users SET external_id = 'crm-2'")
    assert (await client.post("/v1/users", json=body, headers=bearer.headers | KEY)).status_code == 201
    invalid = await client.post("/v1/users", json={"nam": 1}, headers=bearer.headers | {"idempotency-key": "other"})
    assert invalid.status_code == 422
    assert await idempotency.IdempotencyKey.all().count() == 1


async def test_an_effect_whose_answer_cannot_be_stored_did_not_happen(
    client: httpx.AsyncClient, bearer: Bearer, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(_: bytes) -> bytes:
        raise RuntimeError("the answer cannot be stored")

    monkeypatch.setattr("core.idempotency.once._without_secrets", broken)
    assert (await create_user(client, bearer)).status_code == 500
    assert await User.all().count() == 0


async def test_a_key_is_forgotten_after_a_day(client: httpx.AsyncClient, bearer: Bearer) -> None:
    await create_user(client, bearer)
    assert await idempotency.forget_keys() == 0
    await fetch("UPDATE idempotency_keys SET created_at = created_at - $1::interval", timedelta(hours=24))
    assert (await create_user(client, bearer)).headers.get("idempotency-replayed") is None
    assert await User.all().count() == 2
    await fetch("UPDATE idempotency_keys SET created_at = created_at - $1::interval", timedelta(hours=24))
    assert await idempotency.forget_keys() == 1


@pytest.mark.parametrize("key", ["", "x" * 201, "with blank", "é"])
async def test_what_is_no_key_is_refused(client: httpx.AsyncClient, bearer: Bearer, key: str) -> None:
    headers: Any = {**bearer.headers, "idempotency-key": key.encode("latin-1")}
    answer = await client.post("/v1/users", json={"name": "n"}, headers=headers)
    assert (answer.status_code, answer.json()["field"]) == (422, "Idempotency-Key")
    assert await User.all().count() == 0


async def test_nobody_who_may_not_ask_gets_an_answer(client: httpx.AsyncClient, bearer: Bearer, holder: Holder) -> None:
    await create_user(client, bearer)
    assert (await client.post("/v1/users", json={"name": "Basalt"}, headers=KEY)).status_code == 401
    issued = await keys.create_key(SYSTEM, user_id=holder.user.id, name="a", scopes=["account"])
    refused = await client.post("/v1/users", json={"name": "Basalt"}, headers=KEY | {"x-api-key": issued.secret})
    assert refused.status_code == 401
    revoked = await accounts.issue_token(SYSTEM, admin_id=bearer.admin_id, name="r")
    made = await create_user(client, Bearer(bearer.admin_id, revoked.secret))
    await accounts.revoke_token(SYSTEM, revoked.token.id)
    assert made.status_code == 201
    assert (await create_user(client, Bearer(bearer.admin_id, revoked.secret))).status_code == 401


def test_every_unsafe_route_of_management_takes_the_key(app: FastAPI) -> None:
    """Metered routes are the vendor's own; what it promises its callers is its own affair. Events carry ids of
    their own, by which each counts once for ever; verifications a request id."""
    for path, operations in app.openapi()["paths"].items():
        for method, operation in operations.items():
            if (
                path.startswith("/v1/")
                and "/samples/" not in path
                and path not in ("/v1/events", "/v1/keys/verify", "/v1/keys/verify/batch")
                and method.upper() not in SAFE
            ):
                names = [parameter["name"] for parameter in operation.get("parameters", [])]
                assert "Idempotency-Key" in names, (method, path)
