"""Followers come and go: what can only be seen from inside the server."""

import httpx
import websockets

from core.metering import tail
from tests.support.waiting import eventually

FOLLOW = "subscription { usageEvents { id } }"


async def followers(count: int) -> None:
    async def there_are() -> bool:
        return len(tail._tail._followers) == count

    await eventually(there_are)


async def test_whoever_hangs_up_is_not_followed_for_any_longer(url, bearer):
    headers = bearer.headers | {"accept": "text/event-stream"}
    async with httpx.AsyncClient() as http:
        async with http.stream("POST", f"{url}/graphql", headers=headers, json={"query": FOLLOW}):
            await followers(1)
        await followers(0)
    connect = websockets.connect(
        f"{url.replace('http', 'ws')}/graphql",
        subprotocols=[websockets.Subprotocol("graphql-transport-ws")],
        additional_headers=bearer.headers,
        proxy=None,
    )
    async with connect as connection:
        await connection.send('{"type": "connection_init"}')
        for number in range(3):
            await connection.send(f'{{"type": "subscribe", "id": "{number}", "payload": {{"query": "{FOLLOW}"}}}}')
        await followers(3)
        await connection.send('{"type": "complete", "id": "1"}')
        await followers(2)
    await followers(0)
    assert tail._tail._task is None
