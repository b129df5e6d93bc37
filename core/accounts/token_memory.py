"""Actors of admin tokens, remembered for a moment, for routes that are asked thousands of times a second."""

import asyncio
from hashlib import blake2b

from core.accounts.actor import Actor
from core.accounts.tokens import authenticate_token
from core.clock import monotonic
from core.errors import Unauthenticated

__all__ = ["TokenMemory"]

#: A token that is revoked, or has expired, is refused after so long at most: sooner than a key is.
FRESH_SECONDS = 0.75
TOKENS_MAX = 1_000


class TokenMemory:
    """One per process. Only what was found is remembered, since the start of its look-up; those who ask for the same
    token at once share one look-up."""

    def __init__(self) -> None:
        self._known: dict[bytes, tuple[float, Actor]] = {}
        self._under_way: dict[bytes, asyncio.Task[Actor]] = {}

    async def authenticate(self, secret: str) -> Actor:
        """As `authenticate_token`."""
        if not secret.isascii():
            raise Unauthenticated("This is not an admin token.", code="unknown_token")
        digest = blake2b(secret.encode(), digest_size=32).digest()
        known = self._known.get(digest)
        if known is not None and monotonic() <= known[0]:
            return known[1]
        task = self._under_way.get(digest)
        if task is None:
            task = self._under_way[digest] = asyncio.create_task(self._look_up(secret, digest))
            task.add_done_callback(lambda done: self._forget(digest, done))
        return await asyncio.shield(task)

    async def _look_up(self, secret: str, digest: bytes) -> Actor:
        started = monotonic()
        actor = await authenticate_token(secret)
        if len(self._known) >= TOKENS_MAX:
            self._known.clear()
        self._known[digest] = (started + FRESH_SECONDS, actor)
        return actor

    def _forget(self, digest: bytes, done: "asyncio.Task[Actor]") -> None:
        self._under_way.pop(digest, None)
        if not done.cancelled():
            done.exception()  # a caller that went away leaves nobody to retrieve it
