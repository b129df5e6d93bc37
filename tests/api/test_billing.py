"""Meters, plans, usage and estimates over REST: exact numbers as strings from end to end."""

import json
from typing import Any

import httpx
import pytest

from core.clock import now
from core.periods import calendar_month_at
from tests.conftest import Bearer

CHARGES = [
    {"name": "Base fee", "model": "flat", "amount": "49"},
    {"name": "API calls", "model": "per_unit", "amount": "0.002", "meter": "api_calls", "included": 1},
]


@pytest.fixture
async def vendor(client: httpx.AsyncClient, bearer: Bearer) -> httpx.AsyncClient:
    client.headers.update(bearer.headers)
    return client


async def made(vendor: httpx.AsyncClient, path: str, **body: Any) -> dict[str, Any]:
    answer = await vendor.post(path, json=body)
    assert answer.status_code in (200, 201), answer.text
    return dict(answer.json())


async def test_a_plan_is_drafted_published_and_drafted_anew(vendor: httpx.AsyncClient) -> None:
    plan = await made(vendor, "/v1/plans", slug="growth", name="Growth", charges=CHARGES)
    (version,) = plan["versions"]
    assert (version["number"], version["status"], version["published_at"]) == (1, "draft", None)
    assert [(each["amount"], each["included"]) for each in version["charges"]] == [("49.00", "0"), ("0.002", "1")]
    published = await made(vendor, "/v1/plans/growth/publish")
    assert published["versions"][0]["status"] == "published"
    drafted = await made(vendor, "/v1/plans/growth/versions", currency="JPY", charges=[CHARGES[0]])
    assert drafted["versions"][0] == published["versions"][0]
    assert [each["amount"] for each in drafted["versions"][1]["charges"]] == ["49"]
    assert (await vendor.get("/v1/plans/growth")).json() == drafted
    assert (await vendor.get("/v1/plans")).json() == [drafted]
    for path, body, status, code in (
        ("/v1/plans", {"slug": "growth", "name": "n", "charges": []}, 409, "already_exists"),
        ("/v1/plans/nothing/publish", None, 404, "plan_not_found"),
        ("/v1/plans/growth/versions", {"currency": "EURO", "charges": []}, 422, "unknown_currency"),
        ("/v1/plans/growth/versions", {"charges": [CHARGES[1] | {"meter": "nothing"}]}, 404, "meter_not_found"),
    ):
        answer = await vendor.post(path, json=body)
        assert (answer.status_code, answer.json()["code"]) == (status, code), path


async def test_a_call_is_on_the_estimate_a_moment_later(vendor: httpx.AsyncClient) -> None:
    """From a plan over a subscription, a key and calls to what is owed, and back to each call."""
    await made(vendor, "/v1/plans", slug="growth", name="Growth", charges=CHARGES)
    await made(vendor, "/v1/plans/growth/publish")
    user = await made(vendor, "/v1/users", name="u", external_id="crm-1")
    month = calendar_month_at(now(), "UTC").start.isoformat()
    subscription = await made(vendor, "/v1/users/crm-1/subscriptions", plan="growth", starts_at=month)
    assert subscription["user_id"] == user["id"]
    assert (await vendor.get("/v1/users/crm-1/subscriptions")).json() == [subscription]
    issued = await made(vendor, "/v1/keys", user_id=user["id"], name="k", scopes=["account"])
    own = {"x-api-key": issued["secret"]}
    for _ in range(3):
        assert (await vendor.get("/v1/samples/ping", headers=own)).status_code == 200
    words = await vendor.post("/v1/samples/text-statistics", headers=own, json={"text": "to be or not to be"})
    assert words.json() == {"characters": 18, "words": 6, "longest_word": "not"}

    del vendor.headers["authorization"]  # from here on as the user itself
    usage = (await vendor.get("/v1/usage", headers=own, params={"group_by": ["key"]})).json()
    assert len(usage["windows"]) == 1
    assert [(row["meter"], row["events"], row["quantity"], row["key_id"]) for row in usage["rows"]] == [
        ("api_calls", 4, "4", issued["key"]["id"]), ("words", 1, "6", issued["key"]["id"]),
    ]  # fmt: skip
    estimate = (await vendor.get("/v1/users/crm-1/estimate", headers=own)).json()
    assert (estimate["currency"], estimate["total_to_date"]) == ("USD", "49.01")
    assert [line["to_date"] for line in estimate["lines"]] == [
        {"quantity": "1", "amount": "49.00", "explanation": "flat fee = $49.00"},
        {"quantity": "4", "amount": "0.01",
         "explanation": "4 calls - 1 included = 3 x $0.002 = $0.006, rounded to $0.01"},
    ]  # fmt: skip
    assert [(each["name"], each["quantity"]) for each in estimate["unpriced"]] == [("Words", "6")]
    log = (await vendor.get("/v1/events", headers=own, params={"limit": 3, "search": "/v1/samples"})).json()
    assert [event["properties"]["route"] for event in log["items"]] == ["/v1/samples/text-statistics"] + [
        "/v1/samples/ping"
    ] * 2
    rest = (await vendor.get("/v1/events", headers=own, params={"cursor": log["next_cursor"]})).json()
    assert (len(rest["items"]), rest["next_cursor"]) == (1, None)


