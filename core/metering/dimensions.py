"""Which values of a dimension have a rollup of their own: the first so many that came, for ever.

A value is entered before the first event that has it is recorded, and never removed; once a dimension is full nothing
is entered any more. So an event whose value is not there was counted under `__other__`, then and whenever it is
recounted.
"""

from collections.abc import Collection
from uuid import UUID

from core.database import fetch, transaction
from core.ids import new_id
from core.metering.catalogue import CatalogueRules, MeterRule
from core.metering.meanings import VALUE_CHARS_MAX

__all__ = ["admit_values"]

#: Processes share one order of locks: the meter's row, and nothing else is held.
_LOCK = "SELECT 1 FROM meters WHERE id = $1 FOR NO KEY UPDATE"
_ENTER = """
INSERT INTO dimension_values (id, meter_id, dimension, value)
SELECT t.id, $1, t.dimension, t.value
FROM (SELECT *, row_number() OVER (PARTITION BY dimension ORDER BY ord) AS place
      FROM unnest($2::uuid[], $3::text[], $4::text[]) WITH ORDINALITY AS t (id, dimension, value, ord)
      WHERE NOT EXISTS (SELECT FROM dimension_values known WHERE known.meter_id = $1
                        AND known.dimension = t.dimension AND known.value = t.value)) t
WHERE t.place <= $5 - (SELECT count(*) FROM dimension_values known
                       WHERE known.meter_id = $1 AND known.dimension = t.dimension)
ON CONFLICT DO NOTHING
"""


async def admit_values(rules: CatalogueRules, rule: MeterRule, values: Collection[tuple[str, str]]) -> None:
    """Enter values (each once, with their dimensions' names) in their order, as far as there is room, and let `rules`
    know all there are.

    In a transaction of its own, so nobody waits for it who records; not to be called in another one.
    """
    names = {dimension.name for _, dimension in rule.dimensions}
    short = [
        (name, value)
        for name, value in values
        if name in names
        and len(value) <= VALUE_CHARS_MAX
        and len(rules.known.get((rule.meter_id, name), ())) < rule.values_max
    ]
    if not short:
        return
    async with transaction():
        await fetch(_LOCK, rule.meter_id)
        await fetch(
            _ENTER,
            rule.meter_id,
            [new_id() for _ in short],
            [name for name, _ in short],
            [value for _, value in short],
            rule.values_max,
        )
        rows = await fetch("SELECT dimension, value FROM dimension_values WHERE meter_id = $1", rule.meter_id)
    fresh: dict[tuple[UUID, str], set[str]] = {}
    for row in rows:
        fresh.setdefault((rule.meter_id, row["dimension"]), set()).add(row["value"])
    rules.known |= fresh
