"""Bodies that are read piece by piece, so that neither their size nor their sender's pace can hurt.

FastAPI would read a body whole before anybody could refuse it. Here its length is bounded while it arrives and again
while it is unpacked (a gzip of a kilobyte may hold a gigabyte), and a sender that trickles is cut off.
"""

import asyncio
import zlib

from starlette.exceptions import HTTPException
from starlette.requests import Request

from core.errors import InvalidInput, TooLarge

__all__ = ["read_body"]

READ_SECONDS_MAX = 10.0
#: How much larger a body may be unpacked than it may be packed. JSON of events is packed to a tenth.
UNPACKED_TIMES_MAX = 10
_GZIP = 16 + zlib.MAX_WBITS


async def read_body(request: Request, *, bytes_max: int) -> bytes:
    """The body, unpacked if its Content-Encoding is gzip. TooLarge beyond `bytes_max` as it is sent, or ten times as
    much unpacked; InvalidInput if it is no gzip; 408 if it takes longer than ten seconds, 415 for other encodings."""
    encoding = request.headers.get("content-encoding", "identity").lower()
    if encoding not in ("identity", "gzip"):
        raise HTTPException(415, "Content-Encoding is gzip or none.", {"accept-encoding": "gzip"})
    length = request.headers.get("content-length", "")
    if length.isdecimal() and int(length) > bytes_max:
        raise _too_large(bytes_max)
    try:
        async with asyncio.timeout(READ_SECONDS_MAX):
            body = await _read(request, bytes_max)
    except TimeoutError:
        raise HTTPException(408, "The body took longer than ten seconds. Send less at once.") from None
    return _unpack(body, bytes_max * UNPACKED_TIMES_MAX) if encoding == "gzip" else body


async def _read(request: Request, bytes_max: int) -> bytes:
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > bytes_max:
            raise _too_large(bytes_max)
    return bytes(body)


def _unpack(body: bytes, bytes_max: int) -> bytes:
    """One gzip member or several after each other (RFC 1952)."""
    unpacked = bytearray()
    rest = body
    try:
        while rest:
            member = zlib.decompressobj(_GZIP)
            unpacked += member.decompress(rest, bytes_max - len(unpacked) + 1)
            if len(unpacked) > bytes_max:
                raise TooLarge(f"The body is larger than {bytes_max // 1024:,} KiB when unpacked.")
            if not member.eof:
                raise InvalidInput("The body ends before its gzip does.")
            rest = member.unused_data
    except zlib.error as error:
        raise InvalidInput(f"The body is not the gzip that its Content-Encoding says: {error}.") from error
    return bytes(unpacked)


def _too_large(bytes_max: int) -> TooLarge:
    return TooLarge(
        f"The body is larger than {bytes_max // 1024:,} KiB. Send fewer events at once, or pack them (gzip)."
    )
