"""What meters must say of events, found slowly in plain Python. It shares no code with the core: it has the events as
they were sent, its own reading of what is a duplicate, what is bad and what is taken back, and its own arithmetic."""

from bisect import bisect_right
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal, localcontext
from typing import Any

__all__ = ["Gauge", "Known", "Oracle", "OracleMeter", "round6"]

Windows = Sequence[tuple[datetime, datetime]]


@dataclass(frozen=True)
class Known:
    """An event that counts, once."""

    user: str
    at: datetime
    order: str  # ties between events of one instant go to the greater id
    type: str
    properties: Mapping[str, Any]


@dataclass(frozen=True)
class OracleMeter:
    """`holds` is its filter, said in Python; `dimensions` maps names to properties."""

    slug: str
    type: str
    aggregation: str
    value: str = ""
    holds: Callable[[Mapping[str, Any]], bool] = lambda _: True
    dimensions: Mapping[str, str] = None  # type: ignore[assignment]
    kept: Mapping[str, Callable[[str], bool]] = None  # type: ignore[assignment]

    def split(self, event: Known) -> dict[str, str]:
        found = {name: _text(_at(event.properties, path)) for name, path in (self.dimensions or {}).items()}
        return {
            name: value if not value or name not in (self.kept or {}) or self.kept[name](value) else "__other__"
            for name, value in found.items()
        }

    def reads(self, event: Known) -> Any:
        if event.type != self.type or not self.holds(event.properties):
            return None
        if self.aggregation == "count":
            return 1
        found = _at(event.properties, self.value)
        if self.aggregation == "unique":
            return _text(found) if isinstance(found, str | int | Decimal) else None
        return Decimal(found) if isinstance(found, int | Decimal) and not isinstance(found, bool) else None


def _at(properties: Any, path: str) -> Any:
    for name in path.split("."):
        properties = properties[name] if isinstance(properties, dict) and name in properties else None
    return properties


def _text(value: Any) -> str:
    if value is True or value is False:
        return str(value).lower()
    return str(value) if isinstance(value, str | int | Decimal) else ""


def round6(value: Decimal) -> Decimal:
    with localcontext() as context:
        context.prec = 100
        return value.quantize(Decimal("0.000001"), rounding=ROUND_HALF_UP)


class Oracle:
    """Answers from all events at once. `events` are those that count: sent, well formed, not taken back."""

    def __init__(self, events: Iterable[Known]) -> None:
        self.events = sorted(events, key=lambda event: (event.at, event.order))
        self._said: dict[str, list[tuple[Known, Any]]] = {}
        self._answers: dict[Any, dict[tuple[Any, ...], tuple[int, Decimal]]] = {}

    def answer(
        self,
        meter: OracleMeter,
        windows: Windows,
        *,
        group_by: Sequence[str] = (),
        now: datetime,
        only: str | None = None,
    ) -> dict[tuple[Any, ...], tuple[int, Decimal]]:
        """By window number and group, how many events, and how much. What was asked before is remembered."""
        asked = (meter.slug, tuple(windows), tuple(group_by), now, only)
        if asked not in self._answers:
            self._answers[asked] = self._answer(meter, windows, group_by=group_by, now=now, only=only)
        return self._answers[asked]

    def _answer(
        self,
        meter: OracleMeter,
        windows: Windows,
        *,
        group_by: Sequence[str] = (),
        now: datetime,
        only: str | None = None,
    ) -> dict[tuple[Any, ...], tuple[int, Decimal]]:
        if meter.slug not in self._said:
            read = ((event, meter.reads(event)) for event in self.events)
            self._said[meter.slug] = [(event, value) for event, value in read if value is not None]
        said = [each for each in self._said[meter.slug] if only is None or each[0].user == only]
        if meter.aggregation == "time_weighted":
            return Gauge(meter, said).answer(windows, group_by, now)
        found: dict[tuple[Any, ...], list[Any]] = {}
        starts = [window[0] for window in windows]
        for event, value in said:
            if not windows[0][0] <= event.at < windows[-1][1]:
                continue
            number = bisect_right(starts, event.at) - 1
            if number >= 0 and event.at < windows[number][1]:
                found.setdefault((number, *_group(meter, event, group_by)), []).append(value)
        return {key: (len(values), _figure(meter.aggregation, values)) for key, values in found.items()}


def _group(meter: OracleMeter, event: Known, group_by: Sequence[str]) -> tuple[str, ...]:
    split = meter.split(event)
    return tuple(event.user if name == "user" else split.get(name, "") for name in group_by)


def _figure(aggregation: str, values: list[Any]) -> Decimal:
    with localcontext() as context:
        context.prec = 100
        if aggregation in ("count", "sum"):
            return sum(map(Decimal, values), Decimal(0))
        if aggregation == "avg":
            return round6(sum(values, Decimal(0)) / len(values))
        if aggregation == "unique":
            return Decimal(len(set(values)))
        return {"min": min, "max": max, "latest": lambda all_of_them: all_of_them[-1]}[aggregation](values)


class Gauge:
    """Each series holds its value until its next sample; what there is is the area under all of them, in hours."""

    def __init__(self, meter: OracleMeter, said: Sequence[tuple[Known, Decimal]]) -> None:
        self.meter = meter
        self.series: dict[tuple[Any, ...], list[tuple[Known, Decimal]]] = {}
        for event, value in said:
            self.series.setdefault((event.user, *meter.split(event).items()), []).append((event, value))

    def answer(self, windows: Windows, group_by: Sequence[str], now: datetime) -> Any:
        found: dict[tuple[Any, ...], list[Any]] = {}
        with localcontext() as context:
            context.prec = 100
            starts = [window[0] for window in windows]
            for samples in self.series.values():
                group = _group(self.meter, samples[0][0], group_by)
                ends = [event.at for event, _ in samples[1:]] + [max(now, samples[-1][0].at)]
                for (event, value), until in zip(samples, ends, strict=True):
                    first = max(bisect_right(starts, event.at) - 1, 0)
                    for number in range(first, len(windows)):
                        start, end = windows[number]
                        if start >= until and number > first:
                            break
                        held = min(until, end) - max(event.at, start)
                        if held > timedelta(0) and value:
                            row = found.setdefault((number, *group), [0, Decimal(0)])
                            row[1] += value * (held // timedelta(microseconds=1))
                        if start <= event.at < end:
                            found.setdefault((number, *group), [0, Decimal(0)])[0] += 1
            return {key: (n, round6(area / Decimal(3_600_000_000))) for key, (n, area) in found.items()}
