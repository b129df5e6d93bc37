"""A proxy between a server's workers and PostgreSQL, that does to their connections what networks do.

It understands so much of PostgreSQL's protocol that it can act at an exact point: on the statement that records calls,
before it reaches the server or after it was committed and answered. Everything else it passes on unread.
"""

import asyncio
import contextlib
import socket
import struct
from pathlib import Path
from typing import Literal, Self
from urllib.parse import parse_qs, urlsplit

__all__ = ["Link", "Proxy"]

_SSL, _GSS, _STARTUP = 80877103, 80877104, 3 << 16
_CHUNK = 65536
RECORDER = "keymeter recorder"
WATCH = "keymeter watch"

Point = Literal["before", "after"]


class Link:
    """One connection of a worker, and the one of the proxy that serves it."""

    def __init__(self) -> None:
        self.application = ""
        self.streams: list[asyncio.StreamWriter] = []
        self.recording = False  # the server works on a recording statement

    def reset(self) -> None:
        """End both sides at once. On TCP the worker gets a RST, as from a router that lost its state."""
        for writer in self.streams:
            sock = writer.get_extra_info("socket")
            if sock is not None and sock.family == socket.AF_INET:
                with contextlib.suppress(OSError):
                    sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            writer.transport.abort()


class Proxy:
    """Listens on a port of this machine; `url` is the database through it."""

    def __init__(self, database_url: str) -> None:
        parts = urlsplit(database_url)
        self._upstream = Path(parse_qs(parts.query)["host"][0]) / ".s.PGSQL.5432"
        self._user, self._database = parts.username, parts.path
        self._server: asyncio.Server | None = None
        self.links: set[Link] = set()
        #: Seconds that every message waits, in both directions.
        self.latency_seconds = 0.0
        #: Forward one byte at a time.
        self.sliced = False
        self._open = {"to_server": asyncio.Event(), "to_client": asyncio.Event()}
        for event in self._open.values():
            event.set()
        self._held_applications: frozenset[str] | None = None
        self._armed: tuple[Point, Literal["reset", "hold"], asyncio.Future[None]] | None = None

    async def __aenter__(self) -> Self:
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", 0, limit=_CHUNK)
        return self

    async def __aexit__(self, *_: object) -> None:
        assert self._server is not None
        self._server.close()
        self.pass_on()
        self.reset_all()
        await self._server.wait_closed()

    @property
    def url(self) -> str:
        assert self._server is not None
        return f"postgres://{self._user}@127.0.0.1:{self._server.sockets[0].getsockname()[1]}{self._database}"

    # --- Faults -----------------------------------------------------------------------------------------------------

    def hold(self, *directions: str, applications: frozenset[str] | None = None) -> None:
        """Black hole: forward nothing in these directions (both if none is named), refuse nothing.

        `applications`: only their connections, by application_name. New ones are held too.
        """
        self._held_applications = applications
        for name in directions or ("to_server", "to_client"):
            self._open[name].clear()

    def pass_on(self) -> None:
        """Forward again, first what was held: late, but delivered."""
        self._held_applications = None
        for event in self._open.values():
            event.set()

    def forget(self) -> None:
        """Forward again, but not on the connections that were held: their bytes are gone, and no RST says so."""
        for link in list(self.links):
            if self._held_applications is None or link.application in self._held_applications:
                self._drop_silently(link)
        self.pass_on()

    def reset_all(self, *applications: str) -> None:
        """Reset every connection, or those of some applications."""
        for link in list(self.links):
            if not applications or link.application in applications:
                link.reset()

    def at_recording(self, point: Point, act: Literal["reset", "hold"]) -> asyncio.Future[None]:
        """Act on the next recording statement: `before` the server gets it, or `after` it is committed, its answer lost.

        The future is done when that happened. "hold" holds everything from then on, as `hold` does.
        """
        happened: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._armed = (point, act, happened)
        return happened

    @staticmethod
    def _drop_silently(link: Link) -> None:
        link.streams[1].transport.abort()  # the server's side; the worker's stays open and silent
        link.application = "gone"

    # --- Forwarding -------------------------------------------------------------------------------------------------

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        link = Link()
        link.streams.append(writer)
        self.links.add(link)
        tasks: list[asyncio.Task[None]] = []
        try:
            up_reader, up_writer = await asyncio.open_unix_connection(str(self._upstream), limit=_CHUNK)
            link.streams.append(up_writer)
            tasks.append(asyncio.create_task(self._to_server(link, reader, up_writer)))
            tasks.append(asyncio.create_task(self._to_client(link, up_reader, writer)))
            await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        except OSError:
            pass  # PostgreSQL is not there: the worker is hung up on
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
            if link.application == "gone":
                with contextlib.suppress(OSError):
                    await reader.read()  # nothing is said until the worker gives up
            self.links.discard(link)
            for stream in link.streams:
                stream.close()

    async def _to_server(self, link: Link, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await self._pass_startup(link, reader, writer)
        begun = b""
        while chunk := await reader.read(_CHUNK):
            frames, begun = _split_frames(begun + chunk)
            if not frames:
                continue
            if link.application == RECORDER and any(f[:1] == b"B" and b"request_id" in f for f in frames):
                link.recording = True
                if await self._acted(link, "before"):
                    return
            await self._forward(link, "to_server", writer, b"".join(frames))

    async def _pass_startup(self, link: Link, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while True:
            head = await reader.readexactly(8)
            length, code = struct.unpack("!ii", head)
            packet = head + await reader.readexactly(length - 8)
            if code == _STARTUP:
                words = packet[8:].split(b"\0")
                parameters = dict(zip(words[::2], words[1::2], strict=False))
                link.application = parameters.get(b"application_name", b"").decode()
            await self._forward(link, "to_server", writer, packet)
            if code not in (_SSL, _GSS):
                return

    async def _to_client(self, link: Link, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while chunk := await reader.read(_CHUNK):
            if link.recording and chunk[-6:-1] == b"Z\0\0\0\x05":  # ReadyForQuery: it is committed
                link.recording = False
                if await self._acted(link, "after"):
                    return
            await self._forward(link, "to_client", writer, chunk)

    async def _acted(self, link: Link, point: Point) -> bool:
        """Do what was asked for at this point; True if the message goes nowhere because its link is gone."""
        if self._armed is None or self._armed[0] != point:
            return False
        _, act, happened = self._armed
        self._armed = None
        happened.set_result(None)
        if act == "hold":
            self.hold()
            return False
        link.reset()
        return True

    async def _forward(self, link: Link, direction: str, writer: asyncio.StreamWriter, data: bytes) -> None:
        if self.latency_seconds:
            await asyncio.sleep(self.latency_seconds)
        if self._held_applications is None or link.application in self._held_applications:
            await self._open[direction].wait()
        if link.application == "gone":
            raise ConnectionError("forgotten")
        if not self.sliced:
            writer.write(data)
            await writer.drain()
            return
        for number in range(len(data)):
            writer.write(data[number : number + 1])
            if number % 16 == 0:
                await asyncio.sleep(0)


def _split_frames(data: bytes) -> tuple[list[bytes], bytes]:
    """The complete messages of the protocol, and the beginning of the one that is not."""
    frames, at = [], 0
    while len(data) - at >= 5:
        end = at + 1 + int.from_bytes(data[at + 1 : at + 5])
        if end > len(data):
            break
        frames.append(data[at:end])
        at = end
    return frames, data[at:]
