"""What if over REST."""

import json
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import httpx
import pytest

from core import metering, plans
from core.accounts import SYSTEM
from core.plans import ChargeDraft
from tests.conftest import Bearer, Holder
from tests.support.calls import call_of, record


@pytest.fixture
async def drafted(holder: Holder) -> str:
    """The holder was on a plan and used ten calls in May; the next version is a draft."""
    start = datetime(2026, 5, 1, tzinfo=UTC)
    await metering.ensure_call_meters(["api_calls"])
    await metering.ensure_partitions([start])
    calls = ChargeDraft("API calls", "per_unit", Decimal("0.5"), "api_calls")
    await plans.create_plan(SYSTEM, slug="growth", name="Growth", currency="USD", charges=[calls])
    await plans.publish_plan(SYSTEM, "growth")
    await plans.assign_plan(SYSTEM, holder.user.id, plan="growth", starts_at=start)
    await record([call_of(holder.user, holder.key, start + timedelta(hours=n)) for n in range(10)])
    dear = ChargeDraft("API calls", "per_unit", Decimal(2), "api_calls")
    await plans.draft_version(SYSTEM, "growth", currency="USD", charges=[dear])
    return "growth"


async def test_a_draft_is_simulated_with_its_lines(
    client: httpx.AsyncClient, bearer: Bearer, drafted: str, holder: Holder
) -> None:
    body = {"plan": drafted, "since": "2026-05-01", "until": "2026-06-01", "user_ids": [str(holder.user.id)]}
    found = (await client.post("/v1/simulations", json=body, headers=bearer.headers)).json()
    assert (found["version"], found["status"], found["users"], found["more"]) == (2, "draft", 1, 1)
    assert (found["before"], found["after"], found["difference"]) == ({"USD": "5.00"}, "20.00", "15.00")
    (row,) = found["rows"]
    assert [line["explanation"] for line in row["before_lines"]] == ["10 calls x $0.50 = $5.00"]
    assert [line["explanation"] for line in row["after_lines"]] == ["10 calls x $2.00 = $20.00"]
    for change in ({"version": 9}, {"on_plan": "nothing", "user_ids": None}, {"until": "2026-05-01"}, {"limit": 101}):
        answer = await client.post("/v1/simulations", json=body | change, headers=bearer.headers)
        assert answer.status_code in (404, 422), change


async def test_a_simulation_is_followed_to_its_figures(client: httpx.AsyncClient, bearer: Bearer, drafted: str) -> None:
    asked = {"plan": drafted, "since": "2026-05-01", "until": "2026-06-01"}
    answer = await client.get("/v1/simulations/stream", params=asked, headers=bearer.headers)
    assert answer.headers["content-type"].startswith("text/event-stream")
    events = [each.split("\n") for each in answer.text.split("\n\n") if each]
    names, told = zip(*((name.removeprefix("event: "), json.loads(data.removeprefix("data: "))) for name, data in events),
                      strict=True)  # fmt: skip
    assert set(names[:-1]) == {"progress"} and names[-1] == "result"
    assert told[-2] == {"done": 1, "total": 1}
    whole = await client.post("/v1/simulations", json=asked, headers=bearer.headers)
    assert told[-1] == whole.json()
    for wrong, status in (({"version": 9}, 404), ({"until": "2026-05-01"}, 422), ({"since": "soon"}, 422)):
        refused = await client.get("/v1/simulations/stream", params=asked | wrong, headers=bearer.headers)
        assert refused.status_code == status, wrong
