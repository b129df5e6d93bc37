"""Months that are no longer kept go to Parquet before they are dropped, each of them whole, whoever is killed."""

import asyncio
import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from pyarrow import parquet

from core import accounts, metering
from core.accounts import SYSTEM
from core.clock import now
from core.database import fetch
from core.gate import EventDraft, record_events
from core.metering import exports
from core.settings import get_settings
from jobs.archiving import archive_month
from jobs.registry import JOBS, Progress

MAY, JUNE = datetime(2025, 5, 1, tzinfo=UTC), datetime(2025, 6, 1, tzinfo=UTC)


@pytest.fixture
async def archive(database: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Two months of events, one of them taken back, that are to go to this folder."""
    await accounts.create_user(SYSTEM, name="Basalt AI", external_id="crm-1")
    await metering.create_meter(
        SYSTEM, slug="jobs", name="Jobs", event_type="job", aggregation="sum", value_property="n"
    )
    drafts = [EventDraft("crm-1", f"e{n}", "job", MAY + timedelta(days=5 * n), properties={"n": n}) for n in range(10)]
    assert (await record_events(SYSTEM, [*drafts, EventDraft("crm-1", "r", "", retracts="e3")])).accepted == 11
    monkeypatch.setattr(exports, "_READ", exports._READ.replace("LIMIT 5000", "LIMIT 2"))
    monkeypatch.setattr(exports, "_STEP", 2)
    monkeypatch.setattr(get_settings(), "events_kept_months", 1)
    monkeypatch.setattr(get_settings(), "events_archive_dir", tmp_path / "archive")
    return tmp_path / "archive"


async def tables() -> set[str]:
    rows = await fetch(
        "SELECT relname::text AS name FROM pg_class WHERE relname IN ('usage_events_202505', 'usage_events_202506')"
    )
    return {row["name"] for row in rows}


def archived(folder: Path, month: str) -> list[tuple[str, datetime, str]]:
    rows = parquet.read_table(folder / f"usage_events_{month}.parquet").to_pylist()
    return [(row["event_id"], row["time"], row["properties"]) for row in rows]


async def test_a_month_is_archived_whole_and_then_dropped_and_its_usage_stays(archive: Path) -> None:
    before = (await metering.query_usage(SYSTEM, start=MAY)).total()
    said = await JOBS["partitions"].work(Progress(now()))
    assert said.endswith("2 were retired.") and await tables() == set()
    may = archived(archive, "202505")
    assert [name for name, _, _ in may] == ["e0", "e1", "e2", "e3", "r", "e4", "e5", "e6"]
    assert may[1][1:] == (MAY + timedelta(days=5), '{"n":1}')
    assert [name for name, _, _ in archived(archive, "202506")] == ["e7", "e8", "e9"]
    assert (await metering.query_usage(SYSTEM, start=MAY)).total() == before == 42


async def test_what_cannot_be_archived_is_not_dropped_and_the_next_run_takes_it_up(
    archive: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    await asyncio.to_thread(archive.write_text, "in the way")
    with pytest.raises(FileExistsError):
        await JOBS["partitions"].work(Progress(now()))
    assert await tables() == {"usage_events_202505", "usage_events_202506"}
    await asyncio.to_thread(archive.unlink)

    async def die(name: str, folder: Path) -> int:
        await archive_month(name, folder)
        raise RuntimeError("killed between the file and the drop")

    monkeypatch.setattr("jobs.registry.archive_month", die)
    with pytest.raises(RuntimeError):
        await JOBS["partitions"].work(Progress(now()))
    monkeypatch.setattr("jobs.registry.archive_month", archive_month)
    assert (await JOBS["partitions"].work(Progress(now()))).endswith("2 were retired.")
    assert len(archived(archive, "202505")) == 8 and len(archived(archive, "202506")) == 3
    assert sorted(os.listdir(archive)) == ["usage_events_202505.parquet", "usage_events_202506.parquet"]


async def test_months_of_open_invoice_periods_are_neither_archived_nor_dropped(
    archive: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def since() -> datetime:
        return JUNE + timedelta(days=14)

    monkeypatch.setattr("core.billing.open_since", since)
    assert (await JOBS["partitions"].work(Progress(now()))).endswith("1 were retired.")
    assert await tables() == {"usage_events_202506"}
    assert os.listdir(archive) == ["usage_events_202505.parquet"]
