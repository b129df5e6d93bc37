"""`make screenshots`: the pictures of the documentation, taken from a running server. No test, so it is asked for apart."""

import struct
import zlib
from collections import Counter
from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path

import pytest

from tests.browser.conftest import Desk, Tab

FOLDER = Path(__file__).parents[2] / "docs" / "screenshots"
Act = Callable[[Tab], Awaitable[None]]


async def _nothing(tab: Tab) -> None:
    pass


async def _hover(tab: Tab) -> None:
    box = await tab.page.locator(".chart-plot").bounding_box()
    assert box is not None
    await tab.page.mouse.move(box["x"] + box["width"] * 0.62, box["y"] + 70)
    await tab.page.wait_for_selector(".tip.on")


async def _new_key(tab: Tab) -> None:
    await tab.page.click(".head >> text=New key")
    await tab.page.fill("#f-name", "Production")
    await tab.page.click("button:has-text('Create key')")
    await tab.page.wait_for_selector("#secret")
    # What is published is no secret: the picture shows a key that was never made.
    await tab.page.evaluate("document.querySelector('#secret').textContent = 'km_live_' + '0'.repeat(43)")


async def _rotate(tab: Tab) -> None:
    await tab.page.click("[aria-label^='Rotate'] >> nth=0")
    await tab.page.wait_for_selector("dialog[open] #f-grace")


def shots(tab: Tab) -> dict[str, tuple[str, Act]]:
    user = tab.site.business.users[1]
    return {
        "overview": ("/", _hover),
        "users": ("/users", _nothing),
        "user": (f"/users/{user.id}", _nothing),
        "key": (f"/users/{user.id}", _new_key),
        "rotate": (f"/users/{user.id}", _rotate),
        "usage-log": ("/events", _nothing),
        "plans": ("/plans", _nothing),
    }


@pytest.mark.parametrize("width, scheme", [(1440, "light"), (1440, "dark"), (390, "light")])
async def test_pictures(desk: Desk, width: int, scheme: str):
    FOLDER.mkdir(parents=True, exist_ok=True)
    async with desk.tab(width=width, height=900 if width > 800 else 844, scheme=scheme) as tab:
        wanted = shots(tab)
        chosen = wanted if scheme == "light" and width > 800 else {name: wanted[name] for name in ("overview", "user")}
        for name, (path, act) in chosen.items():
            await tab.go(path)
            await act(tab)
            suffix = "" if scheme == "light" and width > 800 else f"-{scheme}" if width > 800 else "-narrow"
            picture = smaller(await tab.page.screenshot(animations="disabled"))
            (FOLDER / f"{name}{suffix}.png").write_bytes(picture)
            print(f"{name}{suffix}.png: {len(picture) // 1024} KiB")


def smaller(png: bytes) -> bytes:
    """The same picture with 256 colours at most, deflated as hard as can be: about a third of the bytes.

    Pages are flat: the most frequent colours are nearly all there are, and what is left are the edges of letters.
    """
    width, height, depth, colour = struct.unpack(">IIBB", png[16:26])
    assert depth == 8 and colour in (2, 6), "Chromium writes 8-bit RGB or RGBA"
    channels = 3 if colour == 2 else 4
    rows = _unfiltered(zlib.decompress(_chunks(png, b"IDAT")), width * channels, channels)
    pixels = [list(zip(row[::channels], row[1::channels], row[2::channels], strict=True)) for row in rows]
    frequent = Counter(pixel for row in pixels for pixel in row).most_common()
    palette = [pixel for pixel, _ in frequent[:256]]
    place = {pixel: _nearest(pixel, palette) for pixel, _ in frequent}
    data = b"".join(b"\0" + bytes(map(place.__getitem__, row)) for row in pixels)
    header = struct.pack(">IIBBBBB", width, height, 8, 3, 0, 0, 0)
    colours = bytes(value for pixel in palette for value in pixel)
    parts = ((b"IHDR", header), (b"PLTE", colours), (b"IDAT", _deflated(data)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(kind, content) for kind, content in parts)


def _nearest(pixel: tuple[int, int, int], palette: Sequence[tuple[int, int, int]]) -> int:
    red, green, blue = pixel
    distances = [2 * (red - r) ** 2 + 4 * (green - g) ** 2 + 3 * (blue - b) ** 2 for r, g, b in palette]
    return distances.index(min(distances))


def _deflated(data: bytes) -> bytes:
    compressor = zlib.compressobj(9, zlib.DEFLATED, 15, 9)
    return compressor.compress(data) + compressor.flush()


def _chunks(png: bytes, kind: bytes) -> bytes:
    found, at = b"", 8
    while at < len(png):
        (length,) = struct.unpack(">I", png[at : at + 4])
        if png[at + 4 : at + 8] == kind:
            found += png[at + 8 : at + 8 + length]
        at += length + 12
    return found


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def _unfiltered(data: bytes, length: int, step: int) -> list[bytes]:
    """The rows of pixels, each filter of PNG (RFC 2083, section 6) undone."""
    rows, above = [], bytes(length)
    for start in range(0, len(data), length + 1):
        kind, row = data[start], bytearray(data[start + 1 : start + 1 + length])
        if kind == 2:
            row = bytearray((a + b) & 255 for a, b in zip(row, above, strict=True))
        elif kind:
            for index in range(length):
                left = row[index - step] if index >= step else 0
                corner = above[index - step] if index >= step else 0
                row[index] = (row[index] + _guess(kind, left, above[index], corner)) & 255
        rows.append(bytes(row))
        above = rows[-1]
    return rows


def _guess(kind: int, left: int, up: int, corner: int) -> int:
    if kind == 1:
        return left
    if kind == 3:
        return (left + up) // 2
    estimate = left + up - corner
    distances = abs(estimate - left), abs(estimate - up), abs(estimate - corner)
    return (left, up, corner)[distances.index(min(distances))]
