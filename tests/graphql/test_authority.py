"""Who may do what over GraphQL."""

from datetime import timedelta

import pytest

from core import accounts, keys
from core.accounts import SYSTEM, authenticate_token
from core.clock import now
from graphql_schema import schema
from tests.graphql.conftest import Asker
from tests.support.patience import within
from tests.support.waiting import eventually

MUTATIONS = {
    "createUser": 'createUser(input: {name: "A"}) { id }',
    "updateUser": 'updateUser(id: "USER", input: {name: "B"}) { id }',
    "createApiKey": 'createApiKey(input: {userId: "USER", name: "k"}) { apiKey { id } }',
    "updateApiKey": 'updateApiKey(id: "KEY", input: {name: "k"}) { id }',
    "rotateApiKey": 'rotateApiKey(id: "KEY") { apiKey { id } }',
    "disableApiKey": 'disableApiKey(id: "KEY") { id }',
    "enableApiKey": 'enableApiKey(id: "KEY") { id }',
    "revokeApiKey": 'revokeApiKey(id: "KEY") { id }',
    "createMeter": 'createMeter(input: {slug: "m", name: "m", aggregation: COUNT}) { id }',
    "createMeterVersion": 'createMeterVersion(input: {slug: "jobs"}) { id }',
    "createPlan": 'createPlan(input: {slug: "p", name: "p", charges: []}) { id }',
    "draftPlanVersion": 'draftPlanVersion(plan: "growth", input: {charges: []}) { id }',
    "publishPlan": 'publishPlan(plan: "growth") { id }',
    "assignPlan": 'assignPlan(userId: "USER", plan: "growth") { id }',
    "archivePlan": 'archivePlan(plan: "growth") { id }',
    "clonePlan": 'clonePlan(plan: "growth", slug: "copy", name: "Copy") { id }',
    "cancelSubscription": 'cancelSubscription(userId: "USER") { id }',
    "pauseSubscription": 'pauseSubscription(userId: "USER") { id }',
    "resumeSubscription": 'resumeSubscription(userId: "USER") { id }',
    "addAddon": 'addAddon(userId: "USER", plan: "growth") { id }',
    "removeAddon": 'removeAddon(userId: "USER", plan: "growth")',
    "runInvoices": "runInvoices(dryRun: true) { finalized }",
    "finalizeDraft": 'finalizeDraft(subscriptionId: "USER") { id }',
    "voidInvoice": 'voidInvoice(id: "USER", reason: "r") { id }',
    "reissueInvoice": 'reissueInvoice(id: "USER") { id }',
    "collectInvoice": 'collectInvoice(id: "USER") { id }',
    "runJob": 'runJob(name: "sweeps") { name }',
    "replayMessage": 'replayMessage(id: "00000000-0000-0000-0000-000000000001") { id }',
    "createAlert": "createAlert(input: {kind: LIMIT_PERCENT, threshold: 90}) { id }",
    "discardQuarantinedEvent": 'discardQuarantinedEvent(id: "00000000-0000-0000-0000-000000000001")',
    "removeAlert": 'removeAlert(id: "00000000-0000-0000-0000-000000000001")',
    "setLimit": 'setLimit(userId: "USER", meter: "api_calls", period: DAY, cap: 9) { cap }',
    "removeLimit": 'removeLimit(userId: "USER", meter: "api_calls", period: DAY)',
    "addTopUp": 'addTopUp(userId: "USER", meter: "api_calls", period: DAY, units: 9) { cap }',
    "setRateLimit": 'setRateLimit(userId: "USER", calls: 9, seconds: 1) { burst }',
    "removeRateLimit": 'removeRateLimit(userId: "USER")',
    "setPlanLimit": 'setPlanLimit(plan: "growth", meter: "api_calls", period: DAY, cap: 9) { cap }',
    "removePlanLimit": 'removePlanLimit(plan: "growth", meter: "api_calls", period: DAY)',
    "creditInvoice": 'creditInvoice(id: "USER", amount: "1", reason: "r") { id }',
    "recordPayment": 'recordPayment(invoiceId: "USER", amount: "1") { id }',
    "refundPayment": 'refundPayment(id: "USER", reason: "r") { id }',
    "giveUpInvoice": 'giveUpInvoice(id: "USER", reason: "r")',
    "grantCredit": 'grantCredit(userId: "USER", input: {kind: PREPAID, amount: "1", currency: "USD", reason: "r"}) { id }',
    "revokeCredit": 'revokeCredit(id: "00000000-0000-0000-0000-000000000001", reason: "r") { id }',
    "addUnitPack": 'addUnitPack(userId: "USER", input: {meter: "api_calls", units: "9", reason: "r"}) { id }',
    "revokeUnitPack": 'revokeUnitPack(id: "00000000-0000-0000-0000-000000000001", reason: "r") { id }',
    "setUserCollection": 'setUserCollection(userId: "USER", collected: false) { collected }',
    "setPrepayment": 'setPrepayment(userId: "USER", input: {threshold: "9"}) { topUpDays }',
    "createTaxRate": 'createTaxRate(input: {slug: "vat", name: "VAT", percent: "19"}) { id }',
    "setTaxProfile": 'setTaxProfile(userId: "USER") { taxId }',
    "createCoupon": 'createCoupon(input: {code: "c", name: "C", percent: "1"}) { id }',
    "attachCoupon": 'attachCoupon(userId: "USER", code: "c") { id }',
    "detachCoupon": 'detachCoupon(id: "00000000-0000-0000-0000-000000000001") { id }',
    "createTestClock": 'createTestClock(name: "c") { id }',
    "attachToTestClock": 'attachToTestClock(id: "USER", userId: "USER") { id }',
    "advanceTestClock": 'advanceTestClock(id: "USER", to: "2030-01-01T00:00:00Z") { id }',
    "moveSubscribers": 'moveSubscribers(plan: "growth", when: NOW)',
    "reserveUnits": 'reserveUnits(input: {userId: "USER", units: "1"}) { id }',
    "commitReservation": 'commitReservation(id: "00000000-0000-0000-0000-000000000001") { id }',
    "releaseReservation": 'releaseReservation(id: "00000000-0000-0000-0000-000000000001") { id }',
    "recordUsage": 'recordUsage(events: [{user: "USER", eventId: "1", type: "a"}]) { accepted }',
}
#: What a customer may do, by the scope of its key, with its own keys.
OF_CUSTOMERS = {name for name in MUTATIONS if name.endswith("ApiKey")}


