"""Who may call what: every route of the REST door by every kind of caller. A route that is not listed fails."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid4

import httpx
import pytest
from fastapi import FastAPI

from core import accounts, alerts, billing, gate, jobs, keys, limits, metering, outbox, plans
from core.accounts import SYSTEM
from core.clock import now
from core.database import fetch
from core.plans import ChargeDraft
from core.secret import make_secret
from core.settings import get_settings
from tests.support.routes import all_routes

#: anonymous, a key of A, an account key of A, one that may also write keys, the same of B, reader token, admin token,
#: revoked token. Ids in paths and bodies are A's.
CALLERS = ("anonymous", "key", "account", "writer", "foreigner", "reader", "admin", "revoked")
PUBLIC = (200,) * 8
METERED = (401, 200, 200, 200, 200, 401, 401, 401)
READ = (401, 403, 200, 200, 200, 200, 200, 401)
READ_OF_VENDOR = (401, 401, 401, 401, 401, 200, 200, 401)
READ_OF_A = (401, 403, 200, 200, 404, 200, 200, 401)
WRITE_KEYS_OF_A = (401, 403, 403, 200, 404, 403, 200, 401)
WRITE = (401, 401, 401, 401, 401, 403, 200, 401)

LONG_AGO = datetime(2001, 1, 1, tzinfo=UTC)
Request = tuple[str, Any]


@dataclass
class World:
    """User A with what belongs to it, user B, and a header for each caller. `fresh_key` makes one more key of A."""

    a: UUID
    plan: str
    headers: dict[str, dict[str, str]] = field(default_factory=dict)
    months: int = 0
    gate: Any = None

    async def fresh_key(self) -> UUID:
        return (await keys.create_key(SYSTEM, user_id=self.a, name="fresh")).key.id

    async def fresh_draft(self) -> str:
        slug = f"p{uuid4().hex}"
        await plans.create_plan(SYSTEM, slug=slug, name="p", currency="USD", charges=[])
        return slug


async def _at_key(world: World, path: str, body: Any = None) -> Request:
    return path.replace("{key_id}", str(await world.fresh_key())), body


async def _at_limit(world: World, path: str, body: Any = None) -> Request:
    await limits.set_limit(SYSTEM, world.a, meter="api_calls", period="hour", cap=9)
    return path.replace("{meter}", "api_calls").replace("{period}", "hour"), body


async def _at_plan_limit(world: World, path: str, body: Any) -> Request:
    path, _ = await _draft(world, path, None)
    slug = path.split("/")[3]
    await plans.set_plan_limit(SYSTEM, slug, meter="api_calls", period="hour", cap=9)
    return path.replace("{meter}", "api_calls").replace("{period}", "hour"), body


async def _at_reservation(world: World, path: str, body: Any = None) -> Request:
    made = await gate.reserve_units(
        world.gate, SYSTEM, user=await accounts.get_user(SYSTEM, world.a), meter="words", units=1, ttl_seconds=60
    )
    return path.replace("{reservation_id}", str(made.id)), body


async def _at_clock(path: str, body: Any = None, *, fresh: bool = False) -> Request:
    clock = await billing.create_test_clock(SYSTEM, name="c", now_at=datetime(2026, 1, 1, tzinfo=UTC))
    if fresh:
        body = {"user_id": str((await accounts.create_user(SYSTEM, name="Fresh")).id)}
    return path.replace("{clock_id}", str(clock.id)), body


async def _at_rate(world: World, path: str, body: Any = None) -> Request:
    await limits.set_rate_limit(SYSTEM, world.a, calls=9000, seconds=1)
    return path, body


async def _alert(path: str) -> Request:
    await fetch("DELETE FROM alerts WHERE threshold = 1")
    return path, {"kind": "usage", "threshold": 1, "meter": "api_calls", "period": "day"}


async def _at_quarantine(path: str) -> Request:
    await gate.record_events(SYSTEM, [gate.EventDraft("nobody", "held", "llm")])
    held = (await gate.browse_quarantine(SYSTEM)).items[0]
    return path.replace("{held_id}", str(held.id)), None


async def _at_alert(path: str) -> Request:
    await fetch("DELETE FROM alerts WHERE threshold = 2")
    alert = await alerts.create_alert(SYSTEM, kind="limit_percent", threshold=2)
    return path.replace("{alert_id}", str(alert.id)), None


async def _subscribed(world: World, path: str, body: Any) -> Request:
    if await plans.current_subscriptions(SYSTEM, [world.a], at=now()) == {}:
        await plans.assign_plan(SYSTEM, world.a, plan="growth")
    await fetch("UPDATE subscriptions SET ends_at = NULL WHERE user_id = $1", world.a)
    await fetch("DELETE FROM subscription_pauses")
    return path, body


async def _with_addon(world: World, path: str, body: Any = None) -> Request:
    """A subscription of A that has an add-on."""
    if "addons" not in {each.plan.slug for each in await plans.list_plans(SYSTEM)}:
        await plans.create_plan(SYSTEM, slug="addons", name="Addons", currency="USD", charges=[], addon=True)
        await plans.publish_plan(SYSTEM, "addons")
    await _subscribed(world, path, body)
    await plans.add_addon(SYSTEM, world.a, plan="addons")
    return path.replace("{plan}", "addons"), body


async def _at_invoice(world: World, path: str, body: Any = None) -> Request:
    """One more of A, of the next month of a subscription that began long ago."""
    if not world.months:
        await fetch("DELETE FROM billing_schedules")
        await fetch("DELETE FROM subscriptions")
        await plans.assign_plan(SYSTEM, world.a, plan="growth", starts_at=LONG_AGO)
        await fetch("""UPDATE charges SET terms = '{"minimum": "5"}'""")
    world.months += 1
    await billing.run_invoices(SYSTEM, until=LONG_AGO + timedelta(days=31 * world.months))
    newest = (await billing.list_invoices(SYSTEM)).items[0]
    return path.replace("{invoice_id}", str(newest.id)).replace("{position}", "0"), body


async def _at_draft(path: str) -> Request:
    """A user whose first month is over."""
    user = await accounts.create_user(SYSTEM, name="Draft")
    made = await plans.assign_plan(SYSTEM, user.id, plan="growth", starts_at=now() - timedelta(days=40))
    return path.replace("{subscription_id}", str(made.root_id)), None


async def _at_note(world: World, path: str) -> Request:
    asked, _ = await _at_invoice(world, "{invoice_id}")
    note = await billing.credit_invoice(SYSTEM, UUID(asked), amount=Decimal("0.01"), reason="r")
    return path.replace("{note_id}", str(note.id)), None


async def _at_void_invoice(world: World, path: str, body: Any = None) -> Request:
    asked, _ = await _at_invoice(world, "{invoice_id}")
    await billing.void_invoice(SYSTEM, UUID(asked), reason="r")
    return path.replace("{invoice_id}", asked), body


async def _at_payment(world: World, path: str, body: Any) -> Request:
    asked, _ = await _at_invoice(world, "{invoice_id}")
    payment = await billing.record_payment(SYSTEM, UUID(asked), amount="1")
    return path.replace("{payment_id}", str(payment.id)), body


async def _named(path: str, body: dict[str, Any], name: str) -> Request:
    return path, body | {name: f"n{uuid4().hex[:12]}"}


async def _coupon(path: str) -> Request:
    await fetch("DELETE FROM coupons WHERE code = 'one'")
    await billing.create_coupon(SYSTEM, code="one", name="One", percent="1")
    return path, {"code": "one"}


async def _credit(world: World, path: str, body: Any) -> Request:
    grant = await billing.grant_credit(SYSTEM, world.a, kind="prepaid", amount="1", currency="USD", reason="r")
    return path.replace("{grant_id}", str(grant.id)), body


async def _pack(world: World, path: str, body: Any) -> Request:
    pack = await billing.add_unit_pack(SYSTEM, world.a, meter="api_calls", units="1", reason="r")
    return path.replace("{pack_id}", str(pack.id)), body


async def _attached(world: World, path: str) -> Request:
    await _coupon(path)
    attachment = await billing.attach_coupon(SYSTEM, world.a, code="one")
    return path.replace("{attachment_id}", str(attachment.id)), None


#: Route -> what is expected of each caller, and how it is asked if it takes more than its path.
ROUTES: dict[str, tuple[tuple[int, ...], Callable[[World, str], Awaitable[Request]] | Any]] = {
    "GET /openapi.json": (PUBLIC, None),
    "HEAD /openapi.json": (PUBLIC, None),
    "GET /livez": (PUBLIC, None),
    "GET /readyz": (PUBLIC, None),
    "GET /metrics": (PUBLIC, None),
    "* /forward-auth/{path:path}": ((403,) * 8, lambda _, path: _body("/forward-auth/")),
    "POST /webhooks/{provider}": ((404,) * 8, None),
    "GET /v1/samples/ping": (METERED, None),
    "POST /v1/samples/text-statistics": (METERED, {"text": "to be"}),
    "GET /v1/samples/slow": (METERED, None),
    "GET /v1/samples/failing": (tuple(500 if status == 200 else status for status in METERED), None),
    "POST /v1/users": (WRITE, {"name": "New"}),
    "GET /v1/users": (READ, None),
    "GET /v1/users/{user}": (READ_OF_A, None),
    "PATCH /v1/users/{user}": (WRITE, {"name": "Renamed"}),
    "POST /v1/users/{user}/subscriptions": (WRITE, {"plan": "growth"}),
    "GET /v1/users/{user}/subscriptions": (READ_OF_A, None),
    "GET /v1/users/{user}/estimate": (READ_OF_A, None),
    "GET /v1/users/{user}/limits": (READ_OF_A, None),
    "PUT /v1/users/{user}/limits/{meter}/{period}": (
        WRITE,
        lambda _, path: _body(path.replace("{meter}", "api_calls").replace("{period}", "day"), {"cap": 9}),
    ),
    "DELETE /v1/users/{user}/limits/{meter}/{period}": (WRITE, _at_limit),
    "POST /v1/users/{user}/limits/{meter}/{period}/top-ups": (
        WRITE,
        lambda world, path: _at_limit(world, path, {"units": 5}),
    ),
    "PUT /v1/plans/{slug}/limits/{meter}/{period}": (
        WRITE,
        lambda world, path: _at_plan_limit(world, path, {"cap": 5}),
    ),
    "DELETE /v1/plans/{slug}/limits/{meter}/{period}": (WRITE, lambda world, path: _at_plan_limit(world, path, None)),
    "GET /v1/users/{user}/rate-limits": (READ_OF_A, None),
    "PUT /v1/users/{user}/rate-limits": (WRITE, {"calls": 9000, "seconds": 1}),
    "DELETE /v1/users/{user}/rate-limits": (WRITE, _at_rate),
    "GET /v1/alerts": (READ_OF_VENDOR, None),
    "POST /v1/alerts": (WRITE, lambda world, path: _alert(path)),
    "DELETE /v1/alerts/{alert_id}": (WRITE, lambda world, path: _at_alert(path)),
    "GET /v1/alerts/raised": (READ, None),
    "GET /v1/denials": (READ, None),
    "POST /v1/keys": (WRITE_KEYS_OF_A, lambda world, path: _body(path, {"user_id": str(world.a), "name": "k"})),
    "GET /v1/keys": (READ, None),
    "GET /v1/keys/{key_id}": (READ_OF_A, _at_key),
    "PATCH /v1/keys/{key_id}": (WRITE_KEYS_OF_A, lambda world, path: _at_key(world, path, {"name": "renamed"})),
    "POST /v1/keys/{key_id}/rotate": (WRITE_KEYS_OF_A, lambda world, path: _at_key(world, path, {})),
    "POST /v1/keys/{key_id}/disable": (WRITE_KEYS_OF_A, _at_key),
    "POST /v1/keys/{key_id}/enable": (WRITE_KEYS_OF_A, _at_key),
    "POST /v1/keys/{key_id}/revoke": (WRITE_KEYS_OF_A, _at_key),
    "POST /v1/keys/verify": (WRITE, {"key": "km_live_x"}),
    "POST /v1/keys/verify/batch": (WRITE, {"items": []}),
    "POST /v1/reservations": (
        WRITE,
        lambda world, path: _body(path, {"user": str(world.a), "meter": "words", "units": 1}),
    ),
    "GET /v1/reservations": (READ, None),
    "GET /v1/reservations/{reservation_id}": (READ_OF_A, _at_reservation),
    "POST /v1/reservations/{reservation_id}/commit": (WRITE, lambda world, path: _at_reservation(world, path, {})),
    "POST /v1/reservations/{reservation_id}/release": (WRITE, _at_reservation),
    "POST /v1/meters": (
        WRITE,
        lambda _, path: _body(path, {"slug": f"m{uuid4().hex}", "name": "m", "aggregation": "count"}),
    ),
    "POST /v1/meters/{slug}/versions": (WRITE, lambda _, path: _body(path.replace("{slug}", "api_calls"), {})),
    "GET /v1/meters": (READ, None),
    "GET /v1/meters/{slug}": (READ, lambda _, path: _body(path.replace("{slug}", "api_calls"))),
    "POST /v1/plans": (WRITE, lambda _, path: _body(path, {"slug": f"p{uuid4().hex}", "name": "p", "charges": []})),
    "GET /v1/plans": (READ, None),
    "GET /v1/plans/{slug}": (READ, lambda world, path: _body(path.replace("{slug}", world.plan))),
    "POST /v1/plans/{slug}/versions": (WRITE, lambda world, path: _draft(world, path, {"charges": []})),
    "POST /v1/plans/{slug}/publish": (WRITE, lambda world, path: _draft(world, path, None)),
    "POST /v1/plans/{slug}/archive": (WRITE, lambda world, path: _draft(world, path, None)),
    "POST /v1/plans/{slug}/clone": (
        WRITE,
        lambda world, path: _body(path.replace("{slug}", world.plan), {"slug": f"p{uuid4().hex}", "name": "p"}),
    ),
    "POST /v1/users/{user}/subscriptions/cancel": (WRITE, lambda world, path: _subscribed(world, path, {})),
    "POST /v1/users/{user}/subscriptions/preview": (
        WRITE,
        lambda world, path: _subscribed(world, path, {"change": "pause"}),
    ),
    "POST /v1/plans/{slug}/move": (WRITE, lambda world, path: _body(path.replace("{slug}", world.plan), {})),
    "POST /v1/plans/{slug}/move/preview": (WRITE, lambda world, path: _body(path.replace("{slug}", world.plan), {})),
    "POST /v1/test-clocks": (WRITE, {"name": "c"}),
    "GET /v1/test-clocks": (READ_OF_VENDOR, None),
    "GET /v1/test-clocks/{clock_id}": (READ_OF_VENDOR, lambda _, path: _at_clock(path)),
    "POST /v1/test-clocks/{clock_id}/users": (WRITE, lambda _, path: _at_clock(path, fresh=True)),
    "POST /v1/test-clocks/{clock_id}/advance": (
        WRITE,
        lambda _, path: _at_clock(path, {"to": "2026-02-01T00:00:00Z"}),
    ),
    "POST /v1/simulations": (
        READ_OF_VENDOR,
        lambda world, path: _body(path, {"plan": world.plan, "since": "2026-01-01", "until": "2026-02-01"}),
    ),
    "GET /v1/simulations/stream": (
        READ_OF_VENDOR,
        lambda world, path: _body(f"{path}?plan={world.plan}&since=2026-01-01&until=2026-02-01"),
    ),
    "GET /v1/users/{user}/addons": (READ_OF_A, None),
    "POST /v1/users/{user}/addons": (WRITE, lambda world, path: _with_addon(world, path, {"plan": "addons"})),
    "DELETE /v1/users/{user}/addons/{plan}": (WRITE, lambda world, path: _with_addon(world, f"{path}?when=now")),
    "GET /v1/invoices/drafts": (READ_OF_VENDOR, None),
    "POST /v1/invoices/drafts/{subscription_id}/finalize": (WRITE, lambda _, path: _at_draft(path)),
    "POST /v1/users/{user}/subscriptions/pause": (WRITE, lambda world, path: _subscribed(world, path, None)),
    "POST /v1/users/{user}/subscriptions/resume": (WRITE, lambda world, path: _subscribed(world, path, None)),
    "GET /v1/users/{user}/invoice-preview": (READ_OF_A, None),
    "GET /v1/invoices": (READ, None),
    "GET /v1/invoices/{invoice_id}": (READ_OF_A, _at_invoice),
    "GET /v1/invoices/{invoice_id}/csv": (READ_OF_A, _at_invoice),
    "GET /v1/invoices/{invoice_id}/pdf": (READ_OF_A, _at_invoice),
    "GET /v1/invoices/{invoice_id}/lines/{position}/events": (READ_OF_A, _at_invoice),
    "POST /v1/invoices/{invoice_id}/collect": (WRITE, _at_invoice),
    "POST /v1/invoices/{invoice_id}/reissue": (WRITE, _at_void_invoice),
    "POST /v1/invoices/{invoice_id}/void": (WRITE, lambda world, path: _at_invoice(world, path, {"reason": "r"})),
    "POST /v1/invoices/{invoice_id}/credit-notes": (
        WRITE,
        lambda world, path: _at_invoice(world, path, {"amount": "0.01", "reason": "r"}),
    ),
    "GET /v1/invoices/{invoice_id}/payments": (READ_OF_A, _at_invoice),
    "POST /v1/invoices/{invoice_id}/payments": (
        WRITE,
        lambda world, path: _at_invoice(world, path, {"amount": "1"}),
    ),
    "POST /v1/invoices/{invoice_id}/uncollectible": (
        WRITE,
        lambda world, path: _at_invoice(world, path, {"reason": "r"}),
    ),
    "POST /v1/payments/{payment_id}/refunds": (
        WRITE,
        lambda world, path: _at_payment(world, path, {"reason": "r"}),
    ),
    "GET /v1/users/{user}/balances": (READ_OF_A, None),
    "GET /v1/users/{user}/credits": (READ_OF_A, None),
    "POST /v1/credits/{grant_id}/revoke": (WRITE, lambda world, path: _credit(world, path, {"reason": "r"})),
    "GET /v1/users/{user}/unit-packs": (READ_OF_A, None),
    "POST /v1/users/{user}/unit-packs": (WRITE, {"meter": "api_calls", "units": "1", "reason": "r"}),
    "POST /v1/unit-packs/{pack_id}/revoke": (WRITE, lambda world, path: _pack(world, path, {"reason": "r"})),
    "GET /v1/users/{user}/prepayment": (READ_OF_A, None),
    "PUT /v1/users/{user}/prepayment": (WRITE, {"threshold": "5"}),
    "GET /v1/users/{user}/collection": (READ_OF_A, None),
    "PUT /v1/users/{user}/collection": (WRITE, {"collected": False}),
    "POST /v1/users/{user}/credits": (WRITE, {"kind": "promotional", "amount": "1", "currency": "USD", "reason": "r"}),
    "GET /v1/users/{user}/ledger": (READ_OF_A, None),
    "GET /v1/tax-rates": (READ_OF_VENDOR, None),
    "POST /v1/tax-rates": (WRITE, lambda world, path: _named(path, {"name": "VAT", "percent": "19"}, "slug")),
    "GET /v1/taxes": (READ_OF_VENDOR, None),
    "PUT /v1/taxes": (WRITE, {}),
    "GET /v1/users/{user}/taxes": (READ_OF_A, None),
    "PUT /v1/users/{user}/taxes": (WRITE, {}),
    "GET /v1/coupons": (READ_OF_VENDOR, None),
    "POST /v1/coupons": (WRITE, lambda world, path: _named(path, {"name": "C", "percent": "1"}, "code")),
    "GET /v1/users/{user}/coupons": (READ_OF_A, None),
    "POST /v1/users/{user}/coupons": (WRITE, lambda world, path: _coupon(path)),
    "DELETE /v1/coupon-attachments/{attachment_id}": (WRITE, _attached),
    "GET /v1/credit-notes": (READ, None),
    "GET /v1/credit-notes/{note_id}": (READ_OF_A, _at_note),
    "GET /v1/credit-notes/{note_id}/pdf": (READ_OF_A, _at_note),
    "GET /v1/figures": (READ_OF_VENDOR, None),
    "POST /v1/invoices/run": (WRITE, {"dry_run": True}),
    "GET /v1/usage": (READ, None),
    "GET /v1/audit": (READ_OF_VENDOR, None),
    "GET /v1/audit/head": (READ_OF_VENDOR, None),
    "GET /v1/doctor": (tuple(404 if status == 200 else status for status in READ_OF_VENDOR), None),
    "GET /v1/jobs": (READ_OF_VENDOR, None),
    "POST /v1/jobs/{name}/run": (WRITE, lambda _, path: _job(path)),
    "GET /v1/messages": (READ_OF_VENDOR, None),
    "POST /v1/messages/{message_id}/replay": (WRITE, lambda _, path: _dead_message(path)),
    "GET /v1/admins": (READ_OF_VENDOR, None),
    "GET /v1/tokens": (READ_OF_VENDOR, None),
    "GET /v1/events": (READ, None),
    "POST /v1/events": (WRITE, []),
    "GET /v1/quarantine": (READ_OF_VENDOR, None),
    "DELETE /v1/quarantine/{held_id}": (WRITE, lambda world, path: _at_quarantine(path)),
}
#: The scope that a token needs for each write.
SCOPES = {
    "POST /v1/users": "users:write", "PATCH /v1/users/{user}": "users:write",
    "POST /v1/users/{user}/subscriptions": "billing:write",
    "PUT /v1/users/{user}/limits/{meter}/{period}": "billing:write",
    "DELETE /v1/users/{user}/limits/{meter}/{period}": "billing:write", "POST /v1/meters": "billing:write",
    "POST /v1/meters/{slug}/versions": "billing:write",
    "POST /v1/users/{user}/limits/{meter}/{period}/top-ups": "billing:write",
    "PUT /v1/plans/{slug}/limits/{meter}/{period}": "billing:write",
    "DELETE /v1/plans/{slug}/limits/{meter}/{period}": "billing:write",
    "PUT /v1/users/{user}/rate-limits": "billing:write", "DELETE /v1/users/{user}/rate-limits": "billing:write",
    "POST /v1/plans": "billing:write", "POST /v1/plans/{slug}/versions": "billing:write",
    "POST /v1/plans/{slug}/publish": "billing:write", "POST /v1/plans/{slug}/archive": "billing:write",
    "POST /v1/plans/{slug}/clone": "billing:write", "POST /v1/users/{user}/subscriptions/cancel": "billing:write",
    "POST /v1/users/{user}/subscriptions/preview": "billing:write",
    "POST /v1/plans/{slug}/move": "billing:write", "POST /v1/plans/{slug}/move/preview": "billing:write",
    "POST /v1/users/{user}/subscriptions/pause": "billing:write",
    "POST /v1/invoices/drafts/{subscription_id}/finalize": "billing:write",
    "POST /v1/users/{user}/addons": "billing:write",
    "DELETE /v1/users/{user}/addons/{plan}": "billing:write",
    "POST /v1/users/{user}/subscriptions/resume": "billing:write",
    "POST /v1/test-clocks": "billing:write", "POST /v1/test-clocks/{clock_id}/users": "billing:write",
    "POST /v1/test-clocks/{clock_id}/advance": "billing:write",
    "POST /v1/alerts": "billing:write", "DELETE /v1/alerts/{alert_id}": "billing:write",
    "DELETE /v1/quarantine/{held_id}": "events:write",
    "POST /v1/invoices/{invoice_id}/collect": "billing:write",
    "POST /v1/invoices/{invoice_id}/reissue": "billing:write",
    "POST /v1/invoices/{invoice_id}/void": "billing:write",
    "POST /v1/invoices/{invoice_id}/payments": "billing:write", "POST /v1/payments/{payment_id}/refunds": "billing:write",
    "POST /v1/invoices/{invoice_id}/uncollectible": "billing:write",
    "POST /v1/users/{user}/credits": "billing:write",
    "POST /v1/credits/{grant_id}/revoke": "billing:write",
    "POST /v1/users/{user}/unit-packs": "billing:write",
    "POST /v1/unit-packs/{pack_id}/revoke": "billing:write",
    "PUT /v1/users/{user}/prepayment": "billing:write",
    "PUT /v1/users/{user}/collection": "billing:write",
    "POST /v1/tax-rates": "billing:write", "PUT /v1/taxes": "billing:write", "PUT /v1/users/{user}/taxes": "billing:write",
    "POST /v1/coupons": "billing:write", "POST /v1/users/{user}/coupons": "billing:write",
    "DELETE /v1/coupon-attachments/{attachment_id}": "billing:write",
    "POST /v1/invoices/{invoice_id}/credit-notes": "billing:write", "POST /v1/invoices/run": "billing:write",
    "POST /v1/keys": "keys:write", "PATCH /v1/keys/{key_id}": "keys:write",
    "POST /v1/jobs/{name}/run": "operations:write", "POST /v1/messages/{message_id}/replay": "operations:write",
    "POST /v1/keys/{key_id}/rotate": "keys:write", "POST /v1/keys/{key_id}/disable": "keys:write",
    "POST /v1/reservations": "reservations:write", "POST /v1/reservations/{reservation_id}/commit": "reservations:write",
    "POST /v1/reservations/{reservation_id}/release": "reservations:write",
    "POST /v1/keys/verify": "keys:verify", "POST /v1/keys/verify/batch": "keys:verify",
    "POST /v1/events": "events:write", "POST /v1/keys/{key_id}/enable": "keys:write", "POST /v1/keys/{key_id}/revoke": "keys:write",
}  # fmt: skip


async def _body(path: str, body: Any = None) -> Request:
    return path, body


async def _job(path: str) -> Request:
    await jobs.register_jobs({"sweeps": jobs.Schedule(timedelta(hours=1))})
    return path.replace("{name}", "sweeps"), None


async def _dead_message(path: str) -> Request:
    message_id = await outbox.publish(topic="mail", payload={})
    await fetch("UPDATE outbox_messages SET state = 'dead', settled_at = now() WHERE id = $1", message_id)
    return path.replace("{message_id}", str(message_id)), None


async def _draft(world: World, path: str, body: Any) -> Request:
    return path.replace("{slug}", await world.fresh_draft()), body


@pytest.fixture
async def world(app: FastAPI, client: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch) -> World:
    # So that there is something to be collected by. Nobody carries it out here.
    monkeypatch.setattr(get_settings(), "payment_provider", "stripe")
    a, b = [await accounts.create_user(SYSTEM, name=name) for name in "AB"]
    await metering.ensure_call_meters(["api_calls"])
    await plans.create_plan(
        SYSTEM, slug="growth", name="g", currency="USD", charges=[ChargeDraft("c", "per_unit", "1", "api_calls")]  # type: ignore[arg-type]
    )  # fmt: skip
    await plans.publish_plan(SYSTEM, "growth")
    world = World(a.id, "growth", {"anonymous": {}}, gate=app.state.gate)
    for name, user, scopes in (
        ("key", a, []), ("account", a, ["account"]), ("writer", a, ["account", "keys:write"]),
        ("foreigner", b, ["account", "keys:write"]),
    ):  # fmt: skip
        issued = await keys.create_key(SYSTEM, user_id=user.id, name=name, scopes=scopes)
        world.headers[name] = {"x-api-key": issued.secret}
    owner = await accounts.create_admin(
        SYSTEM, email="o@b.example", name="o", password="correct horse battery", role="owner"
    )
    others = {
        role: await accounts.Admin.create(email=f"{role}@b.example", name=role, password_hash="none", role=role)
        for role in ("reader", "admin")
    }
    for name, granted in (("reader", ["read"]), ("admin", None), ("owner", None), ("revoked", None)):
        token = await accounts.issue_token(
            SYSTEM, admin_id=others.get(name, owner).id, name=name, **({"scopes": granted} if granted else {})
        )
        world.headers[name] = {"authorization": f"Bearer {token.secret}"}
        if name == "revoked":
            await accounts.revoke_token(SYSTEM, token.token.id)
    for scope in sorted(accounts.ADMIN_SCOPES - {"read"}):
        for name, granted in ((f"only {scope}", ["read", scope]), (f"all but {scope}", None)):
            scopes = granted or sorted(accounts.ADMIN_SCOPES - {scope})
            token = await accounts.issue_token(SYSTEM, admin_id=owner.id, name=name, scopes=scopes)
            world.headers[name] = {"authorization": f"Bearer {token.secret}"}
    return world


async def ask(client: httpx.AsyncClient, world: World, route: str, caller: str) -> httpx.Response:
    method, template = route.split(" ")
    how = ROUTES[route][1]
    path, body = await how(world, template) if callable(how) else (template, how)
    path = path.replace("{user}", str(world.a))
    if path == "/v1/samples/slow":
        path += "?milliseconds=0"
    return await client.request(method.replace("*", "PROPFIND"), path, headers=world.headers[caller], json=body)


def test_every_route_of_the_rest_door_is_listed(app: FastAPI) -> None:
    """Other doors have tests of their own. What is neither theirs nor listed here is nobody's."""
    found = {
        f"{method} {path}"
        for method, path, module in all_routes(app.routes)
        if module.split(".")[0] not in ("web", "graphql_schema")
    }
    assert found == set(ROUTES)
    assert set(SCOPES) == {route for route, (expected, _) in ROUTES.items() if expected in (WRITE, WRITE_KEYS_OF_A)}


