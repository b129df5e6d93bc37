"""Answers that are kept, so that who asks again under the same id is told the same and charged once.

An answer that grants something is committed with its charge, in one transaction (`answers_take.sql`); a refusal by a
limit is kept by itself. In both cases the first to be committed is the answer of all, whichever process made it: who
comes later meets it, records nothing, gives back what it held, and says what is kept. A key that may not be used any
more is refused whatever was answered before.
"""

import re
from datetime import timedelta
from uuid import UUID

from core.clock import now
from core.database import fetch
from core.gate.statements import read_statement
from core.ids import new_id

__all__ = ["FIND_ANSWERED", "AnsweredError", "find_answer", "forget_answers", "keep_refusal", "keeping"]

#: For so long an answer is kept at least.
KEPT = timedelta(minutes=2)
_TAKE = read_statement("answers_take.sql")
_FIRST = "FROM event JOIN seal USING (user_id)\n"
_WHEN_KEPT = "    WHERE (SELECT count(*) FROM kept) = cardinality($digests)\n"
#: Which of some calls cannot be recorded, by the columns of `answers_take.sql`: their ids are taken by other calls, or
#: they are retractions that come too late.
FIND_ANSWERED = """
SELECT t.number FROM unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::text[], $5::bool[])
    WITH ORDINALITY AS t (user_id, digest, call_id, answer, back, number)
JOIN call_answers a USING (user_id, digest)
WHERE CASE WHEN a.call_id = t.call_id THEN t.back AND a.served ELSE t.back OR NOT a.withdrawn END
"""
_FIND = """
UPDATE call_answers SET served = true WHERE user_id = $1 AND digest = $2 AND NOT withdrawn RETURNING answer
"""
_KEEP = """
INSERT INTO call_answers AS a (user_id, digest, call_id, answer, withdrawn, served, made_at)
VALUES ($1, $2, $3, $4, false, true, $5)
ON CONFLICT (user_id, digest) DO UPDATE
SET call_id = CASE WHEN a.withdrawn THEN excluded.call_id ELSE a.call_id END,
    answer = CASE WHEN a.withdrawn THEN excluded.answer ELSE a.answer END, withdrawn = false, served = true
RETURNING answer
"""


class AnsweredError(Exception):
    """A call that is not recorded, because one that asked for the same under the same id was answered before it."""


def keeping(statement: str) -> str:
    """The recording statement for groups with calls whose answers are kept."""
    count = max(int(number) for number in re.findall(r"\$(\d+)", statement))
    kept = re.sub(r"\$(\d+)", lambda match: f"${int(match[1]) + count}", _TAKE)
    first = _FIRST + _WHEN_KEPT.replace("$digests", f"${count + 2}")
    return statement.replace("inserted AS (", f"{kept}inserted AS (").replace(_FIRST, first)


async def find_answer(user_id: UUID, digest: UUID) -> str | None:
    """What was answered under an id, to be said again; from then on it is not withdrawn any more."""
    rows = await fetch(_FIND, user_id, digest)
    return rows[0]["answer"] if rows else None


async def keep_refusal(user_id: UUID, digest: UUID, answer: str) -> str:
    """Keep a refusal under an id, unless there is an answer already; the answer that is kept."""
    rows = await fetch(_KEEP, user_id, digest, new_id(), answer, now())
    return str(rows[0]["answer"])


async def forget_answers() -> int:
    """Delete what was kept for long enough; how many answers."""
    rows = await fetch("DELETE FROM call_answers WHERE made_at < $1 RETURNING 1", now() - KEPT)
    return len(rows)
