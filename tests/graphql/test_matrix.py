"""Every field that reads, by every kind of caller. A field that is not listed fails; mutations are in test_authority.

Ids in the queries are A's: for B they do not exist.
"""

from datetime import timedelta

import pytest

from core import accounts, billing, keys
from core.accounts import SYSTEM
from core.clock import now
from graphql_schema.schema import schema
from tests.graphql.conftest import Asker

#: A key of A without the scope `account`, an account key of A, one of B, a reader's, an admin's and an owner's token,
#: a revoked one, and nobody.
CALLERS = ("key", "account", "foreigner", "reader", "admin", "owner", "revoked", "anonymous")
OF_VENDOR = ("missing_scope", "missing_scope", "missing_scope", "", "", "", "unknown_token", "missing_token")
OF_WRITERS = (
    "missing_scope",
    "missing_scope",
    "missing_scope",
    "missing_scope",
    "",
    "",
    "unknown_token",
    "missing_token",
)
OF_EVERYBODY = ("missing_scope", "", "", "", "", "", "unknown_token", "missing_token")


def of_a(code: str) -> tuple[str, ...]:
    return ("missing_scope", "", code, "", "", "", "unknown_token", "missing_token")


#: Field -> what each caller is told (empty: an answer), and the queries that ask for it.
FIELDS = {
    "viewer": (OF_EVERYBODY, "{ viewer { kind } }"),
    "users": (OF_EVERYBODY, "{ users { edges { cursor } } }"),
    "user": (of_a("user_not_found"), '{ user(id: "USER") { id } }'),
    "apiKeys": (of_a("user_not_found"), '{ apiKeys(userId: "USER") { edges { cursor } } }'),
    "apiKey": (of_a("key_not_found"), '{ apiKey(id: "KEY") { id } }'),
    "meters": (OF_EVERYBODY, "{ meters { edges { cursor } } }"),
    "meter": (OF_EVERYBODY, '{ meter(slug: "jobs") { id } }'),
    "plans": (OF_EVERYBODY, "{ plans { edges { cursor } } }"),
    "plan": (OF_EVERYBODY, '{ plan(slug: "growth") { id } }'),
    "usage": (of_a("user_not_found"), '{ usage(userId: "USER") { rows { events } } }'),
    "usageEvents": (of_a("user_not_found"), '{ usageEvents(userId: "USER") { edges { cursor } } }'),
    "estimate": (of_a("user_not_found"), '{ estimate(userId: "USER") { start } }'),
    "invoices": (OF_EVERYBODY, "{ invoices { edges { cursor } } }"),
    "invoice": (of_a("invoice_not_found"), '{ invoice(id: "INVOICE") { id } }'),
    "creditNotes": (of_a("user_not_found"), '{ creditNotes(userId: "USER") { edges { cursor } } }'),
    "balances": (of_a("user_not_found"), '{ balances(userId: "USER") { __typename } }'),
    "ledger": (of_a("user_not_found"), '{ ledger(userId: "USER") { edges { cursor } } }'),
    "credits": (of_a("user_not_found"), '{ credits(userId: "USER") { id } }'),
    "unitPacks": (of_a("user_not_found"), '{ unitPacks(userId: "USER") { id } }'),
    "userCollection": (of_a("user_not_found"), '{ userCollection(userId: "USER") { collected } }'),
    "prepayment": (of_a("user_not_found"), '{ prepayment(userId: "USER") { topUpDays } }'),
    "taxRates": (OF_VENDOR, "{ taxRates { id } }"),
    "taxProfile": (of_a("user_not_found"), '{ taxProfile(userId: "USER") { taxId } }'),
    "coupons": (OF_VENDOR, "{ coupons { id } }"),
    "couponAttachments": (of_a("user_not_found"), '{ couponAttachments(userId: "USER") { id } }'),
    "lineEvents": (of_a("invoice_not_found"), '{ lineEvents(invoiceId: "INVOICE", position: 1) { __typename } }'),
    "quarantinedEvents": (OF_VENDOR, "{ quarantinedEvents { edges { cursor } } }"),
    "invoicePreview": (of_a("user_not_found"), '{ invoicePreview(userId: "USER") { __typename } }'),
    "invoiceDrafts": (OF_VENDOR, "{ invoiceDrafts { edges { node { userId } } } }"),
    "changePreview": (OF_WRITERS, '{ changePreview(userId: "USER", change: CANCEL) { __typename } }'),
    "movePreview": (OF_WRITERS, '{ movePreview(plan: "growth") { __typename } }'),
    "simulate": (OF_VENDOR, '{ simulate(plan: "growth", since: "2026-01-01", until: "2026-02-01") { __typename } }'),
    "testClocks": (OF_VENDOR, "{ testClocks { __typename } }"),
    "businessFigures": (OF_VENDOR, "{ businessFigures { __typename } }"),
    "node": (OF_EVERYBODY, '{ node(id: "NODE") { id } }'),
    "admins": (OF_VENDOR, "{ admins { id } }"),
    "alerts": (OF_VENDOR, "{ alerts { id } }"),
    "raisedAlerts": (of_a("user_not_found"), '{ raisedAlerts(userId: "USER") { edges { cursor } } }'),
    "reservations": (of_a("user_not_found"), '{ reservations(userId: "USER") { edges { cursor } } }'),
    "denials": (of_a("user_not_found"), '{ denials(userId: "USER") { code } }'),
    "adminTokens": (OF_VENDOR, "{ adminTokens { edges { cursor } } }"),
    "auditEntries": (OF_VENDOR, "{ auditEntries { edges { cursor } } }"),
    "examination": (OF_VENDOR, "{ examination { endedAt } }"),
    "jobs": (OF_VENDOR, "{ jobs { name } }"),
    "outboxMessages": (OF_VENDOR, "{ outboxMessages { edges { cursor } } }"),
}  # fmt: skip
#: Followed over a WebSocket or an event stream; tests/graphql/test_live.py has each of them by every caller.
FOLLOWED = {"usageEvents", "simulation"}


