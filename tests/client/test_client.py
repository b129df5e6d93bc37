"""The client for other services, against a real server: each event counts once, whatever is killed on the way."""

import ast
import asyncio
import json
import os
import signal
import socket
import subprocess
import sys
from collections.abc import AsyncIterator
from contextlib import nullcontext
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx
import pytest
import uvicorn
from fastapi import FastAPI

import keymeter_client
from core import accounts, metering
from core.accounts import SYSTEM
from core.database import fetch
from keymeter_client import AsyncKeymeter, Keymeter, SpoolFull, UsageMiddleware
from tests.conftest import Bearer

PROJECT = Path(__file__).parents[2]


class Service:
    """Our application on a port of this machine, which can be stopped, started again and made to lose answers."""

    def __init__(self, app: FastAPI) -> None:
        self._app = app
        with socket.create_server(("127.0.0.1", 0)) as free:
            self.port = free.getsockname()[1]
        self.loses_answers = 0
        self.asked = 0
        self._task: asyncio.Task[None] | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    async def start(self) -> None:
        config = uvicorn.Config(self._serve, port=self.port, interface="asgi3", lifespan="off", log_config=None)
        self._server = uvicorn.Server(config)
        self._server.capture_signals = nullcontext  # type: ignore[method-assign]
        self._task = asyncio.create_task(self._server.serve())
        while not self._server.started:  # noqa: ASYNC110 - it has no event for that
            await asyncio.sleep(0.01)

    async def stop(self) -> None:
        if self._task is not None:
            self._server.should_exit = self._server.force_exit = True
            await self._task
            self._task = None

    async def _serve(self, scope: Any, receive: Any, send: Any) -> None:
        self.asked += 1
        if not self.loses_answers:
            await self._app(scope, receive, send)
            return
        self.loses_answers -= 1

        async def nowhere(_: Any) -> None:
            """What it did is done; whoever asked hears of a failure."""

        await self._app(scope, receive, nowhere)
        await send({"type": "http.response.start", "status": 502, "headers": []})
        await send({"type": "http.response.body", "body": b"bad gateway"})


@pytest.fixture
async def service(app: FastAPI) -> AsyncIterator[Service]:
    made = Service(app)
    await made.start()
    yield made
    await made.stop()


@pytest.fixture
async def user(app: FastAPI) -> accounts.User:
    await metering.create_meter(
        SYSTEM, slug="tokens", name="Tokens", event_type="llm", aggregation="sum", value_property="tokens"
    )
    return await accounts.create_user(SYSTEM, name="Basalt AI", external_id="crm-1")


async def stored() -> list[str]:
    return [row["event_id"] for row in await fetch("SELECT event_id FROM usage_events WHERE source <> 'guard'")]


async def test_events_are_sent_in_batches_and_each_counts_once(
    service: Service, user: accounts.User, bearer: Bearer, tmp_path: Path
) -> None:
    async with AsyncKeymeter(service.url, bearer.secret, spool=tmp_path, linger_seconds=0.05) as client:
        ids = await asyncio.gather(*(client.record("crm-1", "llm", {"tokens": number}) for number in range(300)))
        again = await client.record("crm-1", "llm", {"tokens": 1}, event_id="job-1", time=datetime.now(UTC))
        assert again == "job-1"
        assert await client.flush(20)
    assert sorted(await stored()) == sorted([*ids, "job-1"])
    assert service.asked < 50
    assert os.listdir(tmp_path) == []


async def test_what_was_answered_nowhere_is_sent_again_with_the_same_ids(
    service: Service, user: accounts.User, bearer: Bearer, tmp_path: Path
) -> None:
    service.loses_answers = 2
    async with AsyncKeymeter(service.url, bearer.secret, spool=tmp_path) as client:
        ids = [await client.record("crm-1", "llm", {"tokens": 1}) for _ in range(5)]
        assert await client.flush(20)
    assert service.asked >= 3
    assert sorted(await stored()) == sorted(ids)


async def test_a_server_that_is_killed_and_back_gets_everything(
    service: Service, user: accounts.User, bearer: Bearer, tmp_path: Path
) -> None:
    async with AsyncKeymeter(service.url, bearer.secret, spool=tmp_path, batch_events=10, linger_seconds=0) as client:
        ids = []
        for number in range(60):
            ids.append(await client.record("crm-1", "llm", {"tokens": 1}))
            if number == 20:
                await service.stop()
            if number == 40:
                assert not await client.flush(0.5)
                assert "not reached" in client.stuck_because
                await service.start()
        assert await client.flush(30)
        assert client.stuck_because == ""
    assert sorted(await stored()) == sorted(ids)


