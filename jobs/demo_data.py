"""A believable business for the demo: forty users on three plans, and three months of their calls.

Everything goes through the same functions as real use: users, keys, plans and subscriptions through the core, every
call through the recorder with its instant in the past. The same seed gives the same business on the same day; only
ids and secrets differ.
"""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from core import accounts, keys, metering, plans
from core.accounts import SYSTEM, User
from core.clock import now
from core.database import fetch
from core.errors import NotFound
from core.gate import Call, Recorder, open_recorder
from core.keys import Identity

__all__ = ["CALL_METERS", "ensure_demo_plans", "seed_demo"]

DAYS = 92
CALL_METERS = ("api_calls", "words")
_CHUNK = 2048

NAMES = (
    "Northwind Labs", "Acme Robotics", "Basalt AI", "Quillfeather", "Harbor Health", "Lumen Grid", "Parallax Studio",
    "Orchard Bio", "Tidewater Freight", "Copperline", "Vantage Maps", "Juniper Legal", "Cobalt Games",
    "Fernwood Media", "Halcyon Travel", "Kestrel Security", "Atlas Metals", "Brightside Energy", "Driftwood Commerce",
    "Everest Education", "Foxglove Pharma", "Granite Insurance", "Ironbark Mining", "Larkspur Events",
    "Mosaic Analytics", "Nimbus Weather", "Opal Finance", "Pinecrest Homes", "Redshift Audio", "Sable Logistics",
    "Tamarack Foods", "Umber Interiors", "Willow Care", "Yarrow Clinics", "Zephyr Drones", "Birchbark Books",
    "Cinder Kitchens", "Dovetail Design", "Elmwood Bank", "Flint & Sons",
)  # fmt: skip
ZONES = ("UTC", "Europe/Berlin", "America/New_York", "Asia/Kolkata", "America/Los_Angeles", "Australia/Sydney")

#: slug, name, monthly fee, price of a call, calls included, price of a word, calls a month at most and how strictly
PLANS = (
    ("starter", "Starter", "0", "0.05", "200", "0.00005", 220, False),
    ("growth", "Growth", "49", "0.03", "400", "0.00004", 900, False),
    ("scale", "Scale", "290", "0.02", "1000", "0.00003", 2_500, True),
)
#: Uses 92 % of what its plan includes by now, whatever the day of the month.
NEAR_ITS_LIMIT = "Copperline"
LEFT = "Sable Logistics"


_FORGET_USAGE = """
WITH events AS (DELETE FROM usage_events WHERE user_id = $1), hours AS (DELETE FROM usage_hours WHERE user_id = $1)
DELETE FROM user_counters WHERE user_id = $1
"""


#: A worker's activity log writes this, a few seconds after the calls.
_NOTE_LAST_USES = """
INSERT INTO key_activity (user_id, key_id, last_used_at)
SELECT user_id, key_id, max(occurred_at) FROM usage_events WHERE user_id = $1 GROUP BY user_id, key_id
ON CONFLICT (user_id, key_id) DO UPDATE SET last_used_at = excluded.last_used_at
"""


@dataclass(frozen=True, slots=True)
class _Profile:
    """How a user behaves. `calls_per_day` is its average on a weekday at the end of the three months."""

    name: str
    plan: str
    zone: str
    calls_per_day: float
    growth: float  # the share of today's volume that it did not have three months ago
    weekend: float
    joined_days_ago: int
    left_days_ago: int = 0
    spike_days: frozenset[int] = frozenset()


async def seed_demo(seed: int) -> int:
    """Fill the demo's database with what it lacks; the number of calls recorded. Needs the plans.

    A user is complete once it says so in its metadata. One that an interrupted start left half done begins anew.
    """
    recorded = 0
    end = now().replace(minute=0, second=0, microsecond=0)
    async with open_recorder(deadline_ms=60_000, queue_max=_CHUNK) as recorder:
        for number, profile in enumerate(_profiles(random.Random(seed), end)):
            chance = random.Random(f"{seed}:{number}")
            recorded += await _ensure_user(profile, end, chance, recorder)
    if recorded:
        await fetch("ANALYZE")
    return recorded


def _profiles(chance: random.Random, end: datetime) -> Iterator[_Profile]:
    for number, name in enumerate(NAMES):
        plan = ("scale", "growth", "growth", "starter", "starter")[number % 5]
        volume = {"scale": (40, 100), "growth": (12, 45), "starter": (2, 12)}[plan]
        near = name == NEAR_ITS_LIMIT
        yield _Profile(
            name=name,
            plan=plan,
            zone=ZONES[number % len(ZONES)],
            calls_per_day=0.92 * 200 / end.day if near else chance.uniform(*volume),
            growth=0.0 if near else chance.uniform(-0.15, 0.7),
            weekend=1.0 if near else chance.uniform(0.12, 0.6),
            joined_days_ago=chance.choice([DAYS, DAYS, DAYS, 70, 45, 20]),
            left_days_ago=24 if name == LEFT else 0,
            spike_days=frozenset(chance.sample(range(DAYS), 2)) if chance.random() < 0.4 and not near else frozenset(),
        )


async def ensure_demo_plans() -> None:
    """The three plans, published. Needs the call meters."""
    for plan in PLANS:
        await _ensure_plan(*plan)


