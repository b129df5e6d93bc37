"""By which dimensions prices differ."""

from uuid import UUID

from core.database import fetch

__all__ = ["priced_dimensions"]

_PRICED = """
SELECT DISTINCT charge.terms->>'dimension' AS name FROM charges charge
JOIN plan_versions version ON version.id = charge.version_id
WHERE charge.meter_id = $1 AND version.status <> 'draft' AND charge.terms->>'dimension' IS NOT NULL
"""


async def priced_dimensions(meter_id: UUID) -> set[str]:
    """The dimensions of a meter whose values have prices of their own in a plan that is or was sold."""
    return {row["name"] for row in await fetch(_PRICED, meter_id)}
