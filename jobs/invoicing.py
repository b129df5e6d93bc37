"""`keymeter invoice run`."""

import json
from datetime import UTC, datetime
from pathlib import Path

from rich.console import Console
from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from core import billing
from core.accounts import SYSTEM
from core.money import format_decimal
from core.settings import Settings
from jobs.commands import show, start
from jobs.invoice_runs import run_over_processes
from jobs.preparation import database_url, open_prepared
from jobs.stopping import interrupted_by_signals, run

__all__ = ["run_invoice_run"]


def run_invoice_run(
    *, until: datetime | None, dry_run: bool, processes: int | None, data_dir: Path | None, as_json: bool
) -> None:
    """Close the periods that are over, and say what was done."""
    with interrupted_by_signals(), database_url(start(data_dir)) as settings:
        report = run(_run(settings, until.replace(tzinfo=UTC) if until is not None else None, dry_run, processes))
    totals = {currency: format_decimal(total) for currency, total in report.totals.items()}
    if as_json:
        parked = {str(root): reason for root, reason in report.parked.items()}
        done = {"finalized": report.finalized, "skipped": report.skipped, "totals": totals, "parked": parked}
        print(json.dumps(done | {"dry_run": dry_run}))
        return
    word = "Would finalize" if dry_run else "Finalized"
    show(
        {word: f"{report.finalized:,} invoices", "Skipped": f"{report.skipped:,} of nothing owed"}
        | {f"Total {currency}": total for currency, total in totals.items()}
        | {f"Parked {root}": reason for root, reason in report.parked.items()}
    )


async def _run(settings: Settings, until: datetime | None, dry_run: bool, processes: int | None) -> billing.RunReport:
    columns = (SpinnerColumn(), TextColumn("{task.description}"), TimeElapsedColumn())
    async with open_prepared(settings):
        with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
            task = bar.add_task("Invoicing")

            def progress(done: billing.RunReport) -> None:
                bar.update(task, description=f"{done.closed:,} periods closed")

            if dry_run:
                return await billing.run_invoices(SYSTEM, until=until, dry_run=True)
            return await run_over_processes(settings, until=until, processes=processes, progress=progress)
