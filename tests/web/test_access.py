"""Who may open which page, and where an unsafe request may come from. Every route of the door is enumerated."""

from datetime import timedelta
from uuid import UUID

import pytest

from core import accounts, alerts, billing, jobs, outbox, plans
from core.accounts import SYSTEM, Admin
from core.audit import AuditEntry
from core.clock import now
from core.database import fetch
from tests.support.routes import all_routes
from tests.web.conftest import ORIGIN, Browser, token_in, web_routes
from web.security import check_token, make_token

#: Routes anybody who is signed in may post to, whatever the role.
FOR_EVERYBODY = {
    "/sign-out", "/theme", "/sign-in", "/sign-in/code", "/invitation", "/account/sessions/end", "/account/password",
    "/account/second-factor", "/account/second-factor/remove",
}  # fmt: skip
#: What somebody does who is not signed in: with a proof of its own in place of a session's.
BEFORE_SESSIONS = {"/sign-in", "/sign-in/code", "/invitation"}
#: What only owners do: everything about other admins.
OF_OWNERS = {
    "/admins/invite", "/admins/{admin_id}/edit", "/admins/{admin_id}/role", "/admins/{admin_id}/disable",
    "/admins/{admin_id}/enable", "/admins/{admin_id}/remove-second-factor", "/admins/{admin_id}/reset-password", "/admins/invitations/{invitation_id}/withdraw",
}  # fmt: skip
#: Everybody makes tokens of their own, which may do no more than they.
OF_ONES_OWN = {"/tokens/new", "/tokens/{token_id}/revoke"}
#: Pages with a form for something that readers may not do.
FORMS = (
    "/void",
    "/reissue",
    "/credit",
    "/advance",
    "/attach",
    "/pay",
    "/refund",
    "/uncollectible",
    "/move",
    "/subscription/{change}",
    "/addons/{plan}/remove",
    "/new",
    "/edit",
    "/invite",
    "/suspend",
    "/users/{user_id}/plan",
    "/publish",
    "/keys/{key_id}/{action}",
    "/top-up",
    "/revoke",
)
FROM_HERE = {"origin": ORIGIN, "sec-fetch-site": "same-origin"}


@pytest.fixture
async def filled(business, user, key):
    """A path with the parameters of something that exists."""
    event, message = str(key.id), await outbox.publish(topic="mail", payload={})
    entry = await AuditEntry.first()
    await jobs.register_jobs({"sweeps": jobs.Schedule(timedelta(hours=1))})
    invited = await accounts.invite_admin(SYSTEM, email="invited@keymeter.example", role="admin")
    admin = await Admin.create(email="other@keymeter.example", name="Other", password_hash="none", role="owner")
    token = await accounts.issue_token(SYSTEM, admin_id=admin.id, name="Theirs")
    session = await accounts.open_session(admin, address="", browser="")
    await billing.run_invoices(SYSTEM)
    rows = await fetch("SELECT invoice_id, position FROM invoice_lines WHERE events > 0 AND kind = 'usage' LIMIT 1")
    position, invoice = rows[0]["position"], await billing.Invoice.get(id=rows[0]["invoice_id"])
    finalized = (await billing.list_invoices(SYSTEM, status="finalized")).items[-1]
    note = await billing.credit_invoice(SYSTEM, finalized.id, amount="0.01", reason="r")
    await billing.create_coupon(SYSTEM, code="half", name="Half", percent="50")
    attachment = await billing.attach_coupon(SYSTEM, user.id, code="half")
    await plans.create_plan(SYSTEM, slug="support", name="Support", currency="USD", charges=[], addon=True)
    await plans.publish_plan(SYSTEM, "support")
    await plans.add_addon(SYSTEM, user.id, plan="support")
    payment = await billing.record_payment(SYSTEM, invoice.id, amount="1")
    pack = await billing.add_unit_pack(SYSTEM, user.id, meter="api_calls", units="9", reason="r")
    grant = await billing.grant_credit(SYSTEM, user.id, kind="promotional", amount="9", currency="USD", reason="r")
    recent = await accounts.create_user(SYSTEM, name="Draft")
    draft = await plans.assign_plan(SYSTEM, recent.id, plan="growth", starts_at=now() - timedelta(days=40))
    values = {
        "subscription_id": draft.root_id,
        "user_id": user.id,
        "key_id": key.id,
        "slug": "starter",
        "plan": "support",
        "invoice_id": invoice.id,
        "position": position,
        "note_id": note.id,
        "payment_id": payment.id,
        "attachment_id": attachment.id,
        "grant_id": grant.id,
        "pack_id": pack.id,
        "change": "pause",
        "action": "rename",
        "event_id": event,
        "invitation_id": invited.invitation.id,
        "admin_id": admin.id,
        "token_id": token.token.id,
        "session_id": session.session.id,
        "entry_id": entry.id,
        "name": "sweeps",
        "message_id": message,
        "alert_id": (await alerts.list_alerts(SYSTEM))[0].id,
        "meter": "api_calls",
        "period": "month",
        "reservation_id": UUID(int=5),
        "held_id": UUID(int=6),
        "clock_id": (await billing.create_test_clock(SYSTEM, name="c")).id,
    }
    return lambda path: path.format(**values)


