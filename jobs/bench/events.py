"""How fast events are taken in, beside bare COPY of the same rows, in one run.

A client in a process of its own keeps some connections busy with batches that it made beforehand, every event with an
id of its own. COPY writes the same rows into a table with the columns and indexes of `usage_events`, nothing else.
"""

import asyncio
import gzip
import json
import statistics
import subprocess
import sys
import time
from dataclasses import dataclass
from urllib.parse import urlsplit

from core import accounts, metering
from core.accounts import SYSTEM
from core.clock import now
from core.database import fetch, raw_connection
from core.ids import NIL, new_id
from core.settings import Settings
from jobs.preparation import open_prepared

__all__ = ["EVENTS", "EVENT_TYPE", "USERS", "EventFigure", "issue_token", "make_users", "measure_events", "send_events"]

EVENT_TYPE = "bench.tokens"
USERS = 20
CONNECTIONS = 4
EVENTS = 40_000
#: How many events a batch has, and how many are sent in it.
BATCHES = {1: 2_000, 100: EVENTS, 1_000: EVENTS, 10_000: 2 * EVENTS}
#: Larger bodies are packed, since the server's bound is a mebibyte.
_PLAIN_BYTES_MAX = 1024 * 1024
_COPY_TABLE = "bench_copied_events"
_COLUMNS = (
    "user_id", "occurred_at", "id_hash", "source", "event_id", "type", "key_id", "live", "billable", "recorded_at",
    "seal_no", "catalogue", "digest", "properties",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class EventFigure:
    """Medians over the rounds. Rates in events a second; `of_copy` is the median of the rounds' ratios."""

    meters: int
    batch: int
    rate: float
    copied: float
    of_copy: float


async def measure_events(base: str, settings: Settings, *, rounds: int) -> list[EventFigure]:
    """With one meter and with two, in batches of each size; after each round of them, COPY of as many rows."""
    figures = []
    async with open_prepared(settings):
        token = await issue_token()
        await make_users()
        await fetch(
            f"CREATE TABLE {_COPY_TABLE} (LIKE usage_events INCLUDING DEFAULTS, PRIMARY KEY (user_id, id_hash))"
        )
        for meters in (1, 2):
            await metering.create_meter(
                SYSTEM, slug=f"bench_{meters}", name="Bench", event_type=EVENT_TYPE, aggregation="sum",
                value_property="tokens",
            )  # fmt: skip
            for batch in BATCHES:
                await send_events(base, token, batch)  # warms up
                pairs = [(await send_events(base, token, batch), await _copy(batch)) for _ in range(rounds)]
                sent, copied = (statistics.median(each) for each in zip(*pairs, strict=True))
                of_copy = statistics.median(one / other for one, other in pairs)
                figures.append(EventFigure(meters, batch, sent, copied, of_copy))
        await fetch(f"DROP TABLE {_COPY_TABLE}")
    return figures


async def make_users() -> None:
    for number in range(USERS):
        await accounts.create_user(SYSTEM, name=f"Bench {number}", external_id=f"bench-{number}")


async def issue_token() -> str:
    """The secret of an admin token that may send events."""
    admin = await accounts.create_admin(SYSTEM, email="bench@example.com", name="Bench", password="bench " * 4)
    return (await accounts.issue_token(SYSTEM, admin_id=admin.id, name="bench")).secret


async def send_events(base: str, token: str, batch: int) -> float:
    """Send new events from a process of its own; how many a second were taken in."""
    command = [sys.executable, "-m", "jobs.bench.events", base, token, str(batch)]
    done = await asyncio.to_thread(
        subprocess.run, command, capture_output=True, text=True, check=True, timeout=120
    )  # fmt: skip
    return float(done.stdout)


async def _copy(batch: int) -> float:
    """The same number of events, written by COPY in transactions of the same size."""
    users = [row["id"] for row in await fetch("SELECT id FROM users WHERE external_id LIKE 'bench-%'")]
    at, properties = now(), json.dumps(_properties(0))
    rows = [
        (users[number % len(users)], at, new_id(), "bench", str(new_id()), EVENT_TYPE, NIL, True, True, at, 0, 1, NIL,
         properties)
        for number in range(BATCHES[batch])
    ]  # fmt: skip
    started = time.perf_counter()
    async with raw_connection() as connection:
        for first in range(0, len(rows), batch):
            await connection.copy_records_to_table(
                _COPY_TABLE, records=rows[first : first + batch], columns=_COLUMNS, timeout=30
            )
    return len(rows) / (time.perf_counter() - started)


def _properties(number: int) -> dict[str, object]:
    return {"tokens": 100 + number % 1000, "model": "large", "region": "eu-1"}


# --- The client, a process of its own ---------------------------------------------------------------------------------


def _requests(base: str, token: str, batch: int) -> list[bytes]:
    address = urlsplit(base)
    requests = []
    for first in range(0, BATCHES[batch], batch):
        events = [
            {"event_id": str(new_id()), "type": EVENT_TYPE, "user": f"bench-{number % USERS}", "source": "bench",
             "properties": _properties(number)}
            for number in range(first, first + batch)
        ]  # fmt: skip
        body, packed = json.dumps(events).encode(), ""
        if len(body) > _PLAIN_BYTES_MAX:
            body, packed = gzip.compress(body, 1), "Content-Encoding: gzip\r\n"
        head = (
            f"POST /v1/events HTTP/1.1\r\nHost: {address.netloc}\r\nAuthorization: Bearer {token}\r\n"
            f"Content-Type: application/json\r\n{packed}Content-Length: {len(body)}\r\n\r\n"
        )
        requests.append(head.encode() + body)
    return requests


async def _serve_connection(base: str, requests: list[bytes]) -> None:
    address = urlsplit(base)
    reader, writer = await asyncio.open_connection(address.hostname, address.port)
    while requests:
        writer.write(requests.pop())
        head = await reader.readuntil(b"\r\n\r\n")
        length = int(head.lower().split(b"content-length:")[1].split(b"\r\n")[0])
        answer = await reader.readexactly(length)
        if not head.startswith(b"HTTP/1.1 200"):
            raise RuntimeError(answer.decode())
    writer.close()


async def _send_all(base: str, token: str, batch: int) -> float:
    requests = _requests(base, token, batch)
    started = time.perf_counter()
    connections = CONNECTIONS if batch >= 1000 else 8 * CONNECTIONS
    await asyncio.gather(*[_serve_connection(base, requests) for _ in range(connections)])
    return BATCHES[batch] / (time.perf_counter() - started)


if __name__ == "__main__":
    sys.stdout.write(str(asyncio.run(_send_all(sys.argv[1], sys.argv[2], int(sys.argv[3])))))
