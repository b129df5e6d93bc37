"""`keymeter doctor`: what must always hold, looked at from the command line."""

import json
import logging.config
from collections.abc import Sequence
from pathlib import Path

from rich.console import Console

from core import audit, doctor
from core.accounts import SYSTEM
from core.audit import Head
from core.doctor import Report
from core.settings import Settings
from jobs.logs import log_config
from jobs.preparation import database_url, load_settings, open_prepared
from jobs.refusal import Refused
from jobs.stopping import interrupted_by_signals, run

__all__ = ["run_audit_head", "run_doctor"]


def run_doctor(*, only: Sequence[str], audit_head: str | None, data_dir: Path | None, as_json: bool) -> bool:
    """Print what was found; whether that is nothing."""
    known = _head(audit_head) if audit_head is not None else None
    logging.config.dictConfig(log_config("warning"))
    with interrupted_by_signals(), database_url(load_settings(data_dir=data_dir)) as settings:
        report = run(_examine(settings, only, known))
    if as_json:
        print(json.dumps({"sound": not report.total, "findings": report.findings, "counts": report.counts}))
    else:
        _show(report)
    return not report.total


def run_audit_head(*, data_dir: Path | None) -> None:
    """Print the head of the chain."""
    logging.config.dictConfig(log_config("warning"))
    with interrupted_by_signals(), database_url(load_settings(data_dir=data_dir)) as settings:
        print(run(_get_head(settings)))


async def _examine(settings: Settings, only: Sequence[str], known: Head | None) -> Report:
    async with open_prepared(settings):
        return await doctor.examine(SYSTEM, only=only, known_head=known)


async def _get_head(settings: Settings) -> Head:
    async with open_prepared(settings):
        return await audit.get_head(SYSTEM)


def _head(text: str) -> Head:
    try:
        return audit.parse_head(text)
    except ValueError as error:
        raise Refused(f"--audit-head is not a head ({error}): give one as `keymeter audit-head` printed it.") from error


def _show(report: Report) -> None:
    console = Console(highlight=False, soft_wrap=True)
    for name, sentences in report.findings.items():
        label = name.replace("_", " ")
        console.print(f"  {'[green]holds[/green] ' if not sentences else '[red]broken[/red]'}  {label}")
        for sentence in sentences:
            console.print(f"          {sentence}", markup=False)
        if report.counts[name] > len(sentences):
            console.print(f"          and {report.counts[name] - len(sentences)} more", markup=False)
