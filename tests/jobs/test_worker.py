"""How a worker starts while the database is away, and what it says when it cannot start at all."""

import asyncio
import os
import signal
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
from fastapi import FastAPI

from core.errors import Unavailable
from core.pepper import PepperError
from jobs import worker
from jobs.worker import PatientApp


async def start(problems: list[Exception]) -> list[dict[str, Any]]:
    """Start and stop an application whose lifespan raises these first; what it told the server."""

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        if problems:
            raise problems.pop(0)
        yield

    said: list[dict[str, Any]] = []
    asked: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
    asked.put_nowait({"type": "lifespan.startup"})

    async def send(message: Any) -> None:
        said.append(message)
        asked.put_nowait({"type": "lifespan.shutdown"})

    await PatientApp(FastAPI(lifespan=lifespan))({"type": "lifespan", "state": {}}, asked.get, send)
    return said


async def test_a_worker_waits_for_the_database_and_then_starts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(worker, "RETRY_SECONDS", 0)
    said = await start([Unavailable(), Unavailable()])
    assert [message["type"] for message in said] == ["lifespan.startup.complete", "lifespan.shutdown.complete"]


async def test_a_wrong_pepper_is_one_sentence_and_not_tried_again() -> None:
    said = await start([PepperError("Restore the right pepper.")])
    assert said == [{"type": "lifespan.startup.failed", "message": "Restore the right pepper."}]


async def test_an_error_that_nobody_foresaw_keeps_its_traceback() -> None:
    (said,) = await start([RuntimeError("the shop is closed")])
    assert said["type"] == "lifespan.startup.failed"
    assert "Traceback" in said["message"] and "the shop is closed" in said["message"]


async def test_sigterm_drains_a_worker_that_serves() -> None:
    """While it starts, SIGTERM ends it at once; from then on the server's own handler counts again."""
    drained = asyncio.Event()
    loop = asyncio.get_running_loop()
    before = signal.signal(signal.SIGTERM, lambda *_: loop.call_soon_threadsafe(drained.set))
    try:
        await start([])
        os.kill(os.getpid(), signal.SIGTERM)
        await asyncio.wait_for(drained.wait(), 10)
    finally:
        signal.signal(signal.SIGTERM, before)
