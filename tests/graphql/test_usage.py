"""Usage, the usage log, estimates and events of the vendor's own over GraphQL."""

from datetime import timedelta
from uuid import uuid4

import pytest

from core import accounts, metering
from core.accounts import SYSTEM
from core.clock import now
from core.database import fetch
from core.gate import EventDraft, record_events
from graphql_schema.connections import encode_node_id

RECORD = (
    "mutation($events: [UsageEventInput!]!) { recordUsage(events: $events)"
    " { accepted duplicates quarantined rejected { index code kind message } } }"
)


async def test_usage_is_split_by_window_meter_and_user(ask, shop):
    found = await ask(
        '{ usage(window: DAY, groupBy: [USER], meters: ["jobs"])'
        " { windows { start end } rows { start end meter { slug } user { name } userId keyId quantity events } } }"
    )
    rows = [row for row in found["usage"]["rows"] if row["user"]["name"].startswith("Customer")]
    assert sorted(row["user"]["name"] for row in rows) == ["Customer 00", "Customer 01", "Customer 02"]
    assert {(row["meter"]["slug"], row["quantity"], row["events"], row["keyId"]) for row in rows} == {
        ("jobs", "6", 3, None)
    }
    assert {row["start"] for row in rows} <= {window["start"] for window in found["usage"]["windows"]}


async def test_usage_is_split_by_key(ask, client, shop):
    customer = shop.customers[0]
    assert (await client.get("/v1/samples/ping", headers={"x-api-key": customer.secret})).status_code == 200
    found = await ask(
        'query($user: UUID) { usage(userId: $user, groupBy: [KEY], meters: ["api_calls"])'
        ' { rows { key { name } quantity } } user(id: $user) { usage(byKey: true, meters: ["api_calls"])'
        " { rows { key { name } quantity } } } }",
        user=str(customer.user.id),
    )
    assert found["usage"]["rows"] == [{"key": {"name": "Account"}, "quantity": "1"}]
    assert found["user"]["usage"] == found["usage"]


async def test_a_user_is_asked_as_everybody_is(ask, shop):
    await metering.create_meter(
        SYSTEM, slug="renders", name="Renders", event_type="render", aggregation="sum", value_property="n",
        dimensions=[metering.Dimension("model", "model"), metering.Dimension("region", "region")],
    )  # fmt: skip
    start = now() - timedelta(days=10)
    drafts = [
        EventDraft(str(customer.user.id), f"{number}-{model}-{days}", "render", now() - timedelta(days=days),
                   properties={"n": n * (number + 1), "model": model, "region": region})
        for number, customer in enumerate(shop.customers[:2])
        for model, region, days, n in (("a", "eu", 1, 5), ("b", "eu", 2, 3), ("c", "us", 3, 1), ("b", "us", 12, 7))
    ]  # fmt: skip
    assert (await record_events(SYSTEM, drafts)).accepted == 8
    rows = "{ rows { dimensions { name value } events quantity } leftOut previous { rows { quantity } } }"
    for arguments in (
        'dimensions: ["model"]',
        'dimensions: ["model"], top: 1, compare: true',
        'where: [{name: "region", values: ["eu"]}], compare: true, window: DAY',
        'dimensions: ["model", "region"], top: 2, compare: true, zone: "Asia/Kolkata"',
    ):
        asked = f'from: "{start.isoformat()}", meters: ["renders"], {arguments}'
        users = " ".join(
            f'u{number}: user(id: "{customer.user.id}") {{ usage({asked}) {rows} }}'
            for number, customer in enumerate(shop.customers[:2])
        )
        found = await ask(f"{{ {users} }}")
        for number, customer in enumerate(shop.customers[:2]):
            alone = await ask(f'{{ usage(userId: "{customer.user.id}", {asked}) {rows} }}')
            assert found[f"u{number}"]["usage"] == alone["usage"], arguments
            assert alone["usage"]["rows"], arguments
    wrong = await ask.try_(
        '{ users { edges { node { usage(dimensions: ["nope"], meters: ["renders"]) { leftOut } } } } }'
    )
    assert set(wrong.codes) == {"invalid_input"}


