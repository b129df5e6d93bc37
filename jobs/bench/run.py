"""`keymeter bench`: the same route four ways, side by side in one run, on a database of its own.

Timings of different machines do not compare, and on a shared one not even those of different minutes: so every round
measures all routes in turn, and what counts are ratios of medians.
"""

import asyncio
import os
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console
from rich.table import Table

from core import accounts, keys, limits, metering
from core.accounts import SYSTEM
from core.metering import ensure_partitions, months_ahead
from core.settings import Settings
from jobs.bench.client import Load, client_name, measure
from jobs.bench.events import EventFigure, measure_events
from jobs.bench.invoices import InvoiceFigure, measure_invoices
from jobs.bench.stored import StoredFigures, measure_stored
from jobs.bench.verification import OF_EMPTY_MIN, VerifyFigure, measure_verification
from jobs.preparation import embedded_postgres, open_prepared, running, worker_environment

__all__ = ["run_bench"]

#: Path, what it is, and the bars of proof.md at 64 connections: at least so many times another route's rate.
ROUTES = (
    ("unguarded", "no guard", ()),
    ("guarded", "guard, nothing recorded", ()),
    ("metered", "guard, recorded before the reply", ((0.75, "unguarded"), (4.5, "orm"))),
    ("capped", "the same, with a hard limit", ((0.60, "unguarded"),)),
    ("orm", "look-up and INSERT per call through the ORM", ()),
)
#: What may be added to the median at 8 connections, in milliseconds.
ADDED_MS_MAX_AT_8 = {"metered": 1.0, "capped": 2.5}
#: The bars of proof.md for events, by meters and batch: a rate, and its part of that of bare COPY, the unit that
#: machines have in common.
EVENTS_MIN = {(1, 1000): 50_000, (2, 1000): 40_000, (1, 100): 30_000, (2, 100): 24_000}
EVENTS_OF_COPY_MIN = {(1, 1000): 0.5}


#: Runs over so many users, and the bars of proof.md: invoices a second, and memory that does not grow with users.
INVOICED_USERS = (1_000, 12_000)
INVOICES_A_SECOND_MIN = 1000
INVOICES_GROWTH_MB_MAX = 64


#: Bars of proof.md beside the same with little stored: events a second, milliseconds, and the worker's memory.
STORED_RATE_MIN = 0.7
STORED_TIME_MAX = 1.3
MEMORY_GROWTH_MAX = 1.05


@dataclass(frozen=True, slots=True)
class _Figure:
    rate: float
    p50_ms: float
    p99_ms: float


