"""Every answer: safe headers, small bodies, and errors told to whoever asked."""

import gzip

from core import accounts, billing
from core.errors import Unavailable
from tests.web.conftest import Browser
from web.security import PAGE_POLICY


async def test_every_answer_keeps_browsers_safe(owner: Browser, app, client, user):
    for path in ("/", "/users", "/nothing", f"/users/{user.id}", "/sign-in", "/v1/users", "/assets/none", "/users/1"):
        answer = await owner.get(path, headers={"accept": "text/html"})
        for name in ("x-content-type-options", "x-frame-options", "referrer-policy", "content-security-policy"):
            assert len(answer.headers.get_list(name)) == 1, (path, name)
        if answer.headers.get("content-type", "").startswith("text/html"):
            assert answer.headers["content-security-policy"] == PAGE_POLICY
            assert answer.headers["cache-control"] == "no-store"
            assert {"HX-Request", "HX-Target", "Cookie"} <= {each.strip() for each in answer.headers["vary"].split(",")}


async def test_pages_hold_no_script_and_no_style_of_their_own(owner: Browser, user, key):
    for path in ("/", "/users", f"/users/{user.id}", f"/keys/{key.id}", "/events", "/events/live", "/plans/new"):
        page = (await owner.get(path)).text
        for forbidden in (" style=", "<style", "hx-on", "javascript:", "js:", " onclick", "hx-boost"):
            assert forbidden not in page, (path, forbidden)
        assert all(script.startswith(' src="/assets/') for script in page.split("<script")[1:])


async def test_assets_are_kept_for_ever_and_sent_small(owner: Browser):
    page = (await owner.get("/account")).text
    for part in page.split('="/assets/')[1:]:
        path = "/assets/" + part.split('"')[0]
        answer = await owner.get(path)
        assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"
        assert answer.headers["content-encoding"] == "gzip" and answer.headers["vary"] == "Accept-Encoding"
        plain = await owner.get(path, headers={"accept-encoding": "identity"})
        assert plain.content == answer.content and "content-encoding" not in plain.headers
    assert (await owner.get("/assets/app.000000000000.css")).status_code == 404


async def test_pages_are_small(owner: Browser, business):
    answer = await owner.get("/")
    assert answer.headers["content-encoding"] == "gzip"
    assert len(gzip.compress(answer.content)) < 15_000


# --- Errors -----------------------------------------------------------------------------------------------------------


async def test_errors_of_pages_are_pages_and_errors_of_the_api_are_problems(owner: Browser, business):
    page = await owner.get("/nothing", headers={"accept": "text/html"})
    assert page.status_code == 404 and "There is nothing here" in page.text and "The owner" in page.text
    assert (await owner.get("/users/00000000-0000-0000-0000-000000000000")).status_code == 404
    assert (await owner.get("/users/not-an-id")).status_code == 404
    problem = await owner.get("/v1/users")
    assert problem.status_code == 401 and problem.headers["content-type"] == "application/problem+json"


async def test_an_error_of_an_htmx_request_is_a_toast_by_the_catalogue(reader: Browser, user):
    answer = await reader.send(f"/users/{user.id}/suspend")
    assert answer.status_code == 403 and answer.headers["hx-reswap"] == "none"
    assert '"code": "missing_scope"' in answer.headers["hx-trigger"]


async def test_what_was_not_foreseen_says_nothing_about_itself(owner: Browser, business, monkeypatch):
    async def fail(*_, **__):
        raise RuntimeError("the secret inner life")

    monkeypatch.setattr(billing, "overview", fail)
    answer = await owner.get("/")
    assert answer.status_code == 500 and "inner life" not in answer.text and "Something went wrong" in answer.text
    assert answer.headers["content-security-policy"] == PAGE_POLICY


async def test_a_silent_database_is_a_page_that_asks_again(owner: Browser, business, monkeypatch):
    async def silent(*_, **__):
        raise Unavailable("The database does not answer.", detail="the address of the database")

    monkeypatch.setattr(accounts, "find_session", silent)
    answer = await owner.get("/users", headers={"accept": "text/html"})
    assert answer.status_code == 503 and answer.headers["retry-after"] == "1"
    assert "The database does not answer" in answer.text and "the address" not in answer.text
    assert '<meta http-equiv="refresh"' in answer.text
    part = await owner.htmx("/users", "users")
    assert part.status_code == 503 and '"code": "database_unavailable"' in part.headers["hx-trigger"]
