"""Keyset pages: stable under inserts, the same cost on the first page and the thousandth."""

import base64
import binascii
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Generic, TypeVar
from uuid import UUID

from core.clock import INSTANT_MAX, INSTANT_MIN
from core.errors import InvalidInput

__all__ = [
    "PAGE_SIZE_DEFAULT",
    "PAGE_SIZE_MAX",
    "Page",
    "check_page_size",
    "cursor_instant",
    "cursor_uuid",
    "decode_cursor",
    "encode_cursor",
    "page_of",
]

T = TypeVar("T")
PAGE_SIZE_DEFAULT = 50
PAGE_SIZE_MAX = 100
CursorPart = str | UUID | datetime | int


@dataclass(frozen=True, slots=True)
class Page(Generic[T]):
    """Some rows in order, and the cursor of the next page, if there is one. `key` is what they are ordered by."""

    items: Sequence[T]
    next_cursor: str | None
    key: Callable[[T], tuple[CursorPart, ...]]

    @property
    def has_next(self) -> bool:
        return self.next_cursor is not None

    def cursor_of(self, item: T) -> str:
        """The cursor of the page that begins after this row."""
        return encode_cursor(*self.key(item))


def page_of(rows: Sequence[T], size: int, *, key: Callable[[T], tuple[CursorPart, ...]]) -> Page[T]:
    """The first `size` rows; one row more was asked for, to see whether there is a next page."""
    items = rows[:size]
    return Page(items, encode_cursor(*key(items[-1])) if len(rows) > size else None, key)


def check_page_size(limit: int | None) -> int:
    size = PAGE_SIZE_DEFAULT if limit is None else limit
    if not 1 <= size <= PAGE_SIZE_MAX:
        raise InvalidInput(f"limit must be 1 to {PAGE_SIZE_MAX}.", field="limit")
    return size


def encode_cursor(*parts: CursorPart) -> str:
    """The sort key of the last row of a page, opaque to callers."""
    texts = [part.isoformat() if isinstance(part, datetime) else str(part) for part in parts]
    return base64.urlsafe_b64encode("\x1f".join(texts).encode()).decode().rstrip("=")


def decode_cursor(cursor: str, *, parts: int, chars_max: int = 64) -> list[str]:
    """The parts that `encode_cursor` was given, as text of so many characters each. Anything else: `invalid_cursor`."""
    try:
        raw = base64.b64decode(cursor + "=" * (-len(cursor) % 4), altchars=b"-_", validate=True)
        texts = raw.decode().split("\x1f")
    except (binascii.Error, UnicodeError, ValueError) as error:
        raise InvalidInput("Use a cursor as the last page gave it.", code="invalid_cursor", field="cursor") from error
    if len(texts) != parts or any(len(text) > chars_max or "\0" in text for text in texts):
        raise InvalidInput("Use a cursor as the last page gave it.", code="invalid_cursor", field="cursor")
    return texts


def cursor_uuid(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError as error:
        raise InvalidInput("Use a cursor as the last page gave it.", code="invalid_cursor", field="cursor") from error


def cursor_instant(text: str) -> datetime:
    try:
        instant = datetime.fromisoformat(text)
    except ValueError as error:
        raise InvalidInput("Use a cursor as the last page gave it.", code="invalid_cursor", field="cursor") from error
    if instant.tzinfo is None or not INSTANT_MIN <= instant < INSTANT_MAX:
        raise InvalidInput("Use a cursor as the last page gave it.", code="invalid_cursor", field="cursor")
    return instant
