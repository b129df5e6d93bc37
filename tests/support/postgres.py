"""One PostgreSQL for a test run, a migrated template in it, and a clone of the template for every test that asks."""

import asyncio
import contextlib
import os
import shutil
import tempfile
from collections.abc import AsyncIterator
from pathlib import Path
from uuid import uuid4

import asyncpg

from core import migrations
from core.database import close_database, open_database
from core.metering import ensure_partitions, months_ahead
from jobs.embedded_postgres import EmbeddedPostgres, resolve_binaries

__all__ = ["TestPostgres"]

TEMPLATE = "keymeter_template"
MEMORY_FREE_MIN = 8 * 1024**3


class TestPostgres:
    """Started once, by pytest's main process; workers find it by the URL in the environment."""

    __test__ = False
    VARIABLE = "KEYMETER_TEST_SERVER"

    def __init__(self) -> None:
        self._folder = tempfile.TemporaryDirectory(prefix="keymeter-test-", dir=_memory())
        os.chmod(self._folder.name, 0o755)  # as root, PostgreSQL runs as another user
        binaries = resolve_binaries(os.environ.get("KEYMETER_TEST_POSTGRES_BIN") or None)
        self.server = EmbeddedPostgres(Path(self._folder.name) / "postgres", binaries=binaries)

    def start(self) -> None:
        self.server.start()
        os.environ[self.VARIABLE] = self.server.url("DATABASE")
        asyncio.run(self._make_template())

    def stop(self) -> None:
        self.server.stop()
        self._folder.cleanup()

    async def _make_template(self) -> None:
        await _administer(f"CREATE DATABASE {TEMPLATE}")
        url = url_of(TEMPLATE)
        await migrations.upgrade(url)
        await open_database(url)
        await ensure_partitions(months_ahead(1))
        await close_database()


def _memory() -> str | None:
    """A folder in memory with room for a long run, if there is one: a clone is 600 small files, which many a disk takes
    a second to make. Nothing is lost by it: what crashes in tests is processes, never the machine."""
    folder = "/dev/shm"
    if not os.access(folder, os.W_OK | os.X_OK):
        return None
    return folder if shutil.disk_usage(folder).free >= MEMORY_FREE_MIN else None


def url_of(database: str) -> str:
    return os.environ[TestPostgres.VARIABLE].replace("/DATABASE", f"/{database}")


async def clone_template(template: str = TEMPLATE) -> str:
    """The name of a fresh, migrated, empty database; or of a copy of another one that nobody is connected to."""
    name = f"test_{uuid4().hex}"
    # Copied as files: writing 600 small relations to the log as well, which is the default, costs four times the work.
    await _administer(f"CREATE DATABASE {name} TEMPLATE {template} STRATEGY FILE_COPY")
    return name


@contextlib.asynccontextmanager
async def opened_clone(template: str = TEMPLATE) -> AsyncIterator[str]:
    """The URL of a clone that is open in this process while the context is, and gone after it."""
    name = await clone_template(template)
    await open_database(url_of(name))
    try:
        yield url_of(name)
    finally:
        await close_database()
        await drop_database(name)


async def create_database() -> str:
    """The name of a fresh database with nothing in it."""
    name = f"test_{uuid4().hex}"
    await _administer(f"CREATE DATABASE {name}")
    return name


async def drop_database(name: str) -> None:
    await _administer(f"DROP DATABASE {name} WITH (FORCE)")


async def _administer(statement: str) -> None:
    connection = await asyncpg.connect(url_of("postgres"))
    try:
        await connection.execute(statement)
    finally:
        await connection.close()