def unsafe():
    return [path for method, path in web_routes() if method not in ("GET", "HEAD")]


def pages():
    """Paths that show something to who is signed in; the stream never ends, and what problems mean is everybody's."""
    skipped = (
        "/events/stream",
        "/plans/{slug}/what-if/figures",
        "/sign-in",
        "/invitation",
        "/events/{user_id}/{event_id}",
        "/invoices/{invoice_id}/csv",
        "/problems",
        "/problems/{code}",
        "/invoices/{invoice_id}/pdf",
        "/invoices/{invoice_id}/credit-notes/{note_id}/pdf",
    )
    return [path for method, path in web_routes() if method == "GET" and path not in skipped]


async def test_there_are_routes_to_enumerate(app):
    assert len(unsafe()) >= 18 and len(pages()) >= 20


@pytest.mark.parametrize(
    "headers",
    [
        {"origin": "https://evil.example", "sec-fetch-site": "cross-site"},
        {"origin": "https://evil.example"},
        {"origin": "null", "sec-fetch-site": "same-origin"},
        {"origin": "http://test.evil.example"},
        {"origin": "http://test:8443"},
        {"sec-fetch-site": "same-site"},
        {"sec-fetch-site": "none"},
        {},
    ],
    ids=str,
)
async def test_an_unsafe_request_from_elsewhere_is_refused_on_every_route(app, owner: Browser, filled, headers):
    token = await owner.token()
    for path in unsafe():
        answer = await owner.http.post(filled(path), data={"csrf": token}, headers=headers)
        assert answer.status_code == 403, path
    assert (await owner.get("/account")).status_code == 200, "nobody was signed out meanwhile"


async def test_an_unsafe_request_without_the_sessions_own_token_is_refused_on_every_route(app, owner, filled):
    other = await accounts.open_session(await Admin.get(email="owner@keymeter.example"), address="", browser="")
    for wrong in ({}, {"csrf": ""}, {"csrf": "x" * 86}, {"csrf": make_token(other.token)}):
        for path in unsafe():
            answer = await owner.http.post(filled(path), data=wrong, headers=FROM_HERE)
            assert answer.status_code == 403, (path, wrong)
    for path in unsafe():
        if path not in BEFORE_SESSIONS:
            answer = await owner.http.post(filled(path), headers=FROM_HERE | {"x-csrf-token": make_token(other.token)})
            assert answer.status_code == 403, path


async def test_nobody_gets_nothing(app, client, filled):
    for path in pages():
        answer = await client.get(filled(path), headers={"accept": "text/html"})
        assert answer.status_code == 303 and answer.headers["location"].startswith("/sign-in"), path
    for path in unsafe():
        if path not in BEFORE_SESSIONS:
            answer = await client.post(filled(path), headers=FROM_HERE)
            assert (answer.status_code, answer.headers["location"]) == (303, "/sign-in"), path
    assert (await client.get("/events/stream")).status_code == 303


