"""Migrations: up, down to nothing and up again; several at once; and nothing that aerich would still change."""

import asyncio
import shutil
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import asyncpg
import pytest
from aerich import Command
from aerich.migrate import Migrate

from core import migrations
from core.database import MANAGED_APP, connect_directly, tortoise_config
from tests.support.catalogue import schema_of
from tests.support.postgres import create_database, drop_database, url_of

PROJECT = Path(__file__).parents[2]
VERSIONS = sorted(
    (path.name for path in (PROJECT / "migrations" / MANAGED_APP).glob("[0-9]*.py")),
    key=lambda name: int(name.partition("_")[0]),
)
_EVENT = """
INSERT INTO usage_events (user_id, occurred_at, id_hash, source, type, key_id, live, billable, seal_no, catalogue, digest,
                          properties)
VALUES (gen_random_uuid(), '2026-05-05', gen_random_uuid(), 's', 't', gen_random_uuid(), true, true, 0, 1,
        gen_random_uuid(), '{}')
"""


@pytest.fixture
async def blank() -> AsyncIterator[str]:
    """The URL of an empty database, open in no process."""
    name = await create_database()
    yield url_of(name)
    await drop_database(name)


@pytest.fixture
async def connection(blank: str) -> AsyncIterator[asyncpg.Connection]:
    opened = await connect_directly(blank)
    yield opened
    await opened.close()


async def test_up_down_to_nothing_and_up_again(blank: str, connection: asyncpg.Connection) -> None:
    """With rows and partitions in the tables."""
    assert not await migrations.is_current(blank)
    assert await migrations.upgrade(blank) == VERSIONS
    assert await migrations.is_current(blank)
    first = await schema_of(connection)
    assert len(first) > 15
    await connection.execute("CREATE TABLE usage_events_202605 (LIKE usage_events INCLUDING DEFAULTS)")
    await connection.execute(
        "ALTER TABLE usage_events ATTACH PARTITION usage_events_202605 FOR VALUES FROM ('2026-05-01') TO ('2026-06-01')"
    )
    await connection.execute(_EVENT)
    assert await migrations.downgrade(blank, to=0) == VERSIONS[::-1]
    nothing = await schema_of(connection)
    assert [name for name in nothing if not name.startswith("(")] == ["aerich"]
    assert nothing["(others)"] == [("sequence", "aerich_id_seq")]
    assert not await migrations.is_current(blank)
    assert await migrations.upgrade(blank) == VERSIONS
    assert await schema_of(connection) == first


async def test_each_migration_undoes_what_it_did_and_nothing_else(blank: str, connection: asyncpg.Connection) -> None:
    await migrations.upgrade(blank)
    steps = {len(VERSIONS): await schema_of(connection)}
    for number in reversed(range(1, len(VERSIONS))):
        assert await migrations.downgrade(blank, to=int(VERSIONS[number].partition("_")[0])) == [VERSIONS[number]]
        steps[number] = await schema_of(connection)
    for number in range(1, len(VERSIONS)):
        assert steps[number] != steps[number + 1]
    assert await migrations.upgrade(blank) == VERSIONS[1:]
    assert await schema_of(connection) == steps[len(VERSIONS)]


async def test_an_upgrade_of_what_is_current_does_nothing(blank: str, connection: asyncpg.Connection) -> None:
    await migrations.upgrade(blank)
    before = await schema_of(connection)
    assert await migrations.upgrade(blank) == []
    assert await schema_of(connection) == before


async def test_upgrades_at_the_same_time_run_each_migration_once(blank: str, connection: asyncpg.Connection) -> None:
    """As when several machines are deployed together. Aerich takes no lock."""
    program = (
        "import asyncio, sys; from core import migrations; print(len(asyncio.run(migrations.upgrade(sys.argv[1]))))"
    )
    processes = [
        await asyncio.create_subprocess_exec(
            sys.executable,
            "-c",
            program,
            blank,
            cwd=PROJECT,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
        )
        for _ in range(3)
    ]
    outputs = await asyncio.gather(*[process.communicate() for process in processes])
    assert [process.returncode for process in processes] == [0, 0, 0], outputs
    assert sorted(int(out) for out, _ in outputs) == [0, 0, len(VERSIONS)]
    rows = await connection.fetch("SELECT version FROM aerich ORDER BY id")
    assert [row["version"] for row in rows] == VERSIONS


async def test_a_migration_that_fails_leaves_nothing_half_done(blank: str, connection: asyncpg.Connection) -> None:
    await connection.execute("CREATE TABLE usage_hours (in_the_way int)")
    with pytest.raises(Exception, match="usage_hours"):
        await migrations.upgrade(blank)
    assert not await migrations.is_current(blank)
    assert await connection.fetchval("SELECT to_regclass('user_counters')") is None
    await connection.execute("DROP TABLE usage_hours")
    await migrations.upgrade(blank)
    assert await migrations.is_current(blank)


async def test_aerich_finds_no_change_that_waits_for_a_migration(
    database: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """`aerich migrate --offline`, on a copy. It asks Tortoise for a connection, though it uses none."""
    location = tmp_path / "migrations"
    shutil.copytree(PROJECT / "migrations", location, ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("upgrade_operators", "downgrade_operators", "_upgrade_fk_m2m_index_operators",
                 "_downgrade_fk_m2m_index_operators", "_upgrade_m2m", "_downgrade_m2m"):  # fmt: skip
        monkeypatch.setattr(Migrate, name, [])  # aerich collects on its class
    for name in ("app", "migrate_location", "_last_version_content", "dialect", "ddl"):
        monkeypatch.setattr(Migrate, name, getattr(Migrate, name, None), raising=False)
    config = tortoise_config("postgres://keymeter@localhost/keymeter")
    command = Command(tortoise_config=config, app=MANAGED_APP, location=str(location))
    await command.init(offline=True)
    assert await command.migrate(no_input=True, offline=True) == "", Migrate.upgrade_operators
    assert {path.name for path in (location / MANAGED_APP).glob("[0-9]*.py")} == set(VERSIONS)
