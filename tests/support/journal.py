"""Clients that write down what they send and what they are told: the one side of every account of a fault.

Each request has an X-Request-Id of its own, by which it is found again in the usage log. It is `acknowledged` once a
200 was read to its end, `refused` after any other answer, and `lost` if no answer came: then only the database knows.
"""

import asyncio
import contextlib
import random
import time
from collections import Counter
from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass

from tests.support.patience import within
from tests.support.wire import Connection

__all__ = ["Caller", "Entry", "Journal", "load"]

#: A request that takes this long is taken to hang. The product promises much less.
HANGS_AFTER_SECONDS = 12.0
PAUSE_AFTER_FAILURE_SECONDS = 0.05
LOST, HUNG = 0, -1


@dataclass(slots=True)
class Entry:
    """One request. `status` is None while it is under way, LOST or HUNG if it had no answer."""

    request_id: str
    started: float
    ended: float = 0.0
    status: int | None = None
    retry_after: str | None = None
    client: int = 0
    detail: str = ""


class Journal:
    """All requests of a test."""

    def __init__(self, seed: int) -> None:
        self.seed = seed
        self.entries: dict[str, Entry] = {}
        self._watchers: list[asyncio.Future[tuple[Entry, int]]] = []
        #: Called with the client's port as soon as a call is acknowledged, before anything else is done.
        self.on_acknowledged: Callable[[int], None] = lambda port: None

    def begin(self, *, client: int = 0) -> Entry:
        """Write a request down before the first byte of it leaves."""
        request_id = f"{self.seed}-{client}-{len(self.entries)}"
        entry = self.entries[request_id] = Entry(request_id, time.monotonic(), client=client)
        return entry

    def end(self, entry: Entry, status: int, *, retry_after: str | None = None, local_port: int = 0) -> None:
        entry.ended, entry.status, entry.retry_after = time.monotonic(), status, retry_after
        if status == 200:
            self.on_acknowledged(local_port)
            watchers, self._watchers = self._watchers, []
            for watcher in watchers:
                if not watcher.done():
                    watcher.set_result((entry, local_port))

    async def next_acknowledged(self, *, seconds_max: float = within(30.0)) -> tuple[Entry, int]:
        """The next request to be acknowledged from now on, and its client's port, in the same turn of the loop."""
        watcher: asyncio.Future[tuple[Entry, int]] = asyncio.get_running_loop().create_future()
        self._watchers.append(watcher)
        async with asyncio.timeout(seconds_max):
            return await watcher

    async def acknowledged_count(self, count: int, *, seconds_max: float = within(30.0)) -> None:
        """Until so many more requests are acknowledged."""
        for _ in range(count):
            await self.next_acknowledged(seconds_max=seconds_max)

    async def everybody_is_served(self, *, seconds_max: float = within(30.0)) -> float:
        """Seconds until each client has had a call acknowledged that it began after now."""
        started = time.monotonic()
        waiting = {entry.client for entry in self.entries.values() if entry.client >= 0}
        async with asyncio.timeout(seconds_max):
            while waiting:
                entry, _ = await self.next_acknowledged()
                if entry.started >= started:
                    waiting.discard(entry.client)
        return time.monotonic() - started

    @property
    def acknowledged(self) -> set[str]:
        return {each.request_id for each in self.entries.values() if each.status == 200}

    @property
    def refused(self) -> set[str]:
        return {each.request_id for each in self.entries.values() if each.status not in (200, LOST, HUNG, None)}

    @property
    def unknown(self) -> set[str]:
        return {each.request_id for each in self.entries.values() if each.status in (LOST, HUNG, None)}

    def statuses(self) -> dict[str, int]:
        names: dict[int | None, str] = {LOST: "lost", HUNG: "hung", None: "open"}
        counted = Counter(names.get(each.status, str(each.status)) for each in self.entries.values())
        return dict(sorted(counted.items()))

    def slowest(self) -> float:
        """Seconds of the longest answered request."""
        return max(
            (each.ended - each.started for each in self.entries.values() if each.status is not None), default=0.0
        )

    def check_answers(self, *, allowed: Sequence[int], seconds_max: float) -> None:
        """Every request was answered in time, with a status that is allowed, and a 503 said when to try again."""
        wrong = [each for each in self.entries.values() if each.status not in allowed]
        assert not wrong, f"seed {self.seed}: {len(wrong)} of {len(self.entries)} answers, such as {wrong[:3]}"
        slow = [each for each in self.entries.values() if each.ended - each.started > seconds_max]
        assert not slow, f"seed {self.seed}: {len(slow)} took over {seconds_max} s, such as {slow[:3]}"
        mute = [each for each in self.entries.values() if each.status == 503 and each.retry_after is None]
        assert not mute, f"seed {self.seed}: 503 without Retry-After, such as {mute[:3]}"


