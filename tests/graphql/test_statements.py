"""The number of SQL statements does not depend on how many rows there are, wherever fields are nested."""

from collections.abc import Iterator

import pytest
from graphql import GraphQLObjectType, get_named_type, is_leaf_type, is_required_argument

from core import gate, metering, plans
from core.accounts import SYSTEM
from graphql_schema.limits import DEPTH_MAX
from graphql_schema.operation import Caller
from graphql_schema.schema import schema
from tests.graphql.conftest import add_customer, make_shop
from tests.support.statements import counted_statements

#: Roots that answer with many rows; the arguments make all rows come. What else there is answers with one.
ROOTS = {
    "users": "first: 100",
    "apiKeys": "first: 100",
    "meters": "first: 100",
    "plans": "first: 100",
    "usageEvents": "first: 100",
    "usage": "groupBy: [USER, KEY]",
}
TYPE = "__typename"
SINGLE = {"viewer", "user", "apiKey", "meter", "plan", "estimate", "node"}


def nestings(parent: GraphQLObjectType, levels: int, above: tuple[str, ...]) -> Iterator[str]:
    """All leaves of a type, and through each of its fields those of other types, by every way to get there."""
    yield " ".join(name for name, field in parent.fields.items() if is_leaf_type(get_named_type(field.type))) or TYPE
    for name, field in parent.fields.items():
        inner = get_named_type(field.type)
        # Each type twice at most on the way: a user's keys' users are asked for, theirs are not.
        if isinstance(inner, GraphQLObjectType) and above.count(inner.name) < 2 and levels > 2:
            assert not any(is_required_argument(argument) for argument in field.args.values())
            for selection in nestings(inner, levels - 1, (*above, inner.name)):
                yield f"{name} {{ {selection} }}"


def queries() -> list[str]:
    root = schema._schema.query_type
    assert root is not None
    found = []
    for name, arguments in ROOTS.items():
        inner = get_named_type(root.fields[name].type)
        assert isinstance(inner, GraphQLObjectType)
        for selection in nestings(inner, DEPTH_MAX, (inner.name,)):
            if "pageInfo" not in selection and "windows" not in selection:
                found.append(f"{{ {name}({arguments}) {{ {selection} }} }}")
    return found


def test_every_field_of_the_root_is_tried():
    assert ROOTS.keys() | SINGLE == schema._schema.query_type.fields.keys()


async def test_statements_do_not_grow_with_rows(app, bearer):
    async def count(query: str) -> int:
        caller = Caller(app.state.gate, authorization=f"Bearer {bearer.secret}", api_key=None, address=None)
        with counted_statements() as sent:
            result = await schema.execute(query, None, caller)
        if result.errors:
            assert "are the most" in result.errors[0].message, (query, result.errors)
            return 0  # too dear to be run
        return len(sent)

    shop = await make_shop(2)
    before = {query: await count(query) for query in queries()}
    for number in range(2, 7):
        customer = await add_customer(number)
        shop.customers.append(customer)
        await plans.assign_plan(SYSTEM, customer.user.id, plan="growth")
        await metering.create_meter(
            SYSTEM, slug=f"meter_{number}", name="M", event_type="job.done", aggregation="count"
        )
        await plans.create_plan(SYSTEM, slug=f"plan_{number}", name="P", currency="EUR", charges=[])
        await gate.record_events(SYSTEM, [gate.EventDraft(str(customer.user.id), f"more-{number}", "job.done")])
    after = {query: await count(query) for query in before}
    assert {query: (before[query], after[query]) for query in before if before[query] != after[query]} == {}
    assert sum(1 for each in before.values() if each) > len(before) * 0.9
    assert max(before.values()) < 30


@pytest.mark.parametrize("pages", [1, 15])
async def test_pages_by_different_cursors_are_the_only_thing_that_adds_statements(app, bearer, pages):
    """A page of nested keys for all users is one look-up; asking for 15 different pages of them is 15, by aliases."""
    fields = " ".join(f"a{i}: keys(first: {i + 1}) {{ edges {{ cursor }} }}" for i in range(pages))
    caller = Caller(app.state.gate, authorization=f"Bearer {bearer.secret}", api_key=None, address=None)
    with counted_statements() as sent:
        result = await schema.execute(f"{{ users(first: 5) {{ edges {{ node {{ {fields} }} }} }} }}", None, caller)
    assert not result.errors
    assert len(sent) <= 2 + 2 * pages
