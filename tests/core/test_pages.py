"""Cursors: opaque, and refused in one way when they are not ours."""

import base64
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.errors import InvalidInput
from core.pages import (
    check_page_size,
    cursor_instant,
    cursor_uuid,
    decode_cursor,
    encode_cursor,
    page_of,
)

instants = st.datetimes(datetime(1900, 1, 1), datetime(2199, 12, 31), timezones=st.just(UTC))


@given(instants, st.uuids())
def test_a_cursor_says_to_the_microsecond_where_the_next_page_begins(at: datetime, row: UUID) -> None:
    texts = decode_cursor(encode_cursor(at, row), parts=2)
    assert (cursor_instant(texts[0]), cursor_uuid(texts[1])) == (at, row)


@given(st.text() | st.binary().map(lambda raw: base64.urlsafe_b64encode(raw).decode().rstrip("=")))
def test_any_other_text_is_an_invalid_cursor_and_nothing_else(text: str) -> None:
    try:
        parts = decode_cursor(text, parts=2)
        cursor_instant(parts[0])
        cursor_uuid(parts[1])
    except InvalidInput as refused:
        assert (refused.code, refused.field) == ("invalid_cursor", "cursor")


@pytest.mark.parametrize(
    "parts",
    [
        ("2026-01-01T00:00:00", "x"),  # no zone
        ("9999-12-31T23:59:59.999999+00:00", "x"),  # one microsecond more is no date
        ("0001-01-01T00:00:00+14:00", "x"),  # not in UTC's calendar
        ("yesterday", "x"),
    ],
)
def test_an_instant_that_is_none_is_an_invalid_cursor(parts: tuple[str, str]) -> None:
    with pytest.raises(InvalidInput) as refused:
        cursor_instant(decode_cursor(encode_cursor(*parts), parts=2)[0])
    assert refused.value.code == "invalid_cursor"


@pytest.mark.parametrize("parts", [("a",), ("a", "b", "c"), ("a\0", "b"), ("a" * 65, "b")])
def test_a_cursor_of_other_parts_is_invalid(parts: tuple[str, ...]) -> None:
    with pytest.raises(InvalidInput) as refused:
        decode_cursor(encode_cursor(*parts), parts=2)
    assert refused.value.code == "invalid_cursor"


def test_a_page_is_1_to_100_rows() -> None:
    assert [check_page_size(size) for size in (None, 1, 100)] == [50, 1, 100]
    for size in (0, -1, 101, 10**30):
        with pytest.raises(InvalidInput) as refused:
            check_page_size(size)
        assert refused.value.field == "limit"


def test_there_is_a_next_page_only_if_a_row_is_left() -> None:
    rows: list[Any] = [UUID(int=number) for number in range(4)]
    for size, more in ((3, True), (4, False), (5, False)):
        page = page_of(rows[: size + 1], size, key=lambda row: (row,))
        assert page.has_next is more
        assert page.items == rows[:size]
