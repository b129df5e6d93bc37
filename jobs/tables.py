"""What exports are written as: rows of events, and files of rows as CSV or Parquet."""

import csv
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import IO, Any, Protocol
from uuid import UUID

import msgspec

from core import accounts
from core.accounts import SYSTEM, User
from core.metering import LoggedEvent
from core.money import QUANTITY_DECIMALS, format_quantity
from core.spreadsheets import cell
from jobs.parquet import load_parquet

__all__ = ["EVENT_COLUMNS", "Row", "name_of", "rows_of", "text_of", "writer"]

EVENT_COLUMNS = (
    "event_id", "user", "type", "time", "source", "properties", "retracts", "user_id", "key_id", "recorded_at", "live",
    "billable",
)  # fmt: skip
Row = Sequence[Any]


class _Writer(Protocol):
    def write(self, rows: Iterable[Row]) -> None: ...


async def rows_of(events: Sequence[LoggedEvent]) -> Sequence[Row]:
    users = await accounts.find_users(SYSTEM, {event.user_id for event in events})
    return [
        (
            event.event_id, name_of(users, event.user_id), event.type, event.occurred_at,
            event.source, msgspec.json.encode(event.properties).decode(), text_of(event.retracts),
            str(event.user_id), text_of(event.key_id), event.recorded_at, event.live, event.billable,
        )
        for event in events
    ]  # fmt: skip


def name_of(users: Mapping[UUID, User], user_id: UUID | None) -> str:
    """What their senders call a user: the external id, or else the id."""
    if user_id is None:
        return ""
    found = users.get(user_id)
    return (found.external_id if found is not None else None) or str(user_id)


def text_of(value: object) -> str:
    return "" if value is None else str(value)


@contextmanager
def writer(out: Path | None, columns: Sequence[str]) -> Iterator[_Writer]:
    """A file is written beside its place and then put there, as a whole."""
    if out is None:
        yield _Csv(sys.stdout, columns)
        return
    partial = out.with_name(f"{out.name}.partial")
    try:
        if out.suffix == ".parquet":
            with closing(_Parquet(partial, columns)) as parquet:
                yield parquet
        else:
            with partial.open("w", newline="", encoding="utf-8") as file:
                yield _Csv(file, columns)
        partial.replace(out)
    finally:
        partial.unlink(missing_ok=True)


class _Csv:
    def __init__(self, file: IO[str], columns: Sequence[str]) -> None:
        self._writer = csv.writer(file, lineterminator="\n")
        self._writer.writerow(columns)

    def write(self, rows: Iterable[Row]) -> None:
        self._writer.writerows([_cell(value) for value in row] for row in rows)


def _cell(value: Any) -> str:
    if isinstance(value, str):
        return cell(value)
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, Decimal):
        return format_quantity(value)
    return str(value).lower() if isinstance(value, bool) else str(value)


class _Parquet:
    """Instants are in UTC, quantities decimals of 38 digits."""

    _TYPES = ("time", "recorded_at", "from", "to")

    def __init__(self, path: Path, columns: Sequence[str]) -> None:
        parquet = load_parquet()
        import pyarrow

        self._arrow = pyarrow
        kinds = {name: pyarrow.timestamp("us", tz="UTC") for name in self._TYPES}
        kinds |= {"live": pyarrow.bool_(), "billable": pyarrow.bool_(), "events": pyarrow.int64()}
        kinds |= {"quantity": pyarrow.decimal128(38, QUANTITY_DECIMALS)}
        self._schema = pyarrow.schema([(name, kinds.get(name, pyarrow.string())) for name in columns])
        self._writer = parquet.ParquetWriter(path, self._schema, compression="zstd")

    def write(self, rows: Iterable[Row]) -> None:
        for_each = zip(self._schema, zip(*rows, strict=True), strict=False)
        arrays = [self._arrow.array(column, type=field.type) for field, column in for_each]
        if arrays:
            self._writer.write_table(self._arrow.Table.from_arrays(arrays, schema=self._schema))

    def close(self) -> None:
        self._writer.close()
