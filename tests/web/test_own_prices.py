"""Prices of a user's own, in the form of its plan."""

from core import accounts, plans
from core.accounts import SYSTEM
from tests.support.business import Business
from tests.web.conftest import Browser


async def test_own_prices_are_shown_first_then_given_kept_and_taken_away(owner: Browser, business: Business) -> None:
    user = await accounts.create_user(SYSTEM, name="Own")
    path = f"/users/{user.id}/plan"

    async def given() -> dict[str, str]:
        return (await plans.list_subscriptions(SYSTEM, user.id))[0].overrides

    asked = {"plan": "starter", "own": "Base fee: 7, API calls: 0.1"}
    shown = await owner.post(f"{path}/preview", asked)
    assert 'name="own" value="Base fee: 7, API calls: 0.1"' in shown.text
    assert (await owner.post(path, asked)).status_code == 303
    assert await given() == {"Base fee": "7", "API calls": "0.1"}
    assert "Now: Base fee: 7, API calls: 0.1" in (await owner.get(path)).text
    assert (await owner.post(path, {"plan": "growth", "own": ""})).status_code == 303
    assert await given() == {"Base fee": "7", "API calls": "0.1"}
    assert (await owner.post(path, {"plan": "growth", "own": "-"})).status_code == 303
    assert await given() == {}
    for wrong in ("Base fee 7", "Base fee: x", "Nothing: 1"):
        answer = await owner.post(f"{path}/preview", {"plan": "growth", "own": wrong})
        assert answer.status_code == 422 and 'aria-invalid="true"' in answer.text, wrong
