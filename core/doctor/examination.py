"""The invariants, and an examination of them."""

from collections.abc import AsyncIterator, Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from core.accounts import Actor
from core.audit import Head, check_chain
from core.clock import now
from core.database import transaction
from core.doctor import invoices, limits, money, operations, structure, usage
from core.doctor.models import Examination
from core.errors import InvalidInput

__all__ = ["INVARIANTS", "Report", "examine", "last_examination", "record_examination"]

Check = Callable[[], AsyncIterator[str]]
#: By name, what yields a sentence for each thing that is wrong. A new invariant is one line here.
INVARIANTS: Mapping[str, Check] = {
    "schema": structure.schema_is_as_shipped,
    "partitions": structure.partitions_are_ahead,
    "owners": structure.owners_are_there,
    "audit_chain": check_chain,
    "events_rollups": usage.events_are_their_rollups,
    "rollups_counters": usage.rollups_are_counters,
    "identities": usage.identities_are_those_of_events,
    "gates": limits.gates_are_there,
    "holds": limits.holds_are_owned,
    "invoice_numbers": invoices.numbers_have_no_gaps,
    "invoice_periods": invoices.periods_tile,
    "invoice_contents": invoices.invoices_are_as_issued,
    "credit_notes": invoices.credit_notes_add_up,
    "ledger": money.ledger_agrees,
    "credits": money.credits_are_conserved,
    "payments": money.payments_add_up,
    "collections": money.collections_are_payments,
    "unit_packs": money.packs_are_conserved,
    "prepayments": money.prepayments_are_counted_once,
    "invoice_usage": invoices.lines_are_their_rollups,
    "parked": invoices.nobody_is_parked,
    "outbox": operations.messages_are_carried_out,
    "jobs": operations.jobs_are_run,
}
#: How many sentences about one invariant are kept; the rest is counted.
FINDINGS_KEPT = 50
EXAMINATIONS_KEPT = 30


@dataclass(frozen=True, slots=True)
class Report:
    """What an examination found, by invariant: the first sentences, and how many there would be."""

    started_at: datetime
    findings: Mapping[str, list[str]]
    counts: Mapping[str, int]

    @property
    def total(self) -> int:
        return sum(self.counts.values())


async def examine(
    actor: Actor,
    *,
    only: Collection[str] = (),
    known_head: Head | None = None,
    progress: Callable[[str], None] = lambda _: None,
) -> Report:
    """Look at every invariant, or `only` at some. It changes nothing. `known_head`: one that was kept elsewhere."""
    actor.require_vendor("read")
    if unknown := set(only) - INVARIANTS.keys():
        raise InvalidInput(f"There is no invariant {min(unknown)!r}: {', '.join(INVARIANTS)}.", field="only")
    started = now()
    findings: dict[str, list[str]] = {}
    counts: dict[str, int] = {}
    for name, check in INVARIANTS.items():
        if only and name not in only:
            continue
        progress(name.replace("_", " "))
        found = check_chain(known=known_head) if name == "audit_chain" else check()
        findings[name], counts[name] = [], 0
        async for sentence in found:
            counts[name] += 1
            if len(findings[name]) < FINDINGS_KEPT:
                findings[name].append(sentence)
    return Report(started, findings, counts)


async def record_examination(actor: Actor, *, progress: Callable[[str], None] = lambda _: None) -> Report:
    """Examine everything and keep what was found, for whoever looks later."""
    report = await examine(actor, progress=progress)
    async with transaction():
        await Examination.create(
            started_at=report.started_at, findings=dict(report.findings), counts=dict(report.counts)
        )
        kept = await Examination.all().order_by("-id").limit(EXAMINATIONS_KEPT).values_list("id", flat=True)
        await Examination.exclude(id__in=list(kept)).delete()
    return report


async def last_examination(actor: Actor) -> Examination | None:
    """The newest one that the job made; None if it has not run yet."""
    actor.require_vendor("read")
    return await Examination.all().order_by("-id").first()
