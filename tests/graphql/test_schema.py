"""The schema as clients read it."""

import re
import sys
from pathlib import Path

import pytest
from graphql import (
    GraphQLEnumType,
    GraphQLInputObjectType,
    GraphQLInterfaceType,
    GraphQLNonNull,
    GraphQLObjectType,
    build_schema,
    is_introspection_type,
    is_specified_scalar_type,
)

from graphql_schema import __main__ as command
from graphql_schema.__main__ import PATH
from graphql_schema.schema import schema

TYPES = {
    name: kind
    for name, kind in schema._schema.type_map.items()
    if not is_introspection_type(kind) and not is_specified_scalar_type(kind)
}
SENTENCE = re.compile(r"[A-Z`][^\n]{3,}[.!]", re.DOTALL)
ROOTS = ("Query", "Mutation", "LiveFeed")


def test_the_committed_schema_is_not_stale():
    assert PATH.read_text() == schema.as_str() + "\n", "run: python -m graphql_schema"
    assert build_schema(PATH.read_text())


def test_the_command_writes_it_and_tells_whether_it_is_stale(tmp_path, monkeypatch):
    monkeypatch.setattr(command, "PATH", tmp_path / "schema.graphql")
    monkeypatch.setattr(sys, "argv", ["graphql_schema", "--check"])
    assert command.main() == 1
    monkeypatch.setattr(sys, "argv", ["graphql_schema"])
    assert command.main() == 0
    monkeypatch.setattr(sys, "argv", ["graphql_schema", "--check"])
    assert command.main() == 0


def described():
    """Everything that has a description, by its path."""
    for name, kind in TYPES.items():
        yield name, kind.description
        if isinstance(kind, GraphQLEnumType):
            for value, definition in kind.values.items():
                yield f"{name}.{value}", definition.description
        elif isinstance(kind, GraphQLObjectType | GraphQLInterfaceType | GraphQLInputObjectType):
            for field, definition in kind.fields.items():
                yield f"{name}.{field}", definition.description
                for argument, details in getattr(definition, "args", {}).items():
                    yield f"{name}.{field}({argument}:)", details.description


def test_everything_is_described_by_a_sentence():
    missing = {path: text for path, text in described() if not text or not SENTENCE.fullmatch(text)}
    assert missing == {}
    assert sum(1 for _ in described()) > 250


def test_every_object_that_is_looked_up_may_be_missing():
    """A field with a resolver of its own reads the database; null there must not take the whole answer with it."""
    pure = {"nodeId", "windows", "rows", "leftOut", "explanation", "lines", "viewer"}
    wrong = []
    for name, kind in TYPES.items():
        if isinstance(kind, GraphQLObjectType) and name not in ("Mutation", "LiveFeed"):
            for field, definition in kind.fields.items():
                resolver = definition.extensions["strawberry-definition"].base_resolver
                if resolver is not None and field not in pure and isinstance(definition.type, GraphQLNonNull):
                    wrong.append(f"{name}.{field}")
    assert wrong == []


def test_ids_are_the_same_as_in_rest_and_nodes_have_one_more():
    for name, kind in TYPES.items():
        if isinstance(kind, GraphQLObjectType) and "id" in kind.fields:
            assert str(kind.fields["id"].type) == "UUID!", name
        if isinstance(kind, GraphQLObjectType) and kind.interfaces:
            assert str(kind.fields["nodeId"].type) == "ID!"


def test_connections_have_the_shape_that_relay_asks_for():
    connections = [kind for name, kind in TYPES.items() if name.endswith("Connection")]
    assert len(connections) >= 6
    for kind in connections:
        node = kind.name.removesuffix("Connection")
        assert {name: str(field.type) for name, field in kind.fields.items()} == {
            "edges": f"[{node}Edge!]!",
            "pageInfo": "PageInfo!",
        }
        edge = TYPES[f"{node}Edge"].fields
        assert {name: str(field.type) for name, field in edge.items()} == {"node": f"{node}!", "cursor": "String!"}


def test_nothing_is_a_float():
    text = PATH.read_text()
    assert not re.search(r": \[?Float", text)


@pytest.mark.parametrize("path", sorted(Path(__file__).parents[2].glob("graphql_schema/*.py")), ids=lambda p: p.name)
def test_no_file_is_longer_than_a_few_screens(path):
    assert len(path.read_text().splitlines()) < 300
