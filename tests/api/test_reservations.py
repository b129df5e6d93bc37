"""Reservations over REST: held at once, charged once at the instant they began, given back if nobody says anything."""

import asyncio
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import httpx
import pytest
from fastapi import FastAPI

from core import accounts, gate, keys, limits, metering
from core.accounts import SYSTEM
from core.database import fetch
from core.gate import sweep_gate
from tests.conftest import Bearer, Holder
from tests.support.ledger import check_ledger
from tests.support.waiting import eventually

PATH = "/v1/reservations"


@pytest.fixture
async def rest(client: httpx.AsyncClient, bearer: Bearer) -> httpx.AsyncClient:
    client.headers.update(bearer.headers)
    return client


@pytest.fixture
async def reserve(rest: httpx.AsyncClient, holder: Holder) -> Any:
    async def reserve(units: Any = 10, *, status: int = 201, **body: Any) -> dict[str, Any]:
        whose = {} if "user" in body else {"key": holder.secret}
        answer = await rest.post(PATH, json=whose | {"meter": "words", "units": units} | body)
        assert answer.status_code == status, answer.text
        return answer.json()

    return reserve


async def end(rest: httpx.AsyncClient, reservation: dict[str, Any], how: str, **body: Any) -> httpx.Response:
    return await rest.post(f"{PATH}/{reservation['id']}/{how}", json=body if how == "commit" else None)


async def used(meter: str = "words") -> Decimal:
    return (await metering.query_usage(SYSTEM, meters=[meter])).total()


async def held() -> Decimal:
    return (await fetch("SELECT coalesce(sum(units), 0) AS units FROM holds"))[0]["units"]


async def cap(holder: Holder, units: int, meter: str = "words") -> None:
    await limits.set_limit(SYSTEM, holder.user.id, meter=meter, period="month", cap=units)


@pytest.mark.parametrize("whose", ["key", "user"])
async def test_units_are_held_at_once_and_what_the_work_took_is_charged(app, rest, reserve, holder, database, whose):
    body = {"user": str(holder.user.id)} if whose == "user" else {}
    await cap(holder, 10)
    made = await reserve(7, **body)
    assert (made["status"], made["units"], made["key_id"] is None) == ("open", "7", whose == "user")
    refused = await reserve(7, status=429, **body)
    assert refused["code"] == "quota_exceeded"
    assert (await rest.get(PATH, params={"open": True})).json()["items"] == [made], "what is refused leaves nothing"
    assert await used() == 0 and await held() == 7
    done = (await end(rest, made, "commit", units="2.5")).json()
    assert (done["status"], done["used"], done["created_at"]) == ("committed", "2.5", made["created_at"])
    assert await used() == Decimal("2.5") and await held() == 0
    (event,) = await fetch("SELECT id_hash, occurred_at FROM usage_events")
    assert str(event["id_hash"]) == done["event_id"]
    assert event["occurred_at"] == datetime.fromisoformat(made["created_at"])
    await reserve("7.5", **body)
    await check_ledger(database)


async def test_a_commit_twice_or_by_many_at_once_is_one_charge(rest, reserve, database):
    made = await reserve()
    answers = await asyncio.gather(*[end(rest, made, "commit", units=4) for _ in range(8)])
    assert {answer.status_code for answer in answers} == {200}
    assert len({answer.json()["event_id"] for answer in answers}) == 1
    other = await end(rest, made, "commit", units=5)
    assert (other.status_code, other.json()["code"]) == (409, "reservation_ended")
    assert (await end(rest, made, "release")).status_code == 409
    assert await used() == 4 and await check_ledger(database) == 1


async def test_never_more_is_charged_than_was_held(rest, reserve):
    made = await reserve(3)
    answer = await end(rest, made, "commit", units="3.000001")
    assert (answer.status_code, answer.json()["field"]) == (422, "units")
    assert (await end(rest, made, "commit")).json()["used"] == "3"


async def test_what_is_released_is_there_again(rest, reserve, holder):
    await cap(holder, 10)
    made = await reserve()
    for _ in range(2):
        assert (await end(rest, made, "release")).json()["status"] == "released"
    assert (await end(rest, made, "commit")).status_code == 409
    assert await held() == 0
    await reserve()


async def test_what_expires_is_given_back_and_can_not_be_committed(rest, reserve, holder):
    await cap(holder, 10)
    made = await reserve(ttl_seconds=1)
    await fetch("UPDATE reservations SET expires_at = now() - interval '1 s'")
    late = await end(rest, made, "commit")
    assert (late.status_code, late.json()["code"]) == (409, "reservation_ended")
    assert (await rest.get(f"{PATH}/{made['id']}")).json()["status"] == "expired"
    assert await held() == 10, "a clock that is a little ahead takes nothing from anybody"
    await fetch("UPDATE gate_workers SET beat_at = now() - interval '6 s' WHERE id = $1", made["id"])
    await sweep_gate()
    assert await held() == 0
    await reserve()


