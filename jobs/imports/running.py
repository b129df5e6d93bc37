"""`keymeter import`: a file of events, recorded batch by batch. Killed and started again, it goes on where it was."""

import csv
import json
from collections.abc import Iterator, Sequence
from contextlib import closing
from hashlib import blake2b
from pathlib import Path
from uuid import UUID

import msgspec
from rich.console import Console
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeRemainingColumn

from core import gate
from core.accounts import SYSTEM
from core.errors import KeymeterError
from core.metering import EventImport
from core.settings import Settings
from core.spreadsheets import cell
from jobs.commands import show, start
from jobs.imports.files import EventFile, Line
from jobs.imports.rows import Reading
from jobs.preparation import database_url, open_prepared
from jobs.stopping import interrupted_by_signals, run

__all__ = ["run_file", "run_import"]

_BATCH_LINES = 2000
_BATCH_BYTES = 8 * 1024 * 1024
_COUNTS = ("accepted", "duplicates", "quarantined", "rejected")


def run_import(
    path: Path, reading: Reading, *, report: Path | None, again: bool, data_dir: Path | None, as_json: bool
) -> None:
    """Import the file and say what became of its lines."""
    rejects = report or path.with_name(f"{path.name}.rejects.csv")
    file = EventFile(path, reading)
    file.check()
    with interrupted_by_signals(), database_url(start(data_dir)) as settings:
        done = run(_run(settings, file, rejects, again))
    counts = {name: getattr(done, name) for name in _COUNTS}
    if as_json:
        print(json.dumps({"file": path.name, "lines": done.line} | counts))
        return
    said = {name.capitalize(): f"{count:,}" for name, count in counts.items()}
    show({"Lines": f"{done.line:,}"} | said | ({"See": str(rejects)} if done.rejected else {}), title=path.name)


async def _run(settings: Settings, file: EventFile, rejects: Path, again: bool) -> EventImport:
    async with open_prepared(settings):
        return await run_file(file, rejects, again=again)


async def run_file(file: EventFile, rejects: Path, *, again: bool) -> EventImport:
    """Import what is not imported yet of a file. Lines that are rejected are listed in `rejects`."""
    said = msgspec.json.encode([file.digest, *vars(file.reading).items()])
    import_id = UUID(bytes=blake2b(said, digest_size=16).digest())
    begun = await gate.begin_import(SYSTEM, import_id=import_id, name=file.path.name[:200], again=again)
    if begun.finished_at is not None:
        return begun
    with closing(_Report(rejects, upto=begun.line)) as report, _bar() as bar:
        task = bar.add_task(file.path.name, total=file.size)
        for batch in _batches(file.lines(place=begun.place, line=begun.line)):
            await _record(import_id, batch, report)
            bar.update(task, completed=file.position, total=file.size)
    return await gate.end_import(SYSTEM, import_id)


async def _record(import_id: UUID, batch: Sequence[Line], report: "_Report") -> None:
    """What was rejected is reported before the place is moved on: it is told twice rather than never."""
    events = [line for line in batch if line.draft is not None]
    recorded = await gate.record_events(SYSTEM, [line.draft for line in events if line.draft is not None])
    malformed = [(line.number, line.error) for line in batch if line.error is not None]
    report.add([*malformed, *((events[each.index].number, each.error) for each in recorded.rejected)])
    last = batch[-1]
    await gate.note_imported(SYSTEM, import_id, recorded, place=last.place, line=last.last, malformed=len(malformed))


def _batches(lines: Iterator[Line]) -> Iterator[list[Line]]:
    batch: list[Line] = []
    begins = 0
    for line in lines:
        batch.append(line)
        if len(batch) >= _BATCH_LINES or line.place - begins > _BATCH_BYTES:
            yield batch
            batch, begins = [], line.place
    if batch:
        yield batch


def _bar() -> Progress:
    columns = (TextColumn("{task.description}"), BarColumn(), TaskProgressColumn(), TimeRemainingColumn())
    return Progress(*columns, console=Console(stderr=True), transient=True)


class _Report:
    """The lines that were rejected, as a CSV file. What it says of lines after `upto` is forgotten: they come again."""

    def __init__(self, path: Path, *, upto: int) -> None:
        kept: list[list[str]] = []
        if upto and path.exists():
            with path.open(newline="", encoding="utf-8") as old:
                kept = [row for row in csv.reader(old) if len(row) == 3 and row[0].isdigit() and int(row[0]) <= upto]
        self._file = path.open("w", newline="", encoding="utf-8", errors="backslashreplace")
        self._writer = csv.writer(self._file)
        self._writer.writerows([("line", "code", "message"), *kept])
        self._file.flush()

    def add(self, rejected: Sequence[tuple[int, KeymeterError]]) -> None:
        for number, error in sorted(rejected, key=lambda each: each[0]):
            self._writer.writerow((number, error.code, cell(error.message)))
        self._file.flush()

    def close(self) -> None:
        self._file.close()
