"""A request to stop is never lost, whatever the process is doing when it comes."""

import asyncio
import os
import signal
import sys
from collections.abc import Iterator

import pytest

from jobs import stopping
from jobs.stopping import raise_if_asked, run, until_stopped

SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


@pytest.fixture(autouse=True)
def signals_of_pytest() -> Iterator[None]:
    """Give the signals back to pytest afterwards."""
    before, hook = {each: signal.getsignal(each) for each in SIGNALS}, sys.unraisablehook
    yield
    stopping._asked.clear()
    sys.unraisablehook = hook
    for each, handler in before.items():
        signal.signal(each, handler)


@pytest.mark.parametrize("number", SIGNALS)
def test_a_coroutine_is_cancelled_and_cleans_up(number: signal.Signals) -> None:
    done: list[str] = []

    async def work() -> None:
        os.kill(os.getpid(), number)
        try:
            await asyncio.Event().wait()
        finally:
            await asyncio.sleep(0)
            done.append("cleaned up")

    with until_stopped():
        run(work())
        done.append("went on")
    assert done == ["cleaned up"]


def test_what_breaks_while_it_is_cancelled_is_no_failure() -> None:
    async def work() -> None:
        os.kill(os.getpid(), signal.SIGTERM)
        try:
            await asyncio.Event().wait()
        finally:
            raise AttributeError("_template")

    with until_stopped():
        run(work())
        pytest.fail("it went on")


def test_a_request_whose_exception_was_lost_stops_the_next_stage(monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[object] = []
    monkeypatch.setattr(sys, "unraisablehook", lambda unraisable: told.append(unraisable.exc_type))

    class Fails:
        def __del__(self) -> None:
            raise ValueError

    class Loses:
        def __del__(self) -> None:
            os.kill(os.getpid(), signal.SIGTERM)

    async def work() -> None:
        pytest.fail("it went on")

    with until_stopped():
        Loses()
        Fails()
        assert told == [ValueError]  # a traceback of the other would say that something is wrong
        with pytest.raises(KeyboardInterrupt):
            run(work())
        raise_if_asked()
        pytest.fail("it went on")


def test_a_result_that_came_first_is_kept() -> None:
    async def work() -> str:
        os.kill(os.getpid(), signal.SIGTERM)
        return "made"

    with until_stopped():
        assert run(work()) == "made"
        raise_if_asked()
        pytest.fail("it went on")
