"""What of a row is worth remembering when it changes."""

from collections.abc import Iterable
from typing import Any

__all__ = ["snapshot"]

#: No log holds these, whoever asks for it.
_SECRET = frozenset({"digest", "password", "password_hash", "secret", "token", "totp_secret", "seal"})


def snapshot(row: object, fields: Iterable[str]) -> dict[str, Any]:
    """The named fields of a row as they are now. ValueError for one that holds a secret or its digest."""
    names = tuple(fields)
    if secret := _SECRET & set(names):
        raise ValueError(f"{', '.join(sorted(secret))} does not belong into the audit log")
    return {name: _copied(getattr(row, name)) for name in names}


def _copied(value: Any) -> Any:
    """Lists and mappings are changed in place now and then: what was before must not change with them."""
    if isinstance(value, dict):
        return dict(value)
    return list(value) if isinstance(value, list) else value
