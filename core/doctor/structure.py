"""The database is the one that this version ships: tables, columns, checks, triggers; and partitions are ahead."""

import re
from collections.abc import AsyncIterator, Iterator
from datetime import datetime

from tortoise import Tortoise

from core.database import MANAGED_APP, USAGE_APP, fetch
from core.metering import months_ahead, partition_name
from core.migrations import LOCATION

__all__ = ["expected_objects", "owners_are_there", "partitions_are_ahead", "schema_is_as_shipped"]

_MADE = re.compile(
    r"(?:(?P<check>ADD CONSTRAINT)|CREATE (?P<kind>TRIGGER|FUNCTION|(?:UNIQUE )?INDEX)(?: IF NOT EXISTS)?)"
    r" \"?(?P<name>\w+)"
)
_DROPPED = re.compile(r"DROP (?:CONSTRAINT|TRIGGER|FUNCTION|INDEX)(?: IF EXISTS)? \"?(\w+)")
_OBJECTS = """
SELECT 'constraint' AS kind, conname::text AS name, convalidated AS sound FROM pg_constraint
WHERE connamespace = 'public'::regnamespace
UNION ALL SELECT 'trigger', tgname::text, bool_or(tgenabled IN ('O', 'A')) FROM pg_trigger WHERE NOT tgisinternal
GROUP BY 2
UNION ALL SELECT 'function', proname::text, true FROM pg_proc WHERE pronamespace = 'public'::regnamespace
UNION ALL SELECT 'index', class.relname::text, index.indisvalid FROM pg_index index
JOIN pg_class class ON class.oid = index.indexrelid WHERE class.relnamespace = 'public'::regnamespace
"""


async def schema_is_as_shipped() -> AsyncIterator[str]:
    """Every migration has run, and nothing of what they make is missing, switched off or not valid."""
    ran = {row["version"] for row in await fetch("SELECT version FROM aerich WHERE app = $1", MANAGED_APP)}
    for path in _migrations():
        if path.name not in ran:
            yield f"The migration {path.name} has not run."
    columns = {
        (row["table_name"], row["column_name"])
        for row in await fetch(
            "SELECT table_name::text, column_name::text FROM information_schema.columns WHERE table_schema = 'public'"
        )
    }
    for app in (MANAGED_APP, USAGE_APP):
        for model in Tortoise.apps[app].values():
            for column in model._meta.fields_db_projection.values():
                if (model._meta.db_table, column) not in columns:
                    yield f"The column {model._meta.db_table}.{column} is missing."
    there = {(row["kind"], row["name"]): row["sound"] for row in await fetch(_OBJECTS)}
    for kind, name in sorted(expected_objects()):
        if (kind, name) not in there:
            yield f"The {kind} {name} is missing."
        elif not there[kind, name]:
            yield f"The {kind} {name} is switched off or not valid."


def expected_objects() -> set[tuple[str, str]]:
    """Constraints, triggers, functions and indexes that the shipped migrations make, by kind and name."""
    expected: dict[str, str] = {}
    for path in _migrations():
        sql = path.read_text().partition("async def upgrade")[2].partition("async def downgrade")[0]
        for dropped in _DROPPED.finditer(sql):
            expected.pop(dropped[1], None)
        for made in _MADE.finditer(sql):
            expected[made["name"]] = "constraint" if made["check"] else made["kind"].split()[-1].lower()
    return {(kind, name) for name, kind in expected.items()}


def _migrations() -> list:  # type: ignore[type-arg]
    return sorted((LOCATION / MANAGED_APP).glob("[0-9]*.py"), key=lambda path: int(path.name.partition("_")[0]))


async def partitions_are_ahead() -> AsyncIterator[str]:
    """The log has room for this month and the next, and each partition holds the month that it is called by."""
    rows = await fetch(
        "SELECT inhrelid::regclass::text AS name, pg_get_expr(relpartbound, inhrelid) AS bound FROM pg_inherits"
        " JOIN pg_class ON pg_class.oid = inhrelid WHERE inhparent = 'usage_events'::regclass"
    )
    bounds = {row["name"]: row["bound"] for row in rows}
    for month in months_ahead(1):
        if partition_name(month) not in bounds:
            yield f"There is no partition {partition_name(month)}: does the job run?"
    for name, bound in sorted(bounds.items()):
        first = next(_instants(bound), None)
        if first is None or partition_name(first) != name:
            yield f"The partition {name} holds another month: {bound}."


def _instants(bound: str) -> Iterator[datetime]:
    for text in re.findall(r"'([^']+)'", bound):
        yield datetime.fromisoformat(text)


async def owners_are_there() -> AsyncIterator[str]:
    """Every user has its seal, and nothing was used by a user that does not exist."""
    for row in await fetch(
        "SELECT users.id FROM users LEFT JOIN user_seals seal ON seal.user_id = users.id WHERE seal.user_id IS NULL"
    ):
        yield f"User {row['id']} has no seal, so nothing of it can be recorded."
    for row in await fetch(
        "SELECT DISTINCT counter.user_id FROM user_counters counter LEFT JOIN users ON users.id = counter.user_id"
        " WHERE users.id IS NULL"
    ):
        yield f"User {row['user_id']} used something and does not exist."
