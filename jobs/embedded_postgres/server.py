"""One embedded PostgreSQL server on one data folder.

The server is our own child, not `pg_ctl`'s: pg_ctl gives up after a number of seconds, looks ten times a second,
hands paths through a shell, and leaves nobody who would see the server die. Three paths belong to a server:

    <data folder>                 PostgreSQL's own, private to the account that runs it; server.log is in it
    <data folder>.lock            held by the one supervisor that may touch the folder; stays when it stops
    /tmp/keymeter-<uid>-<hash>    the socket, as the path of a socket may have about 100 bytes only
"""

import contextlib
import fcntl
import hashlib
import logging
import os
import signal
import subprocess
import time
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import Self
from urllib.parse import quote

from jobs.embedded_postgres import postmaster
from jobs.embedded_postgres.account import (
    Account,
    EmbeddedPostgresError,
    account_name,
    choose_account,
    require_private,
    telling_line,
)
from jobs.embedded_postgres.binaries import binaries_for, resolve_binaries, version_of
from jobs.embedded_postgres.data_folder import prepare_data_folder
from jobs.embedded_postgres.session import ServerRefused, execute

USER = DATABASE = "keymeter"
SOCKETS_FOLDER = Path("/tmp")
PORT = 5432
# Given on the command line, so they hold for every data folder whenever it was made, and beat its postgresql.conf.
# Who wants to tune the server brings one of their own and names it in the database URL.
SETTINGS = {
    "listen_addresses": "",
    "port": str(PORT),
    "unix_socket_permissions": "0700",
    "max_connections": "200",
    "shared_buffers": "256MB",
    # Usage arrives in bursts: with the default of 1GB they force checkpoint after checkpoint.
    "max_wal_size": "8GB",
    "checkpoint_timeout": "30min",
    # An acknowledged event survives a power cut.
    "fsync": "on",
    "synchronous_commit": "on",
    # "Ready" means for writing, also while a restored backup is being replayed.
    "hot_standby": "off",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "log_destination": "stderr",
    "logging_collector": "off",
}
NOTICE_AFTER_SECONDS = 5.0
LOG_TAIL_BYTES = 64 * 1024

log = logging.getLogger("keymeter.postgres")


