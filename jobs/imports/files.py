"""Files of events, read line by line: CSV, NDJSON, Parquet and access logs. Text may be packed by gzip (`.gz`).

Whatever is wrong with a line is told of that line. A file is never in memory as a whole.
"""

import csv
import gzip
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from hashlib import blake2b
from pathlib import Path
from typing import IO, Any

import msgspec

from core.checks import check_zone
from core.errors import InvalidInput, KeymeterError, TooLarge
from core.gate import MALFORMED, EventDraft, decode_line
from jobs.imports.access_logs import COLUMNS, parse_access
from jobs.imports.patterns import compile_pattern
from jobs.imports.rows import FileFormat, Reading, draft_of
from jobs.parquet import load_parquet
from jobs.refusal import Refused

__all__ = ["EventFile", "Line", "format_of"]

LINE_BYTES_MAX = 1024 * 1024
_ROWS = 1000
_ENDINGS: dict[str, FileFormat] = {
    ".csv": "csv", ".ndjson": "ndjson", ".jsonl": "ndjson", ".parquet": "parquet", ".log": "access-log",
}  # fmt: skip


def format_of(path: Path) -> FileFormat:
    """What the name of a file says of its format."""
    ending = (path.with_suffix("") if path.suffix == ".gz" else path).suffix
    if ending not in _ENDINGS:
        raise Refused(f"{path.name} does not say its format by its ending: add --format.")
    return _ENDINGS[ending]


@dataclass(frozen=True, slots=True)
class Line:
    """A line, from `number` to `last` if a cell runs over several, and what it holds: an event, or why it holds none.
    `place` is where the next one begins, in bytes of the unpacked file; of Parquet, in rows."""

    number: int
    last: int
    place: int
    draft: EventDraft | None = None
    error: KeymeterError | None = None


