"""A call: what units it takes, and what its event says of it for ever."""

import json
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from hashlib import blake2b
from typing import Any
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core import metering
from core.database import fetch
from core.errors import InvalidInput
from core.gate import Call, check_units
from core.keys import Identity
from tests.conftest import Holder
from tests.support.calls import call_of, record

AT = datetime(2026, 5, 1, 12, tzinfo=UTC)
KEY = Identity(
    UUID(int=1), UUID(int=2), True, frozenset(), (), None, False, False, None, "UTC", frozenset(), False, 0, (), True
)


def finished(**changes: Any) -> Call:
    call = Call(KEY, {"api_calls": 1}, AT)
    call.id, call.method, call.route, call.request_id, call.duration_ms, call.status = (
        UUID(int=3),
        "GET",
        "/",
        "r",
        1,
        200,
    )
    for name, value in changes.items():
        setattr(call, name, value)
    return call


@pytest.mark.parametrize(
    "units", [0, 1, 10**12, Decimal(0), Decimal("0.000001"), Decimal("999999999999.999999"), Decimal("1.5000000000")]
)
def test_units_are_0_to_a_million_million_with_six_decimals(units: Decimal | int) -> None:
    assert check_units(units) == units


@pytest.mark.parametrize(
    "units",
    [-1, 10**12 + 1, Decimal("-0.000001"), Decimal("1000000000000.000001"), Decimal("0.0000001"), Decimal("NaN"),
     Decimal("sNaN"), Decimal("Infinity"), Decimal("-Infinity"), Decimal("1E+1000"), 1.0, 0.5, float("nan"), True, False,
     "1", None, [], 10**4000],
)  # fmt: skip
def test_anything_else_is_no_number_of_units(units: Any) -> None:
    with pytest.raises(InvalidInput) as refused:
        check_units(units)
    assert refused.value.field == "units"


@pytest.mark.parametrize("digits", [29, 40, 60])
def test_decimals_beyond_28_digits_do_not_slip_through(digits: int) -> None:
    """They would be rounded away in the rollup and kept in the event."""
    with pytest.raises(InvalidInput):
        check_units(Decimal("1." + "0" * digits + "1"))


def test_a_unit_that_is_refused_leaves_what_was_said_before() -> None:
    call = finished()
    call.use("tokens", 5)
    with pytest.raises(InvalidInput):
        call.use("tokens", -1)
    assert call.units == {"api_calls": 1, "tokens": 5}


def test_a_call_that_is_finished_is_what_will_be_recorded() -> None:
    """Else a retry of the same group counts other units than its event says."""
    call = finished()
    call.finish(200, billable_below=500)
    before = call.encode()[0], dict(call.units)
    call.use("api_calls", 1000)
    assert (call.encode()[0], dict(call.units)) == before


@pytest.mark.parametrize(("status", "below", "billable"), [(200, 500, True), (499, 500, True), (500, 500, False),
                                                           (400, 400, False), (399, 400, True), (599, 600, True)])  # fmt: skip
def test_billable_is_below_the_setting(status: int, below: int, billable: bool) -> None:
    call = finished()
    call.finish(status, billable_below=below)
    assert (call.status, call.billable) == (status, billable)


@given(
    st.dictionaries(
        st.text(st.characters(exclude_categories=["Cs"])),
        st.integers(0, 10**12) | st.decimals(0, 10**12, places=6),
        max_size=4,
    ),
    st.text(st.characters(exclude_categories=["Cs"])),
)
def test_properties_are_canonical_json(units: dict[str, Any], route: str) -> None:
    encoded = finished(units=units, route=route).encode()[0]
    decoded = json.loads(encoded, parse_float=Decimal, parse_int=Decimal)
    assert decoded["units"] == units
    assert decoded["route"] == route
    assert list(decoded) == sorted(decoded)
    assert list(decoded["units"]) == sorted(decoded["units"], key=lambda name: name.encode())
    again = finished(units=dict(reversed(units.items())), route=route).encode()[0]
    assert again == encoded


def test_the_digest_marks_everything_of_an_event() -> None:
    digests = {
        finished(**change).encode()[1]
        for change in (
            {}, {"id": UUID(int=4)}, {"occurred_at": AT + timedelta(microseconds=1)}, {"units": {"api_calls": 2}},
            {"route": "/x"}, {"status": 201}, {"method": "PUT"}, {"request_id": "s"}, {"duration_ms": 2},
            {"retracts": UUID(int=3)}, {"identity": Identity(UUID(int=1), UUID(int=9), *_rest())},
        )
    }  # fmt: skip
    assert len(digests) == 11
    assert all(len(digest) == 16 for digest in digests)
    assert finished().encode() == finished().encode()


def _rest() -> tuple[Any, ...]:
    return True, frozenset(), (), None, False, False, None, "UTC", frozenset(), False, 0, (), True


def test_a_retraction_is_the_same_instant_under_an_id_of_its_own() -> None:
    call = finished(billable=True)
    back = call.retraction()
    assert (back.occurred_at, back.retracts, back.billable) == (AT, call.id, True)
    assert back.id != call.id
    assert back.encode()[0] == call.encode()[0]
    assert back.encode()[1] != call.encode()[1]


@pytest.mark.parametrize(
    "units",
    [
        {"api_calls": 1, "wörter": 3},
        {"api_calls": Decimal("2.50"), "b": Decimal("0.000001")},
        {"api_calls": Decimal("1E+3")},
        {"api_calls": Decimal("-0")},
    ],
)
async def test_the_digest_of_an_event_can_be_found_again_from_its_row(
    database: str, holder: Holder, units: Any
) -> None:
    """Or `doctor` could not tell an event that was changed from one that was not."""
    await metering.ensure_call_meters(["api_calls"])
    call = call_of(holder.user, holder.key, AT, {name: check_units(value) for name, value in units.items()})
    assert await record([call]) == [None]
    row = (await fetch("SELECT *, properties::text AS text FROM usage_events"))[0]
    ordered = _sorted(json.loads(row["text"], parse_float=Decimal, parse_int=Decimal))
    since = row["occurred_at"] - datetime(1970, 1, 1, tzinfo=UTC)
    marked = b"%b%b%d.%d.%d%b" % (
        row["user_id"].bytes, row["id_hash"].bytes, since.days, since.seconds, since.microseconds, ordered.encode()
    )  # fmt: skip
    assert blake2b(marked, digest_size=16).digest() == row["digest"].bytes


def _sorted(value: Any) -> str:
    """JSON with sorted names and no blanks, decimals digit by digit."""
    if isinstance(value, dict):
        return (
            "{"
            + ",".join(f"{json.dumps(key, ensure_ascii=False)}:{_sorted(value[key])}" for key in sorted(value))
            + "}"
        )
    return format(value, "f") if isinstance(value, Decimal) else json.dumps(value, ensure_ascii=False)


def test_ids_are_fresh() -> None:
    assert len({Call(KEY, {}, AT).id for _ in range(100)} | {uuid4()}) == 101
