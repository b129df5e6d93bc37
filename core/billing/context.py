"""What invoices are made from, read for many subscriptions at once: as many statements for a hundred as for one."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

import msgspec

from core.accounts import SYSTEM, User
from core.billing.lines import BilledCharge, BilledVersion, Span, Stretch, cut
from core.database import fetch
from core.errors import Conflict
from core.metering import ADDED_UP, Meter, list_meters
from core.money import ZERO, exact
from core.periods import Period
from core.plans import (
    BillingSchedule,
    Charge,
    Pause,
    Plan,
    PlanVersion,
    Subscription,
    SubscriptionAddon,
    boundary_after,
)

__all__ = ["Context", "Progressive", "Schedule", "billed_versions", "load_contexts", "own_version"]


@dataclass(frozen=True, slots=True)
class Schedule:
    """A row of billing_schedules: the period to close."""

    root_id: UUID
    user_id: UUID
    period_start: datetime
    whole_start: datetime
    whole_end: datetime
    next_at: datetime
    span: Span = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "span", Span(self.period_start, self.next_at, self.whole_start, self.whole_end))

    @classmethod
    def of(cls, row: BillingSchedule) -> "Schedule":
        """That of a row which has something left to invoice."""
        assert row.next_at is not None
        return cls(row.root_id, row.user_id, row.period_start, row.whole_start, row.whole_end, row.next_at)


@dataclass(frozen=True, slots=True)
class Progressive:
    """Usage of a period that was invoiced while it ran: by which invoice, up to when, and what its lines came to."""

    invoice_id: UUID
    at: datetime
    amounts: Mapping[str, Decimal]  # by tax category, "" without one of its own

    @property
    def amount(self) -> Decimal:
        with exact():
            return sum(self.amounts.values(), ZERO)


@dataclass(frozen=True, slots=True)
class Context:
    """Everything about one subscription that its invoice depends on, usage apart."""

    schedule: Schedule
    user: User
    rows: tuple[Subscription, ...]
    versions: Mapping[UUID, PlanVersion]
    pieces: tuple[Stretch, ...]
    pauses: tuple[Period, ...]
    addons: tuple[tuple[Stretch, ...], ...] = ()
    #: Fees in advance of the period that is closed, by tax category.
    prepaid: Mapping[str, Decimal] = field(default_factory=dict)
    last_seal: int = -1  # up to which late usage of earlier periods is billed
    first_start: datetime | None = None  # of the earliest period that was closed
    closed_until: datetime | None = None
    changed_to: UUID | None = None  # the subscription that begins as this one ends with the period, by a change
    fees_settled: bool = False  # those in advance of the next period are on its own invoice, which was made meanwhile
    #: That of the version in force at the period's end.
    currency: str = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "currency", self.version_at(self.span.end).currency)

    progressive: tuple[Progressive, ...] = ()

    @property
    def span(self) -> Span:
        return self.schedule.span

    @property
    def ends_at(self) -> datetime | None:
        return self.rows[-1].ends_at

    def version_at(self, at: datetime) -> PlanVersion:
        """The version in force at an instant; at the very end, the last."""
        row = next((each for each in reversed(self.rows) if each.starts_at <= at), self.rows[0])
        return self.versions[row.version_id]  # type: ignore[attr-defined]

    def stretches(self, span: Span) -> list[Stretch]:
        """What a period is cut into by the plan."""
        return cut(span.start, span.end, self.pieces, self.pauses)

    def tracks(self, span: Span) -> list[list[Stretch]]:
        """What a period is cut into by the plan, and after that by each add-on: side by side, each with its prices."""
        return [cut(span.start, span.end, pieces, self.pauses) for pieces in (self.pieces, *self.addons)]

    def next_span(self) -> Span | None:
        """The period that begins at the boundary; None when the subscription has ended by then."""
        at = self.span.end
        if self.ends_at is not None and self.ends_at <= at:
            return None
        end = boundary_after(self.version_at(at), self.rows[-1].anchor, at, self.user.time_zone)
        return Span(at, end, self.schedule.whole_start if self.span.start == at else at, end)


async def load_contexts(schedules: Sequence[Schedule]) -> list[Context]:
    """One for each schedule, in their order. Conflict for a subscription without rows: it was tampered with."""
    roots, users = [each.root_id for each in schedules], [each.user_id for each in schedules]
    rows: dict[UUID, list[Subscription]] = {}
    for row in await Subscription.filter(root_id__in=roots).order_by("starts_at"):
        rows.setdefault(row.root_id, []).append(row)
    pauses: dict[UUID, list[Pause]] = {}
    for pause in await Pause.filter(root_id__in=roots).order_by("starts_at"):
        pauses.setdefault(pause.root_id, []).append(pause)
    addons: dict[UUID, dict[UUID, list[SubscriptionAddon]]] = {}
    for addon in await SubscriptionAddon.filter(root_id__in=roots).order_by("starts_at"):
        addons.setdefault(addon.root_id, {}).setdefault(addon.plan_id, []).append(addon)  # type: ignore[attr-defined]
    holders = {user.id: user for user in await User.filter(id__in=users)}
    pinned = {row.version_id for each in rows.values() for row in each}  # type: ignore[attr-defined]
    pinned |= {row.version_id for plans in addons.values() for each in plans.values() for row in each}  # type: ignore[attr-defined]
    versions, billed = await billed_versions(pinned)
    sums, progressive = await _sums(schedules), await _progressive(schedules)
    contexts = []
    for number, schedule in enumerate(schedules):
        mine = rows.get(schedule.root_id, [])
        if not mine:
            raise Conflict(f"The subscription {schedule.root_id} has no rows.")
        horizon = schedule.next_at.replace(year=schedule.next_at.year + 3)
        contexts.append(
            Context(
                schedule=schedule,
                user=holders[schedule.user_id],
                rows=tuple(mine),
                versions=versions,
                pieces=tuple(_piece(row, billed, horizon) for row in mine),
                pauses=tuple(
                    Period(each.starts_at, each.ends_at or horizon) for each in pauses.get(schedule.root_id, ())
                ),
                addons=tuple(
                    tuple(_addon_piece(row, billed, horizon) for row in each)
                    for each in addons.get(schedule.root_id, {}).values()
                ),
                progressive=tuple(progressive.get((schedule.root_id, schedule.period_start), ())),
                **sums[number],
            )
        )
    return contexts


def _piece(row: Subscription, billed: Mapping[UUID, BilledVersion], horizon: datetime) -> Stretch:
    """A subscription's row; its trial is no stretch of a price, but the schedule begins behind it."""
    version = own_version(row, billed[row.version_id])  # type: ignore[attr-defined]
    return Stretch(row.starts_at, row.ends_at or horizon, version, row.seats)


