"""Log lines: to standard error, which leaves standard output to what a command was asked for.

JSON, one object a line with the id of the request, for machines that collect them; text for somebody at a terminal.
Secrets are taken out of whatever is about to be written, by their form and by what they are called.
"""

import logging
import re
import sys
from collections.abc import MutableMapping
from typing import Any

import structlog

from core.audit import current_origin
from core.secret import find_secrets

__all__ = ["is_json", "log_config", "make_formatter"]

HIDDEN = "[hidden]"
_SECRET_NAMES = re.compile(r"password|passwd|secret|token|authorization|cookie|api_key|x-api-key|pepper|digest", re.I)
_DSN = re.compile(r"(\w+://[^\s:/@]*):[^\s@/]+@")
_STRIPE = re.compile(r"\b((?:sk|rk)_(?:live|test)|whsec)_\w+")
_CREDENTIAL = re.compile(r"(?i)\b(bearer|basic)\s+[\w.~+/=-]{8,}")
Event = MutableMapping[str, Any]


def is_json(log_format: str) -> bool:
    """Whether lines are JSON: as the setting says; `auto` means unless somebody looks at a terminal."""
    return log_format == "json" or (log_format == "auto" and not sys.stderr.isatty())


def log_config(level: str, *, server_level: str | None = None, log_format: str = "text") -> dict[str, Any]:
    """A configuration for `logging.config.dictConfig`; `server_level` is uvicorn's own, else the same."""
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"line": {"()": "jobs.logs.make_formatter", "as_json": is_json(log_format)}},
        "handlers": {"stderr": {"class": "logging.StreamHandler", "stream": "ext://sys.stderr", "formatter": "line"}},
        "root": {"level": level.upper(), "handlers": ["stderr"]},
        "loggers": {
            "uvicorn": {"level": (server_level or level).upper()},
            "tortoise": {"level": "WARNING"},  # it tells of every shutdown
        },
    }


def make_formatter(as_json: bool) -> logging.Formatter:
    """What makes a line of a record of any library's, without what may not be in it."""
    render: Any = structlog.processors.JSONRenderer(ensure_ascii=False) if as_json else _as_text
    return structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=[
            structlog.stdlib.add_log_level,
            structlog.stdlib.add_logger_name,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            _add_process,
            _add_request,
            structlog.processors.format_exc_info,
            redact,
        ],
        processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, render],
    )


def _add_process(_: Any, __: str, event: Event) -> Event:
    record: logging.LogRecord | None = event.get("_record")
    if record is not None:
        event["process"] = record.process
        if record.exc_info:
            event["exc_info"] = record.exc_info
    return event


def _add_request(_: Any, __: str, event: Event) -> Event:
    """Which request it happened in, the same id that its audit entries have."""
    origin = current_origin()
    if origin.request_id:
        event["request_id"], event["door"] = origin.request_id, origin.door
    return event


def redact(_: Any, __: str, event: Event) -> Event:
    """The event without secrets: what is called like one, and what has the form of one, in texts however deep."""
    for name, value in event.items():
        if name != "_record":
            event[name] = HIDDEN if _SECRET_NAMES.search(name) else _redacted(value)
    return event


def _redacted(value: Any) -> Any:
    if isinstance(value, str):
        text = _CREDENTIAL.sub(rf"\1 {HIDDEN}", _DSN.sub(rf"\1:{HIDDEN}@", _STRIPE.sub(rf"\1_{HIDDEN}", value)))
        for secret in find_secrets(text):
            text = text.replace(secret, HIDDEN)
        return text
    if isinstance(value, dict):
        return {key: HIDDEN if _SECRET_NAMES.search(str(key)) else _redacted(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [_redacted(each) for each in value]
    return value


def _as_text(_: Any, __: str, event: Event) -> str:
    head = f"{event.get('timestamp', '')} {str(event.get('level', '')).upper()} {event.get('logger', '')}"
    request = f" [{event['request_id']}]" if "request_id" in event else ""
    line = f"{head} [{event.get('process', '')}]{request} {event.get('event', '')}"
    return f"{line}\n{event['exception']}" if event.get("exception") else line
