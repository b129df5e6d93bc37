"""Bodies that are read piece by piece, so that neither their size nor their sender's pace can hurt.

FastAPI would read a body whole before anybody could refuse it. Here its length is bounded while it arrives and again
while it is unpacked (a gzip of a kilobyte may hold a gigabyte), and a sender that trickles is cut off.
"""

import asyncio
import re
import zlib
from typing import TypeVar

import msgspec
from starlette.exceptions import HTTPException
from starlette.requests import Request

from core.errors import InvalidInput, TooLarge

__all__ = ["decode_body", "read_body"]

T = TypeVar("T")

READ_SECONDS_MAX = 10.0
#: How much larger a body may be unpacked than it may be packed. JSON of events is packed to a tenth.
UNPACKED_TIMES_MAX = 10
#: Where the decoder says that something is wrong: `Expected `str`, got `int` - at `$.items[3].key``.
_PLACE = re.compile(r" - at `\$?\.?(.*)`$")
_NAMED = re.compile(r"(?:missing required|contains unknown) field `(.*?)`")
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


def decode_body(decoder: "msgspec.json.Decoder[T]", body: bytes) -> T:
    """What a body of JSON says. InvalidInput that names the field that is wrong, or missing, or not known."""
    try:
        return decoder.decode(body)
    except msgspec.ValidationError as error:
        said = str(error)
        place, named = _PLACE.search(said), _NAMED.search(said)
        path = re.sub(r"\[(\d+)\]", r".\1", place[1]).lstrip(".") if place else ""
        field = ".".join(part for part in (path, named[1] if named else "") if part) or None
        raise InvalidInput(f"{field or 'body'}: {_PLACE.sub('', said)}.", field=field) from error
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise InvalidInput(f"The body is not JSON: {error}.") from error
