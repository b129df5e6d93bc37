"""When keys were last used: written a little later, in one statement, and never back in time."""

from datetime import timedelta
from typing import Any

import pytest

import core.gate.activity as activity_module
from core import keys
from core.accounts import SYSTEM
from core.clock import now
from core.errors import Unavailable
from core.gate.activity import KeyActivityLog, open_activity_log
from core.keys import identity_for
from tests.conftest import Holder
from tests.support.statements import counted_statements


async def test_a_key_that_was_never_used_has_no_last_use(holder: Holder) -> None:
    assert await keys.last_uses(SYSTEM, [holder.key.id]) == {}


async def test_many_uses_are_one_statement_and_the_last_one_counts(holder: Holder) -> None:
    other = (await keys.create_key(SYSTEM, user_id=holder.user.id, name="k")).key
    at = now()
    async with open_activity_log() as activity:
        for number in range(100):
            activity.note(identity_for(holder.key, holder.user), at + timedelta(seconds=number))
            activity.note(identity_for(other, holder.user), at)
        with counted_statements() as sent:
            await activity.flush()
            await activity.flush()
    assert len(sent) == 1
    assert await keys.last_uses(SYSTEM, [holder.key.id, other.id]) == {
        holder.key.id: at + timedelta(seconds=99), other.id: at,
    }  # fmt: skip


async def test_a_last_use_never_goes_back(holder: Holder) -> None:
    """Two processes write theirs in any order."""
    at, activity = now(), KeyActivityLog()
    for instant in (at, at - timedelta(hours=1)):
        activity.note(identity_for(holder.key, holder.user), instant)
        await activity.flush()
    assert await keys.last_uses(SYSTEM, [holder.key.id]) == {holder.key.id: at}


async def test_what_could_not_be_written_is_written_later(holder: Holder, monkeypatch: pytest.MonkeyPatch) -> None:
    at, activity = now(), KeyActivityLog()
    activity.note(identity_for(holder.key, holder.user), at)

    async def silent(*_: Any) -> Any:
        raise Unavailable

    with monkeypatch.context() as broken:
        broken.setattr(activity_module, "fetch", silent)
        await activity.flush()
    await activity.flush()
    assert await keys.last_uses(SYSTEM, [holder.key.id]) == {holder.key.id: at}


async def test_closing_writes_what_is_noted(holder: Holder) -> None:
    at = now()
    async with open_activity_log() as activity:
        activity.note(identity_for(holder.key, holder.user), at)
    assert await keys.last_uses(SYSTEM, [holder.key.id]) == {holder.key.id: at}
