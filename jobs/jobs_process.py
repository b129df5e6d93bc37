"""The process of `keymeter serve` that runs the jobs, beside the workers, so that no call ever waits for one."""

import asyncio
import logging.config
import signal
from typing import Any

from core.database import close_database, open_database
from core.pepper import load_pepper, use_pepper
from core.settings import get_settings
from jobs.orphan import end_with_parent
from jobs.runner import run_for_ever

__all__ = ["run_jobs_process"]

CLOSE_SECONDS_MAX = 5


def run_jobs_process(log_config: dict[str, Any]) -> None:
    """Run the jobs until SIGTERM or until the supervisor is gone. What is under way is cancelled and done again."""
    end_with_parent(grace_seconds=CLOSE_SECONDS_MAX)
    logging.config.dictConfig(log_config)
    with asyncio.Runner() as runner:
        task = runner.get_loop().create_task(_run())
        runner.get_loop().add_signal_handler(signal.SIGTERM, task.cancel)
        try:
            runner.get_loop().run_until_complete(task)
        except asyncio.CancelledError:
            pass


async def _run() -> None:
    settings = get_settings()
    use_pepper(load_pepper(settings))
    await open_database(settings.database_url, pool_size=settings.pool_size)
    try:
        await run_for_ever()
    finally:
        await close_database()
