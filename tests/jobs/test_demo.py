"""`keymeter demo` as people meet it: one command, one line, and nothing left behind."""

import os
import re
import signal
import socket
import stat
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import pytest

from jobs.embedded_postgres import EmbeddedPostgres, postmaster, resolve_binaries
from tests.support.keymeter import PLAIN_USERS, Keymeter, answers, call, eventually, keymeters, port_is_free
from tests.support.postgres import clone_template, drop_database, url_of

Start = Callable[..., Keymeter]
FIELDS = ["url", "admin_email", "admin_password", "admin_token", "api_key", "user_id"]


@pytest.fixture
def start(home: Path) -> Iterator[Start]:
    yield from keymeters(home)


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return int(listener.getsockname()[1])


@pytest.mark.parametrize("user", ["", *PLAIN_USERS], ids=lambda user: user or "ourselves")
def test_one_line_says_what_opens_it_and_ctrl_c_leaves_nothing_running(
    user: str, home: Path, start: Start, processes: Callable[[Path], list[int]]
) -> None:
    home.chmod(0o777)
    demo = start("demo", "--json", "--bare", "--port", "0", "--data-dir", home / "demo", user=user)
    access = demo.line()
    assert list(access) == FIELDS
    assert call(access["url"], access["api_key"]).status_code == httpx.codes.OK
    assert call(access["url"], access["api_key"][:-1]).status_code == httpx.codes.UNAUTHORIZED
    assert processes(home)
    demo.interrupt()
    assert demo.finish() == (0, "")
    assert processes(home) == []
    assert demo.workers() == []
    assert port_is_free(access["url"])
    assert demo.errors == ""
    secret_files = [home / "demo" / name for name in ("demo.json", "pepper")]
    assert [stat.S_IMODE(file.stat().st_mode) for file in secret_files] == [0o600, 0o600]


def test_the_demo_survives_every_kind_of_kill(home: Path, start: Start) -> None:
    """One demo through it all, since each start costs seconds."""
    arguments = ("demo", "--json", "--bare", "--workers", "2", "--port", str(free_port()), "--data-dir", home / "demo")
    killed = start(*arguments)
    access = killed.line()
    key, url = access["api_key"], access["url"]
    workers = killed.workers()
    assert len(workers) == 2

    # A worker: another one takes its place, and the server answers throughout.
    os.kill(workers[0], signal.SIGKILL)
    eventually(lambda: len(killed.workers()) == 2 and workers[0] not in killed.workers())
    assert answers(url, key)

    # PostgreSQL: it is started again, and the workers find it without a restart.
    server = postmaster.recorded(home / "demo" / "postgres")
    assert server is not None
    os.kill(server.pid, signal.SIGKILL)
    eventually(lambda: (now := postmaster.recorded(home / "demo" / "postgres")) and now.pid != server.pid)
    eventually(lambda: answers(url, key))

    # The supervisor: its workers go too, and the port is free.
    killed.process.kill()
    eventually(lambda: port_is_free(url), seconds_max=10)

    # All that was there is there again, under the same credentials.
    again = start(*arguments)
    assert again.line() == access
    assert answers(url, key)

    # A worker that hangs does not keep anybody who is in a hurry.
    for pid in again.workers():
        os.kill(pid, signal.SIGSTOP)
    eventually(lambda: again.interrupt() or again.process.poll() is not None, seconds_max=10)
    assert again.finish() == (0, "")
    assert port_is_free(url)
    assert not re.search("Traceback", killed.errors + again.errors)


async def test_two_demos_run_side_by_side_and_neither_touches_a_database_it_did_not_make(
    home: Path, start: Start, sql: Callable[[str, str], str]
) -> None:
    name = await clone_template()
    try:
        settings = {"DATABASE_URL": url_of(name)}
        one, two = (
            start("demo", "--json", "--bare", "--port", "0", "--data-dir", home / each, **settings)
            for each in ("one", "two")
        )
        ours, theirs = one.line(), two.line()
        assert answers(ours["url"], ours["api_key"]) and answers(theirs["url"], theirs["api_key"])
        assert call(ours["url"], theirs["api_key"]).status_code == httpx.codes.UNAUTHORIZED
        assert "it is left alone" in one.errors
        assert sql(url_of(name), "SELECT (SELECT count(*) FROM users) + (SELECT count(*) FROM pepper_canaries)") == "0"
        for each in (one, two):
            each.process.terminate()
            assert each.finish() == (0, "")
    finally:
        await drop_database(name)


def test_an_embedded_database_that_demo_did_not_make_is_refused(
    home: Path, start: Start, postgres: Callable[..., EmbeddedPostgres], sql: Callable[[str, str], str]
) -> None:
    (home / "data").mkdir()
    binaries = resolve_binaries(os.environ.get("KEYMETER_TEST_POSTGRES_BIN") or None)
    with postgres("data/postgres", binaries=binaries) as server:
        sql(server.url(), "CREATE TABLE theirs ()")
    demo = start("demo", "--json", "--bare", "--port", "0", "--data-dir", home / "data")
    assert demo.finish() == (1, "")
    assert len(demo.sentences) == 1 and "--data-dir" in demo.sentences[0]
    with postgres("data/postgres", binaries=binaries) as server:
        assert sql(server.url(), "SELECT count(*) FROM pg_tables WHERE schemaname = 'public'") == "1"


def test_a_taken_port_is_one_sentence_before_anything_is_made(home: Path, start: Start) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        demo = start("demo", "--json", "--bare", "--port", str(taken.getsockname()[1]), "--data-dir", home / "demo")
        assert demo.finish() == (1, "")
    assert re.fullmatch(r"keymeter: Port \d+ [^\n]+ --port\.\n", demo.errors)
    assert not (home / "demo").exists()
