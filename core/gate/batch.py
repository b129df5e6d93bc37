"""A group of calls as the columns of the recording statement, contributions added up per row they go to."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any
from uuid import UUID

import msgspec
from asyncpg.pgproto.pgproto import UUID as _Uuid  # the driver's own: made from bytes eight times as fast

from core.gate.calls import Call
from core.metering import CatalogueRules, admit_values, clock

__all__ = ["as_columns", "held_columns", "kept_columns"]

_DECODE = msgspec.json.Decoder(float_hook=Decimal).decode


def as_columns(calls: Sequence[Call], rules: CatalogueRules) -> list[Any]:
    """The arguments of `calls_record.sql`, in its order."""
    events: list[tuple[Any, ...]] = []
    sums: dict[tuple[Any, ...], list[Any]] = {}
    for call in calls:
        properties, digest = call.encode()
        identity, at = call.identity, call.occurred_at
        events.append(
            (identity.user_id, call.id, identity.key_id, at, identity.live, call.billable, properties.decode(),
             _Uuid(digest), call.retracts)
        )  # fmt: skip
        if call.billable:
            _add_up(call, rules, int.from_bytes(digest[:8]) >> 4, sums)
    columns: list[Any] = [list(column) for column in zip(*events, strict=True)]
    columns += [rules.version, list({call.identity.user_id for call in calls})]
    rows = [
        (*key[:-1], n, str(total), _text(low), _text(high), str(mark), key[-1])
        for key, (n, total, low, high, mark) in sums.items()
    ]
    columns += [list(column) for column in zip(*rows, strict=True)] if rows else [[] for _ in range(13)]
    return columns


def held_columns(calls: Sequence[Call]) -> list[Any]:
    """The further arguments of `calls_record.sql` for calls that hold units: the workers that asked, and the holds,
    added up per row."""
    units: dict[tuple[Any, ...], Decimal | int] = {}
    for call in calls:
        for grant in call.grants:
            for *key, granted in grant.rows():
                units[tuple(key)] = units.get(tuple(key), 0) + granted
    rows = [(*key, str(total)) for key, total in units.items()]
    return [list({key[3] for key in units}), *[list(column) for column in zip(*rows, strict=True)]]


def kept_columns(calls: Sequence[Call]) -> list[Any]:
    """The further arguments for calls whose answers are kept. A retraction names the call that it takes back."""
    rows = [
        (call.user_id, keepsake.digest, call.retracts or call.id, keepsake.answer, call.retracts is not None,
         call.occurred_at)
        for call in calls
        if (keepsake := call.keepsake) is not None
    ]  # fmt: skip
    return [list(column) for column in zip(*rows, strict=True)]


def _text(number: Any) -> str | None:
    return None if number is None else str(number)


def _add_up(call: Call, rules: CatalogueRules, mark: int, sums: dict[tuple[Any, ...], list[Any]]) -> None:
    """Add what a call contributes to the rows it goes to. A retraction subtracts and leaves minimum and maximum."""
    identity, at = call.identity, call.occurred_at
    back = call.retracts is not None
    day, month = clock.day_and_month_of(at, identity.time_zone)
    for meter_id, value, dimensions in _contributions(call, rules):
        key = (identity.user_id, meter_id, identity.key_id, identity.live, clock.hour_of(at), day, month, dimensions)
        row = sums.get(key)
        if back:
            row = row or sums.setdefault(key, [0, 0, None, None, 0])
            row[0] -= 1
            row[1] -= value
            row[4] -= mark
        elif row is None:
            sums[key] = [1, value, value, value, mark]
        else:
            row[0] += 1
            row[1] += value
            row[2] = value if row[2] is None or value < row[2] else row[2]
            row[3] = value if row[3] is None or value > row[3] else row[3]
            row[4] += mark


def _contributions(call: Call, rules: CatalogueRules) -> list[tuple[UUID, Decimal | int, str]]:
    found = [(meter_id, value, "") for name, value in call.units.items() for meter_id in rules.by_unit.get(name, ())]
    if rules.other_call_rules:
        properties = _DECODE(call.encode()[0])
        for rule in rules.other_call_rules:
            value = rule.value_of(properties) if rule.counts_at(call.occurred_at) else None
            if value is not None:
                key = rules.spell(rule, rule.values_in(properties)) if rule.dimensions else ""
                found.append((rule.meter_id, value, key))
    return found


async def learn_values(calls: Sequence[Call], rules: CatalogueRules) -> None:
    """Let new values of dimensions have rollups of their own, as far as there is room, before calls are recorded."""
    for rule in rules.other_call_rules:
        if rule.dimensions:
            said = [rule.values_in(_DECODE(call.encode()[0])) for call in calls if call.billable]
            unknown = dict.fromkeys(each for values in said for each in rules.unknown(rule, values))
            if unknown:
                await admit_values(rules, rule, unknown)
