"""The form of secrets: `km_live_` or `km_test_`, 37 base62 characters (220 bits), 6 base62 characters of CRC32.

The check sum lets a typo or a cut-off key be refused without asking the database, and lets secret scanners tell our
keys from noise. Admin tokens are made alike, with `km_admin_`.
"""

import re
import secrets
import zlib
from typing import Literal

__all__ = ["KINDS", "find_secrets", "is_well_formed", "make_secret"]

Kind = Literal["live", "test", "admin"]
KINDS: tuple[Kind, ...] = ("live", "test", "admin")

_ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
_RANDOM_LENGTH = 37
_CHECK_LENGTH = 6
_FORM = re.compile(rf"km_(live|test|admin)_[0-9A-Za-z]{{{_RANDOM_LENGTH + _CHECK_LENGTH}}}", re.ASCII)
_ANYWHERE = re.compile(_FORM.pattern, re.ASCII)
_WEBHOOK = re.compile(r"whsec_[0-9A-Za-z+/=_-]{16,}", re.ASCII)


def make_secret(kind: Kind) -> str:
    """A fresh secret from the operating system's randomness. Show it once; store its digest."""
    body = f"km_{kind}_" + "".join(secrets.choice(_ALPHABET) for _ in range(_RANDOM_LENGTH))
    return body + _check_sum(body)


def is_well_formed(secret: str, *kinds: Kind) -> bool:
    """Whether it could be a secret of one of these kinds. Costs no look-up."""
    match = _FORM.fullmatch(secret)
    if match is None or match[1] not in kinds:
        return False
    return secret.endswith(_check_sum(secret[:-_CHECK_LENGTH]))


def find_secrets(text: str) -> set[str]:
    """Every secret in a text, by its form alone: keys and tokens of ours, and secrets that sign webhooks."""
    ours = {match[0] for match in _ANYWHERE.finditer(text) if is_well_formed(match[0], *KINDS)}
    return ours | {match[0] for match in _WEBHOOK.finditer(text)}


def _check_sum(body: str) -> str:
    number = zlib.crc32(body.encode())
    digits = []
    for _ in range(_CHECK_LENGTH):
        number, digit = divmod(number, 62)
        digits.append(_ALPHABET[digit])
    return "".join(reversed(digits))
