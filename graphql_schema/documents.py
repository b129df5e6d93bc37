"""Queries made ready to run: parsed, bounded, validated, priced; and remembered, since clients send the same ones.

The memory is bounded by the length of the texts, not only by their number: a document is about fifty times its text.
"""

from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from graphql import DocumentNode, GraphQLError, GraphQLSchema, OperationDefinitionNode, validate

from core.errors import InvalidInput
from graphql_schema.cost import Cost, check_cost, costs_of
from graphql_schema.limits import check_document, parse_bounded

__all__ = ["Documents", "InvalidDocument", "Prepared"]

CHARACTERS_MAX = 400_000
ERRORS_MAX = 10


class InvalidDocument(Exception):
    """The query breaks rules of GraphQL or of the schema."""

    def __init__(self, errors: list[GraphQLError]) -> None:
        self.errors = errors
        super().__init__(errors[0].message)


@dataclass(frozen=True, slots=True)
class Prepared:
    """A document that may be run, if the variables do not make it cost too much."""

    document: DocumentNode
    costs: Mapping[str | None, Cost]

    def choose(self, operation_name: str | None, variables: Mapping[str, Any] | None) -> OperationDefinitionNode:
        """The operation to run. InvalidInput if it is not clear which, TooLarge for its cost."""
        operations = [each for each in self.document.definitions if isinstance(each, OperationDefinitionNode)]
        if operation_name is not None:
            operations = [each for each in operations if each.name is not None and each.name.value == operation_name]
        if not operations:
            raise InvalidInput("The query has no operation of that name.", field="operationName")
        if len(operations) > 1:
            raise InvalidInput("The query has several operations: name the one to run.", field="operationName")
        operation = operations[0]
        check_cost(self.costs[operation.name.value if operation.name is not None else None], variables)
        return operation


class Documents:
    """The documents of one schema, those used last."""

    def __init__(self, schema: GraphQLSchema) -> None:
        self._schema = schema
        self._prepared: OrderedDict[str, Prepared] = OrderedDict()
        self._characters = 0

    def prepare(self, query: str) -> Prepared:
        """GraphQLSyntaxError, TooLarge, or InvalidDocument for what cannot be run; these are not remembered."""
        if known := self._prepared.get(query):
            self._prepared.move_to_end(query)
            return known
        document = parse_bounded(query)
        check_document(document)
        if errors := validate(self._schema, document, max_errors=ERRORS_MAX):
            raise InvalidDocument(errors)
        prepared = self._prepared[query] = Prepared(document, costs_of(self._schema, document))
        self._characters += len(query)
        while self._characters > CHARACTERS_MAX:
            oldest, _ = self._prepared.popitem(last=False)
            self._characters -= len(oldest)
        return prepared
