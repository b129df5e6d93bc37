"""What lines are made from and what they are: prices, stretches of time, and the line itself. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise
from typing import Any, Literal
from uuid import UUID

from core.money import ZERO, Exact, exact, format_decimal
from core.periods import Period, microseconds_between
from core.pricing import Charge, Terms, charge_of

__all__ = ["BilledCharge", "BilledVersion", "Line", "LineKind", "Span", "Stretch", "cut", "minus", "tax_working"]

LineKind = Literal[
    "fee", "advance", "usage", "cap", "minimum", "progressive", "late", "adjustment", "credited", "top_up", "pack"
]


@dataclass(frozen=True, slots=True)
class BilledCharge:
    """One charge of a version, with the user's own price where it has one.

    What its terms make is kept: a run prices a thousand users by the same charge.
    """

    id: UUID
    name: str
    terms: Terms
    timing: str = "arrears"
    meter_id: UUID | None = None
    unit: str = "units"
    accumulates: bool = True
    tax_category: str | None = None
    made: Charge = field(init=False, repr=False, compare=False)
    #: Its price as lines keep it.
    said: Mapping[str, Any] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "made", charge_of(self.terms))
        object.__setattr__(self, "said", _working(self.terms) | tax_working(self.tax_category))


@dataclass(frozen=True, slots=True)
class BilledVersion:
    """A version of a plan as it is billed."""

    id: UUID
    name: str
    currency: str
    charges: tuple[BilledCharge, ...]
    minimum: Decimal | None = None
    spend_cap: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Stretch:
    """A part of a period under one version; `version` is None while the subscription is paused."""

    start: datetime
    end: datetime
    version: BilledVersion | None
    seats: int = 1


@dataclass(frozen=True, slots=True)
class Span:
    """The period that is closed, and the whole one that it is of: longer where the first or the last one is cut."""

    start: datetime
    end: datetime
    whole_start: datetime
    whole_end: datetime

    def share(self, at: datetime) -> Fraction:
        """How much of the whole period has passed at an instant."""
        whole = microseconds_between(self.whole_start, self.whole_end)
        return Fraction(microseconds_between(self.whole_start, at), whole)


@dataclass(frozen=True, slots=True)
class Line:
    """One amount and everything it was made of."""

    kind: LineKind
    name: str
    start: datetime
    end: datetime
    precise: Exact
    amount: Decimal
    explanation: str
    version_id: UUID | None = None
    charge_id: UUID | None = None
    meter_id: UUID | None = None
    quantity: Decimal | None = None
    unit: str = ""
    events: int = 0
    digest: Decimal = ZERO
    tax_category: str | None = None  # of its own; None: that of fees, or of usage
    packed: Decimal = ZERO  # of the quantity, what unit packs covered
    working: Mapping[str, Any] = field(default_factory=dict)


def cut(start: datetime, end: datetime, pieces: Sequence[Stretch], pauses: Sequence[Period]) -> list[Stretch]:
    """The stretches between two instants, pauses taken out."""
    edges = {edge for piece in pieces for edge in (piece.start, piece.end)}
    edges |= {edge for pause in pauses for edge in (pause.start, pause.end)}
    marks = sorted({start, end} | edges)
    found = []
    for low, high in pairwise(marks):
        if not start <= low < high <= end:
            continue
        piece = next((each for each in pieces if each.start <= low < each.end), None)
        if piece is not None:
            paused = any(low in pause for pause in pauses)
            found.append(Stretch(low, high, None if paused else piece.version, piece.seats))
    return found


def minus(one: Decimal, other: Decimal) -> Decimal:
    """The difference of two amounts, exactly."""
    with exact():
        return one - other


def tax_working(category: str | None) -> dict[str, Any]:
    """What a line keeps of its own tax category."""
    return {"tax_category": category} if category else {}


def _working(terms: Terms) -> dict[str, Any]:
    price_of = {
        "model": terms.model,
        "amount": format_decimal(terms.amount),
        "included": format_decimal(terms.included),
    }
    return {"price": price_of | terms.json()}
