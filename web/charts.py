"""Charts as SVG, drawn here and not by a script: x in per cent and y in pixels, so they fit any width without one.

Every value in an attribute is a number of ours or escaped; what the script needs to show when a pointer or the keyboard
visits a bar stands in `data-` attributes as JSON.
"""

import json
import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby, pairwise

from markupsafe import Markup, escape

from core.money import Exact
from web.formats import compact, number

__all__ = ["COLOURS", "Series", "bars", "curve", "difference_bar", "meter_bar", "spark", "stacked_bars"]

COLOURS = 6
_HEIGHTS = {1: 300, 2: 178, 3: 132, 4: 108}
_TOP, _GAP, _LABELS = 10, 20, 24


@dataclass(frozen=True, slots=True)
class Series:
    """What is drawn in one colour. Series of one unit are stacked; each unit has a scale, and so a band, of its own."""

    name: str
    unit: str
    colour: int
    values: Sequence[Decimal]


def nice_ticks(top: float, count: int = 4) -> list[float]:
    """About so many round numbers from zero to the first at or above `top`."""
    if top <= 0:
        return [0.0, 1.0]
    raw = top / count
    magnitude = 10 ** math.floor(math.log10(raw))
    step = next(each * magnitude for each in (1, 2, 2.5, 5, 10) if each * magnitude >= raw * 0.999)
    return [step * index for index in range(math.ceil(top / step - 1e-9) + 1)]


def stacked_bars(
    labels: Sequence[str], long_labels: Sequence[str], series: Sequence[Series], *, title: str, open_end: bool = False
) -> Markup:
    """Bars over days, a band per unit, all under one pointer. `open_end`: the last day is not over yet."""
    bands = [list(each) for _, each in groupby(sorted(series, key=lambda one: one.unit), key=lambda one: one.unit)]
    bands.sort(key=lambda band: min(one.colour for one in band))
    height = _HEIGHTS.get(len(bands), 92)
    total = _TOP + len(bands) * height + (len(bands) - 1) * _GAP + _LABELS
    count, tops = len(labels), [_TOP + index * (height + _GAP) for index in range(len(bands))]
    slot = 100 / max(count, 1)
    scales = [nice_ticks(max(_totals(band, count), default=0.0), 4 if len(bands) < 3 else 2) for band in bands]
    data = [
        {"name": one.name, "unit": one.unit, "cls": f"s{one.colour}", "values": [str(v) for v in one.values]}
        for band in bands
        for one in band
    ]
    parts = [
        f'<div class="chart" data-chart data-labels="{escape(json.dumps(list(long_labels)))}"'
        f' data-series="{escape(json.dumps(data, separators=(",", ":")))}">',
        f'<svg class="chart-y" width="44" height="{total}" aria-hidden="true">',
    ]
    for ticks, top in zip(scales, tops, strict=True):
        parts += [
            f'<text x="38" y="{_y(tick, ticks, top, height) + 4:.1f}" text-anchor="end">'
            f"{compact(Decimal(str(tick)))}</text>"
            for tick in ticks
        ]
    parts.append(
        f'</svg><svg class="chart-plot" width="100%" height="{total}" role="img" tabindex="0"'
        f' aria-label="{escape(title)}">'
    )
    for band, ticks, top in zip(bands, scales, tops, strict=True):
        parts += [
            f'<line class="{"axis" if tick == 0 else "grid"}" x1="0" x2="100%" y1="{y:.1f}" y2="{y:.1f}"/>'
            for tick in ticks
            for y in [_y(tick, ticks, top, height)]
        ]
        if len(bands) > 1:
            parts.append(f'<text class="band" x="0" y="{top - 1}">{escape(band[0].unit or band[0].name)}</text>')
    parts.append(
        f'<rect class="hover-band" data-band x="0" width="{slot:.3f}%" y="{_TOP}"'
        f' height="{total - _TOP - _LABELS}" rx="4"/>'
    )
    for index in range(count):
        rects = [
            rect
            for band, ticks, top in zip(bands, scales, tops, strict=True)
            for rect in _bar(band, index, slot, ticks, top, height)
        ]
        parts.append(f"<g{' class=open' if open_end and index == count - 1 else ''}>{''.join(rects)}</g>")
    parts += _day_labels(labels, slot, total)
    parts.append(
        f'<rect class="brush" data-brush x="0" width="0" y="{_TOP}" height="{total - _TOP - _LABELS}" hidden/>'
        "</svg></div>"
    )
    return Markup("".join(parts))  # noqa: S704 - texts are escaped above


