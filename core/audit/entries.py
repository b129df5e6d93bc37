"""Writing the audit log: in the transaction of the change, so that there is neither without the other."""

from collections.abc import Mapping
from typing import Any, Protocol
from uuid import UUID

import msgspec

from core.audit.origin import current_origin
from core.clock import real_now
from core.database import fetch
from core.ids import new_id

__all__ = ["Party", "record"]


class Party(Protocol):
    """Who did it. The actor of core/accounts is one; it stands above this module, so its form is written down here."""

    @property
    def kind(self) -> str: ...

    @property
    def id(self) -> UUID | None: ...

    def require_vendor(self, scope: str) -> None: ...


async def record(
    actor: Party,
    *,
    action: str,
    entity: str,
    entity_id: object,
    before: Mapping[str, Any] | None = None,
    after: Mapping[str, Any] | None = None,
    user_id: UUID | None = None,
) -> None:
    """Write down a change. Call it inside the transaction of the change.

    `action` is the entity and a verb (`key.revoke`). `before` and `after` are the fields that matter, as `snapshot`
    takes them: a new thing has no before, a deleted one no after. Of a change only the fields that differ are kept;
    where none does nothing happened, and nothing is written. `user_id`: the user it concerns, if one.
    """
    if before is not None and after is not None:
        changed = [name for name in after if name not in before or before[name] != after[name]]
        if not changed:
            return
        before = {name: before[name] for name in changed if name in before}
        after = {name: after[name] for name in changed}
    origin = current_origin()
    await fetch(
        "INSERT INTO audit_entries (id, occurred_at, actor_kind, actor_id, door, request_id, action, entity, entity_id,"
        " user_id, before, after) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11::text::jsonb, $12::text::jsonb)",
        new_id(),
        real_now(),
        actor.kind,
        actor.id,
        origin.door,
        origin.request_id,
        action,
        entity,
        str(entity_id),
        user_id,
        _json(before),
        _json(after),
    )


def _json(fields: Mapping[str, Any] | None) -> str | None:
    """Decimals become strings, so no digit of an amount is lost."""
    return None if fields is None else msgspec.json.encode(dict(fields)).decode()
