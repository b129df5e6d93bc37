"""Pages as Relay connections: keyset cursors, stable under inserts, the same cost on the first page and the last."""

from base64 import b64decode, b64encode
from collections.abc import Callable
from typing import Annotated, Any, Generic, TypeVar
from uuid import UUID

import strawberry

from core.errors import InvalidInput
from core.pages import PAGE_SIZE_MAX, Page

__all__ = ["After", "Connection", "Edge", "First", "Node", "PageInfo", "connection_of", "decode_node_id"]

T = TypeVar("T")
Row = TypeVar("Row")

First = Annotated[int, strawberry.argument(description=f"How many to return, 1 to {PAGE_SIZE_MAX}.")]
After = Annotated[
    str | None, strawberry.argument(description="Return what follows this cursor: `endCursor` of the page before.")
]
#: For limits: a field with this in its metadata is a list as long as its connection's `first` says, counted there.
COUNTED = {"size": 1}


@strawberry.interface(description="Something with an id that is unique over all types, to fetch it again by `node`.")
class Node:
    id: UUID = strawberry.field(description="The id, the same as in REST.")

    @strawberry.field(description="An id that is unique over all types, for `node(id:)` and for caches of clients.")
    def node_id(self) -> strawberry.ID:
        return strawberry.ID(encode_node_id(type(self).__name__, self.node_key()))

    def node_key(self) -> str:
        return str(self.id)


def encode_node_id(kind: str, key: str) -> str:
    return b64encode(f"{kind}:{key}".encode()).decode()


def decode_node_id(node_id: str) -> tuple[str, str]:
    """The type's name and the key within it. InvalidInput for anything that `nodeId` never says."""
    try:
        kind, colon, key = b64decode(node_id, validate=True).decode().partition(":")
    except ValueError as error:
        raise InvalidInput("This is not a nodeId.", field="id") from error
    if not colon or len(key) > 200:
        raise InvalidInput("This is not a nodeId.", field="id")
    return kind, key


@strawberry.type(description="Where a page stands among the others.")
class PageInfo:
    has_next_page: bool = strawberry.field(description="Whether more rows follow this page.")
    end_cursor: str | None = strawberry.field(description="The cursor of the last row; give it as `after` to go on.")


@strawberry.type(description="A row of a page, with its cursor.")
class Edge(Generic[T]):
    node: T = strawberry.field(description="The row itself.")
    cursor: str = strawberry.field(description="Give it as `after` to get what follows this row.")


@strawberry.type(description="A page of rows.")
class Connection(Generic[T]):
    edges: list[Edge[T]] = strawberry.field(description="The rows, in order.", metadata=COUNTED)
    page_info: PageInfo = strawberry.field(description="Whether there are more, and how to get them.")


def connection_of(page: Page[Row], make: Callable[[Row], Any]) -> Any:
    """A page of the core as a connection of what `make` makes of its rows."""
    edges = [Edge(node=make(row), cursor=page.cursor_of(row)) for row in page.items]
    end = edges[-1].cursor if edges else None
    return Connection(edges=edges, page_info=PageInfo(has_next_page=page.has_next, end_cursor=end))