async def _ensure_plan(
    slug: str, name: str, fee: str, call: str, included: str, word: str, cap: int, hard: bool
) -> None:
    charges = [
        plans.ChargeDraft("API calls", "per_unit", Decimal(call), "api_calls", Decimal(included)),
        plans.ChargeDraft("Words analysed", "per_unit", Decimal(word), "words"),
    ]
    if Decimal(fee):
        charges.insert(0, plans.ChargeDraft(f"{name} plan", "flat", Decimal(fee)))
    try:
        plan = await plans.get_plan(SYSTEM, slug)
    except NotFound:
        plan = await plans.create_plan(SYSTEM, slug=slug, name=name, currency="USD", charges=charges)
    if plan.published is None:
        await plans.set_plan_limit(SYSTEM, slug, meter="api_calls", period="month", cap=cap, hard=hard)
        await plans.publish_plan(SYSTEM, slug)


async def _ensure_user(profile: _Profile, end: datetime, chance: random.Random, recorder: Recorder) -> int:
    reference = f"crm-{1000 + NAMES.index(profile.name)}"
    try:
        user = await accounts.find_user(SYSTEM, reference)
    except NotFound:
        domain = "".join(char for char in profile.name.lower() if char.isalnum())
        user = await accounts.create_user(
            SYSTEM, name=profile.name, email=f"api@{domain}.example", external_id=reference, time_zone=profile.zone
        )
    if user.metadata.get("demo") == "complete":
        return 0
    await fetch(_FORGET_USAGE, user.id)
    joined = end - timedelta(days=profile.joined_days_ago, hours=chance.randint(0, 20))
    if not await plans.list_subscriptions(SYSTEM, user.id):
        await plans.assign_plan(SYSTEM, user.id, plan=profile.plan, starts_at=joined)
    identities = await _make_keys(user, chance)
    calls = _calls_of(profile, identities, end, chance)
    await metering.ensure_partitions(call.occurred_at for call in calls)
    for start in range(0, len(calls), _CHUNK):
        await recorder.record_all(calls[start : start + _CHUNK])
    await fetch(_NOTE_LAST_USES, user.id)
    await fetch("UPDATE users SET created_at = $2 WHERE id = $1", user.id, joined)
    await fetch("UPDATE api_keys SET created_at = $2 WHERE user_id = $1", user.id, joined)
    if profile.left_days_ago:
        await _leave(user, identities, end - timedelta(days=profile.left_days_ago))
    await accounts.update_user(SYSTEM, user.id, metadata={"demo": "complete"})
    return len(calls)


async def _make_keys(user: User, chance: random.Random) -> list[Identity]:
    names = ("Production", "Staging", "Mobile app")[: chance.choice([1, 2, 2, 3])]
    existing = (await keys.list_keys(SYSTEM, user_id=user.id)).items
    made = [await keys.create_key(SYSTEM, user_id=user.id, name=name) for name in names[len(existing) :]]
    return [keys.identity_for(key, user) for key in (*reversed(existing), *[issued.key for issued in made])]


async def _leave(user: User, identities: Sequence[Identity], at: datetime) -> None:
    await fetch("UPDATE subscriptions SET ends_at = $2 WHERE user_id = $1", user.id, at)
    for identity in identities:
        await keys.revoke_key(SYSTEM, identity.key_id)


def _calls_of(profile: _Profile, identities: Sequence[Identity], end: datetime, chance: random.Random) -> list[Call]:
    calls = []
    for days_ago in range(min(profile.joined_days_ago, DAYS) - 1, profile.left_days_ago - 1, -1):
        day = end - timedelta(days=days_ago + 1)
        volume = profile.calls_per_day * (1 - profile.growth * days_ago / DAYS)
        volume *= profile.weekend if day.weekday() >= 5 else 1
        if profile.name != NEAR_ITS_LIMIT:
            volume *= chance.uniform(2.2, 3.4) if days_ago in profile.spike_days else chance.uniform(0.8, 1.2)
        instants = sorted(day + _time_of_day(chance) for _ in range(round(volume)))
        calls += [_call(at, identities, chance) for at in instants]
    return calls


def _time_of_day(chance: random.Random) -> timedelta:
    """Mostly office hours, with a tail into the night."""
    hour = min(23.99, max(0.0, chance.gauss(13.5, 3.6))) if chance.random() < 0.85 else chance.uniform(0, 24)
    return timedelta(seconds=min(hour * 3600, 86399))


def _call(at: datetime, identities: Sequence[Identity], chance: random.Random) -> Call:
    first = chance.random() < 0.75
    call = Call(identities[0] if first else chance.choice(identities), {"api_calls": 1}, at)
    counts_words = chance.random() < 0.35
    call.method = "POST" if counts_words else "GET"
    call.route = "/v1/samples/text-statistics" if counts_words else "/v1/samples/ping"
    call.request_id = f"{chance.getrandbits(128):032x}"
    call.status = chance.choices([200, 422, 404, 500, 503], [96.4, 1.9, 0.8, 0.6, 0.3])[0]
    call.duration_ms = max(1, round(chance.lognormvariate(3.1, 0.7)))
    call.billable = call.status < 500
    if counts_words and call.status == 200:
        call.use("words", chance.randint(20, 1800))
    return call
