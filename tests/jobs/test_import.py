"""`keymeter import`: every line once, whatever its format and however often it is killed."""

import csv
import gzip
import json
import os
import re
import signal
import tempfile
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as arrow
import pytest
from pyarrow import parquet

from core import accounts, metering
from core.accounts import SYSTEM
from core.database import fetch
from core.errors import InvalidInput
from core.settings import Settings
from jobs.imports.access_logs import parse_access
from jobs.imports.files import EventFile, Line
from jobs.imports.patterns import compile_pattern
from jobs.imports.rows import FileFormat, Reading
from jobs.imports.running import run_file
from jobs.refusal import Refused
from tests.support.keymeter import Keymeter, keymeters

COMBINED = (
    r'203.0.113.9 - crm-1 [26/Nov/2026:09:30:00 +0100] "GET /v1/maps?token=secret HTTP/1.1" 200 2326'
    r' "https://example.com/?q=1" "Mozilla \"5.0\""'
)


def lines_of(path: Path, file_format: FileFormat, **how: Any) -> list[Line]:
    return list(EventFile(path, Reading(file_format, **how)).lines())


def written(folder: Path, name: str, text: str) -> Path:
    path = folder / name
    path.write_bytes(gzip.compress(text.encode()) if name.endswith(".gz") else text.encode())
    return path


@pytest.fixture
async def user(database: str) -> accounts.User:
    await metering.create_meter(
        SYSTEM, slug="tokens", name="Tokens", event_type="llm", aggregation="sum", value_property="tokens.total"
    )
    return await accounts.create_user(SYSTEM, name="Basalt AI", external_id="crm-1")


async def tokens() -> Decimal:
    start = datetime(2015, 1, 1, tzinfo=UTC)
    return (await metering.query_usage(SYSTEM, meters=["tokens"], start=start)).total()


async def imported(settings: Settings, path: Path, again: bool = False, **how: Any) -> dict[str, int]:
    done = await run_file(EventFile(path, Reading(**how)), path.with_suffix(".rejects"), again=again)
    return {name: getattr(done, name) for name in ("line", "accepted", "duplicates", "quarantined", "rejected")}


# --- What the lines of a file say -------------------------------------------------------------------------------------


def test_a_row_of_csv_says_numbers_texts_and_objects(tmp_path: Path) -> None:
    path = written(
        tmp_path, "a.csv",
        "\ufeffuser,time,type,tokens.total,tokens.kind,zip,note\r\n"
        'crm-1,2026-11-01T10:00:00Z,llm,0.10,in,007,"two\r\nlines"\r\n\r\n'
        "crm-1,1793527200.5,llm,12,,-3,\r\n",
    )  # fmt: skip
    first, second = lines_of(path, "csv")
    assert first.draft is not None and second.draft is not None
    assert first.draft.properties == {
        "tokens": {"total": Decimal("0.10"), "kind": "in"}, "zip": "007", "note": "two\r\nlines",
    }  # fmt: skip
    assert (first.number, first.last, second.number) == (2, 3, 5)
    assert second.draft.properties == {"tokens": {"total": 12}, "zip": -3}
    assert second.draft.time == datetime(2026, 11, 1, 10, 0, 0, 500000, UTC)
    assert first.draft.event_id != second.draft.event_id


def test_ids_are_those_of_file_and_line_unless_the_row_has_one(tmp_path: Path) -> None:
    text = "user,time,type,event_id\ncrm-1,2026-11-01T10:00:00Z,llm,mine\ncrm-1,2026-11-01T10:00:00Z,llm,\n"
    here, there, packed = (written(tmp_path, name, text) for name in ("a.csv", "b.csv", "c.csv.gz"))
    ids = [[line.draft.event_id for line in lines_of(path, "csv") if line.draft] for path in (here, there, packed)]
    assert ids[0] == ids[1]
    assert ids[0][0] == ids[2][0] == "mine" and ids[0][1].endswith(":3")
    assert len(lines_of(packed, "csv")) == 2


