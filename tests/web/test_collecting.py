"""What a payment provider collects, on the pages of an invoice and of a user."""

from collections.abc import AsyncIterator

import pytest

from core import billing
from core.accounts import SYSTEM
from core.settings import get_settings
from tests.conftest import Holder
from tests.support.stripe_stand_in import StripeStandIn, fee_of_49, hand_over, sign, standing_in
from tests.web.conftest import Browser


@pytest.fixture
async def stripe(database: str, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[StripeStandIn]:
    async with standing_in(monkeypatch) as stand_in:
        yield stand_in


async def test_pages_show_what_is_collected_and_what_failed(
    stripe: StripeStandIn, owner: Browser, holder: Holder
) -> None:
    invoice = await fee_of_49(holder.user.id)
    await hand_over()
    assert 'href="https://pay.example/in_1"' in (await owner.get(f"/invoices/{invoice.id}")).text
    body = stripe.event("invoice.payment_failed", "in_1")
    await billing.hear_provider("stripe", body, {"stripe-signature": sign(body)})
    assert "An attempt to pay it failed" in (await owner.get(f"/invoices/{invoice.id}")).text
    assert "Stripe collects its invoices" in (await owner.get(f"/users/{holder.user.id}")).text
    await owner.post(f"/users/{holder.user.id}/collection", {"collected": "no"})
    assert "paid by hand" in (await owner.get(f"/users/{holder.user.id}")).text
    assert not (await billing.collection_of(SYSTEM, holder.user.id)).collected
    stripe.pay("in_1")
    body = stripe.event("invoice.paid", "in_1")
    await billing.hear_provider("stripe", body, {"stripe-signature": sign(body)})
    assert "Stripe, in_1" in (await owner.get(f"/invoices/{invoice.id}")).text


async def test_an_invoice_from_before_is_collected_by_a_button(
    stripe: StripeStandIn, owner: Browser, holder: Holder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(get_settings(), "payment_provider", "none")
    invoice = await fee_of_49(holder.user.id)
    assert "/collect" not in (await owner.get(f"/invoices/{invoice.id}")).text
    monkeypatch.setattr(get_settings(), "payment_provider", "stripe")
    assert "Collect by Stripe" in (await owner.get(f"/invoices/{invoice.id}")).text
    await owner.post(f"/invoices/{invoice.id}/collect", {})
    await hand_over()
    shown = (await owner.get(f"/invoices/{invoice.id}")).text
    assert 'href="https://pay.example/in_1"' in shown and "Collect by Stripe" not in shown
