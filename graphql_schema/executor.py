"""Execution, with a short way for plain fields.

Most fields of an answer are attributes that become a scalar or an enum. For each of them graphql-core makes an info
object, argument dictionaries and several calls, which took half of the time of a page of a hundred users. The short way
does what the long one comes to: read the attribute, make it a leaf. Whatever is out of the ordinary (a null, an error)
goes the long way again, from the start, so it is told exactly as graphql-core tells it.
"""

from typing import Any

from graphql import GraphQLField, GraphQLLeafType, Undefined, get_nullable_type, is_leaf_type
from strawberry.schema.schema import StrawberryGraphQLCoreExecutionContext
from strawberry.types.field import StrawberryField

__all__ = ["Execution"]

_Plain = tuple[str, GraphQLLeafType]


class Execution(StrawberryGraphQLCoreExecutionContext):
    """How our schema runs operations."""

    def execute_field(
        self, parent_type: Any, source: Any, field_details_list: Any, path: Any, position_context: Any
    ) -> Any:
        plain = _plain(parent_type.fields.get(field_details_list[0].node.name.value))
        if plain is not None:
            attribute, leaf = plain
            try:
                value = getattr(source, attribute)
                answer = leaf.coerce_output_value(value) if value is not None else None
            except Exception:
                answer = None
            if answer is not None and answer is not Undefined:
                return answer
        return super().execute_field(parent_type, source, field_details_list, path, position_context)


def _plain(field: GraphQLField | None) -> _Plain | None:
    """The attribute and the type of a field that is only an attribute, found out once per field of the schema."""
    if field is None:
        return None  # __typename
    known: _Plain | bool | None = field.extensions.get("keymeter-plain", True)
    if known is not True:
        return known  # type: ignore[return-value]
    definition, leaf = field.extensions.get("strawberry-definition"), get_nullable_type(field.type)
    is_plain = isinstance(definition, StrawberryField) and definition.is_basic_field and is_leaf_type(leaf)
    plain = (definition.python_name, leaf) if is_plain else None
    field.extensions["keymeter-plain"] = plain
    return plain
