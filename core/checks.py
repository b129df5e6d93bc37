"""Checks of single values at the edge of the core. Each returns the clean value or raises `InvalidInput`."""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from ipaddress import IPv6Network, ip_network

from core.errors import InvalidInput
from core.periods import zone_names

__all__ = [
    "check_email",
    "check_metadata",
    "check_networks",
    "check_slug",
    "check_text",
    "check_words",
    "check_zone",
    "is_slug",
    "is_storable",
]

_SLUG = re.compile(r"[a-z][a-z0-9_]{0,63}")
_WORD = re.compile(r"[a-z][a-z0-9_.:-]{0,63}")
_EMAIL = re.compile(r"[^@\s]{1,64}@[^@\s]{1,255}")


def check_text(value: str, *, field: str, chars_max: int, required: bool = True) -> str:
    """Trimmed text without control characters or lone surrogates (PostgreSQL stores neither NUL nor these)."""
    text = value.strip()
    if required and not text:
        raise InvalidInput(f"{field} may not be empty.", field=field)
    if len(text) > chars_max:
        raise InvalidInput(f"{field} is longer than {chars_max} characters.", field=field)
    if not is_storable(text):
        raise InvalidInput(f"{field} holds a control character or a lone surrogate.", field=field)
    return text


def is_storable(text: str, *, chars_max: int | None = None) -> bool:
    """Whether text can stand in a column: no control characters, of which PostgreSQL takes no NUL, no lone surrogates,
    and not too long. A look-up by any other text need not ask the database, which would refuse it."""
    if chars_max is not None and len(text) > chars_max:
        return False
    return text.isprintable() or all(unicodedata.category(char) not in ("Cc", "Cs") for char in text)


def check_slug(value: str, *, field: str = "slug") -> str:
    """A name for URLs and code: lower-case letters, digits and `_`, beginning with a letter, at most 64."""
    if not is_slug(value):
        raise InvalidInput(
            f"{field} must be a letter, then letters, digits or _, all lower case, up to 64.", field=field
        )
    return value


def is_slug(value: str) -> bool:
    """Whether something can have this slug at all; a look-up by any other text need not ask the database."""
    return _SLUG.fullmatch(value) is not None


def check_words(values: Sequence[str], *, field: str) -> list[str]:
    """Up to 50 scope-like words, sorted, each once."""
    words = sorted(set(values))
    if len(words) > 50:
        raise InvalidInput(f"{field} holds more than 50 entries.", field=field)
    for word in words:
        if not _WORD.fullmatch(word):
            raise InvalidInput(
                f"{field}: {word!r} is not a word of lower-case letters, digits and _ . : -.", field=field
            )
    return words


def check_email(value: str, *, field: str = "email") -> str:
    """An address in form only, lower case. Whether it receives mail, only mail can tell."""
    address = check_text(value, field=field, chars_max=320).lower()
    if not _EMAIL.fullmatch(address):
        raise InvalidInput(f"{field} is not an e-mail address.", field=field)
    return address


def check_zone(name: str, *, field: str = "time_zone") -> str:
    """A name of the IANA time zone database."""
    if name not in zone_names():
        raise InvalidInput(f"{field}: there is no IANA zone {name[:64]!r}.", code="unknown_time_zone", field=field)
    return name


def check_networks(values: Sequence[str], *, field: str = "allowed_networks") -> list[str]:
    """Up to 100 CIDR networks or single addresses, in their canonical form."""
    if len(values) > 100:
        raise InvalidInput(f"{field} holds more than 100 networks.", field=field)
    return [_network(value.strip(), field) for value in values]


def _network(value: str, field: str) -> str:
    try:
        if len(value) > 64 or "%" in value:  # %: a zone of this machine's interfaces, which a client's address lacks
            raise ValueError(f"{value[:64]!r} is no network")
        network = ip_network(value, strict=False)
    except ValueError as error:
        raise InvalidInput(f"{field}: {error}.", field=field) from error
    # Clients that come over IPv6 from an IPv4 address are compared by the latter.
    if isinstance(network, IPv6Network) and network.prefixlen >= 96 and network.network_address.ipv4_mapped is not None:
        network = ip_network((network.network_address.ipv4_mapped, network.prefixlen - 96))
    return str(network)


def check_metadata(values: Mapping[str, str], *, field: str = "metadata") -> dict[str, str]:
    """Up to 50 pairs of text, the vendor's own."""
    if len(values) > 50:
        raise InvalidInput(f"{field} holds more than 50 pairs.", field=field)
    return {
        check_text(name, field=field, chars_max=64): check_text(text, field=field, chars_max=500, required=False)
        for name, text in values.items()
    }
