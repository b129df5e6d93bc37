"""Queries that are too large are refused before anything of them runs, quickly, whatever they are."""

import sys
from types import FrameType
from typing import Any

import pytest
from graphql import GraphQLError, get_introspection_query

from core.errors import InvalidInput, TooLarge
from graphql_schema import cost, limits
from graphql_schema.documents import Documents, InvalidDocument
from graphql_schema.schema import schema

#: Calls of functions, of Python and of C. So many take a fifth of a second, and what a bomb of 824 bytes does to
#: Strawberry's own limiters is a thousand times as many.
WORK_MAX = 1_000_000
REFUSED = (TooLarge, InvalidInput, InvalidDocument, GraphQLError)


def nested_fragments(count: int, body: str = "") -> str:
    """Fragments that each spread the next twice: written out, 2 to the power of their number."""
    spreads = "".join(f"fragment f{i} on Query{{{body}...f{i + 1} ...f{i + 1}}}" for i in range(count - 1))
    return f"{{...f0}}{spreads}fragment f{count - 1} on Query{{__typename}}"


def padded(query: str, length: int) -> str:
    return query + " " * (length - len(query))


BOMBS = {
    # The query of docs/design: 824 bytes that keep Strawberry's own limiters busy for 15 seconds.
    "nested fragments of 824 bytes": padded(nested_fragments(20), 824),
    "nested fragments with aliases": nested_fragments(19, "a:viewer{kind}"),
    "nested fragments, too many": nested_fragments(60),
    "fragments in a circle": "{...a} fragment a on Query{...b} fragment b on Query{...c} fragment c on Query{...a}",
    "a fragment that spreads itself": "{...a} fragment a on Query{viewer{kind} ...a}",
    "aliases": "{" + "".join(f"a{i}:viewer{{kind}}" for i in range(100)) + "}",
    "aliases in a fragment that is spread often": (
        "{...a b:viewer{kind} ...a ...a ...a} fragment a on Query{" + "c:viewer{kind}" * 4 + "}"
    ),
    "aliases, endlessly": "{" + "".join(f"a{i}:viewer{{kind}}" for i in range(50_000)) + "}",
    "depth": "{users{edges{node{" + "keys{edges{node{user{" * 5 + "id" + "}}}}" * 5 + "}}}}",
    "depth through fragments": (
        "{users{edges{node{...f0}}}}"
        + "".join(f"fragment f{i} on User{{keys{{edges{{node{{user{{...f{i + 1}}}}}}}}}}}" for i in range(5))
        + "fragment f5 on User{id}"
    ),
    "depth, endlessly": "{users" * 50_000,
    "depth of inline fragments": "{" + "...{" * 300 + "viewer{kind}" + "}" * 300 + "}",
    "lists in lists": "{usage(meters:" + "[" * 5_000,
    "objects in objects": "{user(id:" + "{a:" * 500 + "1" + "}" * 500 + "){id}}",
    "one field again and again": "{viewer{" + "kind " * 900 + "}}",
    "one field with fields again and again": "{" + "viewer{kind} " * 250 + "}",
    "fields of one name that differ": "{" + "".join(f"...{{users(first:{i}){{edges{{node{{id}}}}}}}}" for i in range(60)) + "}",
    "directives": "{viewer{kind" + " @skip(if:false)" * 150 + "}}",
    "directives of unknown names": "{viewer{kind" + " @a" * 500 + "}}",
    "unknown fields": "{" + " ".join(f"userz{i}" for i in range(900)) + "}",
    "operations": "".join(f"query q{i}{{viewer{{kind}}}}" for i in range(200)),
    "variables": "query(" + "".join(f"$v{i}:Int " for i in range(280)) + "){viewer{kind}}",
    "a long list": "{usage(meters:[" + '"a",' * 100_000 + "]){rows{events}}}",
    "a long text": '{user(externalId:"' + "a" * 10_000_000 + '"){id}}',
    "blanks": "{viewer{kind}}" + " " * 10_000_000,
    "comments": "#\n" * 9_000 + "{viewer{kind}}",
    "nothing but signs": "{" * 19_000,
    "a large page": "{users(first:100000){edges{node{id}}}}",
    "large pages in large pages": "{users(first:100){edges{node{keys(first:100){edges{node{id name}}}}}}}",
    "introspection in circles": "{__schema{types{" + "fields{type{" * 4 + "name" + "}}" * 4 + "}}}",
    "introspection again and again": "{" + "".join(f"a{i}:__schema{{types{{name}}}}" for i in range(15)) + "viewer{kind} ...{a:__schema{types{name}}}}",
    "mutations": "mutation{publishPlan(plan:\"a\"){id} b:publishPlan(plan:\"b\"){id}}",
}  # fmt: skip


