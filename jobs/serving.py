"""`keymeter serve` and `keymeter demo`: take the port, bring the database up, then supervise workers."""

import contextlib
import importlib.util
import json
import logging.config
import os
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path

from core.metering import ensure_partitions, months_ahead
from core.settings import Settings
from jobs.commands import show
from jobs.demo import DemoAccess, prepare_demo
from jobs.demo_database import demo_database, demo_folder
from jobs.embedded_postgres import EmbeddedPostgres
from jobs.logs import log_config
from jobs.preparation import embedded_postgres, load_settings, open_prepared, running, worker_environment
from jobs.refusal import Refused
from jobs.stopping import run, until_stopped
from jobs.supervisor import Supervisor, address_of, listen

__all__ = ["run_demo", "run_server"]

log = logging.getLogger("keymeter")


def run_server(
    *,
    host: str | None,
    port: int | None,
    workers: int | None,
    application: str,
    data_dir: Path | None,
    migrating: bool,
) -> None:
    """Serve until asked to stop."""
    settings = load_settings(host=host, port=port, workers=workers, data_dir=data_dir)
    logs = log_config(settings.log_level, log_format=settings.log_format)
    logging.config.dictConfig(logs)
    _require_application(application)
    with until_stopped(), _metrics_folder(settings) as metrics, listen(settings.host, settings.port) as listener:
        where, number = address_of(listener)
        with _server_database(settings.model_copy(update={"port": number})) as (ready, postgres):
            run(_prepare_server(ready, migrating=migrating))
            os.environ.update(worker_environment(ready) | {"KEYMETER_METRICS_DIR": metrics})
            Supervisor(
                listener,
                workers=ready.workers,
                log_config=logs,
                app=application,
                with_jobs=ready.jobs,
                postgres=postgres,
                on_serving=lambda: log.info("Serving on %s with %d workers.", _url(where, number), ready.workers),
            ).run()


def run_demo(
    *, port: int | None, data_dir: Path | None, workers: int | None, as_json: bool, seed: int, with_business: bool
) -> None:
    """Serve the demo until asked to stop, and say where to look once it answers."""
    settings = load_settings(host="127.0.0.1", port=port, workers=workers)
    logs = log_config(settings.log_level, server_level="warning", log_format=settings.log_format)
    logging.config.dictConfig(logs)
    with (
        until_stopped(),
        _output_kept_apart(as_json) as output,
        _metrics_folder(settings) as metrics,
        listen(settings.host, settings.port) as listener,
    ):
        where, number = address_of(listener)
        settings = settings.model_copy(update={"port": number})
        with demo_database(settings, demo_folder(settings, data_dir)) as (ready, postgres):
            access = run(prepare_demo(ready, seed=seed, with_business=with_business))
            os.environ.update(worker_environment(ready) | {"KEYMETER_METRICS_DIR": metrics})
            Supervisor(
                listener,
                workers=ready.workers,
                log_config=logs,
                with_jobs=ready.jobs,
                postgres=postgres,
                on_serving=lambda: _announce(_url(where, number), access, ready.data_dir, output),
            ).run()


@contextlib.contextmanager
def _metrics_folder(settings: Settings) -> Iterator[str]:
    """Where the workers share their counters, which begin anew with the server."""
    if settings.metrics_dir is not None:
        settings.metrics_dir.mkdir(parents=True, exist_ok=True)
        yield str(settings.metrics_dir.resolve())
        return
    with tempfile.TemporaryDirectory(prefix="keymeter-metrics-", ignore_cleanup_errors=True) as folder:
        yield folder


@contextlib.contextmanager
def _server_database(settings: Settings) -> Iterator[tuple[Settings, EmbeddedPostgres | None]]:
    if settings.database_url:
        yield settings, None
        return
    postgres = embedded_postgres(settings)
    with running(postgres) as url:
        yield settings.model_copy(update={"database_url": url, "database_direct_url": ""}), postgres


async def _prepare_server(settings: Settings, *, migrating: bool) -> None:
    async with open_prepared(settings, migrating=migrating) as ran:
        if ran:
            log.info("Migrated: %s.", ", ".join(ran))
        await ensure_partitions(months_ahead())


def _require_application(application: str) -> None:
    """Refused unless the module exists. It is looked for in the working folder too, where a vendor's own code is."""
    module, colon, factory = application.partition(":")
    if os.getcwd() not in sys.path:
        sys.path.insert(0, os.getcwd())
    try:
        found = importlib.util.find_spec(module) if module and factory else None
    except (ImportError, ValueError):
        found = None
    if not colon or found is None:
        raise Refused(f"There is no application {application!r}: give --app module:factory, with an importable module.")


@contextlib.contextmanager
def _output_kept_apart(as_json: bool) -> Iterator[int | None]:
    """With `--json`, where its one line goes. Whatever else prints, in this process or a worker, prints on stderr."""
    if not as_json:
        yield None
        return
    sys.stdout.flush()
    output = os.dup(1)
    os.dup2(2, 1)
    yield output


def _announce(url: str, access: DemoAccess, folder: Path, output: int | None) -> None:
    if output is not None:
        # Closed after the line: a reader that waits for the end of the output gets on with its work.
        with contextlib.suppress(BrokenPipeError), open(output, "w") as line:
            line.write(json.dumps({"url": url} | asdict(access)) + "\n")
        return
    show(
        {
            "Address": url,
            "Admin": f"{access.admin_email}  password {access.admin_password}",
            "Admin token": access.admin_token,
            "API key": access.api_key,
            "User": access.user_id,
            "Data": str(folder),
            "Try": f"curl -H 'x-api-key: {access.api_key}' {url}/v1/samples/ping",
        },
        title="Keymeter demo is running. Ctrl-C stops it; the data stays.",
    )


def _url(host: str, port: int) -> str:
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"
