"""Forward auth behind real nginx and real Caddy, by the very configuration files of the documentation.

The application behind them is a few lines that say what reached it; Keymeter runs as it is served, in this process.
"""

import asyncio
import json
import shutil
import socket
from asyncio.subprocess import DEVNULL, Process
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path

import httpx
import pytest
import uvicorn
from fastapi import FastAPI
from pydantic import SecretStr

from core import keys, limits, metering
from core.accounts import SYSTEM
from core.settings import Settings
from main import create_app, running
from tests.conftest import Holder
from tests.support.ledger import check_ledger
from tests.support.waiting import eventually

pytestmark = pytest.mark.proxies

CONFIGURATIONS = Path(__file__).parents[2] / "docs" / "proxies"
INJECTED = {
    "x-keymeter-user": "root", "x-keymeter-key": "root", "x-keymeter-plan": "free",
    "x-keymeter-proxy": "change-me; mode=forwarded; units=0; preflight=allow",
}  # fmt: skip


def free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])


@dataclass
class Application:
    """What stands behind the proxy. It redirects /moved inside nginx, and refuses /refused itself."""

    port: int
    reached: list[dict[str, str]] = field(default_factory=list)

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while True:
            try:
                head = await reader.readuntil(b"\r\n\r\n")
            except (asyncio.IncompleteReadError, ConnectionError):
                writer.close()
                return
            first, *lines = head.decode("latin-1").strip().split("\r\n")
            headers = {name.lower(): value for name, _, value in (line.partition(": ") for line in lines)}
            self.reached.append(headers | {":": first})
            body = json.dumps(headers).encode()
            status, more = ("403 Forbidden", "") if "/refused" in first else ("200 OK", "")
            if "/moved" in first:
                more = "X-Accel-Redirect: /elsewhere\r\n"
            answer = f"HTTP/1.1 {status}\r\n{more}Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
            writer.write(answer.encode() + body)


@dataclass
class World:
    client: httpx.AsyncClient
    application: Application
    keymeter: uvicorn.Server
    proxy: str

    async def ask(self, holder: Holder | None = None, path: str = "/reports", **headers: str) -> httpx.Response:
        own = {name.replace("_", "-"): value for name, value in headers.items()}
        return await self.client.get(path, headers=own | (holder.headers if holder else {}))


@pytest.fixture
def settings(settings: Settings) -> Settings:
    return settings.model_copy(update={"forward_auth_secret": SecretStr("change-me")})


@pytest.fixture(params=["nginx", "caddy"])
async def world(request: pytest.FixtureRequest, settings: Settings, tmp_path: Path) -> AsyncIterator[World]:
    app: FastAPI = create_app(settings)
    ports = {name: free_port() for name in ("8000", "9000", "8080")}
    application = Application(ports["9000"])
    behind = await asyncio.start_server(application.serve, "127.0.0.1", ports["9000"])
    keymeter = uvicorn.Server(uvicorn.Config(app, port=ports["8000"], lifespan="off", log_level="error"))
    async with running(app, settings):
        serving = asyncio.create_task(keymeter.serve())
        proxy = await start(request.param, ports, tmp_path)
        base = f"http://127.0.0.1:{ports['8080']}"
        try:
            async with httpx.AsyncClient(base_url=base, timeout=10) as client:
                await eventually(lambda: answers(client, keymeter, proxy), seconds_max=20)
                application.reached.clear()
                yield World(client, application, keymeter, request.param)
        finally:
            proxy.terminate()
            await proxy.wait()
            keymeter.should_exit = True
            await serving
            behind.close()


def command_of(name: str, ports: dict[str, int], folder: Path) -> list[str]:
    """How the proxy is started: by the documented file, on ports that are free."""
    program = shutil.which(name) or shutil.which(f"/usr/sbin/{name}")
    assert program, f"{name} is not installed"
    source = CONFIGURATIONS / {"nginx": "nginx.conf", "caddy": "Caddyfile"}[name]
    text = source.read_text()
    for port, free in ports.items():
        assert text.count(f":{port}") + text.count(f"listen {port}") == 1, f"{port} in {source.name}"
        text = text.replace(f":{port}", f":{free}").replace(f"listen {port}", f"listen 127.0.0.1:{free}")
    configuration = folder / source.name
    configuration.write_text(text)
    if name == "nginx":
        more = f"daemon off; user root; pid {folder}/pid; error_log stderr;"
        return [program, "-e", "stderr", "-p", str(folder), "-c", str(configuration), "-g", more]
    return [program, "run", "--adapter", "caddyfile", "--config", str(configuration)]


