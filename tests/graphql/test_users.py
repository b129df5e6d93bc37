"""Users over GraphQL: pages, one, changes."""

from uuid import UUID

from core import accounts
from core.accounts import SYSTEM


async def test_pages_go_through_all_users_in_each_order(ask, shop):
    names = [customer.user.name for customer in shop.customers]
    for order, expected in (("NEWEST", names[::-1]), ("OLDEST", names), ("NAME", names)):
        found, after = [], None
        while True:
            page = (
                await ask(
                    'query($after: String, $order: UserOrder!) { users(first: 1, after: $after, orderBy: $order, search: "Customer")'
                    " { edges { cursor node { name } } pageInfo { hasNextPage endCursor } } }",
                    after=after,
                    order=order,
                )
            )["users"]
            found += [edge["node"]["name"] for edge in page["edges"]]
            assert page["edges"][-1]["cursor"] == page["pageInfo"]["endCursor"]
            after = page["pageInfo"]["endCursor"]
            if not page["pageInfo"]["hasNextPage"]:
                break
        assert found == expected


async def test_a_page_stays_the_same_when_users_are_added(ask, database):
    for number in range(3):
        await accounts.create_user(SYSTEM, name=f"Steady {number}")
    query = (
        'query($after: String) { users(first: 2, after: $after, search: "Steady")'
        " { edges { node { name } } pageInfo { endCursor } } }"
    )
    first = (await ask(query))["users"]
    await accounts.create_user(SYSTEM, name="Steady but late")
    second = (await ask(query, after=first["pageInfo"]["endCursor"]))["users"]
    assert [edge["node"]["name"] for edge in second["edges"]] == ["Steady 0"]


async def test_users_of_one_name_are_all_found_by_name(ask, database):
    for _ in range(5):
        await accounts.create_user(SYSTEM, name="Same")
    found, after = set(), None
    for _ in range(5):
        query = (
            'query($after: String) { users(first: 1, after: $after, orderBy: NAME, search: "Same")'
            " { edges { node { id } } pageInfo { endCursor } } }"
        )
        page = (await ask(query, after=after))["users"]
        found.add(page["edges"][0]["node"]["id"])
        after = page["pageInfo"]["endCursor"]
    assert len(found) == 5


async def test_search_finds_part_of_name_address_and_external_id(ask, shop):
    query = "query($search: String!) { users(search: $search) { edges { node { name } } } }"
    for search in ("customer 01", "c1@example", "CRM-1"):
        found = (await ask(query, search=search))["users"]["edges"]
        assert [edge["node"]["name"] for edge in found] == ["Customer 01"]


async def test_a_user_is_found_by_either_id_and_by_rest_under_the_same(ask, client, bearer, shop):
    user = shop.customers[0].user
    query = "query($id: UUID, $external: String) { user(id: $id, externalId: $external) { id name } }"
    by_id = (await ask(query, id=str(user.id)))["user"]
    assert by_id == (await ask(query, external="crm-0"))["user"]
    rest = await client.get(f"/v1/users/{by_id['id']}", headers=bearer.headers)
    assert rest.json()["name"] == user.name


async def test_a_user_is_asked_for_by_exactly_one_id(ask, shop):
    user = shop.customers[0].user
    for arguments in ("", f'(id: "{user.id}", externalId: "crm-0")'):
        answer = await ask.try_(f"{{ user{arguments} {{ id }} }}")
        assert answer.codes == ["invalid_input"]
        assert answer.errors[0]["extensions"]["field"] == "id"


async def test_an_external_id_does_not_find_a_user_by_its_id(ask, shop):
    answer = await ask.try_("query($e: String) { user(externalId: $e) { id } }", e=str(shop.customers[0].user.id))
    assert answer.codes == ["user_not_found"]


async def test_what_is_not_there_is_null_with_an_error(ask):
    answer = await ask.try_("query($id: UUID) { user(id: $id) { id } viewer { kind } }", id=str(UUID(int=7)))
    assert answer.data == {"user": None, "viewer": {"kind": "TOKEN"}}
    assert answer.codes == ["user_not_found"]
    assert answer.errors[0]["path"] == ["user"]


