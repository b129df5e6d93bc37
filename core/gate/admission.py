"""The gate: may this key make this call now, and if so, what is recorded of it.

parse -> look up -> state, address, scope -> a place in the recorder -> [the endpoint] -> record -> [the reply]
"""

import contextlib
from collections.abc import AsyncIterator, Coroutine, Mapping
from decimal import Decimal
from typing import Any

from core.clock import now
from core.errors import Unauthenticated
from core.gate.activity import KeyActivityLog, open_activity_log
from core.gate.calls import Call
from core.gate.recorder import Recorder, open_recorder
from core.keys import KeyCache, check_identity, open_key_cache
from core.pepper import current_pepper
from core.settings import Settings

__all__ = ["Gate", "open_gate"]


class Gate:
    """One per process. Open it with `open_gate`."""

    def __init__(self, keys: KeyCache, recorder: Recorder, activity: KeyActivityLog, *, billable_below: int) -> None:
        self.keys = keys
        self.recorder = recorder
        self._activity = activity
        self._billable_below = billable_below

    async def admit(
        self,
        secret: bytes | None,
        *,
        units: Mapping[str, Decimal | int],
        scope: str | None = None,
        address: str | None = None,
    ) -> Call:
        """Let a call in, or raise why not: Unauthenticated, Forbidden, or Unavailable when it cannot be decided."""
        if secret is None:
            raise Unauthenticated("Send an API key in the header x-api-key.", code="missing_key")
        identity = self.keys.peek(secret) or await self.keys.find(secret)
        at = now()
        check_identity(identity, at=at, scope=scope, address=address)
        self.recorder.reserve()
        return Call(identity, dict(units), at)

    def record(self, call: Call, status: int) -> Coroutine[Any, Any, None]:
        """Commit what the call used. Raises Unavailable or Unrecordable: then the reply must not leave.

        Status and units are fixed when this is called, not when it is awaited.
        """
        self.finish(call, status)
        return self._commit(call)

    def finish(self, call: Call, status: int) -> None:
        """Fix status and units now, to be recorded later: a reply that is streamed has begun."""
        call.finish(status, billable_below=self._billable_below)

    async def _commit(self, call: Call) -> None:
        await self.recorder.record(call)
        self._activity.note(call.identity, call.occurred_at)


@contextlib.asynccontextmanager
async def open_gate(settings: Settings) -> AsyncIterator[Gate]:
    """The gate of this process: its key cache polls and its recorder runs while the context is open."""
    async with (
        open_key_cache(current_pepper(), settings.direct_url) as keys,
        open_activity_log() as activity,
        open_recorder(deadline_ms=settings.recording_deadline_ms, queue_max=settings.recording_queue_max) as recorder,
    ):
        yield Gate(keys, recorder, activity, billable_below=settings.billable_below)
