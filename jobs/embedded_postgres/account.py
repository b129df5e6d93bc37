"""Who runs PostgreSQL, and which folders are safe to run it on.

PostgreSQL refuses root, so a root supervisor hands every PostgreSQL process to an unprivileged account. Sessions on
the socket are trusted, so a folder is private to that account or is not used.
"""

import os
import pwd
import stat
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

# In this order: a `postgres` account exists for the purpose, `nobody` exists everywhere.
UNPRIVILEGED_NAMES = ("postgres", "nobody")
# Prints the first argument that cannot be entered. /bin/sh is there: initdb and archive commands need it as well.
FIRST_CLOSED_FOLDER = 'for folder do cd -- "$folder" 2>/dev/null || { printf %s "$folder"; exit 1; }; done'


class EmbeddedPostgresError(Exception):
    """The embedded server cannot be had. The message is one sentence: what happened and what to do about it."""


@dataclass(frozen=True)
class Account:
    """The operating-system account PostgreSQL's programs run as; `switched` when it is not our own."""

    uid: int
    gid: int
    name: str
    switched: bool

    @classmethod
    def current(cls) -> "Account":
        """The account of this process."""
        return cls(os.geteuid(), os.getegid(), account_name(os.geteuid()), switched=False)

    def run(self, arguments: Sequence[str | Path]) -> subprocess.CompletedProcess[str]:
        """Run a program to its end and capture what it says. OSError if it cannot be executed; no check of the code."""
        return subprocess.run(
            arguments,
            check=False,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            encoding="utf-8",
            errors="replace",
            cwd="/",
            env=_environment(),
            start_new_session=True,
            user=self.uid if self.switched else None,
            group=self.gid if self.switched else None,
            extra_groups=[] if self.switched else None,
        )

    def spawn(self, arguments: Sequence[str | Path], *, output: int) -> subprocess.Popen[bytes]:
        """Start a program in a session of its own, so that Ctrl-C and a closed terminal reach us and not it."""
        return subprocess.Popen(
            arguments,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            cwd="/",
            env=_environment(),
            start_new_session=True,
            user=self.uid if self.switched else None,
            group=self.gid if self.switched else None,
            extra_groups=[] if self.switched else None,
        )

    def closed_folder(self, folder: Path) -> str:
        """The outermost folder on the way to and including `folder` that this account cannot enter; "" if none.

        Asked by trying, as the account: mode bits alone would misread access-control lists.
        """
        way = [str(step) for step in (*reversed(folder.parents), folder)]
        return self.run(["/bin/sh", "-c", FIRST_CLOSED_FOLDER, "sh", *way]).stdout


def choose_account(data_dir: Path) -> Account:
    """Our own account, or for root an unprivileged one: the owner of an existing data folder if it is one of these.

    The owner goes first, so that a folder made as `nobody` is not stranded when somebody installs a `postgres`.
    """
    if os.geteuid() != 0:
        return Account.current()
    owner = data_dir.stat().st_uid if data_dir.exists() else None
    candidates = []
    for name in UNPRIVILEGED_NAMES:
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            continue
        candidates.append(Account(entry.pw_uid, entry.pw_gid, name, switched=True))
    if not candidates:
        raise EmbeddedPostgresError(
            "PostgreSQL refuses to run as root and there is neither a postgres nor a nobody account to run it as: "
            "start Keymeter as another user."
        )
    return next((account for account in candidates if account.uid == owner), candidates[0])


def require_private(folder: Path, account: Account, *, remedy: str) -> None:
    """Raise unless `folder` is a real folder of `account` that nobody else may enter (mode 0700).

    Nothing is repaired here: who could write to the folder before may have left something in it.
    """
    status = folder.lstat()
    if not stat.S_ISDIR(status.st_mode):
        raise EmbeddedPostgresError(f"{folder} is not a folder: {remedy}.")
    if status.st_uid != account.uid:
        owner = account_name(status.st_uid)
        raise EmbeddedPostgresError(f"{folder} belongs to {owner} but PostgreSQL runs as {account.name}: {remedy}.")
    if status.st_mode & 0o077:
        mode = stat.S_IMODE(status.st_mode)
        raise EmbeddedPostgresError(
            f"{folder} is open to other users (mode {mode:04o}) and PostgreSQL trusts whoever can reach it: {remedy}."
        )


def telling_line(output: str) -> str:
    """The line of a program's output that says why it ended."""
    lines = [line.strip() for line in output.splitlines() if line.strip()]
    telling = [line for line in lines if "FATAL:" in line or "PANIC:" in line or "error:" in line]
    return (telling or lines or ["it said nothing"])[-1]


def account_name(uid: int) -> str:
    """The name to print for a user id; a container often has no entry for it."""
    try:
        return pwd.getpwuid(uid).pw_name
    except KeyError:
        return f"user {uid}"


def _environment() -> dict[str, str]:
    """What PostgreSQL's programs see of our environment: little.

    PG* and LC_* variables would change what they do (PGPORT, PGDATA, the locale of a new data folder), and the rest
    may hold secrets, which every session of a superuser could read.
    """
    kept = {name: value for name in ("PATH", "LD_LIBRARY_PATH") if (value := os.environ.get(name))}
    return {**kept, "LC_ALL": "C", "TZ": "UTC"}
