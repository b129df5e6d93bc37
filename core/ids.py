"""Identifiers: UUIDv7, so that new rows land together at the end of their index (RFC 9562)."""

from uuid import UUID

from asyncpg.pgproto.pgproto import UUID as DriverUUID
from uuid_utils import uuid7

__all__ = ["NIL", "UUID", "new_id"]

#: Stands for "no key" in columns that are part of a primary key and so cannot be NULL.
NIL = UUID(int=0)


def new_id() -> UUID:
    """A fresh UUIDv7. Made in Python because PostgreSQL has `uuidv7()` only from version 18.

    It is the driver's own class, a UUID like any other, which is made four times as fast as the standard library's.
    """
    fresh: UUID = DriverUUID(uuid7().bytes)
    return fresh
