"""`keymeter export`: everything of a range, exact, harmless in a spreadsheet, and taken back in by `keymeter import`."""

import csv
import os
import sys
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from pyarrow import parquet

from core import accounts, gate, metering
from core.accounts import SYSTEM
from core.database import fetch
from core.gate import EventDraft
from core.metering import exports
from jobs.exporting import Asked, export
from jobs.imports import running
from jobs.imports.files import EventFile
from jobs.imports.rows import Reading
from jobs.imports.running import run_file
from jobs.refusal import Refused
from tests.support.postgres import opened_clone

START = datetime(2026, 10, 1, tzinfo=UTC)
END = datetime(2026, 12, 1, tzinfo=UTC)


async def make_world() -> None:
    await metering.create_meter(
        SYSTEM, slug="tokens", name="Tokens", event_type="llm", aggregation="sum", value_property="tokens"
    )
    for name in ("crm-1", "=HYPERLINK(1)"):
        await accounts.create_user(SYSTEM, name="Basalt AI", external_id=name)


async def record(count: int = 30) -> None:
    times = [datetime(2026, 10, 31, 20, tzinfo=UTC) + timedelta(hours=n) for n in range(count)]
    drafts = [
        EventDraft(
            ("crm-1", "=HYPERLINK(1)")[n % 2], f"{'-' if n % 3 else ''}e{n}", "llm", times[n], "api",
            {"tokens": Decimal("0.1") * n, "note": "=1+1"},
        )
        for n in range(count)
    ]  # fmt: skip
    result = await gate.record_events(SYSTEM, [*drafts, EventDraft("crm-1", "r", "", retracts="e0")])
    assert result.accepted == count + 1


def rows_of(path: Path) -> list[dict[str, str]]:
    with path.open(newline="") as file:
        return list(csv.DictReader(file))


async def usage() -> list[tuple[Any, ...]]:
    found = await metering.query_usage(SYSTEM, start=START, end=END, window="day", group_by=["user"])
    return sorted((row.window.start, row.events, row.quantity) for row in found.rows)


async def test_events_are_all_there_and_no_cell_is_a_formula(
    database: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    await make_world()
    await record()
    monkeypatch.setattr(exports, "_READ", exports._READ.replace("LIMIT 5000", "LIMIT 4"))
    monkeypatch.setattr(exports, "_STEP", 4)
    out = tmp_path / "events.csv"
    assert await export(Asked("events", START, END), out) == 31
    rows = rows_of(out)
    assert len({row["event_id"] for row in rows}) == 31
    assert {row["user"] for row in rows} == {"crm-1", "'=HYPERLINK(1)"}
    assert not [cell for row in rows for cell in row.values() if cell.startswith(("=", "+", "-", "@"))]
    assert await export(Asked("events", START, END, user="crm-1", event_type="llm"), out) == 16
    assert await export(Asked("events", START, datetime(2026, 11, 1, tzinfo=UTC)), out) == 5
    assert os.listdir(tmp_path) == [out.name]


async def test_usage_is_what_the_query_says_in_csv_and_parquet(database: str, tmp_path: Path) -> None:
    await make_world()
    await record()
    asked = Asked("usage", START, END, meters=["tokens"])
    assert await export(asked, tmp_path / "a.csv") == await export(asked, tmp_path / "a.parquet") == len(await usage())
    rows = rows_of(tmp_path / "a.csv")
    found = sorted((datetime.fromisoformat(r["from"]), int(r["events"]), Decimal(r["quantity"])) for r in rows)
    assert found == await usage()
    table = parquet.read_table(tmp_path / "a.parquet").to_pylist()
    assert sorted((row["from"], row["events"], row["quantity"]) for row in table) == found


@pytest.mark.parametrize("name", ["events.csv", "events.parquet"])
async def test_what_is_exported_is_the_same_when_it_is_imported_elsewhere(name: str, tmp_path: Path) -> None:
    out = tmp_path / name
    async with opened_clone():
        await make_world()
        await accounts.create_user(SYSTEM, name="Plain", external_id="plain")
        await record()
        before = await usage()
        await export(Asked("events", START, END), out)
    async with opened_clone():
        await make_world()
        if name.endswith(".csv"):  # the quoted name is another one to us
            await fetch("UPDATE users SET external_id = '''=HYPERLINK(1)' WHERE external_id = '=HYPERLINK(1)'")
        reading = Reading("csv" if name.endswith(".csv") else "parquet")
        done = await run_file(EventFile(out, reading), tmp_path / "rejects", again=False)
        assert (done.accepted, done.rejected) == (31, 0), (tmp_path / "rejects").read_text()
        assert await usage() == before


async def test_what_was_taken_back_is_taken_back_in_an_import_however_small_its_batches(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(exports, "_READ", exports._READ.replace("LIMIT 5000", "LIMIT 3"))
    monkeypatch.setattr(exports, "_STEP", 3)
    monkeypatch.setattr(running, "_BATCH_LINES", 1)
    at, out = datetime(2026, 11, 1, 9, 30, tzinfo=UTC), tmp_path / "events.csv"
    async with opened_clone():
        await make_world()
        # Many of one instant, so that retractions have lesser and greater identities than their events.
        drafts = [EventDraft("crm-1", f"e{n}", "llm", at, "api", {"tokens": n}) for n in range(20)]
        back = [EventDraft("crm-1", f"r{n}", "", retracts=f"e{n}") for n in range(0, 20, 2)]
        assert (await gate.record_events(SYSTEM, [*drafts, *back])).accepted == 30
        before = await usage()
        assert await export(Asked("events", START, END), out) == 30
    async with opened_clone():
        await make_world()
        done = await run_file(EventFile(out, Reading("csv")), tmp_path / "rejects", again=False)
        assert (done.accepted, done.rejected) == (30, 0), (tmp_path / "rejects").read_text()
        assert await usage() == before == [(datetime(2026, 11, 1, tzinfo=UTC), 10, Decimal(100))]


@pytest.mark.parametrize("column", ["billable", "live"])
async def test_calls_that_were_not_billed_and_those_of_test_keys_are_not_counted_by_an_import(
    column: str, tmp_path: Path
) -> None:
    out = tmp_path / "events.csv"
    async with opened_clone():
        await make_world()
        await record()
        await fetch(f"UPDATE usage_events SET {column} = false WHERE event_id = '-e1'")
        await export(Asked("events", START, END, user="=HYPERLINK(1)"), out)
    async with opened_clone():
        await make_world()
        await fetch("UPDATE users SET external_id = '''=HYPERLINK(1)' WHERE external_id = '=HYPERLINK(1)'")
        done = await run_file(EventFile(out, Reading("csv")), tmp_path / "rejects", again=False)
        assert (done.accepted, done.rejected) == (14, 1)
        assert "it would count" in (tmp_path / "rejects").read_text()


async def test_without_pyarrow_the_extra_is_named(
    database: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    with pytest.raises(Refused, match=r"keymeter\[parquet\]"):
        await export(Asked("usage", START, END), tmp_path / "a.parquet")
    assert not os.listdir(tmp_path)
