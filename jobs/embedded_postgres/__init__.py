"""The PostgreSQL that comes with the install: found, initialised, started, recovered and stopped by Keymeter.

`server` controls one data folder; below it stand `binaries` (which programs), `account` (who runs them and which
folders are safe), `postmaster` (what another run left alive) and `session` (a word with the running server).
Only the standard library is used, and everything blocks: the supervisor calls this before any event loop exists.
"""

from jobs.embedded_postgres.account import EmbeddedPostgresError
from jobs.embedded_postgres.binaries import resolve_binaries
from jobs.embedded_postgres.server import EmbeddedPostgres

__all__ = ["EmbeddedPostgres", "EmbeddedPostgresError", "resolve_binaries"]
