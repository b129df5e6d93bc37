"""Limits and alerts on the dashboard: set by forms, shown where they stand, told as they are reached."""

import re

from core import alerts, gate, limits, plans
from core.accounts import SYSTEM
from core.clock import now
from tests.support.calls import call_of, record
from tests.web.conftest import Browser, text_of

HTMX = {"hx-request": "true"}


async def test_a_limit_is_set_topped_up_and_removed_on_the_users_page(owner: Browser, user):
    path = f"/users/{user.id}"
    form = {"meter": "api_calls", "cap": "1234", "period": "day", "kind": "soft"}
    assert (await owner.post(f"{path}/limits", form)).status_code == 303
    shown = text_of((await owner.get(path)).text)
    assert "API calls a day Soft" in shown and "of 1,234" in shown
    assert (await owner.post(f"{path}/limits/api_calls/day/top-up", {"units": "66"})).status_code == 303
    shown = text_of((await owner.get(path)).text)
    assert "of 1,300 , 66 of it topped up" in shown or "of 1,300, 66 of it topped up" in shown
    assert (await owner.post(f"{path}/limits/api_calls/day/remove", {})).status_code == 303
    assert await limits.list_limits(SYSTEM, user.id) == []


async def test_a_form_that_makes_no_sense_comes_back_as_it_was_filled_in(owner: Browser, user):
    for form, says in (
        ({"meter": "api_calls", "cap": "many", "period": "day"}, "cap"),
        ({"meter": "nothing", "cap": "5", "period": "day"}, "no meter"),
        ({"meter": "api_calls", "cap": "5", "period": "year"}, "Choose an hour"),
    ):
        answer = await owner.post(f"/users/{user.id}/limits", form)
        assert answer.status_code == 422
        assert says in answer.text and f'value="{form["cap"]}"' in answer.text


async def test_a_rate_is_set_and_removed(owner: Browser, user):
    path = f"/users/{user.id}"
    assert (await owner.post(f"{path}/rate-limit/edit", {"calls": "60", "seconds": "30"})).status_code == 303
    assert "60 calls in 30 s, 60 at once" in text_of((await owner.get(path)).text)
    assert (await owner.post(f"{path}/rate-limit/remove", {})).status_code == 303
    assert await limits.list_rate_limits(SYSTEM, user.id) == []


async def test_the_feed_changes_when_somebody_gets_near_and_not_before(owner: Browser, user, key):
    feed = HTMX | {"hx-target": "feed"}
    await limits.set_limit(SYSTEM, user.id, meter="api_calls", period="day", cap=1_000_000, hard=False)
    page = (await owner.get("/alerts")).text
    (following,) = re.findall(r'hx-get="(/alerts\?[^"]*newest=[^"]*)"', page)
    assert (await owner.get(following.replace("&amp;", "&"), headers=feed)).status_code == 204
    assert await record([call_of(user, key, now(), {"api_calls": 800_000})]) == [None]
    changed = await owner.get(following.replace("&amp;", "&"), headers=feed)
    assert changed.status_code == 200 and "<!doctype" not in changed.text
    assert user.name in changed.text and "80% of 1M" in text_of(changed.text)
    (again,) = re.findall(r'hx-get="(/alerts\?[^"]*newest=[^"]*)"', changed.text)
    assert again != following


async def test_thresholds_are_made_and_removed(owner: Browser, user):
    form = {"kind": "usage", "threshold": "5000", "meter": "api_calls", "period": "day", "user": str(user.id)}
    assert (await owner.post("/alerts", form)).status_code == 303
    shown = text_of((await owner.get("/alerts")).text)
    assert "5,000 calls a day" in shown and user.name in shown
    (rule,) = [each for each in await alerts.list_alerts(SYSTEM) if each.kind == "usage"]
    assert (await owner.post(f"/alerts/{rule.id}/remove", {})).status_code == 303
    for wrong in ({"user": "nobody"}, {"threshold": "0"}, {"meter": ""}, {"kind": "spend"}):
        assert (await owner.post("/alerts", form | wrong)).status_code == 422


async def test_a_draft_gets_its_limits_on_the_plans_page(owner: Browser, business):
    form = {"meter": "api_calls", "cap": "777", "period": "month", "kind": "hard"}
    assert (await owner.post("/plans/starter/limits", form)).status_code == 422  # it has no draft
    details = await plans.get_plan(SYSTEM, "starter")
    await plans.draft_version(SYSTEM, "starter", currency=details.versions[-1][0].currency, charges=[])
    assert (await owner.post("/plans/starter/limits", form)).status_code == 303
    assert "777 a month" in text_of((await owner.get("/plans/starter")).text)
    assert (await owner.post("/plans/starter/limits/api_calls/month/remove", {})).status_code == 303
    assert "777" not in (await owner.get("/plans/starter")).text


async def test_what_is_reserved_is_shown_and_released(app, owner: Browser, user):
    held = await gate.reserve_units(
        app.state.gate, SYSTEM, user=user, meter="api_calls", units=123, ttl_seconds=60, client_id="job-7"
    )
    shown = text_of((await owner.get(f"/reservations?user={user.id}&show=open")).text)
    assert "job-7 Open 123 calls" in shown
    assert (await owner.post(f"/reservations/{held.id}/release", {})).status_code == 303
    assert "Released" in text_of((await owner.get("/reservations")).text)
    assert "job-7" not in text_of((await owner.get("/reservations?show=open")).text)
