"""What has to be true before anything is served: a database that answers, of this version, and the right pepper."""

import logging
import os
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path

from core.audit import enter_by
from core.database import close_database, connect_directly, fetch, open_database
from core.errors import KeymeterError
from core.migrations import is_current, upgrade
from core.pepper import check_pepper, load_pepper, make_pepper_file, use_pepper
from core.settings import Settings
from jobs.embedded_postgres import EmbeddedPostgres, resolve_binaries
from jobs.refusal import Refused
from jobs.stopping import not_interrupted, run

__all__ = [
    "database_url",
    "embedded_postgres",
    "load_settings",
    "make_data_dir",
    "migrate",
    "open_prepared",
    "require_answer",
    "running",
    "worker_environment",
]

log = logging.getLogger("keymeter.preparation")


def load_settings(**options: object) -> Settings:
    """The settings, with what the command line says (None: nothing) before what the environment says."""
    given = {name: value for name, value in options.items() if value is not None}
    settings = Settings().model_copy(update=given)
    return settings.model_copy(update={"data_dir": settings.data_dir.expanduser().resolve()})


def worker_environment(settings: Settings) -> dict[str, str]:
    """What makes a worker read the same settings, whatever the environment or a `.env` file says."""
    return {
        "KEYMETER_DATABASE_URL": settings.database_url,
        "KEYMETER_DATABASE_DIRECT_URL": settings.database_direct_url,
        "KEYMETER_DATA_DIR": str(settings.data_dir),
        "KEYMETER_PEPPER": settings.pepper.get_secret_value(),
        "KEYMETER_PEPPER_FILE": str(settings.pepper_file or settings.data_dir / "pepper"),
        "KEYMETER_HOST": settings.host,
        "KEYMETER_PORT": str(settings.port),
        "KEYMETER_WORKERS": str(settings.workers),
    }


def make_data_dir(folder: Path) -> None:
    """Make the folder and those above it. What is secret in it is private by itself.

    Root hands PostgreSQL to another account, which has to be able to enter: its umask must not decide that.
    """
    missing = [step for step in (folder, *folder.parents) if not step.exists()]
    for step in reversed(missing):
        step.mkdir(exist_ok=True)
        if os.geteuid() == 0:
            step.chmod(0o755)


def embedded_postgres(settings: Settings) -> EmbeddedPostgres:
    """The server in the data folder; not started."""
    make_data_dir(settings.data_dir)
    binaries = resolve_binaries(settings.postgres_bin) if settings.postgres_bin else None
    return EmbeddedPostgres(settings.data_dir / "postgres", binaries=binaries)


@contextmanager
def running(postgres: EmbeddedPostgres) -> Iterator[str]:
    """The server, started, as its URL. It is stopped in every case, and no second Ctrl-C keeps it from that."""
    try:
        yield postgres.start()
    finally:
        with not_interrupted():
            postgres.stop()


@contextmanager
def database_url(settings: Settings) -> Iterator[Settings]:
    """Settings with a database URL, for a command that is over soon.

    The configured database; else the embedded one, which may be up already because `keymeter serve` runs.
    """
    if settings.database_url:
        yield settings
        return
    postgres = embedded_postgres(settings)
    if run(_answers(postgres.url())):
        yield settings.model_copy(update={"database_url": postgres.url(), "database_direct_url": ""})
        return
    with running(postgres) as url:
        yield settings.model_copy(update={"database_url": url, "database_direct_url": ""})


async def _answers(url: str) -> bool:
    try:
        await require_answer(url)
    except Refused:
        return False
    return True


async def require_answer(url: str) -> None:
    """Refused, in one sentence, unless the database lets us in."""
    try:
        connection = await connect_directly(url)
        await connection.close()
    except Exception as error:  # a driver has dozens of them, and doors do not know the driver
        reason = " ".join(str(error).split()) or type(error).__name__
        raise Refused(
            f"The database does not let us in ({reason}): check that it runs and that DATABASE_URL is right."
        ) from error


async def migrate(settings: Settings) -> list[str]:
    """Bring the database to this version; the names of what ran."""
    try:
        return await upgrade(settings.direct_url)
    except KeymeterError:
        raise
    except Exception as error:
        log.debug("migration failed", exc_info=True)
        reason = " ".join(str(error).split()) or type(error).__name__
        raise Refused(
            f"A migration failed ({reason}) and was undone: mend that and run `keymeter migrate` again."
        ) from error


@asynccontextmanager
async def open_prepared(settings: Settings, *, migrating: bool = False) -> AsyncIterator[list[str]]:
    """The database, open in this process, current and with its pepper in use; the names of migrations that ran.

    A new pepper is made only for a database that has never seen one. Everywhere else a missing pepper file is an
    error: with a fresh one, not a single key would be known.
    """
    await require_answer(settings.direct_url)
    ran = await migrate(settings) if migrating else []
    if not migrating and not await is_current(settings.direct_url):
        raise Refused("The database is not of this version: run `keymeter migrate` first.")
    await open_database(settings.database_url, pool_size=settings.pool_size)
    try:
        if not await fetch("SELECT 1 FROM pepper_canaries LIMIT 1"):
            make_data_dir(settings.data_dir)
            make_pepper_file(settings)
        pepper = load_pepper(settings)
        await check_pepper(pepper)
        use_pepper(pepper)
        enter_by("command")
        yield ran
    finally:
        await close_database()
