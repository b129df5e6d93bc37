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
import os
from collections.abc import AsyncIterator
from hashlib import blake2b
from typing import TypeVar

import asyncpg

from core.accounts import User
from core.clock import monotonic
from core.database import as_error, connect_directly, drop_idle_connections, fetch, raw_connection
from core.errors import KeymeterError, Unauthenticated, Unavailable
from core.ids import NIL
from core.keys.identity import Identity, identity_of
from core.pepper import Pepper
from core.secret import is_well_formed
from core.tasks import background

__all__ = ["KeyCache", "identity_of_user", "open_key_cache"]

log = logging.getLogger("keymeter.keys")
T = TypeVar("T")

POLL_SECONDS = 0.25
FRESH_SECONDS = 0.75
LOOK_UP_SECONDS_MAX = 1.5
ENTRIES_MAX = 100_000
UNKNOWN_MAX = 10_000
_EPOCH_MAX = 2**63 - 1

_PAUSED_UNTIL = (
    "(SELECT max(coalesce(p.ends_at, '9999-12-31Z')) FROM subscription_pauses p WHERE p.user_id = holder.id)"
)
#: How the user is billed, now and later, if it or its plan has a limit by the billing period or by packs.
_CYCLES = """
(SELECT json_agg(json_build_object('starts_at', s.starts_at, 'ends_at', s.ends_at, 'unit', v.interval_unit,
     'count', v.interval_count, 'alignment', v.alignment, 'anchor', s.anchor) ORDER BY s.starts_at)::text
 FROM subscriptions s JOIN plan_versions v ON v.id = s.version_id
 WHERE s.user_id = holder.id AND coalesce(s.ends_at > clock_timestamp(), true)
 AND (EXISTS (SELECT 1 FROM limits l WHERE l.user_id = holder.id AND l.period IN ('billing', 'packs'))
      OR EXISTS (SELECT 1 FROM plan_limits p WHERE p.version_id = s.version_id AND p.period IN ('billing', 'packs'))))
"""
# One statement, so that the epoch and the keys are of one snapshot, also when no key is found.
_LOOK_UP = f"""
SELECT access_epoch.epoch, found.*
FROM access_epoch LEFT JOIN (
    SELECT key.digest, key.id, key.user_id, key.live, key.scopes, key.allowed_networks, key.expires_at,
           key.disabled_at, key.fail_open_calls, holder.status, holder.time_zone,
           -- Those of plans to come are among them: the gate decides by what is in force.
           ARRAY(SELECT meter_id FROM limits WHERE limits.user_id = key.user_id AND limits.hard
                 UNION SELECT p.meter_id FROM subscriptions s JOIN plan_limits p ON p.version_id = s.version_id
                 WHERE s.user_id = key.user_id AND p.hard AND coalesce(s.ends_at > clock_timestamp(), true)) AS limited,
           {_CYCLES} AS cycles,
           EXISTS (SELECT 1 FROM rate_limits r WHERE r.user_id = key.user_id AND coalesce(r.key_id, key.id) = key.id)
               AS rated,
           {_PAUSED_UNTIL} AS paused_until
    FROM api_keys key JOIN users holder ON holder.id = key.user_id
    WHERE key.digest = ANY ($1::bytea[]) AND key.revoked_at IS NULL
) found ON true
"""  # noqa: S608 - put together from the lines above
_OF_USER = f"""
SELECT $2::uuid AS id, holder.id AS user_id, true AS live, '[]' AS scopes, '[]' AS allowed_networks,
       NULL::timestamptz AS expires_at, NULL AS disabled_at, holder.status, holder.time_zone, '{{}}'::uuid[] AS limited,
       true AS rated, 0 AS fail_open_calls, {_CYCLES} AS cycles, {_PAUSED_UNTIL} AS paused_until
FROM users holder WHERE holder.id = $1
"""  # noqa: S608 - the same
_CHANGES = """
SELECT (SELECT epoch FROM access_epoch) AS epoch,
       ARRAY(SELECT digest FROM api_keys WHERE epoch > $1
             UNION SELECT key.digest FROM users holder JOIN api_keys key ON key.user_id = holder.id
             WHERE holder.epoch > $1) AS digests
"""