async def token(role: str, scopes: list[str]) -> str:
    admin = await accounts.create_admin(
        SYSTEM, email=f"{role}-{'-'.join(sorted(scopes)).replace(':', '.')}@example.com", name="A",
        password="correct horse battery", role=role,
    )  # fmt: skip
    return (await accounts.issue_token(SYSTEM, admin_id=admin.id, name="t", scopes=scopes)).secret


@pytest.fixture(scope="module")
async def reader(client, database):
    return Asker(client, {"authorization": f"Bearer {await token('reader', ['read'])}"})


def test_every_mutation_is_tried():
    assert MUTATIONS.keys() == schema._schema.mutation_type.fields.keys()


def filled(mutation: str, shop, number: int = 0) -> str:
    customer = shop.customers[number]
    return f"mutation {{ {mutation} }}".replace("USER", str(customer.user.id)).replace("KEY", str(customer.keys[0].id))


@pytest.mark.parametrize("name", MUTATIONS)
async def test_a_reader_changes_nothing(reader, shop, name):
    answer = await reader.try_(filled(MUTATIONS[name], shop))
    assert (answer.codes, answer.kinds, answer.data) == (["missing_scope"], ["FORBIDDEN"], None)


@pytest.mark.parametrize("name", sorted(MUTATIONS.keys() - OF_CUSTOMERS))
async def test_a_customer_changes_nothing_of_the_vendors(client, shop, name):
    answer = await shop.asker(client, 0).try_(filled(MUTATIONS[name], shop))
    assert answer.codes == ["missing_scope"]


@pytest.mark.parametrize("name", sorted(OF_CUSTOMERS))
async def test_keys_of_another_user_look_as_if_they_did_not_exist(client, shop, name):
    answer = await shop.asker(client, 0).try_(filled(MUTATIONS[name], shop, number=1))
    assert answer.codes == ["user_not_found" if name == "createApiKey" else "key_not_found"]


async def test_a_reader_reads_everything(reader, shop):
    found = await reader("{ users { edges { node { name } } } apiKeys { edges { node { id } } } viewer { scopes } }")
    assert len(found["users"]["edges"]) >= 3
    assert found["viewer"]["scopes"] == ["read"]


async def test_a_token_without_the_scope_to_read_reads_nothing(client, database):
    ask = Asker(client, {"authorization": f"Bearer {await token('owner', ['events:write'])}"})
    answer = await ask.try_(
        '{ users { edges { node { id } } } meters { edges { node { id } } } node(id: "VXNlcjo") { id } }'
    )
    assert set(answer.codes) <= {"missing_scope", "invalid_input"}
    assert answer.data == {"users": None, "meters": None, "node": None}