@pytest.mark.parametrize(
    ("arguments", "code", "field"),
    [
        ('zone: "Mars/Olympus"', "unknown_time_zone", "zone"),
        ('from: "2026-02-01T00:00:00Z", to: "2026-01-01T00:00:00Z"', "invalid_time_range", "to"),
        ('from: "2025-01-01T00:00:00Z", window: MINUTE', "invalid_time_range", "window"),
        ('meters: ["nope"]', "meter_not_found", None),
    ],
)
async def test_a_wrong_question_is_named(ask, arguments, code, field):
    answer = await ask.try_(f"{{ usage({arguments}) {{ rows {{ quantity }} }} }}")
    assert answer.codes == [code]
    assert answer.errors[0]["extensions"].get("field") == field


async def test_an_answer_holds_no_more_rows_than_it_may(ask, shop, monkeypatch):
    monkeypatch.setattr("graphql_schema.usage.USAGE_ROWS_MAX", 2)
    monkeypatch.setattr("graphql_schema.loaders.USAGE_ROWS_MAX", 2)
    by_user = await ask.try_('{ usage(groupBy: [USER], meters: ["jobs"]) { rows { quantity } } }')
    assert (by_user.codes, by_user.data) == (["too_large"], {"usage": None})
    nested = await ask.try_('{ users { edges { node { usage(meters: ["jobs"]) { rows { quantity } } } } } }')
    assert set(nested.codes) == {"too_large"}
    assert await ask('{ usage(meters: ["jobs"]) { rows { quantity } } }')


async def test_the_log_is_paged_and_filtered(ask, shop):
    user = shop.customers[2].user
    query = (
        "query($user: UUID, $after: String, $type: String) { usageEvents(userId: $user, first: 2, after: $after,"
        " type: $type) { edges { node { eventId type live billable properties user { name } key { id } keyId } }"
        " pageInfo { hasNextPage endCursor } } }"
    )
    first = (await ask(query, user=str(user.id)))["usageEvents"]
    second = (await ask(query, user=str(user.id), after=first["pageInfo"]["endCursor"]))["usageEvents"]
    nodes = [edge["node"] for page in (first, second) for edge in page["edges"]]
    assert {node["eventId"] for node in nodes} == {"2-0", "2-1", "2-2"}
    assert (first["pageInfo"]["hasNextPage"], second["pageInfo"]["hasNextPage"]) == (True, False)
    assert nodes[0]["user"] == {"name": "Customer 02"}
    assert nodes[0]["key"] is nodes[0]["keyId"] is None
    assert (await ask(query, user=str(user.id), type="other"))["usageEvents"]["edges"] == []


async def test_an_estimate_is_the_same_from_both_sides(ask, client, bearer, shop):
    user = shop.customers[0].user
    totals = "totalToDate { amount currency } forecastTotal { amount currency } start end"
    found = await ask(
        f"query($id: UUID!) {{ estimate(userId: $id) {{ userId {totals} }} user(id: $id) {{ estimate {{ {totals} }} }} }}",
        id=str(user.id),
    )
    assert found["estimate"] == {"userId": str(user.id)} | found["user"]["estimate"]
    rest = (await client.get(f"/v1/users/{user.id}/estimate", headers=bearer.headers)).json()
    assert found["estimate"]["totalToDate"] == {"amount": rest["total_to_date"], "currency": rest["currency"]}


async def test_recorded_events_are_stored_once_and_counted(ask, shop):
    user = await accounts.create_user(SYSTEM, name="Recorder", external_id="rec-1")
    event = {"user": "rec-1", "eventId": str(uuid4()), "type": "job.done", "properties": {"size": 4}}
    assert (await ask(RECORD, events=[event]))["recordUsage"] == {
        "accepted": 1,
        "duplicates": 0,
        "quarantined": 0,
        "rejected": [],
    }
    assert (await ask(RECORD, events=[event]))["recordUsage"]["duplicates"] == 1
    month = await ask("query($id: UUID) { user(id: $id) { monthToDate { quantity } } }", id=str(user.id))
    assert month["user"]["monthToDate"] == [{"quantity": "4"}]


