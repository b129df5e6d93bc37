"""The embedded PostgreSQL: its life, and every way a last run can have ended.

Which accounts, folders and programs it accepts is in test_embedded_postgres_folders.py.
"""

import asyncio
import os
import re
import signal
import subprocess
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any

import asyncpg
import pytest
from tortoise import Tortoise

from jobs.embedded_postgres import EmbeddedPostgres, EmbeddedPostgresError, postmaster, resolve_binaries

WHEEL = resolve_binaries(None)
Sql = Callable[[str, str], str]
Make = Callable[..., EmbeddedPostgres]
# Gives a Supervisor of conftest.py, which no test imports: every folder may have a conftest.
Supervise = Callable[..., Any]
Eventually = Callable[[Callable[[], object]], None]
Processes = Callable[[Path], list[int]]


def test_restart_keeps_data_and_stop_leaves_nothing_running(
    data_dir: Path, binaries: Path, user: str, supervise: Supervise, sql: Sql, processes: Processes
) -> None:
    first = supervise(data_dir, binaries, user)
    sql(first.line(), "CREATE TABLE kept AS SELECT 42 AS answer")
    assert first.finish() == 0
    assert processes(data_dir) == []
    second = supervise(data_dir, binaries, user)
    assert sql(second.line(), "SELECT answer FROM kept") == "42"


def test_server_never_runs_as_root_and_keeps_its_folders_private(
    data_dir: Path, user: str, supervise: Supervise, processes: Processes
) -> None:
    url = supervise(data_dir, WHEEL, user).line()
    process = Path(f"/proc/{processes(data_dir)[0]}")
    server_uid = process.stat().st_uid
    assert server_uid != 0
    if server_uid != os.geteuid():
        assert re.search(r"^Groups:\s*$", (process / "status").read_text(), re.MULTILINE), "it kept groups of root"
    for folder in (data_dir, Path(url.partition("?host=")[2])):
        assert (folder.stat().st_uid, folder.stat().st_mode & 0o777) == (server_uid, 0o700)
    assert (data_dir / "server.log").stat().st_mode & 0o077 == 0


def test_ctrl_c_reaches_the_supervisor_and_not_the_server(home: Path, supervise: Supervise, sql: Sql) -> None:
    supervisor = supervise(home / "data")
    url = supervisor.line()
    supervisor.interrupt()
    assert supervisor.line() == "interrupted"
    assert sql(url, "SELECT 42") == "42"
    assert "shutdown request" not in (home / "data" / "server.log").read_text()


def test_a_second_controller_on_the_same_folder_is_refused_and_harms_nothing(
    home: Path, postgres: Make, supervise: Supervise, sql: Sql
) -> None:
    first = supervise(home / "data")
    url = first.line()
    with pytest.raises(EmbeddedPostgresError, match=rf"process {first.process.pid}\).*--data-dir") as refusal:
        postgres().start()
    assert re.fullmatch(r"[^\n]+\.", str(refusal.value))
    assert sql(url, "SELECT 42") == "42"
    first.finish()
    postgres().start()


def test_two_controllers_on_two_folders_run_side_by_side(postgres: Make, sql: Sql) -> None:
    with postgres("one") as one, postgres("two") as two:
        sql(one.url(), "CREATE TABLE only_in_one ()")
        assert sql(two.url(), "SELECT to_regclass('only_in_one') IS NULL") == "t"
        assert sql(one.url(), "SELECT to_regclass('only_in_one') IS NULL") == "f"


def test_stop_cuts_open_sessions_off_and_rolls_them_back(postgres: Make, sql: Sql) -> None:
    server = postgres()
    url = server.start()
    sql(url, "CREATE TABLE kept (answer int)")
    command = [str(WHEEL / "psql"), "-XAt", "-d", url]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as psql:
        assert psql.stdin is not None and psql.stdout is not None
        psql.stdin.write(b"BEGIN; INSERT INTO kept VALUES (1); SELECT 'open';\n")
        psql.stdin.flush()
        while psql.stdout.readline().strip() != b"open":
            assert psql.poll() is None
        server.stop()
        psql.communicate(b"SELECT 1;\n")
        assert psql.returncode != 0
    assert sql(server.start(), "SELECT count(*) FROM kept") == "0"


