"""The catalogue of a migrated database and the models say the same, and busy tables keep the rules of scale."""

from collections.abc import AsyncIterator, Iterator

import asyncpg
import pytest
from tortoise import Tortoise
from tortoise.models import Model

from core.database import MANAGED_APP, USAGE_APP, connect_directly
from tests.support.catalogue import columns_of, schema_of

#: Made by the tools themselves.
FOREIGN_TABLES = {"aerich"}


@pytest.fixture
async def connection(database: str) -> AsyncIterator[asyncpg.Connection]:
    opened = await connect_directly(database)
    yield opened
    await opened.close()


def models() -> Iterator[type[Model]]:
    for app in (MANAGED_APP, USAGE_APP):
        yield from (model for model in Tortoise.apps[app].values() if model._meta.db_table not in FOREIGN_TABLES)


async def test_every_table_has_its_model_and_every_model_its_table(connection: asyncpg.Connection) -> None:
    tables = {name for name in await schema_of(connection) if not name.startswith("(")} - FOREIGN_TABLES
    assert tables == {model._meta.db_table for model in models()}
    assert len(tables) >= 18


async def test_columns_are_what_the_models_say_by_name_type_and_nullability(connection: asyncpg.Connection) -> None:
    for model in models():
        meta = model._meta
        fields = [meta.fields_map[name] for name in meta.fields_db_projection]
        declared = [
            f'"{meta.fields_db_projection[name]}" {field.get_for_dialect("postgres", "SQL_TYPE")}'
            + ("" if field.null else " NOT NULL")
            for name, field in zip(meta.fields_db_projection, fields, strict=True)
        ]
        # PostgreSQL itself says what a declared type is called.
        await connection.execute(f"CREATE TEMP TABLE declared ({', '.join(declared)})")
        assert await columns_of(connection, meta.db_table) == await columns_of(connection, "declared"), meta.db_table
        await connection.execute("DROP TABLE declared")


async def test_indexes_and_uniques_of_the_models_exist(connection: asyncpg.Connection) -> None:
    indexes = await connection.fetch(
        "SELECT t.relname AS table, i.indisunique AS is_unique, i.indpred IS NULL AS whole,"
        " ARRAY(SELECT a.attname::text FROM unnest(i.indkey) WITH ORDINALITY AS k (number, place)"
        "       JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum = k.number ORDER BY k.place) AS columns"
        " FROM pg_index i JOIN pg_class t ON t.oid = i.indrelid"
    )
    for model in models():
        meta = model._meta
        mine = [row for row in indexes if row["table"] == meta.db_table and row["whole"]]
        for names in meta.unique_together or ():
            assert any(row["is_unique"] and row["columns"] == list(names) for row in mine), (meta.db_table, names)
        for index in meta.indexes or ():
            names = list(index if isinstance(index, tuple) else index.fields or ())
            assert any(row["columns"][: len(names)] == names for row in mine), (meta.db_table, names)
        for name, field in meta.fields_map.items():
            if field.unique and not field.pk and name in meta.fields_db_projection:
                column = [meta.fields_db_projection[name]]
                assert any(row["is_unique"] and row["columns"] == column for row in mine), (meta.db_table, name)


async def test_a_busy_tables_primary_key_begins_with_the_user(connection: asyncpg.Connection) -> None:
    """It is what such tables are spread over machines by."""
    busy = {model._meta.db_table for model in Tortoise.apps[USAGE_APP].values()}
    keys = await connection.fetch(
        "SELECT t.relname AS table, a.attname AS first FROM pg_index i JOIN pg_class t ON t.oid = i.indrelid"
        " JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum = i.indkey[0] WHERE i.indisprimary"
    )
    first = {row["table"]: row["first"] for row in keys}
    assert {table: first.get(table) for table in busy} == dict.fromkeys(busy, "user_id")
    assert busy >= {"usage_events", "usage_hours", "user_counters", "user_seals", "event_ids", "key_activity"}


async def test_a_busy_table_has_no_foreign_key_no_trigger_and_no_unique_over_users(
    connection: asyncpg.Connection,
) -> None:
    busy = [model._meta.db_table for model in Tortoise.apps[USAGE_APP].values()]
    constraints = await connection.fetch(
        "SELECT conname FROM pg_constraint WHERE contype IN ('f', 'x')"
        " AND (conrelid = ANY ($1::text[]::regclass[]) OR confrelid = ANY ($1::text[]::regclass[]))",
        busy,
    )
    assert constraints == []
    triggers = await connection.fetch(
        "SELECT tgname FROM pg_trigger WHERE tgrelid = ANY ($1::text[]::regclass[])", busy
    )
    assert triggers == []
    uniques = await connection.fetch(
        "SELECT indexrelid::regclass::text FROM pg_index JOIN pg_attribute a ON a.attrelid = indrelid"
        " AND a.attnum = indkey[0] WHERE indisunique AND NOT indisprimary AND a.attname <> 'user_id' AND indrelid = ANY ($1::text[]::regclass[])",
        busy,
    )
    assert uniques == []


async def test_text_that_is_sorted_compares_bytes_in_busy_tables(connection: asyncpg.Connection) -> None:
    """So that locks are taken in one order on every machine, whatever its locale."""
    busy = [model._meta.db_table for model in Tortoise.apps[USAGE_APP].values()]
    other = await connection.fetch(
        "SELECT attrelid::regclass::text AS table, attname FROM pg_attribute"
        " WHERE attrelid = ANY ($1::text[]::regclass[]) AND attnum > 0 AND attcollation <> 0"
        " AND attcollation <> '\"C\"'::regcollation",
        busy,
    )
    assert other == []


_METER = (
    "INSERT INTO meters (id, slug, family, name, description, event_type, aggregation, value_property, unit, catalogue,"
    " created_at) "
)
FORBIDDEN = [
    "INSERT INTO access_epoch VALUES (2, 1)",
    "INSERT INTO catalogue VALUES (2, 1)",
    "INSERT INTO users VALUES (gen_random_uuid(), NULL, '', NULL, 'USD', 'UTC', 'active', '{}', 0, now(), now())",
    "INSERT INTO users VALUES (gen_random_uuid(), NULL, 'n', NULL, 'usd', 'UTC', 'active', '{}', 0, now(), now())",
    "INSERT INTO users VALUES (gen_random_uuid(), NULL, 'n', NULL, 'USD', 'UTC', 'gone', '{}', 0, now(), now())",
    "INSERT INTO user_counters VALUES (gen_random_uuid(), gen_random_uuid(), true, 'year', now(), 1, 1, NULL)",
    _METER + "VALUES (gen_random_uuid(), 'm', 'n', 'n', '', 't', 'count', '', '', 1, now())",
    _METER + "VALUES (gen_random_uuid(), 'M', 'M', 'n', '', 't', 'count', '', '', 1, now())",
    _METER + "VALUES (gen_random_uuid(), 'm', 'm', 'n', '', 't', 'count', 'a', '', 1, now())",
    _METER + "VALUES (gen_random_uuid(), 'm', 'm', 'n', '', 't', 'sum', '', '', 1, now())",
]


async def test_what_may_not_be_is_refused_by_the_database_itself(connection: asyncpg.Connection) -> None:
    for statement in FORBIDDEN:
        with pytest.raises(asyncpg.CheckViolationError):
            await connection.execute(statement)
