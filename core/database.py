"""The database: Tortoise's configuration, transactions, and what counts as "the database does not answer".

Two Tortoise connections per process: `default` for everything, and `recorder`, whose statements keep one generic
plan (metering.md: the recording statement flips to a bad plan at its sixth execution otherwise).
"""

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager, suppress
from typing import Any

import asyncpg
from tortoise import Tortoise
from tortoise.backends.asyncpg.client import AsyncpgDBClient, TransactionWrapper
from tortoise.backends.base.client import TransactionContextPooled
from tortoise.backends.base.config_generator import expand_db_url
from tortoise.connection import get_connections
from tortoise.exceptions import DBConnectionError, OperationalError
from tortoise.transactions import in_transaction

from core.errors import KeymeterError, Unavailable
from core.settings import get_settings

__all__ = [
    "ANSWERING_SECONDS_MAX",
    "MANAGED_APP",
    "USAGE_APP",
    "as_error",
    "close_database",
    "connect_directly",
    "drop_idle_connections",
    "fetch",
    "hang_up",
    "open_database",
    "raw_connection",
    "tortoise_config",
    "transaction",
]

#: Tables whose migrations aerich writes.
MANAGED_APP = "keymeter"
#: Busy tables: partitioned or with composite keys, which Tortoise cannot declare. Their SQL is written by hand.
USAGE_APP = "usage"

ACQUIRE_SECONDS_MAX = 1.0
CONNECT_SECONDS_MAX = 2.0
COMMAND_SECONDS_MAX = 30.0
#: For processes that answer requests: with it, each of them ends within five seconds, whatever the database does.
ANSWERING_SECONDS_MAX = 3.5
CANCEL_SECONDS_MAX = 0.5
CLOSE_SECONDS_MAX = 2.0
SERVER_SETTINGS = {
    "application_name": "keymeter",
    "timezone": "UTC",
    "idle_in_transaction_session_timeout": "15s",
    "jit": "off",
}


class _Connection(asyncpg.Connection):
    """A connection that costs no extra round trip when it goes back to the pool: nobody leaves state on it."""

    def get_reset_query(self) -> str:
        return ""

    async def _cancel(self, waiter: Any, cancel_waiter: Any = None) -> None:
        """Ask the server to cancel, and hang up if it does not confirm.

        The driver would give it as long as a statement may take, and a ROLLBACK or the pool waits for that: whoever
        gave up on a statement would wait once more as long.
        """
        async with asyncio.timeout(CANCEL_SECONDS_MAX) as limit:
            await super()._cancel(waiter, cancel_waiter)
        if limit.expired():
            self.terminate()
            drop_idle_connections()


class _Pool(asyncpg.Pool):
    """A pool that does not let a caller wait for ever: Tortoise passes no deadline when it acquires."""

    def acquire(self, *, timeout: float | None = None) -> Any:
        return super().acquire(timeout=ACQUIRE_SECONDS_MAX if timeout is None else timeout)

    def drop_idle(self) -> None:
        for holder in self._holders:
            if holder.is_idle():
                holder.terminate()


class _SaysUnavailable:
    """Turns "the database does not answer" into the core's own error, for every statement of the ORM."""

    async def _translate_exceptions(self, func: Any, *args: Any, **kwargs: Any) -> Any:
        with unavailable_if_silent():
            return await super()._translate_exceptions(func, *args, **kwargs)  # type: ignore[misc]


class _Transaction(_SaysUnavailable, TransactionWrapper):
    pass


class _TransactionContext(TransactionContextPooled):
    """Gives the connection back when BEGIN fails or is cancelled: Tortoise keeps it, and its place in the pool."""

    __slots__ = ()

    async def __aenter__(self) -> Any:
        try:
            return await super().__aenter__()
        except BaseException:
            if self.client._connection is not None:
                hang_up(self.client._connection)
                get_connections().reset(self.token)
            raise


class Client(_SaysUnavailable, AsyncpgDBClient):
    """Tortoise's own asyncpg client on that pool."""

    connection_class = _Connection

    def _in_transaction(self) -> TransactionContextPooled:
        return _TransactionContext(_Transaction(self), self._pool_init_lock)

    async def create_pool(self, **kwargs: Any) -> asyncpg.Pool:
        pool = _Pool(
            max_queries=1_000_000_000,  # a recorder's prepared statement lives as long as its connection
            max_inactive_connection_lifetime=300.0,
            record_class=asyncpg.Record,
            **kwargs,
        )
        return await pool

    async def _close(self) -> None:
        """Like Tortoise's, which waits 10 s for connections that are in use; a silent database keeps them so."""
        pool, self._pool = self._pool, None
        if pool is not None:
            try:
                await asyncio.wait_for(pool.close(), CLOSE_SECONDS_MAX)
            except TimeoutError:
                pool.terminate()


client_class = Client  # the name by which Tortoise finds a backend's client in its `engine` module


