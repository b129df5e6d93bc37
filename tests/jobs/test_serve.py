"""`keymeter serve` and the commands that make the first admin and the first key, on a database of one's own."""

import json
import os
import re
import signal
import socket
from collections.abc import Callable, Iterator
from pathlib import Path
from uuid import uuid4

import httpx
import pytest
from typer.testing import CliRunner

from jobs.cli import app
from tests.support.keymeter import Keymeter, answers, eventually, keymeters, port_is_free
from tests.support.postgres import url_of

Start = Callable[..., Keymeter]
Sql = Callable[[str, str], str]
PEPPER = "1:" + "7b" * 32


@pytest.fixture
def start(home: Path) -> Iterator[Start]:
    yield from keymeters(home)


@pytest.fixture
def empty(sql: Sql) -> Iterator[str]:
    """The URL of a database with nothing in it."""
    name = f"empty_{uuid4().hex}"
    sql(url_of("postgres"), f"CREATE DATABASE {name}")
    yield url_of(name)
    sql(url_of("postgres"), f"DROP DATABASE {name} WITH (FORCE)")


def test_a_server_on_a_given_database_serves_the_first_key_and_outlives_its_workers(
    home: Path, start: Start, empty: str
) -> None:
    settings = {"DATABASE_URL": empty, "KEYMETER_DATA_DIR": str(home / "data")}
    server = start("serve", "--port", "0", "--workers", "2", **settings)
    url = server.address()
    admin = start(
        "admin", "create", "--email", "mina@basalt.example", "--role", "reader", "--token", "--json", **settings
    )
    made = admin.line()
    assert list(made) == ["admin_id", "email", "role", "password", "token"]
    assert admin.finish() == (0, "")
    reset = start("admin", "reset-password", "--email", "mina@basalt.example", "--json", **settings).line()
    assert reset["admin_id"] == made["admin_id"] and reset["password"] != made["password"]
    key = start("key", "create", "--user-name", "Basalt AI", "--json", **settings).line()
    again = start("key", "create", "--user", key["user_id"], "--json", **settings).line()
    assert again["user_id"] == key["user_id"] and again["api_key"] != key["api_key"]
    assert answers(url, key["api_key"]) and answers(url, again["api_key"])

    first, second = server.workers()
    os.kill(first, signal.SIGKILL)
    os.kill(second, signal.SIGKILL)
    eventually(lambda: len(server.workers()) == 2 and not {first, second} & set(server.workers()))
    eventually(lambda: answers(url, key["api_key"]))
    server.process.terminate()
    assert server.finish() == (0, "")
    assert port_is_free(url)
    assert "Traceback" not in server.errors

    # The pepper lies in the data folder now; a server without it would refuse every key, so it does not start.
    for settings_of_a_stranger in ({"KEYMETER_DATA_DIR": str(home / "else")}, {"KEYMETER_PEPPER": PEPPER}):
        stranger = start("serve", "--port", "0", **(settings | settings_of_a_stranger))
        assert stranger.finish() == (1, "")
        assert len(stranger.sentences) == 1 and "pepper" in stranger.sentences[0]
        assert "Traceback" not in stranger.errors
    assert not (home / "else").exists()


def test_a_call_that_is_being_answered_when_the_server_stops_is_finished(home: Path, start: Start, empty: str) -> None:
    settings = {"DATABASE_URL": empty, "KEYMETER_DATA_DIR": str(home / "data")}
    server = start("serve", "--port", "0", **settings)
    url = server.address()
    key = start("key", "create", "--user-name", "Basalt AI", "--json", **settings).line()["api_key"]
    address = httpx.URL(url)
    with socket.create_connection((address.host, address.port)) as slow:
        request = f"GET /v1/samples/slow?milliseconds=1000 HTTP/1.1\r\nhost: test\r\nx-api-key: {key}\r\n\r\n"
        slow.sendall(request.encode())
        # The one worker takes them in this order, so once this is answered the slow one is under way.
        assert answers(url, key)
        server.process.terminate()
        assert slow.makefile("rb").readline() == b"HTTP/1.1 200 OK\r\n"
    assert server.finish() == (0, "")


def test_the_embedded_database_serves_commands_while_the_server_runs_and_by_itself(home: Path, start: Start) -> None:
    server = start("serve", "--port", "0", "--data-dir", home / "data")
    url = server.address()
    beside = start("key", "create", "--user-name", "Basalt AI", "--data-dir", home / "data", "--json").line()
    assert answers(url, beside["api_key"])
    server.interrupt()
    assert server.finish() == (0, "")
    alone = start("key", "create", "--user", beside["user_id"], "--data-dir", home / "data", "--json")
    assert alone.line()["user_id"] == beside["user_id"]
    assert alone.finish() == (0, "")


