"""A few numbers that say how the product is, cheap enough to be asked for every few seconds."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import msgspec

from core.database import fetch

__all__ = ["JobVitals", "Vitals", "read_vitals"]

_NUMBERS = """
SELECT (SELECT count(*) FROM audit_entries WHERE number IS NULL) AS unsealed,
       (SELECT coalesce(extract(epoch FROM clock_timestamp() - min(created_at)), 0) FROM outbox_messages
        WHERE state = 'pending') AS oldest,
       (SELECT counts::text FROM examinations ORDER BY id DESC LIMIT 1) AS findings
"""


@dataclass(frozen=True, slots=True)
class JobVitals:
    name: str
    failures: int
    late_seconds: float


@dataclass(frozen=True, slots=True)
class Vitals:
    """`findings` by invariant, of the last examination."""

    messages: Mapping[str, int]
    oldest_message_seconds: float
    audit_unsealed: int
    jobs: Sequence[JobVitals]
    findings: Mapping[str, int]


async def read_vitals() -> Vitals:
    """As they are now. Whoever shows them checks who asks."""
    row = (await fetch(_NUMBERS))[0]
    messages = await fetch("SELECT state, count(*) AS n FROM outbox_messages WHERE state <> 'done' GROUP BY 1")
    jobs = await fetch(
        "SELECT name, failures, CASE WHEN lease_until > clock_timestamp() THEN 0"
        " ELSE greatest(extract(epoch FROM clock_timestamp() - next_run_at), 0) END AS late FROM jobs ORDER BY name"
    )
    return Vitals(
        messages={"pending": 0, "dead": 0} | {each["state"]: each["n"] for each in messages},
        oldest_message_seconds=float(row["oldest"]),
        audit_unsealed=row["unsealed"],
        jobs=[JobVitals(each["name"], each["failures"], float(each["late"])) for each in jobs],
        findings=msgspec.json.decode(row["findings"]) if row["findings"] else {},
    )