def test_a_file_is_read_on_from_any_line_as_if_it_had_not_been_interrupted(tmp_path: Path) -> None:
    rows = "".join(f'crm-{n},2026-11-01T10:00:00Z,llm,"{n}\n{n}"\n' for n in range(20))
    csv_file = EventFile(written(tmp_path, "a.csv", "user,time,type,n\n" + rows), Reading("csv"))
    text = "".join(f'{{"user": "crm-{n}", "type": "llm"}}\n\n' for n in range(20))
    lines_file = EventFile(written(tmp_path, "a.ndjson.gz", text), Reading("ndjson"))
    for file in (csv_file, lines_file):
        every = list(file.lines())
        assert len(every) == 20
        for cut in (0, 7, 18):
            assert list(file.lines(place=every[cut].place, line=every[cut].last)) == every[cut + 1 :]


def test_what_is_wrong_with_a_line_is_told_of_that_line(tmp_path: Path) -> None:
    path = written(
        tmp_path, "a.csv",
        "user,time,type,a,a.b\n"
        ",2026-11-01,llm,,\ncrm-1,yesterday,llm,,\ncrm-1,2026-11-01,llm,1,2\ncrm-1\n"
        f"crm-1,2026-11-01,llm,{'x' * 1_100_000},\ncrm-1,2026-11-01T00:00:00Z,llm,1,\n",
    )  # fmt: skip
    found = [(line.number, line.error and line.error.message[:28]) for line in lines_of(path, "csv")]
    assert found == [
        (2, "user says no user."), (3, "time is no time: 'yesterday'"), (4, "The columns 'a' and 'a.b' ar"),
        (5, "This row has 1 cells, the he"), (6, "A line has at most 1,048,576"), (7, None),
    ]  # fmt: skip


def test_a_file_without_the_columns_that_are_needed_is_refused(tmp_path: Path) -> None:
    for header, said in (("id,time,type", "--user-column"), ("user,at,type", "--time-column"), ("user,time", "--type"),
                         ("user,user,time", "two columns")):  # fmt: skip
        with pytest.raises(Refused, match=said):
            lines_of(written(tmp_path, "a.csv", f"{header}\n1,2,3\n"), "csv")


def test_parquet_says_what_csv_says_and_is_read_on_from_any_row(tmp_path: Path) -> None:

    times = [datetime(2026, 11, 1, 10, n, tzinfo=UTC) for n in range(10)]
    table = arrow.table(
        {
            "user": ["crm-1"] * 10, "time": times, "type": ["llm"] * 10,
            "tokens": [{"total": n} for n in range(10)], "cost": [Decimal("0.10")] * 10, "note": [None] * 10,
        }
    )  # fmt: skip
    parquet.write_table(table, tmp_path / "a.parquet", row_group_size=4)
    file = EventFile(tmp_path / "a.parquet", Reading("parquet"))
    every = list(file.lines())
    assert every[3].draft is not None
    assert (every[3].draft.time, every[3].draft.properties) == (
        times[3],
        {"tokens": {"total": 3}, "cost": Decimal("0.10")},
    )
    assert list(file.lines(place=5, line=5)) == every[5:] and len(every) == 10


def test_access_logs_say_who_when_and_what_but_no_query() -> None:
    said = parse_access(COMBINED)
    assert said["time"] == datetime(2026, 11, 26, 8, 30, tzinfo=UTC)
    assert (said["user"], said["method"], said["path"], said["status"], said["bytes"]) == (
        "crm-1", "GET", "/v1/maps", 200, 2326,
    )  # fmt: skip
    common = parse_access(COMBINED.partition(' "https')[0].replace(" 2326", " -"))
    assert common["bytes"] == 0 and "user_agent" not in common
    for bad in ("", "garbage", COMBINED.replace("Nov", "Nuv"), COMBINED.replace("26/Nov", "31/Feb"), '"' * 20_000):
        with pytest.raises(InvalidInput):
            parse_access(bad)


def test_users_of_an_access_log_are_found_by_a_pattern_and_secrets_are_left_out(tmp_path: Path) -> None:
    text = "\n".join(COMBINED.replace("/v1/maps", f"/t/team-{n}/maps") for n in range(3)) + "\n" + COMBINED + "\n"
    path = written(tmp_path, "a.log", text)
    found = lines_of(path, "access-log", user_column="path", user_pattern=r"^/t/(?P<user>[^/]+)/", event_type="hit")
    assert [line.draft and line.draft.user for line in found] == ["team-0", "team-1", "team-2", None]
    assert found[3].error is not None and found[0].draft is not None
    assert "secret" not in json.dumps(found[0].draft.properties) and "q=1" not in json.dumps(found[0].draft.properties)


