"""The supervisor: the process that owns the port and PostgreSQL, and keeps N worker processes alive.

It is ours and not uvicorn's, whose supervisor waits 5 s for a worker that is killed while it starts (and respawns no
other one meanwhile), joins a stopped worker for ever, and ends everything as soon as one worker fails to start.
"""

import contextlib
import http.client
import logging
import multiprocessing
import signal
import socket
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from multiprocessing.connection import wait
from multiprocessing.context import SpawnProcess
from typing import Any

from uvicorn.config import STARTUP_FAILURE

from jobs.embedded_postgres import EmbeddedPostgres, EmbeddedPostgresError
from jobs.embedded_postgres.postmaster import recorded, serves
from jobs.jobs_process import run_jobs_process
from jobs.refusal import Refused
from jobs.stopping import interrupted_by_signals, on_stop_signals, raise_if_asked
from jobs.worker import CLOSE_SECONDS_MAX, DEFAULT_APP, DRAIN_SECONDS_MAX, work

__all__ = ["Supervisor", "address_of", "listen"]

log = logging.getLogger("keymeter.supervisor")

TICK_SECONDS = 0.5
#: Before another worker replaces one that ended by itself. One that was killed is replaced at once.
PAUSE_SECONDS = 1.0
#: The same for one that failed to start although others of its kind serve, and for PostgreSQL.
RETRY_SECONDS = 5.0
STOP_SECONDS_MAX = DRAIN_SECONDS_MAX + CLOSE_SECONDS_MAX
#: `uv run` and others pass a Ctrl-C on that the terminal has delivered already; that is no second one.
SAME_INTERRUPT_SECONDS = 0.5
BACKLOG = 2048


def listen(host: str, port: int) -> socket.socket:
    """The socket that all workers accept from; port 0 takes a free one. Refused in one sentence if that cannot be.

    It listens from the start: merely bound, it would keep nobody else from taking the port. Who connects before a
    worker serves has to wait, not to try again.
    """
    try:
        family = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)[0][0]
        return socket.create_server((host, port), family=family, backlog=BACKLOG)
    except OSError as error:
        raise Refused(
            f"Port {port} of {host} cannot be had ({error.strerror}): stop what uses it or choose another with --port."
        ) from error


def address_of(listener: socket.socket) -> tuple[str, int]:
    """Host and port under which this machine reaches it."""
    host, port = listener.getsockname()[:2]
    return {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host), port  # noqa: S104 - nothing is bound here


@dataclass
class _Place:
    """One of the N places for a worker, empty until `not_before` (monotonic seconds)."""

    process: SpawnProcess | None = None
    not_before: float = 0.0


