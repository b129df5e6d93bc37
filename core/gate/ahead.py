"""Units that a worker holds ahead, while much of a limit is left: calls that come fast are then decided in the process.

They were decided by the same statement as everything else and stand in `holds`, so never more is granted than the caps
allow, however many workers there are. What differs is that a hold may be there before its call. It is kept small (a
share of what is left, and of what came lately), ends after a fifth of a second, and what is left of it is given back.
Near a limit nothing is held ahead; who is refused while somebody still holds some is asked about again until it ended.
"""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from uuid import UUID

from core.clock import monotonic
from core.gate.calls import Grant, Quota

__all__ = ["AHEAD_SECONDS", "Ahead", "Entry"]

#: What is wanted in one period of one meter: user, meter, live, hour, day, month, billing period from and until.
Entry = tuple[Any, ...]
#: A lowered limit holds after this at the latest.
AHEAD_SECONDS = 0.2
#: Fewer calls in that time are not worth it.
CALLS_MIN = 8


@dataclass(slots=True)
class _Flow:
    """What came for an entry since an instant, and what is held ahead for it."""

    since: float
    calls: int = 0
    units: Decimal | int = 0
    rest: Decimal | int = 0
    worker_id: UUID | None = None
    quota: Quota | None = None


class Ahead:
    """Of one limiter. `give_back` takes what was held and not used."""

    def __init__(self, give_back: Callable[[Grant], None]) -> None:
        self._flows: dict[Entry, _Flow] = {}
        self._give_back = give_back

    def take(self, entry: Entry, units: Decimal | int, worker_id: UUID | None) -> tuple[Grant, Quota] | None:
        """A grant out of what is held ahead, and where the caller stands by the last decision; None if there is too
        little."""
        flow = self._flows.get(entry)
        if flow is None or not flow.rest or flow.quota is None:
            return None
        if flow.worker_id != worker_id or flow.rest < units:
            self._end(flow, entry)
            return None
        flow.rest -= units
        flow.calls += 1
        flow.units += units
        quota = Quota(flow.quota.period, flow.quota.cap, flow.quota.remaining + flow.rest, flow.quota.ends_at)
        return self.grant(entry, units, worker_id), quota

    def note(self, entry: Entry, units: Decimal | int) -> None:
        """A call that is being decided wants so much."""
        flow = self._flows.get(entry)
        if flow is None:
            flow = self._flows[entry] = _Flow(monotonic())
            self._end_later(flow, entry)
        flow.calls += 1
        flow.units += units

    def wish(self, entry: Entry) -> int:
        """How much to ask for ahead: what comes in half of the time that it may be held for."""
        flow = self._flows.get(entry)
        if flow is None or flow.calls < CALLS_MIN or flow.rest:
            return 0
        passed_us = max(1_000, int((monotonic() - flow.since) * 1_000_000))
        return int(flow.units * int(AHEAD_SECONDS * 500_000) // passed_us)

    def put(self, entry: Entry, units: Decimal, worker_id: UUID, quota: Quota) -> None:
        """What was granted ahead of an entry. `quota` is what is left beside it."""
        flow = self._flows[entry] = _Flow(monotonic(), rest=units, worker_id=worker_id, quota=quota)
        self._end_later(flow, entry)

    def end_all(self) -> None:
        """Give everything back."""
        for entry, flow in list(self._flows.items()):
            self._end(flow, entry)
        self._flows.clear()

    @staticmethod
    def grant(entry: Entry, units: Decimal | int, worker_id: UUID | None) -> Grant:
        """Units of an entry as a worker holds them."""
        user_id, meter_id, live, hour, day, month, _, _ = entry
        assert worker_id is not None
        return Grant(worker_id, user_id, live, hour, day, month, {meter_id: units})

    def _end_later(self, flow: _Flow, entry: Entry) -> None:
        asyncio.get_running_loop().call_later(AHEAD_SECONDS, self._expire, flow, entry)

    def _expire(self, flow: _Flow, entry: Entry) -> None:
        self._end(flow, entry)
        if self._flows.get(entry) is flow:
            del self._flows[entry]

    def _end(self, flow: _Flow, entry: Entry) -> None:
        rest, flow.rest = flow.rest, 0
        if rest:
            self._give_back(self.grant(entry, rest, flow.worker_id))
