"""Processes that deliver the outbox and kill themselves now and then; one that dies is replaced, as its supervisor would."""

import asyncio
import os
import random
import signal
import sys
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path

from core.database import fetch
from tests.support.patience import FULL, within
from tests.support.waiting import eventually

__all__ = ["Deliverers", "delivering"]

PROJECT = Path(__file__).parents[2]


class Deliverers:
    """So many processes at any time, of a program whose arguments are a database's URL and the seed of its dice."""

    def __init__(self, program: str, url: str, dice: random.Random, environment: Mapping[str, str], count: int) -> None:
        self._command = (sys.executable, "-c", program, url)
        self._dice = dice
        self._environment = os.environ | environment
        self.kills = 0
        self.tasks = [asyncio.create_task(self._keep_one()) for _ in range(count)]

    async def _keep_one(self) -> None:
        while True:
            process = await asyncio.create_subprocess_exec(
                *self._command, str(self._dice.random()), cwd=PROJECT, env=self._environment
            )
            try:
                code = await process.wait()
            except asyncio.CancelledError:
                os.kill(process.pid, signal.SIGKILL)
                await process.wait()
                raise
            assert code == -signal.SIGKILL, code
            self.kills += 1

    async def settle(self) -> None:
        """Return once every message was handled."""

        async def is_done() -> bool:
            for task in self.tasks:
                if task.done():
                    task.result()
            return not await fetch("SELECT 1 FROM outbox_messages WHERE state <> 'done' LIMIT 1")

        await eventually(is_done, seconds_max=within(600 if FULL else 90))


@asynccontextmanager
async def delivering(
    program: str, url: str, dice: random.Random, *, count: int, environment: Mapping[str, str] | None = None
) -> AsyncIterator[Deliverers]:
    """Deliverers while the context is open."""
    deliverers = Deliverers(program, url, dice, environment or {}, count)
    try:
        yield deliverers
    finally:
        for task in deliverers.tasks:
            task.cancel()
        await asyncio.gather(*deliverers.tasks, return_exceptions=True)
