"""Commands that do one thing and end: migrations, the first admin, the first key."""

import json
import logging.config
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path

from rich.console import Console

from core.accounts import SYSTEM
from core.jobs import Job, list_jobs
from core.migrations import downgrade
from core.settings import Settings
from jobs.credentials import make_admin, make_key, reset_password
from jobs.logs import log_config
from jobs.preparation import database_url, load_settings, migrate, open_prepared, require_answer
from jobs.runner import run_for_ever
from jobs.stopping import interrupted_by_signals, run, until_stopped

__all__ = [
    "run_create_admin",
    "run_create_key",
    "run_jobs",
    "run_migrations",
    "run_reset_password",
    "show",
    "show_jobs",
]

log = logging.getLogger("keymeter")


def run_migrations(*, down_to: int | None, data_dir: Path | None, as_json: bool) -> None:
    """Up to this version, or down below migration `down_to`. Says what ran."""
    with interrupted_by_signals(), database_url(start(data_dir)) as settings:
        ran = run(_migrate(settings, down_to))
    word = "applied" if down_to is None else "undone"
    if as_json:
        print(json.dumps({word: ran}))
    else:
        show({name: word for name in ran} or {"Nothing to do": "the database is there already"})


async def _migrate(settings: Settings, down_to: int | None) -> list[str]:
    await require_answer(settings.direct_url)
    if down_to is None:
        return await migrate(settings)
    return await downgrade(settings.direct_url, to=down_to)


def run_jobs(*, data_dir: Path | None) -> None:
    """Run the jobs until asked to stop."""
    settings = load_settings(data_dir=data_dir)
    logging.config.dictConfig(log_config(settings.log_level, log_format=settings.log_format))
    with until_stopped(), database_url(settings) as ready:
        run(_run_jobs(ready))


async def _run_jobs(settings: Settings) -> None:
    async with open_prepared(settings):
        log.info("Running the jobs.")
        await run_for_ever()


def show_jobs(*, data_dir: Path | None, as_json: bool) -> None:
    """What each job does and did."""
    with interrupted_by_signals(), database_url(start(data_dir)) as settings:
        found = run(_list_jobs(settings))
    if as_json:
        print(json.dumps({each.name: _state_of(each) for each in found}))
    else:
        show({each.name: _sentence_on(each) for each in found} or {"No job": "has run on this database yet"})


async def _list_jobs(settings: Settings) -> list[Job]:
    async with open_prepared(settings):
        return await list_jobs(SYSTEM)


def _state_of(job: Job) -> dict[str, object]:
    ended = job.last_ended_at
    return {
        "running_on": job.holder if job.lease_until is not None else None,
        "progress": job.progress,
        "next_run_at": job.next_run_at.isoformat(),
        "last_ended_at": ended.isoformat() if ended is not None else None,
        "last_succeeded": job.last_succeeded,
        "last_result": job.last_result,
        "failures": job.failures,
    }


def _sentence_on(job: Job) -> str:
    if job.lease_until is not None:
        return f"running on {job.holder} {job.progress}".rstrip()
    if job.last_ended_at is None:
        return "has not run yet"
    word = "done" if job.last_succeeded else f"failed {job.failures} times"
    return f"{word} {job.last_ended_at:%Y-%m-%d %H:%M:%S} UTC: {job.last_result}"


def run_create_admin(
    *, email: str, name: str | None, role: str, password: str | None, token: bool, data_dir: Path | None, as_json: bool
) -> None:
    """Make an admin and show what nobody will ever be shown again."""
    with interrupted_by_signals(), database_url(start(data_dir)) as settings:
        made = run(
            make_admin(
                settings,
                email=email,
                name=name or email.partition("@")[0],
                role=role,
                password=password,
                with_token=token,
            )
        )
        _print(asdict(made), as_json=as_json)


def run_reset_password(*, email: str, password: str | None, data_dir: Path | None, as_json: bool) -> None:
    """Give an admin another password, and show it if it was made up."""
    with interrupted_by_signals(), database_url(start(data_dir)) as settings:
        made = run(reset_password(settings, email=email, password=password))
        _print(asdict(made), as_json=as_json)


def run_create_key(
    *, user: str | None, user_name: str | None, name: str, live: bool, data_dir: Path | None, as_json: bool
) -> None:
    """Make a key and show it, this once."""
    with interrupted_by_signals(), database_url(start(data_dir)) as settings:
        made = run(make_key(settings, user=user, user_name=user_name, name=name, live=live))
        _print(asdict(made), as_json=as_json)


def show(fields: Mapping[str, str], *, title: str = "") -> None:
    """Print names and values below each other. Values are never wrapped, so that they can be copied."""
    console = Console(highlight=False, soft_wrap=True)
    if title:
        console.print(title, style="bold", markup=False)
    width = max(map(len, fields))
    for name, value in fields.items():
        console.print(f"  [dim]{name.ljust(width)}[/dim]  ", end="")
        console.print(value, markup=False)


def start(data_dir: Path | None) -> Settings:
    settings = load_settings(data_dir=data_dir)
    logging.config.dictConfig(log_config("warning"))
    return settings


def _print(fields: Mapping[str, str | None], *, as_json: bool) -> None:
    given = {name: value for name, value in fields.items() if value is not None}
    if as_json:
        print(json.dumps(given))
    else:
        show({name.replace("_", " ").capitalize(): value for name, value in given.items()})
