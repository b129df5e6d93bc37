"""How large a query may be, decided before anything of it is validated or run.

Strawberry's own depth and alias limiters walk a fragment again at each place that spreads it, so 824 bytes of nested
fragments keep them busy for seconds; the rules that validate a query are quadratic in fields of the same name. Here
each fragment is measured once and its size is carried to where it is spread, in order of dependence and without
recursion through fragments. Only what is small written out in full goes on to be looked at field by field.

All bounds are on the query with its fragments written out in their places.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLSyntaxError,
    OperationDefinitionNode,
    OperationType,
    SelectionNode,
    SelectionSetNode,
    parse,
)

from core.errors import InvalidInput, TooLarge

__all__ = ["check_document", "parse_bounded"]

CHARACTERS_MAX = 20_000
TOKENS_MAX = 1_200
COMMENTS_MAX = 100
OPERATIONS_MAX = 10
FRAGMENTS_MAX = 20
DIRECTIVES_MAX = 20
ALIASES_MAX = 15
#: Enough for users > edges > node > subscriptions > edges > node > version > charges > meter > slug.
DEPTH_MAX = 10
#: Below `__schema` and `__type`: what introspection asks for is deep and narrow.
INTROSPECTION_DEPTH_MAX = 16
#: Selections of all kinds, with fragments written out.
SELECTIONS_MAX = 1_000
#: How often one field may stand in one place. Validation compares each with each.
REPEATS_MAX = 25


@dataclass(slots=True)
class _Size:
    """What a selection set comes to, fragments written out."""

    selections: int = 0
    aliases: int = 0
    depth: int = 0
    introspection_depth: int = 0

    def add(self, other: "_Size", *, below: str = "") -> None:
        """Count another one in, whether it stands beside (`below` empty) or below a field of that name."""
        self.selections += other.selections
        self.aliases += other.aliases
        if below in ("__schema", "__type"):
            self.introspection_depth = max(self.introspection_depth, other.depth)
            self.depth = max(self.depth, 1)
        else:
            self.depth = max(self.depth, other.depth + (1 if below else 0))
            self.introspection_depth = max(self.introspection_depth, other.introspection_depth)


@dataclass(slots=True)
class _Definition:
    """An operation or a fragment as it is written, and the fragments that it spreads."""

    selection_set: SelectionSetNode
    spreads: set[str] = field(default_factory=set)


def parse_bounded(query: str) -> DocumentNode:
    """The document, or a GraphQLSyntaxError; TooLarge for too long a text."""
    if len(query) > CHARACTERS_MAX:
        raise TooLarge(f"A query has at most {CHARACTERS_MAX} characters; send values as variables.")
    try:
        return parse(query, max_lexical_tokens=TOKENS_MAX, max_comments=COMMENTS_MAX)
    except GraphQLSyntaxError as error:
        if "Parsing aborted" in error.message:  # the parser's word for its bounds; the rest are real mistakes
            raise TooLarge(
                f"A query has at most {TOKENS_MAX} words and signs and {COMMENTS_MAX} comments, and nothing in it is"
                " nested endlessly."
            ) from error
        raise


def check_document(document: DocumentNode) -> None:
    """Nothing, or TooLarge, or InvalidInput for fragments in a circle. Takes time linear in the length of the text."""
    operations = [each for each in document.definitions if isinstance(each, OperationDefinitionNode)]
    fragments = {each.name.value: each for each in document.definitions if isinstance(each, FragmentDefinitionNode)}
    _bound(len(operations), OPERATIONS_MAX, "operations")
    _bound(sum(isinstance(each, FragmentDefinitionNode) for each in document.definitions), FRAGMENTS_MAX, "fragments")
    _bound(_count_directives(document), DIRECTIVES_MAX, "directives")
    definitions = {name: _read_definition(node.selection_set) for name, node in fragments.items()}
    sizes: dict[str, _Size] = {}
    for name in _in_order(definitions):
        sizes[name] = _measure(definitions[name].selection_set, sizes)
        _check_width(sizes[name])  # how deep it may be depends on where it is spread
    for operation in operations:
        _read_definition(operation.selection_set)
        _check_size(_measure(operation.selection_set, sizes))
        _check_repeats(operation, fragments)


def _bound(count: int, most: int, what: str) -> None:
    if count > most:
        raise TooLarge(f"A query has at most {most} {what}.")


def _check_width(size: _Size) -> None:
    _bound(size.selections, SELECTIONS_MAX, "fields and fragments, written out")
    _bound(size.aliases, ALIASES_MAX, "aliases, fragments written out")


def _check_size(size: _Size) -> None:
    _check_width(size)
    _bound(size.depth, DEPTH_MAX, "levels of fields")
    _bound(size.introspection_depth, INTROSPECTION_DEPTH_MAX, "levels of introspection")


def _count_directives(document: DocumentNode) -> int:
    count, todo = 0, list(document.definitions)
    while todo:
        node = todo.pop()
        count += len(getattr(node, "directives", None) or ())
        for variable in getattr(node, "variable_definitions", None) or ():
            count += len(variable.directives or ())
        if selection_set := getattr(node, "selection_set", None):
            todo.extend(selection_set.selections)
    return count


def _read_definition(selection_set: SelectionSetNode) -> _Definition:
    """What it spreads. TooLarge if it is nested too deeply as it is written, so that it can be walked by recursion."""
    found = _Definition(selection_set)
    todo: list[tuple[SelectionSetNode, int]] = [(selection_set, 1)]
    while todo:
        current, level = todo.pop()
        _bound(level, DEPTH_MAX + INTROSPECTION_DEPTH_MAX, "levels")
        for selection in current.selections:
            if isinstance(selection, FragmentSpreadNode):
                found.spreads.add(selection.name.value)
            elif inner := getattr(selection, "selection_set", None):
                todo.append((inner, level + 1))
    return found


def _in_order(definitions: dict[str, _Definition]) -> Iterator[str]:
    """The fragments, each after those that it spreads. Those that are not defined are validation's to refuse."""
    waiting = {name: each.spreads & definitions.keys() for name, each in definitions.items()}
    while waiting:
        ready = [name for name, spreads in waiting.items() if not spreads & waiting.keys()]
        if not ready:
            raise InvalidInput("Fragments spread each other in a circle.")
        for name in ready:
            del waiting[name]
            yield name


