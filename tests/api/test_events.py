"""`POST /v1/events`: every form, each event once, a bad one by its index, and nothing of what could hurt."""

import asyncio
import gzip
import json
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import httpx
import pytest
from cloudevents.core.bindings.http import to_binary_event, to_structured_event
from cloudevents.core.formats.json import JSONFormat
from cloudevents.core.v1.event import CloudEvent

from core import accounts, gate, metering
from core.accounts import SYSTEM
from core.database import connect_directly
from core.gate import ingestion
from core.ids import new_id
from tests.conftest import Bearer
from tests.support.ledger import check_ledger
from tests.support.waiting import eventually

CLOUD = {"specversion": "1.0", "source": "worker/1", "type": "llm", "subject": "crm-1"}


@pytest.fixture
async def rig(client: httpx.AsyncClient, bearer: Bearer) -> httpx.AsyncClient:
    client.headers.update(bearer.headers)
    await metering.create_meter(
        SYSTEM, slug="tokens", name="Tokens", event_type="llm", aggregation="sum", value_property="tokens"
    )
    await accounts.create_user(SYSTEM, name="Basalt AI", external_id="crm-1")
    return client


def event(number: Any = None, **changes: Any) -> dict[str, Any]:
    return {
        "event_id": str(new_id() if number is None else number),
        "type": "llm",
        "user": "crm-1",
        "properties": {"tokens": 1},
    } | changes


async def send(rig: httpx.AsyncClient, body: Any, media_type: str = "application/json", **headers: str) -> Any:
    content = body if isinstance(body, bytes) else json.dumps(body).encode("utf-8", "surrogatepass")
    return await rig.post("/v1/events", content=content, headers={"content-type": media_type} | headers)


async def used() -> Decimal:
    return (await metering.query_usage(SYSTEM, meters=["tokens"])).total()


# --- Forms ------------------------------------------------------------------------------------------------------------


def lines(*events: Any) -> bytes:
    return b"\n".join(json.dumps(each).encode() for each in events) + b"\r\n\n"


def cloud(number: Any, **changes: Any) -> dict[str, Any]:
    return CLOUD | {"id": str(number), "data": {"tokens": 1}} | changes


FORMS: list[tuple[str, Any, int]] = [
    ("application/json", event("a1"), 1),
    ("application/json", [event("b1"), event("b2")], 2),
    ("application/json; charset=utf-8", [], 0),
    ("application/json", cloud("d1"), 1),
    (
        "application/json",
        [event("e1"), cloud("e2"), cloud("e3", time="2026-11-01T10:00:00+02:00", traceparent="00-1")],
        3,
    ),
    ("application/cloudevents+json", cloud("f1"), 1),
    ("application/cloudevents-batch+json; charset=utf-8", [cloud("g1"), cloud("g2")], 2),
    ("application/x-ndjson", lines(event("h1"), cloud("h2"), event("h3")), 3),
    ("application/jsonl", lines(event("i1")), 1),
]


async def test_every_form_is_stored_once(rig, database):
    for media_type, body, count in FORMS:
        answer = await send(rig, body, media_type)
        assert (answer.status_code, answer.json()) == (
            200,
            {"accepted": count, "duplicates": 0, "quarantined": 0, "rejected": []},
        ), body
        again = await send(rig, body, media_type)
        assert again.json() == {"accepted": 0, "duplicates": count, "quarantined": 0, "rejected": []}
    assert await check_ledger(database) == sum(count for _, _, count in FORMS)


async def test_what_the_cloudevents_sdk_sends_is_accepted_unchanged(rig):
    attributes = CLOUD | {
        "time": datetime(2026, 11, 1, 9, tzinfo=UTC),
        "datacontenttype": "application/json",
        "tenant": "ä b",
    }
    made = [CloudEvent(attributes | {"id": f"sdk {number}"}, {"tokens": number}) for number in (1, 2, 4)]
    for message in (to_structured_event(made[0]), to_binary_event(made[1])):
        answer = await rig.post("/v1/events", content=message.body, headers=message.headers)
        assert answer.json()["accepted"] == 1, answer.text
    batch = b"[" + b",".join(JSONFormat().write(each) for each in made) + b"]"
    answer = await send(rig, batch, "application/cloudevents-batch+json")
    assert (answer.json()["accepted"], answer.json()["duplicates"]) == (1, 2)
    assert await used() == 7


async def test_a_body_may_be_packed(rig):
    packed = gzip.compress(json.dumps([event() for _ in range(500)]).encode())
    answer = await send(rig, packed, **{"content-encoding": "gzip"})
    assert answer.json()["accepted"] == 500
    joined = gzip.compress(b"[" + json.dumps(event()).encode()) + gzip.compress(b"]")
    assert (await send(rig, joined, **{"content-encoding": "gzip"})).json()["accepted"] == 1