async def test_a_customer_sees_its_own_user_and_nothing_of_others(client, shop):
    ask = shop.asker(client, 0)
    own, other = shop.customers[0], shop.customers[1]
    found = await ask(
        "{ viewer { kind userId user { name } } users { edges { node { id } } }"
        " apiKeys { edges { node { userId } } } usageEvents { edges { node { userId } } }"
        " usage(groupBy: [USER]) { rows { userId } } plans { edges { node { slug } } } }"
    )
    mine = str(own.user.id)
    assert found["viewer"] == {"kind": "USER", "userId": mine, "user": {"name": own.user.name}}
    assert found["users"]["edges"] == [{"node": {"id": mine}}]
    for connection in ("apiKeys", "usageEvents"):
        assert {edge["node"]["userId"] for edge in found[connection]["edges"]} == {mine}
    assert {row["userId"] for row in found["usage"]["rows"]} == {mine}
    assert {"node": {"slug": "growth"}} in found["plans"]["edges"]
    for query, code in (
        ("user(id: $id) { id }", "user_not_found"),
        ("apiKeys(userId: $id) { edges { cursor } }", "user_not_found"),
        ("usage(userId: $id) { rows { events } }", "user_not_found"),
        ("usageEvents(userId: $id) { edges { cursor } }", "user_not_found"),
        ("estimate: estimate(userId: $id) { start }", "user_not_found"),
    ):
        kind = "UUID!" if "estimate" in query else "UUID"
        answer = await ask.try_(f"query($id: {kind}) {{ {query} }}", id=str(other.user.id))
        assert answer.codes == [code], query
    foreign_key = await ask.try_("query($id: UUID!) { apiKey(id: $id) { id } }", id=str(other.keys[0].id))
    assert foreign_key.codes == ["key_not_found"]
    by_external_id = await ask.try_('{ user(externalId: "crm-1") { id } }')
    assert by_external_id.codes == ["user_not_found"]


async def test_a_key_without_the_scope_account_is_refused(client, shop):
    issued = await keys.create_key(SYSTEM, user_id=shop.customers[0].user.id, name="Plain")
    answer = await Asker(client, {"x-api-key": issued.secret}).try_("{ viewer { kind } }")
    assert (answer.status, answer.codes, answer.data) == (403, ["missing_scope"], None)


@pytest.mark.parametrize(
    ("headers", "status", "code"),
    [
        ({}, 401, "missing_token"),
        ({"authorization": "Bearer nonsense"}, 401, "unknown_token"),
        ({"authorization": "Basic bWluYTpwYXNz"}, 401, "unknown_token"),
        ({"authorization": ""}, 401, "unknown_token"),
        ({"x-api-key": "nonsense"}, 401, "malformed_key"),
        ({"x-api-key": ""}, 401, "malformed_key"),
        ({"cookie": "session=abc"}, 401, "missing_token"),
    ],
)
async def test_a_missing_or_wrong_credential_is_401(client, database, headers, status, code):
    answer = await Asker(client, headers).try_("{ viewer { kind } }")
    assert (answer.status, answer.codes, answer.data) == (status, [code], None)
    assert answer.headers["www-authenticate"].startswith("Bearer")


async def test_of_two_credentials_the_token_counts(client, bearer, shop):
    headers = bearer.headers | {"x-api-key": shop.customers[0].secret}
    assert (await Asker(client, headers)("{ viewer { kind } }"))["viewer"]["kind"] == "TOKEN"
    wrong = {"authorization": "Bearer nonsense", "x-api-key": shop.customers[0].secret}
    assert (await Asker(client, wrong).try_("{ viewer { kind } }")).status == 401


async def test_a_revoked_token_and_a_revoked_key_are_nobody(client, shop):
    secret = await token("admin", ["read"])
    ask = Asker(client, {"authorization": f"Bearer {secret}"})
    assert await ask("{ viewer { kind } }")
    actor = await authenticate_token(secret)
    await accounts.revoke_token(SYSTEM, actor.id)
    assert (await ask.try_("{ viewer { kind } }")).status == 401
    issued = await keys.create_key(
        SYSTEM,
        user_id=shop.customers[0].user.id,
        name="Short",
        scopes=["account"],
        expires_at=now() + timedelta(days=1),
    )
    ask = Asker(client, {"x-api-key": issued.secret})
    assert await ask("{ viewer { kind } }")
    await keys.revoke_key(SYSTEM, issued.key.id)

    async def refused() -> bool:
        return (await ask.try_("{ viewer { kind } }")).status == 401

    assert await eventually(refused) < within(1.0)


async def test_a_customer_makes_and_ends_its_own_keys_and_widens_none(client, shop):
    ask = shop.asker(client, 2)
    user_id = str(shop.customers[2].user.id)
    create = "mutation($i: CreateApiKeyInput!) { createApiKey(input: $i) { apiKey { id user { id } } } }"
    made = (await ask(create, i={"userId": user_id, "name": "Own", "scopes": ["account"]}))["createApiKey"]["apiKey"]
    assert made["user"]["id"] == user_id
    wide = await ask.try_(create, i={"userId": user_id, "name": "Wide", "scopes": ["events:write"]})
    assert wide.codes == ["missing_scope"]
    ended = await ask("mutation($id: UUID!) { revokeApiKey(id: $id) { status } }", id=made["id"])
    assert ended["revokeApiKey"]["status"] == "REVOKED"
