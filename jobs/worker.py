"""One worker process: the application behind uvicorn, on a socket that the supervisor opened."""

import asyncio
import importlib
import logging
import signal
import socket
import sys
from functools import partial
from typing import Any

import uvicorn
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from uvicorn.config import STARTUP_FAILURE

from core.errors import Unavailable
from core.metering import end_followers
from core.settings import get_settings
from jobs.orphan import end_with_parent
from jobs.refusal import sentence_of

__all__ = ["DEFAULT_APP", "DRAIN_SECONDS_MAX", "create_app", "work"]

#: By name, because only `main` knows every door, and jobs is one of them.
DEFAULT_APP = "main:create_app"
#: How long calls that are being answered may take when the server stops.
DRAIN_SECONDS_MAX = 10
#: After draining, the lifespan writes down what it holds.
CLOSE_SECONDS_MAX = 10
RETRY_SECONDS = 0.5

log = logging.getLogger("keymeter.worker")


def work(listener: socket.socket, app: str, log_config: dict[str, Any]) -> None:
    """Serve until SIGTERM or until the supervisor is gone. The exit code is STARTUP_FAILURE if that cannot begin."""
    end_with_parent(grace_seconds=DRAIN_SECONDS_MAX + CLOSE_SECONDS_MAX)
    trusted = get_settings().trusted_proxies
    config = uvicorn.Config(
        partial(create_app, app),
        factory=True,
        lifespan="on",
        loop="uvloop",
        http="httptools",
        access_log=False,
        server_header=False,
        log_config=log_config,
        timeout_graceful_shutdown=DRAIN_SECONDS_MAX,
        # uvicorn would believe whatever runs on this machine; a forged address passes a key's list of networks.
        proxy_headers=bool(trusted),
        forwarded_allow_ips=trusted,
    )
    _Server(config).run(sockets=[listener])


class _Server(uvicorn.Server):
    """uvicorn's, which waits for open event streams as for calls that are being answered. They would never end."""

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        end_followers()
        await super().shutdown(sockets)


def create_app(app: str = DEFAULT_APP) -> ASGIApp:
    """The application that `module:factory` names, made patient (see PatientApp)."""
    module, _, factory = app.partition(":")
    try:
        return PatientApp(getattr(importlib.import_module(module), factory)())
    except Exception as error:
        # Any other exit code would mean "start another worker", which would fail the same way, for ever.
        sentence = sentence_of(error)
        log.error("%s", sentence or f"The application {app} cannot be made.", exc_info=None if sentence else error)
        sys.exit(STARTUP_FAILURE)


class PatientApp:
    """The application, whose start is tried again while the database does not answer.

    Otherwise one worker that is respawned during an outage would fail to start, and a server that does not serve for
    a moment would become one that is gone. Other errors at the start are told in one sentence where there is one.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self._live(scope, receive, send)
        else:
            await self._app(scope, receive, send)

    async def _live(self, scope: Scope, receive: Receive, send: Send) -> None:
        # A worker that serves nothing yet has nothing to finish: it may die at once, however long it has to wait.
        on_term = signal.signal(signal.SIGTERM, signal.SIG_DFL)
        try:
            await self._start(scope, receive, send, on_term)
        finally:
            signal.signal(signal.SIGTERM, on_term)

    async def _start(self, scope: Scope, receive: Receive, send: Send, on_term: Any) -> None:
        startup = await receive()
        while True:
            attempt = _Attempt(startup, receive, send, on_term)
            try:
                await self._app(scope, attempt.receive, attempt.send)
                problem = attempt.problem
            except Exception as error:
                if attempt.started:
                    raise
                if isinstance(error, Unavailable):
                    log.warning("Waiting for the database: %s", error.detail or error.message)
                    await asyncio.sleep(RETRY_SECONDS)
                    continue
                problem = sentence_of(error) or attempt.problem or repr(error)
            if not attempt.started:
                await send({"type": "lifespan.startup.failed", "message": problem})
            return


class _Attempt:
    """The messages of one attempt to start, of which a failure is held back."""

    def __init__(self, startup: Message, receive: Receive, send: Send, on_term: Any) -> None:
        self._startup: Message | None = startup
        self._receive = receive
        self._send = send
        self._on_term = on_term
        self.started = False
        self.problem = ""

    async def receive(self) -> Message:
        startup, self._startup = self._startup, None
        return startup or await self._receive()

    async def send(self, message: Message) -> None:
        if message["type"] == "lifespan.startup.failed":
            self.problem = message.get("message", "")
            return
        if message["type"] == "lifespan.startup.complete":
            self.started = True
            signal.signal(signal.SIGTERM, self._on_term)
        await self._send(message)
