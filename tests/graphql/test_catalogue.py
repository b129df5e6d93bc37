"""Meters and plans over GraphQL, and subscriptions to them."""

import pytest

from core import accounts, plans
from core.accounts import SYSTEM

CREATE_PLAN = "mutation($input: CreatePlanInput!) { createPlan(input: $input) { id slug versions { number status } } }"


async def test_a_meter_is_created_found_and_listed(ask, client, bearer):
    fields = "id slug name description eventType aggregation valueProperty unit createdAt"
    created = await ask(
        f"mutation($input: CreateMeterInput!) {{ createMeter(input: $input) {{ {fields} }} }}",
        input={
            "slug": "tokens",
            "name": "Tokens",
            "eventType": "llm.completion",
            "aggregation": "SUM",
            "valueProperty": "usage.tokens",
            "unit": "tokens",
        },
    )
    found = await ask(f'{{ meter(slug: "tokens") {{ {fields} }} meters {{ edges {{ node {{ slug }} }} }} }}')
    assert found["meter"] == created["createMeter"]
    assert {"node": {"slug": "tokens"}} in found["meters"]["edges"]
    rest = (await client.get("/v1/meters/tokens", headers=bearer.headers)).json()
    assert rest["id"] == found["meter"]["id"]
    assert (await ask.try_('{ meter(slug: "nope") { id } }')).codes == ["meter_not_found"]


async def test_a_version_of_a_meter_is_made_and_says_what_it_is_of(ask, client, bearer):
    await ask('mutation { createMeter(input: {slug: "runs", name: "Runs", aggregation: COUNT, unit: "runs"}) { id } }')
    said = await ask(
        """mutation { createMeterVersion(input: {slug: "runs", startsAt: "2026-11-01T00:00:00Z",
             filters: [{property: "ok", operator: EXISTS}]}) { slug family version startsAt name unit filters { words } } }"""
    )
    assert said["createMeterVersion"] == {
        "slug": "runs_v2", "family": "runs", "version": 2, "startsAt": "2026-11-01T00:00:00Z", "name": "Runs v2",
        "unit": "runs", "filters": [{"words": "ok exists"}],
    }  # fmt: skip
    made = await client.post("/v1/meters/runs_v2/versions", headers=bearer.headers, json={"filters": [], "name": "All"})
    assert made.status_code == 201, made.text
    assert [made.json()[name] for name in ("slug", "version", "name", "filters", "starts_at")] == [
        "runs_v3",
        3,
        "All",
        [],
        None,
    ]
    refused = await client.post(
        "/v1/meters/runs/versions", headers=bearer.headers, json={"starts_at": "2026-11-01T00:30:00Z"}
    )
    assert refused.status_code == 422 and "whole hour" in refused.text


async def test_meters_and_plans_are_paged_by_slug(ask, shop):
    for kind in ("meters", "plans"):
        if kind == "plans":
            for slug in ("a_plan", "b_plan"):
                await plans.create_plan(SYSTEM, slug=slug, name=slug, currency="EUR", charges=[])
        slugs, after = [], None
        while True:
            query = (
                f"query($after: String) {{ {kind}(first: 1, after: $after)"
                " { edges { node { slug } } pageInfo { hasNextPage endCursor } } }"
            )
            page = (await ask(query, after=after))[kind]
            slugs += [edge["node"]["slug"] for edge in page["edges"]]
            after = page["pageInfo"]["endCursor"]
            if not page["pageInfo"]["hasNextPage"]:
                break
        assert slugs == sorted(set(slugs))
        assert len(slugs) >= 2


async def test_a_plan_goes_from_draft_to_subscription(ask, shop):
    plan = await ask(
        CREATE_PLAN,
        input={
            "slug": "scale",
            "name": "Scale",
            "currency": "EUR",
            "charges": [
                {"name": "Base", "model": "FLAT", "amount": "149.50"},
                {"name": "Jobs", "model": "PER_UNIT", "amount": "0.000001", "meter": "jobs", "included": 100},
            ],
        },
    )
    assert plan["createPlan"]["versions"] == [{"number": 1, "status": "DRAFT"}]
    user = await accounts.create_user(SYSTEM, name="Subscriber")
    assign = (
        'mutation($user: UUID!) { assignPlan(userId: $user, plan: "scale")'
        " { userId startsAt endsAt version { number charges { amount { amount currency } included } } } }"
    )
    assert (await ask.try_(assign, user=str(user.id))).codes == ["plan_not_published"]
    published = await ask('mutation { publishPlan(plan: "scale") { versions { number status publishedAt } } }')
    assert published["publishPlan"]["versions"][0]["status"] == "PUBLISHED"
    assigned = (await ask(assign, user=str(user.id)))["assignPlan"]
    assert assigned["version"]["charges"] == [
        {"amount": {"amount": "149.5", "currency": "EUR"}, "included": "0"},
        {"amount": {"amount": "0.000001", "currency": "EUR"}, "included": "100"},
    ]
    drafted = await ask(
        'mutation { draftPlanVersion(plan: "scale", input: {currency: "EUR",'
        ' charges: [{name: "Base", model: FLAT, amount: "199"}]}) { versions(first: 2) { number status } } }'
    )
    assert drafted["draftPlanVersion"]["versions"] == [
        {"number": 2, "status": "DRAFT"},
        {"number": 1, "status": "PUBLISHED"},
    ]


@pytest.mark.parametrize(
    ("charge", "field"),
    [
        ({"name": "", "model": "FLAT", "amount": "1"}, "charges.0.name"),
        ({"name": "a", "model": "FLAT", "amount": "-1"}, "charges.0.amount"),
        ({"name": "a", "model": "FLAT", "amount": "1", "meter": "jobs"}, "charges.0.meter"),
        ({"name": "a", "model": "PER_UNIT", "amount": "1", "meter": "jobs", "included": "-1"}, "charges.0.included"),
    ],
)
async def test_a_wrong_charge_is_named_by_its_path(ask, shop, charge, field):
    answer = await ask.try_(CREATE_PLAN, input={"slug": "wrong", "name": "Wrong", "charges": [charge]})
    assert answer.codes == ["invalid_input"]
    assert answer.errors[0]["extensions"]["field"] == field
    assert answer.errors[0]["path"] == ["createPlan"]


async def test_an_existing_slug_is_a_conflict(ask, shop):
    answer = await ask.try_(CREATE_PLAN, input={"slug": "growth", "name": "Again", "charges": []})
    assert (answer.codes, answer.kinds) == (["already_exists"], ["CONFLICT"])


async def test_subscriptions_of_a_user_are_paged_newest_first(ask, shop):
    user = await accounts.create_user(SYSTEM, name="Often")
    for _ in range(3):
        await plans.assign_plan(SYSTEM, user.id, plan="growth")
    starts, after = [], None
    for _ in range(3):
        query = (
            "query($id: UUID, $after: String) { user(id: $id) { subscriptions(first: 1, after: $after)"
            " { edges { node { startsAt } } pageInfo { hasNextPage endCursor } } } }"
        )
        page = (await ask(query, id=str(user.id), after=after))["user"]["subscriptions"]
        starts.append(page["edges"][0]["node"]["startsAt"])
        after = page["pageInfo"]["endCursor"]
    assert starts == sorted(set(starts), reverse=True)
    assert page["pageInfo"]["hasNextPage"] is False
