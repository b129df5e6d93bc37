"""`keymeter export`: events and usage as CSV or Parquet, for other programs and for spreadsheets."""

import csv
import json
import sys
from collections.abc import AsyncIterator, Iterable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import IO, Any, Literal, Protocol
from uuid import UUID

import msgspec
from rich.console import Console
from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from core import accounts, metering
from core.accounts import SYSTEM, User
from core.metering import Window
from core.money import QUANTITY_DECIMALS, format_quantity
from core.settings import Settings
from core.spreadsheets import cell
from jobs.commands import show, start
from jobs.parquet import load_parquet
from jobs.preparation import database_url, open_prepared
from jobs.stopping import interrupted_by_signals, run

__all__ = ["Asked", "export", "run_export"]

ROWS_MAX = 1_000_000
_EVENT_COLUMNS = (
    "event_id", "user", "type", "time", "source", "properties", "retracts", "user_id", "key_id", "recorded_at", "live",
    "billable",
)  # fmt: skip
_USAGE_COLUMNS = ("from", "to", "meter", "unit", "user", "user_id", "key_id", "dimensions", "events", "quantity")


@dataclass(frozen=True, slots=True)
class Asked:
    """What is to be exported. `user` is an id or an external id; without, all. Instants are UTC if they say no zone."""

    what: Literal["events", "usage"]
    start: datetime
    end: datetime
    user: str = ""
    event_type: str = ""
    meters: Sequence[str] = ()
    window: Window = "day"
    zone: str = "UTC"
    group_by: Sequence[str] = ("user",)


_Row = Sequence[Any]


class _Writer(Protocol):
    def write(self, rows: Iterable[_Row]) -> None: ...


def run_export(asked: Asked, out: Path | None, *, data_dir: Path | None, as_json: bool) -> None:
    """Export, and say how much it was."""
    with interrupted_by_signals(), database_url(start(data_dir)) as settings:
        rows = run(_run(settings, asked, out))
    if as_json and out is not None:
        print(json.dumps({"file": str(out), "rows": rows}))
    elif out is not None:
        show({"Rows": f"{rows:,}", "File": str(out)})


async def _run(settings: Settings, asked: Asked, out: Path | None) -> int:
    async with open_prepared(settings):
        return await export(asked, out)


async def export(asked: Asked, out: Path | None) -> int:
    """Write what is asked to a file, Parquet if its name says so, or as CSV to standard output; how many rows."""
    columns = (SpinnerColumn(), TextColumn("{task.description}"), TimeElapsedColumn())
    count = 0
    with (
        _writer(out, _EVENT_COLUMNS if asked.what == "events" else _USAGE_COLUMNS) as writer,
        Progress(*columns, console=Console(stderr=True), transient=True) as bar,
    ):
        task = bar.add_task("Exporting")
        async for rows in _events(asked) if asked.what == "events" else _usage(asked):
            writer.write(rows)
            count += len(rows)
            bar.update(task, description=f"{count:,} rows")
    return count


async def _events(asked: Asked) -> AsyncIterator[Sequence[_Row]]:
    owner = (await accounts.find_user(SYSTEM, asked.user)).id if asked.user else None
    steps = metering.export_events(
        SYSTEM, start=_utc(asked.start), end=_utc(asked.end), user_id=owner, event_type=asked.event_type
    )
    async for events in steps:
        users = await accounts.find_users(SYSTEM, {event.user_id for event in events})
        yield [
            (
                event.event_id, _name(users, event.user_id), event.type, event.occurred_at,
                event.source, msgspec.json.encode(event.properties).decode(), _text(event.retracts),
                str(event.user_id), _text(event.key_id), event.recorded_at, event.live, event.billable,
            )
            for event in events
        ]  # fmt: skip


async def _usage(asked: Asked) -> AsyncIterator[Sequence[_Row]]:
    owner = (await accounts.find_user(SYSTEM, asked.user)).id if asked.user else None
    usage = await metering.query_usage(
        SYSTEM, start=_utc(asked.start), end=_utc(asked.end), window=asked.window, zone=asked.zone,
        meters=asked.meters, user_id=owner, group_by=asked.group_by, rows_max=ROWS_MAX,
    )  # fmt: skip
    users = await accounts.find_users(SYSTEM, {row.user_id for row in usage.rows if row.user_id is not None})
    yield [
        (
            row.window.start, row.window.end, row.meter.slug, row.meter.unit,
            _name(users, row.user_id), _text(row.user_id), _text(row.key_id),
            msgspec.json.encode(row.dimensions).decode() if row.dimensions else "", row.events, row.quantity,
        )
        for row in usage.rows
    ]  # fmt: skip


def _utc(instant: datetime) -> datetime:
    return instant if instant.tzinfo is not None else instant.replace(tzinfo=UTC)


def _name(users: Mapping[UUID, User], user_id: UUID | None) -> str:
    """What their senders call a user: the external id, or else the id."""
    if user_id is None:
        return ""
    found = users.get(user_id)
    return (found.external_id if found is not None else None) or str(user_id)


def _text(value: object) -> str:
    return "" if value is None else str(value)


# --- Formats ----------------------------------------------------------------------------------------------------------


@contextmanager
def _writer(out: Path | None, columns: Sequence[str]) -> Iterator[_Writer]:
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

    def write(self, rows: Iterable[_Row]) -> None:
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

    def write(self, rows: Iterable[_Row]) -> None:
        for_each = zip(self._schema, zip(*rows, strict=True), strict=False)
        arrays = [self._arrow.array(column, type=field.type) for field, column in for_each]
        if arrays:
            self._writer.write_table(self._arrow.Table.from_arrays(arrays, schema=self._schema))

    def close(self) -> None:
        self._writer.close()
