"""What PostgreSQL says a database is made of."""

from typing import Any

import asyncpg

__all__ = ["columns_of", "schema_of"]

_COLUMNS = """
SELECT a.attname AS name, format_type(a.atttypid, a.atttypmod) AS type, NOT a.attnotnull AS nullable
FROM pg_attribute a WHERE a.attrelid = $1::text::regclass AND a.attnum > 0 AND NOT a.attisdropped
"""
_TABLES = """
SELECT c.relname FROM pg_class c WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p')
AND NOT c.relispartition
"""
_INDEXES = """
SELECT tablename, indexname, indexdef FROM pg_indexes WHERE schemaname = 'public' ORDER BY 1, 2
"""
_CONSTRAINTS = """
SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid) FROM pg_constraint
WHERE connamespace = 'public'::regnamespace ORDER BY 1, 2
"""
_OTHERS = """
SELECT 'function', proname::text FROM pg_proc WHERE pronamespace = 'public'::regnamespace
UNION ALL SELECT 'trigger', tgname FROM pg_trigger WHERE NOT tgisinternal
UNION ALL SELECT 'sequence', relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'S'
UNION ALL SELECT 'enum', typname FROM pg_type WHERE typnamespace = 'public'::regnamespace AND typtype IN ('e', 'd')
UNION ALL SELECT 'view', relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind IN ('v', 'm')
ORDER BY 1, 2
"""


async def columns_of(connection: asyncpg.Connection, table: str) -> dict[str, tuple[str, bool]]:
    """By name, the type in PostgreSQL's own words and whether it may be NULL."""
    return {row["name"]: (row["type"], row["nullable"]) for row in await connection.fetch(_COLUMNS, table)}


async def schema_of(connection: asyncpg.Connection) -> dict[str, Any]:
    """Everything in the public schema but rows and partitions."""
    tables = sorted(row["relname"] for row in await connection.fetch(_TABLES))
    found: dict[str, Any] = {table: await columns_of(connection, table) for table in tables}
    for name, query in (("indexes", _INDEXES), ("constraints", _CONSTRAINTS), ("others", _OTHERS)):
        found[f"({name})"] = [tuple(row) for row in await connection.fetch(query)]
    return found
