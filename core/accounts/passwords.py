"""Password hashes: Argon2id, 64 MiB, 3 passes, 4 lanes (RFC 9106, second recommended option), off the event loop."""

import asyncio

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from core.errors import InvalidInput

__all__ = ["check_password", "hash_password", "verify_password"]

LENGTH_MIN = 10
LENGTH_MAX = 200
_HASHER = PasswordHasher(time_cost=3, memory_cost=64 * 1024, parallelism=4)
_SLOTS = asyncio.Semaphore(2)  # 64 MiB each: sign-ins queue instead of filling the memory
#: Verified against when there is no such admin, so that both answers take the same time: the hash, by the same
#: parameters, of a password that was thrown away. Made beforehand, because making it takes a quarter of a second.
_DUMMY = "$argon2id$v=19$m=65536,t=3,p=4$YqtM40YKY/PR6AagWPiBuQ$M0+PrUt5CItvtc7zVZGHt0sCW7FOaa1spazkrxCKv3g"


def check_password(password: str) -> str:
    if not LENGTH_MIN <= len(password) <= LENGTH_MAX:
        raise InvalidInput(f"A password has {LENGTH_MIN} to {LENGTH_MAX} characters.", field="password")
    if any("\ud800" <= char <= "\udfff" for char in password):
        raise InvalidInput("A password holds no lone surrogate.", field="password")
    return password


async def hash_password(password: str) -> str:
    async with _SLOTS:
        return await asyncio.to_thread(_HASHER.hash, check_password(password))


async def verify_password(password: str, stored: str | None) -> bool:
    """Whether it is the password; `stored` None (no such admin) costs the same and is False."""
    async with _SLOTS:
        return await asyncio.to_thread(_verify, password[:LENGTH_MAX], stored or _DUMMY) and stored is not None


def _verify(password: str, stored: str) -> bool:
    try:
        # As bytes, because a lone surrogate, which no stored password holds, cannot be encoded.
        return _HASHER.verify(stored, password.encode("utf-8", "surrogatepass"))
    except (VerificationError, InvalidHashError):
        return False
