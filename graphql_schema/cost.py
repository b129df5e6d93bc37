"""What a query may cost: at most so many fields in its answer, known before it is run.

Every field costs one (or what its declaration says), times the lengths of the lists it stands in. A list is as long as
`first` says; where `first` is a variable the cost stays a formula, worked out once per query and filled in per request.
"""

from collections.abc import Mapping
from typing import Any

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLField,
    GraphQLInterfaceType,
    GraphQLObjectType,
    GraphQLSchema,
    InlineFragmentNode,
    IntValueNode,
    OperationDefinitionNode,
    SelectionSetNode,
    VariableNode,
    get_named_type,
    get_nullable_type,
    is_list_type,
)

from core.errors import TooLarge

__all__ = ["COST_MAX", "Cost", "check_cost", "costs_of"]

COST_MAX = 15_000
#: A list without `first`: lines of an estimate, charges of a plan.
LIST_SIZE_ASSUMED = 10
INTROSPECTION_COST = 1_000

#: A list's length that a variable decides, and the length if the variable is not given.
Factor = tuple[str, int]
#: Products of variables, each with its coefficient. The empty product is the constant part.
Cost = dict[tuple[Factor, ...], int]
_Fields = GraphQLObjectType | GraphQLInterfaceType


def costs_of(schema: GraphQLSchema, document: DocumentNode) -> dict[str | None, Cost]:
    """The cost of each operation of a valid, bounded document, by its name."""
    fragments = {each.name.value: each for each in document.definitions if isinstance(each, FragmentDefinitionNode)}
    costs: dict[str | None, Cost] = {}
    for operation in document.definitions:
        if isinstance(operation, OperationDefinitionNode):
            root = schema.get_root_type(operation.operation)
            assert root is not None
            cost = _Pricing(schema, fragments, _defaults(operation)).price(operation.selection_set, root)
            costs[operation.name.value if operation.name else None] = cost
    return costs


def check_cost(cost: Cost, variables: Mapping[str, Any] | None) -> int:
    """The number of fields this comes to with these variables; TooLarge if it is more than an answer may have."""
    total = 0
    for factors, coefficient in cost.items():
        product = coefficient
        for name, fallback in factors:
            value = (variables or {}).get(name, fallback)
            # What is no length is refused when the variables are read.
            product *= value if type(value) is int and value > 1 else 1
        total += product
    if total > COST_MAX:
        raise TooLarge(f"This asks for up to {total:,} fields; {COST_MAX:,} are the most. Lower `first`, or ask twice.")
    return total


def _defaults(operation: OperationDefinitionNode) -> dict[str, int]:
    return {
        variable.variable.name.value: int(variable.default_value.value)
        for variable in operation.variable_definitions or ()
        if isinstance(variable.default_value, IntValueNode)
    }


class _Pricing:
    def __init__(
        self, schema: GraphQLSchema, fragments: Mapping[str, FragmentDefinitionNode], defaults: Mapping[str, int]
    ) -> None:
        self._schema = schema
        self._fragments = fragments
        self._defaults = defaults

    def price(self, selection_set: SelectionSetNode, parent: Any) -> Cost:
        total: Cost = {}
        for selection in selection_set.selections:
            if isinstance(selection, FieldNode):
                cost = self._price_field(selection, parent)
            elif isinstance(selection, FragmentSpreadNode):
                fragment = self._fragments[selection.name.value]
                cost = self.price(fragment.selection_set, self._schema.get_type(fragment.type_condition.name.value))
            else:
                assert isinstance(selection, InlineFragmentNode)
                condition = selection.type_condition
                within = self._schema.get_type(condition.name.value) if condition is not None else parent
                cost = self.price(selection.selection_set, within)
            for factors, coefficient in cost.items():
                total[factors] = total.get(factors, 0) + coefficient
        return total

    def _price_field(self, node: FieldNode, parent: Any) -> Cost:
        name = node.name.value
        if name.startswith("__"):
            return {(): 1 if name == "__typename" else INTROSPECTION_COST}
        assert isinstance(parent, _Fields)
        field = parent.fields[name]
        declared = _declared(field)
        below = self.price(node.selection_set, get_named_type(field.type)) if node.selection_set is not None else {}
        length = self._length(node, field, declared)
        cost: Cost = {}
        for factors, coefficient in below.items():
            if isinstance(length, int):
                cost[factors] = cost.get(factors, 0) + coefficient * length
            else:
                cost[*factors, length] = coefficient
        cost[()] = cost.get((), 0) + int(declared.get("cost", 1))
        return cost

    def _length(self, node: FieldNode, field: GraphQLField, declared: Mapping[str, Any]) -> int | Factor:
        if "first" in field.args:
            given = next((each.value for each in node.arguments or () if each.name.value == "first"), None)
            default: int = field.args["first"].default_value
            if isinstance(given, VariableNode):
                return given.name.value, self._defaults.get(given.name.value, default)
            return max(1, int(given.value)) if isinstance(given, IntValueNode) else default
        if is_list_type(get_nullable_type(field.type)):
            return int(declared.get("size", LIST_SIZE_ASSUMED))
        return 1


def _declared(field: GraphQLField) -> Mapping[str, Any]:
    """What the field's declaration in Strawberry says of its cost: `metadata={"cost": 20}`, `{"size": 1}`."""
    definition = field.extensions.get("strawberry-definition")
    return definition.metadata if definition is not None else {}
