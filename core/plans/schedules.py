"""When a subscription is billed: its boundaries, from its version and its anchor. Pure, but for `open_schedule`.

A boundary is a local midnight of the user's zone. A user that moves to another zone keeps the boundary it has reached;
the next one lies in the new zone, and the stub between the two is no period of its own.
"""

from datetime import datetime, timedelta
from uuid import UUID

from core.accounts import User
from core.periods import Cycle, Period, local_date, midnight_of
from core.plans.models import BillingSchedule, Charge, PlanVersion

__all__ = ["boundary_after", "cycle_of", "nominal_period", "open_schedule", "trial_end_of"]

#: Zones lie up to 26 hours apart: less than that is a stub.
_STUB_MAX = timedelta(hours=27)


def nominal_period(version: PlanVersion, anchor: datetime, at: datetime, zone: str) -> Period:
    """The whole period of a version that contains an instant, whenever the subscription itself began."""
    return cycle_of(version, anchor, since=at).period_at(at, zone)


def cycle_of(version: PlanVersion, anchor: datetime, *, since: datetime) -> Cycle:
    """How a version bills a subscription of this anchor, from an instant on."""
    return Cycle(since, None, version.interval_unit, version.interval_count, version.alignment, anchor)  # type: ignore[arg-type]


def boundary_after(version: PlanVersion, anchor: datetime, start: datetime, zone: str) -> datetime:
    """The boundary at which a period ends that began at `start`, itself a boundary, of this or of an earlier zone."""
    found = nominal_period(version, anchor, start, zone)
    if found.start < start and found.end - start < _STUB_MAX and version.interval_unit != "day":
        return nominal_period(version, anchor, found.end, zone).end
    return found.end


def trial_end_of(version: PlanVersion, start: datetime, zone: str) -> datetime | None:
    """The local midnight at which a trial that began at `start` is over; None without one."""
    if not version.trial_days:
        return None
    return midnight_of(local_date(start, zone) + timedelta(days=version.trial_days), zone)


async def open_schedule(user: User, root_id: UUID, version: PlanVersion, *, start: datetime) -> None:
    """Have a new subscription invoiced: at once if it has fees in advance, else at the end of its first period."""
    nominal = nominal_period(version, start, start, user.time_zone)
    in_advance = await Charge.filter(version_id=version.id, timing="advance").exists()
    await BillingSchedule.create(
        root_id=root_id,
        user_id=user.id,
        test_clock_id=user.test_clock_id,
        period_start=start,
        # A period of the subscription's own is whole from its first instant; the calendar's is cut by the start.
        whole_start=nominal.start if version.alignment == "calendar" else start,
        whole_end=nominal.end,
        next_at=start if in_advance else nominal.end,
    )