class KeyCache:
    """Identities by digest. `peek` is the hot path: one hash and two dictionary look-ups, no await."""

    def __init__(self, pepper: Pepper, url: str) -> None:
        self._pepper = pepper
        self._url = url
        #: What secrets that were found are digested to, by a keyed hash of this process alone that costs a third of the
        #: pepper's HMAC. It holds whatever becomes of the keys.
        self._digests: dict[bytes, bytes] = {}
        self._hash_key = os.urandom(32)
        self._known: dict[bytes, Identity] = {}
        self._unknown: dict[bytes, None] = {}
        #: Entries are kept by the newest pepper's digest. By the stored digest, the entry of a key of an older pepper.
        self._entry_of: dict[bytes, bytes] = {}
        self._fresh_until = -1.0
        self._epoch = -1
        self._waiting: dict[bytes, tuple[str, asyncio.Future[Identity]]] = {}
        self._wake = asyncio.Event()
        self._looking_up: asyncio.Task[None] | None = None
        self._is_polling = True
        self.unknown_total = 0
        self.malformed_total = 0

    def peek(self, secret: bytes) -> Identity | None:
        """The identity if the cache holds it and may answer now; None means: ask `find`."""
        if monotonic() > self._fresh_until:
            return None
        digest = self._digests.get(self._hash_of(secret))
        return None if digest is None else self._known.get(digest)

    def recall(self, secret: bytes) -> Identity | None:
        """What was known of a secret last, however long ago: for keys that may pass while nobody can be asked."""
        return self._known.get(self._pepper.digest(secret))

    async def find(self, secret: bytes) -> Identity:
        """The identity of a secret that is not revoked. Unauthenticated if malformed (no database read) or unknown,
        Unavailable if the database has to be asked and does not answer."""
        text = secret.decode("latin-1")
        if not is_well_formed(text, "live", "test"):
            self.malformed_total += 1
            raise Unauthenticated("This is not an API key: it is incomplete or mistyped.", code="malformed_key")
        digest = self._pepper.digest(text)
        identity = None
        if monotonic() <= self._fresh_until:
            if digest in self._unknown:
                raise self._refuse()
            identity = self._known.get(digest)
        if identity is None:
            identity = await self._look_up(digest, text)
        self._keep(self._digests, self._hash_of(secret), digest, ENTRIES_MAX)
        return identity

    def _hash_of(self, secret: bytes) -> bytes:
        return blake2b(secret, key=self._hash_key, digest_size=16).digest()

    def _refuse(self) -> Unauthenticated:
        self.unknown_total += 1
        return Unauthenticated("This API key is not valid.", code="unknown_key")

    async def _look_up(self, digest: bytes, secret: str) -> Identity:
        entry = self._waiting.get(digest)
        if entry is None:
            entry = (secret, asyncio.get_running_loop().create_future())
            self._waiting[digest] = entry
            if self._looking_up is None or self._looking_up.done():
                self._looking_up = asyncio.create_task(self._answer_all())
        identity = await asyncio.shield(entry[1])
        return identity

    async def _answer_all(self) -> None:
        """One query at a time, each for all who came while the one before was under way."""
        await asyncio.sleep(0)  # let the calls that arrived together join the first
        while self._waiting:
            waiting, self._waiting = self._waiting, {}
            try:
                await self._answer(waiting)
            except Exception as error:
                problem = as_error(error) or KeymeterError(code="internal", detail=repr(error))
                failed = list(waiting.values())
                if isinstance(problem, Unavailable):
                    # Who came meanwhile, perhaps with the same keys, would wait as long for the same answer.
                    failed += self._waiting.values()
                    self._waiting = {}
                else:
                    log.exception("key look-up failed")
                for _, future in failed:
                    _fail(future, problem)

    async def _answer(self, waiting: dict[bytes, tuple[str, asyncio.Future[Identity]]]) -> None:
        candidates = {
            candidate: digest for digest, (secret, _) in waiting.items() for candidate in self._pepper.digests(secret)
        }
        # Not from the pool of everything else: when that is used up, calls are still served.
        async with asyncio.timeout(LOOK_UP_SECONDS_MAX), raw_connection("recorder") as connection:
            rows = await connection.fetch(_LOOK_UP, list(candidates))
        found: dict[bytes, Identity] = {}
        for row in rows:
            try:
                if row["digest"] is not None:
                    found[row["digest"]] = identity_of(row)
            except Exception as error:  # one row that makes no sense is no reason to refuse the others
                log.exception("the key %s cannot be used", row["id"])
                _, future = waiting.pop(candidates[row["digest"]])
                _fail(future, KeymeterError(code="internal", detail=repr(error)))
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
        if identity is None:
            _fail(future, self._refuse())
        elif not future.done():
            future.set_result(identity)

    @staticmethod
    def _keep(entries: dict[bytes, T], digest: bytes, value: T, entries_max: int) -> None:
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
                    async with asyncio.timeout(FRESH_SECONDS):
                        await connection.add_listener("keymeter_access", lambda *_: self._wake.set())
                    while True:
                        await self.poll(connection)
                        if not self._is_polling:
                            log.warning("polling the access epoch goes on")
                        self._is_polling = True
                        # Not wait_for: before Python 3.12 that swallows a cancellation that meets a notification.
                        with contextlib.suppress(TimeoutError):
                            async with asyncio.timeout(POLL_SECONDS):
                                await self._wake.wait()
                        self._wake.clear()
                finally:
                    connection.terminate()
            except Exception as error:
                if as_error(error) is None:
                    log.exception("polling the access epoch failed")
                elif self._is_polling:
                    log.warning("polling the access epoch is interrupted, so every call asks the database: %r", error)
                self._is_polling = False
                if isinstance(error, TimeoutError):
                    drop_idle_connections()
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


def _fail(future: asyncio.Future[Identity], error: KeymeterError) -> None:
    if not future.done():
        future.set_exception(error)
        future.exception()  # a caller that went away leaves nobody to retrieve it


async def identity_of_user(user: User) -> Identity:
    """As if it called by a key, which stands as NIL: for what the vendor does in its name. Which meters are limited is
    not among it."""
    return identity_of((await fetch(_OF_USER, user.id, NIL))[0])


@contextlib.asynccontextmanager
async def open_key_cache(pepper: Pepper, url: str) -> AsyncIterator[KeyCache]:
    """A cache that polls while the context is open."""
    cache = KeyCache(pepper, url)
    async with background(cache.poll_forever()):
        yield cache
