"""The command line: `keymeter`. Options are read here; the work is done by the modules beside this one.

Commands import what they need when they run: `--help` answers at once, and every worker process, which Python makes
import this module again, starts faster.
"""

import sys
from datetime import datetime
from pathlib import Path
from typing import Annotated, Literal

import typer

from jobs.refusal import sentence_of

__all__ = ["app", "run"]

EXIT_CODES = (
    "Exit codes: 0 done, or stopped as asked; 1 refused or failed, with one sentence on standard error that says what"
    " to do; 2 the command line is not valid; 3 doctor found something; 130 interrupted before it was done."
)

app = typer.Typer(
    help="API keys, exact usage metering and billing in one process and one PostgreSQL.",
    epilog=EXIT_CODES,
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,  # they print local variables, some of which are secrets
)
admin_app = typer.Typer(help="Admins: who may sign in to the dashboard.", no_args_is_help=True)
invoice_app = typer.Typer(help="Invoices.", no_args_is_help=True)
key_app = typer.Typer(help="API keys of users.", no_args_is_help=True)
app.add_typer(admin_app, name="admin")
app.add_typer(invoice_app, name="invoice")
app.add_typer(key_app, name="key")

DataDir = Annotated[
    Path | None, typer.Option(help="Folder of the embedded PostgreSQL and the pepper file.", show_default=".keymeter")
]
Port = Annotated[int | None, typer.Option(min=0, max=65535, help="Port; 0 takes a free one.", show_default="8000")]
Workers = Annotated[int | None, typer.Option(min=1, max=256, help="Worker processes.", show_default="1")]
Json = Annotated[bool, typer.Option("--json", help="Print one line of JSON and nothing else.")]


@app.command(epilog=EXIT_CODES)
def demo(
    port: Port = None,
    data_dir: Annotated[
        Path | None, typer.Option(help="Folder of the demo's data.", show_default=".keymeter/demo")
    ] = None,
    workers: Workers = None,
    as_json: Json = False,
    seed: Annotated[int, typer.Option(help="Decides what the demo makes up.")] = 1,
    business: Annotated[
        bool, typer.Option("--business/--bare", help="Make up users and months of usage, or leave it at one user.")
    ] = True,
) -> None:
    """Look at it: a server on this machine with a database of its own, an admin, a user, a key and a plan.

    Data and credentials stay in the folder, so a second start shows the same.

    It listens on this machine only. DATABASE_URL is used only if that database is empty or was made by this demo.
    """
    from jobs.serving import run_demo

    run_demo(port=port, data_dir=data_dir, workers=workers, as_json=as_json, seed=seed, with_business=business)


@app.command(epilog=EXIT_CODES)
def serve(
    host: Annotated[str | None, typer.Option(help="Address to listen on.", show_default="127.0.0.1")] = None,
    port: Port = None,
    workers: Workers = None,
    application: Annotated[
        str, typer.Option("--app", metavar="MODULE:FACTORY", help="Your own application instead, made by a function.")
    ] = "main:create_app",
    data_dir: DataDir = None,
    migrating: Annotated[
        bool, typer.Option("--migrate/--no-migrate", help="Bring the database to this version before serving.")
    ] = True,
) -> None:
    """Serve in production, on DATABASE_URL or else on the embedded PostgreSQL.

    A worker that dies is replaced. Ctrl-C and SIGTERM finish what is being answered (10 s at most) and stop.
    """
    from jobs.serving import run_server

    run_server(host=host, port=port, workers=workers, application=application, data_dir=data_dir, migrating=migrating)


@app.command(epilog=EXIT_CODES)
def doctor(
    only: Annotated[list[str] | None, typer.Option(help="Look at this invariant only; may be repeated.")] = None,
    audit_head: Annotated[
        str | None, typer.Option(metavar="NUMBER:SEAL", help="A head of the audit log that was kept elsewhere.")
    ] = None,
    data_dir: DataDir = None,
    as_json: Json = False,
) -> None:
    """Check that what must always hold does hold. It reads and changes nothing; exit code 3 if it found anything."""
    from jobs.examining import run_doctor

    if not run_doctor(only=only or [], audit_head=audit_head, data_dir=data_dir, as_json=as_json):
        sys.exit(3)


@app.command(epilog=EXIT_CODES)
def audit_head(data_dir: DataDir = None) -> None:
    """Print the head of the audit log's chain, to be kept where nobody who can write to the database can."""
    from jobs.examining import run_audit_head

    run_audit_head(data_dir=data_dir)


