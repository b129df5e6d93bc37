"""How errors are told."""

import asyncpg
import pytest

from core import accounts, errors
from graphql_schema.errors import KINDS


def all_kinds(root):
    return {root} | {each for child in root.__subclasses__() for each in all_kinds(child)}


def test_every_error_of_the_core_is_mapped():
    assert all_kinds(errors.KeymeterError) == KINDS.keys()


def test_every_kind_is_refused_with_its_own_status():
    assert {kind.http_status for kind in KINDS.values()} >= {400, 401, 403, 404, 409, 413, 429, 500, 503}


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
async def test_a_core_error_is_told_with_code_kind_and_field(ask, monkeypatch, kind):
    error = kind()
    error.field = "some.0.long_name"

    async def fail(*_args, **_options):
        raise error

    monkeypatch.setattr(accounts, "list_users", fail)
    answer = await ask.try_("{ users { edges { node { id } } } }")
    assert answer.status == 200
    assert answer.data == {"users": None}
    expected = {"code": error.code, "kind": KINDS[kind].name, "field": "some.0.longName"}
    if isinstance(error, errors.Unavailable | errors.LimitReached):
        expected["retryAfterSeconds"] = 1
    assert answer.errors == [
        {"message": error.message, "path": ["users"], "locations": [{"line": 1, "column": 3}], "extensions": expected}
    ]


async def test_pages_are_named_as_graphql_names_them(ask):
    for arguments, field in (("first: 0", "first"), ("first: 101", "first"), ('after: "x"', "after")):
        answer = await ask.try_(f"{{ users({arguments}) {{ edges {{ node {{ id }} }} }} }}")
        assert answer.errors[0]["extensions"]["field"] == field


async def test_the_unforeseen_is_masked_and_logged(ask, monkeypatch, caplog):
    async def fail(*_args, **_options):
        raise RuntimeError("password=hunter2")

    monkeypatch.setattr(accounts, "list_users", fail)
    answer = await ask.try_("{ users { edges { node { id } } } }")
    assert answer.codes == ["internal"]
    assert "hunter2" not in str(answer)
    assert "hunter2" in caplog.text


async def test_private_detail_is_logged_and_never_told(ask, monkeypatch, caplog):
    async def fail(*_args, **_options):
        raise errors.NotFound(detail="row 17")

    monkeypatch.setattr(accounts, "list_users", fail)
    assert "row 17" not in str(await ask.try_("{ users { edges { node { id } } } }"))
    assert "row 17" in caplog.text


async def test_a_batch_that_fails_is_logged_once_and_told_wherever_it_is_missing(ask, monkeypatch, caplog, shop):
    async def fail(*_args, **_options):
        raise RuntimeError("no keys today")

    monkeypatch.setattr("core.keys.keys_of_users", fail)
    answer = await ask.try_("{ users { edges { node { name keys { edges { cursor } } } } } }")
    assert answer.codes == ["internal"] * len(answer.data["users"]["edges"])
    assert {edge["node"]["keys"] for edge in answer.data["users"]["edges"]} == {None}
    assert [record.exc_info[1].args for record in caplog.records] == [("no keys today",)]


async def test_a_silent_database_is_unavailable_and_says_when_to_ask_again(ask, monkeypatch):
    async def fail(*_args, **_options):
        raise asyncpg.ConnectionDoesNotExistError("gone")

    monkeypatch.setattr(accounts, "list_users", fail)
    answer = await ask.try_("{ users { edges { node { id } } } viewer { kind } }")
    assert (answer.codes, answer.kinds) == (["database_unavailable"], ["UNAVAILABLE"])
    assert answer.errors[0]["extensions"]["retryAfterSeconds"] == 1
    assert answer.data["viewer"] == {"kind": "TOKEN"}


async def test_who_asks_cannot_be_decided_is_503_and_never_401(client, bearer, monkeypatch):
    async def fail(*_args, **_options):
        raise errors.Unavailable(retry_after_seconds=3)

    monkeypatch.setattr("core.gate.actors.authenticate_token", fail)
    response = await client.post("/graphql", headers=bearer.headers, json={"query": "{ viewer { kind } }"})
    assert response.status_code == 503
    assert response.headers["retry-after"] == "3"
    assert response.json()["errors"][0]["extensions"]["retryAfterSeconds"] == 3


@pytest.mark.parametrize("value", [1.5, "1e3", "NaN", "Infinity", "-Infinity", "1,5", "", " 1", True, {}, "٣", 10**50])
async def test_a_decimal_is_a_plain_finite_string_or_a_whole_number(ask, value):
    answer = await ask.try_(
        'mutation($amount: Decimal!) { createPlan(input: {slug: "a", name: "a",'
        ' charges: [{name: "a", model: FLAT, amount: $amount}]}) { id } }',
        amount=value,
    )
    assert (answer.codes, answer.data) == (["invalid_input"], None)


@pytest.mark.parametrize("literal", ["1.5", "1e3", '"NaN"', '"1e3"', "true"])
async def test_a_decimal_literal_is_no_float_either(ask, literal):
    answer = await ask.try_(
        'mutation { createPlan(input: {slug: "a", name: "a",'
        f' charges: [{{name: "a", model: FLAT, amount: {literal}}}]}}) {{ id }} }}'
    )
    assert answer.codes == ["invalid_input"]


@pytest.mark.parametrize("value", ["2026-11-23", "2026-11-23T08:00:00", "yesterday", 0, "0001-01-01T00:00:00+14:00"])
async def test_an_instant_has_a_zone(ask, value):
    answer = await ask.try_("query($from: DateTime) { usage(from: $from) { rows { events } } }", **{"from": value})
    assert answer.codes[0] in ("invalid_input", "invalid_time_range")


@pytest.mark.parametrize(
    "value", ["{0193565a-5a5a-7a5a-8a5a-5a5a5a5a5a5a}", "0193565a5a5a7a5a8a5a5a5a5a5a5a5a", "x", 7]
)
async def test_a_uuid_has_its_usual_form(ask, value):
    assert (await ask.try_("query($id: UUID) { user(id: $id) { id } }", id=value)).codes == ["invalid_input"]


async def test_a_wrong_variable_is_named_by_its_path(ask):
    answer = await ask.try_(
        "mutation($input: CreatePlanInput!) { createPlan(input: $input) { id } }",
        input={"slug": "a", "name": "a", "charges": [{"name": "a", "model": "FLAT", "amount": 1.5}]},
    )
    assert answer.codes == ["invalid_input"]
    assert answer.errors[0]["extensions"]["field"] == "input.charges.0.amount"
    assert "float" in answer.errors[0]["message"]


async def test_mistakes_in_a_query_are_the_callers(ask):
    for query in ("{", "{ nope }", "query A { viewer { kind } } query B { viewer { kind } }", "{ users { edges } }"):
        answer = await ask.try_(query)
        assert (set(answer.codes), answer.data) == ({"invalid_input"}, None)
