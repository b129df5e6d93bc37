"""The pages of admins, tokens and one's own account, as somebody walks through them."""

import base64
import re
from html import unescape

from core import accounts
from core.accounts import SYSTEM, Admin
from core.accounts.totp import code_at
from core.clock import now
from tests.web.conftest import ORIGIN, Browser, text_of, token_in
from tests.web.test_sign_in import EMAIL, PASSWORD, try_sign_in
from web.qr import draw_qr

FROM_HERE = {"origin": ORIGIN, "sec-fetch-site": "same-origin"}


async def test_an_invited_admin_chooses_a_password_and_signs_in(owner: Browser, client):
    answer = await owner.send("/admins/invite", {"email": EMAIL, "role": "reader"}, target="sheet")
    link = unescape(re.search(r'<code id="secret">([^<]+)</code>', answer.text)[1])
    path = link.removeprefix(ORIGIN)
    assert EMAIL in text_of((await owner.get("/admins")).text)
    page = await client.get(path)
    assert EMAIL in page.text and page.headers["referrer-policy"] in ("no-referrer", "same-origin")
    secret = path.partition("secret=")[2]
    refused = await client.post(
        "/invitation", data={"secret": secret, "name": "Mina", "password": "password123"}, headers=FROM_HERE
    )
    assert refused.status_code == 422 and "first that are guessed" in refused.text and "password123" not in refused.text
    done = await client.post(
        "/invitation", data={"secret": secret, "name": "Mina", "password": PASSWORD}, headers=FROM_HERE
    )
    assert done.headers["location"] == "/sign-in"
    assert (await try_sign_in(client)).status_code == 303
    assert (await client.get("/admins")).status_code == 200
    assert (await client.get(path)).status_code == 401


async def test_a_second_factor_is_set_up_and_asked_for(app, client, owner: Browser):
    admin = await accounts.create_admin(SYSTEM, email=EMAIL, name="Mina", password=PASSWORD, role="admin")
    assert (await try_sign_in(client)).status_code == 303
    csrf = token_in((await client.get("/account/second-factor")).text)
    made = await client.post("/account/second-factor", data={"csrf": csrf, "begin": "1"}, headers=FROM_HERE)
    shown = re.search(r'<code id="secret">([A-Z2-7]+)</code>', made.text)[1]
    secret = base64.b32decode(shown)
    uri = unescape(re.search(r'href="(otpauth://[^"]+)"', made.text)[1])
    assert f"secret={shown}" in uri and draw_qr(uri, label="The secret as a QR code") in made.text
    assert "style=" not in made.text  # the policy would drop it
    step = int(now().timestamp()) // 30
    wrong = await client.post("/account/second-factor", data={"csrf": csrf, "code": "000000"}, headers=FROM_HERE)
    assert wrong.status_code == 422 and "This code is wrong" in wrong.text
    on = await client.post(
        "/account/second-factor", data={"csrf": csrf, "code": code_at(secret, step - 1)}, headers=FROM_HERE
    )
    assert len(re.findall(r"\b[A-Z0-9]{5}-[A-Z0-9]{5}\b", on.text)) == 10
    await client.post("/sign-out", data={"csrf": csrf}, headers=FROM_HERE)

    asked = await try_sign_in(client, next="/keys")
    assert asked.status_code == 200 and "Your code" in asked.text
    ticket = re.search(r'name="ticket" value="([^"]+)"', asked.text)[1]
    data = {"csrf": token_in(asked.text), "ticket": ticket, "next": "/keys"}
    again = await client.post("/sign-in/code", data=data | {"code": "000000"}, headers=FROM_HERE)
    assert again.status_code == 401 and "wrong" in again.text
    opened = await client.post("/sign-in/code", data=data | {"code": code_at(secret, step)}, headers=FROM_HERE)
    assert (opened.status_code, opened.headers["location"]) == (303, "/keys")
    assert "Remove second factor" in (await client.get("/account")).text
    removed = await owner.send(f"/admins/{admin.id}/remove-second-factor")
    assert removed.status_code == 204


async def test_an_owner_gives_another_password_to_who_lost_it(client, owner: Browser):
    admin = await accounts.create_admin(SYSTEM, email=EMAIL, name="Mina", password=PASSWORD, role="admin")
    assert (await try_sign_in(client)).status_code == 303
    shown = await owner.send(f"/admins/{admin.id}/reset-password", target="sheet")
    password = unescape(re.search(r'<code id="secret">([^<]+)</code>', shown.text)[1])
    assert (await client.get("/account")).status_code == 303
    assert (await try_sign_in(client)).status_code == 401
    assert (await try_sign_in(client, password=password)).status_code == 303
    own = await owner.send(f"/admins/{owner.session.session.admin_id}/reset-password")
    assert own.status_code == 403 and "code id" not in own.text


async def test_a_token_is_shown_once_and_revoked(owner: Browser, client):
    made = await owner.send("/tokens", {"name": "Billing", "scopes": ["read"], "days": "30"}, target="sheet")
    secret = re.search(r'<code id="secret">(km_admin_\w+)</code>', made.text)[1]
    assert (await client.get("/v1/users", headers={"authorization": f"Bearer {secret}"})).status_code == 200
    listed = await owner.get("/tokens")
    assert "Billing" in listed.text and secret not in listed.text
    token_id = re.search(r"/tokens/([0-9a-f-]{36})/revoke", listed.text)[1]
    assert (await owner.send(f"/tokens/{token_id}/revoke")).status_code == 204
    assert (await client.get("/v1/users", headers={"authorization": f"Bearer {secret}"})).status_code == 401


async def test_a_changed_password_keeps_this_browser_signed_in_and_no_other(client, app):
    await accounts.create_admin(SYSTEM, email=EMAIL, name="Mina", password=PASSWORD, role="reader")
    await try_sign_in(client)
    other = await accounts.open_session(await Admin.get(email=EMAIL), address="", browser="")
    csrf = token_in((await client.get("/account/password")).text)
    data = {"csrf": csrf, "current": PASSWORD, "password": "another horse battery"}
    wrong = await client.post("/account/password", data=data | {"current": "not this one"}, headers=FROM_HERE)
    assert wrong.status_code == 422 and "not your present password" in wrong.text
    assert (await client.post("/account/password", data=data, headers=FROM_HERE)).headers["location"] == "/account"
    assert (await client.get("/account")).status_code == 200
    client.cookies.set("keymeter_session", other.token)
    assert (await client.get("/account")).status_code == 303
