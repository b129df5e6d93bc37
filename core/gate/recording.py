"""The recording statement: what a group of calls becomes in the database, on a connection that is kept for it.

The connection is one of Tortoise's pool that is not given back, because the statement keeps a generic plan there. The
statement is a transaction of its own: one round trip where BEGIN and COMMIT would make it three.
"""

import contextlib
from collections.abc import Sequence

import asyncpg

from core.database import hang_up, raw_connection
from core.gate.answers import FIND_ANSWERED, keeping
from core.gate.batch import as_columns, held_columns, kept_columns, learn_values
from core.gate.calls import Call
from core.gate.statements import read_statement
from core.metering import CatalogueRules, ensure_partitions, load_catalogue

__all__ = ["STATEMENT_HELD", "FencedError", "Recording", "SomeAnsweredError"]

_STATEMENT = read_statement("calls_record.sql")
#: The same for groups with calls that hold units of limited meters.
STATEMENT_HELD = (
    _STATEMENT.replace("WITH event AS", f"WITH {read_statement('holds_lock.sql')}event AS")
    .replace("contribution AS MAT", f"{read_statement('holds_consume.sql')}contribution AS MAT")
    .replace(
        "FROM catalogue) = $10\n",
        """FROM catalogue) = $10
    AND (SELECT count(*) FROM me) = cardinality($25) AND (SELECT count(*) FROM held) = cardinality($26)\n""",
    )
    .replace(
        "AS users,\n", "AS users,\n       (SELECT count(*) FROM me) AS workers, (SELECT count(*) FROM held) AS holds,\n"
    )
)
#: By whether calls of the group hold units, and whether answers are kept.
_STATEMENTS = {
    (False, False): _STATEMENT,
    (True, False): STATEMENT_HELD,
    (False, True): keeping(_STATEMENT),
    (True, True): keeping(STATEMENT_HELD),
}
STATEMENT_SECONDS_MAX = 1.5


class FencedError(Exception):
    """What this group was granted is not held any more: its worker was silent for too long, or the database crashed."""


class SomeAnsweredError(Exception):
    """Some calls of a group were answered before. Nothing of the group was stored."""

    def __init__(self, calls: Sequence[Call]) -> None:
        super().__init__()
        self.calls = calls


class Recording:
    """Of one recorder. `rules` is the catalogue that the next group is counted by."""

    def __init__(self) -> None:
        self.rules: CatalogueRules | None = None
        self._connection: asyncpg.Connection | None = None
        self._statements: dict[tuple[bool, bool], asyncpg.prepared_stmt.PreparedStatement] = {}
        self._lease = contextlib.AsyncExitStack()

    @property
    def is_connected(self) -> bool:
        """Whether a group may have been sent: then what failed is in doubt."""
        return bool(self._statements)

    async def store(self, group: Sequence[Call], *, in_doubt: bool) -> None:
        """Commit a group, all of it or nothing. `in_doubt`: it may be stored already, and then nothing is to be done.

        FencedError, SomeAnsweredError, LookupError or AssertionError for what cannot be, and whatever the driver says.
        """
        if not self._statements:
            await self._connect()
        held, kept = any(call.grants for call in group), any(call.keepsake for call in group)
        statement = await self._prepare(held, kept)
        for _ in range(3):
            assert self.rules is not None
            await learn_values(group, self.rules)
            columns = as_columns(group, self.rules)
            if held:
                columns += held_columns(group)
            if kept:
                columns += kept_columns(group)
            try:
                row = await statement.fetchrow(*columns, timeout=STATEMENT_SECONDS_MAX)
            except asyncpg.CheckViolationError:
                await ensure_partitions(call.occurred_at for call in group)
                continue
            except asyncpg.NotNullViolationError:
                if answered := await self._find_answered(group):
                    raise SomeAnsweredError(answered) from None
                raise
            assert row is not None
            if row["version"] != self.rules.version:
                self.rules = await load_catalogue(self._connection)
                continue
            if held and (row["workers"], row["holds"]) != (len(columns[24]), len(columns[25])):
                if in_doubt and await self._is_stored(group[0]):
                    return  # it was before, and its holds became usage then
                raise FencedError
            if row["users"] != len(columns[10]):
                raise LookupError("a user of this group has no seal row")
            if row["inserted"] == len(group) or (row["inserted"] == 0 and in_doubt):
                return
            raise AssertionError(f"{row['inserted']} of {len(group)} events were new: a group is all or nothing")
        raise LookupError("neither a new partition nor a new catalogue let the group in")

    async def _connect(self) -> None:
        connection: asyncpg.Connection = await self._lease.enter_async_context(raw_connection("recorder"))
        self._connection = connection
        self.rules = await load_catalogue(connection)
        await self._prepare(False, False)

    async def _is_stored(self, call: Call) -> bool:
        assert self._connection is not None
        found = await self._connection.fetchval(
            "SELECT true FROM usage_events WHERE user_id = $1 AND occurred_at = $2 AND id_hash = $3",
            call.user_id,
            call.occurred_at,
            call.id,
            timeout=STATEMENT_SECONDS_MAX,
        )
        return bool(found)

    async def _find_answered(self, group: Sequence[Call]) -> list[Call]:
        assert self._connection is not None
        kept = [call for call in group if call.keepsake is not None]
        found = await self._connection.fetch(FIND_ANSWERED, *kept_columns(kept)[:5], timeout=STATEMENT_SECONDS_MAX)
        return [kept[row["number"] - 1] for row in found]

    async def _prepare(self, held: bool, kept: bool) -> asyncpg.prepared_stmt.PreparedStatement:
        if (held, kept) not in self._statements:
            assert self._connection is not None
            self._statements[held, kept] = await self._connection.prepare(
                _STATEMENTS[held, kept], timeout=STATEMENT_SECONDS_MAX
            )
        return self._statements[held, kept]

    async def drop(self) -> None:
        """Hang up. The next group gets a new connection."""
        if self._connection is not None:
            hang_up(self._connection)
        self._connection = None
        self._statements = {}
        with contextlib.suppress(Exception):
            await self._lease.aclose()
        self._lease = contextlib.AsyncExitStack()
