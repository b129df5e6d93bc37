"""The look-up cache of one process, and what keeps it honest.

Truth is the `access_epoch` row. Its value is polled every 250 ms together with the digests of the keys that changed
since; those are forgotten. The cache answers only within 750 ms of the *start* of the last good poll, on a monotonic
clock: so a revocation holds everywhere within 1 s, whether or not the database can be reached, because a cache that
cannot poll stops answering and every call then asks the database, which decides or the call gets a 503.
NOTIFY only wakes the poller early. Concurrent misses share one query.
"""

import asyncio
import contextlib
import logging
from collections.abc import AsyncIterator

import asyncpg

from core.clock import monotonic
from core.database import as_error, connect_directly, raw_connection
from core.errors import KeymeterError, Unauthenticated, Unavailable
from core.keys.identity import Identity, identity_of
from core.pepper import Pepper
from core.secret import is_well_formed

__all__ = ["KeyCache", "open_key_cache"]

log = logging.getLogger("keymeter.keys")

POLL_SECONDS = 0.25
FRESH_SECONDS = 0.75
LOOK_UP_SECONDS_MAX = 2.0
ENTRIES_MAX = 100_000
UNKNOWN_MAX = 10_000
_EPOCH_MAX = 2**63 - 1

# One statement, so that the epoch and the keys are of one snapshot, also when no key is found.
_LOOK_UP = """
SELECT access_epoch.epoch, found.*
FROM access_epoch LEFT JOIN (
    SELECT key.digest, key.id, key.user_id, key.live, key.scopes, key.allowed_networks, key.expires_at,
           key.disabled_at, holder.status, holder.time_zone
    FROM api_keys key JOIN users holder ON holder.id = key.user_id
    WHERE key.digest = ANY ($1::bytea[]) AND key.revoked_at IS NULL
) found ON true
"""
_CHANGES = """
SELECT (SELECT epoch FROM access_epoch) AS epoch,
       ARRAY(SELECT digest FROM api_keys WHERE epoch > $1
             UNION SELECT key.digest FROM users holder JOIN api_keys key ON key.user_id = holder.id
             WHERE holder.epoch > $1) AS digests
"""