class TooMuchWork(BaseException):
    """Not an Exception, which what is measured might take for one of its own."""


class Work:
    """Counts, and stops what would go on for too long."""

    def __init__(self) -> None:
        self.done = 0

    def __call__(self, frame: FrameType, event: str, argument: Any) -> None:
        self.done += 1
        if self.done > WORK_MAX:
            raise TooMuchWork


@pytest.mark.parametrize("name", BOMBS)
def test_a_bomb_is_refused_with_little_work(name):
    documents = Documents(schema._schema)
    sys.setprofile(Work())  # counted, not timed: what else the machine does is not the query's
    try:
        with pytest.raises(REFUSED):
            documents.prepare(BOMBS[name]).choose(None, None)
    finally:
        sys.setprofile(None)


async def test_a_bomb_gets_an_answer_and_nothing_of_it_runs(ask, client, bearer):
    answer = await ask.try_(BOMBS["nested fragments of 824 bytes"])
    assert (answer.codes, answer.kinds, answer.data) == (["too_large"], ["TOO_LARGE"], None)
    modern = bearer.headers | {"accept": "application/graphql-response+json"}
    response = await client.post("/graphql", headers=modern, json={"query": BOMBS["aliases"]})
    assert response.status_code == 400
    assert "data" not in response.json()


async def test_a_batch_is_refused(client, bearer):
    for count in (0, 1, 5_000):
        body = [{"query": "{ viewer { kind } }"}] * count
        response = await client.post("/graphql", headers=bearer.headers, json=body)
        assert response.status_code == 400
        assert response.json()["errors"][0]["extensions"]["code"] == "invalid_input"


async def test_a_body_is_bounded(client, bearer):
    response = await client.post(
        "/graphql", headers=bearer.headers, json={"query": "{ viewer { kind } }", "variables": {"a": "x" * 2**20}}
    )
    assert response.status_code == 413
    deep = '{"query": "{ viewer { kind } }", "variables": {"a": ' + "[" * 100_000 + "]" * 100_000 + "}}"
    headers = bearer.headers | {"content-type": "application/json"}
    assert (await client.post("/graphql", headers=headers, content=deep)).status_code == 400


async def test_long_lists_in_variables_are_refused_quickly(ask):
    answer = await ask.try_(
        "query($m: [String!]) { usage(meters: $m) { rows { events } } }", m=[f"m{i}" for i in range(50_000)]
    )
    assert answer.codes == ["invalid_input"]
    answer = await ask.try_(
        "mutation($e: [UsageEventInput!]!) { recordUsage(events: $e) { accepted } }", e=[{}] * 100_000
    )
    assert set(answer.codes) == {"invalid_input"}
    assert len(answer.errors) <= 60


async def test_introspection_is_for_those_who_may_ask(ask, anyone):
    found = await ask(get_introspection_query())
    assert found["__schema"]["queryType"]["name"] == "Query"
    refused = await anyone.try_(get_introspection_query())
    assert (refused.status, refused.codes) == (401, ["missing_token"])
    assert (await anyone.try_("{ __typename }")).status == 401


async def test_of_several_operations_the_named_one_runs(ask, client, bearer):
    query = "query A { viewer { kind } } query B { viewer { scopes } }"
    for name, found in (("A", {"kind": "TOKEN"}), ("B", None)):
        response = await client.post("/graphql", headers=bearer.headers, json={"query": query, "operationName": name})
        assert response.json()["data"]["viewer"].keys() == (found.keys() if found else {"scopes"})
    for name in (None, "C", ""):
        response = await client.post("/graphql", headers=bearer.headers, json={"query": query, "operationName": name})
        assert response.json()["errors"][0]["extensions"]["field"] == "operationName"