def test_stop_ends_even_a_server_that_hangs(
    home: Path, postgres: Make, sql: Sql, processes: Processes, monkeypatch: pytest.MonkeyPatch
) -> None:
    ways = tuple((way, 10.0 if way == signal.SIGKILL else 0.1) for way, _ in postmaster.WAYS_TO_END_SERVER)
    monkeypatch.setattr(postmaster, "WAYS_TO_END_SERVER", ways)
    server = postgres()
    sql(server.start(), "CREATE TABLE kept AS SELECT 42 AS answer")
    record = postmaster.recorded(home / "data")
    assert record is not None
    os.kill(record.pid, signal.SIGSTOP)
    server.stop()
    assert record.pid not in processes(home)
    assert sql(server.start(), "SELECT answer FROM kept") == "42"


def test_settings_are_the_promised_ones_whatever_the_environment_says(
    postgres: Make, binaries: Path, sql: Sql, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in {"PGPORT": "6000", "TZ": "Asia/Tokyo", "LC_ALL": "de_DE", "PGOPTIONS": "-c fsync=off"}.items():
        monkeypatch.setenv(name, value)
    server = postgres(binaries=binaries)
    url = server.start()
    monkeypatch.undo()
    promised = {"fsync": "on", "synchronous_commit": "on", "listen_addresses": "", "timezone": "UTC", "port": "5432"}
    promised |= {"max_wal_size": "8GB", "checkpoint_timeout": "30min", "shared_buffers": "256MB"}
    promised |= {"max_connections": "200", "unix_socket_permissions": "0700", "server_encoding": "UTF8"}
    assert {name: sql(url, f"SHOW {name}") for name in promised} == promised
    provider = sql(url, "SELECT datlocprovider FROM pg_database WHERE datname = 'keymeter'")
    assert provider == ("b" if int(server.version.split(".")[0]) >= 17 else "c")
    assert sql(url, "SELECT lower('ÄΩ')") == "äω"
    assert sql(url, "SELECT DISTINCT type, auth_method FROM pg_hba_file_rules ORDER BY 1").splitlines() == [
        "host|scram-sha-256",
        "local|trust",
    ]
    assert sql(url, "SELECT current_user, current_database(), current_setting('server_version')").startswith(
        f"keymeter|keymeter|{server.version}"
    )


def test_secrets_of_our_environment_do_not_reach_the_server(
    home: Path, postgres: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KEYMETER_SECRET_KEY", "do-not-tell")
    postgres().start()
    server = postmaster.recorded(home / "data")
    assert server is not None
    assert b"do-not-tell" not in Path(f"/proc/{server.pid}/environ").read_bytes()


def test_asyncpg_and_tortoise_both_read_the_url(postgres: Make) -> None:
    url = postgres().start()
    assert re.fullmatch(r"postgres://keymeter@/keymeter\?host=/tmp/keymeter-\d+-[0-9a-f]{8}", url)

    async def ask() -> tuple[object, object]:
        connection = await asyncpg.connect(url)
        by_driver = await connection.fetchval("SELECT current_database()")
        await connection.close()
        # No models are needed to connect, but Tortoise wants a module to look for some in.
        with warnings.catch_warnings(action="ignore"):
            await Tortoise.init(db_url=url, modules={"models": [__name__]})
        rows = await Tortoise.get_connection("default").execute_query_dict("SELECT current_database() AS name")
        await Tortoise.close_connections()
        return by_driver, rows[0]["name"]

    assert asyncio.run(ask()) == ("keymeter", "keymeter")


def test_the_database_is_made_again_if_it_is_missing(postgres: Make, sql: Sql) -> None:
    with postgres() as server:
        sql(server.url("postgres"), "DROP DATABASE keymeter")
    assert sql(server.start(), "SELECT current_database()") == "keymeter"


def test_each_start_begins_a_log_and_keeps_the_one_before(home: Path, postgres: Make) -> None:
    for _ in range(3):
        with postgres():
            pass
    for log in ("server.log", "server.log.1"):
        assert (home / "data" / log).read_text().count("database system is ready") == 1


def test_a_server_that_will_not_start_is_explained_and_the_folder_let_go(home: Path, postgres: Make, sql: Sql) -> None:
    with postgres():
        pass
    settings = home / "data" / "postgresql.conf"
    good = settings.read_text()
    settings.write_text(good + "work_mem = 'plenty'\n")
    with pytest.raises(EmbeddedPostgresError, match=r"FATAL: .*server\.log.*\.$") as refusal:
        postgres().start()
    assert "\n" not in str(refusal.value)
    settings.write_text(good)
    assert sql(postgres().start(), "SELECT 42") == "42"