async def test_numbers_are_exact(rig):
    body = b'[{"event_id": "1", "type": "llm", "user": "crm-1", "properties": {"tokens": 0.1}},' + b",".join(
        b'{"event_id": "%d", "type": "llm", "user": "crm-1", "properties": {"tokens": 12345678901234567.000001}}' % each
        for each in (2, 3)
    )
    assert (await send(rig, body + b"]")).json()["accepted"] == 3
    assert await used() == Decimal("24691357802469134.100002")


# --- What is wrong ----------------------------------------------------------------------------------------------------


BAD: list[tuple[Any, str]] = [
    (event(event_id=""), "invalid_input"),
    (event(type="not a type"), "invalid_input"),
    (event(time="2026-01-01T00:00:00"), "invalid_input"),
    (event(time="2014-01-01T00:00:00Z"), "invalid_input"),
    (event(time="2126-01-01T00:00:00Z"), "invalid_input"),
    (event(time="0001-01-01T00:00:00+14:00"), "invalid_input"),
    (event(time="2026-02-30T00:00:00Z"), "invalid_input"),
    (event(time=7), "invalid_input"),
    (event(properties=[]), "invalid_input"),
    (event(properties={"a": "\0"}), "invalid_input"),
    (event(properties={"a": "x" * 40_000}), "too_large"),
    (event(properties={"tokens": 10**60}), "invalid_input"),
    (event(surprise=1), "invalid_input"),
    ({"event_id": "1", "type": "llm"}, "invalid_input"),
    (cloud(1, specversion="0.3"), "invalid_input"),
    (cloud(1, data="text"), "invalid_input"),
    (cloud(1, data_base64="AA=="), "invalid_input"),
    (CLOUD, "invalid_input"),
    (None, "invalid_input"),
    (7, "invalid_input"),
    ([event()], "invalid_input"),
]


async def test_each_bad_event_is_named_and_its_siblings_are_stored(rig, database):
    body = [each for bad, _ in BAD for each in (bad, event())]
    answer = await send(rig, body)
    assert answer.status_code == 422
    assert answer.headers["content-type"] == "application/problem+json"
    told = answer.json()
    assert (told["code"], told["accepted"], told["duplicates"]) == ("events_rejected", len(BAD), 0)
    assert f"{len(BAD)} of {len(body)} events" in told["detail"]
    assert [(each["index"], each["code"]) for each in told["rejected"]] == [
        (2 * number, code) for number, (_, code) in enumerate(BAD)
    ]
    assert await check_ledger(database) == len(BAD)


async def test_one_bad_event_by_itself_is_answered_by_its_own_error(rig):
    for bad, code in BAD[:-1]:
        answer = await send(rig, bad)
        assert answer.status_code == {"too_large": 413}.get(code, 422), bad
        told = answer.json()
        assert (told["code"], told["accepted"], told["rejected"][0]["index"]) == (code, 0, 0)


async def test_another_payload_under_the_same_identity_is_a_conflict_by_name(rig):
    await send(rig, [event(1), event(2)])
    answer = await send(rig, [event(1), event(2, properties={"tokens": 2}), event(3)])
    told = answer.json()
    assert (told["accepted"], told["duplicates"]) == (1, 1)
    assert [(each["index"], each["code"]) for each in told["rejected"]] == [(1, "event_conflict")]
    assert (await send(rig, event(2, properties={"tokens": 2}))).status_code == 409
    assert await used() == 3


async def test_the_same_instant_in_another_zone_is_the_same_event(rig):
    assert (await send(rig, event(1, time="2026-11-01T10:00:00Z"))).json()["accepted"] == 1
    assert (await send(rig, event(1, time="2026-11-01T12:00:00+02:00"))).json()["duplicates"] == 1


NO_EVENTS: dict[str, tuple[bytes, dict[str, str], int]] = {
    "empty": (b"", {}, 422),
    "cut off": (b"{", {}, 422),
    "no array": (b"[{}", {}, 422),
    "deep arrays": (b"[" * 100_000, {}, 422),
    "deep objects": (b'{"a":' * 100_000, {}, 422),
    "no text": (b"\xff\xfe", {}, 422),
    "media type": (b"[]", {"content-type": "text/plain"}, 415),
    "encoding": (b"[]", {"content-encoding": "br"}, 415),
    "no gzip": (b"[]", {"content-encoding": "gzip"}, 422),
    "half a gzip": (gzip.compress(b"[]")[:-4], {"content-encoding": "gzip"}, 422),
    "large": (b"[" + b" " * 1024 * 1024 + b"]", {}, 413),
    "many": (b"[" + b",".join([b"{}"] * 10_001) + b"]", {}, 413),
    "bomb": (gzip.compress(b"[" + b" " * 200 * 1024 * 1024 + b"]"), {"content-encoding": "gzip"}, 413),
}


