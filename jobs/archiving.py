"""Months that are no longer kept, as Parquet files."""

import os
from pathlib import Path

from core import metering
from jobs.tables import EVENT_COLUMNS, rows_of, writer

__all__ = ["archive_month"]


async def archive_month(name: str, folder: Path) -> int:
    """Write the events of a partition to a Parquet file of its name, as `keymeter export` writes them, and on to the
    disk; how many. The partition may be dropped when this returns: the file is whole, or it is not there."""
    out, count = _place(folder, name), 0
    with writer(out, EVENT_COLUMNS) as file:
        async for events in metering.export_table(name):
            file.write(await rows_of(events))
            count += len(events)
    _bring_to_disk(out, folder)
    return count


def _place(folder: Path, name: str) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    return folder / f"{name}.parquet"


def _bring_to_disk(*paths: Path) -> None:
    for path in paths:
        opened = os.open(path, os.O_RDONLY)
        try:
            os.fsync(opened)
        finally:
            os.close(opened)