async def test_a_reservation_that_lives_is_not_swept_and_one_that_was_swept_is_not_charged(rest, reserve, holder):
    made = await reserve(ttl_seconds=3600)
    assert await sweep_gate() == 0 and await held() == 10
    await fetch("UPDATE gate_workers SET fenced = true WHERE id = $1", made["id"])
    await sweep_gate()
    answer = await end(rest, made, "commit")
    assert (answer.status_code, answer.json()["code"]) == (409, "reservation_ended")
    assert await used() == 0 and await fetch("SELECT 1 FROM usage_events") == []


async def test_one_id_is_one_reservation_however_often_and_by_whomever_it_is_sent(rest, reserve, holder):
    await cap(holder, 10)
    made = await asyncio.gather(*[reserve(id="job-1") for _ in range(8)])
    assert len({each["id"] for each in made}) == 1 and await held() == 10
    other = await reserve(9, id="job-1", status=422)
    assert other["code"] == "idempotency_key_reused"
    await end(rest, made[0], "commit", units=1)
    assert (await reserve(id="job-1"))["status"] == "committed"


async def test_what_began_in_one_period_counts_there(app, rest, reserve, holder, database):
    """A reservation of last month's last second, committed now: last month's usage, and its cap's business."""
    made = await reserve()
    began = datetime.now(UTC).replace(day=1, hour=0, minute=0, second=0, microsecond=0) - timedelta(seconds=1)
    day, month = began.replace(hour=0, minute=0, second=0), began.replace(day=1, hour=0, minute=0, second=0)
    await fetch("UPDATE reservations SET created_at = $1", began)
    await fetch("UPDATE holds SET hour = $1, day = $2, month = $3", began.replace(minute=0, second=0), day, month)
    await cap(holder, 5)
    assert (await end(rest, made, "commit", units=8)).status_code == 200
    rows = await fetch("SELECT period, period_start, used FROM user_counters ORDER BY period")
    assert [tuple(row) for row in rows] == [("day", day, 8), ("month", month, 8)]
    (standing,) = await limits.list_limits(SYSTEM, holder.user.id)
    assert standing.used == 0
    await check_ledger(database)


async def test_cap_holds_over_reservations_calls_and_commits_at_once(app, rest, reserve, holder, database):
    await cap(holder, 20)

    async def work(number: int) -> None:
        answer = await rest.post(PATH, json={"key": holder.secret, "meter": "words", "units": 3, "ttl_seconds": 60})
        if answer.status_code == 201:
            await end(rest, answer.json(), "commit" if number % 3 else "release", units=number % 4)

    async def ask() -> None:
        await rest.post("/v1/keys/verify", json={"key": holder.secret, "meter": "words", "units": 2})

    await asyncio.gather(*[each for n in range(16) for each in (work(n), ask())])
    assert await used() <= 20 and await held() == 0
    for _ in range(10):  # what was released after the others had been refused is there for those who come now
        await ask()
    assert 19 <= await used() <= 20
    await check_ledger(database)


async def test_who_may_not_call_may_not_reserve(app: FastAPI, rest, reserve, holder):
    await reserve(key="km_live_x", status=401)
    await reserve(scope="llm", status=403)
    await reserve(meter="none", status=404)
    await reserve(user=str(holder.user.id), key=holder.secret, status=422)
    await limits.set_rate_limit(SYSTEM, holder.user.id, calls=1, seconds=60)
    await reserve(user=str(holder.user.id))
    assert (await reserve(user=str(holder.user.id), status=429))["code"] == "rate_limited"
    await accounts.update_user(SYSTEM, holder.user.id, status="suspended")
    assert (await reserve(user=str(holder.user.id), status=403))["code"] == "user_suspended"
    assert await held() == 10 and len(await fetch("SELECT 1 FROM reservations")) == 1


async def test_a_key_sees_its_own_users_reservations(rest, reserve, holder):
    made = await reserve()
    own = await keys.create_key(SYSTEM, user_id=holder.user.id, name="a", scopes=["account"])
    other = await accounts.create_user(SYSTEM, name="Slate")
    foreign = await keys.create_key(SYSTEM, user_id=other.id, name="a", scopes=["account"])
    for issued, seen in ((own, 200), (foreign, 404)):
        headers = {"x-api-key": issued.secret, "authorization": ""}
        del headers["authorization"]
        async with httpx.AsyncClient(transport=rest._transport, base_url="http://test", headers=headers) as http:
            assert (await http.get(f"{PATH}/{made['id']}")).status_code == seen
            assert len((await http.get(PATH)).json()["items"]) == (seen == 200)


async def test_they_are_forgotten_a_month_after_their_end(reserve):
    await reserve()
    assert await gate.forget_reservations() == 0
    await fetch("UPDATE reservations SET expires_at = expires_at - interval '31 days'")
    assert await gate.forget_reservations() == 1


async def test_a_user_without_limits_reserves_and_meets_one_that_is_set_meanwhile(rest, reserve, holder):
    await reserve(8)
    await cap(holder, 10)

    async def refused() -> bool:
        answer = await rest.post("/v1/keys/verify", json={"key": holder.secret, "meter": "words", "units": 3})
        return answer.json()["code"] == "quota_exceeded"

    await eventually(refused)