def _totals(band: Sequence[Series], count: int) -> list[float]:
    return [float(sum(max(one.values[index], Decimal(0)) for one in band)) for index in range(count)]


def _y(value: float, ticks: Sequence[float], top: float, height: float) -> float:
    return top + height * (1 - value / ticks[-1])


def _bar(
    band: Sequence[Series], index: int, slot: float, ticks: Sequence[float], top: float, height: float
) -> Iterator[str]:
    """The pieces of one bar of one band, the upper ones first so that the rounded end of each hides under the next."""
    width = slot * (0.66 if slot < 7 else 0.5)
    left, base, pieces = slot * index + (slot - width) / 2, 0.0, []
    used = [one for one in band if one.values[index] > 0]
    for one in used:
        value = float(one.values[index])
        upper, lower = _y(base + value, ticks, top, height), _y(base, ticks, top, height)
        base += value
        is_end = one is used[-1]
        tall = max(lower - upper, 1.0)
        # The rounded end reaches down a little, under the piece below.
        rounded = ' rx="3"'
        overlap = 3.0 if is_end and len(used) > 1 else 0.0
        pieces.append(
            f'<rect class="s{one.colour}" x="{left:.2f}%" width="{width:.2f}%" y="{lower - tall:.1f}"'
            f' height="{tall + overlap:.1f}"{rounded if is_end else ""}/>'
        )
    return reversed(pieces)


def _day_labels(labels: Sequence[str], slot: float, total: int) -> Iterator[str]:
    every = max(1, round(len(labels) / 9))
    for shown, index in enumerate(range(0, len(labels), every)):
        yield (
            f'<text class="xt{" minor" if shown % 2 else ""}" x="{slot * (index + 0.5):.2f}%" y="{total - 5}"'
            f' text-anchor="middle">{escape(labels[index])}</text>'
        )


def spark(
    values: Sequence[Decimal | int], colour: int = 1, width: int = 96, height: int = 32, *, from_zero: bool = False
) -> Markup:
    """A line that says how it went and nothing else; its foot is the least value, or zero."""
    points = [float(value) for value in values] or [0.0]
    if len(points) == 1:
        points *= 2
    low = 0.0 if from_zero or min(points) == max(points) else min(points)
    span = (max(points) - low) or 1.0
    step = width / (len(points) - 1)
    line = "M" + "L".join(
        f"{index * step:.1f} {2 + (height - 4) * (1 - (value - low) / span):.1f}" for index, value in enumerate(points)
    )
    return Markup(  # noqa: S704 - numbers only
        f'<svg class="spark c{colour}" viewBox="0 0 {width} {height}" preserveAspectRatio="none" width="{width}"'
        f' height="{height}" aria-hidden="true"><path class="area" d="{line}L{width} {height}L0 {height}Z"/>'
        f'<path class="line" d="{line}"/></svg>'
    )


