"""What a service calls: `Keymeter` from threads, `AsyncKeymeter` from an event loop."""

import asyncio
import os
import uuid
from collections.abc import Mapping
from datetime import UTC, datetime
from types import TracebackType
from typing import Any, Self

from keymeter_client.sender import Sender
from keymeter_client.spool import Spool

__all__ = ["AsyncKeymeter", "Keymeter"]


class Keymeter:
    """Records events: on disk when `record` returns, at Keymeter soon after, or once it is reached again.

    Threads may share one; a process that forks makes one in each child. Processes may share a spool folder. An event is
    sent again with the same id until it is answered, and Keymeter counts an id once: so each counts once, whatever
    of the two is killed at whatever moment. What Keymeter refuses stands in `rejected.jsonl` in the folder.
    """

    def __init__(
        self,
        url: str,
        token: str,
        *,
        spool: str | os.PathLike[str],
        source: str = "client",
        batch_events: int = 1000,
        batch_bytes: int = 512 * 1024,
        spool_bytes_max: int = 2**30,
        linger_seconds: float = 0.2,
        timeout_seconds: float = 10.0,
    ) -> None:
        """`token` needs the scope `events:write`. After `linger_seconds` a batch is sent, however small."""
        self._source = source
        self._spool = Spool(spool, batch_events=batch_events, batch_bytes=batch_bytes, bytes_max=spool_bytes_max)
        self._sender = Sender(
            self._spool, url=url, token=token, linger_seconds=linger_seconds, timeout_seconds=timeout_seconds
        )
        self._sender.notice()  # what an earlier process left

    def record(
        self,
        user: str,
        type: str,
        properties: Mapping[str, Any] | None = None,
        *,
        event_id: str | None = None,
        time: datetime | None = None,
    ) -> str:
        """Keep an event and return its id. SpoolFull if too much waits; ValueError for what no JSON can say.

        Give an `event_id` of your own where the same thing may be recorded twice, such as a job that is run again.
        """
        at = time or datetime.now(UTC)
        if at.tzinfo is None:
            raise ValueError("time needs a zone: datetime.now(UTC).")
        known = event_id or str(uuid.uuid4())
        event = {"event_id": known, "type": type, "user": user, "source": self._source, "time": at.isoformat()}
        self._spool.add(event | {"properties": dict(properties or {})})
        self._sender.notice()
        return known

    def flush(self, timeout: float | None = None) -> bool:
        """Wait until everything recorded before is settled at Keymeter. False: not within so many seconds."""
        return self._sender.flush(timeout)

    @property
    def stuck_because(self) -> str:
        """Why events wait on disk just now; empty when they do not."""
        return self._sender.stuck_because

    def close(self, timeout: float | None = 5.0) -> None:
        """Try once more to send what waits, for so long; the rest stays on disk for the next process."""
        self._sender.end(timeout)
        self._spool.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


class AsyncKeymeter:
    """The same for an event loop, which no disk and no network holds up."""

    def __init__(self, url: str, token: str, **settings: Any) -> None:
        """As `Keymeter`."""
        self._client = Keymeter(url, token, **settings)

    async def record(self, user: str, type: str, properties: Mapping[str, Any] | None = None, **options: Any) -> str:
        """As `Keymeter.record`."""
        return await asyncio.to_thread(self._client.record, user, type, properties, **options)

    async def flush(self, timeout: float | None = None) -> bool:  # noqa: ASYNC109 - the thread's own
        """As `Keymeter.flush`."""
        return await asyncio.to_thread(self._client.flush, timeout)

    @property
    def stuck_because(self) -> str:
        return self._client.stuck_because

    async def close(self, timeout: float | None = 5.0) -> None:  # noqa: ASYNC109 - the thread's own
        """As `Keymeter.close`."""
        await asyncio.to_thread(self._client.close, timeout)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()
