"""Events that are meant to do harm: each is refused by itself, and its siblings are stored."""

from decimal import Decimal
from typing import Any
from uuid import uuid4

import pytest

from core import accounts, metering
from core.accounts import SYSTEM
from core.gate import EventDraft, record_events
from tests.support.ledger import check_ledger

RECURSIVE: dict[str, Any] = {}
RECURSIVE["again"] = RECURSIVE
BAD_PROPERTIES: list[Any] = [
    {"tokens": 10**60}, {"tokens": -(10**60)}, {"tokens": 1e300}, {"tokens": Decimal("1E+5000")}, {"tokens": Decimal("NaN")},
    {"tokens": Decimal("Infinity")}, {"tokens": float("nan")}, {"tokens": float("inf")}, {"tokens": Decimal("1E-5000")},
    {"other": Decimal("NaN")}, {"other": Decimal("1E+200000")}, {"tokens": Decimal("0.0000001")},
    {"a": "b\0"}, {"b\0": "a"}, {"a": ["\0"]}, {"a": "\ud800"}, {"\ud800": 1}, RECURSIVE, {"a": object()},
    {"a": "x" * 40_000}, {str(number): number for number in range(5000)},
]  # fmt: skip


@pytest.fixture
async def user(database: str) -> accounts.User:
    await metering.create_meter(
        SYSTEM, slug="tokens", name="Tokens", event_type="llm", aggregation="sum", value_property="tokens"
    )
    await metering.create_meter(SYSTEM, slug="calls", name="Calls", event_type="llm", aggregation="count")
    return await accounts.create_user(SYSTEM, name="u", external_id="crm-1")


def event(properties: Any = None, **changes: Any) -> EventDraft:
    values = {"user": "crm-1", "event_id": uuid4().hex, "type": "llm", "properties": properties or {"tokens": 1}}
    return EventDraft(**values | changes)


async def test_an_event_that_cannot_be_stored_is_refused_alone(database: str, user: accounts.User) -> None:
    for bad in BAD_PROPERTIES:
        result = await record_events(SYSTEM, [event(), event(bad), event()])
        assert (result.accepted, [each.index for each in result.rejected]) == (2, [1]), str(bad)[:60]
    assert await check_ledger(database) == 2 * len(BAD_PROPERTIES)


async def test_what_only_looks_dangerous_is_stored(database: str, user: accounts.User) -> None:
    good: list[Any] = [
        {"text": "\\u0000"}, {"text": "a\\\\u0000b"}, {"\\u0000": 1}, {"tokens": "NaN"}, {"tokens": None}, {"tokens": True},
        {"tokens": Decimal("0.000001")}, {"tokens": -5}, {"tokens": 10**12}, {"tokens": 10**20}, {"deep": [[[[{"a": [1.5]}]]]]}, {"emoji": "👩🏽‍💻"},
        {"tokens": {"total": 1}}, {"": ""},
    ]  # fmt: skip
    result = await record_events(SYSTEM, [event(each) for each in good])
    assert [(each.index, each.error.message) for each in result.rejected] == []
    assert await check_ledger(database) == len(good)


async def test_names_that_cannot_be_are_refused_alone(database: str, user: accounts.User) -> None:
    for changes in (
        {"user": "\ud800"}, {"user": "x" * 500}, {"user": "a\0"}, {"user": ""}, {"event_id": "\ud800"}, {"event_id": "x" * 201},
        {"source": "\0"}, {"source": ""}, {"type": "\ud800"}, {"type": "x" * 129},
    ):  # fmt: skip
        result = await record_events(SYSTEM, [event(), event(**changes)])
        assert (result.accepted, [each.index for each in result.rejected]) == (1, [1]), changes
