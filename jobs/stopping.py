"""Signals that ask a command to stop: Ctrl-C, SIGTERM, and the hang-up of a closed terminal.

Raising from a signal handler is not enough: Python drops the exception if it happens to be in a destructor or a
callback just then, and asyncio's machinery is not made to be left in the middle. So a request is also written down,
every stage looks at its beginning and end, and a coroutine is cancelled instead.
"""

import asyncio
import signal
import sys
import threading
from collections.abc import Callable, Coroutine, Iterator
from contextlib import contextmanager
from functools import partial
from types import FrameType
from typing import Any, TypeVar

__all__ = ["interrupted_by_signals", "not_interrupted", "on_stop_signals", "raise_if_asked", "run", "until_stopped"]

_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
_asked = threading.Event()

Handler = Callable[[int, FrameType | None], object]
T = TypeVar("T")


@contextmanager
def on_stop_signals(handler: Handler) -> Iterator[None]:
    """Handle the signals this way inside the context. One that we were started to ignore (`nohup`) stays ignored."""
    wanted = [each for each in _SIGNALS if signal.getsignal(each) is not signal.SIG_IGN]
    before = {each: signal.signal(each, handler) for each in wanted}
    try:
        yield
    finally:
        for each, previous in before.items():
            signal.signal(each, previous)


@contextmanager
def interrupted_by_signals() -> Iterator[None]:
    """Each of them raises KeyboardInterrupt, so what was begun is undone on the way out."""
    with on_stop_signals(_interrupt):
        yield


@contextmanager
def not_interrupted() -> Iterator[None]:
    """None of them does anything: for short work that must not stay half done, such as stopping PostgreSQL."""
    with on_stop_signals(lambda *_: None):
        yield


@contextmanager
def until_stopped() -> Iterator[None]:
    """What is inside ends when asked to, and that is no failure.

    Afterwards the signals are ignored: the process only has to exit, and one that came then would be its exit code.
    """
    _asked.clear()
    sys.unraisablehook = partial(_tell_unraisable, sys.unraisablehook)
    for each in _SIGNALS:
        if signal.getsignal(each) is not signal.SIG_IGN:
            signal.signal(each, _interrupt)
    try:
        yield
    except KeyboardInterrupt:
        pass
    finally:
        for each in _SIGNALS:
            signal.signal(each, signal.SIG_IGN)


def run(work: Coroutine[Any, Any, T]) -> T:
    """Run a coroutine to its end. A signal cancels it, lets it clean up, and then raises KeyboardInterrupt.

    One that comes too late to cancel anything loses no result; the next stage finds it.
    """
    loop: asyncio.AbstractEventLoop | None = None

    def cancel(*_: object) -> None:
        _asked.set()
        if loop is not None and not loop.is_closed():
            loop.call_soon_threadsafe(task.cancel)

    with on_stop_signals(cancel), asyncio.Runner() as runner:
        task = runner.get_loop().create_task(work)
        loop = runner.get_loop()
        if _asked.is_set():
            task.cancel()
        try:
            return loop.run_until_complete(task)
        except (asyncio.CancelledError, Exception):
            raise_if_asked()  # what else goes wrong while it is cancelled (Tortoise, in a transaction) is no news
            raise


def raise_if_asked() -> None:
    """For the beginning of a stage: KeyboardInterrupt if a signal came whose exception was lost."""
    if _asked.is_set():
        raise KeyboardInterrupt


def _tell_unraisable(tell: Callable[[Any], object], dropped: Any) -> None:
    """Of an interruption that was dropped there is nothing to tell: the next stage finds it."""
    if not (_asked.is_set() and dropped.exc_type is KeyboardInterrupt):
        tell(dropped)


def _interrupt(_: int, __: FrameType | None) -> None:
    _asked.set()
    raise KeyboardInterrupt
