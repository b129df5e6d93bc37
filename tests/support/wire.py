"""HTTP/1.1 over one keep-alive connection, small enough to know exactly what was sent and what came back."""

import asyncio
from dataclasses import dataclass
from typing import Any, Self

import msgspec

__all__ = ["Answer", "Connection"]


@dataclass(frozen=True, slots=True)
class Answer:
    """A reply that was read to its end. Header names are in lower case."""

    status: int
    headers: dict[str, str]
    body: bytes

    def json(self) -> Any:
        return msgspec.json.decode(self.body)


class Connection:
    """Opened when first used, and again after it was lost. Not for several tasks at once."""

    def __init__(self, port: int, headers: dict[str, str] | None = None) -> None:
        self._port = port
        self._headers = "".join(f"{name}: {value}\r\n" for name, value in (headers or {}).items())
        self._streams: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None

    async def __aenter__(self) -> Self:
        await self.open()
        return self

    async def __aexit__(self, *_: object) -> None:
        self.close()

    @property
    def local_port(self) -> int:
        assert self._streams is not None
        return int(self._streams[1].get_extra_info("sockname")[1])

    async def open(self) -> None:
        if self._streams is None:
            self._streams = await asyncio.open_connection("127.0.0.1", self._port)

    def close(self) -> None:
        streams, self._streams = self._streams, None
        if streams is not None:
            streams[1].transport.abort()

    async def request(self, method: str, path: str, *, body: bytes = b"", headers: str = "") -> Answer:
        """ConnectionError if the reply did not come to its end: then nobody knows what the server did."""
        try:
            await self.open()
            return await self._exchange(method, path, body, headers)
        except (OSError, asyncio.IncompleteReadError) as error:
            self.close()
            raise ConnectionError(f"{method} {path}: {error!r}") from error
        except BaseException:
            self.close()
            raise

    async def _exchange(self, method: str, path: str, body: bytes, headers: str) -> Answer:
        assert self._streams is not None
        reader, writer = self._streams
        head = f"{method} {path} HTTP/1.1\r\nhost: test\r\n{self._headers}{headers}"
        if body:
            head += f"content-type: application/json\r\ncontent-length: {len(body)}\r\n"
        writer.write(f"{head}\r\n".encode() + body)
        lines = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
        found = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines[1:-2])}
        answer = Answer(
            int(lines[0].split()[1]), found, await reader.readexactly(int(found.get("content-length", "0")))
        )
        if found.get("connection", "").lower() == "close":
            self.close()
        return answer
