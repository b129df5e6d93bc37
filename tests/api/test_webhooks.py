"""What Stripe tells takes effect once if it is signed, and what it collects is shown at every door."""

from collections.abc import AsyncIterator

import httpx
import pytest

from core.database import fetch
from tests.conftest import Bearer, Holder
from tests.support.stripe_stand_in import StripeStandIn, fee_of_49, hand_over, sign, standing_in

AT = "/webhooks/stripe"


@pytest.fixture
async def stripe(database: str, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[StripeStandIn]:
    async with standing_in(monkeypatch) as stand_in:
        yield stand_in


async def test_a_signed_webhook_pays_once(
    stripe: StripeStandIn, client: httpx.AsyncClient, holder: Holder, bearer: Bearer
) -> None:
    invoice = await fee_of_49(holder.user.id)
    await hand_over()
    stripe.pay("in_1")
    body = stripe.event("invoice.paid", "in_1")
    forged = await client.post(AT, content=body, headers={"stripe-signature": sign(body, secret="whsec_guessed")})
    unsigned = await client.post(AT, content=body)
    for refused in (forged, unsigned):
        assert (refused.status_code, refused.json()["status"]) == (400, 400)
    assert await fetch("SELECT 1 FROM payments") == []
    for _ in range(3):
        answer = await client.post(AT, content=body, headers={"stripe-signature": sign(body)})
        assert (answer.status_code, answer.content) == (204, b"")
    found = (await client.get(f"/v1/invoices/{invoice.id}/payments", headers=bearer.headers)).json()
    assert [(each["method"], each["amount"], each["reference"]) for each in found] == [("stripe", "49.00", "in_1")]
    unknown = b'{"id": "evt_9", "type": "customer.created", "created": 1, "data": {"object": {}}}'
    assert (await client.post(AT, content=unknown, headers={"stripe-signature": sign(unknown)})).status_code == 204


async def test_nothing_is_heard_where_nobody_is_chosen(client: httpx.AsyncClient) -> None:
    assert (await client.post(AT, content=b"{}")).status_code == 404
    assert (await client.post(AT, content=b"x" * (1024 * 1024 + 1))).status_code == 413


async def test_the_page_to_pay_on_is_shown(
    stripe: StripeStandIn, client: httpx.AsyncClient, holder: Holder, bearer: Bearer
) -> None:
    invoice = await fee_of_49(holder.user.id)
    await hand_over()
    told = (await client.get(f"/v1/invoices/{invoice.id}", headers=bearer.headers)).json()["collection"]
    assert (told["status"], told["amount"], told["hosted_url"]) == ("open", "49.00", "https://pay.example/in_1")
    query = """query($id: UUID!) { invoice(id: $id) { collection { status hostedUrl failures amount { amount } } } }"""
    asked = {"query": query, "variables": {"id": str(invoice.id)}}
    answer = (await client.post("/graphql", json=asked, headers=bearer.headers)).json()
    assert answer["data"]["invoice"]["collection"] == {
        "status": "OPEN", "hostedUrl": "https://pay.example/in_1", "failures": 0, "amount": {"amount": "49.00"},
    }  # fmt: skip
    url = f"/v1/users/{holder.user.id}/collection"
    said = (await client.put(url, json={"collected": False}, headers=bearer.headers)).json()
    assert said == {"provider": "stripe", "collected": False, "external_id": "cus_1"}
    assert (await client.get(url, headers=bearer.headers)).json() == said
