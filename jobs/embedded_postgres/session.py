"""One statement over the socket of a running server, in PostgreSQL's own protocol.

Small enough to write out: an asynchronous driver needs an event loop, which the supervisor does not have yet, and
psql is missing from some distributions of the server.
"""

import socket
import struct
from pathlib import Path

PROTOCOL_VERSION = 3 << 16
# Of the messages a server may send, the ones we act on.
ERROR, READY_FOR_QUERY, AUTHENTICATION = b"E", b"Z", b"R"


class ServerRefused(Exception):
    """The server answered with an error: `code` is its SQLSTATE, such as 3D000 for a database that is missing."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


def execute(server: Path, *, user: str, database: str, statement: str, timeout_seconds: float = 60.0) -> None:
    """Open a session on the socket `server`, run a statement, close it.

    ServerRefused if the server says no, to the session or to the statement; OSError if nobody answers in time.
    """
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as link:
        link.settimeout(timeout_seconds)
        link.connect(str(server))
        parameters = b"".join(text.encode() + b"\0" for text in ("user", user, "database", database)) + b"\0"
        link.sendall(struct.pack("!ii", len(parameters) + 8, PROTOCOL_VERSION) + parameters)
        _read_until_ready(link)
        query = statement.encode() + b"\0"
        link.sendall(b"Q" + struct.pack("!i", len(query) + 4) + query)
        _read_until_ready(link)
        link.sendall(b"X" + struct.pack("!i", 4))


def _read_until_ready(link: socket.socket) -> None:
    """Skip what the server says until it waits for us; raise on an error or on a demand for a password."""
    while True:
        kind, length = struct.unpack("!ci", _read(link, 5))
        body = _read(link, length - 4)
        if kind == ERROR:
            fields = {field[:1]: field[1:].decode(errors="replace") for field in body.split(b"\0") if field}
            raise ServerRefused(fields.get(b"C", ""), fields.get(b"M", "no reason given"))
        if kind == AUTHENTICATION and struct.unpack("!i", body[:4]) != (0,):
            raise ServerRefused("28000", "it asks for a password, so its pg_hba.conf was changed")
        if kind == READY_FOR_QUERY:
            return


def _read(link: socket.socket, length: int) -> bytes:
    """Exactly `length` bytes; ConnectionError when the server hangs up before."""
    received = b""
    while len(received) < length:
        part = link.recv(length - len(received))
        if not part:
            raise ConnectionError("the server closed the connection")
        received += part
    return received
