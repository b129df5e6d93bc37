"""Waiting for what another task or process brings about, without sleeping longer than it takes."""

import asyncio
import time
from collections.abc import Awaitable, Callable

from tests.support.patience import within

__all__ = ["eventually"]


async def eventually(holds: Callable[[], Awaitable[bool]], *, seconds_max: float = within(5.0)) -> float:
    """Return the seconds it took until `holds` was true; fail after the most it may take."""
    started = time.monotonic()
    while not await holds():
        if time.monotonic() - started > seconds_max:
            raise AssertionError(f"it did not come about within {seconds_max} s")
        await asyncio.sleep(0.005)
    return time.monotonic() - started
