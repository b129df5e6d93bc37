"""Verification over REST: the guard's decision, recorded before the answer; asked again, the same and one charge."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from decimal import Decimal
from typing import Any

import httpx
import pytest
from fastapi import FastAPI

from core import accounts, gate, keys, limits, metering
from core.accounts import SYSTEM
from core.clock import now
from core.database import fetch
from core.gate.answers import AnsweredError, find_answer
from core.gate.calls import Keepsake
from core.settings import Settings
from main import create_app
from tests.conftest import Bearer, Holder
from tests.support.calls import call_of, record
from tests.support.door import serving
from tests.support.ledger import check_ledger
from tests.support.waiting import eventually

PATH = "/v1/keys/verify"


@pytest.fixture
async def ask(client: httpx.AsyncClient, bearer: Bearer, holder: Holder) -> Any:
    client.headers.update(bearer.headers)

    async def ask(**body: Any) -> dict[str, Any]:
        answer = await client.post(PATH, json={"key": holder.secret} | body)
        assert answer.status_code == 200, answer.text
        return answer.json()

    return ask


@pytest.fixture
async def elsewhere(app: FastAPI, settings: Settings, bearer: Bearer) -> AsyncIterator[httpx.AsyncClient]:
    """Another worker of the same installation."""
    async with serving(create_app(settings), settings) as client:
        client.headers.update(bearer.headers)
        yield client


async def used(meter: str = "api_calls") -> Decimal:
    return (await metering.query_usage(SYSTEM, meters=[meter])).total()


async def test_what_is_allowed_is_recorded_before_the_answer(ask, holder, database):
    answer = await ask(units="2.5", meter="words", request_id="req-1")
    assert answer["allowed"] and answer["code"] is None
    assert (answer["user_id"], answer["key_id"]) == (str(holder.user.id), str(holder.key.id))
    (event,) = await fetch("SELECT id_hash, properties->>'request_id' AS request_id FROM usage_events")
    assert (str(event["id_hash"]), event["request_id"]) == (answer["event_id"], "req-1")
    assert await used("words") == Decimal("2.5")
    await check_ledger(database)


async def test_what_is_refused_is_an_answer_that_says_why_and_costs_nothing(ask, holder, bearer):
    other = await accounts.create_user(SYSTEM, name="Slate")
    made = {
        "disabled_key": {}, "expired_key": {"expires_at": now() + timedelta(seconds=0.2)},
        "address_not_allowed": {"allowed_networks": ["192.0.2.0/24"]}, "user_suspended": {"user_id": other.id},
    }  # fmt: skip
    secrets = {}
    for code, more in made.items():
        issued = await keys.create_key(SYSTEM, **({"user_id": holder.user.id, "name": code} | more))
        secrets[code] = issued.secret
        if code == "disabled_key":
            await keys.disable_key(SYSTEM, issued.key.id)
    await accounts.update_user(SYSTEM, other.id, status="suspended")
    await fetch("UPDATE api_keys SET expires_at = created_at WHERE name = 'expired_key'")
    for code, secret in secrets.items():
        answer = await ask(key=secret, ip="198.51.100.7")
        assert (answer["allowed"], answer["code"]) == (False, code) and answer["detail"]
        assert (answer["key_id"] is None) == (code == "expired_key")
    for code, body in {
        "missing_scope": {"scope": "llm"}, "malformed_key": {"key": "km_live_x"}, "unknown_key": {"key": bearer.secret.replace("admin", "live")},
    }.items():  # fmt: skip
        answer = await ask(**body)
        assert not answer["allowed"] and answer["code"] in (code, "malformed_key")
    assert await fetch("SELECT 1 FROM usage_events") == []
    assert (await ask(key=secrets["address_not_allowed"], ip="192.0.2.7"))["allowed"]


async def test_a_limit_holds_here_too_and_says_where_the_caller_stands(ask, holder):
    await limits.set_limit(SYSTEM, holder.user.id, meter="api_calls", period="month", cap=10)
    granted, refused = await ask(units=7), await ask(units=7)
    assert (granted["allowed"], granted["limit"]["name"], granted["limit"]["remaining"]) == (True, "month", "3")
    assert (refused["allowed"], refused["code"], refused["limit"]["remaining"]) == (False, "quota_exceeded", "3")
    assert refused["retry_after_seconds"] > 0 and refused["user_id"] == str(holder.user.id)
    assert await used() == 7
    await limits.set_rate_limit(SYSTEM, holder.user.id, calls=1, seconds=60)

    async def too_fast() -> bool:
        answer = await ask(units=0)
        return answer["code"] == "rate_limited" and answer["rate"]["remaining"] == "0" and answer["limit"] is None

    await eventually(too_fast)


async def test_every_limit_that_was_asked_is_told_the_tightest_first(ask, holder):
    for period, cap in (("hour", 9), ("day", 5), ("month", 20)):
        await limits.set_limit(SYSTEM, holder.user.id, meter="words", period=period, cap=cap)
    granted, refused = await ask(units=4, meter="words"), await ask(units=2, meter="words")
    assert (granted["limits"][0], granted["limit"]["name"]) == (granted["limit"], "day")
    assert {each["name"]: each["remaining"] for each in granted["limits"]} == {"day": "1", "hour": "5", "month": "16"}
    assert refused["limits"] == granted["limits"] and refused["limit"] == refused["limits"][0]
    assert (await ask())["limits"] == []


async def test_asked_again_the_answer_is_the_same_and_charged_once_whoever_is_asked(ask, elsewhere, holder, database):
    body = {"key": holder.secret, "units": 10, "request_id": "req-1"}

    async def there() -> dict[str, Any]:
        return (await elsewhere.post(PATH, json=body)).json()

    answers = await asyncio.gather(*[each() for _ in range(6) for each in (lambda: ask(**body), there)])
    assert answers == [answers[0]] * 12 and answers[0]["allowed"]
    assert await used() == 10
    for other in ({"units": 9}, {"request_id": "req-2"}, {"meter": "words"}, {"ip": "192.0.2.7"}):
        assert (await ask(**body | other))["event_id"] != answers[0]["event_id"], other
    await check_ledger(database)


async def test_a_refusal_by_a_limit_is_told_again_too(ask, holder):
    await limits.set_limit(SYSTEM, holder.user.id, meter="api_calls", period="month", cap=10)
    refused = await ask(units=11, request_id="req-1")
    assert refused["code"] == "quota_exceeded"
    await limits.remove_limit(SYSTEM, holder.user.id, meter="api_calls", period="month")

    async def unlimited() -> bool:
        return (await ask(units=11))["allowed"]

    await eventually(unlimited)
    assert await ask(units=11, request_id="req-1") == refused
    assert (await ask(units=11, request_id="req-2"))["allowed"]


async def test_strangers_of_the_same_group_are_recorded_when_one_was_answered_before(ask, holder, database):
    first = await ask(request_id="twice")
    answers = await asyncio.gather(*[ask(request_id=None if n % 3 else "twice") for n in range(30)])
    assert all(answer["allowed"] for answer in answers)
    assert [answer["event_id"] == first["event_id"] for answer in answers] == [n % 3 == 0 for n in range(30)]
    assert await used() == 21 and await check_ledger(database) == 21


async def test_the_first_answer_to_be_kept_counts_though_another_was_granted_already(app, ask, holder):
    """Two workers are asked the same. One holds the last unit, so the other refuses, and is the first to say so."""
    await limits.set_limit(SYSTEM, holder.user.id, meter="api_calls", period="month", cap=1)
    ours: gate.Gate = app.state.gate
    record_call, refusals = ours.record, []

    async def record_late(call: Any, status: int) -> None:
        ours.record = record_call
        refusals.append(await ask(request_id="last"))
        await record_call(call, status)

    ours.record = record_late
    assert await ask(request_id="last") == refusals[0]
    assert refusals[0]["code"] == "quota_exceeded"
    assert await used() == 0
    assert (await ask(request_id="next"))["allowed"], "what was held is given back"


async def test_an_answer_that_never_left_is_withdrawn_unless_it_was_given_meanwhile(holder, database):
    await metering.ensure_call_meters(["api_calls"])
    digest = holder.key.id
    calls = [call_of(holder.user, holder.key, now()) for _ in range(3)]
    for number, call in enumerate(calls):
        call.keepsake = Keepsake(digest, f'"{number}"')
    assert await record([calls[0]]) == [None]
    assert await record([calls[0].retraction()]) == [None]
    assert await find_answer(holder.user.id, digest) is None
    assert await record([calls[1]]) == [None], "asked again, it is charged"
    (refused,) = await record([calls[2]])
    assert isinstance(refused, AnsweredError)
    assert await find_answer(holder.user.id, digest) == '"1"'
    (late,) = await record([calls[1].retraction()])
    assert isinstance(late, AnsweredError), "somebody was told so: it stands"
    assert await used() == 1 and await check_ledger(database) == 3


async def test_a_key_that_was_taken_away_meanwhile_is_refused_all_the_same(ask, holder):
    assert (await ask(request_id="r"))["allowed"]
    await keys.revoke_key(SYSTEM, holder.key.id)

    async def refused() -> bool:
        return (await ask(request_id="r"))["code"] == "unknown_key"

    await eventually(refused)


async def test_answers_are_forgotten_after_minutes(ask):
    await ask(request_id="r")
    assert await gate.forget_answers() == 0
    await fetch("UPDATE call_answers SET made_at = made_at - interval '3 minutes'")
    assert await gate.forget_answers() == 1


async def test_many_are_answered_each_by_itself(client, bearer, holder):
    items = [{"key": holder.secret}, {"key": "km_live_x"}, {"key": holder.secret, "meter": "none"}]
    answer = await client.post(f"{PATH}/batch", json={"items": items}, headers=bearer.headers)
    first, second, third = answer.json()["items"]
    assert first["answer"]["allowed"] and not second["answer"]["allowed"]
    assert (third["answer"], third["error"]["code"]) == (None, "meter_not_found")
    assert await used() == 1
    too_many = await client.post(f"{PATH}/batch", json={"items": [items[0]] * 101}, headers=bearer.headers)
    assert (too_many.status_code, too_many.json()["field"]) == (422, "items")
    wrong = await client.post(
        f"{PATH}/batch", json={"items": [items[0], {"key": "x", "units": "a"}]}, headers=bearer.headers
    )
    assert (wrong.status_code, wrong.json()["field"]) == (422, "items.1.units")
    assert await used() == 1


async def test_what_cannot_be_decided_is_no_answer(app, client, bearer, holder):
    app.state.gate.recorder._closing = True
    for path, body in ((PATH, {"key": holder.secret}), (f"{PATH}/batch", {"items": [{"key": holder.secret}]})):
        answer = await client.post(path, json=body, headers=bearer.headers)
        assert (answer.status_code, answer.headers["retry-after"]) == (503, "1")


async def test_a_token_that_is_revoked_is_refused_within_a_second(client, bearer, holder):
    body = {"key": holder.secret}
    assert (await client.post(PATH, json=body, headers=bearer.headers)).status_code == 200
    await fetch("UPDATE admin_tokens SET revoked_at = now()")

    async def refused() -> bool:
        return (await client.post(PATH, json=body, headers=bearer.headers)).status_code == 401

    await eventually(refused)


@pytest.mark.parametrize(
    ("body", "field"),
    [
        (b"{", None), (b"[1]", None), (b'{"key": 7}', "key"), (b"{}", "key"), (b'{"key": "k", "surprise": 1}', "surprise"),
        (b'{"key": "k", "units": 0.5}', "units"), (b'{"key": "k", "units": -1}', "units"), (b'{"key": "k", "units": "1e3"}', "units"),
        (b'{"key": "k", "units": 99999999999999}', "units"), (b'{"key": "k", "request_id": "\\u0000"}', "request_id"),
        (b'{"key": "k", "meter": "none"}', None), (b'{"key": "' + b"x" * 9000 + b'"}', None),
    ],
)  # fmt: skip
async def test_what_is_no_question_is_refused_in_words(client, bearer, body, field):
    answer = await client.post(PATH, content=body, headers=bearer.headers)
    assert answer.status_code in (404, 413, 422), answer.text
    assert answer.json().get("field") == field
