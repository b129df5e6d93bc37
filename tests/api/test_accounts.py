"""Users and keys over REST."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import httpx
import pytest

from core.clock import now
from tests.conftest import Bearer
from tests.support.patience import within
from tests.support.waiting import eventually


@pytest.fixture
async def vendor(client: httpx.AsyncClient, bearer: Bearer) -> httpx.AsyncClient:
    """The vendor's back end, by an admin token."""
    client.headers.update(bearer.headers)
    return client


async def made(vendor: httpx.AsyncClient, path: str, **body: Any) -> dict[str, Any]:
    answer = await vendor.post(path, json=body)
    assert answer.status_code == 201, answer.text
    return dict(answer.json())


async def test_a_user_is_made_found_changed_and_suspended(vendor: httpx.AsyncClient) -> None:
    user = await made(
        vendor, "/v1/users", name="Basalt AI", external_id="crm/47 11", email="API@Basalt.example", currency="EUR",
        time_zone="Asia/Kolkata", metadata={"a": "b"},
    )  # fmt: skip
    assert UUID(user["id"])
    assert datetime.fromisoformat(user["created_at"]).tzinfo is not None
    assert {name: user[name] for name in ("email", "currency", "time_zone", "status", "metadata")} == {
        "email": "api@basalt.example", "currency": "EUR", "time_zone": "Asia/Kolkata", "status": "active",
        "metadata": {"a": "b"},
    }  # fmt: skip
    assert (await vendor.get(f"/v1/users/{user['id']}")).json() == user
    changed = (
        await vendor.patch(f"/v1/users/{user['id']}", json={"external_id": "crm-4711", "status": "suspended"})
    ).json()
    assert changed == user | {"external_id": "crm-4711", "status": "suspended"}
    assert (await vendor.get("/v1/users/crm-4711")).json() == changed
    again = await vendor.post("/v1/users", json={"name": "Other", "external_id": "crm-4711"})
    assert (again.status_code, again.json()["code"]) == (409, "already_exists")


async def test_pages_follow_each_other_to_the_last(vendor: httpx.AsyncClient) -> None:
    users = [await made(vendor, "/v1/users", name=f"User {number}") for number in range(5)]
    seen, query = [], {"limit": "2", "search": "user"}
    while True:
        page = (await vendor.get("/v1/users", params=query)).json()
        seen += [user["id"] for user in page["items"]]
        if page["next_cursor"] is None:
            break
        query["cursor"] = page["next_cursor"]
    assert seen == [user["id"] for user in reversed(users)]


async def test_a_secret_is_shown_once_and_then_never_again(vendor: httpx.AsyncClient) -> None:
    user = await made(vendor, "/v1/users", name="u")
    issued = await made(vendor, "/v1/keys", user_id=user["id"], name="Production", scopes=["b", "a"])
    secret, key = issued["secret"], issued["key"]
    assert secret.startswith("km_live_") and len(secret) == 8 + 37 + 6
    assert (key["prefix"], key["last4"], key["scopes"], key["status"]) == (
        secret[:12],
        secret[-4:],
        ["a", "b"],
        "active",
    )
    at = f"/v1/keys/{key['id']}"
    answers = [
        await vendor.get(at),
        await vendor.get("/v1/keys"),
        await vendor.patch(at, json={"name": "Renamed"}),
        await vendor.post(f"{at}/rotate", json={"grace_seconds": 60}),
        await vendor.post(f"{at}/disable"),
        await vendor.post(f"{at}/enable"),
        await vendor.post(f"{at}/revoke"),
    ]
    assert [answer.status_code for answer in answers] == [200, 200, 200, 201, 200, 200, 200]
    assert all(secret[12:-4] not in answer.text for answer in answers)
    statuses = [answer.json().get("status") for answer in answers[4:]]
    assert statuses == ["disabled", "rotating", "revoked"]
    assert answers[3].json()["secret"] != secret


async def test_rotation_says_when_the_old_secret_ends(vendor: httpx.AsyncClient) -> None:
    user = await made(vendor, "/v1/users", name="u")
    key = (await made(vendor, "/v1/keys", user_id=user["id"], name="k"))["key"]
    before = now()
    successor = (await made(vendor, f"/v1/keys/{key['id']}/rotate", grace_seconds=3600))["key"]
    old = (await vendor.get(f"/v1/keys/{key['id']}")).json()
    end = datetime.fromisoformat(old["expires_at"])
    assert before + timedelta(hours=1) <= end <= now() + timedelta(hours=1)
    assert (old["status"], old["replaced_by_id"]) == ("rotating", successor["id"])
    assert (successor["status"], successor["expires_at"]) == ("active", None)
    twice = await vendor.post(f"/v1/keys/{key['id']}/rotate", json={})
    assert (twice.status_code, twice.json()["code"]) == (409, "key_already_rotated")
    for grace in (-1, 30 * 86400 + 1, "soon", 0.5):
        refused = await vendor.post(f"/v1/keys/{successor['id']}/rotate", json={"grace_seconds": grace})
        assert (refused.status_code, refused.json()["field"]) == (422, "grace_seconds")


async def test_a_key_that_was_used_says_when(vendor: httpx.AsyncClient, app: Any) -> None:
    user = await made(vendor, "/v1/users", name="u")
    issued = await made(vendor, "/v1/keys", user_id=user["id"], name="k")
    before = now()
    assert (await vendor.get("/v1/samples/ping", headers={"x-api-key": issued["secret"]})).status_code == 200
    await app.state.gate._activity.flush()  # it is written every few seconds

    async def used() -> bool:
        key = (await vendor.get(f"/v1/keys/{issued['key']['id']}")).json()
        return key["last_used_at"] is not None and datetime.fromisoformat(key["last_used_at"]) >= before

    assert await eventually(used) < within(1.0)


async def test_keys_are_listed_for_one_user_or_for_all(vendor: httpx.AsyncClient) -> None:
    ids = []
    for name in "ab":
        user = await made(vendor, "/v1/users", name=name)
        ids.append((user["id"], (await made(vendor, "/v1/keys", user_id=user["id"], name="k"))["key"]["id"]))
    for user_id, key_id in ids:
        page = (await vendor.get("/v1/keys", params={"user_id": user_id})).json()
        assert [key["id"] for key in page["items"]] == [key_id]
    everybody = (await vendor.get("/v1/keys")).json()
    assert [key["id"] for key in everybody["items"]] == [ids[1][1], ids[0][1]]


async def test_what_does_not_exist_is_404(vendor: httpx.AsyncClient) -> None:
    nobody = "00000000-0000-7000-8000-000000000000"
    for method, path, code in (
        ("GET", f"/v1/users/{nobody}", "user_not_found"), ("GET", "/v1/users/nobody", "user_not_found"),
        ("PATCH", "/v1/users/nobody", "user_not_found"), ("GET", f"/v1/keys/{nobody}", "key_not_found"),
        ("PATCH", f"/v1/keys/{nobody}", "key_not_found"), ("POST", f"/v1/keys/{nobody}/revoke", "key_not_found"),
        ("GET", f"/v1/keys?user_id={nobody}", "user_not_found"), ("GET", "/v1/nowhere", "not_found"),
    ):  # fmt: skip
        answer = await vendor.request(method, path, json={} if method == "PATCH" else None)
        assert (answer.status_code, answer.json()["code"]) == (404, code), path
        assert answer.headers["content-type"] == "application/problem+json"
