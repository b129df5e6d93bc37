"""API keys over GraphQL: their whole life."""

from datetime import timedelta

import pytest

from core import accounts, keys
from core.accounts import SYSTEM
from core.clock import now

CREATE = (
    "mutation($input: CreateApiKeyInput!) { createApiKey(input: $input)"
    " { secret apiKey { id name prefix last4 live status scopes allowedNetworks metadata expiresAt userId } } }"
)
STATUS = "query($id: UUID!) { apiKey(id: $id) { status expiresAt replacedById } }"


@pytest.fixture(scope="module")
async def owner(database):
    return await accounts.create_user(SYSTEM, name="Owner of keys")


async def create(ask, owner, **given):
    created = await ask(CREATE, input={"userId": str(owner.id), "name": "Server"} | given)
    return created["createApiKey"]


async def test_a_key_is_created_with_what_was_given_and_works(ask, client, owner):
    created = await create(
        ask, owner, live=False, scopes=["reports:read"], allowedNetworks=["127.0.0.0/8"], metadata={"env": "staging"}
    )
    key, secret = created["apiKey"], created["secret"]
    assert key == {
        "id": key["id"],
        "name": "Server",
        "prefix": secret[:12],
        "last4": secret[-4:],
        "live": False,
        "status": "ACTIVE",
        "scopes": ["reports:read"],
        "allowedNetworks": ["127.0.0.0/8"],
        "metadata": {"env": "staging"},
        "expiresAt": None,
        "userId": str(owner.id),
    }
    assert (await client.get("/v1/samples/ping", headers={"x-api-key": secret})).status_code == 200


async def test_no_other_answer_holds_the_secret(ask, owner):
    created = await create(ask, owner)
    everything = "{ apiKeys(first: 100) { edges { node { name prefix last4 metadata scopes nodeId } } } }"
    assert created["secret"] not in str(await ask(everything))
    assert "secret" not in str(await ask('{ __type(name: "ApiKey") { fields { name } } }'))


async def test_a_key_is_rotated_with_a_grace(ask, owner):
    old = (await create(ask, owner))["apiKey"]["id"]
    rotated = await ask(
        "mutation($id: UUID!) { rotateApiKey(id: $id, graceSeconds: 3600) { secret apiKey { id status } } }", id=old
    )
    new = rotated["rotateApiKey"]["apiKey"]
    assert new["status"] == "ACTIVE"
    found = (await ask(STATUS, id=old))["apiKey"]
    assert (found["status"], found["replacedById"]) == ("ROTATING", new["id"])
    again = await ask.try_("mutation($id: UUID!) { rotateApiKey(id: $id) { secret } }", id=old)
    assert again.codes == ["key_already_rotated"]


async def test_a_key_is_disabled_enabled_and_revoked(ask, owner):
    key_id = (await create(ask, owner))["apiKey"]["id"]
    for mutation, status in (("disableApiKey", "DISABLED"), ("enableApiKey", "ACTIVE"), ("revokeApiKey", "REVOKED")):
        answered = await ask(f"mutation($id: UUID!) {{ {mutation}(id: $id) {{ status }} }}", id=key_id)
        assert answered[mutation]["status"] == status
        assert (await ask(STATUS, id=key_id))["apiKey"]["status"] == status
    answer = await ask.try_("mutation($id: UUID!) { enableApiKey(id: $id) { id } }", id=key_id)
    assert (answer.codes, answer.kinds) == (["key_not_live"], ["CONFLICT"])


async def test_an_update_changes_what_is_given_and_lengthens_no_life(ask, owner):
    key_id = (await create(ask, owner, scopes=["a"]))["apiKey"]["id"]
    mutation = (
        "mutation($id: UUID!, $input: UpdateApiKeyInput!) { updateApiKey(id: $id, input: $input)"
        " { name scopes metadata expiresAt } }"
    )
    soon = (now() + timedelta(hours=1)).isoformat()
    changed = await ask(mutation, id=key_id, input={"name": "Renamed", "expiresAt": soon, "scopes": None})
    assert changed["updateApiKey"]["name"] == "Renamed"
    assert changed["updateApiKey"]["scopes"] == ["a"]
    later = (now() + timedelta(hours=2)).isoformat()
    answer = await ask.try_(mutation, id=key_id, input={"expiresAt": later})
    assert answer.codes == ["invalid_input"]
    assert answer.errors[0]["extensions"]["field"] == "expiresAt"


async def test_keys_are_listed_of_one_user_or_of_all(ask, owner):
    other = await accounts.create_user(SYSTEM, name="Other")
    issued = await keys.create_key(SYSTEM, user_id=other.id, name="Only one")
    query = (
        "query($user: UUID, $first: Int!) { apiKeys(userId: $user, first: $first)"
        " { edges { node { id user { name } } } pageInfo { hasNextPage } } }"
    )
    of_one = (await ask(query, user=str(other.id), first=10))["apiKeys"]
    assert of_one["edges"] == [{"node": {"id": str(issued.key.id), "user": {"name": "Other"}}}]
    await create(ask, owner)
    assert (await ask(query, first=1))["apiKeys"]["pageInfo"]["hasNextPage"] is True


async def test_the_last_use_is_told(ask, app, client, owner):
    created = await create(ask, owner)
    await client.get("/v1/samples/ping", headers={"x-api-key": created["secret"]})
    await app.state.gate._activity.flush()
    found = await ask("query($id: UUID!) { apiKey(id: $id) { lastUsedAt } }", id=created["apiKey"]["id"])
    assert found["apiKey"]["lastUsedAt"] is not None