async def test_every_caller_gets_what_it_may(client: httpx.AsyncClient, world: World) -> None:
    wrong = []
    for route, (expected, _) in ROUTES.items():
        for caller, status in zip(CALLERS, expected, strict=True):
            answer = await ask(client, world, route, caller)
            if (answer.status_code if answer.status_code >= 300 else 200) != status:
                wrong.append((route, caller, answer.status_code, status, answer.text[:200]))
            if status >= 400:
                assert answer.headers["content-type"] == "application/problem+json", (route, caller)
            if status == 401:
                assert "www-authenticate" in answer.headers, (route, caller)
    assert wrong == []


async def test_an_owners_token_is_as_an_admins(world: World) -> None:
    """What only owners do, no token does, so the table above has no column for it."""
    actors = [
        await accounts.authenticate_token(world.headers[name]["authorization"].removeprefix("Bearer "))
        for name in ("admin", "owner")
    ]
    assert actors[0].scopes == actors[1].scopes == accounts.ADMIN_SCOPES


async def test_a_token_needs_the_very_scope_of_a_write(client: httpx.AsyncClient, world: World) -> None:
    for route, scope in SCOPES.items():
        assert (await ask(client, world, route, f"only {scope}")).status_code < 300, route
        refused = await ask(client, world, route, f"all but {scope}")
        assert (refused.status_code, refused.json()["code"]) == (403, "missing_scope"), route


