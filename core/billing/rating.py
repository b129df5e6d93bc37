"""What a period costs by what was used of it: usage brought to the lines of one subscription's period."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from uuid import UUID

from core.billing.building import arrears_lines
from core.billing.context import Context
from core.billing.lines import Line, Span, Stretch
from core.billing.usage_lines import NO_PACKS
from core.metering import SealedRange, SealedUsage, sealed_usage

__all__ = ["arrears_of", "usage_of"]


def arrears_of(
    context: Context,
    span: Span,
    used: Sequence[Mapping[UUID, SealedUsage]],
    packs: Mapping[UUID, Decimal] = NO_PACKS,
) -> list[Line]:
    """The lines of a period, by what was used of each meter in each of its stretches and what packs hold."""
    if span.start == span.end:
        return []
    stretches = context.stretches(span)
    return arrears_lines(span, stretches, lambda n, meter: used[n].get(meter, SealedUsage()), context.currency, packs)


async def usage_of(
    contexts: Sequence[Context],
    cuts: Sequence[Sequence[Stretch]],
    seals: Mapping[UUID, int],
    *,
    since: int = -1,
) -> list[list[dict[UUID, SealedUsage]]]:
    """For each context and each of its stretches what was used by meter, after one seal and up to that of the user."""
    ranges = [
        SealedRange(context.user.id, stretch.start, stretch.end, since, seals[context.user.id])
        for context, stretches in zip(contexts, cuts, strict=True)
        for stretch in stretches
    ]
    found = iter(await sealed_usage(ranges))
    return [[next(found) for _ in stretches] for stretches in cuts]