async def start(name: str, ports: dict[str, int], folder: Path) -> Process:
    environment = {"HOME": str(folder), "XDG_DATA_HOME": str(folder), "XDG_CONFIG_HOME": str(folder)}
    command = command_of(name, ports, folder)
    return await asyncio.create_subprocess_exec(*command, stdout=DEVNULL, stderr=DEVNULL, env=environment)


async def answers(client: httpx.AsyncClient, keymeter: uvicorn.Server, proxy: Process) -> bool:
    assert proxy.returncode is None, "the proxy did not start"
    try:
        return keymeter.started and (await client.get("/")).status_code == 401
    except httpx.TransportError:
        return False


async def used() -> Decimal:
    return (await metering.query_usage(SYSTEM, meters=["api_calls"])).total()


async def test_who_may_passes_and_is_named_to_the_application_whatever_the_client_says(world, holder, database):
    answer = await world.ask(holder, **INJECTED)
    assert answer.status_code == 200, answer.text
    (reached,) = world.application.reached
    assert (reached["x-keymeter-user"], reached["x-keymeter-key"]) == (str(holder.user.id), str(holder.key.id))
    assert reached.get("x-keymeter-plan", "") == ""
    assert not {"x-api-key", "x-keymeter-proxy"} & set(reached) and "change-me" not in str(reached)
    assert await used() == 1, "the client's own units do not count"
    (event,) = (await metering.list_events(SYSTEM)).items
    assert (event.properties["method"], event.properties["route"]) == ("GET", "/reports")
    await check_ledger(database)


async def test_who_may_not_is_told_so_and_the_application_is_not_reached(world, holder):
    issued = await keys.create_key(SYSTEM, user_id=holder.user.id, name="Disabled")
    await keys.disable_key(SYSTEM, issued.key.id)
    for headers, status, code in (
        ({}, 401, "missing_key"), ({"x_api_key": "km_live_x"}, 401, "malformed_key"), ({"x_api_key": issued.secret}, 403, "disabled_key"),
    ):  # fmt: skip
        answer = await world.ask(**headers, **INJECTED)
        assert (answer.status_code, answer.json()["code"]) == (status, code)
        assert answer.headers["content-type"] == "application/problem+json"
        assert ("www-authenticate" in answer.headers) == (status == 401)
    preflight = await world.client.options(
        "/x", headers={"origin": "https://a.example", "access-control-request-method": "GET", **INJECTED}
    )
    assert preflight.status_code == 401, "only where it was opted in"
    assert world.application.reached == [] and await used() == 0


async def test_a_limit_reaches_the_client_as_429_with_retry_after(world, holder):
    await limits.set_limit(SYSTEM, holder.user.id, meter="api_calls", period="month", cap=2)
    answers = [await world.ask(holder) for _ in range(4)]
    assert [answer.status_code for answer in answers] == [200, 200, 429, 429]
    assert answers[2].json()["code"] == "quota_exceeded"
    assert 0 < int(answers[2].headers["retry-after"]) <= 31 * 86_400
    assert answers[2].headers["ratelimit"].startswith('"month";r=0;')
    assert len(world.application.reached) == 2 and await used() == 2


async def test_an_id_of_the_clients_choice_buys_no_free_call(world, holder):
    for _ in range(3):
        same = {
            "x_request_id": "same",
            "x_keymeter_request_id": "same",
            "x_forwarded_uri": "/same",
            "x_forwarded_method": "GET",
        }
        assert (await world.ask(holder, **same)).status_code == 200
    assert await used() == 3
    assert all(event.properties["route"] == "/reports" for event in (await metering.list_events(SYSTEM)).items)


async def test_nothing_is_counted_twice_on_an_internal_redirect(world, holder):
    assert (await world.ask(holder, "/moved?a=1")).status_code == 200
    firsts = [reached[":"].split()[1] for reached in world.application.reached]
    assert firsts == (["/moved?a=1", "/elsewhere"] if world.proxy == "nginx" else ["/moved?a=1"])
    assert await used() == 1


async def test_the_applications_own_refusal_is_its_own_and_was_charged(world, holder):
    answer = await world.ask(holder, "/refused")
    assert answer.status_code == 403 and "x-keymeter-user" in answer.json()
    assert await used() == 1, "at admission: what the application answers cannot be known"


async def test_without_keymeter_nothing_passes(world, holder):
    world.keymeter.should_exit = True

    async def gone() -> bool:
        return not any(each.is_serving() for each in world.keymeter.servers)

    await eventually(gone)
    answer = await world.ask(holder)
    assert answer.status_code >= 500
    assert world.application.reached == []
