"""Where log lines go: to standard error, which leaves standard output to what a command was asked for."""

from typing import Any

__all__ = ["log_config"]


def log_config(level: str, *, server_level: str | None = None) -> dict[str, Any]:
    """A configuration for `logging.config.dictConfig`; `server_level` is uvicorn's own, else the same."""
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s [%(process)d] %(message)s"}},
        "handlers": {"stderr": {"class": "logging.StreamHandler", "stream": "ext://sys.stderr", "formatter": "line"}},
        "root": {"level": level.upper(), "handlers": ["stderr"]},
        "loggers": {
            "uvicorn": {"level": (server_level or level).upper()},
            "tortoise": {"level": "WARNING"},  # it tells of every shutdown
        },
    }
