"""Commands that do one thing and end: migrations, the first admin, the first key."""

import json
import logging.config
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path

from rich.console import Console

from core.migrations import downgrade
from core.settings import Settings
from jobs.credentials import make_admin, make_key
from jobs.logs import log_config
from jobs.preparation import database_url, load_settings, migrate, require_answer
from jobs.stopping import interrupted_by_signals, run

__all__ = ["run_create_admin", "run_create_key", "run_migrations", "show"]


def run_migrations(*, down_to: int | None, data_dir: Path | None, as_json: bool) -> None:
    """Up to this version, or down below migration `down_to`. Says what ran."""
    with interrupted_by_signals(), database_url(_start(data_dir)) as settings:
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


def run_create_admin(
    *, email: str, name: str | None, role: str, password: str | None, token: bool, data_dir: Path | None, as_json: bool
) -> None:
    """Make an admin and show what nobody will ever be shown again."""
    with interrupted_by_signals(), database_url(_start(data_dir)) as settings:
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


def run_create_key(
    *, user: str | None, user_name: str | None, name: str, live: bool, data_dir: Path | None, as_json: bool
) -> None:
    """Make a key and show it, this once."""
    with interrupted_by_signals(), database_url(_start(data_dir)) as settings:
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


def _start(data_dir: Path | None) -> Settings:
    settings = load_settings(data_dir=data_dir)
    logging.config.dictConfig(log_config("warning"))
    return settings


def _print(fields: Mapping[str, str | None], *, as_json: bool) -> None:
    given = {name: value for name, value in fields.items() if value is not None}
    if as_json:
        print(json.dumps(given))
    else:
        show({name.replace("_", " ").capitalize(): value for name, value in given.items()})