async def test_what_a_killed_process_has_left_is_sent_by_the_next(
    service: Service, user: accounts.User, bearer: Bearer, tmp_path: Path
) -> None:
    """It is killed while it records, with nobody to send to; of every id it told, the event is kept."""
    program = (
        "import sys; from keymeter_client import Keymeter\n"
        "client = Keymeter('http://127.0.0.1:1', 'none', spool=sys.argv[1])\n"
        "while True: print(client.record('crm-1', 'llm', {'tokens': 1}), flush=True)\n"
    )
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-c", program, str(tmp_path), cwd=PROJECT, stdout=asyncio.subprocess.PIPE
    )
    assert process.stdout is not None
    told = [(await process.stdout.readline()).decode().strip() for _ in range(25)]
    os.kill(process.pid, signal.SIGKILL)
    told += (await process.stdout.read()).decode().split()
    await process.wait()
    (tmp_path / "00000000000000000001-1-1.ndjson").write_bytes(b'{"event_id": "torn", "ty')
    async with AsyncKeymeter(service.url, bearer.secret, spool=tmp_path) as client:
        assert await client.flush(30)
    whole = {each for each in told if len(each) == 36}
    assert whole <= set(await stored()) and "torn" not in await stored()
    assert os.listdir(tmp_path) == []


async def test_what_is_refused_is_kept_with_its_reason_and_holds_nothing_up(
    service: Service, user: accounts.User, bearer: Bearer, tmp_path: Path
) -> None:
    async with AsyncKeymeter(service.url, bearer.secret, spool=tmp_path) as client:
        for number in range(6):
            await client.record("crm-1", "llm" if number != 3 else "not a type!", {"tokens": number})
        assert await client.flush(20)
        await client.record("crm-1", "alone, and bad", {})
        assert await client.flush(20)
    rejected = [json.loads(line) for line in (tmp_path / "rejected.jsonl").read_text().splitlines()]
    assert [each["event"]["type"] for each in rejected] == ["not a type!", "alone, and bad"]
    assert all("invalid" in each["reason"] for each in rejected)
    assert len(await stored()) == 5


async def test_a_wrong_token_loses_nothing(service: Service, user: accounts.User, tmp_path: Path) -> None:
    async with AsyncKeymeter(service.url, "km_admin_wrong", spool=tmp_path) as client:
        await client.record("crm-1", "llm", {})
        while "401" not in client.stuck_because:
            assert not await client.flush(0.5)
    assert [name.rpartition(".")[2] for name in os.listdir(tmp_path)] == ["ndjson"]


async def test_the_middleware_records_what_known_users_were_answered(
    service: Service, user: accounts.User, bearer: Bearer, tmp_path: Path
) -> None:
    shop = FastAPI()

    @shop.get("/reports/{number}")
    async def report(number: int) -> int:
        return 1 // number

    async with AsyncKeymeter(service.url, bearer.secret, spool=tmp_path) as client:
        metered = UsageMiddleware(
            shop,
            client,
            user=lambda scope: dict(scope["headers"]).get(b"x-customer", b"").decode() or None,
            properties=lambda scope: {"tokens": 7},
        )
        transport = httpx.ASGITransport(metered, raise_app_exceptions=False)
        async with httpx.AsyncClient(transport=transport, base_url="http://shop") as http:
            for path, headers in (
                ("/reports/1", {"x-customer": "crm-1"}), ("/reports/1", {}), ("/reports/0", {"x-customer": "crm-1"}),
            ):  # fmt: skip
                await http.get(path, headers=headers)
        assert await client.flush(20)
    rows = await fetch("SELECT type, properties::text AS properties FROM usage_events")
    assert [row["type"] for row in rows] == ["http.request"]
    properties = json.loads(rows[0]["properties"])
    assert properties.pop("duration_ms") >= 0
    assert properties == {"method": "GET", "path": "/reports/1", "status": 200, "tokens": 7}


def test_a_full_spool_says_so_and_a_time_needs_a_zone(tmp_path: Path) -> None:
    with Keymeter("http://127.0.0.1:1", "none", spool=tmp_path, batch_events=1, spool_bytes_max=1000) as client:
        with pytest.raises(SpoolFull):
            for _ in range(100):
                client.record("crm-1", "llm", {"text": "x" * 100})
        with pytest.raises(ValueError, match="zone"):
            client.record("crm-1", "llm", time=datetime(2026, 1, 1))
        client.close(0.1)


def test_it_needs_nothing_but_python() -> None:
    folder = Path(keymeter_client.__file__).parent
    for path in folder.glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            names = [each.name for each in node.names] if isinstance(node, ast.Import) else []
            names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            for name in names:
                assert name.partition(".")[0] in sys.stdlib_module_names | {"keymeter_client"}, (path.name, name)


def test_it_installs_alone(tmp_path: Path) -> None:
    command = [
        sys.executable,
        "-c",
        "import setuptools.build_meta as b, sys; print(b.build_wheel(sys.argv[1]))",
        str(tmp_path),
    ]
    source = tmp_path / "keymeter_client"
    source.mkdir()
    for path in Path(keymeter_client.__file__).parent.iterdir():
        if path.suffix in (".py", ".toml"):
            (source / path.name).write_bytes(path.read_bytes())
    subprocess.run(command, cwd=source, check=True, capture_output=True)
    (wheel,) = tmp_path.glob("keymeter_client-*.whl")
    said = subprocess.run(
        [sys.executable, "-I", "-c", f"import sys; sys.path[:0] = [{str(wheel)!r}]; import keymeter_client as k; print(k.__file__)"],
        cwd=tmp_path, check=True, capture_output=True, text=True,
    ).stdout  # fmt: skip
    assert ".whl" in said
