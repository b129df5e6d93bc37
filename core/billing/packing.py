"""Unit packs and usage: which units they cover. Pure: no clock and no database.

What a plan includes comes first, then packs, then the price, which is that of what is left: a pack of units that would
have been in a dear tier saves the dear price.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from core.billing.lines import Line
from core.metering import SealedUsage
from core.money import ZERO, exact

__all__ = ["PackUse", "Packed", "Shelf", "ShelfPack", "cover"]


@dataclass(frozen=True, slots=True)
class PackUse:
    """Units that were taken of a pack."""

    pack_id: UUID
    meter_id: UUID
    units: Decimal


@dataclass(slots=True)
class ShelfPack:
    """A pack while invoices are drafted."""

    id: UUID
    user_id: UUID
    meter_id: UUID
    left: Decimal
    effective_at: datetime
    expires_at: datetime | None

    def covers(self, user_id: UUID, until: datetime) -> bool:
        """It is that user's, began before a period ended, and outlived that: as credits do."""
        good = self.effective_at < until and (self.expires_at is None or self.expires_at > until)
        return self.user_id == user_id and good and self.left > 0


@dataclass(slots=True)
class Shelf:
    """The packs there are, in the order in which they are used up; it shrinks while invoices are drafted."""

    packs: Sequence[ShelfPack] = field(default_factory=list)

    def units_of(self, user_id: UUID, until: datetime) -> dict[UUID, Decimal]:
        """By meter what there is for a period that ends then."""
        found: dict[UUID, Decimal] = {}
        for pack in self.packs:
            if pack.covers(user_id, until):
                with exact():
                    found[pack.meter_id] = found.get(pack.meter_id, ZERO) + pack.left
        return found

    def take(self, user_id: UUID, until: datetime, lines: Iterable[Line]) -> tuple[PackUse, ...]:
        """Take what packs covered of these lines, and say of which."""
        uses = []
        for meter_id, units in _packed(lines).items():
            wanted = units
            for pack in self.packs:
                if wanted and pack.meter_id == meter_id and pack.covers(user_id, until):
                    part = min(wanted, pack.left)
                    with exact():
                        pack.left, wanted = pack.left - part, wanted - part
                    uses.append(PackUse(pack.id, meter_id, part))
        return tuple(uses)


def _packed(lines: Iterable[Line]) -> dict[UUID, Decimal]:
    found: dict[UUID, Decimal] = {}
    for line in lines:
        if line.packed and line.meter_id is not None:
            with exact():
                found[line.meter_id] = found.get(line.meter_id, ZERO) + line.packed
    return found


@dataclass(frozen=True, slots=True)
class Packed:
    """Usage without the units that packs covered."""

    used: SealedUsage
    units: Decimal


def cover(parts: Sequence[SealedUsage], included: Decimal, units: Decimal) -> list[Packed]:
    """Cover usage of one meter, part by part in the order of time, behind what is included."""
    covered = []
    for used in parts:
        free = min(max(used.quantity, ZERO), included)
        with exact():
            taken = max(min(used.quantity - free, units), ZERO)
            included, units = included - free, units - taken
        covered.append(Packed(_without(used, taken), taken))
    return covered


def _without(used: SealedUsage, units: Decimal) -> SealedUsage:
    """Less of each dimension value, in their order, until it is enough."""
    if not units:
        return used
    parts, left = [], units
    with exact():
        for key, quantity, events in used.parts:
            taken = max(min(quantity, left), ZERO)
            left -= taken
            parts.append((key, quantity - taken, events))
        return replace(used, quantity=used.quantity - units, parts=tuple(parts))