def test_patterns_that_could_take_for_ever_are_refused() -> None:
    for bad in (r"(?P<user>(a+)+)b", r"(?P<user>(?:\w|a*)*)x", r".*.*.*.*.*(?P<user>x)", r"(?P<user>a{1,9}){2,}b",
                "(?P<user>" + "x" * 200 + ")", "(", "no group"):  # fmt: skip
        with pytest.raises(InvalidInput):
            compile_pattern(bad)
    assert compile_pattern(r"[?&]key=(?P<user>[^&*+]+)(?:&|$)").search("?key=a1&b=2")["user"] == "a1"  # type: ignore[index]


# --- Recorded ---------------------------------------------------------------------------------------------------------


async def test_a_file_counts_once_however_often_it_is_imported(
    settings: Settings, user: object, tmp_path: Path
) -> None:
    text = "".join(
        f"{'crm-1' if n % 10 else 'crm-9'},2026-01-01T10:00:00Z,{'llm' if n % 7 else '-'},{n}\n" for n in range(1, 101)
    )
    path = written(tmp_path, "a.csv", "user,time,type,tokens.total\n" + text)
    right = [n for n in range(1, 101) if n % 10 and n % 7]
    first = await imported(settings, path, format="csv")
    assert first == {"line": 101, "accepted": len(right), "duplicates": 0, "quarantined": 9, "rejected": 14}
    assert await imported(settings, path, format="csv") == first
    again = await imported(settings, path, again=True, format="csv")
    assert (again["accepted"], again["duplicates"], again["rejected"]) == (0, len(right), 14)
    assert await tokens() == sum(right)
    report = list(csv.reader(path.with_suffix(".rejects").read_text().splitlines()))
    assert report[0] == ["line", "code", "message"]
    assert [(int(row[0]), row[1]) for row in report[1:]] == [(n + 1, "invalid_input") for n in range(7, 101, 7)]
    actions = [row["action"] for row in await fetch("SELECT action FROM audit_entries ORDER BY id")]
    assert actions[-4:] == ["import.begin", "import.end", "import.begin", "import.end"]


@pytest.fixture
def start() -> Iterator[Callable[..., Keymeter]]:
    with tempfile.TemporaryDirectory(prefix="keymeter-import-") as folder:
        Path(folder).chmod(0o755)
        yield from keymeters(Path(folder))


async def test_killed_at_any_moment_and_started_again_every_line_counts_once(
    settings: Settings, user: object, tmp_path: Path, start: Callable[..., Keymeter]
) -> None:
    count = 20_000
    text = "".join(
        f'{{"user": "crm-1", "type": "{"llm" if n % 1000 else "?"}", "time": "2026-01-01T00:00:00Z",'
        f' "properties": {{"tokens": {{"total": {n}}}}}}}\n'
        for n in range(1, count + 1)
    )
    path = written(tmp_path, "a.ndjson", text)
    environment = {
        "KEYMETER_DATABASE_URL": settings.database_url,
        "KEYMETER_PEPPER": settings.pepper.get_secret_value(),
    }
    kills, stood = 0, 0
    while True:
        process = start("import", path, "--json", "--data-dir", tmp_path / "data", **environment)
        before = stood
        while process.process.poll() is None and kills < 2 and stood == before:
            stood = max([row["line"] for row in await fetch("SELECT line FROM event_imports")], default=0)
        if process.process.poll() is not None or kills == 2:
            break
        os.killpg(process.process.pid, signal.SIGKILL)
        process.process.wait()
        kills += 1
    found = process.line()
    assert process.finish()[0] == 0, process.errors
    assert kills == 2
    bad = range(1000, count + 1, 1000)
    assert found["lines"] == count and found["rejected"] == len(bad)
    assert await tokens() == sum(range(count + 1)) - sum(bad)
    rows = await fetch("SELECT count(*) AS n FROM usage_events")
    assert rows[0]["n"] == count - len(bad)
    report = (tmp_path / "a.ndjson.rejects.csv").read_text()
    assert [int(number) for number in re.findall(r"^(\d+),invalid_input", report, re.MULTILINE)] == list(bad)


def test_the_command_says_what_it_lacks(start: Callable[..., Keymeter], tmp_path: Path) -> None:
    process = start("import", written(tmp_path, "a.txt", ""))
    assert process.finish()[0] == 1
    assert process.sentences == ["keymeter: a.txt does not say its format by its ending: add --format."]