def _addon_piece(row: SubscriptionAddon, billed: Mapping[UUID, BilledVersion], horizon: datetime) -> Stretch:
    return Stretch(row.starts_at, row.ends_at or horizon, billed[row.version_id], row.seats)  # type: ignore[attr-defined]


def own_version(row: Subscription, version: BilledVersion) -> BilledVersion:
    """A version with the user's own prices, of those charges that it has."""
    if not row.overrides:
        return version
    charges = tuple(
        replace(charge, terms=replace(charge.terms, amount=Decimal(row.overrides[charge.name])))
        if charge.name in row.overrides
        else charge
        for charge in version.charges
    )
    return replace(version, charges=charges)


async def billed_versions(ids: set[UUID]) -> tuple[dict[UUID, PlanVersion], dict[UUID, BilledVersion]]:
    """Versions as they are stored, drafts too, and as they are billed."""
    versions = {version.id: version for version in await PlanVersion.filter(id__in=ids)}
    plans = {plan.id: plan for plan in await Plan.filter(id__in={each.plan_id for each in versions.values()})}  # type: ignore[attr-defined]
    meters = {meter.id: meter for meter in await list_meters(SYSTEM)}
    charges: dict[UUID, list[BilledCharge]] = {}
    for charge in await Charge.filter(version_id__in=ids).order_by("position"):
        charges.setdefault(charge.version_id, []).append(_charge(charge, meters))  # type: ignore[attr-defined]
    return versions, {
        version.id: BilledVersion(
            version.id,
            plans[version.plan_id].name,  # type: ignore[attr-defined]
            version.currency,
            tuple(charges.get(version.id, ())),
            version.minimum,
            version.spend_cap,
        )
        for version in versions.values()
    }


