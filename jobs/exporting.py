"""`keymeter export`: events and usage as CSV or Parquet, for other programs and for spreadsheets."""

import json
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal

import msgspec
from rich.console import Console
from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from core import accounts, metering
from core.accounts import SYSTEM
from core.metering import Window
from core.settings import Settings
from jobs.commands import show, start
from jobs.preparation import database_url, open_prepared
from jobs.stopping import interrupted_by_signals, run
from jobs.tables import EVENT_COLUMNS, Row, name_of, rows_of, text_of, writer

__all__ = ["Asked", "export", "run_export"]

ROWS_MAX = 1_000_000
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
        writer(out, EVENT_COLUMNS if asked.what == "events" else _USAGE_COLUMNS) as file,
        Progress(*columns, console=Console(stderr=True), transient=True) as bar,
    ):
        task = bar.add_task("Exporting")
        async for rows in _events(asked) if asked.what == "events" else _usage(asked):
            file.write(rows)
            count += len(rows)
            bar.update(task, description=f"{count:,} rows")
    return count


async def _events(asked: Asked) -> AsyncIterator[Sequence[Row]]:
    owner = (await accounts.find_user(SYSTEM, asked.user)).id if asked.user else None
    steps = metering.export_events(
        SYSTEM, start=_utc(asked.start), end=_utc(asked.end), user_id=owner, event_type=asked.event_type
    )
    async for events in steps:
        yield await rows_of(events)


async def _usage(asked: Asked) -> AsyncIterator[Sequence[Row]]:
    owner = (await accounts.find_user(SYSTEM, asked.user)).id if asked.user else None
    usage = await metering.query_usage(
        SYSTEM, start=_utc(asked.start), end=_utc(asked.end), window=asked.window, zone=asked.zone,
        meters=asked.meters, user_id=owner, group_by=asked.group_by, rows_max=ROWS_MAX,
    )  # fmt: skip
    users = await accounts.find_users(SYSTEM, {row.user_id for row in usage.rows if row.user_id is not None})
    yield [
        (
            row.window.start, row.window.end, row.meter.slug, row.meter.unit,
            name_of(users, row.user_id), text_of(row.user_id), text_of(row.key_id),
            msgspec.json.encode(row.dimensions).decode() if row.dimensions else "", row.events, row.quantity,
        )
        for row in usage.rows
    ]  # fmt: skip


def _utc(instant: datetime) -> datetime:
    return instant if instant.tzinfo is not None else instant.replace(tzinfo=UTC)
