"""Which jobs there are, and which handlers carry out which topics of the outbox: one line for each."""

import logging
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from core import accounts, alerts, audit, billing, doctor, gate, idempotency, metering, outbox
from core.accounts import SYSTEM
from core.jobs import Schedule
from core.settings import get_settings
from jobs.archiving import archive_month
from jobs.invoice_runs import run_over_processes

__all__ = ["HANDLERS", "JOBS", "Job", "Progress"]

log = logging.getLogger("keymeter.alerts")


class Progress:
    """What a run is told and what it tells: the slot it runs for, and how far it is."""

    def __init__(self, due_at: datetime) -> None:
        self.due_at = due_at
        self.text = ""

    def report(self, text: str) -> None:
        """Say how far it is. Everybody sees it a few seconds later."""
        self.text = text


@dataclass(frozen=True, slots=True)
class Job:
    """Work that returns what it did, in one sentence. A node may die in the middle: doing it again must do no harm."""

    work: Callable[[Progress], Awaitable[str]]
    schedule: Schedule


async def _keep_partitions(progress: Progress) -> str:
    await metering.ensure_partitions(metering.months_ahead())
    settings = get_settings()
    folder = settings.events_archive_dir

    async def archive(name: str) -> None:
        assert folder is not None
        progress.report(f"{await archive_month(name, folder):,} events of {name} archived")

    retired = await metering.retire_partitions(
        settings.events_kept_months, needed_from=await billing.open_since(),
        archive=archive if folder is not None else None, progress=progress.report,
    )  # fmt: skip
    return f"Partitions are there for {len(metering.months_ahead())} months; {len(retired)} were retired."


async def _sweep(_: Progress) -> str:
    attempts, sessions = await accounts.sweep_sign_ins()
    messages, answers = await outbox.forget_delivered(), await idempotency.forget_keys()
    await gate.forget_denials()
    return (
        f"Removed {attempts} old sign-in attempts, {sessions} ended sessions, {messages} delivered messages and"
        f" {answers} answers to repeated requests."
    )


async def _seal_audit(progress: Progress) -> str:
    sealed = await audit.seal_entries(progress=progress.report)
    return f"Sealed {sealed} audit entries."


async def _examine(progress: Progress) -> str:
    report = await doctor.record_examination(SYSTEM, progress=progress.report)
    if not report.total:
        return f"All {len(report.counts)} invariants hold."
    broken = ", ".join(name for name, count in report.counts.items() if count)
    return f"Found {report.total} things that should not be: {broken}."


async def _sweep_gate(_: Progress) -> str:
    held, answers, ended = await gate.sweep_gate(), await gate.forget_answers(), await gate.forget_reservations()
    return (
        f"Gave back {held} holds of workers that are gone; forgot {answers} answers that were kept and {ended}"
        " reservations that ended a month ago."
    )


async def _settle_alerts(_: Progress) -> str:
    return f"Raised {await alerts.settle_alerts()} alerts that a change of alerts or limits brought about."


async def _invoice(progress: Progress) -> str:
    report = await run_over_processes(
        get_settings(), progress=lambda done: progress.report(f"{done.finalized} finalized, {done.skipped} skipped")
    )
    parked = f"; {len(report.parked)} parked, see `keymeter doctor`" if report.parked else ""
    return f"Finalized {report.finalized} invoices and skipped {report.skipped}{parked}."


async def _lapse_credits(_: Progress) -> str:
    credits, packs = await billing.lapse_credits(SYSTEM), await billing.lapse_unit_packs(SYSTEM)
    return f"Ended {credits} credits and {packs} unit packs whose time was over."


async def _prepay(progress: Progress) -> str:
    invoiced = await billing.invoice_thresholds(SYSTEM)
    progress.report(f"{invoiced} invoices for usage")
    return f"Invoiced usage that reached an amount {invoiced} times, and {await billing.top_up(SYSTEM)} top-ups."


async def _poll_collections(progress: Progress) -> str:
    asked, news = await billing.poll_provider(SYSTEM, progress=progress.report)
    return f"Asked the payment provider about {asked} open invoices; there was news of {news}."


async def _backfill(progress: Progress) -> str:
    return f"Looked at {await metering.run_backfills(progress=progress.report):,} events from before new meters."


async def _replay_quarantine(progress: Progress) -> str:
    recorded, forgotten = await gate.replay_quarantine(progress=progress.report)
    return f"Recorded {recorded:,} events whose users appeared, and forgot {forgotten:,} that waited long enough."


async def _settle_usage(progress: Progress) -> str:
    return f"Settled {await metering.settle_hours(progress=progress.report):,} rollups of hours that are over."


async def _move_test_clocks(progress: Progress) -> str:
    moved = await billing.go_on_with_test_clocks(progress=progress.report)
    return f"{moved} test clocks that were cut off on their way are there."


async def _log_alert(message: outbox.Message) -> None:
    """The first channel: a line in the log, for whatever watches it."""
    told = message.payload
    log.warning(
        "alert: user %s reached %s of meter %s in its %s that began at %s, by using %s after %s (threshold %s %s)",
        told["user_id"], told["units"], told["meter_id"], told["period"], told["period_start"],
        told["used_after"], told["used_before"], told["threshold"],
        "% of a limit" if told["kind"] == "limit_percent" else "units",
    )  # fmt: skip


JOBS: Mapping[str, Job] = {
    "alerts": Job(_settle_alerts, Schedule(timedelta(seconds=10))),
    "audit_sealing": Job(_seal_audit, Schedule(timedelta(seconds=10))),
    "backfills": Job(_backfill, Schedule(timedelta(seconds=10))),
    "collections": Job(_poll_collections, Schedule(timedelta(minutes=10), offset=timedelta(minutes=5))),
    "credits": Job(_lapse_credits, Schedule(timedelta(hours=1), offset=timedelta(minutes=10))),
    "doctor": Job(_examine, Schedule(timedelta(days=1), offset=timedelta(hours=3))),
    "gate": Job(_sweep_gate, Schedule(timedelta(seconds=10))),
    "invoices": Job(_invoice, Schedule(timedelta(minutes=5))),
    "partitions": Job(_keep_partitions, Schedule(timedelta(hours=1))),
    "prepayments": Job(_prepay, Schedule(timedelta(minutes=1))),
    "quarantine": Job(_replay_quarantine, Schedule(timedelta(seconds=10))),
    "settling": Job(_settle_usage, Schedule(timedelta(seconds=20))),
    "sweeps": Job(_sweep, Schedule(timedelta(minutes=10))),
    "test_clocks": Job(_move_test_clocks, Schedule(timedelta(minutes=1))),
}

HANDLERS: Mapping[str, outbox.Handler] = {
    "alert.raised": _log_alert,
    billing.COLLECT: billing.hand_over_invoice,
    billing.REFUND: billing.give_back,
}
