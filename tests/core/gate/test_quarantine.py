"""Events of unknown users wait within a bound, and are recorded once when their users appear."""

from datetime import timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid4

import pytest

from core import accounts, gate, metering
from core.accounts import SYSTEM, Actor
from core.clock import now
from core.database import fetch
from core.errors import Forbidden, NotFound
from core.gate import EventDraft, record_events, replay_quarantine
from core.settings import get_settings


@pytest.fixture(autouse=True)
async def meter(database: str) -> metering.Meter:
    return await metering.create_meter(
        SYSTEM, slug="tokens", name="Tokens", event_type="llm", aggregation="sum", value_property="tokens"
    )


def event(number: int, user: str = "crm-7", **changes: Any) -> EventDraft:
    return EventDraft(user, f"e{number}", "llm", **({"properties": {"tokens": Decimal("1.5")}} | changes))


async def used() -> Decimal:
    return (await metering.query_usage(SYSTEM, meters=["tokens"], start=now() - timedelta(days=40))).total()


async def test_events_are_recorded_once_their_user_appears_and_once_only() -> None:
    at = now() - timedelta(days=2)
    drafts = [event(1), event(2, time=at), event(1), EventDraft("crm-7", "r", "", retracts="e2")]
    result = await record_events(SYSTEM, [*drafts, event(9, user="")])
    assert (result.accepted, result.duplicates, result.quarantined) == (0, 0, 4)
    assert [(each.index, each.error.code) for each in result.rejected] == [(4, "invalid_input")]
    assert await replay_quarantine() == (0, 0)
    user = await accounts.create_user(SYSTEM, name="Late", external_id="crm-7")
    assert await replay_quarantine() == (3, 0)
    assert await replay_quarantine() == (0, 0)
    assert await used() == Decimal("1.5")
    log = (await metering.list_events(SYSTEM, user_id=user.id)).items
    assert sorted(each.event_id for each in log) == ["e1", "e2", "r"]
    again = await record_events(SYSTEM, drafts)
    assert (again.accepted, again.duplicates, again.quarantined) == (0, 4, 0)


async def test_what_is_discarded_is_not_recorded_and_the_log_says_by_whom() -> None:
    await record_events(SYSTEM, [event(1), event(2)])
    first = next(held for held in (await gate.browse_quarantine(SYSTEM)).items if held.event_id == "e1")
    await gate.discard_quarantined(SYSTEM, first.id)
    with pytest.raises(NotFound):
        await gate.discard_quarantined(SYSTEM, first.id)
    with pytest.raises(Forbidden):
        await gate.discard_quarantined(Actor("admin", UUID(int=1), frozenset({"read"})), first.id)
    await accounts.create_user(SYSTEM, name="Late", external_id="crm-7")
    assert await replay_quarantine() == (1, 0)
    assert await used() == Decimal("1.5")
    (entry,) = await fetch(
        "SELECT before::text AS before FROM audit_entries WHERE action = 'quarantined_event.discard'"
    )
    assert '"event_id": "e1"' in entry["before"]


async def test_a_user_may_be_named_by_an_id_that_it_gets_later(monkeypatch: pytest.MonkeyPatch) -> None:
    later = uuid4()
    await record_events(SYSTEM, [event(1, user=str(later).upper())])
    user = await accounts.create_user(SYSTEM, name="Late")
    await fetch("INSERT INTO user_seals (user_id) VALUES ($1)", later)
    await fetch("UPDATE users SET id = $1 WHERE id = $2", later, user.id)
    assert await replay_quarantine() == (1, 0)


async def test_another_payload_and_what_cannot_be_recorded_are_told() -> None:
    await record_events(SYSTEM, [event(1), event(2, properties={"tokens": Decimal("1e-9")})])
    result = await record_events(SYSTEM, [event(1, properties={"tokens": 2}), EventDraft("crm-7", "e3", "no type")])
    assert [each.error.code for each in result.rejected] == ["event_conflict", "invalid_input"]
    await accounts.create_user(SYSTEM, name="Late", external_id="crm-7")
    assert await replay_quarantine() == (1, 0)
    (left,) = (await gate.browse_quarantine(SYSTEM)).items
    assert left.event_id == "e2" and left.problem
    assert (await gate.browse_quarantine(SYSTEM, user_reference="crm-8")).items == []


async def test_the_quarantine_is_bounded_in_number_and_in_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(get_settings(), "quarantine_events_max", 3)
    result = await record_events(SYSTEM, [event(number) for number in range(5)])
    assert (result.quarantined, [each.error.code for each in result.rejected]) == (3, ["user_not_found"] * 2)
    await fetch("UPDATE quarantined_events SET expires_at = now() WHERE event_id = 'e0'")
    assert await replay_quarantine() == (0, 1)
    assert (await record_events(SYSTEM, [event(4)])).quarantined == 1


async def test_a_setting_rejects_instead(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(get_settings(), "unknown_users", "reject")
    result = await record_events(SYSTEM, [event(1)])
    assert (result.quarantined, [each.error.code for each in result.rejected]) == (0, ["user_not_found"])
