"""The usage explorer: what it shows is what the core says, and all of it stands in the address."""

from datetime import timedelta

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


async def test_whatever_stands_in_the_address_is_answered(reader):
    for query in ("", "?meter=nothing&by=dimension:x&span=5y&user=x&d.model=a", "?by=user&span=24h", "?span=1y&by=%00"):
        assert (await reader.get(f"/usage{query}")).status_code == 200, query