def curve(points: Sequence[tuple[Decimal, Exact]], *, unit: str, title: str) -> Markup:
    """A line from point to point, (quantity, amount); an upright part of it is a jump."""
    height, right = 150, float(points[-1][0]) or 1.0
    total = _TOP + height + _LABELS
    ticks = nice_ticks(max(float(amount) for _, amount in points), 3)
    places = [(100 * float(quantity) / right, _y(float(amount), ticks, _TOP, height)) for quantity, amount in points]
    parts = [f'<div class="chart"><svg class="chart-y" width="44" height="{total}" aria-hidden="true">']
    lines = [(tick, _y(tick, ticks, _TOP, height)) for tick in ticks]
    parts += [
        f'<text x="38" y="{y + 4:.1f}" text-anchor="end">{compact(Decimal(str(tick)))}</text>' for tick, y in lines
    ]
    parts.append(f'</svg><svg class="chart-plot" width="100%" height="{total}" role="img"')
    parts.append(f' aria-label="{escape(title)}">')
    parts += [
        f'<line class="{"axis" if tick == 0 else "grid"}" x1="0" x2="100%" y1="{y:.1f}" y2="{y:.1f}"/>'
        for tick, y in lines
    ]
    parts += [
        f'<line class="price" x1="{x1:.3f}%" x2="{x2:.3f}%" y1="{y1:.1f}" y2="{y2:.1f}"/>'
        for (x1, y1), (x2, y2) in pairwise(places)
    ]
    for share, anchor, suffix in ((0, "start", ""), (50, "middle", ""), (100, "end", f" {unit}")):
        said = escape(compact(Decimal(str(right)) * share / 100) + suffix)
        parts.append(f'<text x="{share}%" y="{total - 6}" text-anchor="{anchor}">{said}</text>')
    return Markup("".join(parts) + "</svg></div>")  # noqa: S704 - texts are escaped above


def bars(values: Sequence[Decimal], coming: Decimal | None = None, colour: int = 1, height: int = 34) -> Markup:
    """Small bars, the last one the present; `coming` is what it will be, drawn as an outline around it."""
    top = float(max([*values, coming or Decimal(0)], default=Decimal(0))) or 1.0
    slot = 100 / max(len(values), 1)
    parts = [f'<svg class="spark-bars c{colour}" width="100%" height="{height}" aria-hidden="true">']
    for index, value in enumerate(values):
        present = index == len(values) - 1
        place = f'x="{slot * index + slot * 0.14:.2f}%" width="{slot * 0.72:.2f}%" rx="2.5"'
        if present and coming is not None and coming > value:
            tall = (height - 1) * float(coming) / top
            parts.append(f'<rect class="coming" {place} y="{height - tall:.1f}" height="{tall:.1f}"/>')
        tall = max((height - 1) * float(value) / top, 1.5)
        parts.append(
            f'<rect class="{"now" if present else "past"}" {place} y="{height - tall:.1f}" height="{tall:.1f}"/>'
        )
    return Markup("".join(parts) + "</svg>")  # noqa: S704 - numbers only


def meter_bar(part: Decimal, whole: Decimal, coming: Decimal | None = None, kind: str = "") -> Markup:
    """How much of a whole is used, and lightly how much will be. A `share` is a part of a sum: none is too much."""
    share = min(float(part / whole), 1.0) if whole else 0.0
    expected = min(float(coming / whole), 1.0) if whole and coming is not None else share
    state = " share" if kind == "share" else " full" if whole and part >= whole else " near" if expected >= 1 else ""
    return Markup(  # noqa: S704 - numbers only
        f'<svg class="bar{state}" width="100%" height="6" role="img"'
        f' aria-label="{number(part)} of {number(whole)}{"" if kind == "share" else " used"}">'
        f'<rect class="track" width="100%" height="6" rx="3"/>'
        f'<rect class="coming" width="{max(expected, share) * 100:.1f}%" height="6" rx="3"/>'
        f'<rect class="fill" width="{share * 100:.1f}%" height="6" rx="3"/></svg>'
    )


def difference_bar(difference: Decimal, most: Decimal) -> Markup:
    """How much more or less, beside the greatest difference."""
    share = min(float(abs(difference) / most), 1.0) * 100 if most else 0.0
    return Markup(  # noqa: S704 - numbers only
        '<svg class="bar diff" width="100%" height="6" aria-hidden="true">'
        '<rect class="track" width="100%" height="6" rx="3"/>'
        f'<rect class="{"more" if difference > 0 else "less"}" width="{share:.1f}%" height="6" rx="3"/></svg>'
    )
