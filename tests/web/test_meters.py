"""Meters on the dashboard: a new version begins as the one it is made of, and says what it became."""

from core import metering
from core.accounts import SYSTEM
from tests.web.conftest import text_of


async def test_a_new_version_begins_as_the_meter_it_is_made_of(owner):
    await metering.create_meter(
        SYSTEM, slug="runs", name="Runs", event_type="job.run", aggregation="sum", value_property="units.n",
        filters=[metering.Filter("ok", "eq", True), metering.Filter("size", "range", minimum=10)],
        dimensions=[metering.Dimension("model", "model"), metering.Dimension("region", "place.region")], unit="runs",
    )  # fmt: skip
    form = (await owner.htmx("/meters/runs/versions/new", "dialog")).text
    for said in (
        "job.run",
        "units.n",
        "ok = true\nsize &gt;= 10",
        "model, region = place.region",
        "New version of Runs",
    ):
        assert said in form, said
    sent = {"event_type": "job.run", "aggregation": "count", "unit": "runs", "filters": "ok = true"}
    refused = await owner.send("/meters/runs/versions", sent | {"starts_at": "1 May"})
    assert refused.status_code == 422 and "A day is written like" in refused.text
    made = await owner.send("/meters/runs/versions", sent | {"starts_at": "2026-05-01"})
    assert "Runs v2 counts from 01 May 2026 on" in made.headers["hx-trigger"]
    page = text_of((await owner.get("/meters")).text)
    assert "version 2 of runs" in page and "from May 1, 2026" in page
    meter = await metering.get_meter(SYSTEM, "runs_v2")
    assert (meter.aggregation, len(meter.filters), meter.dimensions) == ("count", 1, [])
