"""doctor: one corruption of each kind is caught, by name, and a sound database raises none."""

from collections.abc import AsyncIterator
from datetime import timedelta
from decimal import Decimal
from typing import Any

import asyncpg
import pytest

from core import accounts, audit, doctor, keys, limits, metering, outbox
from core.accounts import SYSTEM, Actor
from core.clock import now
from core.database import close_database, connect_directly, fetch, open_database
from core.doctor.structure import expected_objects
from core.errors import Forbidden, InvalidInput
from core.gate import Call, EventDraft, record_events
from core.gate.recorder import open_recorder
from core.ids import new_id
from core.jobs import Schedule, register_jobs
from core.keys import identity_for
from core.pepper import Pepper, use_pepper
from tests.support.postgres import clone_template, drop_database, opened_clone, url_of
from web.pages.doctor import PROMISES

DAY = timedelta(days=1)


@pytest.fixture(scope="module")
async def template() -> AsyncIterator[str]:
    """A sound database with calls, events and changes, made once and copied for each test."""
    name = await clone_template()
    use_pepper(Pepper(((1, bytes.fromhex("5a" * 32)),)))
    await open_database(url_of(name))
    try:
        await _make_business()
    finally:
        await close_database()
    yield name
    await drop_database(name)


async def _make_business() -> None:
    await metering.ensure_call_meters(["api_calls", "words"])
    await metering.create_meter(
        SYSTEM, slug="tokens", name="Tokens", event_type="llm", aggregation="sum", value_property="tokens"
    )
    await metering.ensure_partitions([now() - 40 * DAY, *metering.months_ahead()])
    for number in range(3):
        user = await accounts.create_user(
            SYSTEM,
            name=f"User {number}",
            external_id=f"crm-{number}",
            time_zone=("UTC", "Asia/Kolkata", "Asia/Tokyo")[number],
        )
        key = (await keys.create_key(SYSTEM, user_id=user.id, name="k")).key
        async with open_recorder(deadline_ms=60_000, queue_max=4096) as recorder:
            calls = [_call(key, user, number, place) for place in range(40)]
            await recorder.record_all(calls)
        drafts = [
            EventDraft(user=f"crm-{number}", event_id=f"e{place}", type="llm", time=now() - place * DAY,
                       properties={"tokens": place}, source="s")
            for place in range(5)
        ]  # fmt: skip
        assert len((await record_events(SYSTEM, drafts)).rejected) == 0
    await limits.set_limit(SYSTEM, user.id, meter="api_calls", period="day", cap=1000)
    await audit.seal_entries()


@pytest.fixture
async def database(template: str) -> AsyncIterator[str]:
    async with opened_clone(template) as url:
        yield url


@pytest.fixture
async def burglar(database: str) -> AsyncIterator[asyncpg.Connection]:
    """Somebody who may write to the sound database past everything."""
    connection = await connect_directly(database)
    await connection.execute("SET session_replication_role = replica")
    yield connection
    await connection.close()


def _call(key: Any, user: Any, number: int, place: int) -> Call:
    call = Call(
        identity_for(key, user), {"api_calls": 1, "words": Decimal(place) / 4}, now() - timedelta(hours=17 * place)
    )
    call.method, call.route, call.request_id = "GET", "/x", f"r{number}{place}"
    call.finish(500 if place % 7 == 6 else 200, billable_below=500)
    return call


async def found() -> dict[str, list[str]]:
    report = await doctor.examine(SYSTEM)
    assert set(report.findings) == set(doctor.INVARIANTS)
    return {name: sentences for name, sentences in report.findings.items() if sentences}


async def test_a_sound_database_raises_nothing(burglar: asyncpg.Connection) -> None:
    assert await found() == {}


CORRUPTIONS = [
    ("schema", "ALTER TABLE audit_entries DISABLE TRIGGER audit_entries_append_only", "switched off"),
    ("schema", "DROP TRIGGER audit_entries_not_truncated ON audit_entries", "audit_entries_not_truncated is missing"),
    ("schema", "ALTER TABLE users DROP COLUMN email", "users.email is missing"),
    ("schema", "DROP INDEX admin_invitations_open", "admin_invitations_open is missing"),
    ("schema", "ALTER TABLE audit_head DROP CONSTRAINT audit_head_is_one", "audit_head_is_one is missing"),
    ("schema", "DELETE FROM aerich WHERE version LIKE '3_%'", "has not run"),
    ("partitions", "DROP TABLE {ahead}", "There is no partition"),
    ("owners", "DELETE FROM user_seals WHERE user_id = (SELECT min(id::text)::uuid FROM users)", "has no seal"),
    ("owners", "UPDATE user_counters SET user_id = gen_random_uuid() WHERE period = 'day'", "does not exist"),
    ("audit_chain", "DELETE FROM audit_entries WHERE number = 3", "Entry 3 is missing"),
    ("audit_chain", "UPDATE audit_entries SET actor_kind = 'token' WHERE number = 2", "Entry 2 ("),
    ("events_rollups", "UPDATE usage_hours SET sum = sum + 1 WHERE ctid = (SELECT min(ctid) FROM usage_hours)", "are rolled up"),
    ("events_rollups", "UPDATE usage_hours SET digest = digest + 1 WHERE ctid = (SELECT min(ctid) FROM usage_hours)", "digests"),
    ("events_rollups", "DELETE FROM usage_hours WHERE ctid = (SELECT min(ctid) FROM usage_hours)", "are rolled up"),
    ("events_rollups", "DELETE FROM usage_events WHERE ctid = (SELECT min(ctid) FROM {this} WHERE billable)"
     " AND tableoid = '{this}'::regclass", "are rolled up"),
    ("events_rollups", "UPDATE usage_events SET billable = NOT billable WHERE source = 'guard'", "are rolled up"),
    ("rollups_counters", "UPDATE user_counters SET used = used + 1 WHERE period = 'month'", "by month"),
    ("rollups_counters", "DELETE FROM user_counters WHERE period = 'day'", "by day"),
    ("identities", "DELETE FROM event_ids WHERE ctid = (SELECT min(ctid) FROM event_ids)", "has no identity"),
    ("identities", "UPDATE event_ids SET digest = gen_random_uuid() WHERE ctid = (SELECT min(ctid) FROM event_ids)",
     "another payload"),
    ("identities", "INSERT INTO event_ids SELECT user_id, gen_random_uuid(), digest FROM event_ids LIMIT 1", "has no event"),
    ("gates", "DELETE FROM gates", "has limits and no gate"),
    ("holds", "INSERT INTO holds SELECT user_id, meter_id, true, gen_random_uuid(), now(), now(), now(), 7 FROM limits",
     "7.000000 units held by the worker"),
    ("parked", "INSERT INTO billing_schedules (root_id, user_id, period_start, whole_start, whole_end, seal_no, parked,"
     " parked_at) SELECT gen_random_uuid(), user_id, now(), now(), now(), -1, 'It does not add up.', now() FROM limits",
     "It does not add up."),
    ("identities", "INSERT INTO usage_events (user_id, occurred_at, id_hash, source, type, key_id, live, billable, seal_no,"
     " catalogue, digest, properties) SELECT user_id, occurred_at + interval '1 s', id_hash, source, 'other', key_id, live,"
     " billable, seal_no, catalogue, digest, properties FROM usage_events WHERE source = 's' LIMIT 1", "is stored 2 times"),
]  # fmt: skip