def test_a_server_runs_the_jobs_and_so_does_a_command_of_their_own(home: Path, start: Start, empty: str) -> None:
    settings = {"DATABASE_URL": empty, "KEYMETER_DATA_DIR": str(home / "data")}

    def results() -> dict[str, str]:
        said = json.loads(start("jobs", "--status", "--json", **settings).finish()[1])
        return {name: job["last_result"] for name, job in said.items()}

    server = start("serve", "--port", "0", **(settings | {"KEYMETER_JOBS": "true"}))
    server.address()
    eventually(lambda: len(server.workers()) == 2)
    eventually(lambda: (found := results()) and all(found.values()))
    server.process.terminate()
    assert server.finish() == (0, "")
    assert server.workers() == [] and "Traceback" not in server.errors
    alone = start("jobs", **settings)
    eventually(lambda: "Running the jobs" in alone.errors)
    alone.process.terminate()
    assert alone.finish() == (0, "")
    assert "Traceback" not in alone.errors


def test_an_own_application_is_served_in_place_of_ours(home: Path, start: Start, empty: str) -> None:
    (home / "shop.py").write_text(
        "from main import create_app as keymeter\n"
        "def create_app():\n"
        "    app = keymeter()\n"
        "    app.add_api_route('/shop', lambda: 'open')\n"
        "    return app\n"
        "def broken():\n"
        "    raise RuntimeError('the shop is closed')\n"
    )
    settings = {"DATABASE_URL": empty, "KEYMETER_DATA_DIR": str(home / "data")}
    server = start("serve", "--port", "0", "--app", "shop:create_app", **settings)
    assert httpx.get(server.address() + "/shop").json() == "open"
    server.process.terminate()
    for application, complaint in (("shop:broken", "the shop is closed"), ("shopp:create_app", "shopp")):
        refused = start("serve", "--port", "0", "--app", application, **settings)
        assert refused.finish() == (1, "")
        assert len(refused.sentences) == 1 and complaint in refused.errors


def test_migrations_go_up_and_down_and_a_server_without_them_refuses(home: Path, start: Start, empty: str) -> None:
    settings = {"DATABASE_URL": empty, "KEYMETER_DATA_DIR": str(home / "data")}
    refused = start("serve", "--no-migrate", "--port", "0", **settings)
    assert refused.finish() == (1, "")
    assert refused.sentences == ["keymeter: The database is not of this version: run `keymeter migrate` first."]
    up = json.loads(start("migrate", "--json", **settings).finish()[1])["applied"]
    down = json.loads(start("migrate", "--down-to", "0", "--json", **settings).finish()[1])["undone"]
    assert len(up) >= 2 and down == up[::-1]
    assert json.loads(start("migrate", "--json", **settings).finish()[1])["applied"] == up


@pytest.mark.parametrize(
    ("settings", "says"),
    [
        ({"DATABASE_URL": "postgres://keymeter@127.0.0.1:1/none"}, "The database does not let us in"),
        ({"KEYMETER_POOL_SIZE": "none"}, "The setting KEYMETER_POOL_SIZE is not valid"),
    ],
)
def test_what_cannot_be_done_is_one_sentence(settings: dict[str, str], says: str, start: Start) -> None:
    refused = start("serve", **({"PORT": "0"} | settings))
    assert refused.finish() == (1, "")
    assert re.fullmatch(rf"keymeter: {says}[^\n]*\.\n", refused.errors)


def invoke(*arguments: str) -> tuple[int, str]:
    """Exit code and output of a command, without the colours that some machines ask for."""
    result = CliRunner().invoke(app, list(arguments))
    return result.exit_code, re.sub(r"\x1b\[[\d;]*m", "", result.output)


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["serve", "--port", "70000"], "--port"),
        (["key", "create", "--user", "a", "--user-name", "b"], "either --user or --user-name"),
        (["admin", "create", "--email", "x@example.com", "--role", "king"], "--role"),
    ],
)
def test_a_command_line_that_means_nothing_is_exit_code_two(arguments: list[str], says: str) -> None:
    code, said = invoke(*arguments)
    assert code == 2
    assert says in said


def test_every_command_explains_its_exit_codes() -> None:
    for command in (
        ["demo"],
        ["serve"],
        ["jobs"],
        ["doctor"],
        ["audit-head"],
        ["migrate"],
        ["admin", "create"],
        ["key", "create"],
    ):
        code, said = invoke(*command, "--help")
        assert code == 0
        assert "Exit codes:" in said
