"""How long a wrong sign-in takes, for names that exist and for those that do not."""

import statistics
import time
from collections.abc import Callable

import pytest

from core import accounts
from core.accounts import SYSTEM, passwords
from core.database import fetch
from core.errors import Unauthenticated
from tests.support.shipped import as_shipped

EMAIL = "mina@basalt.example"
NAMES = {"known": EMAIL, "unknown": "nobody@basalt.example", "no address": "nobody"}


async def test_a_name_that_does_not_exist_takes_as_long_as_one_that_does(
    database: str, monkeypatch: pytest.MonkeyPatch, tell: Callable[[object], None]
) -> None:
    """Method: 5 wrong sign-ins of each kind, in turn, after one of each to warm up. What is measured is the time of
    the processor over all threads of this process, which other processes do not stretch; the medians are compared.
    A look-up without the password's hash would be a ratio near 0.02."""
    shipped = as_shipped("core.accounts.passwords")
    monkeypatch.setattr(passwords, "_HASHER", shipped._HASHER)
    monkeypatch.setattr(passwords, "_DUMMY", shipped._DUMMY)
    await accounts.create_admin(SYSTEM, email=EMAIL, name="Mina", password="correct horse battery", role="owner")

    async def measure(email: str) -> float:
        await fetch("DELETE FROM sign_in_attempts")
        started = time.process_time()
        with pytest.raises(Unauthenticated):
            await accounts.sign_in(email=email, password="wrong password!", address="203.0.113.7")
        return time.process_time() - started

    taken: dict[str, list[float]] = {kind: [] for kind in NAMES}
    for turn in range(6):
        for kind, email in NAMES.items():
            seconds = await measure(email)
            if turn:
                taken[kind].append(seconds)
    medians = {kind: statistics.median(seconds) for kind, seconds in taken.items()}
    for kind, seconds in medians.items():
        tell(f"a wrong sign-in, name {kind}: {seconds * 1000:.0f} ms of CPU")
    for kind in ("unknown", "no address"):
        assert 0.8 < medians[kind] / medians["known"] < 1.25, medians
