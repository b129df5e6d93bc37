"""Administrators at work during a fault: they read and write through the ordinary pool while calls are metered."""

import asyncio
import contextlib
import time
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from itertools import cycle

from tests.support.patience import within
from tests.support.wire import Connection
from tests.support.world import World

__all__ = ["Management", "managing"]

_REQUESTS = (
    ("GET", "/v1/users?limit=5", b""),
    ("POST", "/v1/users", b'{"name":"Granite"}'),
    ("GET", "/v1/usage?window=day", b""),
)


@dataclass
class Management:
    """Statuses and seconds of every request. A lost connection is status 0."""

    port: int
    world: World
    answers: list[tuple[int, float]] = field(default_factory=list)

    async def ask(self, http: Connection, method: str, path: str, body: bytes) -> int:
        started, status = time.monotonic(), 0
        with contextlib.suppress(ConnectionError):
            async with asyncio.timeout(within(15)):
                answer = await http.request(method, path, body=body)
            status = answer.status
            assert status != 503 or "retry-after" in answer.headers
        self.answers.append((status, time.monotonic() - started))
        return status

    def slowest(self) -> float:
        return max(seconds for _, seconds in self.answers)

    def check_answers(self, *, seconds_max: float) -> None:
        statuses = {status for status, _ in self.answers}
        assert statuses <= {200, 201, 503}, f"management was told {statuses}"
        assert self.slowest() <= seconds_max, f"management waited {self.slowest():.2f} s"

    async def check_pool(self, *, at_once: int = 40) -> None:
        """As many requests at once as use every pooled connection: none of them may have been lost to the fault."""
        connections = [Connection(self.port, self.world.headers) for _ in range(at_once)]
        try:
            statuses = await asyncio.gather(*[self.ask(http, *_REQUESTS[0]) for http in connections])
        finally:
            for http in connections:
                http.close()
        assert set(statuses) == {200}, f"after it was over, management was told {statuses}"


@contextlib.asynccontextmanager
async def managing(
    port: int, world: World, *, clients: int = 4, pause_seconds: float = 0.05
) -> AsyncIterator[Management]:
    """Administrators at work while the context is open."""
    management = Management(port, world)
    stop = asyncio.Event()

    async def work(offset: int) -> None:
        async with Connection(port, world.headers) as http:
            for request in cycle(_REQUESTS[offset % 3 :] + _REQUESTS[: offset % 3]):
                if stop.is_set():
                    return
                await management.ask(http, *request)
                await asyncio.sleep(pause_seconds)

    tasks = [asyncio.create_task(work(number)) for number in range(clients)]
    try:
        yield management
    finally:
        stop.set()
        await asyncio.gather(*tasks)
