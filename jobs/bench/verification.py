"""How fast keys are verified, beside a route that does nothing, in one run: one hot key, and a thousand in turn."""

import json
import statistics
from dataclasses import dataclass

from core import accounts, keys
from core.accounts import SYSTEM
from core.settings import Settings
from jobs.bench.client import Load, measure, measure_posts
from jobs.preparation import open_prepared

__all__ = ["OF_EMPTY_MIN", "VerifyFigure", "measure_verification"]

KEYS = 1_000
#: The bar of proof.md.
OF_EMPTY_MIN = 0.7


@dataclass(frozen=True, slots=True)
class VerifyFigure:
    """Medians over the rounds, at 64 connections."""

    what: str
    rate: float
    p50_ms: float
    p99_ms: float


async def measure_verification(base: str, settings: Settings, *, rounds: int, seconds: int) -> list[VerifyFigure]:
    """The empty route first, then one key, then a thousand."""
    async with open_prepared(settings):
        admin = await accounts.create_admin(SYSTEM, email="verify@example.com", name="Bench", password="bench " * 4)
        token = (await accounts.issue_token(SYSTEM, admin_id=admin.id, name="verify", scopes=["keys:verify"])).secret
        secrets = []
        for number in range(KEYS):
            if number % 10 == 0:
                user = await accounts.create_user(SYSTEM, name=f"Verified {number}")
            secrets.append((await keys.create_key(SYSTEM, user_id=user.id, name="bench")).secret)
    bodies = [json.dumps({"key": secret}).encode() for secret in secrets]
    loads: dict[str, list[Load]] = {"empty route": [], "one hot key": [], f"{KEYS:,} keys": []}
    for number in range(rounds + 1):
        for what, found in loads.items():
            if what == "empty route":
                load = measure(f"{base}/v1/bench/unguarded", secrets[0], connections=64, seconds=seconds)
            else:
                asked = bodies[:1] if what == "one hot key" else bodies
                load = measure_posts(f"{base}/v1/keys/verify", token, asked, connections=64, seconds=seconds)
            if load.failed:
                raise RuntimeError(f"{load.failed} requests failed: {what}")
            if number:  # the first round warms up
                found.append(load)
    return [
        VerifyFigure(
            what,
            statistics.median(load.requests_per_second for load in found),
            statistics.median(load.p50_ms for load in found),
            statistics.median(load.p99_ms for load in found),
        )
        for what, found in loads.items()
    ]
