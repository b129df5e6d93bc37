"""The access epoch: one row that every change of a credential's rights bumps in its own transaction.

The row lock orders these transactions, so a cache that has seen epoch n has seen every change up to n. Announcing the
change by NOTIFY only speeds caches up; polling the row is what they rely on (core/keys/cache.py).
"""

from core.database import fetch

__all__ = ["bump_epoch"]


async def bump_epoch() -> int:
    """The new epoch. Call it inside the transaction of the change and store it on the changed rows."""
    rows = await fetch(
        "WITH told AS (SELECT pg_notify('keymeter_access', ''))"
        " UPDATE access_epoch SET epoch = epoch + 1 FROM told WHERE id = 1 RETURNING epoch"
    )
    return int(rows[0]["epoch"])
