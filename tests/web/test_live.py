"""The stream of live calls: what it tells, and everything that bounds it."""

import asyncio

import pytest

from tests.web.conftest import Browser, text_of
from web.pages import live


@pytest.fixture
def short(monkeypatch):
    """A stream that ends by itself soon, since the test client waits for its end."""
    monkeypatch.setattr(live, "STREAM_SECONDS_MAX", 1.6)
    monkeypatch.setattr(live, "QUIET_SECONDS", 0.3)


async def test_a_call_is_told_as_a_row_of_the_table(owner: Browser, client, holder, short):
    async def call() -> None:
        await asyncio.sleep(0.7)
        assert (await client.get("/v1/samples/ping", headers=holder.headers)).status_code == 200

    stream, _ = await asyncio.gather(owner.get("/events/stream"), call())
    assert stream.headers["content-type"].startswith("text/event-stream")
    assert stream.headers["cache-control"] == "no-store"
    told = [line.removeprefix("data: ") for line in stream.text.splitlines() if line.startswith("data: ")]
    assert len(told) == 1 and told[0].startswith("<tr") and "Basalt AI /v1/samples/ping" not in told[0]
    assert "Basalt AI GET /v1/samples/ping 200 1 call" in text_of(told[0])


async def test_it_tells_only_of_the_user_that_was_chosen(owner: Browser, client, holder, user, short):
    async def call() -> None:
        await asyncio.sleep(0.7)
        await client.get("/v1/samples/ping", headers=holder.headers)

    stream, _ = await asyncio.gather(owner.get(f"/events/stream?user={user.id}"), call())
    assert "data: " not in stream.text


async def test_it_ends_with_the_session(owner: Browser, monkeypatch):
    monkeypatch.setattr(live, "QUIET_SECONDS", 0.2)
    stream = asyncio.create_task(owner.get("/events/stream"))
    await asyncio.sleep(2)
    assert not stream.done()
    await owner.post("/sign-out")
    assert "still here" in (await asyncio.wait_for(stream, 50)).text


async def test_a_process_serves_so_many_and_no_more(owner: Browser, short, monkeypatch):
    monkeypatch.setattr(live, "STREAMS_MAX", 2)
    answers = await asyncio.gather(*(owner.get("/events/stream") for _ in range(4)))
    assert sorted(answer.status_code for answer in answers) == [200, 200, 503, 503]
    assert (await owner.get("/events/stream")).status_code == 200, "places become free again"
