"""Access logs of web servers: the common and the combined format of Apache, which nginx and Caddy write too.

https://httpd.apache.org/docs/2.4/logs.html#accesslog
"""

import re
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

from core.errors import InvalidInput

__all__ = ["COLUMNS", "STORED", "parse_access"]

#: What a line says, and by what a user may be found.
COLUMNS = ("host", "user", "time", "method", "path", "query", "status", "bytes", "referer", "user_agent")
#: Of that, an event's properties. What stands behind a question mark may be a secret, so it is not kept.
STORED = ("host", "method", "path", "status", "bytes", "referer", "user_agent")
_QUOTED = r'"((?:[^"\\]|\\.){0,8192})"'
_LINE = re.compile(
    rf"(\S{{1,255}}) \S{{1,255}} (.{{1,255}}?) \[([^\]]{{1,40}})\] {_QUOTED} (\d{{3}}) (\d{{1,18}}|-)"
    rf"(?: {_QUOTED} {_QUOTED})?(?: .*)?"
)
_TIME = re.compile(r"(\d{2})/([A-Z][a-z]{2})/(\d{4}):(\d{2}):(\d{2}):(\d{2}) ([+-])(\d{2})(\d{2})")
#: Not by strptime: there, months are words of the machine's language.
_MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]


def parse_access(text: str) -> dict[str, Any]:
    """The columns of one line, those that say nothing (`-`) left out. InvalidInput if it is none."""
    found = _LINE.fullmatch(text)
    if found is None:
        raise InvalidInput("This is no line of an access log in the common or the combined format.")
    host, user, time, request, status, size, referer, user_agent = found.groups()
    method, _, rest = request.partition(" ")
    target = rest.rpartition(" ")[0] or rest
    path, _, query = target.partition("?")
    said = {
        "host": host, "user": user, "time": _instant(time), "method": method, "path": path, "query": query,
        "status": int(status), "bytes": 0 if size == "-" else int(size),
        "referer": (referer or "").partition("?")[0], "user_agent": user_agent or "",
    }  # fmt: skip
    return {name: value for name, value in said.items() if value not in ("", "-")}


def _instant(text: str) -> datetime:
    found = _TIME.fullmatch(text)
    try:
        if found is None:
            raise ValueError(text)
        day, month, year, hour, minute, second, sign, hours, minutes = found.groups()
        offset = timedelta(hours=int(hours), minutes=int(minutes)) * (-1 if sign == "-" else 1)
        local = datetime(int(year), _MONTHS.index(month) + 1, int(day), int(hour), int(minute), min(int(second), 59),
                         tzinfo=timezone(offset))  # fmt: skip
        return local.astimezone(UTC)
    except (ValueError, OverflowError) as error:
        raise InvalidInput(f"{text[:40]!r} is no time of an access log.", field="time") from error
