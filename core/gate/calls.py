"""A metered call: from its admission to the event that is recorded of it."""

import logging
from datetime import UTC, datetime
from decimal import Decimal
from hashlib import blake2b
from typing import Any
from uuid import UUID

import msgspec

from core.clock import monotonic
from core.errors import InvalidInput
from core.ids import new_id
from core.keys import Identity
from core.money import UNITS_MAX, parse_units

__all__ = ["Call", "Grant", "Keepsake", "Quota", "check_units"]

log = logging.getLogger("keymeter.gate")

_EPOCH = datetime.fromtimestamp(0, UTC)
_ENCODE = msgspec.json.Encoder(decimal_format="number", order="sorted").encode


class Grant(msgspec.Struct, frozen=True, gc=False):
    """Units of limited meters that one call was granted, by the worker that asked and the periods it began in."""

    worker_id: UUID
    user_id: UUID
    live: bool
    hour: datetime
    day: datetime
    month: datetime
    units: dict[UUID, Decimal | int]

    def rows(self) -> list[tuple[Any, ...]]:
        """One for each meter, as `holds` has it."""
        return [
            (self.user_id, meter_id, self.live, self.worker_id, self.hour, self.day, self.month, units)
            for meter_id, units in self.units.items()
        ]


class Quota(msgspec.Struct, frozen=True, gc=False):
    """The limit that leaves a caller the least, as of its decision, and when its period ends.

    `others`: the further hard limits that were asked.
    """

    period: str
    cap: Decimal
    remaining: Decimal
    ends_at: datetime
    others: "tuple[Quota, ...]" = ()

    @property
    def words(self) -> str:
        """What its period is called."""
        return "billing period" if self.period in ("billing", "packs") else self.period


class Keepsake(msgspec.Struct, frozen=True, gc=False):
    """The answer of a call that may be asked for again, and what of: the caller's id for it and all that it asked."""

    digest: UUID
    answer: str


class Call(msgspec.Struct, gc=False):
    """A call that was let through. The endpoint may say what it used; the door says how it ended.

    `occurred_at` is the instant of admission. `units` maps the names of meters to what the call counts.
    """

    identity: Identity
    units: dict[str, Decimal | int]
    occurred_at: datetime
    id: UUID = msgspec.field(default_factory=new_id)
    started: float = msgspec.field(default_factory=monotonic)
    route: str = ""
    method: str = ""
    request_id: str = ""
    status: int = 0
    duration_ms: int = 0
    billable: bool = False
    finished: bool = False
    #: The event of the same instant that this one takes back.
    retracts: UUID | None = None
    properties: bytes | None = None
    #: While it waits to be recorded: the future of its answer, and since when.
    answered: Any = None
    waiting_since: float = 0.0
    #: Whether it was answered 503 because it waited too long.
    expired: bool = False
    #: Whether it passed while the database was away: it goes to the spool, and no limit holds for it.
    spooled: bool = False
    #: What it was granted of limited meters; recording consumes it.
    grants: tuple[Grant, ...] = ()
    #: The catalogue by which all that it counts of limited meters was held; None once the endpoint said otherwise.
    held_by: Any = None
    #: Where it stands, if a limit applies to it.
    quota: Quota | None = None
    #: The same of the rate that leaves it the least: how many calls it may make at once.
    rate: Quota | None = None
    #: Kept with its event, if it may be asked for again.
    keepsake: Keepsake | None = None

    @property
    def user_id(self) -> UUID:
        return self.identity.user_id

    @property
    def key_id(self) -> UUID:
        return self.identity.key_id

    def use(self, name: str, units: Decimal | int) -> None:
        """Say what this call counts under a name: how many words, tokens, pages. The last word counts, but none after
        the reply has begun: what is recorded is fixed by then."""
        checked = check_units(units)
        if self.finished:
            log.warning("%s of %s were said after the reply had begun and do not count", name, self.route)
            return
        self.units[name] = checked
        self.held_by = None

    def finish(self, status: int, *, billable_below: int) -> None:
        """Fix how it ended. From then on it is what will be recorded; a second time changes nothing."""
        if self.finished:
            return
        self.finished = True
        self.status = status
        self.duration_ms = round((monotonic() - self.started) * 1000)
        self.billable = status < billable_below

    def refuse(self, *, paid: bool) -> None:
        """A limit refuses what it used: it is answered 429, or 402 where it is not paid for; logged as that, and counts
        nothing."""
        self.status = 429 if paid else 402
        self.billable = False
        self.properties = None

    def describe(self) -> dict[str, object]:
        """The properties of its `api.call` event."""
        return {
            "duration_ms": self.duration_ms,
            "method": self.method,
            "request_id": self.request_id,
            "route": self.route,
            "status": self.status,
            "units": self.units,
        }

    def encode(self) -> tuple[bytes, bytes]:
        """Properties as canonical JSON (RFC 8259, sorted names, no blanks), and the 128-bit digest of the event."""
        if self.properties is None:
            self.properties = _ENCODE(self.describe())
        since = self.occurred_at - _EPOCH
        marked = b"%b%b%d.%d.%d%b%b" % (
            self.identity.user_id.bytes,
            self.id.bytes,
            since.days,
            since.seconds,
            since.microseconds,
            self.retracts.bytes if self.retracts is not None else b"",
            self.properties,
        )
        return self.properties, blake2b(marked, digest_size=16).digest()

    def retraction(self) -> "Call":
        """The event that takes this one back: the same instant, so the same hour and period, and the other sign."""
        back = Call(self.identity, self.units, self.occurred_at)
        back.properties = self.encode()[0]
        back.billable = self.billable
        back.retracts = self.id
        back.keepsake = self.keepsake
        return back


def check_units(units: Decimal | int) -> Decimal | int:
    """Finite, 0 to 10^12, at most six decimals, and no float."""
    if isinstance(units, bool) or not isinstance(units, int | Decimal):
        raise InvalidInput("Units are an int or a Decimal.", field="units")
    return units if isinstance(units, int) and 0 <= units <= UNITS_MAX else parse_units(units)
