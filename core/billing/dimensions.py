"""Dimension values as the rollup spells them, and usage by the value of one of them."""

import json
from collections.abc import Iterable
from decimal import Decimal

from core.money import ZERO, exact
from core.pricing import Used

__all__ = ["parts_by", "value_in"]


def value_in(dimensions: str, name: str) -> str:
    """The value of a dimension in a rollup's key: a JSON object of texts, or empty. Without the dimension: empty."""
    if not dimensions:
        return ""
    value = json.loads(dimensions).get(name, "")
    return value if isinstance(value, str) else json.dumps(value)


def parts_by(name: str, parts: Iterable[tuple[str, Decimal, int]]) -> tuple[tuple[str, Used], ...]:
    """What was used by each value of a dimension, in order of the values."""
    sums: dict[str, tuple[Decimal, int]] = {}
    with exact():
        for dimensions, quantity, events in parts:
            value = value_in(dimensions, name)
            before = sums.get(value, (ZERO, 0))
            sums[value] = (before[0] + quantity, before[1] + events)
    return tuple((value, Used(quantity, events)) for value, (quantity, events) in sorted(sums.items()))
