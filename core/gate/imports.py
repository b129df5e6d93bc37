"""Files of events: recorded batch by batch, and after each batch how far the file is read.

Whoever is cut off between the two records that batch again, and its events are duplicates, since each is known by what
its file says or by the file and its line.
"""

from uuid import UUID

from core import audit
from core.accounts import Actor
from core.checks import check_text
from core.clock import now
from core.database import fetch, transaction
from core.errors import NotFound
from core.gate.ingestion import RecordedEvents
from core.metering import EventImport

__all__ = ["begin_import", "end_import", "note_imported"]

_MOVE = """
UPDATE event_imports SET place = $2, line = $3, accepted = accepted + $4, duplicates = duplicates + $5,
       quarantined = quarantined + $6, rejected = rejected + $7
WHERE id = $1 AND line < $3
"""


async def begin_import(actor: Actor, *, import_id: UUID, name: str, again: bool = False) -> EventImport:
    """Where the import of this file stands: at its beginning, unless it was begun before. `again` goes back there,
    which counts nothing twice. `import_id` is a digest of the file and of how it is read."""
    actor.require_vendor("events:write")
    name = check_text(name, field="name", chars_max=200)
    async with transaction():
        if again:
            await EventImport.filter(id=import_id).delete()
        made, is_new = await EventImport.get_or_create(id=import_id, defaults={"name": name})
        if is_new:
            await audit.record(actor, action="import.begin", entity="import", entity_id=import_id, after={"name": name})
    return made


async def note_imported(
    actor: Actor, import_id: UUID, recorded: RecordedEvents, *, place: int, line: int, malformed: int = 0
) -> None:
    """The file is read up to this `line` and `place`, and this became of the events before it. `malformed`: how many of
    its lines held none. Lines that were noted before are not noted again."""
    actor.require_vendor("events:write")
    await fetch(
        _MOVE, import_id, place, line, recorded.accepted, recorded.duplicates, recorded.quarantined,
        len(recorded.rejected) + malformed,
    )  # fmt: skip


async def end_import(actor: Actor, import_id: UUID) -> EventImport:
    """Say that all of the file is read, and what became of it."""
    actor.require_vendor("events:write")
    async with transaction():
        found = await EventImport.select_for_update().get_or_none(id=import_id)
        if found is None:
            raise NotFound("There is no such import.")
        if found.finished_at is None:
            found.finished_at = now()
            await found.save(update_fields=["finished_at"])
            after = {name: getattr(found, name) for name in ("accepted", "duplicates", "quarantined", "rejected")}
            await audit.record(actor, action="import.end", entity="import", entity_id=import_id, after=after)
    return found