@pytest.fixture(scope="module")
async def callers(client, shop) -> dict[str, Asker]:
    plain = await keys.create_key(SYSTEM, user_id=shop.customers[0].user.id, name="Plain")
    await billing.run_invoices(SYSTEM, until=now() + timedelta(days=40))
    headers = {
        "key": {"x-api-key": plain.secret},
        "account": {"x-api-key": shop.customers[0].secret},
        "foreigner": {"x-api-key": shop.customers[1].secret},
        "anonymous": {},
    }
    for role in ("reader", "admin", "owner"):
        admin = await accounts.Admin.create(email=f"{role}@m.example", name=role, password_hash="none", role=role)
        scopes = sorted(accounts.ROLE_SCOPES[role] & accounts.ADMIN_SCOPES)
        token = await accounts.issue_token(SYSTEM, admin_id=admin.id, name=role, scopes=scopes)
        headers[role] = {"authorization": f"Bearer {token.secret}"}
    revoked = await accounts.issue_token(SYSTEM, admin_id=admin.id, name="revoked")
    await accounts.revoke_token(SYSTEM, revoked.token.id)
    headers["revoked"] = {"authorization": f"Bearer {revoked.secret}"}
    return {name: Asker(client, headers[name]) for name in CALLERS}


def test_every_field_that_reads_is_listed() -> None:
    assert FIELDS.keys() == schema._schema.query_type.fields.keys()
    assert schema._schema.subscription_type.fields.keys() == FOLLOWED


@pytest.mark.parametrize("name", FIELDS)
async def test_every_caller_reads_what_it_may(callers, shop, name) -> None:
    expected, query = FIELDS[name]
    a = shop.customers[0]
    invoice = (await billing.list_invoices(SYSTEM, user_id=a.user.id)).items[0]
    node = (await callers["owner"](f'{{ user(id: "{a.user.id}") {{ nodeId }} }}'))["user"]["nodeId"]
    query = query.replace("USER", str(a.user.id)).replace("KEY", str(a.keys[0].id)).replace("NODE", node)
    query = query.replace("INVOICE", str(invoice.id))
    wrong = []
    for caller, code in zip(CALLERS, expected, strict=True):
        answer = await callers[caller].try_(query)
        told = answer.codes[0] if answer.errors else ""
        if told != code or (code and (answer.data or {name: None})[name] is not None):
            wrong.append((caller, told, code, answer.data))
    assert wrong == []
    if name == "node":
        assert (await callers["foreigner"](query))["node"] is None
