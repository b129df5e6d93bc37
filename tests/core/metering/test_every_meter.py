"""Every aggregation, by every window and dimension, of events that are sent as badly as events are."""

from core.clock import now
from core.metering import settle_hours
from tests.support.event_stream import make_stream
from tests.support.every_meter import check_every_meter, make_meters, make_users, send


async def test_recount_rollups_and_answers_agree_for_every_meter(database: str) -> None:
    users = await make_users()
    await make_meters()
    stream = make_stream(1500, list(users), until=now(), seed=7)
    await send(stream, users, batch=150)
    before = await check_every_meter(stream, users)
    assert await settle_hours() > 100
    assert await check_every_meter(stream, users) == before > 1000
