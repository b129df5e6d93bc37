"""One effect for any number of the same request.

The key is claimed by a lock of the transaction in which the effect happens, and its answer is stored in that
transaction: so there is the effect with its answer, or neither. Who comes while the first is under way is told so at
once (`request_in_flight`) and asks again. An effect that fails leaves nothing: the next try is a first one.
"""

import hashlib
import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from core.accounts import Actor
from core.clock import now
from core.database import fetch, transaction
from core.errors import Conflict, InvalidInput
from core.secret import find_secrets

__all__ = ["ALREADY_SHOWN", "LIFE", "Answer", "check_key", "digest_of", "do_once", "forget_keys"]

LIFE = timedelta(hours=24)
#: Stands in a repeated answer where the first one showed a secret.
ALREADY_SHOWN = "already_shown"
_KEY = re.compile(r"[\x21-\x7e]{1,200}")


@dataclass(frozen=True, slots=True)
class Answer:
    """What a request is answered: the same each time, but for secrets. `repeated`: it had its effect before."""

    status: int
    body: bytes
    media_type: str
    repeated: bool = False


def check_key(key: str) -> str:
    """An idempotency key: 1 to 200 visible ASCII characters."""
    if not _KEY.fullmatch(key):
        raise InvalidInput("Idempotency-Key is 1 to 200 visible ASCII characters.", field="Idempotency-Key")
    return key


def digest_of(*parts: bytes | str) -> bytes:
    """Of several parts, none of which can run into the next."""
    digest = hashlib.blake2b(digest_size=32)
    for part in parts:
        raw = part.encode("utf-8", "surrogatepass") if isinstance(part, str) else part
        digest.update(len(raw).to_bytes(8) + raw)
    return digest.digest()


async def do_once(
    actor: Actor, *, operation: str, key: str, request_digest: bytes, effect: Callable[[], Awaitable[Answer]]
) -> Answer:
    """The answer to a request: of `effect`, which runs in a transaction, or what an earlier one was answered.

    The same key for the same actor and operation within 24 hours: InvalidInput `idempotency_key_reused` for another
    request, Conflict `request_in_flight` while the first is under way. What `effect` raises undoes everything.
    """
    name = UUID(bytes=digest_of(actor.kind, str(actor.id), operation, check_key(key))[:16])
    async with transaction():
        lock = int.from_bytes(name.bytes[:8], signed=True)
        if not (await fetch("SELECT pg_try_advisory_xact_lock($1) AS free", lock))[0]["free"]:
            raise Conflict("The first request with this Idempotency-Key is under way.", code="request_in_flight")
        rows = await fetch(
            "SELECT request_digest, status, body, media_type FROM idempotency_keys WHERE digest = $1"
            " AND created_at > $2",
            name,
            now() - LIFE,
        )
        if rows:
            row = rows[0]
            if bytes(row["request_digest"]) != request_digest:
                raise InvalidInput(
                    "This Idempotency-Key was used for another request. Take a new one.", code="idempotency_key_reused"
                )
            return Answer(row["status"], bytes(row["body"]), row["media_type"], repeated=True)
        answer = await effect()
        await fetch(
            "INSERT INTO idempotency_keys AS k (digest, request_digest, status, body, media_type, created_at)"
            " VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (digest) DO UPDATE SET request_digest = $2, status = $3,"
            " body = $4, media_type = $5, created_at = $6",  # one that is older than a day may still be there
            name,
            request_digest,
            answer.status,
            _without_secrets(answer.body),
            answer.media_type[:100],
            now(),
        )
        return answer


async def forget_keys() -> int:
    """Delete what is older than a day; how many."""
    rows = await fetch("DELETE FROM idempotency_keys WHERE created_at <= $1 RETURNING 1", now() - LIFE)
    return len(rows)


def _without_secrets(body: bytes) -> bytes:
    """Found by their form, whatever they are called: a GraphQL client names the fields of its answer itself."""
    for secret in find_secrets(body.decode("utf-8", "replace")):
        body = body.replace(secret.encode(), ALREADY_SHOWN.encode())
    return body