def tortoise_config(
    url: str, *, pool_size: int = 8, statement_seconds_max: float = COMMAND_SECONDS_MAX
) -> dict[str, Any]:
    """Tortoise's configuration for a database URL, the same for server, migrations and tests."""
    base = expand_db_url(url)
    credentials = base["credentials"] | {
        "timeout": CONNECT_SECONDS_MAX,
        "command_timeout": statement_seconds_max,
        "minsize": 0,  # opened when first used, so a process can start while the database is down
    }
    settings = SERVER_SETTINGS | {
        "statement_timeout": f"{statement_seconds_max * 1000:.0f}ms",
        # Waiting for a lock holds a place in the pool: three others must be able to give up in the same time.
        "lock_timeout": f"{statement_seconds_max * 250:.0f}ms",
    }
    engine = "core.database"
    return {
        "connections": {
            "default": {
                "engine": engine,
                "credentials": credentials | {"maxsize": pool_size, "server_settings": settings},
            },
            "recorder": {
                "engine": engine,
                "credentials": credentials
                | {
                    "maxsize": 3,  # the recorder's, the limiter's, and one for key look-ups
                    "server_settings": settings
                    | {
                        "application_name": "keymeter recorder",
                        "plan_cache_mode": "force_generic_plan",
                        "statement_timeout": "3s",
                        "lock_timeout": "1s",  # sooner than the recorder takes the database for silent
                    },
                },
            },
        },
        "apps": {
            MANAGED_APP: {
                "models": [
                    "core.accounts.models",
                    "core.alerts.models",
                    "core.audit.models",
                    "core.doctor.models",
                    "core.idempotency.models",
                    "core.jobs.models",
                    "core.keys.models",
                    "core.ledger.models",
                    "core.metering.models",
                    "core.outbox.models",
                    "core.plans.models",
                    "core.limits.models",
                    "core.billing.models",
                    "aerich.models",
                ],
                "default_connection": "default",
            },
            USAGE_APP: {"models": ["core.metering.usage_models"], "default_connection": "default"},
        },
        "use_tz": True,
        "timezone": "UTC",
    }


def __getattr__(name: str) -> Any:
    """`core.database.TORTOISE_ORM` for aerich's command line, made when asked for."""
    if name == "TORTOISE_ORM":
        return tortoise_config(get_settings().direct_url or "postgres://keymeter@localhost/keymeter")
    raise AttributeError(name)


async def open_database(url: str, *, pool_size: int = 8, statement_seconds_max: float = COMMAND_SECONDS_MAX) -> None:
    """Open this process's pools. The database may be down: the first statement says so, not this."""
    config = tortoise_config(url, pool_size=pool_size, statement_seconds_max=statement_seconds_max)
    await Tortoise.init(config=config, _enable_global_fallback=True)


async def close_database() -> None:
    await Tortoise.close_connections()


def drop_idle_connections() -> None:
    """Call it when the database was silent: connections that nobody uses may be dead without knowing, and each would
    cost a request its time to find out."""
    for client in get_connections().all():
        pool = getattr(client, "_parent", client)._pool  # inside a transaction, the client is the transaction's
        if pool is not None:
            pool.drop_idle()


@asynccontextmanager
async def transaction() -> AsyncIterator[Any]:
    """One transaction on Tortoise's connection; ORM calls inside join it. Nested: a savepoint."""
    with unavailable_if_silent():
        async with in_transaction("default") as connection:
            yield connection


@asynccontextmanager
async def raw_connection(name: str = "default") -> AsyncIterator[asyncpg.Connection]:
    """The asyncpg connection below Tortoise's, for prepared statements and COPY.

    Inside `transaction()` it is the transaction's own, so it commits and rolls back with it.
    """
    with unavailable_if_silent():
        async with get_connections().get(name).acquire_connection() as connection:
            yield connection


def hang_up(connection: asyncpg.Connection) -> None:
    """End a pooled connection that is not to be trusted any more, now; its place in the pool is free at once.

    One that the server ended is the pool's again by then, and to terminate it would be an error.
    """
    with suppress(asyncpg.InterfaceError):
        connection.terminate()


async def fetch(sql: str, *arguments: Any) -> list[asyncpg.Record]:
    """Run one SQL statement on Tortoise's current connection and return its rows."""
    async with raw_connection() as connection:
        rows: list[asyncpg.Record] = await connection.fetch(sql, *arguments)
        return rows


async def connect_directly(url: str) -> asyncpg.Connection:
    """A connection of its own, past any pooler: for LISTEN, session locks, polling."""
    async with asyncio.timeout(CONNECT_SECONDS_MAX + 1):
        return await asyncpg.connect(
            url,
            timeout=CONNECT_SECONDS_MAX,
            command_timeout=COMMAND_SECONDS_MAX,
            server_settings={"application_name": "keymeter watch", "timezone": "UTC"},
        )


@contextmanager
def unavailable_if_silent() -> Iterator[None]:
    """Raise Unavailable in place of whatever says that the database did not answer."""
    try:
        yield
    except KeymeterError:
        raise
    except Exception as error:
        problem = as_error(error)
        if problem is None:
            raise
        raise problem from error


_UNAVAILABLE = (
    OSError,
    TimeoutError,
    asyncio.TimeoutError,
    asyncpg.PostgresConnectionError,
    asyncpg.InterfaceError,
    asyncpg.exceptions.OperatorInterventionError,
    asyncpg.exceptions.InsufficientResourcesError,
    asyncpg.exceptions.LockNotAvailableError,
    asyncpg.exceptions.InternalClientError,
    asyncpg.exceptions.PostgresSystemError,  # its disk does not answer
    asyncpg.exceptions.ReadOnlySQLTransactionError,  # a standby that is about to be promoted
    DBConnectionError,
)


def as_error(error: BaseException) -> KeymeterError | None:
    """What an exception means to a caller: itself, `Unavailable` if the database did not answer, else None."""
    if isinstance(error, KeymeterError):
        return error
    cause = error.__cause__ if isinstance(error, OperationalError) else error
    if isinstance(cause, _UNAVAILABLE) and not isinstance(cause, asyncpg.DataError):
        return Unavailable(
            "The database does not answer. Nothing was decided or stored; try again in a moment.",
            detail=f"{type(cause).__name__}: {cause}",
        )
    return None