@app.command(epilog=EXIT_CODES)
def jobs(
    status: Annotated[bool, typer.Option("--status", help="Show what each job does and did, and end.")] = False,
    data_dir: DataDir = None,
    as_json: Json = False,
) -> None:
    """Run the jobs that run by the clock, and deliver the outbox, until asked to stop.

    `keymeter serve` does it too unless KEYMETER_JOBS is false. Any number may run: each job runs on one at a time.
    """
    from jobs.commands import run_jobs, show_jobs

    if status:
        show_jobs(data_dir=data_dir, as_json=as_json)
    else:
        run_jobs(data_dir=data_dir)


@app.command(epilog=EXIT_CODES)
def migrate(
    down_to: Annotated[
        int | None, typer.Option(min=0, help="Undo this migration and all after it, newest first. Data is lost.")
    ] = None,
    data_dir: DataDir = None,
    as_json: Json = False,
) -> None:
    """Bring the database to this version, or back to an older one."""
    from jobs.commands import run_migrations

    run_migrations(down_to=down_to, data_dir=data_dir, as_json=as_json)


@admin_app.command("create", epilog=EXIT_CODES)
def create_admin(
    email: Annotated[str, typer.Option(help="E-mail address to sign in with.")],
    name: Annotated[str | None, typer.Option(help="Name to show.", show_default="from the address")] = None,
    role: Annotated[Literal["owner", "admin", "reader"], typer.Option(help="What they may do.")] = "admin",
    password: Annotated[
        str | None,
        typer.Option(envvar="KEYMETER_ADMIN_PASSWORD", help="10 to 200 characters.", show_default="made up and shown"),
    ] = None,
    ask: Annotated[bool, typer.Option("--ask", help="Ask for the password instead of making one up.")] = False,
    token: Annotated[bool, typer.Option("--token", help="Make an admin token as well, for machines.")] = False,
    data_dir: DataDir = None,
    as_json: Json = False,
) -> None:
    """Make an admin. A password that is made up and a token are shown once: the database has only digests."""
    from jobs.commands import run_create_admin

    if ask and password is None:
        password = typer.prompt("Password", hide_input=True, confirmation_prompt=True, err=True)
    run_create_admin(
        email=email, name=name, role=role, password=password, token=token, data_dir=data_dir, as_json=as_json
    )


@admin_app.command("reset-password", epilog=EXIT_CODES)
def reset_password(
    email: Annotated[str, typer.Option(help="E-mail address they sign in with.")],
    password: Annotated[
        str | None,
        typer.Option(envvar="KEYMETER_ADMIN_PASSWORD", help="10 to 200 characters.", show_default="made up and shown"),
    ] = None,
    ask: Annotated[bool, typer.Option("--ask", help="Ask for the password instead of making one up.")] = False,
    data_dir: DataDir = None,
    as_json: Json = False,
) -> None:
    """Give an admin who lost it another password. All of their sessions end."""
    from jobs.commands import run_reset_password

    if ask and password is None:
        password = typer.prompt("Password", hide_input=True, confirmation_prompt=True, err=True)
    run_reset_password(email=email, password=password, data_dir=data_dir, as_json=as_json)


@key_app.command("create", epilog=EXIT_CODES)
def create_key(
    user: Annotated[str | None, typer.Option(help="Id or external id of the user.")] = None,
    user_name: Annotated[str | None, typer.Option(help="Make a new user with this name instead.")] = None,
    name: Annotated[str, typer.Option(help="What the key is for.")] = "Command line",
    test: Annotated[bool, typer.Option("--test", help="A test key: its usage is never billed.")] = False,
    data_dir: DataDir = None,
    as_json: Json = False,
) -> None:
    """Make an API key. It is shown once: the database has only its digest."""
    from jobs.commands import run_create_key

    if (user is None) == (user_name is None):
        raise typer.BadParameter("give either --user or --user-name.")
    run_create_key(user=user, user_name=user_name, name=name, live=not test, data_dir=data_dir, as_json=as_json)


@invoice_app.command("run", epilog=EXIT_CODES)
def run_invoices(
    until: Annotated[
        datetime | None,
        typer.Option("--period", help="Close periods that ended by this instant, in UTC.", show_default="an hour ago"),
    ] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Show what would be; keep nothing.")] = False,
    processes: Annotated[
        int | None, typer.Option(min=1, help="How many share the work.", show_default="by the cores and what is due")
    ] = None,
    data_dir: DataDir = None,
    as_json: Json = False,
) -> None:
    """Invoice every period that is over. It may be stopped and repeated, or run several times at once."""
    from jobs.invoicing import run_invoice_run

    run_invoice_run(until=until, dry_run=dry_run, processes=processes, data_dir=data_dir, as_json=as_json)


