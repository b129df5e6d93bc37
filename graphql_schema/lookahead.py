"""Reading ahead: what a page's rows will be asked for is read with the page, and resolvers then answer at once.

Without it every row's every looked-up field is a coroutine and a task of its own that wait for the same batch, which
for a page of a hundred users costs more than all of its SQL. It is a short way only: what is not read ahead is read
when a resolver asks for it, in batches all the same, and an error waits in the loader for the field that it belongs to.
"""

from collections.abc import Awaitable, Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from typing import Any, TypeVar

from graphql import (
    FieldNode,
    FragmentSpreadNode,
    InlineFragmentNode,
    IntValueNode,
    NullValueNode,
    StringValueNode,
    VariableNode,
)

from graphql_schema.operation import Info

__all__ = ["ready", "selected", "settle"]

V = TypeVar("V")


def ready(found: Awaitable[V | None], make: Callable[[V], Any]) -> Any:
    """What a resolver makes of what a loader finds; nothing of nothing. At once if it is there already."""
    future: Any = found
    if future.done():
        value = future.result()
        return make(value) if value is not None else None
    return _make_later(found, make)


async def _make_later(found: Awaitable[V | None], make: Callable[[V], Any]) -> Any:
    value = await found
    return make(value) if value is not None else None


async def settle(futures: Sequence[Awaitable[Any]]) -> None:
    """Wait for loaders to have read these. What fails, fails again for those who ask."""
    for future in futures:
        with suppress(Exception):
            await future


def selected(info: Info, *path: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """The fields selected at a path below the present field, each with its `first` and `after` if it is given them.

    Fields that have other arguments are left out: they are not read ahead.
    """
    raw = info._raw_info
    nodes: Iterable[FieldNode] = raw.field_nodes
    for name in path:
        nodes = [child for node in nodes for child in _children(node, raw.fragments) if child.name.value == name]
    for node in nodes:
        for child in _children(node, raw.fragments):
            arguments = {each.name.value: _value(each.value, raw.variable_values) for each in child.arguments or ()}
            if arguments.keys() <= {"first", "after"} and ... not in arguments.values():
                yield child.name.value, arguments


def _children(node: FieldNode, fragments: Any) -> Iterator[FieldNode]:
    todo = [node.selection_set]
    while todo:
        current = todo.pop()
        for selection in current.selections if current is not None else ():
            if isinstance(selection, FieldNode):
                yield selection
            elif isinstance(selection, FragmentSpreadNode):
                todo.append(fragments[selection.name.value].selection_set)
            elif isinstance(selection, InlineFragmentNode):
                todo.append(selection.selection_set)


def _value(node: Any, variables: dict[str, Any]) -> Any:
    """The value of an argument; `...` if it takes more than a look to know it."""
    if isinstance(node, VariableNode):
        return variables.get(node.name.value, ...)
    if isinstance(node, IntValueNode):
        return int(node.value)
    if isinstance(node, StringValueNode):
        return node.value
    return None if isinstance(node, NullValueNode) else ...
