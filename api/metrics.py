"""Metrics of all workers together, for Prometheus.

A worker counts in plain dictionaries, because a metered call must not get slower for being counted, and every second
writes what it has counted to a file of its own; whoever is asked for `/metrics` adds up the files. A worker that died
leaves its file, so no counter ever goes back. What concerns the whole product is read from the database when asked.
"""

import asyncio
import contextlib
import logging
import os
from collections.abc import AsyncIterator, Iterable, Iterator
from pathlib import Path
from typing import Any

import msgspec
from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, HistogramMetricFamily, Metric

from core.clock import monotonic
from core.database import as_error
from core.doctor import Vitals, read_vitals
from core.gate import Gate
from core.tasks import background

__all__ = ["UNMATCHED", "Metrics", "Traffic", "exposed", "open_metrics"]

log = logging.getLogger("keymeter.metrics")

FLUSH_SECONDS = 1.0
DATABASE_SECONDS_MAX = 1.0
#: What the route of a request is called that met none.
UNMATCHED = "(none)"
#: Upper ends in seconds.
BUCKETS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)


class _Snapshot(msgspec.Struct):
    """What one worker counted since it began. `requests` by method, route and status."""

    requests: dict[str, int] = {}
    buckets: dict[str, list[int]] = {}
    seconds: dict[str, float] = {}
    totals: dict[str, int] = {}


class Traffic:
    """The requests that this process answered."""

    __slots__ = ("buckets", "requests", "seconds")

    def __init__(self) -> None:
        self.requests: dict[tuple[str, str, int], int] = {}
        self.buckets: dict[str, list[int]] = {}
        self.seconds: dict[str, float] = {}

    def count(self, method: str, route: str, status: int, seconds: float) -> None:
        """One more. Called for every request, so it does no more than it must."""
        key = (method, route, status)
        self.requests[key] = self.requests.get(key, 0) + 1
        buckets = self.buckets.get(route)
        if buckets is None:
            buckets = self.buckets[route] = [0] * (len(BUCKETS) + 1)
            self.seconds[route] = 0.0
        place = 0
        for bound in BUCKETS:
            if seconds <= bound:
                break
            place += 1
        buckets[place] += 1
        self.seconds[route] += seconds


class Metrics:
    """This process's counters, and where those of the others are."""

    def __init__(self, folder: Path | None, traffic: Traffic, gate: Gate) -> None:
        self._folder = folder
        self._traffic = traffic
        self._gate = gate

    def snapshot(self) -> _Snapshot:
        gate, traffic = self._gate, self._traffic
        return _Snapshot(
            requests={" ".join(map(str, key)): count for key, count in traffic.requests.items()},
            buckets=traffic.buckets,
            seconds=traffic.seconds,
            totals={
                "calls_recorded": gate.recorder.recorded_total,
                "call_groups": gate.recorder.groups_total,
                "calls_retracted": gate.recorder.retracted_total,
                "keys_unknown": gate.keys.unknown_total,
                "keys_malformed": gate.keys.malformed_total,
            },
        )

    def flush(self) -> None:
        """Write this process's file, whole or not at all."""
        if self._folder is None:
            return
        path = self._folder / f"{os.getpid()}.json"
        path.with_suffix(".new").write_bytes(msgspec.json.encode(self.snapshot()))
        path.with_suffix(".new").replace(path)

    async def run(self) -> None:
        while True:
            await asyncio.sleep(FLUSH_SECONDS)
            try:
                self.flush()
            except OSError as error:
                log.warning("metrics cannot be shared with the other workers: %s", error)

    def everybodys(self) -> _Snapshot:
        """The sum over all workers, this one as it is now."""
        whole, own = self.snapshot(), f"{os.getpid()}.json"
        for path in self._folder.glob("*.json") if self._folder is not None else ():
            if path.name != own:
                with contextlib.suppress(OSError, msgspec.MsgspecError):
                    _add(whole, msgspec.json.decode(path.read_bytes(), type=_Snapshot))
        return whole


def _add(whole: _Snapshot, part: _Snapshot) -> None:
    whole.requests = _sum(whole.requests, part.requests)
    whole.totals = _sum(whole.totals, part.totals)
    whole.seconds = _sum(whole.seconds, part.seconds)
    nothing = [0] * (len(BUCKETS) + 1)
    whole.buckets = {
        route: [a + b for a, b in zip(whole.buckets.get(route, nothing), part.buckets.get(route, nothing), strict=True)]
        for route in whole.buckets.keys() | part.buckets.keys()
    }


