"""Signals that ask a command to stop: Ctrl-C, SIGTERM, and the hang-up of a closed terminal."""

import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType

__all__ = ["interrupted_by_signals", "not_interrupted", "on_stop_signals", "until_stopped"]

_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)

Handler = Callable[[int, FrameType | None], object]


@contextmanager
def on_stop_signals(handler: Handler | signal.Handlers) -> Iterator[None]:
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
    with on_stop_signals(signal.default_int_handler):
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
    for each in _SIGNALS:
        if signal.getsignal(each) is not signal.SIG_IGN:
            signal.signal(each, signal.default_int_handler)
    try:
        yield
    except KeyboardInterrupt:
        pass
    finally:
        for each in _SIGNALS:
            signal.signal(each, signal.SIG_IGN)
