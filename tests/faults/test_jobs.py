"""`keymeter jobs`, killed in the middle of its work: another takes over, missed runs are caught up, nothing twice."""

import asyncio
import os
import random
import signal
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import suppress
from pathlib import Path

import pytest

from core.database import close_database, fetch, open_database
from tests.support.patience import within
from tests.support.postgres import clone_template, drop_database, url_of
from tests.support.server import PEPPER
from tests.support.waiting import eventually

PROJECT = Path(__file__).parents[2]
NODES = 2
#: The command itself, with one job that is due often and writes down what it does, and leases that end soon. The
#: advisory lock of a killed process is gone with its connection: whoever finds it taken works beside another.
PROGRAM = """
import asyncio, sys
from datetime import timedelta
import core.jobs.runs as runs
runs.JOB_LEASE = timedelta(seconds=1)
from jobs import cli, registry, runner
runner.POLL_SECONDS, runner.BEAT_SECONDS, runner.BLIND_SECONDS_MAX = 0.05, 0.15, 0.7
from core.database import fetch, transaction
from core.jobs import Schedule

async def work(progress):
    async with transaction():
        free = (await fetch("SELECT pg_try_advisory_xact_lock(4711) AS free"))[0]["free"]
        await fetch("INSERT INTO effects (slot) VALUES ($1) ON CONFLICT DO NOTHING", progress.due_at)
        await asyncio.sleep(0.05)
        if not free:
            raise AssertionError("another node does this job at the same moment")
    return "Done."

async def begin(progress):
    import os
    from core.database import fetch
    await fetch("INSERT INTO begun (slot, pid) VALUES ($1, $2)", progress.due_at, os.getpid())
    return await work(progress)

registry.JOBS.clear()
registry.JOBS["ledger"] = registry.Job(begin, Schedule(timedelta(seconds=1), catches_up=True))
sys.argv = ["keymeter", "jobs"]
cli.run()
"""


@pytest.fixture
async def database() -> AsyncIterator[str]:
    name = await clone_template()
    await open_database(url_of(name))
    await fetch("CREATE TABLE effects (slot timestamptz PRIMARY KEY)")
    await fetch("CREATE TABLE begun (slot timestamptz, pid int, at timestamptz DEFAULT clock_timestamp())")
    yield url_of(name)
    await close_database()
    await drop_database(name)


async def _start(url: str, folder: Path) -> asyncio.subprocess.Process:
    environment = {name: value for name, value in os.environ.items() if not name.startswith("KEYMETER_")}
    with (folder / "log").open("ab") as log:
        return await asyncio.create_subprocess_exec(
            sys.executable, "-c", PROGRAM, cwd=PROJECT, stderr=log,
            env=environment | {"DATABASE_URL": url, "KEYMETER_PEPPER": PEPPER},
        )  # fmt: skip


async def test_another_node_takes_over_and_catches_up_and_does_nothing_twice(
    database: str, full: bool, rng: random.Random, tell: Callable[[object], None], tmp_path: Path
) -> None:
    kills = 40 if full else 3
    nodes = [await _start(database, tmp_path) for _ in range(NODES)]

    async def ended() -> bool:
        assert all(node.returncode is None for node in nodes), (tmp_path / "log").read_text()
        return bool(await fetch("SELECT 1 FROM jobs WHERE last_succeeded"))

    try:
        await eventually(ended, seconds_max=within(60))
        for _ in range(kills):
            began = (await fetch("SELECT coalesce(max(at), '-infinity') AS at FROM begun"))[0]["at"]

            async def begun(since: object = began) -> bool:
                return bool(await fetch("SELECT 1 FROM begun WHERE at > $1", since))

            await eventually(begun, seconds_max=within(60))
            await asyncio.sleep(rng.uniform(0, 0.06))  # a moment of the work, or just after it
            pid = (await fetch("SELECT pid FROM begun ORDER BY at DESC LIMIT 1"))[0]["pid"]
            place = next(place for place, node in enumerate(nodes) if node.pid == pid)
            nodes[place].kill()
            await nodes[place].wait()
            nodes[place] = await _start(database, tmp_path)
        killed_at = (await fetch("SELECT clock_timestamp() AS at"))[0]["at"]

        async def caught_up() -> bool:
            return bool(await fetch("SELECT 1 FROM jobs WHERE due_at > $1", killed_at))

        await eventually(caught_up, seconds_max=within(120))
    finally:
        for node in nodes:
            with suppress(ProcessLookupError):
                node.send_signal(signal.SIGTERM)
        codes = await asyncio.gather(*(node.wait() for node in nodes))
    assert set(codes) <= {0, -signal.SIGTERM}  # the latter of a node that had only just been started
    # Every slot from the first to the last was run, by whom ever, one at a time; a killed run was begun again.
    missed = await fetch(
        "SELECT slot FROM generate_series((SELECT min(slot) FROM effects), (SELECT max(slot) FROM effects),"
        " interval '1 second') AS slot LEFT JOIN effects USING (slot) WHERE effects.slot IS NULL"
    )
    assert missed == []
    log = (tmp_path / "log").read_text()
    assert "another node does this job" not in log and "Traceback" not in log, log
    counts = (
        await fetch(
            "SELECT (SELECT count(*) FROM effects) AS done, (SELECT count(*) FROM begun) AS begun, (SELECT failures FROM jobs) AS failures"
        )
    )[0]
    assert counts["failures"] == 0
    tell(f"{kills} kills: {counts['done']} slots without a gap, {counts['begun'] - counts['done']} runs begun anew")
