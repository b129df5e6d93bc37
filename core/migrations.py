"""Running aerich's migrations, one process at a time."""

import asyncio
from collections.abc import Coroutine
from contextvars import Context
from pathlib import Path
from typing import TypeVar

import asyncpg
from aerich import Command
from aerich.models import Aerich

import migrations
from core.database import MANAGED_APP, connect_directly, tortoise_config

__all__ = ["downgrade", "is_current", "upgrade"]

T = TypeVar("T")
_LOCK = 0x6B657973  # any constant: the advisory lock of migrations
LOCATION = Path(next(iter(migrations.__path__)))


async def upgrade(url: str) -> list[str]:
    """Bring the database to the newest version; the names of what ran. Aerich takes no lock, so this does."""
    holder = await _lock(url)
    try:
        return await _apart(_upgrade(url))
    finally:
        await holder.close()


async def _upgrade(url: str) -> list[str]:
    async with _command(url) as command:
        return await command.upgrade()


async def downgrade(url: str, *, to: int) -> list[str]:
    """Undo every migration from number `to` on, newest first."""
    holder = await _lock(url)
    try:
        return await _apart(_downgrade(url, to))
    finally:
        await holder.close()


async def _downgrade(url: str, to: int) -> list[str]:
    async with _command(url) as command:
        applied = {int(row.version.partition("_")[0]) for row in await Aerich.filter(app=MANAGED_APP)}
        undone: list[str] = []
        for number in sorted((number for number in applied if number >= to), reverse=True):
            undone += await command.downgrade(number, delete=False)
        return undone


async def _apart(work: Coroutine[object, object, T]) -> T:
    """In a context of its own: Tortoise leaves a closed database behind in that of its caller, who then has none."""
    return await asyncio.create_task(work, context=Context())


async def is_current(url: str) -> bool:
    """Whether every migration shipped with this version has run."""
    connection = await connect_directly(url)
    try:
        rows = await connection.fetch("SELECT version FROM aerich WHERE app = $1", MANAGED_APP)
    except asyncpg.UndefinedTableError:
        return False
    finally:
        await connection.close()
    return {row["version"] for row in rows} >= set(_versions())


def _versions() -> list[str]:
    return sorted(path.name for path in (LOCATION / MANAGED_APP).glob("[0-9]*.py"))


async def _lock(url: str) -> asyncpg.Connection:
    connection = await connect_directly(url)
    async with asyncio.timeout(300):
        await connection.execute("SELECT pg_advisory_lock($1)", _LOCK, timeout=300)
    return connection


def _command(url: str) -> Command:
    config = tortoise_config(url)
    credentials = config["connections"]["default"]["credentials"]
    credentials["server_settings"] |= {"statement_timeout": "0", "lock_timeout": "30s"}
    credentials["command_timeout"] = 3600
    return Command(tortoise_config=config, app=MANAGED_APP, location=str(LOCATION))