class EmbeddedPostgres:
    """Controls the PostgreSQL of one data folder; as a context manager, starts and stops it.

    Blocks, and is not for several threads at once. Every failure is an EmbeddedPostgresError. `binaries` is what
    resolve_binaries found, or None to look with no setting.
    """

    def __init__(self, data_dir: Path, *, binaries: Path | None = None) -> None:
        self.data_dir = data_dir.expanduser().resolve()
        self._asked_binaries = binaries
        self._account: Account | None = None
        self._binaries: Path | None = None
        self._version: str | None = None
        self._lock: int | None = None
        self._process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.stop()

    @property
    def account(self) -> Account:
        """Who runs the server: ourselves, or for root an unprivileged account."""
        if self._account is None:
            self._account = choose_account(self.data_dir)
        return self._account

    @property
    def binaries(self) -> Path:
        """The folder of the programs that are run: a copy, where the account could not execute the original."""
        if self._binaries is None:
            self._binaries = binaries_for(self.account, self._asked_binaries or resolve_binaries(None))
        return self._binaries

    @property
    def version(self) -> str:
        """The version of the programs, such as "18.4"; known before the start as well."""
        if self._version is None:
            self._version = version_of(self.binaries, self.account)
        return self._version

    @property
    def socket_dir(self) -> Path:
        """The folder of the socket: the same one whenever the same account serves the same data folder."""
        digest = hashlib.sha256(os.fsencode(self.data_dir)).hexdigest()[:8]
        return SOCKETS_FOLDER / f"keymeter-{self.account.uid}-{digest}"

    def url(self, database: str = DATABASE) -> str:
        """The address of a database of this server, in the form that Tortoise and asyncpg both read."""
        return f"postgres://{USER}@/{quote(database, safe='')}?host={self.socket_dir}"

    def start(self) -> str:
        """Bring the server up, whatever state the last run left, and return the URL of its database `keymeter`.

        Makes the data folder and the database if they are missing. Waits as long as crash recovery takes. A server
        that a killed supervisor left behind is shut down first, so that none of its sessions or settings survives.
        If anything fails or interrupts, nothing stays behind running.
        """
        try:
            self._take_lock()
            try:
                prepare_data_folder(
                    self.data_dir, self.account, binaries=self.binaries, version=self.version, user=USER
                )
                self._prepare_socket_dir()
                self._end_previous_server()
                self._launch()
                self._ensure_database()
            except BaseException:
                self.stop()
                raise
        except OSError as error:
            raise EmbeddedPostgresError(
                f"PostgreSQL cannot be started on {self.data_dir} ({error}): check that {account_name(os.geteuid())} "
                "may write there or choose another folder with --data-dir."
            ) from error
        return self.url()

    def stop(self) -> None:
        """End the server and give up the lock: fast, then immediate, then killed, each bounded. Harmless if stopped.

        Sessions that are still open are cut off and their transactions rolled back.
        """
        process, self._process = self._process, None
        try:
            if process is not None:
                if not postmaster.end(process.pid, lambda: process.poll() is None, postmaster.WAYS_TO_END_SERVER):
                    log.error("PostgreSQL (process %d) cannot be ended, not even by a kill.", process.pid)
                # Refused while something is in it; the next start clears it.
                with contextlib.suppress(OSError):
                    self.socket_dir.rmdir()
        finally:
            lock, self._lock = self._lock, None
            if lock is not None:
                os.close(lock)

    def _take_lock(self) -> None:
        """Become the only supervisor of the data folder, until stop() or until this process ends in whatever way."""
        self.data_dir.parent.mkdir(parents=True, exist_ok=True)
        lock = os.open(f"{self.data_dir}.lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW, 0o600)
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            os.ftruncate(lock, 0)
            os.pwrite(lock, f"{os.getpid()}\n".encode(), 0)
        except BlockingIOError:
            holder = os.pread(lock, 20, 0).decode(errors="replace").strip() or "unknown"
            os.close(lock)
            raise EmbeddedPostgresError(
                f"{self.data_dir} is in use by another Keymeter (process {holder}): stop that one or choose another "
                "folder with --data-dir."
            ) from None
        except BaseException:
            os.close(lock)
            raise
        self._lock = lock

    def _prepare_socket_dir(self) -> None:
        """Have the socket's folder and be sure that it is ours: /tmp is everybody's, another may have made it first."""
        folder = self.socket_dir
        with contextlib.suppress(FileExistsError):
            folder.mkdir(mode=0o700)
        if folder.lstat().st_uid == os.geteuid():
            # Just made, or left between these two lines by a supervisor that was killed.
            os.chown(folder, self.account.uid, self.account.gid, follow_symlinks=False)
        require_private(folder, self.account, remedy="remove it, as somebody else may be listening there")

    def _end_previous_server(self) -> None:
        """End what a killed supervisor or a killed server left, and clear what would keep a new server from starting.

        A server that is still recovering is left to finish: begun anew each time, recovery might never end.
        """
        record = postmaster.recorded(self.data_dir)
        if record is not None and postmaster.serves(record.pid, self.data_dir):
            pid, notice = record.pid, _Notice(self.data_dir)
            log.info("PostgreSQL (process %d) was left running by a supervisor that was killed; ending it.", pid)
            while postmaster.serves(pid, self.data_dir) and record and record.status not in ("ready", "stopping"):
                notice.wait()
                record = postmaster.recorded(self.data_dir)
            self._end(pid, postmaster.WAYS_TO_END_SERVER)
        # Sessions outlive a killed server while they compute, and PostgreSQL starts no other one beside them.
        for pid in postmaster.processes_of(self.data_dir):
            self._end(pid, postmaster.WAYS_TO_END_ORPHAN)
        postmaster.drop_misleading_record(self.data_dir)
        for leftover in self.socket_dir.iterdir():
            leftover.unlink()

    def _end(self, pid: int, ways: Sequence[tuple[signal.Signals, float]]) -> None:
        if not postmaster.end(pid, lambda: postmaster.serves(pid, self.data_dir), ways):
            raise EmbeddedPostgresError(
                f"Another PostgreSQL (process {pid}) works on {self.data_dir} and cannot be ended: end it yourself and "
                "start again."
            )

    def _launch(self) -> None:
        """Start the server and wait, as long as it takes, until it is ready or has ended."""
        settings = {**SETTINGS, "unix_socket_directories": str(self.socket_dir)}
        command = [str(self.binaries / "postgres"), "-D", str(self.data_dir)]
        command += [argument for name, value in settings.items() for argument in ("-c", f"{name}={value}")]
        before = postmaster.recorded(self.data_dir)
        output = self._open_log()
        try:
            self._process = self.account.spawn(command, output=output)
            if not self._became_ready(self._process, before):
                size = os.fstat(output).st_size
                tail = os.pread(output, LOG_TAIL_BYTES, max(0, size - LOG_TAIL_BYTES)).decode(errors="replace")
                raise EmbeddedPostgresError(
                    f"PostgreSQL did not start on {self.data_dir} ({telling_line(tail)}): mend that, see "
                    f"{self.data_dir / 'server.log'}, and start again."
                )
        finally:
            os.close(output)

    def _became_ready(self, process: subprocess.Popen[bytes], before: postmaster.Postmaster | None) -> bool:
        """Wait for the server's own word that it is ready; False if it ended instead.

        `before` is the record that lay in the folder already: it may say "ready" under the very same number.
        """
        notice = _Notice(self.data_dir)
        while process.poll() is None:
            record = postmaster.recorded(self.data_dir)
            if record is not None and record != before and record.pid == process.pid and record.status == "ready":
                return True
            notice.wait()
        return False

    def _open_log(self) -> int:
        """A new server.log; the one before is kept as server.log.1.

        Made afresh and never followed through a link: we may be root here, in a folder of an unprivileged account.
        """
        path = self.data_dir / "server.log"
        with contextlib.suppress(FileNotFoundError):
            path.rename(path.with_name("server.log.1"))
        output = os.open(path, os.O_RDWR | os.O_APPEND | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
        os.fchown(output, self.account.uid, self.account.gid)
        return output

    def _ensure_database(self) -> None:
        """Open a session on our database, which proves that the server answers; make the database if it is missing."""
        server = self.socket_dir / f".s.PGSQL.{PORT}"
        try:
            try:
                execute(server, user=USER, database=DATABASE, statement="SELECT 1")
            except ServerRefused as refusal:
                if refusal.code != "3D000":
                    raise
                execute(server, user=USER, database="postgres", statement=f'CREATE DATABASE "{DATABASE}"')
        except ServerRefused as refusal:
            raise EmbeddedPostgresError(
                f"PostgreSQL runs on {self.data_dir} but refuses us ({refusal}): mend that, see "
                f"{self.data_dir / 'server.log'}, and start again."
            ) from refusal


class _Notice:
    """Waits a moment at a time, and says so once the waiting gets long: recovery may take minutes."""

    def __init__(self, data_dir: Path) -> None:
        self._data_dir = data_dir
        self._since = time.monotonic()
        self._given = False

    def wait(self) -> None:
        """Sleep for a moment, longer once the notice was given."""
        time.sleep(0.1 if self._given else 0.005)
        if not self._given and time.monotonic() - self._since > NOTICE_AFTER_SECONDS:
            self._given = True
            log.warning("PostgreSQL is recovering from a crash, please wait; see %s.", self._data_dir / "server.log")