async def test_htmx_is_sent_to_the_sign_in_page_as_a_whole(client):
    answer = await client.get("/users", headers={"hx-request": "true", "hx-target": "users"})
    assert answer.status_code == 204 and answer.headers["hx-redirect"] == "/sign-in"


async def test_an_owner_sees_every_page(app, owner: Browser, filled):
    for path in pages():
        answer = await owner.get(filled(path))
        assert answer.status_code == 200 and answer.headers["content-type"].startswith("text/html"), path


def test_every_route_for_people_is_enumerated(app) -> None:
    """Whatever answers for this door stands in PAGES, or it is the assets, which are everybody's."""
    found = {(method, path) for method, path, module in all_routes(app.routes) if module.startswith("web.")}
    assert {route for route in found if not route[1].startswith("/assets/")} == set(web_routes())


async def test_an_admin_does_everything_but_what_is_an_owners(app, admin: Browser, filled):
    for path in pages():
        answer = await admin.get(filled(path))
        assert answer.status_code == (403 if path in OF_OWNERS else 200), path
    for path in unsafe():
        if path in OF_OWNERS | OF_ONES_OWN | {"/account/sessions/{session_id}/end"}:
            answer = await admin.post(filled(path), {"email": "x@keymeter.example", "role": "reader"})
            assert answer.status_code == 403, path


async def test_whose_session_has_ended_gets_nothing(app, owner: Browser, filled):
    token = await owner.token()
    await accounts.end_session(owner.session.token)
    for path in pages():
        assert (await owner.get(filled(path), headers={"accept": "text/html"})).status_code == 303, path
    for path in unsafe():
        if path not in BEFORE_SESSIONS:
            answer = await owner.http.post(filled(path), data={"csrf": token}, headers=FROM_HERE)
            assert (answer.status_code, answer.headers["location"]) == (303, "/sign-in"), path


async def test_a_reader_sees_every_page_but_no_form_that_changes_anything(app, reader: Browser, filled):
    for path in pages():
        answer = await reader.get(filled(path))
        expected = 403 if path.endswith(FORMS) and path not in OF_ONES_OWN else 200
        assert answer.status_code == expected, path
        if expected == 200:
            actions = set(_actions(answer.text))
            assert actions <= FOR_EVERYBODY | {
                "/search",
                "/users",
                "/keys",
                "/events",
                "/invoices",
                "/tokens",
                "/audit",
                "/usage",
                "/plans/starter/what-if",
                filled("/tokens/{token_id}/revoke"),
            }, path


def _actions(html):
    return [part.split('"')[0] for part in html.split(' action="')[1:]]


async def test_a_reader_changes_nothing_on_any_route(app, reader: Browser, filled):
    for path in unsafe():
        if path not in FOR_EVERYBODY:
            answer = await reader.post(filled(path), {"name": "X", "slug": "x", "plan": "starter", "user": ""})
            assert answer.status_code in (403, 422), path
            if answer.status_code == 422:  # what was sent is not even a question of rights
                assert path in ("/keys", "/plans", "/plans/{slug}/versions", "/tokens"), path


async def test_every_page_carries_a_fresh_spelling_of_the_token(owner: Browser):
    first, second = [token_in((await owner.get("/account")).text) for _ in range(2)]
    assert first != second
    check_token(first, owner.session.token)
    check_token(second, owner.session.token)


async def test_a_form_is_small_and_readable(owner: Browser):
    answer = await owner.post("/theme", {"theme": "x" * 70_000})
    assert answer.status_code == 413
    answer = await owner.http.post(
        "/theme",
        content=b"theme=%ff&csrf=" + (await owner.token()).encode(),
        headers=FROM_HERE | {"content-type": "application/x-www-form-urlencoded"},
    )
    assert answer.status_code == 422
