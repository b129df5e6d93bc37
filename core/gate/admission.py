"""The gate: may this key make this call now, and if so, what is recorded of it.

parse -> look up -> state, address, scope -> a place in the recorder -> limits -> [the endpoint] -> record -> [reply]
"""

import contextlib
from collections.abc import AsyncIterator, Coroutine, Mapping
from decimal import Decimal
from typing import Any
from uuid import UUID

from core.clock import now
from core.errors import Forbidden, KeymeterError, LimitReached, PaymentRequired, Unauthenticated, Unavailable
from core.gate.activity import Activity, open_activity
from core.gate.calls import Call
from core.gate.limiter import Limiter, open_limiter
from core.gate.recorder import Recorder, open_recorder
from core.gate.spool import Spool, open_spool
from core.keys import Identity, KeyCache, check_identity, open_key_cache
from core.pepper import current_pepper
from core.settings import Settings

__all__ = ["Gate", "open_gate"]


class Gate:
    """One per process. Open it with `open_gate`."""

    def __init__(
        self,
        keys: KeyCache,
        recorder: Recorder,
        limiter: Limiter,
        spool: Spool,
        activity: Activity,
        *,
        billable_below: int,
    ) -> None:
        self.keys = keys
        self.recorder = recorder
        self.limiter = limiter
        self.spool = spool
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
        """Let a call in, or raise why not: Unauthenticated, Forbidden, LimitReached, or Unavailable when it cannot be
        decided."""
        if secret is None:
            raise Unauthenticated("Send an API key in the header x-api-key.", code="missing_key")
        try:
            identity = self.keys.peek(secret) or await self.keys.find(secret)
        except Unavailable as error:
            return await self._admit_unasked(self.keys.recall(secret), units, scope, address, error)
        try:
            return await self._admit(identity, units, scope, address)
        except Unavailable as error:
            return await self._admit_unasked(identity, units, scope, address, error)
        except (Unauthenticated, Forbidden, LimitReached) as refusal:
            self.note_denial(identity, refusal)
            raise

    def note_denial(self, identity: Identity, refusal: KeymeterError) -> None:
        """Count what a known key was refused."""
        self._activity.note_denial(identity, refusal)

    async def _admit(
        self, identity: Identity, units: Mapping[str, Decimal | int], scope: str | None, address: str | None
    ) -> Call:
        at = now()
        check_identity(identity, at=at, scope=scope, address=address)
        self.recorder.reserve()
        call = Call(identity, dict(units), at)
        if identity.limited or identity.rated:
            wanted: Mapping[UUID, Decimal | int] = {}
            if identity.limited:
                call.held_by = rules = await self.recorder.rules(identity.limited)
                wanted = rules.units_of_call(call.units, identity.limited)
            if wanted or identity.rated:
                await self.limiter.admit(call, wanted, rated=True)
        return call

    async def _admit_unasked(
        self,
        identity: Identity | None,
        units: Mapping[str, Decimal | int],
        scope: str | None,
        address: str | None,
        error: Unavailable,
    ) -> Call:
        """Nobody can be asked. A key with a budget for that passes, by what was known of it last; all others get the
        error."""
        if identity is None or not _has_budget(identity, error):
            raise error
        at = now()
        check_identity(identity, at=at, scope=scope, address=address)
        if not await self.spool.take(identity):
            raise error
        call = Call(identity, dict(units), at)
        call.spooled = True
        return call

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
        if call.spooled:
            await self.spool.keep(call)
            return
        if call.identity.limited and call.billable and call.held_by is not self.recorder.known_rules:
            await self._hold_the_rest(call)
        try:
            await self.recorder.record(call)
        except Unavailable as error:
            await self._keep_unrecorded(call, error)
            return
        self._activity.note_use(call.identity, call.occurred_at)

    async def _keep_unrecorded(self, call: Call, error: Unavailable) -> None:
        """The database went away while the endpoint ran. A key with a budget passes still, under an id of its own: the
        call as it was is taken back, should it turn out to be recorded."""
        if not _has_budget(call.identity, error) or not await self.spool.take(call.identity):
            raise error
        again = Call(call.identity, call.units, call.occurred_at)
        again.properties, again.billable = call.encode()[0], call.billable
        again.finished = again.spooled = True
        await self.spool.keep(again)

    async def _hold_the_rest(self, call: Call) -> None:
        """An endpoint may use more than was said before it ran. What that is above the grant needs one too; if a limit
        refuses it, the call is logged as the refusal it becomes, and counts nothing."""
        limited = call.identity.limited
        used = (await self.recorder.rules(limited)).units_of_call(call.units, limited)
        held: dict[UUID, Decimal | int] = {}
        for grant in call.grants:
            for meter_id, units in grant.units.items():
                held[meter_id] = held.get(meter_id, 0) + units
        rest = {meter_id: units - held.get(meter_id, 0) for meter_id, units in used.items()}
        wanted = {meter_id: units for meter_id, units in rest.items() if units > 0}
        if not wanted:
            return
        try:
            await self.limiter.admit(call, wanted)
        except LimitReached as refusal:
            self.note_denial(call.identity, refusal)
            call.refuse(paid=not isinstance(refusal, PaymentRequired))
            await self.recorder.record(call)
            raise
        except BaseException:
            self.limiter.give_back(call)
            raise


def _has_budget(identity: Identity, error: Unavailable) -> bool:
    """Whether calls of the key may pass although nobody can be asked; too much work waiting is no such case."""
    return identity.fail_open > 0 and error.code == "database_unavailable"


@contextlib.asynccontextmanager
async def open_gate(settings: Settings) -> AsyncIterator[Gate]:
    """The gate of this process: its key cache polls and its recorder runs while the context is open."""
    async with (
        open_key_cache(current_pepper(), settings.direct_url) as keys,
        open_activity() as activity,
        open_limiter() as limiter,
        open_recorder(
            deadline_ms=settings.recording_deadline_ms,
            queue_max=settings.recording_queue_max,
            give_back=limiter.give_back,
        ) as recorder,
        open_spool(settings.spool_dir or settings.data_dir / "spool", recorder.record) as spool,
    ):
        yield Gate(keys, recorder, limiter, spool, activity, billable_below=settings.billable_below)