async def test_a_user_is_created_with_what_was_given(ask):
    created = await ask(
        "mutation($input: CreateUserInput!) { createUser(input: $input)"
        " { id name externalId email currency timeZone status metadata createdAt } }",
        input={
            "name": "Basalt AI",
            "externalId": "b-1",
            "email": "API@Basalt.example",
            "currency": "EUR",
            "timeZone": "Europe/Berlin",
            "metadata": {"tier": "gold"},
        },
    )
    user = await accounts.find_user(SYSTEM, "b-1")
    assert created["createUser"] == {
        "id": str(user.id),
        "name": "Basalt AI",
        "externalId": "b-1",
        "email": "api@basalt.example",
        "currency": "EUR",
        "timeZone": "Europe/Berlin",
        "status": "ACTIVE",
        "metadata": {"tier": "gold"},
        "createdAt": user.created_at.isoformat().replace("+00:00", "Z"),
    }


async def test_an_update_leaves_what_is_absent_and_clears_what_may_be_null(ask, shop):
    user = await accounts.create_user(SYSTEM, name="Before", external_id="b-2", email="b@example.com")
    mutation = (
        "mutation($id: UUID!, $input: UpdateUserInput!) { updateUser(id: $id, input: $input)"
        " { name externalId email timeZone status metadata } }"
    )
    changed = await ask(mutation, id=str(user.id), input={"email": None, "status": "SUSPENDED", "name": None})
    assert changed["updateUser"] == {
        "name": "Before",
        "externalId": "b-2",
        "email": None,
        "timeZone": "UTC",
        "status": "SUSPENDED",
        "metadata": {},
    }
    changed = await ask(mutation, id=str(user.id), input={"metadata": {"a": "b"}, "externalId": None})
    assert changed["updateUser"]["metadata"] == {"a": "b"}
    assert changed["updateUser"]["externalId"] is None


async def test_metadata_is_an_object_of_strings(ask):
    for metadata in ([], "text", {"a": 1}, {"a": {"b": "c"}}):
        answer = await ask.try_(
            'mutation($m: JSON) { createUser(input: {name: "A", metadata: $m}) { id } }', m=metadata or [1]
        )
        assert answer.codes == ["invalid_input"]
        assert answer.errors[0]["extensions"]["field"] == "metadata"


async def test_everything_about_a_user_comes_in_one_query(ask, shop):
    user = shop.customers[1].user
    found = await ask(
        "query($id: UUID) { user(id: $id) {"
        " keys { edges { node { name status scopes user { id } } } }"
        " subscriptions { edges { node { startsAt endsAt version { number plan { slug } charges"
        " { name model amount { amount currency } included meter { slug } } } } } }"
        " monthToDate { meter { slug } quantity }"
        " usage(window: DAY) { windows { start } rows { meter { slug } quantity events } }"
        " estimate { totalToDate { amount currency } planVersion { number }"
        " lines { name toDate { quantity amount { amount } explanation } forecastMethod } unpriced { quantity } } } }",
        id=str(user.id),
    )
    user = found["user"]
    assert [edge["node"]["name"] for edge in user["keys"]["edges"]] == ["Account", "Production"]
    version = user["subscriptions"]["edges"][0]["node"]["version"]
    assert version["plan"]["slug"] == "growth"
    assert version["charges"][1] == {
        "name": "Jobs",
        "model": "PER_UNIT",
        "amount": {"amount": "0.5", "currency": "EUR"},
        "included": "2",
        "meter": {"slug": "jobs"},
    }
    assert user["monthToDate"] == [{"meter": {"slug": "jobs"}, "quantity": "6"}]
    assert user["usage"]["rows"] == [{"meter": {"slug": "jobs"}, "quantity": "6", "events": 3}]
    assert user["estimate"]["totalToDate"] == {"amount": "51.00", "currency": "EUR"}
    assert user["estimate"]["lines"][1]["toDate"] == {
        "quantity": "6",
        "amount": {"amount": "2.00"},
        "explanation": "6 jobs - 2 included = 4 x €0.50 = €2.00",
    }