def _sum(one: dict[str, Any], other: dict[str, Any]) -> dict[str, Any]:
    return {name: one.get(name, 0) + other.get(name, 0) for name in one.keys() | other.keys()}


@contextlib.asynccontextmanager
async def open_metrics(folder: Path | None, traffic: Traffic, gate: Gate) -> AsyncIterator[Metrics]:
    """Metrics that are shared every second while the context is open, and once at its end."""
    metrics = Metrics(folder, traffic, gate)
    try:
        async with background(metrics.run()):
            yield metrics
    finally:
        with contextlib.suppress(OSError):
            metrics.flush()


async def exposed(metrics: Metrics) -> bytes:
    """The text that Prometheus reads. It waits at most a second for the database, and says so if that is silent."""
    started, vitals = monotonic(), None
    try:
        async with asyncio.timeout(DATABASE_SECONDS_MAX):
            vitals = await read_vitals()
    except Exception as error:
        if as_error(error) is None:
            log.exception("the vitals could not be read")
    seconds = monotonic() - started
    registry = CollectorRegistry(auto_describe=False)
    registry.register(_Families([*_of_traffic(metrics.everybodys()), *_of_database(vitals, seconds)]))
    return generate_latest(registry)


class _Families:
    """What the registry collects: families that are made already."""

    def __init__(self, families: Iterable[Metric]) -> None:
        self._families = families

    def collect(self) -> Iterable[Metric]:
        return self._families


def _of_traffic(whole: _Snapshot) -> Iterator[Metric]:
    requests = CounterMetricFamily(
        "keymeter_http_requests", "Requests that were answered.", labels=["method", "route", "status"]
    )
    for key, count in sorted(whole.requests.items()):
        requests.add_metric(key.split(" "), count)
    yield requests
    duration = HistogramMetricFamily(
        "keymeter_http_request_seconds", "Until the answer began, by route.", labels=["route"]
    )
    for route, counts in sorted(whole.buckets.items()):
        running, buckets = 0, []
        for bound, count in zip((*map(str, BUCKETS), "+Inf"), counts, strict=True):
            running += count
            buckets.append((bound, running))
        duration.add_metric([route], buckets, whole.seconds.get(route, 0.0))
    yield duration
    for name, text in (
        ("calls_recorded", "Metered calls whose event is committed."),
        ("call_groups", "Transactions that recorded them."),
        ("calls_retracted", "Calls whose commit was in doubt and that were answered 503."),
        ("keys_unknown", "Requests with an API key that is none of ours."),
        ("keys_malformed", "Requests with an API key that is incomplete or mistyped."),
    ):
        yield CounterMetricFamily(f"keymeter_{name}", text, value=whole.totals.get(name, 0))


def _of_database(vitals: Vitals | None, seconds: float) -> Iterator[Metric]:
    yield GaugeMetricFamily("keymeter_database_up", "Whether the database answered.", value=float(vitals is not None))
    yield GaugeMetricFamily("keymeter_database_seconds", "How long it took to answer.", value=seconds)
    if vitals is None:
        return
    messages = GaugeMetricFamily("keymeter_outbox_messages", "Messages of the outbox.", labels=["state"])
    for state, count in sorted(vitals.messages.items()):
        messages.add_metric([state], count)
    yield messages
    yield GaugeMetricFamily(
        "keymeter_outbox_oldest_seconds", "Age of the oldest pending message.", value=vitals.oldest_message_seconds
    )
    yield GaugeMetricFamily(
        "keymeter_audit_unsealed", "Audit entries that wait for their seal.", value=vitals.audit_unsealed
    )
    failures = GaugeMetricFamily("keymeter_job_failures", "Failed runs in a row, up to now.", labels=["job"])
    late = GaugeMetricFamily("keymeter_job_late_seconds", "How long a run is overdue.", labels=["job"])
    for job in vitals.jobs:
        failures.add_metric([job.name], job.failures)
        late.add_metric([job.name], job.late_seconds)
    yield failures
    yield late
    broken = GaugeMetricFamily("keymeter_doctor_findings", "What doctor found at its last run.", labels=["invariant"])
    for name, count in sorted(vitals.findings.items()):
        broken.add_metric([name], count)
    yield broken
