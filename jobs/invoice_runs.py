"""A run of invoices by as many processes as there are cores: making lines is work for the processor, and Python does it
on one core a process. `python -m jobs.invoice_runs INSTANT DOOR` is such a further process.

Runs share their work by the locks of what is due, so nothing is handed out, and whichever process dies leaves the rest
to the others or to the next run.
"""

import asyncio
import contextlib
import os
import sys
import threading
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator, Callable
from datetime import datetime

import msgspec

from core import audit, billing
from core.accounts import SYSTEM
from core.settings import Settings, get_settings
from jobs.preparation import open_prepared, worker_environment

__all__ = ["run_over_processes"]

#: With fewer periods that are due, a further process is not worth its start of two seconds.
DUE_MIN = 5_000
_DECODE = msgspec.json.Decoder(billing.RunReport).decode


async def run_over_processes(
    settings: Settings,
    *,
    until: datetime | None = None,
    processes: int | None = None,
    progress: Callable[[billing.RunReport], None] = lambda _: None,
) -> billing.RunReport:
    """Close what is due, in this process and in further ones if so much is due that they are worth it (`processes`: so
    many in all, at any rate). The report is that of all; `progress` is told of this one's share.

    The database is open in this process. RuntimeError if a further process failed; what it had not closed is due still.
    """
    cutoff = (until or billing.due_until()).replace(microsecond=0)
    if processes is None:
        processes = (os.cpu_count() or 1) if await billing.count_due(cutoff) >= DUE_MIN else 1
    async with contextlib.AsyncExitStack() as stack:
        others = [await stack.enter_async_context(_started(settings, cutoff)) for _ in range(processes - 1)]
        report = await billing.run_invoices(SYSTEM, until=cutoff, progress=progress)
        for other in others:
            output, _ = await other.communicate()
            if other.returncode:
                raise RuntimeError(f"A process of the run of invoices ended with {other.returncode}. Run it again.")
            report.add(_DECODE(output))
    return report


@contextlib.asynccontextmanager
async def _started(settings: Settings, cutoff: datetime) -> AsyncIterator[Process]:
    """A further process. It ends with the context, and by its standard input with this process."""
    environment = os.environ | worker_environment(settings)
    command = (sys.executable, "-m", "jobs.invoice_runs", cutoff.isoformat(), audit.current_origin().door)
    process = await asyncio.create_subprocess_exec(*command, env=environment, stdin=PIPE, stdout=PIPE)
    try:
        yield process
    finally:
        if process.returncode is None:
            process.terminate()
            await process.wait()


def _end_with_parent() -> None:
    """Nobody writes to standard input; it is at its end when whoever started us is gone."""
    os.read(sys.stdin.fileno(), 1)
    os._exit(1)


async def _work(cutoff: datetime, door: str) -> None:
    async with open_prepared(get_settings()):
        audit.enter_by(msgspec.convert(door, audit.Door))
        report = await billing.run_invoices(SYSTEM, until=cutoff)
    sys.stdout.buffer.write(msgspec.json.encode(report))
    sys.stdout.buffer.flush()


if __name__ == "__main__":
    threading.Thread(target=_end_with_parent, name="orphan watch", daemon=True).start()
    asyncio.run(_work(datetime.fromisoformat(sys.argv[1]), sys.argv[2]))