def test_the_deepest_query_that_makes_sense_is_let_through():
    query = "{users{edges{node{subscriptions{edges{node{version{charges{meter{slug}}}}}}}}}}"
    assert Documents(schema._schema).prepare(query).choose(None, None)


def test_many_components_may_each_ask_for_the_same_id():
    fragments = "".join(f"fragment f{i} on User{{id name}}" for i in range(20))
    query = "{users(first:20){edges{node{" + "".join(f"...f{i} " for i in range(20)) + "}}}}" + fragments
    assert Documents(schema._schema).prepare(query).choose(None, None)


@pytest.mark.parametrize(
    ("query", "variables", "expected"),
    [
        ("{viewer{kind}}", {}, 2),
        ("{users(first:10){edges{node{id name}}}}", {}, 1 + 10 * (1 + 1 + 2)),
        ("query($n:Int!){users(first:$n){edges{node{id name}}}}", {"n": 7}, 1 + 7 * (1 + 1 + 2)),
        ("query($n:Int=3){users(first:$n){edges{node{id name}}}}", {}, 1 + 3 * (1 + 1 + 2)),
        ("query($n:Int){users(first:$n){edges{node{id}}}}", {}, 1 + 50 * (1 + 1 + 1)),
        ("{users(first:2){edges{node{keys(first:3){edges{cursor}}}}}}", {}, 1 + 2 * (1 + 1 + 1 + 3 * (1 + 1))),
        (
            "query($a:Int!,$b:Int!){users(first:$a){edges{node{keys(first:$b){edges{cursor}}}}}}",
            {"a": 2, "b": 3},
            1 + 2 * (1 + 1 + 1 + 3 * (1 + 1)),
        ),
        ("{users(first:2){...p}} fragment p on UserConnection{edges{node{...u}}} fragment u on User{id}", {}, 7),
        ('{node(id:"x"){nodeId ... on User{name keys(first:2){edges{cursor}}}}}', {}, 1 + 1 + 1 + 1 + 2 * 2),
        ("query($n:Int!){users(first:$n){edges{cursor}}}", {"n": "many"}, 1 + 1 * 2),
    ],
)  # fmt: skip
def test_the_cost_counts_the_fields_of_the_answer(query, variables, expected):
    prepared = Documents(schema._schema).prepare(query)
    assert cost.check_cost(prepared.costs[None], variables) == expected


def test_a_page_is_refused_for_its_cost_by_its_variables_only():
    prepared = Documents(schema._schema).prepare(
        "query($n:Int!){users(first:$n){edges{node{keys(first:$n){edges{node{id}}}}}}}"
    )
    assert prepared.choose(None, {"n": 10})
    with pytest.raises(TooLarge, match="fields"):
        prepared.choose(None, {"n": 100})


def test_the_memory_of_documents_is_bounded_and_keeps_what_is_used(monkeypatch):
    monkeypatch.setattr("graphql_schema.documents.CHARACTERS_MAX", 2_000)
    documents = Documents(schema._schema)
    kept = documents.prepare("{viewer{kind}}")
    for number in range(100):
        documents.prepare(f"query q{number}{{viewer{{kind}}}}".ljust(100))
        assert documents.prepare("{viewer{kind}}") is kept
    assert documents._characters == sum(map(len, documents._prepared)) <= 2_000


def test_refused_documents_are_not_remembered():
    documents = Documents(schema._schema)
    for query in BOMBS.values():
        with pytest.raises(REFUSED):
            documents.prepare(query).choose(None, None)
    assert documents._characters < 1_000


def test_limits_stand_where_the_parser_stops(monkeypatch):
    assert limits.parse_bounded("{viewer{" + "kind " * (limits.TOKENS_MAX - 5) + "}}")
    with pytest.raises(TooLarge):
        limits.parse_bounded("{viewer{" + "kind " * (limits.TOKENS_MAX - 4) + "}}")
