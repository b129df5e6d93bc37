"""Which database `keymeter demo` may use: one that is empty or that it made itself, and no other.

What it made, it knows again by a mark in the database's comment.
"""

import logging
import os
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path
from typing import Any

from pydantic import SecretStr

from core.database import connect_directly
from core.settings import Settings
from jobs.embedded_postgres import EmbeddedPostgres
from jobs.preparation import embedded_postgres, make_data_dir, running
from jobs.refusal import Refused
from jobs.stopping import run

__all__ = ["demo_database", "demo_folder"]

log = logging.getLogger("keymeter.demo")

MARK = "Made by `keymeter demo`: anything in it may be lost."
#: Where root keeps demos that PostgreSQL's account could not reach in the working folder (often /root).
ROOT_FOLDER = Path("/var/lib/keymeter")

# Empty is a database without relations of its own; what an extension brought does not count.
_STATE = """
SELECT coalesce(shobj_description(oid, 'pg_database'), '') AS comment,
       NOT EXISTS (SELECT FROM pg_class relation JOIN pg_namespace space ON space.oid = relation.relnamespace
                   WHERE space.nspname NOT LIKE 'pg\\_%' AND space.nspname <> 'information_schema'
                   AND NOT EXISTS (SELECT FROM pg_depend WHERE classid = 'pg_class'::regclass
                                   AND objid = relation.oid AND deptype = 'e')) AS empty
FROM pg_database WHERE datname = current_database()
"""
_STATEMENT = "SELECT format('COMMENT ON DATABASE %I IS %L', current_database(), $1::text)"


def demo_folder(settings: Settings, asked: Path | None) -> Path:
    """The folder of this demo's data: the one asked for, else `demo` in the data folder.

    For root it is elsewhere if PostgreSQL's account cannot get there: who clones into /root wants a demo, not advice.
    """
    if asked is not None:
        return asked.expanduser().resolve()
    folder = settings.data_dir / "demo"
    if os.geteuid() != 0:
        return folder
    elsewhere = ROOT_FOLDER / f"demo-{sha256(os.fsencode(folder)).hexdigest()[:8]}"
    reachable = next(step for step in folder.parents if step.exists())
    closed = EmbeddedPostgres(folder / "postgres").account.closed_folder(reachable)
    return elsewhere if closed or elsewhere.exists() else folder


@contextmanager
def demo_database(settings: Settings, folder: Path) -> Iterator[tuple[Settings, EmbeddedPostgres | None]]:
    """Settings of a running database that is the demo's, and its server if it is the embedded one.

    The database of DATABASE_URL serves if it is empty or was made by this very demo; any other is left alone, and the
    embedded one runs in its place. Refused if the embedded one holds something else: `keymeter serve` was here.
    """
    make_data_dir(folder)
    own: dict[str, Any] = {"data_dir": folder, "pepper": SecretStr(""), "pepper_file": folder / "pepper"}
    settings = settings.model_copy(update=own)
    if settings.database_url and not (folder / "postgres").exists():
        if run(_claim(settings.direct_url, known=(folder / "pepper").exists())):
            yield settings, None
            return
        log.warning("DATABASE_URL is not a database that this demo made; it is left alone.")
    postgres = embedded_postgres(settings)
    with running(postgres) as url:
        if not run(_claim(url, known=True)):
            raise Refused(
                f"The database in {folder} was not made by `keymeter demo`, which touches no other: choose another"
                " folder with --data-dir."
            )
        yield settings.model_copy(update={"database_url": url, "database_direct_url": ""}), postgres


async def _claim(url: str, *, known: bool) -> bool:
    """Mark an empty database as ours; whether it is ours. `known` False: we have made none so far.

    The mark comes before the first table, so a demo that was killed in between is still known again.
    """
    try:
        connection = await connect_directly(url)
    except Exception as error:  # whatever a driver may say: it is not a database of ours
        log.warning("The database does not let us in: %s", " ".join(str(error).split()))
        return False
    try:
        state = await connection.fetchrow(_STATE)
        if MARK in state["comment"]:
            return known
        if not state["empty"]:
            return False
        comment = f"{state['comment']}\n{MARK}".strip()
        await connection.execute(await connection.fetchval(_STATEMENT, comment))
        return True
    except Exception as error:  # such as a role that does not own the database
        log.warning("The database cannot be marked as the demo's: %s", error)
        return False
    finally:
        await connection.close()
