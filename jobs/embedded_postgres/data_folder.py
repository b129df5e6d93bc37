"""A PostgreSQL data folder: made whole or not at all, and opened only by the version that made it."""

import os
import shutil
import tempfile
from pathlib import Path

from jobs.embedded_postgres.account import Account, EmbeddedPostgresError, require_private, telling_line
from jobs.embedded_postgres.binaries import major_of

BUILTIN_LOCALE_MAJOR_MIN = 17


def prepare_data_folder(data_dir: Path, account: Account, *, binaries: Path, version: str, user: str) -> None:
    """Make the data folder if it is missing or empty; then raise unless it is private and of our major version.

    Call it holding the folder's lock.
    """
    if closed := account.closed_folder(data_dir.parent):
        raise EmbeddedPostgresError(
            f"PostgreSQL runs as {account.name}, who cannot enter {closed}: choose a data folder elsewhere with "
            "--data-dir."
        )
    _remove_unfinished(data_dir)
    if _is_vacant(data_dir):
        _initialise(data_dir, account, binaries=binaries, major=major_of(version), user=user)
    remedy = f"give it to {account.name} alone (mode 0700) or choose another folder with --data-dir"
    require_private(data_dir, account, remedy=remedy)
    _require_same_major(data_dir, version)


def _is_vacant(data_dir: Path) -> bool:
    """Whether nothing is there yet. A folder we cannot look into is taken; whose it is gets checked next."""
    try:
        return not data_dir.exists() or (data_dir.is_dir() and not any(data_dir.iterdir()))
    except PermissionError:
        return False


def _initialise(data_dir: Path, account: Account, *, binaries: Path, major: int, user: str) -> None:
    """Make the data folder under another name and rename it once complete: half a data folder could never start.

    The locale is PostgreSQL's own where it has one, so that text sorts the same on every machine.
    """
    if os.path.ismount(data_dir):
        raise EmbeddedPostgresError(
            f"{data_dir} is a mount point, which cannot be replaced: choose a folder within it with --data-dir."
        )
    locale = ["--locale=C.UTF-8"]
    if major >= BUILTIN_LOCALE_MAJOR_MIN:
        locale = ["--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C"]
    access = ["--auth-local=trust", "--auth-host=scram-sha-256"]
    unfinished = Path(tempfile.mkdtemp(prefix=_unfinished_prefix(data_dir), dir=data_dir.parent))
    try:
        os.chown(unfinished, account.uid, account.gid, follow_symlinks=False)
        initdb = [str(binaries / "initdb"), "-D", str(unfinished), "-U", user, "-E", "UTF8", "--data-checksums"]
        made = account.run([*initdb, *locale, *access])
        if made.returncode != 0:
            raise EmbeddedPostgresError(
                f"A new data folder could not be made at {data_dir} ({telling_line(made.stderr)}): mend that or "
                "choose another folder with --data-dir."
            )
        unfinished.rename(data_dir)
        # initdb has synced its files; without this a power cut could still take the folder's name away, and all
        # that was committed in the meantime with it.
        _sync(data_dir.parent)
    except BaseException:
        shutil.rmtree(unfinished, ignore_errors=True)
        raise


def _unfinished_prefix(data_dir: Path) -> str:
    return f".{data_dir.name}.initdb-"


def _remove_unfinished(data_dir: Path) -> None:
    """Clear what a killed initialisation left. Its initdb may be writing still, then a later start clears the rest."""
    for entry in data_dir.parent.iterdir():
        if entry.name.startswith(_unfinished_prefix(data_dir)):
            shutil.rmtree(entry, ignore_errors=True)


def _require_same_major(data_dir: Path, version: str) -> None:
    try:
        made_by = (data_dir / "PG_VERSION").read_text().strip()
    except FileNotFoundError:
        raise EmbeddedPostgresError(
            f"{data_dir} holds files but is no PostgreSQL data folder: choose another one with --data-dir."
        ) from None
    if made_by != str(major_of(version)):
        raise EmbeddedPostgresError(
            f"{data_dir} was made by PostgreSQL {made_by} and cannot be opened by PostgreSQL {version}: set "
            f"KEYMETER_POSTGRES_BIN to the bin folder of a PostgreSQL {made_by}, or upgrade the folder with "
            f"pg_upgrade, or save it with the pg_dump of {made_by} and restore that into a new folder."
        )


def _sync(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
