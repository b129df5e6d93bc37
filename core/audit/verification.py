"""Checking the chain: every sealed entry against its seal, its place, and the head."""

import hmac
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from core.audit.entries import Party
from core.audit.sealing import COLUMNS, seal_of
from core.clock import now
from core.database import fetch
from core.pepper import Pepper, current_pepper

__all__ = ["Head", "check_chain", "get_head", "parse_head"]

BATCH = 1000
#: Sealing runs every ten seconds; what waits this long is not being sealed.
UNSEALED_MAX = timedelta(hours=1)
_NOTHING = bytes(32)


@dataclass(frozen=True, slots=True)
class Head:
    """How far the chain goes and its last seal. Kept elsewhere, it tells later whether the end was cut off."""

    number: int
    seal: bytes

    def __str__(self) -> str:
        return f"{self.number}:{self.seal.hex()}"


def parse_head(text: str) -> Head:
    """A head as `str` wrote it. ValueError for anything else."""
    number, _, digits = text.strip().partition(":")
    head = Head(int(number), bytes.fromhex(digits))
    if head.number < 0 or len(head.seal) != len(_NOTHING):
        raise ValueError("a head is a number, a colon and 64 hexadecimal digits")
    return head


async def get_head(actor: Party) -> Head:
    """The head, to be kept elsewhere."""
    actor.require_vendor("read")
    return await _head()


async def _head() -> Head:
    row = (await fetch("SELECT number, seal FROM audit_head WHERE id = 1"))[0]
    return Head(row["number"], bytes(row["seal"]))


async def check_chain(*, known: Head | None = None) -> AsyncIterator[str]:
    """What is wrong with the log, one sentence each; nothing if it is as it was sealed.

    `known` is a head that was exported earlier: without it nobody can tell that the newest entries were cut off
    together with the head. Reads in short transactions, so it may run while changes are made.
    """
    pepper, head = current_pepper(), await _head()
    number, seal = 0, _NOTHING
    while rows := await _after(number):
        for row in rows:
            if row["number"] > head.number:
                break  # sealed after we began
            if row["number"] != number + 1:
                yield _missing(number + 1, row["number"] - 1)
                seal = b""  # what the next one was sealed after is gone
            if (problem := _problem_of(pepper, row, seal)) is not None:
                yield problem
            if known is not None and row["number"] == known.number and bytes(row["seal"]) != known.seal:
                yield f"Entry {known.number} has another seal than the head that was exported had."
            number, seal = row["number"], bytes(row["seal"])
        if rows[-1]["number"] >= head.number:
            break
    if number < head.number:
        yield _missing(number + 1, head.number)
    elif seal != head.seal:
        yield f"The head's seal is not that of entry {head.number}."
    if known is not None and known.number > head.number:
        yield f"The chain ends at {head.number}, but a head of {known.number} was exported."
    async for problem in _unsealed():
        yield problem


async def _after(number: int) -> list[Any]:
    return await fetch(
        f"SELECT {COLUMNS}, number, seal, pepper_version FROM audit_entries WHERE number > $1"  # noqa: S608 - constants
        f" ORDER BY number LIMIT {BATCH}",
        number,
    )


def _problem_of(pepper: Pepper, row: Any, before: bytes) -> str | None:
    key = pepper.key_for("audit", row["pepper_version"])
    if key is None:
        return f"Entry {row['number']} cannot be checked: pepper version {row['pepper_version']} is not configured."
    if before and not hmac.compare_digest(seal_of(key, row["number"], before, row), bytes(row["seal"])):
        return (
            f"Entry {row['number']} ({row['id']}) is not what was sealed: it was changed, or another put in its place."
        )
    return None


def _missing(first: int, last: int) -> str:
    return f"Entry {first} is missing." if first == last else f"Entries {first} to {last} are missing."


async def _unsealed() -> AsyncIterator[str]:
    rows = await fetch(
        "SELECT count(*) AS waiting, min(occurred_at) AS since FROM audit_entries WHERE number IS NULL"
        " AND occurred_at < $1",
        now() - UNSEALED_MAX,
    )
    if rows[0]["waiting"]:
        yield f"{rows[0]['waiting']} entries since {rows[0]['since']:%Y-%m-%d %H:%M} are not sealed: does the job run?"
