"""Estimates of periods that are no plain months: the very lines of their invoices, as if they were closed now and as
forecast.

Whatever an invoice knows of is in them: periods of any length and anchor, parts of periods, pauses, trials, changes of
version and seats, spend caps and minimums, prices by dimension. Fees in advance are those of the period itself.
"""

from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from core.accounts import User
from core.billing.context import Context, Schedule, load_contexts
from core.billing.estimation import Estimate, EstimateLine, RatedLine, UnpricedUsage
from core.billing.forecast import Forecast, ForecastMethod, forecast_quantity
from core.billing.lines import Line, Stretch
from core.billing.packs import shelf_of
from core.billing.rating import Used, advance_of, arrears_of_track, usage_of
from core.metering import ADDED_UP, SEAL_MAX, Meter, SealedUsage
from core.money import ONE, ZERO, exact, exact_ratio, round_quantity, sum_amounts
from core.periods import Period, local_date
from core.plans import PlanVersion, Subscription, nominal_period
from core.pricing import Charge

__all__ = ["running_estimates"]


async def running_estimates(
    subscribed: Sequence[tuple[User, Subscription, PlanVersion]],
    meters: Sequence[Meter],
    daily: Mapping[tuple[UUID, UUID], Mapping[date, Decimal]],
    *,
    at: datetime,
) -> dict[UUID, Estimate]:
    """By user, the estimate of the billing period that an instant lies in; a constant number of statements."""
    contexts = await load_contexts([_schedule(*each, at) for each in subscribed])
    cuts = [context.tracks(context.span) for context in contexts]
    priced = {meter_id for tracks in cuts for track in tracks for meter_id in _priced(track)}
    seals = {context.user.id: SEAL_MAX for context in contexts}
    used = await usage_of(contexts, cuts, seals, meters=[meter for meter in meters if meter.id in priced])
    known = {meter.id: meter for meter in meters}
    shelf = await shelf_of([context.user.id for context in contexts])
    return {
        context.user.id: _estimate(
            context, tracks, each, known, daily, at, shelf.units_of(context.user.id, context.span.end)
        )
        for context, tracks, each in zip(contexts, cuts, used, strict=True)
    }


def _priced(cut: Sequence[Stretch]) -> set[UUID]:
    charges = [charge for each in cut if each.version is not None for charge in each.version.charges]
    return {charge.meter_id for charge in charges if charge.meter_id is not None}


def _schedule(user: User, subscription: Subscription, version: PlanVersion, at: datetime) -> Schedule:
    """The running period as a run of invoices would close it: cut by the beginning and the end of the subscription.

    In a trial it is empty, for that is what it bills.
    """
    whole = nominal_period(version, subscription.anchor, at, user.time_zone)
    first = max(whole.start, subscription.trial_ends_at or subscription.anchor)
    last = min(whole.end, subscription.ends_at) if subscription.ends_at is not None else whole.end
    # A period of the subscription's own is whole from its first instant; the calendar's is cut by the beginning.
    start = whole.start if version.alignment == "calendar" else max(whole.start, subscription.anchor)
    return Schedule(subscription.root_id, user.id, min(first, last), start, whole.end, last)


def _estimate(
    context: Context,
    tracks: Sequence[Sequence[Stretch]],
    used: Sequence[Used],
    meters: Mapping[UUID, Meter],
    daily: Mapping[tuple[UUID, UUID], Mapping[date, Decimal]],
    at: datetime,
    packs: Mapping[UUID, Decimal],
) -> Estimate:
    currency, period = context.currency, Period(context.span.start, context.span.end)
    lines = [
        line
        for track, mine in zip(tracks, used, strict=True)
        for line in _track(context, track, mine, meters, daily, at, packs)
    ]
    priced = {meter_id for track in tracks for meter_id in _priced(track)}
    return Estimate(
        currency=currency,
        period=period,
        at=at,
        lines=tuple(lines),
        unpriced=tuple(_unpriced(context, priced, meters.values(), daily, at)),
        total_to_date=sum_amounts((line.to_date.amount for line in lines), currency),
        forecast_total=sum_amounts((line.forecast.amount for line in lines), currency),
    )


def _track(
    context: Context,
    track: Sequence[Stretch],
    used: Used,
    meters: Mapping[UUID, Meter],
    daily: Mapping[tuple[UUID, UUID], Mapping[date, Decimal]],
    at: datetime,
    packs: Mapping[UUID, Decimal],
) -> list[EstimateLine]:
    """The lines of the plan, or of one add-on; what packs hold covers usage as it will at the period's end."""
    period, user = Period(context.span.start, context.span.end), context.user
    totals = _totals(used, _priced(track))
    ended = not track or track[-1].end <= at  # an add-on that was removed has nothing to come
    forecasts = {
        meter_id: Forecast(total, ForecastMethod.USED_SO_FAR)
        if ended
        else _forecast(meters[meter_id], total, period, at, daily.get((user.id, meter_id), {}), user.time_zone)
        for meter_id, total in totals.items()
        if meter_id in meters
    }
    to_date = _lines(context, track, used, packs)
    expected = _lines(context, track, _expected(used, totals, forecasts), packs)
    return _merge(context, track, to_date, expected, forecasts)