async def test_who_is_refused_has_changed_nothing(client: httpx.AsyncClient, world: World) -> None:
    async def state() -> list[Any]:
        tables = (
            "users",
            "api_keys",
            "plans",
            "plan_versions",
            "meters",
            "subscriptions",
            "access_epoch",
            "usage_events",
            "limits",
            "rate_limits",
            "reservations",
        )
        # S608: names from the line above
        return [[tuple(row) for row in await fetch(f"SELECT * FROM {table} ORDER BY 1")] for table in tables]

    for route, (expected, _) in ROUTES.items():
        for caller, status in zip(CALLERS, expected, strict=True):
            if (
                status >= 400
                and expected in (WRITE, WRITE_KEYS_OF_A)
                and "{key_id}" not in route
                and "{slug}" not in route
                and "{invoice_id}" not in route
                and "{subscription_id}" not in route
                and "{clock_id}" not in route
                and "{reservation_id}" not in route
                and "/top-ups" not in route
                and "/subscriptions/" not in route
                and "/addons" not in route
                and "{payment_id}" not in route
                and "{message_id}" not in route
                and not route.startswith("DELETE ")  # what is to be deleted is made for each caller
            ):
                before = await state()
                await ask(client, world, route, caller)
                assert await state() == before, (route, caller)