async def test_a_body_that_is_none_is_refused_whole(rig):
    for name, (body, headers, status) in NO_EVENTS.items():
        answer = await send(rig, body, **headers)
        assert answer.status_code == status, (name, answer.text)
        assert answer.headers["content-type"] == "application/problem+json", name
        assert len(answer.content) < 1000, name


async def test_a_body_that_only_trickles_is_cut_off(rig, monkeypatch):
    monkeypatch.setattr("api.bodies.READ_SECONDS_MAX", 0.1)

    async def trickle() -> AsyncIterator[bytes]:
        yield b"["
        await asyncio.Event().wait()

    answer = await rig.post("/v1/events", content=trickle(), headers={"content-type": "application/json"})
    assert answer.status_code == 408


async def test_a_large_body_is_refused_while_it_arrives(rig):
    sent = 0

    async def endless() -> AsyncIterator[bytes]:
        nonlocal sent
        while True:
            sent += 1
            yield b" " * 65_536

    answer = await rig.post("/v1/events", content=endless(), headers={"content-type": "application/json"})
    assert (answer.status_code, sent) == (413, 17)


async def test_too_much_that_waits_is_refused_before_it_is_looked_at(rig, database, monkeypatch):
    """Somebody holds the user's seal, so what is sent first waits to be stored."""
    monkeypatch.setattr(ingestion, "EVENTS_WAITING_MAX", 20)

    async def waits() -> bool:
        return ingestion._intake._events == 15

    sending: list[asyncio.Task[Any]] = []
    closing = await connect_directly(database)
    try:
        async with closing.transaction():
            await closing.execute("SELECT 1 FROM user_seals FOR UPDATE")
            sending.append(asyncio.create_task(send(rig, [event() for _ in range(15)])))
            await eventually(waits)
            refused = await send(rig, [event() for _ in range(15)])
            assert (refused.status_code, refused.json()["code"]) == (503, "overloaded")
            assert refused.headers["retry-after"] == "1"
    finally:
        await closing.close()
    assert (await sending[0]).status_code == 200
    assert (await send(rig, [event() for _ in range(15)])).status_code == 200
    assert await used() == 30


# --- Together ---------------------------------------------------------------------------------------------------------


async def test_requests_that_wait_together_share_a_statement_and_each_has_its_own_answer(rig, database, monkeypatch):
    groups: list[int] = []
    store = ingestion._store_group

    async def noted(requests: Any) -> Any:
        groups.append(len(requests))
        return await store(requests)

    monkeypatch.setattr(ingestion, "_store_group", noted)
    same = event("shared")
    bodies = [[same, event(), event(event_id="")] for _ in range(40)]
    answers = [answer.json() for answer in await asyncio.gather(*[send(rig, body) for body in bodies])]
    assert all("accepted" in answer for answer in answers), [answer for answer in answers if "accepted" not in answer][
        :2
    ]
    assert sum(answer["accepted"] for answer in answers) == 41
    assert sum(answer["duplicates"] for answer in answers) == 39
    assert all([each["index"] for each in answer["rejected"]] == [2] for answer in answers)
    assert sum(groups) == 40 and len(groups) < 30
    assert await check_ledger(database) == 41


async def test_events_of_one_large_request_are_stored_by_several_statements(rig, database):
    recorded = await gate.record_events(
        SYSTEM,
        [gate.EventDraft("crm-1", str(number % 4_500), "llm", properties={"tokens": 1}) for number in range(5_000)],
    )
    assert (recorded.accepted, recorded.duplicates) == (4_500, 500)
    assert await check_ledger(database) == 4_500


async def test_a_request_that_cannot_be_stored_takes_no_other_with_it(rig, monkeypatch):
    store = ingestion._store

    async def poisoned(events: Any) -> Any:
        if any(each.draft.event_id == "poison" for each in events):
            raise LookupError("as if the database refused the data")
        return await store(events)

    monkeypatch.setattr(ingestion, "_store", poisoned)
    answers = await asyncio.gather(*[send(rig, event("poison" if number == 5 else None)) for number in range(20)])
    assert [answer.status_code for answer in answers].count(200) == 19
    assert answers[5].status_code == 500
