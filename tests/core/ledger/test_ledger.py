"""The ledger: every transaction adds up to zero, is posted once, and stays as it is."""

from decimal import Decimal
from uuid import UUID

import asyncpg
import pytest

from core import ledger
from core.accounts import SYSTEM
from core.database import fetch
from core.ids import new_id
from core.ledger import Posting
from tests.conftest import Holder

_ENTRY = (
    "INSERT INTO ledger_entries (id, transaction_id, user_id, currency, account, amount)"
    " SELECT gen_random_uuid(), id, user_id, currency, 'tax', {} FROM ledger_transactions LIMIT 1"
)


async def post(user_id: UUID, **amounts: str) -> UUID:
    source = new_id()
    await ledger.post([Posting("invoice", source, user_id, "USD", {name: Decimal(of) for name, of in amounts.items()})])
    return source


async def test_what_does_not_add_up_is_refused_before_and_by_the_database(holder: Holder) -> None:
    with pytest.raises(ValueError, match="zero"):
        await post(holder.user.id, receivable="5", revenue="-4.99")
    with pytest.raises(ValueError, match="no account"):
        await post(holder.user.id, receivable="5", pocket="-5")
    await post(holder.user.id, receivable="5", revenue="-5", tax="0")
    with pytest.raises(asyncpg.IntegrityConstraintViolationError, match="do not add up"):
        await fetch(_ENTRY.format("0.001"))
    assert [tuple(row) for row in await fetch("SELECT account FROM ledger_entries ORDER BY 1")] == [
        ("receivable",), ("revenue",),
    ]  # fmt: skip


@pytest.mark.parametrize("table", ["ledger_entries", "ledger_transactions"])
async def test_what_is_posted_stays(holder: Holder, table: str) -> None:
    await post(holder.user.id, receivable="5", revenue="-5")
    for statement in (f"UPDATE {table} SET user_id = gen_random_uuid()", f"DELETE FROM {table}"):
        with pytest.raises(asyncpg.IntegrityConstraintViolationError, match="frozen"):
            await fetch(statement)


async def test_nothing_is_posted_twice_and_a_reversal_is_exact(holder: Holder) -> None:
    source = await post(holder.user.id, receivable="11.9", revenue="-10", tax="-1.9")
    with pytest.raises(asyncpg.UniqueViolationError):
        await ledger.post([Posting("invoice", source, holder.user.id, "USD", {"cash": Decimal(1), "tax": Decimal(-1)})])
    await ledger.reverse("invoice", [source], by="void")
    newest, oldest = (await ledger.list_transactions(SYSTEM, holder.user.id)).items
    assert (newest[0].kind, newest[0].source_id) == ("void", source)
    assert newest[1] == {account: -amount for account, amount in oldest[1].items()}
    assert [(each.owed, each.balance) for each in await ledger.balances_of(SYSTEM, holder.user.id)] == [(0, 0)]


async def test_balances_are_kept_by_currency(holder: Holder) -> None:
    await post(holder.user.id, receivable="5", revenue="-5")
    other = Posting("payment", new_id(), holder.user.id, "JPY", {"cash": Decimal(700), "balance": Decimal(-700)})
    await ledger.post([other])
    found = await ledger.balances_of(SYSTEM, holder.user.id)
    assert [(each.currency, str(each.owed), str(each.balance)) for each in found] == [
        ("JPY", "0", "700"), ("USD", "5.00", "0.00"),
    ]  # fmt: skip
    assert await ledger.credit_of([holder.user.id]) == {(holder.user.id, "JPY"): Decimal(700)}
