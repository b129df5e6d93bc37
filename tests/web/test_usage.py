"""The usage explorer: what it shows is what the core says, and all of it stands in the address."""

from datetime import UTC, datetime, timedelta

from core import metering
from core.accounts import SYSTEM
from core.clock import now
from core.gate import EventDraft, record_events
from core.metering import Dimension
from tests.web.conftest import text_of


async def test_a_meter_is_split_by_its_dimensions_and_each_part_leads_to_itself(owner, user):
    await metering.create_meter(
        SYSTEM, slug="renders", name="Renders", event_type="render", aggregation="sum", value_property="seconds",
        unit="seconds", dimensions=[Dimension("model", "model")],
    )  # fmt: skip
    drafts = [
        EventDraft(str(user.id), f"{days}-{model}", "render", now() - timedelta(days=days),
                   properties={"model": model, "seconds": seconds})
        for days, model, seconds in ((1, "<b>large", 30), (2, "small", 10), (3, "small", 5.5), (40, "small", 31))
    ]  # fmt: skip
    assert (await record_events(SYSTEM, drafts)).accepted == 4
    found = await owner.get("/usage?meter=renders&by=dimension:model&span=30d")
    assert found.status_code == 200
    text = text_of(found.text)
    for said in ("45.5", "+46.8%", "31", "3 events", "small", "15.5", "66 %", "34 %"):
        assert said in text, said
    assert "<b>large" not in found.text
    assert "d.model=small" in found.text
    alone = text_of((await owner.get("/usage?meter=renders&d.model=small&span=30d")).text)
    assert "15.5" in alone and "model = small" in alone and "45.5" not in alone
    part = await owner.htmx("/usage?meter=renders&by=user&span=7d", target="explored")
    assert user.name in part.text and "<html" not in part.text


async def test_dates_are_those_of_the_zone_and_a_key_is_asked_alone(owner, user, key):
    await metering.create_meter(
        SYSTEM, slug="renders", name="Renders", event_type="render", aggregation="count", unit="renders"
    )
    # Midnight in Kolkata is 18:30 UTC: one event on its 2nd of May, two on its 3rd.
    times = [datetime(2026, 5, 2, hour, minute, tzinfo=UTC) for hour, minute in ((18, 29), (18, 30), (22, 0))]
    drafts = [EventDraft(str(user.id), f"e{n}", "render", at) for n, at in enumerate(times)]
    assert (await record_events(SYSTEM, drafts)).accepted == 3
    for query, events in (
        ("from=2026-05-03&to=2026-05-03&zone=Asia/Kolkata", 2),
        ("from=2026-05-02&to=2026-05-02&zone=Asia/Kolkata", 1),
        ("from=2026-05-01&to=2026-05-04", 3),
        ("from=2026-05-03&to=2026-05-03", 0),
    ):
        found = (await owner.get(f"/usage?meter=renders&{query}")).text
        assert f"{events} events" in text_of(found), query
        assert ("Nothing used" in found) == (events == 0), query
    assert "/events?type=render&amp;from=2026-05-03&amp;to=2026-05-03" in found
    log = text_of((await owner.get("/events?type=render")).text)
    assert log.count("render") >= 3 and "/v1/" not in log
    calls = await metering.query_usage(
        SYSTEM, meters=["words"], user_id=user.id, key_id=key.id, start=now() - timedelta(days=29)
    )
    page = await owner.get(f"/usage?meter=words&user={user.id}&key={key.id}")
    assert f"{sum(row.events for row in calls.rows):,} events" in text_of(page.text)
    assert f'name="key" value="{key.id}"' in page.text and "Any key" in page.text
    foreign = await owner.get(f"/usage?meter=words&key={key.id}")
    assert "Any key" not in foreign.text


async def test_whatever_stands_in_the_address_is_answered(reader):
    for query in (
        "",
        "?meter=nothing&by=dimension:x&span=5y&user=x&d.model=a",
        "?by=user&span=24h",
        "?span=1y&by=%00",
        "?from=2026-13-01",
        "?from=1999-01-01&to=2300-01-01",
        "?from=2026-05-02&to=2026-05-01",
        "?zone=Mars/X&key=x",
        "?from=2000-01-01&to=2199-12-31",
        "?from=2026-05-01&zone=Australia/Lord_Howe&by=user",
    ):
        assert (await reader.get(f"/usage{query}")).status_code == 200, query