class KeyCache:
    """Identities by digest. `peek` is the hot path: one HMAC and one dictionary look-up, no await."""

    def __init__(self, pepper: Pepper, url: str) -> None:
        self._pepper = pepper
        self._url = url
        self._known: dict[bytes, Identity] = {}
        self._unknown: dict[bytes, None] = {}
        #: Entries are kept by the newest pepper's digest. By the stored digest, the entry of a key of an older pepper.
        self._entry_of: dict[bytes, bytes] = {}
        self._fresh_until = -1.0
        self._epoch = -1
        self._waiting: dict[bytes, tuple[str, asyncio.Future[Identity]]] = {}
        self._wake = asyncio.Event()
        self._look_ups: set[asyncio.Task[None]] = set()
        self.unknown_total = 0
        self.malformed_total = 0

    def peek(self, secret: bytes) -> Identity | None:
        """The identity if the cache holds it and may answer now; None means: ask `find`."""
        if monotonic() > self._fresh_until:
            return None
        return self._known.get(self._pepper.digest(secret))

    async def find(self, secret: bytes) -> Identity:
        """The identity of a secret that is not revoked. Unauthenticated if malformed (no database read) or unknown,
        Unavailable if the database has to be asked and does not answer."""
        text = secret.decode("latin-1")
        if not is_well_formed(text, "live", "test"):
            self.malformed_total += 1
            raise Unauthenticated("This is not an API key: it is incomplete or mistyped.", code="malformed_key")
        digest = self._pepper.digest(text)
        if monotonic() <= self._fresh_until:
            if known := self._known.get(digest):
                return known
            if digest in self._unknown:
                raise self._refuse()
        return await self._look_up(digest, text)

    def _refuse(self) -> Unauthenticated:
        self.unknown_total += 1
        return Unauthenticated("This API key is not valid.", code="unknown_key")

    async def _look_up(self, digest: bytes, secret: str) -> Identity:
        entry = self._waiting.get(digest)
        if entry is None:
            entry = (secret, asyncio.get_running_loop().create_future())
            self._waiting[digest] = entry
            if len(self._waiting) == 1:
                task = asyncio.create_task(self._answer_waiting())
                self._look_ups.add(task)
                task.add_done_callback(self._look_ups.discard)
        identity = await asyncio.shield(entry[1])
        return identity

    async def _answer_waiting(self) -> None:
        await asyncio.sleep(0)  # let the calls that arrived together join this query
        waiting, self._waiting = self._waiting, {}
        candidates = {
            candidate: digest for digest, (secret, _) in waiting.items() for candidate in self._pepper.digests(secret)
        }
        try:
            async with asyncio.timeout(LOOK_UP_SECONDS_MAX), raw_connection() as connection:
                rows = await connection.fetch(_LOOK_UP, list(candidates))
            found = {row["digest"]: identity_of(row) for row in rows if row["digest"] is not None}
        except Exception as error:
            problem = as_error(error) or KeymeterError(code="internal", detail=repr(error))
            if not isinstance(problem, Unavailable):
                log.exception("key look-up failed")
            for _, future in waiting.values():
                if not future.done():
                    future.set_exception(problem)
                    future.exception()  # a caller that went away leaves nobody to retrieve it
            return
        by_entry = {candidates[stored]: identity for stored, identity in found.items()}
        if len(self._entry_of) >= ENTRIES_MAX:
            self._entry_of = {stored: digest for stored, digest in self._entry_of.items() if digest in self._known}
        self._entry_of |= {stored: candidates[stored] for stored in found if stored != candidates[stored]}
        for digest, (_, future) in waiting.items():
            self._settle(digest, by_entry.get(digest), future, rows[0]["epoch"])

    def _settle(self, digest: bytes, identity: Identity | None, future: asyncio.Future[Identity], epoch: int) -> None:
        # An answer older than what the poller has seen may have missed a change: good for this call, not to keep.
        if epoch >= self._epoch:
            if identity is not None:
                self._keep(self._known, digest, identity, ENTRIES_MAX)
            else:
                self._keep(self._unknown, digest, None, UNKNOWN_MAX)
        if future.done():
            return
        if identity is not None:
            future.set_result(identity)
        else:
            future.set_exception(self._refuse())
            future.exception()

    @staticmethod
    def _keep(entries: dict[bytes, object], digest: bytes, value: object, entries_max: int) -> None:
        if len(entries) >= entries_max:
            for oldest in list(entries)[: entries_max // 10]:
                del entries[oldest]
        entries[digest] = value

    async def poll_forever(self) -> None:
        """Keep the cache honest until cancelled. A lost connection is replaced at once, then every 250 ms."""
        while True:
            try:
                connection = await connect_directly(self._url)
                try:
                    await connection.add_listener("keymeter_access", lambda *_: self._wake.set())
                    while True:
                        await self.poll(connection)
                        with contextlib.suppress(TimeoutError):
                            await asyncio.wait_for(self._wake.wait(), POLL_SECONDS)
                        self._wake.clear()
                finally:
                    connection.terminate()
            except Exception as error:
                if as_error(error) is None:
                    log.exception("polling the access epoch failed")
                await asyncio.sleep(POLL_SECONDS)

    async def poll(self, connection: asyncpg.Connection) -> None:
        """One poll: forget what changed, then answer for another 750 ms from the instant it began."""
        started = monotonic()
        # The first poll forgets everything, so it need not be told of every key there is.
        since = self._epoch if self._epoch >= 0 else _EPOCH_MAX
        row = await connection.fetchrow(_CHANGES, since, timeout=FRESH_SECONDS)
        if self._epoch < 0 or row["epoch"] < self._epoch:  # first poll, or another database (restored from a backup)
            self._known.clear()
            self._unknown.clear()
            self._entry_of.clear()
        for stored in row["digests"]:
            digest = self._entry_of.pop(stored, stored)
            self._known.pop(digest, None)
            self._unknown.pop(digest, None)
        self._epoch = row["epoch"]
        self._fresh_until = started + FRESH_SECONDS


@contextlib.asynccontextmanager
async def open_key_cache(pepper: Pepper, url: str) -> AsyncIterator[KeyCache]:
    """A cache that polls while the context is open."""
    cache = KeyCache(pepper, url)
    poller = asyncio.create_task(cache.poll_forever())
    try:
        yield cache
    finally:
        poller.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await poller