async def test_no_answer_holds_a_number_with_a_point(vendor: httpx.AsyncClient) -> None:
    """Such a number would pass through a float in most clients."""
    await made(vendor, "/v1/plans", slug="growth", name="Growth", charges=CHARGES)
    await made(vendor, "/v1/plans/growth/publish")
    user = await made(vendor, "/v1/users", name="u")
    await made(vendor, f"/v1/users/{user['id']}/subscriptions", plan="growth")
    issued = await made(vendor, "/v1/keys", user_id=user["id"], name="k")
    await vendor.get("/v1/samples/ping", headers={"x-api-key": issued["secret"]})
    for path in ("/v1/usage", f"/v1/users/{user['id']}/estimate", "/v1/plans"):
        json.loads((await vendor.get(path)).content, parse_float=_no_float)


def _no_float(text: str) -> float:
    raise AssertionError(f"{text} is no string")


async def test_usage_is_asked_for_by_window_zone_range_and_group(vendor: httpx.AsyncClient) -> None:
    query = {
        "from": "2026-03-28T22:30:00+00:00", "to": "2026-03-30T22:00:00Z", "window": "day", "zone": "Europe/Berlin",
        "group_by": ["user", "key"], "meter": ["api_calls"], "live": "false",
    }  # fmt: skip
    answer = (await vendor.get("/v1/usage", params=query)).json()
    assert [(window["start"], window["end"]) for window in answer["windows"]] == [
        ("2026-03-28T22:30:00Z", "2026-03-28T23:00:00Z"), ("2026-03-28T23:00:00Z", "2026-03-29T22:00:00Z"),
        ("2026-03-29T22:00:00Z", "2026-03-30T22:00:00Z"),
    ]  # fmt: skip
    assert answer["rows"] == []
    for query, status, code in (
        ({"from": "2026-03-28T22:30:00"}, 422, "invalid_input"), ({"window": "year"}, 422, "invalid_input"),
        ({"zone": "Berlin"}, 422, "unknown_time_zone"), ({"group_by": "meter"}, 422, "invalid_input"),
        ({"meter": "nothing"}, 404, "meter_not_found"), ({"from": "2026-03-02T00:00:00Z", "to": "2026-03-01T00:00:00Z"}, 422,
                                                         "invalid_time_range"),
        ({"window": "minute", "from": "2020-01-01T00:00:00Z"}, 422, "invalid_time_range"),
    ):  # fmt: skip
        refused = await vendor.get("/v1/usage", params=query)  # type: ignore[arg-type]
        assert (refused.status_code, refused.json()["code"]) == (status, code), query


async def test_a_meter_is_made_and_shown(vendor: httpx.AsyncClient) -> None:
    body = {"slug": "tokens", "name": "Tokens", "value_property": "units.tokens", "unit": "tokens"}
    meter = await made(vendor, "/v1/meters", **body)
    assert (meter["event_type"], meter["aggregation"]) == ("api.call", "sum")
    assert (await vendor.get("/v1/meters/tokens")).json() == meter
    slugs = [each["slug"] for each in (await vendor.get("/v1/meters")).json()]
    assert slugs == sorted(slugs)
    assert {"api_calls", "tokens", "words"} <= set(slugs)
    again = await vendor.post("/v1/meters", json=body)
    assert (again.status_code, again.json()["code"]) == (409, "already_exists")
