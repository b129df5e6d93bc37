"""What a period costs by what was used of it: usage brought to the lines of one subscription's period.

Track by track: that of the plan, and after it one for each add-on (`Context.tracks`).
"""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from uuid import UUID

from core.billing.building import advance_lines, arrears_lines
from core.billing.context import Context
from core.billing.lines import Line, Span, Stretch
from core.billing.usage_lines import NO_PACKS
from core.metering import Meter, SealedRange, SealedUsage, sealed_usage
from core.money import exact

__all__ = ["Used", "advance_of", "arrears_by_track", "arrears_of", "arrears_of_track", "usage_of"]

#: What the plan, or one add-on, cuts a period into.
Track = Sequence[Stretch]
#: Of one track: what was used of which meter, by number of the stretch.
Used = Sequence[Mapping[UUID, SealedUsage]]


def arrears_of(
    context: Context, tracks: Sequence[Track], used: Sequence[Used], packs: Mapping[UUID, Decimal] = NO_PACKS
) -> list[Line]:
    """The lines of a context's period, by what was used of each meter in each stretch of its tracks and what packs
    hold."""
    return [line for lines in arrears_by_track(context, tracks, used, packs) for line in lines]


def arrears_by_track(
    context: Context, tracks: Sequence[Track], used: Sequence[Used], packs: Mapping[UUID, Decimal] = NO_PACKS
) -> list[list[Line]]:
    """The same, by track. What packs covered on one track is gone for those after it."""
    left, found = dict(packs), []
    for track, mine in zip(tracks, used, strict=True):
        lines = arrears_of_track(context, track, mine, left)
        for line in lines:
            if line.packed and line.meter_id is not None:
                with exact():
                    left[line.meter_id] -= line.packed
        found.append(lines)
    return found


def arrears_of_track(context: Context, track: Track, used: Used, packs: Mapping[UUID, Decimal]) -> list[Line]:
    """The same of one track."""
    span = context.span
    if not track or span.start == span.end:
        return []
    return arrears_lines(span, track, lambda n, meter: used[n].get(meter, SealedUsage()), context.currency, packs)


def advance_of(span: Span, tracks: Sequence[Track]) -> list[Line]:
    """The fees in advance of a period."""
    return [line for track in tracks for line in advance_lines(span, track)]


async def usage_of(
    contexts: Sequence[Context],
    cuts: Sequence[Sequence[Track]],
    seals: Mapping[UUID, int],
    *,
    since: int = -1,
    meters: Sequence[Meter] | None = None,
) -> list[list[Used]]:
    """For each context and each of its tracks what was used in each stretch by meter, after one seal and up to that of
    the user; of some meters, or of all."""
    ranges = [
        SealedRange(context.user.id, stretch.start, stretch.end, since, seals[context.user.id])
        for context, tracks in zip(contexts, cuts, strict=True)
        for track in tracks
        for stretch in track
    ]
    found = iter(await sealed_usage(ranges, meters=meters))
    return [[[next(found) for _ in track] for track in tracks] for tracks in cuts]
