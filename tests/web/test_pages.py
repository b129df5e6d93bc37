"""What pages show: the core's numbers, text as text, whole pages or the one part htmx asked for, and safe headers."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from core import accounts, billing, keys, metering, plans
from core.accounts import SYSTEM, User
from core.billing import say_amount, say_quantity
from core.clock import now
from core.periods import local_date, midnight_of
from tests.web.conftest import Browser, text_of
from web import formats
from web.formats import compact

NASTY = "<img src=x onerror=alert(1)>\"'`{{7*7}}</script>"
WHOLE_PAGE = "<!doctype html>"


# --- Numbers ----------------------------------------------------------------------------------------------------------


async def test_the_overviews_revenue_is_the_sum_of_all_estimates(owner: Browser, business):
    at = now()
    found = await billing.overview(SYSTEM, at=at)
    each = await billing.estimate_users(SYSTEM, [user.id for user in business.users], at=at)
    assert found.to_date["USD"] == sum(one.estimate.total_to_date for one in each.values())
    assert found.forecast["USD"] == sum(one.estimate.forecast_total for one in each.values())
    assert sum(plan.to_date for plan in found.by_plan) == found.to_date["USD"]
    page = text_of((await owner.get("/")).text)
    assert say_amount(found.to_date["USD"], "USD") in page
    for one in found.top:
        assert say_amount(one.estimate.total_to_date, one.estimate.currency) in page


async def test_past_months_cost_what_estimates_say_at_their_ends(business):
    at = now()
    months = await billing.revenue_by_month(SYSTEM, months=2, at=at, zones=await metering.zones_in_use(SYSTEM))
    expected = Decimal(0)
    for user in business.users:
        month = local_date(at, user.time_zone).replace(day=1)
        last = midnight_of(month, user.time_zone) - timedelta(microseconds=1)
        expected += (await billing.estimate_user(SYSTEM, user.id, at=last)).estimate.total_to_date
    assert months[-1].amounts["USD"] == expected > 0


async def test_the_overviews_days_are_the_sums_of_the_users_own_days(business):
    today = local_date(now(), "UTC")
    first = today - timedelta(days=20)
    found = await billing.daily_totals(SYSTEM, first=first, last=today)
    expected = {(meter.id, day): Decimal(0) for meter in found.meters for day in found.days}
    for user in business.users:
        start, end = midnight_of(first, user.time_zone), midnight_of(today + timedelta(days=1), user.time_zone)
        usage = await metering.query_usage(
            SYSTEM, start=start, end=end, window="day", zone=user.time_zone, user_id=user.id
        )
        for row in usage.rows:
            expected[row.meter.id, local_date(row.window.start, user.time_zone)] += row.quantity
    shown = {
        (meter, day): found.quantities[meter][number] for meter, _ in expected for number, day in enumerate(found.days)
    }
    assert shown == expected and sum(shown.values()) > 0


async def test_a_months_usage_is_that_of_query_usage(business):
    found = await billing.overview(SYSTEM)
    used = Decimal(0)
    for trend in found.trends:  # routes that other tests declare have meters too, which nobody used
        total = Decimal(0)
        for user in business.users:
            usage = await metering.query_usage(SYSTEM, user_id=user.id, zone=user.time_zone, meters=[trend.meter.slug])
            total += usage.total()
        assert trend.to_date == total
        used += total
    assert used > 0


async def test_a_users_page_explains_its_estimate_line_by_line(owner: Browser, user):
    found = await billing.estimate_user(SYSTEM, user.id)
    page = text_of((await owner.get(f"/users/{user.id}")).text)
    for line in found.estimate.lines:
        assert line.to_date.explanation.replace(" x ", " × ").replace(" - ", " − ") in page
    assert say_amount(found.estimate.total_to_date, "USD") in page


async def test_a_users_keys_add_up_to_its_month(owner: Browser, user):
    page = text_of((await owner.get(f"/users/{user.id}")).text)
    usage = await metering.query_usage(SYSTEM, user_id=user.id, zone=user.time_zone, group_by=["key"])
    estimate = (await billing.estimate_user(SYSTEM, user.id)).estimate
    meter = await metering.get_meter(SYSTEM, "api_calls")
    calls = sum(row.quantity for row in usage.rows if row.meter.id == meter.id)
    assert calls == next(line.to_date.quantity for line in estimate.lines if line.meter_id == meter.id)
    assert all(say_quantity(row.quantity) in page for row in usage.rows)


@pytest.mark.parametrize("sort", ["name", "-name", "usage", "-usage", "spend", "-spend", "created", "-created"])
async def test_the_users_table_is_in_the_order_asked_for(owner: Browser, business, sort):
    meter = await metering.get_meter(SYSTEM, "api_calls")
    found = await billing.user_directory(SYSTEM, meter=meter, sort=sort)
    values = {
        "name": [row.user.name.lower() for row in found.rows],
        "usage": [row.used for row in found.rows],
        "spend": [row.found.estimate.total_to_date for row in found.rows],
        "created": [row.user.created_at for row in found.rows],
    }[sort.removeprefix("-")]
    assert values == sorted(values, reverse=sort.startswith("-")) and found.total == 6
    names = [row.user.name for row in found.rows]
    shown = text_of((await owner.get(f"/users?sort={sort}")).text)
    assert sorted(names, key=shown.index) == names


async def test_the_users_table_shows_what_the_estimates_say(owner: Browser, business):
    page = text_of((await owner.get("/users")).text)
    for user in business.users:
        found = (await billing.estimate_user(SYSTEM, user.id)).estimate
        assert say_amount(found.total_to_date, "USD") in page


async def test_users_are_found_filtered_and_paged(owner: Browser, business):
    some = business.users[2]
    assert some.name in text_of((await owner.get(f"/users?q={some.name[:5].upper()}")).text)
    assert some.name in text_of((await owner.get(f"/users?q={some.external_id}")).text)
    await accounts.update_user(SYSTEM, some.id, status="suspended")
    only = await owner.htmx("/users?status=suspended", "users")
    assert some.name in only.text and only.text.count('class="who"') == 1
    meter = await metering.get_meter(SYSTEM, "api_calls")
    page = await billing.user_directory(SYSTEM, meter=meter, sort="name", size=4, page=99)
    assert (page.page, page.pages, len(page.rows), page.total) == (2, 2, 2, 6)
    spend = await billing.user_directory(SYSTEM, meter=meter, sort="spend", size=4, page=2)
    assert len(spend.rows) == 2
    on_plan = await plans.current_subscriptions(SYSTEM, [user.id for user in business.users], at=now())
    none = await billing.user_directory(SYSTEM, meter=meter, plan="")
    assert none.total == 6 - len(on_plan)
    assert (await billing.user_directory(SYSTEM, meter=meter, search="nobody at all")).total == 0


async def _log_of(user: User) -> AsyncIterator[metering.LoggedEvent]:
    cursor = None
    while True:
        page = await metering.list_events(SYSTEM, user_id=user.id, limit=100, cursor=cursor)
        for event in page.items:
            yield event
        if (cursor := page.next_cursor) is None:
            return


async def test_the_log_is_filtered_by_everything_it_offers(owner: Browser, user, key):
    everything = [event async for event in _log_of(user)]
    for query, expected in {
        f"user={user.id}&status=2xx": [each for each in everything if each.properties["status"] < 300],
        f"user={user.id}&status=4xx": [each for each in everything if 400 <= each.properties["status"] < 500],
        f"user={user.id}&billable=no": [each for each in everything if not each.billable],
        f"user={user.id}&key={key.id}": [each for each in everything if each.key_id == key.id],
        f"user={user.id}&q=/v1/reports": [each for each in everything if "/v1/reports" in each.properties["route"]],
        f"user={user.id}&span=7d": [each for each in everything if each.occurred_at > now() - timedelta(days=7)],
    }.items():
        answer = await owner.htmx(f"/events?{query}", "events")
        assert answer.text.count("<time") == min(len(expected), 50), query
    one = everything[0]
    sheet = await owner.htmx(f"/events/{user.id}/{one.id}", "dialog")
    assert one.properties["request_id"] in sheet.text


async def test_the_log_goes_on_where_the_last_page_ended(owner: Browser, business):
    first = await owner.htmx("/events", "events")
    older = first.text.split('hx-get="/events?after=')[1].split('"')[0]
    second = await owner.htmx(f"/events?after={older}", "events")
    ids = [
        part.split('"')[0]
        for text in (first.text, second.text)
        for part in text.split('<td class="grow"><a class="quiet" href="')[1:]
    ]
    assert len(ids) == len(set(ids)) == 100


# --- Text as text -----------------------------------------------------------------------------------------------------


async def test_whatever_is_called_anything_is_shown_as_text(owner: Browser, business, user):
    await accounts.update_user(SYSTEM, user.id, name=NASTY, external_id=NASTY[:50], email="x<b>@y.example")
    issued = await keys.create_key(SYSTEM, user_id=user.id, name=NASTY, scopes=["account"])
    await metering.create_meter(
        SYSTEM, slug="nasty", name=NASTY, event_type="x", aggregation="count", unit="<i>units</i>", description=NASTY
    )
    charges = [plans.ChargeDraft(NASTY, "flat", Decimal(5)), plans.ChargeDraft("N", "per_unit", Decimal(1), "nasty")]
    await plans.create_plan(SYSTEM, slug="nasty", name=NASTY, currency="USD", charges=charges, description=NASTY)
    await plans.publish_plan(SYSTEM, "nasty")
    await plans.assign_plan(SYSTEM, user.id, plan="nasty")
    for path in (
        "/", "/users", f"/users/{user.id}", f"/users/{user.id}/edit", f"/users/{user.id}/plan", "/users/new", "/keys",
        f"/keys/{issued.key.id}", f"/keys/{issued.key.id}/revoke", "/keys/new", "/meters", "/plans", "/plans/nasty",
        "/plans/nasty/versions/new", "/events", "/search?q=%3Cimg", "/users?q=%22%3E%3Cimg%20src=x%20onerror=alert(1)%3E",
    ):  # fmt: skip
        page = (await owner.get(path)).text
        assert "<img src=x" not in page and "onerror=alert" not in page.replace("onerror=alert(1)&gt;", ""), path
        assert "49" not in page or "{{7*7}}" in page or "7*7" not in page, path


async def test_a_name_in_a_toast_is_text_in_an_ascii_header(owner: Browser, user):
    answer = await owner.send(f"/users/{user.id}/edit", {"name": "Ωμέγα <b>", "time_zone": "UTC"})
    assert answer.status_code == 204 and answer.headers["hx-trigger"].isascii()


# --- Whole pages and parts --------------------------------------------------------------------------------------------

PARTS = [("/", "usage"), ("/users", "users"), ("/keys", "keys"), ("/events", "events"), ("/users/new", "dialog")]


@pytest.mark.parametrize("path, target", PARTS)
async def test_htmx_gets_the_part_it_names_and_everybody_else_the_page(owner: Browser, business, path, target):
    part = await owner.htmx(path, target)
    assert WHOLE_PAGE not in part.text and part.text.strip().startswith("<div")
    assert WHOLE_PAGE in (await owner.get(path)).text
    assert WHOLE_PAGE in (await owner.htmx(path, "something-else")).text
    assert WHOLE_PAGE in (await owner.get(path, headers={"hx-target": target})).text
    again = await owner.htmx(path, target, **{"hx-history-restore-request": "true"})
    assert WHOLE_PAGE in again.text


async def test_the_chart_of_two_dates_shows_these_days(owner: Browser, user):
    for path in ("/", f"/users/{user.id}"):
        last = datetime.now(UTC).date()
        first = last - timedelta(days=9)
        part = (await owner.htmx(f"{path}?from={first}&to={last}", "usage")).text
        assert part.count("<g") == 10 and f'data-first="{first}"' in part and "Reset" in part
        for days, count in (("7", 7), ("90", 90), ("nonsense", 30)):
            assert (await owner.htmx(f"{path}?days={days}", "usage")).text.count("<g") == count


async def test_a_hidden_meter_leaves_the_chart_and_stays_in_the_legend(owner: Browser, business):
    part = (await owner.htmx("/?hide=words", "usage")).text
    assert 'aria-checked="false"' in part and "&#34;Words&#34;" not in part and ">Words<" in part


async def test_numbers_are_compact_without_lying():
    told = {"0": "0", "999": "999", "9999.5": "10,000", "12345": "12.3k", "999499": "999k", "999999": "1M",
            "1000000": "1M", "12400000": "12.4M", "5.25": "5.25", "196.27": "196"}  # fmt: skip
    assert {number: compact(Decimal(number)) for number in told} == told


@pytest.mark.parametrize(
    ("start", "end", "zone", "said"),
    [
        ("2026-10-01T00:00", "2026-11-01T00:00", "UTC", "Oct 1 – Oct 31, 2026"),
        ("2026-09-30T22:00", "2026-10-31T23:00", "Europe/Berlin", "Oct 1 – Oct 31, 2026"),
        ("2026-12-01T00:00", "2027-01-02T00:00", "UTC", "Dec 1, 2026 – Jan 1, 2027"),
        ("2026-10-01T00:00", "2026-10-01T00:00", "UTC", "Oct 1, 2026"),
        ("2026-10-01T00:00", "2026-10-02T00:00", "UTC", "Oct 1, 2026"),
    ],
)
def test_a_period_is_said_by_the_days_of_its_zone(start: str, end: str, zone: str, said: str) -> None:
    first, last = (datetime.fromisoformat(each).replace(tzinfo=UTC) for each in (start, end))
    assert formats.days(first, last, zone) == said
