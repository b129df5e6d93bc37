"""When keys were last used: written a little later, in one statement, and never back in time."""

from datetime import timedelta
from typing import Any

import httpx
import pytest
from fastapi import FastAPI

import core.gate.activity as activity_module
from core import gate, keys
from core.accounts import SYSTEM
from core.clock import now
from core.errors import Unavailable
from core.gate.activity import Activity, open_activity
from core.keys import identity_for
from tests.conftest import Holder
from tests.support.statements import counted_statements


async def test_a_key_that_was_never_used_has_no_last_use(holder: Holder) -> None:
    assert await keys.last_uses(SYSTEM, [holder.key.id]) == {}


async def test_many_uses_are_one_statement_and_the_last_one_counts(holder: Holder) -> None:
    other = (await keys.create_key(SYSTEM, user_id=holder.user.id, name="k")).key
    at = now()
    async with open_activity() as activity:
        for number in range(100):
            activity.note_use(identity_for(holder.key, holder.user), at + timedelta(seconds=number))
            activity.note_use(identity_for(other, holder.user), at)
        with counted_statements() as sent:
            await activity.flush()
            await activity.flush()
    assert len(sent) == 1
    assert await keys.last_uses(SYSTEM, [holder.key.id, other.id]) == {
        holder.key.id: at + timedelta(seconds=99), other.id: at,
    }  # fmt: skip


async def test_a_last_use_never_goes_back(holder: Holder) -> None:
    """Two processes write theirs in any order."""
    at, activity = now(), Activity()
    for instant in (at, at - timedelta(hours=1)):
        activity.note_use(identity_for(holder.key, holder.user), instant)
        await activity.flush()
    assert await keys.last_uses(SYSTEM, [holder.key.id]) == {holder.key.id: at}


async def test_what_could_not_be_written_is_written_later(holder: Holder, monkeypatch: pytest.MonkeyPatch) -> None:
    at, activity = now(), Activity()
    activity.note_use(identity_for(holder.key, holder.user), at)

    async def silent(*_: Any) -> Any:
        raise Unavailable

    with monkeypatch.context() as broken:
        broken.setattr(activity_module, "fetch", silent)
        await activity.flush()
    await activity.flush()
    assert await keys.last_uses(SYSTEM, [holder.key.id]) == {holder.key.id: at}


async def test_closing_writes_what_is_noted(holder: Holder) -> None:
    at = now()
    async with open_activity() as activity:
        activity.note_use(identity_for(holder.key, holder.user), at)
    assert await keys.last_uses(SYSTEM, [holder.key.id]) == {holder.key.id: at}


async def test_what_is_refused_is_counted_by_reason_and_costs_nothing(
    app: FastAPI, client: httpx.AsyncClient, holder: Holder
) -> None:
    scoped = await keys.create_key(SYSTEM, user_id=holder.user.id, name="s", scopes=[])
    await keys.disable_key(SYSTEM, scoped.key.id)
    for _ in range(3):
        assert (await client.get("/v1/samples/ping", headers={"x-api-key": scoped.secret})).status_code == 403
    assert (await client.get("/v1/samples/ping", headers=holder.headers)).status_code == 200
    await app.state.gate._activity.flush()
    counted = await gate.count_denials(SYSTEM, user_id=holder.user.id)
    assert [(each.code, each.count) for each in counted] == [("disabled_key", 3)]
    assert await gate.count_denials(SYSTEM, key_id=holder.key.id) == []