class Caller:
    """A client with one connection and one key, calling until told to stop."""

    def __init__(
        self,
        port: int,
        secret: str,
        journal: Journal,
        *,
        number: int,
        pause_seconds: float,
        hang_up_share: float = 0.0,
    ) -> None:
        self._connection = Connection(port, {"x-api-key": secret})
        self._journal = journal
        self._number = number
        self._pause_seconds = pause_seconds
        self._hang_up_share = hang_up_share
        self._random = random.Random(f"{journal.seed}/{number}")

    async def run(self, stop: asyncio.Event) -> None:
        await asyncio.sleep(self._random.random() * self._pause_seconds)
        while not stop.is_set():
            served = await self.call()
            await asyncio.sleep(
                self._pause_seconds * (0.5 + self._random.random()) if served else PAUSE_AFTER_FAILURE_SECONDS
            )
        self.close()

    def close(self) -> None:
        self._connection.close()

    async def call(self) -> bool:
        """One call; whether it was acknowledged."""
        entry = self._journal.begin(client=self._number)
        header = f"x-request-id: {entry.request_id}\r\n"
        words = self._random.randrange(20)
        impatient = self._random.random() < self._hang_up_share
        try:
            async with asyncio.timeout(self._random.uniform(0.0, 0.02) if impatient else HANGS_AFTER_SECONDS):
                if words < 16:
                    answer = await self._connection.request("GET", "/v1/samples/ping", headers=header)
                else:
                    body = b'{"text":"%s"}' % b" ".join([b"word"] * words)
                    answer = await self._connection.request(
                        "POST", "/v1/samples/text-statistics", body=body, headers=header
                    )
        except TimeoutError:
            self._journal.end(entry, LOST if impatient else HUNG)
            return False
        except ConnectionError as error:
            entry.detail = str(error)
            self._journal.end(entry, LOST)
            return False
        if answer.status not in (200, 503):
            entry.detail = answer.body[:200].decode(errors="replace")
        port = (
            self._connection.local_port if answer.status == 200 and answer.headers.get("connection") != "close" else 0
        )
        self._journal.end(entry, answer.status, retry_after=answer.headers.get("retry-after"), local_port=port)
        return answer.status == 200


@contextlib.asynccontextmanager
async def load(
    port: int,
    secrets: Sequence[str],
    journal: Journal,
    *,
    clients: int = 32,
    pause_seconds: float = 0.04,
    hang_up_share: float = 0.0,
) -> AsyncIterator[None]:
    """Clients that call while the context is open, and finish what they have begun when it closes.

    `hang_up_share` of the calls are given up by their client within some milliseconds, answered or not.
    """
    stop = asyncio.Event()
    callers = [
        Caller(
            port,
            secrets[number % len(secrets)],
            journal,
            number=number,
            pause_seconds=pause_seconds,
            hang_up_share=hang_up_share,
        )
        for number in range(clients)
    ]
    tasks = [asyncio.create_task(caller.run(stop)) for caller in callers]
    try:
        yield
    finally:
        stop.set()
        await asyncio.gather(*tasks)
