"""The number of SQL statements does not depend on how many rows there are, wherever fields are nested."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from graphql import GraphQLObjectType, get_named_type, is_leaf_type, is_required_argument

from core import alerts, billing, gate, limits, metering, plans
from core.accounts import SYSTEM
from graphql_schema import cost
from graphql_schema import limits as bounds
from graphql_schema.operation import Caller
from graphql_schema.schema import schema
from tests.graphql.conftest import add_customer, make_shop
from tests.support.patience import NIGHTLY
from tests.support.statements import counted_statements

#: Roots that answer with many rows, asked so that all rows come. What else there is answers with one.
ROOTS = {
    "users": "first: 100",
    "apiKeys": "first: 100",
    "meters": "first: 100",
    "plans": "first: 100",
    "usageEvents": "first: 100",
    "quarantinedEvents": "first: 100",
    "usage": "groupBy: [USER, KEY]",
    "invoices": "first: 100",
    "creditNotes": "first: 100",
    "admins": "",
    "adminTokens": "",
    "auditEntries": "first: 100",
    "jobs": "",
    "outboxMessages": "first: 100",
    "alerts": "",
    "raisedAlerts": "first: 100",
    "denials": "",
    "taxRates": "",
    "coupons": "",
    "testClocks": "",
    "reservations": "first: 100",
}
_STEP = re.compile(r"\w+ { __typename [^{}]*")
#: Types of attributes alone: what is below them costs nothing.
PLAIN = {"Money", "PageInfo", "TimeRange"}
LEVELS = bounds.DEPTH_MAX
SINGLE = {
    "couponAttachments",
    "taxProfile",
    "credits",
    "prepayment",
    "userCollection",
    "unitPacks",
    "balances",
    "ledger",
    "lineEvents",
    "invoicePreview",
    "invoiceDrafts",
    "changePreview",
    "movePreview",
    "simulate",
    "businessFigures",
    "examination",
    "invoice",
    "viewer",
    "user",
    "apiKey",
    "meter",
    "plan",
    "estimate",
    "node",
}


def chains(parent: GraphQLObjectType, above: tuple[str, ...]) -> Iterator[str]:
    """Every way down through the types, each at most once, with all leaves on the way."""
    leaves, below = fields_of(parent)
    below = [(name, inner) for name, inner in below if inner.name not in above and inner.name not in PLAIN]
    if not below:
        yield leaves
    for name, inner in below:
        for chain in chains(inner, (*above, inner.name)):
            yield f"{leaves} {name} {{ {chain} }}"


def everything(parent: GraphQLObjectType, levels: int, above: tuple[str, ...]) -> str:
    """All fields at once, as deep as a query may go, each type at most twice on the way down.

    So a user's keys' user is asked for, and that one's keys are not.
    """
    leaves, below = fields_of(parent)
    for name, inner in below:
        if above.count(inner.name) < 2 and levels > 2:
            leaves += f" {name} {{ {everything(inner, levels - 1, (*above, inner.name))} }}"
    return leaves


def fields_of(parent: GraphQLObjectType) -> tuple[str, list[tuple[str, GraphQLObjectType]]]:
    leaves, below = ["__typename"], []
    for name, field in parent.fields.items():
        assert not any(is_required_argument(argument) for argument in field.args.values())
        inner = get_named_type(field.type)
        if is_leaf_type(inner):
            leaves.append(name)
        elif isinstance(inner, GraphQLObjectType):
            below.append((name, inner))
    return " ".join(leaves), below


def queries() -> dict[str, bool]:
    """Each query, and whether it is a single chain."""
    found = {}
    for name, arguments in ROOTS.items():
        inner = get_named_type(schema._schema.query_type.fields[name].type)
        given = f"({arguments})" if arguments else ""
        known: set[str] = set()
        for chain in chains(inner, (inner.name,)):
            # A step is a field with the type that it leads to: those of a root are in some chain each, not in all.
            steps = set(_STEP.findall(chain)) or {chain}
            if NIGHTLY or not steps <= known:
                found[f"{{ {name}{given} {{ {chain} }} }}"] = True
            known |= steps
        found[f"{{ {name}{given} {{ {everything(inner, LEVELS, (inner.name,))} }} }}"] = False
    return found


@pytest.fixture
def without_limits(monkeypatch):
    for name in ("CHARACTERS_MAX", "TOKENS_MAX", "SELECTIONS_MAX"):
        monkeypatch.setattr(bounds, name, 10**6)
    monkeypatch.setattr(bounds, "DEPTH_MAX", 20)
    monkeypatch.setattr(cost, "COST_MAX", 10**9)


def test_every_field_of_the_root_is_tried():
    assert ROOTS.keys() | SINGLE == schema._schema.query_type.fields.keys()


async def test_statements_do_not_grow_with_rows(app, bearer, without_limits):
    async def count(query: str) -> int:
        caller = Caller(app.state.gate, authorization=f"Bearer {bearer.secret}", api_key=None, address=None)
        with counted_statements() as sent:
            result = await schema.execute(query, None, caller)
        assert not result.errors, (query, result.errors[:1])
        return len(sent)

    async def add(number: int) -> None:
        await metering.create_meter(
            SYSTEM, slug=f"meter_{number}", name="M", event_type="job.done", aggregation="count"
        )  # which no charge prices
        await plans.create_plan(SYSTEM, slug=f"plan_{number}", name="P", currency="EUR", charges=[])
        customer = await add_customer(number)
        await limits.set_limit(SYSTEM, customer.user.id, meter="api_calls", period="day", cap=number)
        await limits.set_rate_limit(SYSTEM, customer.user.id, calls=9, seconds=1)
        await plans.assign_plan(SYSTEM, customer.user.id, plan="growth")
        await billing.run_invoices(SYSTEM, until=datetime.now(UTC) + timedelta(days=40))
        await gate.record_events(SYSTEM, [gate.EventDraft(str(customer.user.id), f"more-{number}", "job.done")])

    await make_shop(0)
    await metering.ensure_call_meters(["api_calls"])
    await alerts.create_alert(SYSTEM, kind="usage", threshold=1, meter="jobs", period="month")
    await add(0)
    before = {query: await count(query) for query in queries()}
    for number in range(1, 6):
        await add(number)
    for query, is_chain in queries().items():
        added = await count(query) - before[query]
        # Where ways meet in one loader, it depends on their timing whether they share a batch; on rows it never does.
        assert added == 0 if is_chain else added <= 3, query
    assert max(before.values()) < 60


@pytest.mark.parametrize("pages", [1, 15])
async def test_different_pages_of_nested_rows_are_all_that_adds_statements(app, bearer, pages):
    fields = " ".join(f"a{i}: keys(first: {i + 1}) {{ edges {{ cursor }} }}" for i in range(pages))
    caller = Caller(app.state.gate, authorization=f"Bearer {bearer.secret}", api_key=None, address=None)
    with counted_statements() as sent:
        result = await schema.execute(f"{{ users(first: 5) {{ edges {{ node {{ {fields} }} }} }} }}", None, caller)
    assert not result.errors
    assert len(sent) <= 2 + 2 * pages