async def test_one_bad_event_rejects_no_sibling(ask, shop):
    good = {"user": "crm-1", "eventId": "good-1", "type": "job.done"}
    bad = [
        {"user": "nobody", "eventId": "bad-1", "type": "job.done"},
        {"user": "crm-1", "eventId": "bad-2", "type": "job.done", "time": (now() + timedelta(hours=1)).isoformat()},
    ]
    recorded = (await ask(RECORD, events=[bad[0], good, bad[1]]))["recordUsage"]
    assert (recorded["accepted"], recorded["quarantined"]) == (1, 1)
    assert [(each["index"], each["code"], each["kind"]) for each in recorded["rejected"]] == [
        (2, "invalid_input", "INVALID_INPUT"),
    ]


async def test_events_of_unknown_users_are_seen_waiting(ask, shop):
    await ask(RECORD, events=[{"user": "crm-9", "eventId": f"e{number}", "type": "job.done"} for number in range(3)])
    query = "query($user: String!) { quarantinedEvents(user: $user) { edges { node { user eventId type } } } }"
    found = (await ask(query, user="crm-9"))["quarantinedEvents"]["edges"]
    assert [edge["node"]["eventId"] for edge in found] == ["e2", "e1", "e0"]
    assert (await ask(query, user="crm-8"))["quarantinedEvents"]["edges"] == []


async def test_properties_stay_exact(ask, client, bearer, shop):
    exact = "0.12345678901234567890123456789"
    body = (
        '{"query": "mutation($p: JSON) { recordUsage(events: [{user: \\"crm-1\\", eventId: \\"exact\\",'
        ' type: \\"a\\", properties: $p}]) { accepted } }", "variables": {"p": {"n": ' + exact + "}}}"
    )
    headers = bearer.headers | {"content-type": "application/json"}
    assert (await client.post("/graphql", headers=headers, content=body)).json()["data"]["recordUsage"]["accepted"] == 1
    rows = await fetch("SELECT properties->>'n' AS n FROM usage_events WHERE event_id = 'exact'")
    assert rows[0]["n"] == exact


async def test_anything_is_fetched_again_by_its_node_id(ask, shop):
    user = shop.customers[0].user
    found = await ask(
        "query($id: UUID) { user(id: $id) { __typename nodeId keys(first: 1) { edges { node { __typename nodeId } } }"
        " subscriptions { edges { node { version { __typename nodeId plan { __typename nodeId } } } } } }"
        ' meter(slug: "jobs") { __typename nodeId }'
        " usageEvents(userId: $id, first: 1) { edges { node { __typename nodeId } } } }",
        id=str(user.id),
    )
    version = found["user"]["subscriptions"]["edges"][0]["node"]["version"]
    nodes = [
        {"__typename": "User", "nodeId": found["user"]["nodeId"]},
        found["user"]["keys"]["edges"][0]["node"],
        {"__typename": "PlanVersion", "nodeId": version["nodeId"]},
        version["plan"],
        found["meter"],
        found["usageEvents"]["edges"][0]["node"],
    ]
    assert len({node["__typename"] for node in nodes}) == 6
    for node in nodes:
        again = await ask("query($id: ID!) { node(id: $id) { __typename nodeId id } }", id=node["nodeId"])
        assert again["node"] == node | {"id": again["node"]["id"]}


async def test_a_node_that_is_not_there_is_null_and_a_made_up_id_is_an_error(ask, client, shop):
    query = "query($id: ID!) { node(id: $id) { id } }"
    for kind in ("User", "ApiKey", "Meter", "Plan", "PlanVersion", "Invoice"):
        assert await ask(query, id=encode_node_id(kind, str(uuid4()))) == {"node": None}
    for made_up in ("x", "", "////", encode_node_id("User", "x"), encode_node_id("UsageEvent", "a/b/c")):
        assert (await ask.try_(query, id=made_up)).codes == ["invalid_input"]
    foreign = encode_node_id("User", str(shop.customers[1].user.id))
    assert await shop.asker(client, 0)(query, id=foreign) == {"node": None}
