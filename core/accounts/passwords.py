"""Passwords: which are taken, and their hashes: Argon2id, 64 MiB, 3 passes, 4 lanes (RFC 9106, second recommended
option), off the event loop."""

import asyncio
import re
import secrets
from collections.abc import Sequence

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from core.errors import InvalidInput

__all__ = ["check_password", "hash_password", "make_password", "verify_password"]

LENGTH_MIN = 10
LENGTH_MAX = 200
CHARACTERS_MIN = 5
_HASHER = PasswordHasher(time_cost=3, memory_cost=64 * 1024, parallelism=4)
_SLOTS = asyncio.Semaphore(2)  # 64 MiB each: sign-ins queue instead of filling the memory
#: Verified against when there is no such admin, so that both answers take the same time: the hash, by the same
#: parameters, of a password that was thrown away. Made beforehand, because making it takes a quarter of a second.
_DUMMY = "$argon2id$v=19$m=65536,t=3,p=4$YqtM40YKY/PR6AagWPiBuQ$M0+PrUt5CItvtc7zVZGHt0sCW7FOaa1spazkrxCKv3g"
#: What guessers try first, with every number, ending and spelling: so what is left without these is looked up here.
_COMMON = frozenset(
    re.findall(
        r"\w+",
        """
    abc abcdef access account admin administrator apikey asdf asdfgh asdfghjkl autumn baseball batman billing changeme
    charlie company default demo donald dragon flower football freedom guest hello hunter iloveyou keymeter letmein
    login lovely manager master michael monkey mustang mynewpassword mypassword nothing oracle owner passphrase passw
    passwd passwort password pokemon postgres princess qazwsx qazwsxedc qwert qwerty qwertyuiop qwertz root secret
    server shadow soccer spring starwars summer sunshine superman support system temp temporary test tester testing
    trustno trustnoone unknown user welcome whatever winter zaqxsw zxcvbn zxcvbnm
    """,
    )
)
_SPELLING = str.maketrans("0134578@$!|+", "oieastbasilt")
_ROWS = ("abcdefghijklmnopqrstuvwxyz", "qwertyuiop", "asdfghjkl", "zxcvbnm", "01234567890", "qwertzuiop")


def check_password(password: str, *, known: Sequence[str] = ()) -> str:
    """The password, or InvalidInput that says why it is not taken: too short, too simple, what guessers try first, or
    made of what is known of its holder (`known`: e-mail and name)."""
    if not LENGTH_MIN <= len(password) <= LENGTH_MAX:
        raise InvalidInput(f"A password has {LENGTH_MIN} to {LENGTH_MAX} characters.", field="password")
    if any("\ud800" <= char <= "\udfff" for char in password):
        raise InvalidInput("A password holds no lone surrogate.", field="password")
    plain = password.casefold()
    if len(set(plain)) < CHARACTERS_MIN or _is_run(plain):
        raise InvalidInput("This password repeats or counts too much. Take some words instead.", field="password")
    whole = {re.sub(r"[\W\d_]+", "", text.casefold().partition("@")[0]) for text in known}
    own = whole | {part for text in known for part in re.split(r"[^a-z0-9]+", text.casefold()) if len(part) >= 3}
    if _stems_of(plain) & (_COMMON | own):
        raise InvalidInput("This password is among the first that are guessed. Take some words.", field="password")
    return password


def _stems_of(plain: str) -> set[str]:
    """What is left of it without digits and signs around it, as it stands and with digits and signs read as letters;
    and of something said twice, the one."""
    stripped = re.sub(r"^[\W\d_]+|[\W\d_]+$", "", plain)
    stems = {re.sub(r"[\W\d_]+", "", text) for text in (plain, stripped, stripped.translate(_SPELLING))}
    halves = {stem[: len(stem) // 2] for stem in stems if stem[: len(stem) // 2] * 2 == stem}
    return stems | halves


def _is_run(plain: str) -> bool:
    """Whether nearly all of it goes along the alphabet, the digits or a row of a keyboard."""
    pairs = [plain[place : place + 2] for place in range(len(plain) - 1)]
    along = sum(any(pair in row or pair[::-1] in row for row in _ROWS) or pair[0] == pair[1] for pair in pairs)
    return along >= 0.8 * len(pairs)


def make_password() -> str:
    """One for somebody who has none: 96 random bits."""
    return secrets.token_urlsafe(12)


async def hash_password(password: str, *, known: Sequence[str] = ()) -> str:
    async with _SLOTS:
        return await asyncio.to_thread(_HASHER.hash, check_password(password, known=known))


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
