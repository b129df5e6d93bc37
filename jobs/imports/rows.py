"""From a row of columns to an event."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from functools import cached_property
from typing import Any, Literal
from zoneinfo import ZoneInfo

import msgspec

from core.errors import InvalidInput
from core.gate import EventDraft
from jobs.imports.access_logs import STORED
from jobs.imports.patterns import SEARCHED_CHARS_MAX, compile_pattern

__all__ = ["FileFormat", "Reading", "draft_of", "value_of"]

FileFormat = Literal["csv", "ndjson", "parquet", "access-log"]
_EPOCH = datetime.fromtimestamp(0, UTC)
_NUMBER = re.compile(r"-?(0|[1-9][0-9]{0,37})(\.[0-9]{1,38})?")
_DECODE = msgspec.json.Decoder(dict[str, Any], float_hook=Decimal).decode
_OURS = ("source", "retracts", "properties")


@dataclass(frozen=True)
class Reading:
    """How the rows of a file are read: the names of the columns that say whose event it is, when and what, and what
    holds for all that lack one. `zone` is that of times that say none."""

    format: FileFormat
    user_column: str = "user"
    time_column: str = "time"
    type_column: str = "type"
    id_column: str = "event_id"
    event_type: str = ""
    source: str = "import"
    zone: str = ""
    user_pattern: str = ""

    @cached_property
    def pattern(self) -> re.Pattern[str] | None:
        return compile_pattern(self.user_pattern) if self.user_pattern else None

    @property
    def columns(self) -> frozenset[str]:
        """Those that are no properties."""
        return frozenset((self.user_column, self.time_column, self.type_column, self.id_column, *_OURS))


def value_of(cell: str) -> Any:
    """What a cell of text says: a number as it is written in JSON, else a text."""
    if _NUMBER.fullmatch(cell) is None:
        return cell
    return Decimal(cell) if "." in cell else int(cell)


def draft_of(row: Mapping[str, Any], reading: Reading, *, fallback_id: str) -> EventDraft:
    """The event of a row, of which empty columns are left out. `fallback_id`: its id if it says none."""
    _refuse_uncounted(row)
    user, source = _user(row, reading), str(row.get("source") or reading.source)
    event_id = str(row.get(reading.id_column) or fallback_id)
    if retracted := row.get("retracts"):
        return EventDraft(user, event_id, "", None, source, {}, str(retracted))
    said = str(row.get(reading.type_column) or reading.event_type)
    return EventDraft(
        user,
        event_id,
        said or ("http.request" if reading.format == "access-log" else ""),
        _time(row, reading),
        source,
        _properties(row, reading),
    )


def _refuse_uncounted(row: Mapping[str, Any]) -> None:
    """An export has calls that were not billed, and those of test keys. Sent in as events they would count."""
    if "properties" not in row:
        return  # no export: other columns are properties
    for column, what in (("billable", "was not billed"), ("live", "is of a test key")):
        if str(row.get(column, True)).lower() == "false":
            raise InvalidInput(f"This event {what}: imported, it would count.", field=column)


def _user(row: Mapping[str, Any], reading: Reading) -> str:
    said = str(row.get(reading.user_column, ""))
    if reading.pattern is not None:
        found = reading.pattern.search(said[:SEARCHED_CHARS_MAX])
        said = (found["user"] or "") if found is not None else ""
    if not said:
        raise InvalidInput(f"{reading.user_column} says no user.", field=reading.user_column)
    return said


def _time(row: Mapping[str, Any], reading: Reading) -> datetime:
    """An instant in ISO 8601, or in seconds since 1970."""
    said = row.get(reading.time_column)
    try:
        if isinstance(said, datetime):
            time = said
        elif isinstance(number := value_of(said) if isinstance(said, str) else said, int | float | Decimal):
            time = _EPOCH + timedelta(microseconds=int(Decimal(str(number)) * 1_000_000))
        else:
            time = datetime.fromisoformat(str(said))
    except (ValueError, OverflowError, ArithmeticError) as error:
        raise InvalidInput(
            f"{reading.time_column} is no time: {str(said)[:64]!r}.", field=reading.time_column
        ) from error
    if time.tzinfo is None and reading.zone:
        return time.replace(tzinfo=ZoneInfo(reading.zone))
    return time


def _properties(row: Mapping[str, Any], reading: Reading) -> Mapping[str, Any]:
    """The column `properties` if there is one, else all other columns; a dot in a name leads into an object."""
    if reading.format == "access-log":
        return {name: row[name] for name in STORED if name in row}
    if "properties" in row:
        said = row["properties"]
        try:
            return said if isinstance(said, Mapping) else _DECODE(str(said))
        except (msgspec.MsgspecError, UnicodeEncodeError, RecursionError) as error:
            raise InvalidInput(f"properties is no JSON object: {error}.", field="properties") from error
    properties: dict[str, Any] = {}
    for name, value in row.items():
        if name in reading.columns:
            continue
        *path, last = name.split(".")
        inner = properties
        for step in path:
            found = inner.setdefault(step, {})
            if not isinstance(found, dict):
                raise InvalidInput(f"The columns {step!r} and {name!r} are one property.", field=name)
            inner = found
        inner[last] = value_of(value) if isinstance(value, str) and reading.format == "csv" else value
    return properties
