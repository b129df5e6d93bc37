"""Fault tests: real processes, a seeded schedule, and figures that are printed after the run.

`make test-faults` runs short versions; `make faults` sets KEYMETER_FAULTS=full. KEYMETER_FAULT_SEED replays a schedule
(processes and networks keep their own time, so what is replayed is what was done to them, not each interleaving).
"""

import asyncio
import os
import random
import tempfile
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest

from jobs.embedded_postgres import EmbeddedPostgres, resolve_binaries
from tests.support.patience import FULL
from tests.support.postgres import clone_template, drop_database, url_of
from tests.support.world import World, make_world, migrate

SEED = int(os.environ.get("KEYMETER_FAULT_SEED") or random.SystemRandom().randrange(10**6))
_FIGURE = "figure"


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    left_out = []
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.faults)
            item.add_marker(pytest.mark.xdist_group("faults"))  # one at a time, or they measure each other
            if not FULL and item.get_closest_marker("only_in_full"):
                left_out.append(item)
    if left_out:
        config.hook.pytest_deselected(items=left_out)
        items[:] = [item for item in items if item not in left_out]


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    reports = [report for kind in ("passed", "failed") for report in terminalreporter.stats.get(kind, [])]
    lines = [
        (report.nodeid.rpartition("::")[2], text)
        for report in reports
        for name, text in getattr(report, "user_properties", ())
        if name == _FIGURE and report.when == "call"
    ]
    if lines:
        terminalreporter.section("faults, in full" if FULL else "faults, short versions")
        for name, text in lines:
            terminalreporter.write_line(f"{name}: {text}")


@pytest.fixture
def full() -> bool:
    """Whether this is `make faults`."""
    return FULL


@pytest.fixture
def seed(record_property: Callable[[str, object], None]) -> int:
    """What decides the schedule of the test. Printed with the figures."""
    record_property(_FIGURE, f"KEYMETER_FAULT_SEED={SEED}")
    return SEED


@pytest.fixture
def rng(seed: int, request: pytest.FixtureRequest) -> random.Random:
    return random.Random(f"{seed}/{request.node.name}")


@pytest.fixture
def tell(record_property: Callable[[str, object], None]) -> Callable[[object], None]:
    """Print a figure after the run."""
    return lambda figure: record_property(_FIGURE, str(figure))


@pytest.fixture
async def world() -> AsyncIterator[World]:
    """Users with keys on a database of the test's own, in the PostgreSQL of the test run."""
    name = await clone_template()
    try:
        yield await make_world(url_of(name))
    finally:
        await drop_database(name)


@pytest.fixture
async def victim() -> AsyncIterator[EmbeddedPostgres]:
    """A PostgreSQL of the test's own, to be killed and stopped."""
    with tempfile.TemporaryDirectory(prefix="keymeter-fault-") as folder:
        os.chmod(folder, 0o755)  # as root, PostgreSQL runs as another user
        binaries = resolve_binaries(os.environ.get("KEYMETER_TEST_POSTGRES_BIN") or None)
        server = EmbeddedPostgres(Path(folder) / "postgres", binaries=binaries)
        await asyncio.to_thread(server.start)
        try:
            yield server
        finally:
            await asyncio.to_thread(server.stop)


@pytest.fixture
async def victim_world(victim: EmbeddedPostgres) -> World:
    """Users with keys in the PostgreSQL that will suffer."""
    await migrate(victim.url())
    return await make_world(victim.url())