def _unpriced(
    context: Context,
    priced: Set[UUID],
    meters: Iterable[Meter],
    daily: Mapping[tuple[UUID, UUID], Mapping[date, Decimal]],
    at: datetime,
) -> Iterable[UnpricedUsage]:
    """By the days of the period, as they are counted: what costs nothing needs no part of a day."""
    period, zone = Period(context.span.start, context.span.end), context.user.time_zone
    first = local_date(period.start, zone)
    for meter in meters:
        days = daily.get((context.user.id, meter.id), {})
        with exact():
            total = sum((used for day, used in days.items() if day >= first), ZERO)
        if meter.id not in priced and total:
            forecast = _forecast(meter, total, period, at, days, zone)
            yield UnpricedUsage(meter.id, meter.name, meter.unit or "units", total, forecast)


def _lines(context: Context, track: Sequence[Stretch], used: Used, packs: Mapping[UUID, Decimal]) -> list[Line]:
    return [*advance_of(context.span, [track]), *arrears_of_track(context, track, used, packs)]


def _totals(used: Used, priced: Set[UUID]) -> dict[UUID, Decimal]:
    totals: dict[UUID, Decimal] = {}
    with exact():
        for each in used:
            for meter_id, usage in each.items():
                if meter_id not in priced:
                    continue
                totals[meter_id] = totals.get(meter_id, ZERO) + usage.quantity
    return {meter_id: round_quantity(total) for meter_id, total in totals.items()}


def _forecast(
    meter: Meter, total: Decimal, period: Period, at: datetime, history: Mapping[date, Decimal], zone: str
) -> Forecast:
    if meter.aggregation not in ADDED_UP or not period.start <= at:
        return Forecast(total, ForecastMethod.USED_SO_FAR)
    return forecast_quantity(max(total, ZERO), period, at, history, zone=zone)


def _expected(used: Used, totals: Mapping[UUID, Decimal], forecasts: Mapping[UUID, Forecast]) -> Used:
    """The usage at the period's end: what is to come is of the last stretch, and spread over dimension values as what
    was used so far."""
    if not used:
        return []
    last = dict(used[-1])
    for meter_id, forecast in forecasts.items():
        with exact():
            more = forecast.quantity - totals[meter_id]
        if more > 0:
            last[meter_id] = _grown(last.get(meter_id, SealedUsage()), more)
    return [*used[:-1], last]


def _grown(usage: SealedUsage, more: Decimal) -> SealedUsage:
    parts: list[tuple[str, Decimal, int]] = []
    if usage.parts and usage.quantity > 0:
        factor, left = exact_ratio(more) / exact_ratio(usage.quantity), more
        for place, (key, quantity, events) in enumerate(usage.parts, 1):
            share = left if place == len(usage.parts) else round_quantity(exact_ratio(quantity) * factor)
            with exact():
                left -= share
                parts.append((key, quantity + share, events))
    with exact():
        return replace(usage, quantity=usage.quantity + more, parts=tuple(parts) or usage.parts)


def _merge(
    context: Context,
    cut: Sequence[Stretch],
    to_date: Sequence[Line],
    expected: Sequence[Line],
    forecasts: Mapping[UUID, Forecast],
) -> list[EstimateLine]:
    """A line of both, or of one of them: then the other is nothing (a cap that is not reached yet)."""

    def by_key(lines: Sequence[Line]) -> dict[tuple[Any, ...], Line]:
        return {(line.kind, line.charge_id, line.version_id, line.start): line for line in lines}

    now_, then = by_key(to_date), by_key(expected)
    made: dict[UUID | None, Charge] = {
        charge.id: charge.made for each in cut if each.version is not None for charge in each.version.charges
    }

    def rated(line: Line | None, other: Line) -> RatedLine:
        shown = line or replace(other, amount=ZERO, quantity=ZERO, explanation="not reached")
        quantity = shown.quantity if shown.quantity is not None else ONE
        return RatedLine(
            made.get(other.charge_id), quantity, shown.unit, context.currency, shown.amount, shown.explanation
        )

    merged = []
    for key in {**now_, **then}:
        line = now_.get(key) or then[key]
        forecast = forecasts.get(line.meter_id) if line.meter_id is not None else None
        method = forecast.method if forecast is not None else ForecastMethod.USED_SO_FAR
        merged.append(
            EstimateLine(
                line.charge_id,
                line.name,
                line.meter_id,
                to_date=rated(now_.get(key), line),
                forecast=rated(then.get(key), line),
                method=method if line.meter_id is not None else None,
            )
        )
    return merged