class EventFile:
    """A file and how it is read. Refused if its columns do not say what an event needs."""

    def __init__(self, path: Path, reading: Reading) -> None:
        self.path = path
        self.reading = reading
        self.size = path.stat().st_size
        with path.open("rb") as file:
            self.digest = _digest(file)
        self._raw: IO[bytes] | None = None
        self._rows = 0

    @property
    def position(self) -> int:
        """How much of its `size` is read: bytes as they lie on disk, packed or not; of Parquet, rows."""
        return self._raw.tell() if self._raw is not None and not self._raw.closed else self._rows

    def lines(self, *, place: int = 0, line: int = 0) -> Iterator[Line]:
        """The lines after this one, which ended at `place`; empty ones are passed over."""
        if self.reading.format == "parquet":
            yield from self._parquet(line)
            return
        with self.path.open("rb") as raw:
            self._raw = raw
            text = gzip.GzipFile(fileobj=raw) if self.path.suffix == ".gz" else raw
            source = _Text(text, place, line)  # type: ignore[arg-type]
            if self.reading.format == "csv":
                yield from self._csv(source, text)  # type: ignore[arg-type]
            else:
                yield from self._plain(source)

    def _plain(self, source: "_Text") -> Iterator[Line]:
        source.seek()
        for text in source:
            if text.strip() or source.error is not None:
                here = Line(source.line, source.line, source.place, error=source.error)
                yield here if here.error is not None else self._try(here, text)

    def _try(self, here: Line, text: str) -> Line:
        try:
            if self.reading.format == "access-log":
                return self._event(here, parse_access(text.rstrip("\r\n")))
            draft = decode_line(text.encode())
            return replace(
                here, draft=draft if draft.event_id else msgspec.structs.replace(draft, event_id=self._id_of(here))
            )
        except KeymeterError as error:
            return replace(here, error=error)
        except (*MALFORMED, UnicodeEncodeError) as error:
            return replace(here, error=InvalidInput(f"This is no event: {error}."))

    def _csv(self, source: "_Text", file: IO[bytes]) -> Iterator[Line]:
        head = _Text(file, 0, 0)
        header = next(csv.reader(head), [])
        self._check_columns(header)
        if source.line == 0:
            source.place, source.line = head.place, head.line
        source.seek()
        rows = csv.reader(source)
        while True:
            first, source.error = source.line + 1, None
            try:
                cells = next(rows)
            except StopIteration:
                return
            except csv.Error as error:
                yield Line(first, source.line, source.place, error=InvalidInput(f"This is no row: {error}."))
                continue
            here = Line(first, source.line, source.place, error=source.error)
            if here.error is not None:
                yield here
            elif cells and len(cells) != len(header):
                message = f"This row has {len(cells)} cells, the header has {len(header)}."
                yield replace(here, error=InvalidInput(message))
            elif cells:
                yield self._event(here, {name: cell for name, cell in zip(header, cells, strict=True) if cell})

    def _parquet(self, line: int) -> Iterator[Line]:
        parquet = load_parquet()
        number = 0
        with parquet.ParquetFile(self.path) as file:
            self.size = file.metadata.num_rows
            self._check_columns(file.schema_arrow.names)
            for group in range(file.num_row_groups):
                rows = file.metadata.row_group(group).num_rows
                if number + rows <= line:
                    number += rows
                    continue
                for batch in file.iter_batches(batch_size=_ROWS, row_groups=[group]):
                    for row in batch.to_pylist():
                        self._rows = number = number + 1
                        if number > line:
                            here = Line(number, number, number)
                            yield self._event(here, {name: each for name, each in row.items() if each is not None})

    def _event(self, here: Line, row: Mapping[str, Any]) -> Line:
        try:
            return replace(here, draft=draft_of(row, self.reading, fallback_id=self._id_of(here)))
        except KeymeterError as error:
            return replace(here, error=error)

    def _id_of(self, here: Line) -> str:
        """By the file and the line, so an event that says no id is the same one whenever the file is read."""
        return f"{self.digest}:{here.number}"

    def _check_columns(self, names: list[str]) -> None:
        if len(set(names)) < len(names):
            raise Refused(f"{self.path.name} has two columns of one name: rename one of them.")
        reading = self.reading
        needed = {"--user-column": reading.user_column, "--time-column": reading.time_column}
        if not reading.event_type:
            needed["--type-column or --type"] = reading.type_column
        for option, name in needed.items():
            if name not in names:
                raise Refused(f"{self.path.name} has no column {name!r}: say another by {option}.")

    def check(self) -> None:
        """Refused or InvalidInput if no line of it could be read."""
        reading = self.reading
        if reading.user_pattern:
            compile_pattern(reading.user_pattern)
        if reading.zone:
            check_zone(reading.zone, field="zone")
        if reading.format == "access-log" and reading.user_column not in COLUMNS:
            raise Refused(f"--user-column of an access log is one of {', '.join(COLUMNS)}.")


class _Text:
    """Lines of a file with the place behind the last one. Of one that is too long `error` says so."""

    def __init__(self, file: IO[bytes], place: int, line: int) -> None:
        self._file = file
        self.place = place
        self.line = line
        self.error: KeymeterError | None = None

    def seek(self) -> None:
        self._file.seek(self.place)

    def __iter__(self) -> Iterator[str]:
        while raw := self._file.readline(LINE_BYTES_MAX):
            self.error = None
            size, part = len(raw), raw
            while not part.endswith(b"\n") and (part := self._file.readline(LINE_BYTES_MAX)):
                size += len(part)
                self.error = TooLarge(f"A line has at most {LINE_BYTES_MAX:,} bytes.")
            self.place += size
            self.line += 1
            encoding = "utf-8-sig" if self.line == 1 else "utf-8"
            # What is no UTF-8 is refused with the event it stands in, since no text with lone surrogates is stored.
            yield raw.decode(encoding, "surrogateescape") if self.error is None else "\n"


def _digest(file: IO[bytes]) -> str:
    digest = blake2b(digest_size=16)
    while block := file.read(1 << 20):
        digest.update(block)
    return digest.hexdigest()
