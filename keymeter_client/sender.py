"""The sender: a thread that takes batches from the spool to Keymeter, and tries again for as long as it takes."""

import gzip
import json
import logging
import random
import threading
import urllib.error
import urllib.request
from collections.abc import Sequence
from typing import Any

from keymeter_client.spool import Spool

__all__ = ["Sender", "decoded"]

log = logging.getLogger("keymeter_client")

RETRY_SECONDS_MIN, RETRY_SECONDS_MAX = 0.2, 60.0
#: Answers of 4xx that say nothing about the events themselves.
_NOT_ABOUT_EVENTS = frozenset({401, 403, 408, 425, 429})


class _TryLater(Exception):
    """Keymeter was not reached or could not answer. `after`: how many seconds it asked for."""

    def __init__(self, why: str, after: float = 0.0) -> None:
        super().__init__(why)
        self.after = after


class Sender:
    """One thread per process; a daemon, since what it has not sent is on disk."""

    def __init__(self, spool: Spool, *, url: str, token: str, linger_seconds: float, timeout_seconds: float) -> None:
        self._spool = spool
        self._url = url.rstrip("/") + "/v1/events"
        self._token = token
        self._linger_seconds = linger_seconds
        self._timeout_seconds = timeout_seconds
        self._wake, self._ending = threading.Event(), threading.Event()
        self._settled = threading.Condition()
        self._asked, self._served = 0, 0  # tickets of those who wait for a flush
        self.stuck_because = ""
        self._thread = threading.Thread(target=self._run, name="keymeter-sender", daemon=True)
        self._thread.start()

    def notice(self) -> None:
        """There is an event."""
        self._wake.set()

    def flush(self, timeout: float | None) -> bool:
        """Wait until all that was recorded before is settled. False: not in so many seconds."""
        with self._settled:
            self._asked += 1
            ticket = self._asked
            self._wake.set()
            return self._settled.wait_for(lambda: self._served >= ticket, timeout)

    def end(self, timeout: float | None) -> None:
        self._ending.set()
        self._wake.set()
        self._thread.join(timeout)

    def _run(self) -> None:
        failures = 0
        while True:
            self._wake.wait(RETRY_SECONDS_MAX)  # a dead process's batches are looked for now and then
            self._wake.clear()
            if self._asked == self._served:
                self._ending.wait(self._linger_seconds)  # others come in meanwhile, and share the batch
            ticket = self._asked
            try:
                self._send_all()
                failures, self.stuck_because = 0, ""
                with self._settled:
                    self._served = ticket
                    self._settled.notify_all()
            except _TryLater as problem:
                failures += 1
                if str(problem) != self.stuck_because:
                    log.warning("Events wait on disk: %s", problem)
                self.stuck_because = str(problem)
                pause = min(RETRY_SECONDS_MIN * 2 ** min(failures, 9), RETRY_SECONDS_MAX)
                if self._ending.wait(max(problem.after, pause * random.uniform(0.5, 1))):  # noqa: S311 - spreads load
                    return
                self._wake.set()
                continue
            if self._ending.is_set():
                return

    def _send_all(self) -> None:
        self._spool.close()
        while (batch := self._spool.take()) is not None:
            try:
                self._send(batch.lines)
            except BaseException:
                batch.release()
                raise
            batch.done()

    def _send(self, lines: Sequence[bytes]) -> None:
        """Have these stored, or told why not. Sent again after a failure, they are duplicates and change nothing."""
        status, answer = self._post(b"".join(lines))
        if status < 300:
            return
        if isinstance(rejected := answer.get("rejected"), list) and len(lines) > 1:
            self._spool.reject((lines[each["index"]], f"{each['code']}: {each['message']}") for each in rejected)
            log.warning("%d of %d events were rejected; see rejected.jsonl in the spool.", len(rejected), len(lines))
        elif len(lines) == 1:
            reason = f"{answer.get('code', status)}: {answer.get('detail', '')}"
            self._spool.reject([(lines[0], reason)])
            log.warning("An event was rejected (%s); see rejected.jsonl in the spool.", reason)
        else:  # too large, or something in it makes the whole unreadable
            middle = len(lines) // 2
            self._send(lines[:middle])
            self._send(lines[middle:])

    def _post(self, body: bytes) -> tuple[int, dict[str, Any]]:
        request = urllib.request.Request(  # noqa: S310 - the address is the service's own setting
            self._url,
            data=gzip.compress(body, 1),
            headers={
                "authorization": f"Bearer {self._token}",
                "content-type": "application/x-ndjson",
                "content-encoding": "gzip",
            },
        )
        try:
            with urllib.request.urlopen(request, timeout=self._timeout_seconds) as answer:  # noqa: S310 - the same
                return answer.status, {}
        except urllib.error.HTTPError as error:
            with error:
                if error.code >= 500 or error.code in _NOT_ABOUT_EVENTS:
                    raise _TryLater(f"it answers {error.code}", _seconds(error.headers.get("retry-after"))) from None
                return error.code, decoded(error.read())
        except (OSError, ValueError) as error:  # URLError, timeouts, answers that are none
            raise _TryLater(f"it is not reached ({getattr(error, 'reason', error)})") from None


def decoded(body: bytes) -> dict[str, Any]:
    """The object of an answer; empty if it is none."""
    try:
        found = json.loads(body)
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def _seconds(header: str | None) -> float:
    return min(float(header), RETRY_SECONDS_MAX) if header and header.isdecimal() else 0.0
