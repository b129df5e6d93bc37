"""Calls that were admitted at any instant, and the recorder that records them, without HTTP."""

import asyncio
from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal

from core.accounts import User
from core.gate import Call, open_recorder
from core.keys import ApiKey, Identity, identity_for

__all__ = ["call_of", "record"]


def call_of(
    user: User,
    key: ApiKey,
    at: datetime,
    units: dict[str, Decimal | int] | None = None,
    *,
    status: int = 200,
    route: str = "/v1/samples/ping",
    request_id: str = "",
    milliseconds: int = 3,
) -> Call:
    """A call of a key that ended with a status."""
    identity: Identity = identity_for(key, user)
    call = Call(identity, dict(units) if units is not None else {"api_calls": 1}, at)
    call.method, call.route, call.request_id = "GET", route, request_id or call.id.hex
    call.finish(status, billable_below=500)
    call.duration_ms = milliseconds
    return call


async def record(calls: Sequence[Call]) -> list[BaseException | None]:
    """Record calls that arrive together; what each was told. None: it is committed."""
    async with open_recorder(deadline_ms=10_000, queue_max=4096) as recorder:
        return await asyncio.gather(*map(recorder.record, calls), return_exceptions=True)
