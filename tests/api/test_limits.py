"""Limits at a guarded route: exact, in whole, told in headers; nothing of what is refused counts."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from decimal import Decimal
from typing import Annotated, Any

import httpx
import pytest
from fastapi import Depends, FastAPI
from fastapi.responses import StreamingResponse

from api.guard import metered
from core import accounts, keys, limits, metering, plans
from core.accounts import SYSTEM
from core.clock import now
from core.database import fetch
from core.errors import Unavailable
from core.gate import Call
from core.ids import new_id
from core.periods import Period, calendar_month_at, local_date, midnight_of
from core.settings import Settings
from tests.conftest import Bearer, Holder
from tests.support.calls import call_of, record
from tests.support.door import built, serving
from tests.support.ledger import check_ledger
from tests.support.waiting import eventually

CAP = 10


@pytest.fixture
async def app(settings: Settings) -> FastAPI:
    application = built(settings)
    application.state.runs = 0

    @application.get("/own/seven", dependencies=[Depends(metered("own_calls", units=7))])
    async def seven() -> dict[str, bool]:
        application.state.runs += 1
        return {"ok": True}

    @application.get("/own/late")
    async def late(units: Decimal, call: Annotated[Call, Depends(metered("own_calls", units=2))]) -> dict[str, bool]:
        application.state.runs += 1
        call.use("own_calls", units)
        return {"ok": True}

    @application.get("/own/broken", dependencies=[Depends(metered("own_calls", units=CAP))])
    async def broken() -> None:
        raise RuntimeError("as endpoints do")

    @application.get("/own/stream", dependencies=[Depends(metered("own_calls"))])
    async def stream() -> StreamingResponse:
        async def parts() -> AsyncIterator[bytes]:
            yield b"a"
            yield b"b"

        return StreamingResponse(parts())

    return application


@pytest.fixture
async def client(app: FastAPI, settings: Settings) -> AsyncIterator[httpx.AsyncClient]:
    async with serving(app, settings) as http:
        yield http


async def cap(
    holder: Holder, meter: str = "own_calls", *, units: Any = CAP, period: Any = "month", **more: Any
) -> None:
    await limits.set_limit(SYSTEM, holder.user.id, meter=meter, period=period, cap=units, **more)


async def used(meter: str = "own_calls") -> Decimal:
    return (await metering.query_usage(SYSTEM, meters=[meter])).total()


async def no_holds() -> bool:
    return not (await fetch("SELECT 1 FROM holds WHERE units > 0"))


async def test_exactly_as_many_are_let_through_as_the_cap_says_however_many_ask_at_once(client, holder, database):
    await cap(holder, "api_calls")
    other = await keys.create_key(SYSTEM, user_id=holder.user.id, name="More keys buy no more")
    asks = [
        client.get("/v1/samples/ping", headers=headers)
        for headers in (holder.headers, {"x-api-key": other.secret})
        for _ in range(20)
    ]
    statuses = [answer.status_code for answer in await asyncio.gather(*asks)]
    assert (statuses.count(200), statuses.count(429)) == (CAP, 40 - CAP)
    assert await used("api_calls") == CAP
    assert await check_ledger(database) == CAP
    assert await no_holds()


async def test_a_refusal_says_which_limit_and_when_to_come_back_and_runs_nothing(app, client, holder):
    await cap(holder)
    assert (await client.get("/own/seven", headers=holder.headers)).status_code == 200
    answer = await client.get("/own/seven", headers=holder.headers)
    problem = answer.json()
    assert (answer.status_code, problem["code"]) == (429, "quota_exceeded")
    assert "10 a month" in problem["detail"] and "7 are used" in problem["detail"]
    seconds = int(answer.headers["retry-after"])
    assert 0 < seconds <= 31 * 86_400
    assert answer.headers["ratelimit-policy"] == '"month";q=10'
    assert answer.headers["ratelimit"].startswith('"month";r=3;t=')
    assert app.state.runs == 1
    assert await fetch("SELECT count(*) AS n FROM usage_events") == [(1,)]


@pytest.mark.parametrize("path", ["/own/seven", "/own/stream"])
async def test_an_answer_says_where_the_caller_stands(client, holder, path):
    await cap(holder)
    answer = await client.get(path, headers=holder.headers)
    left = {"/own/seven": 3, "/own/stream": 9}[path]
    assert answer.headers["ratelimit"].startswith(f'"month";r={left};t=')
    unlimited = await client.get("/v1/samples/ping", headers=holder.headers)
    assert "ratelimit" not in unlimited.headers


async def test_all_limits_of_a_call_hold_or_none_is_touched(client, holder):
    await cap(holder, units=1000, period="month")
    await cap(holder, units=100, period="day")
    await cap(holder, units=8, period="hour")
    assert (await client.get("/own/seven", headers=holder.headers)).headers["ratelimit"].startswith('"hour";r=1;')
    refused = await client.get("/own/seven", headers=holder.headers)
    assert refused.headers["ratelimit"].startswith('"hour";r=1;')
    assert 0 < int(refused.headers["retry-after"]) <= 3600
    assert {each.kind: each.used for each in await limits.list_limits(SYSTEM, holder.user.id)} == {
        "hour": 7, "day": 7, "month": 7,
    }  # fmt: skip


async def test_what_was_used_before_there_was_a_limit_counts(client, holder):
    for _ in range(3):
        await client.get("/v1/samples/ping", headers=holder.headers)
    await cap(holder, "api_calls", units=4)

    async def limited() -> bool:
        return "ratelimit" in (await client.get("/v1/samples/ping", headers=holder.headers)).headers

    await eventually(limited)
    assert (await client.get("/v1/samples/ping", headers=holder.headers)).status_code == 429
    assert await used("api_calls") == 4


async def test_a_failed_call_gives_back_what_it_held(client, holder):
    await cap(holder)
    for _ in range(3):
        assert (await client.get("/own/broken", headers=holder.headers)).status_code == 500
    assert await no_holds()
    assert (await client.get("/own/seven", headers=holder.headers)).status_code == 200
    assert await used() == 7


async def test_units_said_late_are_given_back_or_asked_for(app, client, holder, database):
    await cap(holder)
    assert (await client.get("/own/late?units=0.5", headers=holder.headers)).status_code == 200
    assert (await client.get("/own/late?units=9.5", headers=holder.headers)).status_code == 200
    assert await used() == 10
    await cap(holder, units=15)
    refused = await client.get("/own/late?units=5.000001", headers=holder.headers)
    assert (refused.status_code, refused.json()["code"]) == (429, "quota_exceeded")
    assert app.state.runs == 3
    assert await used() == 10 and await no_holds()
    (logged,) = await fetch(
        "SELECT billable, properties->>'status' AS status FROM usage_events ORDER BY occurred_at DESC LIMIT 1"
    )
    assert (logged["billable"], logged["status"]) == (False, "429")
    assert (await client.get("/own/late?units=5", headers=holder.headers)).status_code == 200
    await check_ledger(database)


async def test_a_soft_limit_and_one_of_another_meter_and_a_removed_one_let_through(client, holder):
    await cap(holder, units=1, hard=False)
    await cap(holder, "words", units=0)
    for _ in range(2):
        assert (await client.get("/own/seven", headers=holder.headers)).status_code == 200
    text = {"text": "to be"}
    assert (await client.post("/v1/samples/text-statistics", json=text, headers=holder.headers)).status_code == 429
    await limits.remove_limit(SYSTEM, holder.user.id, meter="words", period="month")

    async def served() -> bool:
        answer = await client.post("/v1/samples/text-statistics", json=text, headers=holder.headers)
        return answer.status_code == 200

    await eventually(served)


async def test_test_keys_have_use_of_their_own(client, holder):
    await cap(holder)
    test = await keys.create_key(SYSTEM, user_id=holder.user.id, name="Test", live=False)
    for headers in (holder.headers, {"x-api-key": test.secret}):
        assert (await client.get("/own/seven", headers=headers)).status_code == 200
        assert (await client.get("/own/seven", headers=headers)).status_code == 429


async def test_a_worker_that_others_took_for_dead_goes_on_under_a_new_id(client, holder):
    await cap(holder)
    await client.get("/own/late?units=1", headers=holder.headers)
    await fetch("UPDATE gate_workers SET fenced = true")
    assert (await client.get("/own/late?units=1", headers=holder.headers)).status_code == 200
    assert len(await fetch("SELECT 1 FROM gate_workers")) == 2
    assert await used() == 2


async def test_nothing_that_a_fenced_worker_held_is_recorded(app, client, holder):
    @app.get("/own/fenced", dependencies=[Depends(metered("own_calls", units=7))])
    async def fenced() -> dict[str, bool]:
        await fetch("UPDATE gate_workers SET beat_at = beat_at - interval '1 minute'")
        await fetch("SELECT gate_sweep('5 s')")
        return {"ok": True}

    await cap(holder)
    answer = await client.get("/own/fenced", headers=holder.headers)
    assert (answer.status_code, answer.headers["retry-after"]) == (503, "1")
    assert await used() == 0 and await no_holds()
    assert (await client.get("/own/seven", headers=holder.headers)).status_code == 200


async def test_a_hold_that_could_not_be_given_back_for_certain_is_left_to_the_sweep(app, client, holder, monkeypatch):
    """Twice would give away what others hold."""

    async def in_doubt(*_: Any) -> None:
        raise Unavailable("as if the connection was lost after sending")

    await cap(holder)
    await client.get("/own/late?units=1", headers=holder.headers)
    gate, (worker,) = app.state.gate, await fetch("SELECT id FROM gate_workers")
    call = await gate.admit(holder.secret.encode(), units={"own_calls": 7})
    monkeypatch.setattr("core.gate.limiter.fetch", in_doubt)
    gate.limiter.give_back(call)
    await asyncio.sleep(0)
    monkeypatch.undo()

    async def goes_on_under_another() -> bool:
        await client.get("/own/late?units=0", headers=holder.headers)
        return len(await fetch("SELECT 1 FROM gate_workers")) == 2

    await eventually(goes_on_under_another)
    assert not await no_holds()
    await fetch("UPDATE gate_workers SET beat_at = beat_at - interval '1 minute' WHERE id = $1", worker["id"])
    await fetch("SELECT gate_sweep('5 s')")
    assert await no_holds()


@pytest.mark.parametrize("lost", ["DELETE FROM holds", "UPDATE holds SET units = units - 1"])
async def test_a_grant_that_a_crash_of_the_database_took_back_is_not_recorded(app, client, holder, database, lost):
    """Admissions do not wait for the disk: after a crash others may have been granted the same units."""

    @app.get("/own/crashed", dependencies=[Depends(metered("own_calls", units=7))])
    async def crashed() -> None:
        await fetch(lost)

    await cap(holder)
    answer = await client.get("/own/crashed", headers=holder.headers)
    assert (answer.status_code, answer.headers["retry-after"]) == (503, "1")
    assert await used() == 0
    assert await check_ledger(database) == 0


async def test_a_caller_that_goes_away_leaves_no_hold(app, client, holder):
    running = asyncio.Event()

    @app.get("/own/waiting", dependencies=[Depends(metered("own_calls", units=7))])
    async def waiting() -> None:
        running.set()
        await asyncio.Event().wait()

    await cap(holder)
    task = asyncio.create_task(client.get("/own/waiting", headers=holder.headers))
    await running.wait()
    assert not await no_holds()
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    await eventually(no_holds)


async def test_limits_over_rest(client, holder, bearer: Bearer):
    path = f"/v1/users/{holder.user.id}/limits"
    put = await client.put(f"{path}/own_calls/day", headers=bearer.headers, json={"cap": "2.5"})
    assert put.json() | {"period_start": "", "period_end": ""} == {
        "meter": "own_calls", "period": "day", "cap": "2.5", "hard": True, "used": "0", "remaining": "2.5",
        "source": "user", "topped_up": "0",
        "period_start": "", "period_end": "",
    }  # fmt: skip
    await client.put(f"{path}/own_calls/day", headers=bearer.headers, json={"cap": 3, "hard": False})
    listed = (await client.get(path, headers=bearer.headers)).json()
    assert [(each["period"], each["cap"], each["hard"]) for each in listed] == [("day", "3", False)]
    audited = await fetch("SELECT action, before, after FROM audit_entries WHERE entity = 'limit' ORDER BY id")
    assert [row["action"] for row in audited] == ["limit.set", "limit.set"]
    assert (await client.delete(f"{path}/own_calls/day", headers=bearer.headers)).status_code == 204
    assert (await client.delete(f"{path}/own_calls/day", headers=bearer.headers)).status_code == 404
    for meter, body, status in (
        ("nothing", {"cap": 1}, 404),
        ("own_calls", {"cap": -1}, 422),
        ("own_calls", {"cap": 0.5}, 422),
    ):
        assert (await client.put(f"{path}/{meter}/day", headers=bearer.headers, json=body)).status_code == status
    assert (await client.put(f"{path}/own_calls/week", headers=bearer.headers, json={"cap": 1})).status_code == 422
    await metering.create_meter(SYSTEM, slug="jobs", name="Jobs", event_type="job", aggregation="count")
    assert (await client.put(f"{path}/jobs/day", headers=bearer.headers, json={"cap": 1})).json()["field"] == "meter"
    stranger = await accounts.create_user(SYSTEM, name="Stranger")
    issued = await keys.create_key(SYSTEM, user_id=stranger.id, name="k", scopes=["account"])
    assert (await client.get(path, headers={"x-api-key": issued.secret})).status_code == 404


# --- Limits of plans, and top-ups -------------------------------------------------------------------------------------


async def on_plan(holder: Holder, *, starts_in: timedelta = timedelta(0), **caps: int) -> None:
    """Put the user on a new plan with these caps by period."""
    slug = f"p{new_id().hex}"
    await plans.create_plan(SYSTEM, slug=slug, name="P", currency="USD", charges=[])
    for period, units in caps.items():
        await plans.set_plan_limit(SYSTEM, slug, meter="own_calls", period=period, cap=units)
    await plans.publish_plan(SYSTEM, slug)
    await plans.assign_plan(SYSTEM, holder.user.id, plan=slug, starts_at=now() + starts_in)


async def statuses(client, holder, count: int) -> list[int]:
    answers = await asyncio.gather(*[client.get("/own/stream", headers=holder.headers) for _ in range(count)])
    return sorted(answer.status_code for answer in answers)


async def test_a_limit_of_the_plan_holds_for_its_subscribers(client, holder):
    await client.get("/own/stream", headers=holder.headers)  # the key is known, and without limits
    await on_plan(holder, month=5)

    async def limited() -> bool:
        return "ratelimit" in (await client.get("/own/stream", headers=holder.headers)).headers

    await eventually(limited)
    before = await used()
    await limits.add_top_up(SYSTEM, holder.user.id, meter="own_calls", period="month", units=max(before, 1))
    (standing,) = await limits.list_limits(SYSTEM, holder.user.id)
    assert (standing.kind, standing.of_plan, standing.used) == ("month", True, before)
    more = int(standing.remaining)
    assert await statuses(client, holder, more + 3) == [200] * more + [429] * 3


async def test_a_limit_of_the_users_own_replaces_the_plans_until_it_is_taken_away(client, holder):
    await on_plan(holder, month=2, day=100)
    await cap(holder, units=4, period="month")
    assert await statuses(client, holder, 8) == [200] * 4 + [429] * 4
    found = {each.kind: (each.cap, each.of_plan) for each in await limits.list_limits(SYSTEM, holder.user.id)}
    assert found == {"month": (4, False), "day": (100, True)}
    await limits.remove_limit(SYSTEM, holder.user.id, meter="own_calls", period="month")
    (_, month) = await limits.list_limits(SYSTEM, holder.user.id)
    assert (month.cap, month.of_plan, month.used) == (2, True, 4)


async def test_a_plan_that_begins_later_limits_nothing_before(client, holder):
    await on_plan(holder, starts_in=timedelta(hours=1), month=1)
    assert await statuses(client, holder, 4) == [200] * 4
    assert await limits.list_limits(SYSTEM, holder.user.id) == []


async def test_a_top_up_is_there_for_the_next_call_and_for_its_period_only(client, holder, bearer: Bearer):
    await on_plan(holder, month=3)
    assert await statuses(client, holder, 5) == [200] * 3 + [429] * 2
    path = f"/v1/users/{holder.user.id}/limits/own_calls/month/top-ups"
    answer = await client.post(path, headers=bearer.headers, json={"units": "2"})
    assert answer.status_code == 201
    assert {name: answer.json()[name] for name in ("cap", "topped_up", "used", "remaining", "source")} == {
        "cap": "5", "topped_up": "2", "used": "3", "remaining": "2", "source": "plan",
    }  # fmt: skip
    assert await statuses(client, holder, 5) == [200] * 2 + [429] * 3
    await fetch("UPDATE top_ups SET period_start = period_start - interval '1 month'")
    (standing,) = await limits.list_limits(SYSTEM, holder.user.id)
    assert (standing.cap, standing.topped_up) == (3, 0)
    for wrong, status in ((0, 422), ("-1", 422)):
        assert (await client.post(path, headers=bearer.headers, json={"units": wrong})).status_code == status
    nothing = path.replace("month", "hour")
    assert (await client.post(nothing, headers=bearer.headers, json={"units": 1})).status_code == 404


async def test_a_published_versions_limits_never_change_and_the_next_draft_begins_with_them(client, bearer: Bearer):
    await metering.ensure_call_meters(["own_calls"])
    await plans.create_plan(SYSTEM, slug="growth", name="G", currency="USD", charges=[])
    path = "/v1/plans/growth/limits/own_calls/day"
    put = await client.put(path, headers=bearer.headers, json={"cap": 7, "hard": False})
    assert put.json() == {"meter": "own_calls", "period": "day", "cap": "7", "hard": False}
    await plans.publish_plan(SYSTEM, "growth")
    refused = await client.put(path, headers=bearer.headers, json={"cap": 8})
    assert (refused.status_code, refused.json()["code"]) == (409, "plan_not_draft")
    await plans.draft_version(SYSTEM, "growth", currency="USD", charges=[])
    await client.put(path, headers=bearer.headers, json={"cap": 9})
    await plans.draft_version(SYSTEM, "growth", currency="EUR", charges=[])
    await plans.clone_plan(SYSTEM, "growth", new_slug="copy", name="C")
    for slug, expected in (("growth", [("7", False), ("9", True)]), ("copy", [("9", True)])):
        versions = (await client.get(f"/v1/plans/{slug}", headers=bearer.headers)).json()["versions"]
        assert [(each["cap"], each["hard"]) for version in versions for each in version["limits"]] == expected
    assert (await client.delete(path, headers=bearer.headers)).status_code == 204
    assert (await client.delete(path, headers=bearer.headers)).status_code == 404


async def test_a_limit_by_the_billing_period_follows_the_subscription(client, holder):
    """A week from the day it began; what was used before belongs to another period."""
    zone = "Asia/Kolkata"
    await accounts.update_user(SYSTEM, holder.user.id, time_zone=zone)
    began = now() - timedelta(days=24)
    await plans.create_plan(
        SYSTEM, slug="weekly", name="W", currency="USD", charges=[],
        options=plans.VersionOptions(interval_unit="week", alignment="anniversary"),
    )  # fmt: skip
    await plans.set_plan_limit(SYSTEM, "weekly", meter="own_calls", period="billing", cap=5)
    await plans.publish_plan(SYSTEM, "weekly")
    await plans.assign_plan(SYSTEM, holder.user.id, plan="weekly", starts_at=began)
    (standing,) = await limits.list_limits(SYSTEM, holder.user.id)
    first = local_date(began, zone) + timedelta(weeks=3)
    assert standing.period == Period(midnight_of(first, zone), midnight_of(first + timedelta(weeks=1), zone))
    within, before = standing.period.start, standing.period.start - timedelta(seconds=1)
    user = await accounts.get_user(SYSTEM, holder.user.id)
    calls = [call_of(user, holder.key, at, {"own_calls": units}) for at, units in ((within, 2), (before, 100))]
    assert await record(calls) == [None, None]
    assert await statuses(client, holder, 5) == [200] * 3 + [429] * 2
    refused = await client.get("/own/stream", headers=holder.headers)
    assert "5 a billing period" in refused.json()["detail"]
    assert refused.headers["ratelimit-policy"] == '"billing";q=5'
    await limits.add_top_up(SYSTEM, holder.user.id, meter="own_calls", period="billing", units=1)
    assert await statuses(client, holder, 3) == [200] + [429] * 2
    (standing,) = await limits.list_limits(SYSTEM, holder.user.id)
    assert (standing.used, standing.cap) == (6, 6)


async def test_without_a_plan_the_billing_period_is_the_calendar_month(client, holder):
    await cap(holder, units=2, period="billing")
    assert await statuses(client, holder, 4) == [200] * 2 + [429] * 2
    (standing,) = await limits.list_limits(SYSTEM, holder.user.id)
    assert standing.period == calendar_month_at(now(), holder.user.time_zone)