def _charge(charge: Charge, meters: Mapping[UUID, Meter]) -> BilledCharge:
    meter = meters.get(charge.meter_id)  # type: ignore[attr-defined]
    return BilledCharge(
        charge.id,
        charge.name,
        charge.pricing,
        charge.timing,
        meter.id if meter else None,
        (meter.unit or "units") if meter else "",
        meter is None or meter.aggregation in ADDED_UP,
        charge.tax_category,
    )


# Only what closes periods bills what came late. A period whose invoice is void is closed too, and is not in its seals
# again: another in its place is of the same usage.
_SUMS = """
SELECT wanted.ord,
    (SELECT coalesce(max(seal_to), -1) FROM invoices i WHERE i.user_id = wanted.user_id AND status <> 'draft'
        AND kind IN ('period', 'change')) AS seal,
    (SELECT min(period_start) FROM invoices i WHERE i.user_id = wanted.user_id AND status <> 'draft'
        AND kind IN ('period', 'change')) AS first_start,
    (SELECT max(period_end) FROM invoices i WHERE i.user_id = wanted.user_id AND status <> 'draft'
        AND kind IN ('period', 'change')) AS closed_until,
    (SELECT coalesce(jsonb_object_agg(category, amount), '{}')::text FROM (
        SELECT coalesce(l.working->>'tax_category', '') AS category, sum(l.amount)::text AS amount
        FROM invoice_lines l JOIN invoices i ON i.id = l.invoice_id
        WHERE i.user_id = wanted.user_id AND i.subscription_id = wanted.root_id AND i.period_end = wanted.start
        AND i.status IN ('finalized', 'skipped') AND l.kind = 'advance' GROUP BY 1) fees) AS prepaid,
    (SELECT n.id FROM subscriptions o JOIN subscriptions n ON n.user_id = o.user_id AND n.starts_at = o.ends_at
        AND n.root_id <> o.root_id WHERE o.root_id = wanted.root_id AND o.ends_at = wanted.stop) AS changed_to
FROM unnest($1::int[], $2::uuid[], $3::uuid[], $4::timestamptz[], $5::timestamptz[])
    AS wanted (ord, user_id, root_id, start, stop)
"""


async def _sums(schedules: Sequence[Schedule]) -> dict[int, dict[str, Any]]:
    rows = await fetch(
        _SUMS,
        list(range(len(schedules))),
        [each.user_id for each in schedules],
        [each.root_id for each in schedules],
        [each.period_start for each in schedules],
        [each.next_at for each in schedules],
    )
    return {
        row["ord"]: {
            "last_seal": row["seal"],
            "first_start": row["first_start"],
            "closed_until": row["closed_until"],
            "prepaid": _amounts(row["prepaid"]),
            "changed_to": row["changed_to"],
        }
        for row in rows
    }


def _amounts(text: str) -> dict[str, Decimal]:
    return {category: Decimal(amount) for category, amount in sorted(msgspec.json.decode(text).items())}


async def _progressive(schedules: Sequence[Schedule]) -> dict[tuple[UUID, datetime], list[Progressive]]:
    """By root and the beginning of a period, what of its usage was invoiced while it ran."""
    rows = await fetch(
        "SELECT id, subscription_id, period_start, period_end, (SELECT jsonb_object_agg(category, amount)::text FROM ("
        " SELECT coalesce(l.working->>'tax_category', '') AS category, sum(l.amount)::text AS amount"
        " FROM invoice_lines l WHERE l.invoice_id = invoices.id GROUP BY 1) parts) AS amounts FROM invoices"
        " WHERE user_id = ANY ($1::uuid[]) AND subscription_id = ANY ($2::uuid[]) AND kind = 'threshold'"
        " AND status = 'finalized' ORDER BY period_end, id",
        list({each.user_id for each in schedules}),
        [each.root_id for each in schedules],
    )
    found: dict[tuple[UUID, datetime], list[Progressive]] = {}
    for row in rows:
        progressive = Progressive(row["id"], row["period_end"], _amounts(row["amounts"]))
        found.setdefault((row["subscription_id"], row["period_start"]), []).append(progressive)
    return found
