"""Idempotency-Key over GraphQL: one mutation per header, one effect."""

import asyncio

from core.accounts import User
from core.database import fetch
from core.keys import ApiKey
from tests.graphql.conftest import Asker

CREATE = 'mutation { made: createUser(input: {name: "Once"}) { id } }'


async def test_a_hundred_at_once_have_one_effect_and_equal_answers(client, bearer):
    ask = Asker(client, bearer.headers | {"idempotency-key": "g-1"})

    async def once():
        # 503: all connections are in use. Who has a key may always ask again.
        while (answer := await ask.try_(CREATE)).codes in (["request_in_flight"], ["database_unavailable"]):
            assert answer.status in (409, 503)
            await asyncio.sleep(0.01)
        return answer

    before = await User.all().count()
    answers = await asyncio.gather(*(once() for _ in range(100)))
    assert len({answer.data["made"]["id"] for answer in answers}) == 1
    assert {answer.status for answer in answers} == {200}
    assert await User.all().count() == before + 1


async def test_a_secret_is_shown_once_whatever_it_is_called(client, bearer, shop):
    query = 'mutation($u: UUID!) { a: createApiKey(input: {userId: $u, name: "k"}) { b: secret apiKey { id } } }'
    ask = Asker(client, bearer.headers | {"idempotency-key": "g-2"})
    user_id, before = str(shop.customers[0].user.id), await ApiKey.all().count()
    first, again = await ask(query, u=user_id), await ask(query, u=user_id)
    assert first["a"]["b"].startswith("km_live_") and again["a"]["b"] == "already_shown"
    assert again["a"]["apiKey"] == first["a"]["apiKey"]
    assert await ApiKey.all().count() == before + 1


async def test_other_variables_are_another_request(client, bearer):
    ask = Asker(client, bearer.headers | {"idempotency-key": "g-3"})
    query = "mutation($n: String!) { createUser(input: {name: $n}) { id } }"
    await ask(query, n="one")
    answer = await ask.try_(query, n="two")
    assert (answer.status, answer.codes) == (422, ["idempotency_key_reused"])


async def test_what_failed_had_no_effect_and_may_be_tried_again(client, bearer):
    ask = Asker(client, bearer.headers | {"idempotency-key": "g-4"})
    query = 'mutation { createUser(input: {name: "Second", externalId: "g-4"}) { id } }'
    first = await Asker(client, bearer.headers)(
        'mutation { createUser(input: {name: "First", externalId: "g-4"}) { id } }'
    )
    assert (await ask.try_(query)).codes == ["already_exists"]
    await fetch("UPDATE users SET external_id = NULL WHERE id = $1::text::uuid", first["createUser"]["id"])
    assert (await ask(query))["createUser"]["id"]


async def test_a_query_needs_none_and_a_bad_key_is_told(client, bearer):
    assert await Asker(client, bearer.headers | {"idempotency-key": "g-5"})("{ viewer { kind } }")
    answer = await Asker(client, bearer.headers | {"idempotency-key": "with blank"}).try_(CREATE)
    assert answer.codes == ["invalid_input"]
    nobody = await Asker(client, {"idempotency-key": "g-6"}).try_(CREATE)
    assert (nobody.status, nobody.codes) == (401, ["missing_token"])
