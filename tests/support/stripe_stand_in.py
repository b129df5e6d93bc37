"""A server that speaks the parts of Stripe's HTTP API that the adapter uses, on 127.0.0.1, and can be unreliable.

It remembers idempotency keys as Stripe says that it does: the first answer to a key is the answer to all, other
parameters by the same key are refused. `lose` has it do what it is asked for and hang up instead of answering.
"""

import asyncio
import hashlib
import hmac
import json
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any
from urllib.parse import parse_qsl, urlsplit
from uuid import UUID

import pytest
from pydantic import SecretStr

from core import billing, metering, plans
from core.accounts import SYSTEM
from core.billing import Invoice
from core.database import fetch
from core.outbox import deliver
from core.plans import ChargeDraft
from core.settings import get_settings
from jobs.registry import HANDLERS

__all__ = ["SECRET_KEY", "WEBHOOK_SECRET", "StripeStandIn", "fee_of_49", "hand_over", "sign", "standing_in"]

SECRET_KEY = "sk_test_standin_51KmSecret"
WEBHOOK_SECRET = "whsec_standin"
_Answer = tuple[int, dict[str, Any]]


def sign(body: bytes, *, secret: str = WEBHOOK_SECRET, at: float | None = None) -> str:
    """The header that Stripe sends with a webhook."""
    instant = int(time.time() if at is None else at)
    mac = hmac.new(secret.encode(), f"{instant}.".encode() + body, hashlib.sha256).hexdigest()
    return f"t={instant},v1={mac}"


@dataclass
class StripeStandIn:
    """`calls`: each request in order as `POST /v1/invoices`; `lose`: how many of the next answers get lost, by call
    number from 1; `refuse`: call numbers that are answered 400."""

    customers: dict[str, dict[str, Any]] = field(default_factory=dict)
    invoices: dict[str, dict[str, Any]] = field(default_factory=dict)
    items: list[dict[str, Any]] = field(default_factory=list)
    notes: list[dict[str, Any]] = field(default_factory=list)
    keys: dict[str, tuple[str, _Answer]] = field(default_factory=dict)
    calls: list[str] = field(default_factory=list)
    lose: set[int] = field(default_factory=set)
    refuse: set[int] = field(default_factory=set)
    url: str = ""
    _events: int = 0
    _serving: set[asyncio.Task[Any]] = field(default_factory=set)
    _server: asyncio.Server | None = None

    async def start(self) -> None:
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", 0)
        port = self._server.sockets[0].getsockname()[1]
        self.url = f"http://127.0.0.1:{port}"

    async def stop(self) -> None:
        assert self._server is not None
        self._server.close()
        await asyncio.gather(*self._serving)

    def pay(self, invoice_id: str, amount: int | None = None) -> None:
        """A customer pays an invoice, or a part of it."""
        invoice = self.invoices[invoice_id]
        assert invoice["status"] == "open"
        invoice["amount_paid"] += invoice["total"] - invoice["amount_paid"] if amount is None else amount
        if invoice["amount_paid"] >= invoice["total"]:
            invoice["status"] = "paid"

    def event(self, kind: str, invoice_id: str, *, event_id: str | None = None, **changes: Any) -> bytes:
        """The body of a webhook about an invoice as it is, but for `changes`."""
        self._events += 1
        return json.dumps({
            "id": event_id or f"evt_{self._events}", "object": "event", "type": kind, "created": int(time.time()),
            "data": {"object": self.invoices[invoice_id] | changes},
        }).encode()  # fmt: skip

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._serving.add(task)
        task.add_done_callback(self._serving.discard)
        try:
            if line := await reader.readline():
                method, target, _ = line.decode().split()
                headers = {}
                while (text := (await reader.readline()).decode().strip()) != "":
                    name, _, value = text.partition(":")
                    headers[name.lower()] = value.strip()
                body = await reader.readexactly(int(headers.get("content-length", "0")))
                status, said = self._answer(method, target, headers, body.decode())
                if len(self.calls) in self.lose:
                    return
                told = json.dumps(said).encode()
                writer.write(
                    f"HTTP/1.1 {status} X\r\ncontent-type: application/json\r\nconnection: close\r\ncontent-length: {len(told)}\r\n\r\n"
                    .encode() + told
                )  # fmt: skip
                await writer.drain()
        finally:
            writer.close()
            with suppress(OSError):
                await writer.wait_closed()

    def _answer(self, method: str, target: str, headers: dict[str, str], body: str) -> _Answer:
        split = urlsplit(target)
        self.calls.append(f"{method} {split.path}")
        if headers.get("authorization") != f"Bearer {SECRET_KEY}":
            return 401, {"error": {"message": f"Invalid API Key: {headers.get('authorization')}"}}
        if len(self.calls) in self.refuse:
            return 400, {"error": {"code": "refused", "message": "Not today."}}
        key = headers.get("idempotency-key")
        if method == "GET":
            return self._do(method, split.path, dict(parse_qsl(split.query)))
        assert key, "everything that changes something carries a key"
        asked = f"{method} {target} {body}"
        if key in self.keys:
            before, answer = self.keys[key]
            if before != asked:
                return 400, {"error": {"type": "idempotency_error", "message": "Other parameters by the same key."}}
            return answer
        answer = self._do(method, split.path, dict(parse_qsl(body)))
        self.keys[key] = (asked, answer)
        return json.loads(json.dumps(answer[0])), json.loads(json.dumps(answer[1]))

    def _do(self, method: str, path: str, asked: dict[str, str]) -> _Answer:
        match [method, *path.split("/")[2:]]:
            case ["POST", "customers"]:
                made = {"id": f"cus_{len(self.customers) + 1}", "object": "customer", "name": asked["name"],
                        "email": asked.get("email"), "created": int(time.time()),
                        "metadata": {"keymeter_user": asked["metadata[keymeter_user]"]}}  # fmt: skip
                return 200, self.customers.setdefault(str(made["id"]), made)
            case ["GET", "customers"]:
                return 200, _list("/v1/customers", self.customers.values())
            case ["POST", "invoices"]:
                assert asked["customer"] in self.customers and asked["auto_advance"] in ("false", "False")
                if asked["collection_method"] == "send_invoice":
                    assert self.customers[asked["customer"]]["email"] and int(asked["days_until_due"]) >= 1
                made = {"id": f"in_{len(self.invoices) + 1}", "object": "invoice", "customer": asked["customer"],
                        "currency": asked["currency"], "status": "draft", "total": 0, "amount_paid": 0,
                        "hosted_invoice_url": None, "created": int(time.time()),
                        "metadata": {"keymeter_collection": asked["metadata[keymeter_collection]"]}}  # fmt: skip
                return 200, self.invoices.setdefault(str(made["id"]), made)
            case ["GET", "invoices"]:
                mine = [each for each in self.invoices.values() if each["customer"] == asked["customer"]]
                return 200, _list("/v1/invoices", mine)
            case ["POST", "invoiceitems"]:
                invoice = self.invoices.get(asked["invoice"])
                if invoice is None or invoice["status"] != "draft":
                    return 400, {"error": {"message": "The invoice is not a draft."}}
                assert invoice["currency"] == asked["currency"] and invoice["customer"] == asked["customer"]
                item = {"id": f"ii_{len(self.items) + 1}", "object": "invoiceitem", **asked}
                self.items.append(item)
                invoice["total"] += int(asked["amount"])
                return 200, item
            case ["POST", "credit_notes"]:
                invoice, amount = self.invoices[asked["invoice"]], int(asked["refund_amount"])
                given = sum(each["amount"] for each in self.notes if each["invoice"] == invoice["id"])
                if invoice["status"] != "paid" or given + amount > invoice["amount_paid"]:
                    return 400, {"error": {"message": "There is not so much to give back."}}
                assert int(asked["amount"]) == amount
                note = {"id": f"cn_{len(self.notes) + 1}", "object": "credit_note", "invoice": invoice["id"],
                        "amount": amount, "metadata": {"keymeter_refund": asked["metadata[keymeter_refund]"]}}  # fmt: skip
                self.notes.append(note)
                return 200, note
            case ["GET", "credit_notes"]:
                return 200, _list("/v1/credit_notes", [n for n in self.notes if n["invoice"] == asked["invoice"]])
            case [_, "invoices", invoice_id, *rest]:
                return self._do_to(method, invoice_id, rest)
        raise AssertionError(f"{method} {path} is not spoken here")

    def _do_to(self, method: str, invoice_id: str, rest: list[str]) -> _Answer:
        invoice = self.invoices.get(invoice_id)
        if invoice is None:
            return 404, {"error": {"code": "resource_missing", "message": "No such invoice."}}
        match [method, *rest, invoice["status"]]:
            case ["GET", _]:
                pass
            case ["POST", "finalize", "draft"]:
                invoice |= {"status": "open", "hosted_invoice_url": f"https://pay.example/{invoice_id}"}
            case ["POST", "void", "open"]:
                invoice["status"] = "void"
            case ["DELETE", "draft"]:
                del self.invoices[invoice_id]
                return 200, {"id": invoice_id, "object": "invoice", "deleted": True}
            case _:
                return 400, {"error": {"message": f"This is {invoice['status']}."}}
        return 200, dict(invoice)


