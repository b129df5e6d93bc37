"""How long a page of a hundred users takes: `python -m tests.graphql.measure` (`--profile` shows where time goes).

A hundred users on a plan, with keys, usage of four weeks and an estimate each, in one query; the figure of proof.md is
50 ms. It prints the median and the best of many runs, in process (no network), and the number of statements. And how
long it takes to refuse the worst of the queries that are too large, for which the figure of doors.md is 50 ms, too.
"""

import asyncio
import contextlib
import cProfile
import pstats
import statistics
import sys
import time

import uvloop

from core import accounts
from core.accounts import SYSTEM
from core.database import close_database, open_database
from core.pepper import Pepper, use_pepper
from core.settings import Settings
from graphql_schema.documents import Documents
from graphql_schema.operation import Caller
from graphql_schema.schema import schema
from main import _settle_garbage, create_app, running
from tests.graphql.test_limits import BOMBS, REFUSED
from tests.support.business import make_business
from tests.support.postgres import TestPostgres, clone_template, url_of
from tests.support.statements import counted_statements

PAGE = """
query Page($first: Int!) {
  users(first: $first) {
    pageInfo { hasNextPage endCursor }
    edges {
      node {
        id name email status
        keys(first: 3) { edges { node { id name prefix last4 status lastUsedAt } } }
        monthToDate { meter { slug unit } quantity }
        estimate { totalToDate { amount currency } forecastTotal { amount } }
      }
    }
  }
}
"""


async def measure(runs: int, *, profile: bool) -> None:
    url = url_of(await clone_template())
    use_pepper(Pepper(((1, bytes.fromhex("5a" * 32)),)))
    await open_database(url)
    settings = Settings(database_url=url, pepper="1:" + "5a" * 32, _env_file=None)  # type: ignore[call-arg, arg-type]
    app = create_app(settings)
    async with running(app, settings):
        await make_business(users=100, days=28, calls_a_day=3)
        admin = await accounts.create_admin(
            SYSTEM, email="m@keymeter.example", name="M", password="correct horse battery", role="owner"
        )
        token = await accounts.issue_token(SYSTEM, admin_id=admin.id, name="measure")
        authorization = f"Bearer {token.secret}"

        async def run() -> None:
            caller = Caller(app.state.gate, authorization=authorization, api_key=None, address=None)
            result = await schema.execute(PAGE, {"first": 100}, caller)
            assert not result.errors and result.data is not None, result.errors
            assert len(result.data["users"]["edges"]) == 100

        for _ in range(5):
            await run()
        with counted_statements() as sent:
            await run()
        _settle_garbage()  # as a server does when it has started
        walls, cpus = [], []
        for _ in range(runs):
            wall, cpu = time.perf_counter(), time.process_time()
            await run()
            walls.append((time.perf_counter() - wall) * 1000)
            cpus.append((time.process_time() - cpu) * 1000)
        sys.stdout.write(
            f"100 users: median {statistics.median(walls):.1f} ms, best {min(walls):.1f} ms;"
            f" CPU of this process: median {statistics.median(cpus):.1f} ms, best {min(cpus):.1f} ms;"
            f" {len(sent)} statements\n"
        )
        if profile:
            profiler = cProfile.Profile()
            profiler.enable()
            for _ in range(runs):
                await run()
            profiler.disable()
            pstats.Stats(profiler).sort_stats("tottime").print_stats(35)
    await close_database()


def measure_bombs(runs: int) -> None:
    slowest: tuple[float, str] = (0.0, "")
    for name, bomb in BOMBS.items():
        documents, times = Documents(schema._schema), []
        for _ in range(runs):
            started = time.process_time()
            with contextlib.suppress(*REFUSED):
                documents.prepare(bomb).choose(None, None)
            times.append((time.process_time() - started) * 1000)
        slowest = max(slowest, (statistics.median(times), name))
    sys.stdout.write(f"The slowest refusal ({slowest[1]}): median {slowest[0]:.1f} ms of CPU\n")


def main() -> None:
    measure_bombs(9)
    server = TestPostgres()
    server.start()
    try:
        with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
            runner.run(measure(30, profile="--profile" in sys.argv[1:]))
    finally:
        server.stop()


if __name__ == "__main__":
    main()