@app.command("import", epilog=EXIT_CODES)
def import_file(
    file: Annotated[Path, typer.Argument(exists=True, dir_okay=False, help="CSV, NDJSON, Parquet or an access log.")],
    file_format: Annotated[
        Literal["csv", "ndjson", "parquet", "access-log"] | None,
        typer.Option("--format", help="Of the file.", show_default="by its ending"),
    ] = None,
    event_type: Annotated[
        str, typer.Option("--type", help="Type of events that say none; of access logs http.request.")
    ] = "",
    user_column: Annotated[str, typer.Option(help="Column of the user: an id or an external id.")] = "user",
    user_pattern: Annotated[
        str, typer.Option(metavar="REGEX", help="Finds the user in that column, by its group (?P<user>...).")
    ] = "",
    time_column: Annotated[str, typer.Option(help="Column of the instant, in ISO 8601 or seconds.")] = "time",
    type_column: Annotated[str, typer.Option(help="Column of the type.")] = "type",
    id_column: Annotated[str, typer.Option(help="Column of the event's id; without one the line is it.")] = "event_id",
    source: Annotated[str, typer.Option(help="Source of events that say none.")] = "import",
    zone: Annotated[str, typer.Option(help="Zone of times that say none, such as Europe/Zurich.")] = "",
    rejects: Annotated[
        Path | None, typer.Option(help="Where the lines that were rejected are listed.", show_default="beside FILE")
    ] = None,
    again: Annotated[bool, typer.Option("--again", help="Read a file once more that is imported already.")] = False,
    data_dir: DataDir = None,
    as_json: Json = False,
) -> None:
    """Record the events of a file, each once, however often it is imported.

    It may be killed and started again: it goes on where it was. All columns that are not named are properties.
    """
    from jobs.imports.files import format_of
    from jobs.imports.rows import Reading
    from jobs.imports.running import run_import

    known = file_format or format_of(file)
    kind = event_type or ("http.request" if known == "access-log" else "")
    reading = Reading(known, user_column, time_column, type_column, id_column, kind, source, zone, user_pattern)
    run_import(file, reading, report=rejects, again=again, data_dir=data_dir, as_json=as_json)


@app.command("export", epilog=EXIT_CODES)
def export_file(
    what: Annotated[Literal["events", "usage"], typer.Argument(help="Single events, or what was used.")],
    begins: Annotated[datetime, typer.Option("--from", help="First instant, in UTC.")],
    ends: Annotated[datetime, typer.Option("--to", help="Instant behind the last, in UTC.")],
    out: Annotated[
        Path | None, typer.Option(help="File to write, .csv or .parquet.", show_default="CSV to standard output")
    ] = None,
    user: Annotated[str, typer.Option(help="Id or external id of one user.")] = "",
    event_type: Annotated[str, typer.Option("--type", help="Events of this type only.")] = "",
    meter: Annotated[list[str] | None, typer.Option(help="Usage of this meter only; may be repeated.")] = None,
    window: Annotated[
        Literal["total", "minute", "hour", "day", "week", "month"], typer.Option(help="Of usage.")
    ] = "day",
    zone: Annotated[str, typer.Option(help="Time zone of days, weeks and months.")] = "UTC",
    group_by: Annotated[
        list[str] | None,
        typer.Option(help="user, key or dimension:NAME; may be repeated.", show_default="user"),
    ] = None,
    data_dir: DataDir = None,
    as_json: Json = False,
) -> None:
    """Write events or usage to a file. Texts that a spreadsheet would run as formulas are quoted in CSV."""
    from jobs.exporting import Asked, run_export

    if as_json and out is None:
        raise typer.BadParameter("--json needs --out.")
    asked = Asked(what, begins, ends, user, event_type, meter or (), window, zone, group_by or ("user",))
    run_export(asked, out, data_dir=data_dir, as_json=as_json)


@app.command(epilog=EXIT_CODES)
def bench(
    rounds: Annotated[int, typer.Option(min=1, max=50, help="Rounds; the medians count.")] = 5,
    seconds: Annotated[int, typer.Option(min=1, max=60, help="Seconds per route and round.")] = 2,
    invoices: Annotated[bool, typer.Option("--invoices", help="Measure the run of invoices alone.")] = False,
    events: Annotated[bool, typer.Option("--events", help="Measure the intake of events alone.")] = False,
    stored: Annotated[int, typer.Option(min=0, help="Measure alone what so many stored events make slower.")] = 0,
) -> None:
    """Compare an unguarded route, the guard alone, a metered route, and a look-up and INSERT per call by the ORM.

    On a PostgreSQL of its own. The exit code is 1 if a bar was missed.
    """
    from jobs.bench.run import run_bench

    if not run_bench(rounds=rounds, seconds=seconds, only_invoices=invoices, only_events=events, stored=stored):
        sys.exit(1)


def run() -> None:
    """The console script. Whatever somebody foresaw is one sentence on standard error and exit code 1."""
    try:
        app()
    except Exception as error:
        sentence = sentence_of(error)
        if sentence is None:
            raise
        print(f"keymeter: {sentence}", file=sys.stderr)
        sys.exit(1)


if __name__ == "__main__":
    run()
