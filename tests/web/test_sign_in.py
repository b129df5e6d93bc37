"""Signing in and out by the forms of the pages."""

import re
import sys

import httpx
import pytest

from core import accounts
from core.accounts import SYSTEM
from tests.web.conftest import ORIGIN, token_in

EMAIL, PASSWORD = "mina@basalt.example", "correct horse battery"
FROM_HERE = {"origin": ORIGIN, "sec-fetch-site": "same-origin"}


@pytest.fixture
async def admin(database):
    return await accounts.create_admin(SYSTEM, email=EMAIL, name="Mina", password=PASSWORD, role="owner")


async def try_sign_in(client, password=PASSWORD, next="/"):
    form = await client.get("/sign-in", params={"next": next})
    found = re.search(r'name="next" value="([^"]*)"', form.text)
    data = {"csrf": token_in(form.text), "email": EMAIL, "password": password, "next": found[1] if found else "/"}
    return await client.post("/sign-in", data=data, headers=FROM_HERE)


async def test_the_right_password_opens_the_page_that_was_asked_for(admin, client):
    asked = await client.get("/users?sort=name", headers={"accept": "text/html"})
    assert asked.headers["location"] == "/sign-in?next=%2Fusers%3Fsort%3Dname"
    answer = await try_sign_in(client, next="/users?sort=name")
    assert answer.status_code == 303 and answer.headers["location"] == "/users?sort=name"
    cookie = next(each for each in answer.headers.get_list("set-cookie") if each.startswith("keymeter_session="))
    assert "HttpOnly" in cookie and "SameSite=lax" in cookie and "Path=/" in cookie and "Secure" not in cookie
    assert (await client.get("/users")).status_code == 200
    assert (await client.get("/sign-in")).status_code == 303


async def test_over_https_the_cookie_is_secure_and_the_browser_told_to_stay_there(admin, app):
    transport = httpx.ASGITransport(app)
    async with httpx.AsyncClient(transport=transport, base_url="https://test") as client:
        form = await client.get("/sign-in")
        assert form.headers["strict-transport-security"] == "max-age=31536000"
        data = {"csrf": token_in(form.text), "email": EMAIL, "password": PASSWORD}
        answer = await client.post("/sign-in", data=data, headers={"origin": "https://test"})
    assert all("Secure" in each for each in answer.headers.get_list("set-cookie") if "keymeter_session" in each)


@pytest.mark.parametrize("elsewhere", ["https://evil.example", "//evil.example", "/\\evil.example", "/%0d%0aX: y", "x"])
async def test_signing_in_leads_nowhere_else(admin, client, elsewhere):
    answer = await try_sign_in(client, next=elsewhere)
    assert answer.status_code == 303
    assert answer.headers["location"].startswith("/") and not answer.headers["location"].startswith(("//", "/\\"))


async def test_a_wrong_password_says_so_and_keeps_the_address(admin, client):
    answer = await try_sign_in(client, "wrong password!")
    assert answer.status_code == 401
    assert (
        "E-mail or password is wrong." in answer.text and EMAIL in answer.text and "wrong password!" not in answer.text
    )
    assert "keymeter_session" not in client.cookies


async def test_the_eleventh_attempt_is_told_to_wait(admin, client, monkeypatch):
    # The front has a function of the module's name, so the module is found where Python keeps it.
    monkeypatch.setattr(sys.modules["core.accounts.sign_in"], "ATTEMPTS_PER_EMAIL_MAX", 1)
    await try_sign_in(client, "wrong password!")
    answer = await try_sign_in(client)
    assert answer.status_code == 429 and "Too many wrong sign-ins" in answer.text


async def test_a_sign_in_that_no_form_of_ours_made_is_refused(admin, client):
    data = {"email": EMAIL, "password": PASSWORD, "csrf": "x"}
    assert (await client.post("/sign-in", data=data, headers=FROM_HERE)).status_code == 403
    form = await client.get("/sign-in")
    data["csrf"] = token_in(form.text)
    assert (await client.post("/sign-in", data=data)).status_code == 403
    client.cookies.clear()
    assert (await client.post("/sign-in", data=data, headers=FROM_HERE)).status_code == 403


async def test_signing_in_again_changes_the_token_and_signing_out_ends_it(admin, client):
    await try_sign_in(client)
    first = client.cookies["keymeter_session"]
    form = await client.get("/account")
    answer = await client.post("/sign-out", data={"csrf": token_in(form.text)}, headers=FROM_HERE)
    assert answer.status_code == 303 and answer.headers["location"] == "/sign-in"
    assert "keymeter_session" not in client.cookies
    await try_sign_in(client)
    assert client.cookies["keymeter_session"] != first
    client.cookies.set("keymeter_session", first)
    assert (await client.get("/users")).status_code == 303