def _list(url: str, found: Any) -> dict[str, Any]:
    return {"object": "list", "url": url, "has_more": False, "data": list(found)}


@asynccontextmanager
async def standing_in(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[StripeStandIn]:
    """One that the settings choose."""
    stand_in = StripeStandIn()
    await stand_in.start()
    for name, value in {
        "payment_provider": "stripe", "stripe_secret_key": SecretStr(SECRET_KEY),
        "stripe_webhook_secret": SecretStr(WEBHOOK_SECRET), "stripe_api_base": stand_in.url,
    }.items():  # fmt: skip
        monkeypatch.setattr(get_settings(), name, value)
    try:
        yield stand_in
    finally:
        await stand_in.stop()


MAY = datetime(2026, 5, 1, tzinfo=UTC)


async def fee_of_49(user_id: UUID) -> Invoice:
    """An invoice of 49.00 USD, not handed over yet."""
    await metering.ensure_partitions([MAY, MAY + timedelta(days=31)])
    charges = [ChargeDraft("Fee", "flat", Decimal(49), timing="advance")]
    await plans.create_plan(SYSTEM, slug="fee_of_49", name="g", currency="USD", charges=charges)
    await plans.publish_plan(SYSTEM, "fee_of_49")
    await plans.assign_plan(SYSTEM, user_id, plan="fee_of_49", starts_at=MAY)
    await billing.run_invoices(SYSTEM, until=MAY)
    (newest, *_) = (await billing.list_invoices(SYSTEM, user_id=user_id)).items
    return newest


async def hand_over(*, attempts: int = 1) -> None:
    """Have messages delivered, without waiting for when they are due."""
    for _ in range(attempts):
        await fetch("UPDATE outbox_messages SET due_at = clock_timestamp() WHERE state = 'pending'")
        await deliver(HANDLERS)