@pytest.mark.parametrize(("invariant", "corruption", "says"), CORRUPTIONS, ids=lambda value: str(value)[:40])
async def test_a_corruption_is_caught(burglar: asyncpg.Connection, invariant: str, corruption: str, says: str) -> None:
    names = {"ahead": metering.partition_name(metering.months_ahead(1)[1]), "this": metering.partition_name(now())}
    await burglar.execute(corruption.format(**names))
    sentences = (await found()).get(invariant, [])
    assert any(says in sentence for sentence in sentences), sentences


async def test_messages_that_are_stuck_and_jobs_that_fail_are_caught(burglar: asyncpg.Connection) -> None:
    await outbox.publish(topic="mail", payload={})
    await outbox.publish(topic="hook", payload={})
    await register_jobs({"tidy": Schedule(DAY), "late": Schedule(DAY)})
    await fetch("UPDATE outbox_messages SET due_at = now() - interval '1 h' WHERE topic = 'mail'")
    await fetch("UPDATE outbox_messages SET state = 'dead', settled_at = now() WHERE topic = 'hook'")
    await fetch(
        "UPDATE jobs SET failures = 3, last_result = 'the disk is full', next_run_at = now() WHERE name = 'tidy'"
    )
    await fetch("UPDATE jobs SET next_run_at = now() - interval '1 h' WHERE name = 'late'")
    problems = await found()
    assert [each.split(" ")[3] for each in problems["outbox"]] == ["hook", "mail"]
    assert [each.split(" ")[2] for each in problems["jobs"]] == ["tidy", "late"]
    vitals = await doctor.read_vitals()
    assert vitals.messages == {"pending": 1, "dead": 1} and vitals.oldest_message_seconds >= 0
    assert {job.name: job.failures for job in vitals.jobs} == {"late": 0, "tidy": 3}


async def test_it_reads_only_and_only_the_vendor_may_ask(burglar: asyncpg.Connection) -> None:
    async def state() -> dict[str, str]:
        tables = await fetch("SELECT relid::regclass::text AS name FROM pg_stat_user_tables")
        digest = "SELECT coalesce(md5(string_agg(t::text, '' ORDER BY t::text)), '') AS digest FROM"
        return {row["name"]: (await fetch(f"{digest} {row['name']} t"))[0]["digest"] for row in tables}

    before = await state()
    await doctor.examine(SYSTEM)
    assert await state() == before
    customer = Actor(kind="user", id=new_id(), scopes=frozenset({"read"}), user_id=new_id())
    for attempt in (doctor.examine(customer), doctor.last_examination(customer)):
        with pytest.raises(Forbidden):
            await attempt
    with pytest.raises(InvalidInput):
        await doctor.examine(SYSTEM, only=["everything"])
    assert list((await doctor.examine(SYSTEM, only=["schema"])).findings) == ["schema"]


async def test_what_was_found_is_kept_for_pages_and_metrics(burglar: asyncpg.Connection) -> None:
    assert await doctor.last_examination(SYSTEM) is None
    await burglar.execute("DELETE FROM audit_entries WHERE number = 3")
    report = await doctor.record_examination(SYSTEM)
    kept = await doctor.last_examination(SYSTEM)
    assert (
        kept is not None and kept.findings["audit_chain"] == ["Entry 3 is missing."] == report.findings["audit_chain"]
    )
    assert (await doctor.read_vitals()).findings["audit_chain"] == 1


def test_what_the_migrations_make_is_known() -> None:
    expected = expected_objects()
    assert len(expected) > 30
    assert {("trigger", "audit_entries_append_only"), ("index", "admin_sessions_digest")} <= expected


def test_every_invariant_is_told_on_the_page_in_a_sentence() -> None:
    assert PROMISES.keys() == doctor.INVARIANTS.keys()
