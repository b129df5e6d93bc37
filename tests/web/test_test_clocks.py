"""Test clocks on pages: made, given a user, moved ahead; what cannot be is said in the form."""

from datetime import UTC, datetime
from uuid import UUID

from core import accounts, billing, plans
from core.accounts import SYSTEM
from tests.support.business import Business
from tests.web.conftest import Browser


async def test_a_clock_is_made_given_a_user_and_moved_ahead(owner: Browser, business: Business) -> None:
    made = await owner.post("/test-clocks", {"name": "A year", "now_at": "2026-01-01"})
    path = made.headers["location"]
    clock_id = UUID(path.rpartition("/")[2])
    user = await accounts.create_user(SYSTEM, name="Fresh", external_id="fresh-1")
    assert (await owner.post(f"{path}/attach", {"user": "fresh-1"})).status_code == 303
    again = await owner.post(f"{path}/attach", {"user": "fresh-1"})
    assert again.status_code == 422 and "nothing has happened yet" in again.text
    assert "no such user" in (await owner.post(f"{path}/attach", {"user": "nobody"})).text
    await plans.assign_plan(SYSTEM, user.id, plan="starter")
    assert (await owner.post(f"{path}/advance", {"days": "31"})).status_code == 303
    assert (await owner.post(f"{path}/advance", {"to": "2026-03-02"})).status_code == 303
    assert (await billing.get_test_clock(SYSTEM, clock_id)).now_at == datetime(2026, 3, 2, tzinfo=UTC)
    back = await owner.post(f"{path}/advance", {"to": "2026-01-02"})
    assert back.status_code == 422 and "goes ahead only" in back.text
    shown = (await owner.get(path)).text
    assert "TEST-1" in shown and "TEST-2" in shown and "Starter" in shown
    assert f'href="{path}"' in (await owner.get(f"/users/{user.id}")).text
    assert "A year" in (await owner.get("/test-clocks")).text