def run_bench(
    *,
    rounds: int,
    seconds: int,
    only_invoices: bool = False,
    only_events: bool = False,
    stored: int = 0,
    data_dir: Path | None = None,
) -> bool:
    """Print the figures; whether every bar was met. Takes about rounds x seconds x 10, and a few minutes for
    events and invoices. `stored`: measure instead what so many stored events make slower."""
    console = Console(width=120)
    with tempfile.TemporaryDirectory(prefix="keymeter-bench-") as folder:
        os.chmod(folder, 0o755)  # noqa: S103 - as root, PostgreSQL runs as another user, who has to enter
        settings = Settings(data_dir=data_dir or Path(folder), database_url="")
        with running(embedded_postgres(settings)) as url:
            ready = settings.model_copy(update={"database_url": url})
            key, limited_key = asyncio.run(_prepare(ready))
            if only_invoices:
                return _print_invoices(console, asyncio.run(measure_invoices(ready, sizes=INVOICED_USERS)))
            with _server(ready) as (base, worker):
                if stored:
                    work = measure_stored(
                        base, ready, rounds=rounds, stored=stored, worker=worker, progress=console.print
                    )
                    return _print_stored(console, asyncio.run(work))
                if only_events:
                    return _print_events(console, asyncio.run(measure_events(base, ready, rounds=rounds)))
                console.print(f"{client_name()}, {rounds} rounds of {seconds} s, 1 worker, PostgreSQL of its own.")
                met = True
                for connections in (64, 8):
                    figures = _measure(base, key, limited_key, connections, rounds, seconds)
                    met = _print(console, connections, figures) and met
                verified = asyncio.run(measure_verification(base, ready, rounds=rounds, seconds=seconds))
                met = _print_verification(console, verified) and met
                events = asyncio.run(measure_events(base, ready, rounds=max(1, rounds // 2 + 1)))
                met = _print_events(console, events) and met
                recorded = urllib.request.urlopen(f"{base}/v1/bench/recorder").read().decode()  # noqa: S310
                console.print(f"recorder: {recorded}")
            met = _print_invoices(console, asyncio.run(measure_invoices(ready, sizes=INVOICED_USERS))) and met
    return met


async def _prepare(settings: Settings) -> tuple[str, str]:
    """A key of a user without limits, and one of a user with a hard limit."""
    async with open_prepared(settings, migrating=True):
        await ensure_partitions(months_ahead())
        await metering.ensure_call_meters(["bench_capped"])
        free, limited = [await accounts.create_user(SYSTEM, name=name) for name in ("Bench", "Bench, limited")]
        await limits.set_limit(SYSTEM, limited.id, meter="bench_capped", period="month", cap=10**9)
        made = [await keys.create_key(SYSTEM, user_id=user.id, name="bench") for user in (free, limited)]
        return made[0].secret, made[1].secret


@contextmanager
def _server(settings: Settings) -> Iterator[tuple[str, int]]:
    """Its address and its process."""
    command = [sys.executable, "-m", "uvicorn", "main:create_bench_app", "--factory", "--port", "0"]
    command += ["--loop", "uvloop", "--http", "httptools", "--no-access-log"]
    environment = os.environ | worker_environment(settings)
    process = subprocess.Popen(command, env=environment, stderr=subprocess.PIPE, text=True)
    try:
        assert process.stderr is not None
        for line in process.stderr:
            if "running on" in line:
                yield line.split("running on ")[1].split()[0], process.pid
                return
        raise RuntimeError("the server did not start")
    finally:
        process.terminate()
        process.wait(20)


def _measure(base: str, key: str, limited_key: str, connections: int, rounds: int, seconds: int) -> dict[str, _Figure]:
    loads: dict[str, list[Load]] = {path: [] for path, _, _ in ROUTES}
    for number in range(rounds + 1):
        for path, found in loads.items():
            load = measure(
                f"{base}/v1/bench/{path}",
                limited_key if path == "capped" else key,
                connections=connections,
                seconds=seconds if number else 1,
            )
            if load.failed:
                raise RuntimeError(f"{load.failed} requests to {path} failed")
            if number:  # the first round warms up
                found.append(load)
            time.sleep(0.1)
    return {path: _median(each) for path, each in loads.items()}


def _median(loads: list[Load]) -> _Figure:
    def median(of: Callable[[Load], float]) -> float:
        return statistics.median(of(load) for load in loads)

    return _Figure(
        median(lambda load: load.requests_per_second),
        median(lambda load: load.p50_ms),
        median(lambda load: load.p99_ms),
    )


def _print_events(console: Console, figures: Sequence[EventFigure]) -> bool:
    table = Table(title="POST /v1/events, deduplicated, rolled up, committed", title_justify="left")
    for name in ("meters", "batch", "events/s", "bare COPY/s", "of bare COPY", "bar"):
        table.add_column(name, justify="left" if name == "bar" else "right")
    met = True
    for figure in figures:
        which, verdicts = (figure.meters, figure.batch), []
        for bars, found, unit in ((EVENTS_MIN, figure.rate, "/s"), (EVENTS_OF_COPY_MIN, figure.of_copy, " of COPY")):
            if (least := bars.get(which)) is not None:
                met = met and found >= least
                verdicts.append(f">= {least:,}{unit} {'met' if found >= least else 'MISSED'}")
        table.add_row(
            str(figure.meters),
            f"{figure.batch:,}",
            f"{figure.rate:,.0f}",
            f"{figure.copied:,.0f}",
            f"{figure.of_copy:.2f}",
            ", ".join(verdicts),
        )
    console.print(table)
    return met


def _print_stored(console: Console, found: StoredFigures) -> bool:
    table = Table(title=f"{found.stored:,} events stored, beside the same without them", title_justify="left")
    for name in ("what", "before", "then", "ratio", "bar"):
        table.add_column(name, justify="left" if name in ("what", "bar") else "right")
    time_bar = f"<= {STORED_TIME_MAX}"
    rows = [
        ("events/s taken in, batches of 1,000", found.rates, f">= {STORED_RATE_MIN}", STORED_RATE_MIN, None),
        ("ms for two usage queries, few stored and all", found.query_ms, time_bar, None, STORED_TIME_MAX),
        ("ms for the overview, few stored and all", found.overview_ms, time_bar, None, STORED_TIME_MAX),
    ]
    if (memory := found.memory_mb) is not None:
        growth_bar = f"<= {MEMORY_GROWTH_MAX}"
        rows.append(("MB of the worker, over a million events", memory, growth_bar, None, MEMORY_GROWTH_MAX))
    met = True
    for what, (before, then), bar, least, most in rows:
        ratio = then / before
        holds = (least is None or ratio >= least) and (most is None or ratio <= most)
        met = met and holds
        table.add_row(what, f"{before:,.1f}", f"{then:,.1f}", f"{ratio:.2f}", f"{bar} {'met' if holds else 'MISSED'}")
    console.print(table)
    return met


def _print_invoices(console: Console, figures: Sequence[InvoiceFigure]) -> bool:
    table = Table(title="A month closed: invoices of five lines, from the seal to the number", title_justify="left")
    for name in ("users", "invoices/s", "peak MB", "bar"):
        table.add_column(name, justify="left" if name == "bar" else "right")
    fast = figures[-1].rate >= INVOICES_A_SECOND_MIN
    flat = figures[-1].peak_mb - figures[0].peak_mb <= INVOICES_GROWTH_MB_MAX
    for figure in figures:
        verdict = ""
        if figure is figures[-1]:
            verdict = (
                f">= {INVOICES_A_SECOND_MIN:,}/s {'met' if fast else 'MISSED'}, flat {'met' if flat else 'MISSED'}"
            )
        table.add_row(f"{figure.users:,}", f"{figure.rate:,.0f}", f"{figure.peak_mb:.0f}", verdict)
    console.print(table)
    return fast and flat


def _print_verification(console: Console, figures: Sequence[VerifyFigure]) -> bool:
    table = Table(title="POST /v1/keys/verify, recorded before the answer, 64 connections", title_justify="left")
    for name in ("what", "requests/s", "p50 ms", "p99 ms", "of empty", "bar"):
        table.add_column(name, justify="left" if name in ("what", "bar") else "right")
    met, empty = True, figures[0]
    for figure in figures:
        ratio, verdict = figure.rate / empty.rate, ""
        if figure is not empty:
            met = met and ratio >= OF_EMPTY_MIN
            verdict = f">= {OF_EMPTY_MIN} of empty {'met' if ratio >= OF_EMPTY_MIN else 'MISSED'}"
        table.add_row(
            figure.what, f"{figure.rate:,.0f}", f"{figure.p50_ms:.2f}", f"{figure.p99_ms:.2f}", f"{ratio:.2f}", verdict
        )
    console.print(table)
    return met


def _print(console: Console, connections: int, figures: dict[str, _Figure]) -> bool:
    table = Table(title=f"{connections} connections", title_justify="left")
    for name in ("route", "requests/s", "p50 ms", "p99 ms", "of unguarded", "bar"):
        table.add_column(name, justify="left" if name in ("route", "bar") else "right")
    met = True
    for path, what, bars in ROUTES:
        figure, base = figures[path], figures["unguarded"]
        verdicts = []
        for least, other in bars if connections == 64 else ():
            ratio = figure.rate / figures[other].rate
            met = met and ratio >= least
            verdicts.append(f"{ratio:.2f} x {other} (>= {least}) {'met' if ratio >= least else 'MISSED'}")
        if connections == 8 and (bar := ADDED_MS_MAX_AT_8.get(path)):
            added = figure.p50_ms - base.p50_ms
            met = met and added <= bar
            verdicts.append(f"+{added:.2f} ms p50 (<= {bar}) {'met' if added <= bar else 'MISSED'}")
        table.add_row(
            f"{path}: {what}",
            f"{figure.rate:,.0f}",
            f"{figure.p50_ms:.2f}",
            f"{figure.p99_ms:.2f}",
            f"{figure.rate / base.rate:.2f}",
            "\n".join(verdicts),
        )
    console.print(table)
    return met
