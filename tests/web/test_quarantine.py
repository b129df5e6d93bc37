"""The quarantine on the dashboard: what waits and why, and how it is discarded."""

from core import gate
from core.accounts import SYSTEM
from core.gate import EventDraft, record_events
from tests.web.conftest import text_of


async def test_what_waits_is_shown_by_its_user_and_discarded_for_good(owner):
    await record_events(SYSTEM, [EventDraft("crm-<7>", "e1", "llm"), EventDraft("crm-8", "e2", "llm")])
    shown = await owner.get("/events/quarantine")
    for said in ("crm-<7>", "e1", "crm-8", "e2"):
        assert said in text_of(shown.text)
    assert "crm-<7>" not in shown.text
    assert "e1" not in text_of((await owner.get("/events/quarantine?user=crm-8")).text)
    first = next(each for each in (await gate.browse_quarantine(SYSTEM)).items if each.event_id == "e1")
    assert (await owner.post(f"/events/quarantine/{first.id}/discard", {})).status_code == 303
    assert (await owner.post(f"/events/quarantine/{first.id}/discard", {})).status_code == 404
    assert [each.event_id for each in (await gate.browse_quarantine(SYSTEM)).items] == ["e2"]
