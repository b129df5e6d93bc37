"""The chain: each entry is sealed by a keyed digest of itself and of the seal before it.

Whoever can write to the database but has not the pepper can neither change a sealed entry nor take one out of the
middle without the chain telling which. Cutting off its end can be told only by somebody who knows a later head: so the
head can be exported (`keymeter audit head`) and kept elsewhere.
"""

import hmac
from collections.abc import Callable
from typing import Any

import msgspec

from core.database import fetch, transaction
from core.pepper import current_pepper

__all__ = ["COLUMNS", "seal_entries", "seal_of"]

BATCH = 500
#: What is sealed, as PostgreSQL says it: the text of a jsonb value is the same for the same value.
COLUMNS = (
    "id, occurred_at, actor_kind, actor_id, door, request_id, action, entity, entity_id, user_id,"
    " before::text AS before, after::text AS after"
)


async def seal_entries(*, progress: Callable[[str], None] = lambda _: None) -> int:
    """Seal every entry that is not sealed yet, in order of their ids; how many. Short transactions, one at a time."""
    sealed = 0
    while count := await _seal_batch():
        sealed += count
        progress(f"{sealed} sealed")
    return sealed


async def _seal_batch() -> int:
    pepper = current_pepper()
    async with transaction():
        head = (await fetch("SELECT number, seal FROM audit_head WHERE id = 1 FOR UPDATE"))[0]
        rows = await fetch(
            f"SELECT {COLUMNS} FROM audit_entries WHERE number IS NULL ORDER BY id LIMIT {BATCH}"  # noqa: S608 - constants
        )
        if not rows:
            return 0
        key, seal, seals = pepper.key_for("audit", pepper.version), head["seal"], []
        assert key is not None
        for number, row in enumerate(rows, head["number"] + 1):
            seal = seal_of(key, number, seal, row)
            seals.append((row["id"], number, seal))
        ids, numbers, digests = (list(column) for column in zip(*seals, strict=True))
        await fetch(
            "UPDATE audit_entries entry SET number = new.number, seal = new.seal, pepper_version = $4"
            " FROM unnest($1::uuid[], $2::bigint[], $3::bytea[]) AS new (id, number, seal) WHERE entry.id = new.id",
            ids,
            numbers,
            digests,
            pepper.version,
        )
        await fetch("UPDATE audit_head SET number = $1, seal = $2 WHERE id = 1", numbers[-1], digests[-1])
        return len(rows)


def seal_of(key: bytes, number: int, before: bytes, row: Any) -> bytes:
    """The seal of an entry at a place in the chain, given the seal before it."""
    fields = [number, *(row[name] for name in row.keys() if name not in ("number", "seal", "pepper_version"))]  # noqa: SIM118 - a Record
    return hmac.digest(key, before + msgspec.json.encode(fields), "sha256")