async def test_a_foreign_user_named_in_a_query_does_not_exist(client: httpx.AsyncClient, world: World) -> None:
    await client.get("/v1/samples/ping", headers=world.headers["key"])
    for path in ("/v1/keys", "/v1/usage", "/v1/events"):
        answer = await client.get(path, headers=world.headers["foreigner"], params={"user_id": str(world.a)})
        assert (answer.status_code, answer.json()["code"]) == (404, "user_not_found"), path
        own = await client.get(path, headers=world.headers["foreigner"])
        assert str(world.a) not in own.text
    key = (await keys.list_keys(SYSTEM, user_id=world.a)).items[-1]
    for path in ("/v1/usage", "/v1/events"):
        answer = await client.get(path, headers=world.headers["foreigner"], params={"key_id": str(key.id)})
        assert (answer.json().get("rows") or answer.json().get("items")) in ([], None), path


async def test_a_token_comes_before_a_key_and_other_schemes_are_none(client: httpx.AsyncClient, world: World) -> None:
    admin, account = world.headers["admin"], world.headers["account"]
    secret = admin["authorization"].removeprefix("Bearer ")
    both = await client.get("/v1/users", headers=admin | account)
    assert len(both.json()["items"]) == 2
    wrong = await client.get("/v1/users", headers={"authorization": f"Bearer {make_secret('admin')}"} | account)
    assert (wrong.status_code, wrong.json()["code"]) == (401, "unknown_token")
    for value, status in (
        (f"bearer {secret}", 200), (f"Bearer  {secret} ", 200), (f"Basic {secret}", 401), (secret, 401), ("Bearer", 401),
        ("Bearer ", 401), (f"Bearer {secret}x", 401), (f"Bearer {account['x-api-key']}", 401), ("Bearer \xff\xfe", 401),
    ):  # fmt: skip
        answer = await client.get("/v1/users", headers={b"authorization": value.encode("latin-1")})
        assert answer.status_code == status, value
        if status == 401:
            assert answer.headers["www-authenticate"] == 'Bearer realm="keymeter"'
            assert secret not in answer.text