def _measure(selection_set: SelectionSetNode, sizes: dict[str, _Size]) -> _Size:
    size = _Size()
    for selection in selection_set.selections:
        size.selections += 1
        if isinstance(selection, FragmentSpreadNode):
            size.add(sizes.get(selection.name.value, _Size()))
            continue
        inner = _inner(selection)
        measured = _measure(inner, sizes) if inner is not None else _Size()
        if isinstance(selection, FieldNode):
            size.aliases += selection.alias is not None
            size.add(measured, below=selection.name.value)
        else:
            size.add(measured)
    return size


def _inner(selection: SelectionNode) -> SelectionSetNode | None:
    inner: SelectionSetNode | None = getattr(selection, "selection_set", None)
    return inner


def _check_repeats(operation: OperationDefinitionNode, fragments: dict[str, FragmentDefinitionNode]) -> None:
    """Look at each place of the answer: how many fields of the query go there? And one mutation at a time."""
    places: list[Sequence[SelectionSetNode]] = [[operation.selection_set]]
    is_root = True
    while places:
        fields = _fields_at(places.pop(), fragments)
        if is_root and operation.operation is OperationType.MUTATION and len(fields) > 1:
            # So that no failure of one takes with it what another answers: a secret is shown once.
            raise TooLarge("One mutation per operation; send them one after another.")
        is_root = False
        for nodes in fields.values():
            _bound(len(nodes), REPEATS_MAX, "fields of one name in one place")
            below = [node.selection_set for node in nodes if node.selection_set is not None]
            if below:
                places.append(below)


def _fields_at(
    selection_sets: Sequence[SelectionSetNode], fragments: dict[str, FragmentDefinitionNode]
) -> dict[str, list[FieldNode]]:
    """What these selection sets, which go to the same place, have there, by the name it is answered by."""
    found: dict[str, list[FieldNode]] = {}
    todo = list(selection_sets)
    while todo:
        for selection in todo.pop().selections:
            if isinstance(selection, FieldNode):
                name = selection.alias.value if selection.alias is not None else selection.name.value
                found.setdefault(name, []).append(selection)
            elif isinstance(selection, FragmentSpreadNode):
                if fragment := fragments.get(selection.name.value):
                    todo.append(fragment.selection_set)
            elif inner := _inner(selection):
                todo.append(inner)
    return found