class Supervisor:
    """Runs workers on `listener` until a signal asks it to stop.

    `with_jobs`: run the jobs in a process of their own as well, from when the server has answered.
    `postgres`: the embedded server to start again should it die; None if the database is somebody else's business.
    `on_serving` is called once, from another thread, when the server has really answered.
    """

    def __init__(
        self,
        listener: socket.socket,
        *,
        workers: int,
        log_config: dict[str, Any],
        app: str = DEFAULT_APP,
        with_jobs: bool = False,
        postgres: EmbeddedPostgres | None = None,
        on_serving: Callable[[], None] = lambda: None,
    ) -> None:
        self._listener = listener
        self._places = [_Place() for _ in range(workers)]
        self._arguments = (listener, app, log_config)
        self._jobs = _Place() if with_jobs else None
        self._log_config = log_config
        self._postgres = postgres
        self._postgres_not_before = 0.0
        self._on_serving = on_serving
        self._serving = threading.Event()
        self._interrupts: list[float] = []
        self._waker, self._wakeup = socket.socketpair()

    def run(self) -> None:
        """Serve, and return when asked to stop and all workers have ended. Refused if the application cannot start."""
        with self._signals_noted():
            try:
                raise_if_asked()
                threading.Thread(target=self._probe, name="probe", daemon=True).start()
                while not self._interrupts:
                    self._tend_postgres()
                    self._tend_workers()
                    self._tend_jobs()
                    self._sleep(self._processes(), TICK_SECONDS)
            finally:
                self._end_workers()

    @contextlib.contextmanager
    def _signals_noted(self) -> Iterator[None]:
        """A signal is written down and ends the sleep at once. Nothing else is interrupted by it."""
        self._waker.setblocking(False)
        self._wakeup.setblocking(False)
        before = signal.set_wakeup_fd(self._waker.fileno(), warn_on_full_buffer=False)
        try:
            with on_stop_signals(self._note):
                yield
        finally:
            signal.set_wakeup_fd(before)
            self._waker.close()
            self._wakeup.close()

    def _note(self, number: int, _: object) -> None:
        at = time.monotonic()
        # Only Ctrl-C is ever impatient: it is a person's.
        if not self._interrupts or (number == signal.SIGINT and at - self._interrupts[-1] > SAME_INTERRUPT_SECONDS):
            self._interrupts.append(at)

    def _processes(self) -> list[SpawnProcess]:
        places = [*self._places, self._jobs] if self._jobs is not None else self._places
        return [place.process for place in places if place.process is not None]

    def _sleep(self, processes: list[SpawnProcess], seconds: float) -> None:
        """Until one of the processes ends, a signal comes or the time is over."""
        if self._wakeup in wait([*(process.sentinel for process in processes), self._wakeup], seconds):
            with contextlib.suppress(BlockingIOError):
                self._wakeup.recv(1024)

    def _tend_workers(self) -> None:
        for place in self._places:
            if place.process is not None and place.process.exitcode is not None:
                place.not_before = time.monotonic() + self._pause_after(place.process)
                place.process = None
            if place.process is None and time.monotonic() >= place.not_before:
                try:
                    place.process = self._spawn(work, *self._arguments)
                except OSError as error:
                    log.error("No worker can be started (%s); trying again in %d s.", error, RETRY_SECONDS)
                    place.not_before = time.monotonic() + RETRY_SECONDS

    def _tend_jobs(self) -> None:
        """Keep the process that runs the jobs alive. Calls are served without it, so it never stops the server."""
        place = self._jobs
        if place is None or not self._serving.is_set():
            return
        if place.process is not None and place.process.exitcode is not None:
            log.error("The process that runs the jobs ended with code %s; starting another.", place.process.exitcode)
            place.not_before = time.monotonic() + RETRY_SECONDS
            place.process = None
        if place.process is None and time.monotonic() >= place.not_before:
            try:
                place.process = self._spawn(run_jobs_process, self._log_config)
            except OSError as error:
                log.error("No process can be started for the jobs (%s).", error)
                place.not_before = time.monotonic() + RETRY_SECONDS

    @staticmethod
    def _spawn(target: Callable[..., None], *arguments: Any) -> SpawnProcess:
        process = multiprocessing.get_context("spawn").Process(target=target, args=arguments)
        # A worker inherits what is blocked. A terminal sends Ctrl-C to every process, but it is ours to stop workers:
        # one that were interrupted in the middle of an import would die with a traceback.
        blocked = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT, signal.SIGHUP})
        try:
            process.start()
        finally:
            signal.pthread_sigmask(signal.SIG_SETMASK, blocked)
        return process

    def _pause_after(self, process: SpawnProcess) -> float:
        """Seconds until another worker may take the place of one that ended."""
        code = process.exitcode or 0
        if code <= 0:
            log.warning("Worker %d was ended by signal %d; another one takes its place.", process.pid, -code)
            return 0.0
        if code != STARTUP_FAILURE:
            log.error("Worker %d ended with code %d; another one takes its place.", process.pid, code)
            return PAUSE_SECONDS
        if not self._serving.is_set():
            raise Refused("The application did not start; correct what it said above and start again.")
        log.error("Worker %d could not start; the others serve on, and it will be tried again.", process.pid)
        return RETRY_SECONDS

    def _tend_postgres(self) -> None:
        """Start PostgreSQL again if it died. Workers answer 503 meanwhile and find it again by themselves."""
        if self._postgres is None or time.monotonic() < self._postgres_not_before:
            return
        record = recorded(self._postgres.data_dir)
        if record is not None and serves(record.pid, self._postgres.data_dir):
            return
        log.error("PostgreSQL has ended; starting it again.")
        try:
            # Recovery takes as long as it takes, and a signal must be able to end the waiting.
            with interrupted_by_signals():
                self._postgres.stop()
                self._postgres.start()
                raise_if_asked()
        except KeyboardInterrupt:
            self._interrupts.append(time.monotonic())
        except EmbeddedPostgresError as error:
            log.error("%s Trying again in %d s.", error, RETRY_SECONDS)
            self._postgres_not_before = time.monotonic() + RETRY_SECONDS

    def _probe(self) -> None:
        """Ask until the server answers anything at all: it does not before a worker's lifespan has begun."""
        host, port = address_of(self._listener)
        while not self._interrupts:
            with contextlib.suppress(OSError, http.client.HTTPException):
                with contextlib.closing(http.client.HTTPConnection(host, port, timeout=5)) as connection:
                    connection.request("GET", "/livez")
                    connection.getresponse().read()
                self._serving.set()
                self._on_serving()
                return
            time.sleep(0.05)

    def _end_workers(self) -> None:
        """Have them finish what they are answering, for a bounded time; at once on a second Ctrl-C."""
        # Workers hold it as well: as long as we do, it would let people in to wait for nobody.
        self._listener.close()
        for process in self._processes():
            process.terminate()
        deadline = time.monotonic() + STOP_SECONDS_MAX
        while alive := [process for process in self._processes() if process.exitcode is None]:
            patience = deadline - time.monotonic()
            if patience <= 0 or len(self._interrupts) > 1:
                log.warning("Killing workers that have not ended.")
                for process in alive:
                    process.kill()
                for process in alive:
                    process.join()
            else:
                self._sleep(alive, patience)
