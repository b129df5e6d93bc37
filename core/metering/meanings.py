"""What a meter means: how it counts, which events, by what, and by which dimensions. Pure, checked once at creation."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Literal, get_args

from core.errors import InvalidInput

__all__ = [
    "ADDED_UP",
    "DIMENSIONS_MAX",
    "OTHER",
    "SETTLED",
    "VALUE_CHARS_MAX",
    "Aggregation",
    "Dimension",
    "Filter",
    "check_meaning",
    "filter_of_words",
    "scalar_text",
]

Aggregation = Literal["count", "sum", "min", "max", "avg", "unique", "latest", "time_weighted"]
#: Periods of these are the sum of their hours, so they have counters by day and month.
ADDED_UP = ("count", "sum")
#: The rollups of these are completed by `settle_hours`: what they hold of an hour cannot be told event by event.
SETTLED = ("min", "max", "unique", "latest", "time_weighted")
DIMENSIONS_MAX = 4
FILTERS_MAX = 8
#: A dimension's values of which there are no more than a meter allows; longer ones have no rollup of their own.
VALUE_CHARS_MAX = 64
VALUES_MAX = 10_000
#: Under which all further values are counted together.
OTHER = "__other__"
_PATH = re.compile(r"[A-Za-z_][\w-]*(\.[A-Za-z_][\w-]*){0,7}")
_NAME = re.compile(r"[a-z][a-z0-9_]{0,31}")
_TYPE = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.:/-]{0,127}")
_NUMBER = re.compile(r"-?[0-9]{1,40}(\.[0-9]{1,40})?")
_WORDS = re.compile(
    r"(?P<property>[\w.-]{1,200})\s*(?:\s(?P<exists>exists|is missing)|=\s*(?P<value>.+)|\sin\s+(?P<values>.+)"
    r"|(?=[<>])(?:>=\s*(?P<minimum>-?[0-9]{1,40}(?:\.[0-9]{1,40})?)\s*)?"
    r"(?:<\s*(?P<maximum>-?[0-9]{1,40}(?:\.[0-9]{1,40})?))?)"
)
_LIST = re.compile(r'\s*("(?:[^"\\]|\\.)*"|[^,]+)')
_OPERATORS = ("eq", "in", "range", "exists")
_IN_MAX = 100
Scalar = str | bool | Decimal | int


@dataclass(frozen=True, slots=True)
class Filter:
    """A condition on a property. `eq`: `value`; `in`: one of `values`; `range`: a number, `minimum` included and
    `maximum` not; `exists`: it is there and not null, or the other way round if `value` is false."""

    property: str
    operator: str
    value: Scalar | None = None
    values: tuple[Scalar, ...] = ()
    minimum: Decimal | None = None
    maximum: Decimal | None = None

    def holds(self, found: Any) -> bool:
        if self.operator == "exists":
            return (found is not None) is (self.value is not False)
        if self.operator == "range":
            if isinstance(found, bool) or not isinstance(found, int | Decimal):
                return False
            return (self.minimum is None or found >= self.minimum) and (self.maximum is None or found < self.maximum)
        return any(_same(found, each) for each in ([self.value] if self.operator == "eq" else self.values))

    def stored(self) -> dict[str, Any]:
        """As JSON that `filter_of` reads again; numbers as texts, so that they stay exact."""
        known: dict[str, Any] = {"property": self.property, "operator": self.operator}
        if self.operator in ("eq", "exists"):
            known["value"] = _tagged(self.value)
        elif self.operator == "in":
            known["values"] = [_tagged(each) for each in self.values]
        else:
            known |= {
                name: format(bound, "f")
                for name, bound in (("minimum", self.minimum), ("maximum", self.maximum))
                if bound is not None
            }
        return known

    def words(self) -> str:
        """As people write it, and as `filter_of_words` reads it."""
        if self.operator == "exists":
            return f"{self.property} {'is missing' if self.value is False else 'exists'}"
        if self.operator == "range":
            bounds = [f">= {self.minimum:f}"] if self.minimum is not None else []
            return " ".join([self.property, *bounds, *([f"< {self.maximum:f}"] if self.maximum is not None else [])])
        if self.operator == "in":
            return f"{self.property} in {', '.join(map(_said, self.values))}"
        return f"{self.property} = {_said(self.value)}"

    @classmethod
    def of(cls, stored: Mapping[str, Any]) -> "Filter":
        return cls(
            stored["property"],
            stored["operator"],
            _untagged(stored["value"]) if "value" in stored else None,
            tuple(_untagged(each) for each in stored.get("values", ())),
            Decimal(stored["minimum"]) if "minimum" in stored else None,
            Decimal(stored["maximum"]) if "maximum" in stored else None,
        )


@dataclass(frozen=True, slots=True)
class Dimension:
    """A name by which usage can be split and priced, and the property that has its values."""

    name: str
    property: str

    def stored(self) -> dict[str, str]:
        return {"name": self.name, "property": self.property}


def _said(value: Any) -> str:
    text = scalar_text(value)
    is_plain = isinstance(value, str) and _read(text) == text and text == text.strip() and not set(text) & set(',"\n')
    return text if is_plain or not isinstance(value, str) else '"' + text.replace('"', '\\"') + '"'


def _read(text: str) -> Scalar:
    text = text.strip()
    if text.startswith('"') and text.endswith('"') and len(text) > 1:
        return text[1:-1].replace('\\"', '"')
    if text in ("true", "false"):
        return text == "true"
    return Decimal(text) if _NUMBER.fullmatch(text) else text


def filter_of_words(words: str) -> Filter:
    """A filter as people write it: `ok = true`, `region in eu, us`, `size >= 10 < 20`, `plan exists` or `is missing`.
    A number, true or false in quotes is a text. InvalidInput for anything else."""
    found = _WORDS.fullmatch(words.strip())
    if found is None:
        raise InvalidInput(
            f"{words[:100]!r} is no filter: write ok = true, region in eu, us, size >= 10 < 20 or plan exists.",
            field="filters",
        )
    name, rest = found["property"], found
    if rest["exists"]:
        return Filter(name, "exists", rest["exists"] == "exists")
    if rest["minimum"] or rest["maximum"]:
        bounds = [Decimal(rest[side]) if rest[side] else None for side in ("minimum", "maximum")]
        return Filter(name, "range", minimum=bounds[0], maximum=bounds[1])
    if rest["values"]:
        return Filter(name, "in", values=tuple(_read(each) for each in _LIST.findall(rest["values"])))
    return Filter(name, "eq", _read(rest["value"]))


def _same(found: Any, wanted: Any) -> bool:
    """Whether two JSON scalars are equal: in JSON, true is not 1."""
    if isinstance(found, bool) or isinstance(wanted, bool):
        return found is wanted
    if isinstance(found, int | Decimal) and isinstance(wanted, int | Decimal):
        return found == wanted
    return isinstance(found, str) and isinstance(wanted, str) and found == wanted


def _tagged(value: Any) -> Any:
    return value if isinstance(value, str | bool) or value is None else {"number": format(Decimal(value), "f")}


def _untagged(value: Any) -> Any:
    return Decimal(value["number"]) if isinstance(value, dict) else value


def scalar_text(found: Any) -> str:
    """The text of a JSON scalar, as PostgreSQL's `#>>` has it; empty for all else."""
    if isinstance(found, str):
        return found
    if isinstance(found, bool):
        return "true" if found else "false"
    if isinstance(found, int):
        return str(found)
    if isinstance(found, Decimal):
        return format(found if found else found.copy_abs(), "f")
    return ""


