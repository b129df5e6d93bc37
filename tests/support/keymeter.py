"""`keymeter` as people start it: real processes, as this user or as a plain one."""

import json
import os
import pwd
import signal
import socket
import subprocess
import sys
import sysconfig
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx

__all__ = ["PLAIN_USERS", "Keymeter", "answers", "call", "eventually", "keymeters", "port_is_free"]

PROJECT = Path(__file__).parents[2]
SECONDS_MAX = 60.0


def _python_for(user: str) -> str | None:
    """An interpreter of our version that the user can run on our packages; None if there is none.

    A plain user may not reach root's own: it is often somewhere under /root.
    """
    if not user:
        return sys.executable
    for python in (sys.executable, f"/usr/bin/python{sys.version_info.major}.{sys.version_info.minor}"):
        command = [python, "-c", "import jobs.cli, asyncpg"]
        try:
            done = subprocess.run(command, check=False, capture_output=True, **_identity(user))
        except OSError:
            continue
        if done.returncode == 0:
            return python
    return None


def _identity(user: str) -> dict[str, Any]:
    """Arguments of Popen: whose process it is, where it is and what it knows of our environment."""
    packages = os.pathsep.join([str(PROJECT), sysconfig.get_path("purelib"), sysconfig.get_path("platlib")])
    ours = ("KEYMETER_", "DATABASE_URL", "PORT", "PG")
    environment = {name: value for name, value in os.environ.items() if not name.startswith(ours)}
    # Jobs have tests of their own; a process more would slow the others down.
    environment |= {"PYTHONPATH": packages, "KEYMETER_JOBS": "false", "KEYMETER_LOG_FORMAT": "text"}
    environment.pop("PYTHONDONTWRITEBYTECODE", None)  # every process would compile all packages anew
    if binaries := os.environ.get("KEYMETER_TEST_POSTGRES_BIN"):
        environment["KEYMETER_POSTGRES_BIN"] = binaries
    if not user:
        return {"env": environment}
    entry = pwd.getpwnam(user)
    return {"env": environment, "user": entry.pw_uid, "group": entry.pw_gid, "extra_groups": [], "cwd": "/"}


#: Besides ourselves: as root, a plain user too, if one can run Python at all where these tests live.
PLAIN_USERS = ["nobody"] if os.geteuid() == 0 and _python_for("nobody") else []


def eventually(happened: Callable[[], object], *, seconds_max: float = SECONDS_MAX) -> None:
    """Wait for something that tells nobody when it happens."""
    deadline = time.monotonic() + seconds_max
    while not happened():
        assert time.monotonic() < deadline, "it never happened"
        time.sleep(0.01)


class Keymeter:
    """One `keymeter` command in a process group of its own. `settings` are environment variables."""

    def __init__(self, folder: Path, *arguments: str | Path, user: str = "", **settings: str) -> None:
        identity = _identity(user)
        identity["env"] |= settings
        self._errors = folder / f"stderr-{time.monotonic_ns()}"
        python = _python_for(user)
        assert python is not None, f"{user} can run no Python here"
        with self._errors.open("wb") as errors:
            self.process = subprocess.Popen(
                [python, "-m", "jobs.cli", *map(str, arguments)],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=errors,
                text=True,
                start_new_session=True,
                **({"cwd": folder} | identity),
            )

    @property
    def errors(self) -> str:
        """What it and its workers have said on standard error so far."""
        return self._errors.read_text()

    @property
    def sentences(self) -> list[str]:
        """What it said on standard error without being a log line: how it refuses."""
        return [line for line in self.errors.splitlines() if line.startswith("keymeter: ")]

    def line(self) -> dict[str, str]:
        """The line of `--json`, once it serves or is done."""
        assert self.process.stdout is not None
        line = self.process.stdout.readline()
        assert line, self.errors
        found: dict[str, str] = json.loads(line)
        return found

    def address(self) -> str:
        """Where a `serve` listens, once it answers."""
        mark = "Serving on "
        eventually(lambda: mark in self.errors or self.process.poll() is not None)
        assert mark in self.errors, self.errors
        return self.errors.partition(mark)[2].split()[0]

    def workers(self) -> list[int]:
        """The worker processes, by their parent; the tracker of multiprocessing is none."""
        found = []
        for entry in os.listdir("/proc"):
            try:
                parent = int(Path(f"/proc/{entry}/stat").read_text().rpartition(")")[2].split()[1])
                command = Path(f"/proc/{entry}/cmdline").read_bytes()
            except (OSError, ValueError):
                continue
            if parent == self.process.pid and b"spawn_main" in command:
                found.append(int(entry))
        return found

    def interrupt(self) -> None:
        """Ctrl-C, as a terminal does it: to the whole process group."""
        os.killpg(self.process.pid, signal.SIGINT)

    def finish(self) -> tuple[int, str]:
        """Wait for its end; exit code and what was left on standard output."""
        output, _ = self.process.communicate(timeout=SECONDS_MAX)
        return self.process.returncode, output

    def clean_up(self) -> None:
        """Leave nothing running, whatever the test came to."""
        if self.process.poll() is None:
            self.process.terminate()
        try:
            self.process.communicate(timeout=20)
        except subprocess.TimeoutExpired:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.communicate()


def keymeters(folder: Path) -> Iterator[Callable[..., Keymeter]]:
    """For a fixture: a function that starts `keymeter`; whatever still runs afterwards is ended."""
    made: list[Keymeter] = []

    def start(*arguments: str | Path, user: str = "", **settings: str) -> Keymeter:
        made.append(Keymeter(folder, *arguments, user=user, **settings))
        return made[-1]

    yield start
    for each in made:
        each.clean_up()


def call(url: str, key: str) -> httpx.Response:
    """One metered call."""
    return httpx.get(f"{url}/v1/samples/ping", headers={"x-api-key": key}, timeout=10)


def answers(url: str, key: str) -> bool:
    """Whether a metered call is served now."""
    try:
        return call(url, key).status_code == httpx.codes.OK
    except httpx.TransportError:
        return False


def port_is_free(url: str) -> bool:
    """Whether somebody else could listen where this URL points."""
    address = httpx.URL(url)
    try:
        with socket.create_server((address.host, address.port or 80)):
            return True
    except OSError:
        return False