def check_meaning(
    *,
    event_type: str,
    aggregation: str,
    value_property: str,
    filters: Sequence[Filter],
    dimensions: Sequence[Dimension],
    values_max: int,
) -> None:
    """InvalidInput, naming the field, for what cannot be counted."""
    if not _TYPE.fullmatch(event_type):
        raise InvalidInput("event_type is up to 128 letters, digits and _ . : / -.", field="event_type")
    if aggregation not in get_args(Aggregation):
        raise InvalidInput(f"aggregation is one of {', '.join(get_args(Aggregation))}.", field="aggregation")
    if aggregation == "count" and value_property:
        raise InvalidInput("count reads no value_property.", field="value_property")
    if aggregation != "count" and not _is_path(value_property):
        raise InvalidInput("value_property is a dotted path such as units.tokens, up to 200.", field="value_property")
    if len(filters) > FILTERS_MAX:
        raise InvalidInput(f"A meter has at most {FILTERS_MAX} filters.", field="filters")
    for each in filters:
        _check_filter(each)
    if len(dimensions) > DIMENSIONS_MAX:
        raise InvalidInput(f"A meter has at most {DIMENSIONS_MAX} dimensions.", field="dimensions")
    if len({each.name for each in dimensions}) < len(dimensions):
        raise InvalidInput("Each dimension has a name of its own.", field="dimensions")
    for dimension in dimensions:
        if not _NAME.fullmatch(dimension.name) or not _is_path(dimension.property):
            raise InvalidInput(
                "A dimension has a name of up to 32 lower-case letters, digits and _, and a dotted path as property.",
                field="dimensions",
            )
    if not 1 <= values_max <= VALUES_MAX:
        raise InvalidInput(f"values_max is 1 to {VALUES_MAX:,}.", field="values_max")


def _check_filter(each: Filter) -> None:
    if not _is_path(each.property):
        raise InvalidInput("A filter's property is a dotted path, up to 200.", field="filters")
    if each.operator not in _OPERATORS:
        raise InvalidInput(f"A filter's operator is one of {', '.join(_OPERATORS)}.", field="filters")
    if each.operator == "range":
        if each.minimum is None and each.maximum is None:
            raise InvalidInput("range needs a minimum, a maximum or both.", field="filters")
        if each.minimum is not None and each.maximum is not None and each.minimum >= each.maximum:
            raise InvalidInput("The minimum of a range is below its maximum.", field="filters")
    known: dict[str, list[Any]] = {"eq": [each.value], "in": list(each.values)}
    compared = known.get(each.operator, [])
    if each.operator == "in" and not 1 <= len(compared) <= _IN_MAX:
        raise InvalidInput(f"in needs 1 to {_IN_MAX} values.", field="filters")
    if each.operator == "exists" and not isinstance(each.value, bool | None):
        raise InvalidInput("exists takes true or false.", field="filters")
    for value in (*compared, *(bound for bound in (each.minimum, each.maximum) if bound is not None)):
        if not isinstance(value, str | bool | Decimal | int) or len(_plain(value)) > 200 or "\0" in _plain(value):
            raise InvalidInput("A filter compares with texts of up to 200, numbers, true or false.", field="filters")


def _plain(value: Scalar) -> str:
    if isinstance(value, Decimal) and not (value.is_finite() and abs(value.adjusted()) < 100):
        return "x" * 201
    return scalar_text(value)


def _is_path(text: str) -> bool:
    return len(text) <= 200 and _PATH.fullmatch(text) is not None
