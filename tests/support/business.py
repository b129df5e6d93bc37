"""A believable business for pages to show: users on plans, with keys, some weeks of calls and an admin of each role."""

import asyncio
import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal

from core import accounts, keys, metering, plans
from core.accounts import SYSTEM, Admin, User
from core.clock import now
from core.database import fetch
from core.gate import Call
from core.gate.recorder import open_recorder
from core.keys import ApiKey, identity_for
from core.plans import ChargeDraft

__all__ = ["OWNER", "PASSWORD", "READER", "Business", "make_admins", "make_business"]

OWNER, READER, PASSWORD = "mina@keymeter.example", "ravi@keymeter.example", "correct horse battery"
NAMES = (
    "Northwind Labs", "Basalt AI", "Quillfeather", "Harbor Health", "Lumen Grid", "Parallax Studio", "Orchard Bio",
    "Tidewater Freight", "Copperline", "Vantage Maps", "Juniper Legal", "Cobalt Games", "Fernwood Media",
    "Halcyon Travel", "Kestrel Security", "Atlas Metals", "Brightside Energy", "Driftwood Commerce",
    "Everest Education", "Foxglove Pharma", "Granite Insurance", "Ironbark Mining", "Larkspur Events",
    "Mosaic Analytics", "Nimbus Weather", "Opal Finance", "Pinecrest Homes", "Redshift Audio", "Sable Logistics",
    "Tamarack Foods", "Umber Interiors", "Willow Care", "Zephyr Robotics", "Marlow & Finch", "Solstice Water",
    "Bramble Books", "Cinder Works", "Dovetail Joinery", "Elmstead Farms", "Flint & Tinder",
)  # fmt: skip
ZONES = ("UTC", "Europe/Berlin", "America/New_York", "Asia/Kolkata", "Australia/Sydney", "America/Los_Angeles")
ROUTES = (
    ("GET", "/v1/samples/ping", 5, 0),
    ("POST", "/v1/samples/text-statistics", 24, 320),
    ("POST", "/v1/reports/{id}/summary", 180, 900),
    ("GET", "/v1/reports", 38, 0),
)
PLANS = (
    ("starter", "Starter", "19", "0.40", 150, "0.0002"),
    ("growth", "Growth", "49", "0.32", 350, "0.00015"),
    ("scale", "Scale", "99", "0.25", 600, "0.0001"),
)


@dataclass
class Business:
    """What was made. Secrets of keys are there, because a test calls with them."""

    users: list[User] = field(default_factory=list)
    keys: dict[str, list[ApiKey]] = field(default_factory=dict)
    secrets: list[str] = field(default_factory=list)


async def make_admins() -> tuple[Admin, Admin]:
    """An owner and a reader, who sign in with the same password."""
    owner = await accounts.create_admin(SYSTEM, email=OWNER, name="Mina Castell", password=PASSWORD, role="owner")
    reader = await accounts.create_admin(SYSTEM, email=READER, name="Ravi Okafor", password=PASSWORD, role="reader")
    return owner, reader


async def make_business(*, users: int, days: int, calls_a_day: float, seed: int = 7) -> Business:
    """So many users with calls on so many days up to now, the same for a seed but for ids and secrets."""
    dice, business = random.Random(seed), Business()
    await metering.ensure_call_meters(["api_calls", "words"])
    await _make_plans()
    start = now() - timedelta(days=days)
    for number in range(users):
        await _make_user(business, dice, number, start)
    await metering.ensure_partitions(start + timedelta(days=day) for day in range(0, days + 32, 10))
    async with open_recorder(deadline_ms=60_000, queue_max=4096) as recorder:
        waiting: list[asyncio.Future[None]] = []
        for call in _calls(business, dice, start, calls_a_day):
            waiting.append(asyncio.ensure_future(recorder.record(call)))
            if len(waiting) >= 1024:
                await asyncio.gather(*waiting)
                waiting.clear()
        await asyncio.gather(*waiting)
    return business


async def _make_plans() -> None:
    for slug, name, fee, call, included, word in PLANS:
        charges = [
            ChargeDraft("Base fee", "flat", Decimal(fee)),
            ChargeDraft("API calls", "per_unit", Decimal(call), "api_calls", Decimal(included)),
            ChargeDraft("Words", "per_unit", Decimal(word), "words"),
        ]
        await plans.create_plan(SYSTEM, slug=slug, name=name, currency="USD", charges=charges)
        await plans.publish_plan(SYSTEM, slug)


async def _make_user(business: Business, dice: random.Random, number: int, start: datetime) -> None:
    name = NAMES[number % len(NAMES)] + (f" {number // len(NAMES) + 1}" if number >= len(NAMES) else "")
    mail = f"api@{name.split()[0].lower()}{number}.example"
    user = await accounts.create_user(
        SYSTEM, name=name, email=mail, external_id=f"crm-{4100 + number}", time_zone=ZONES[number % len(ZONES)]
    )
    joined = start + timedelta(days=dice.uniform(-60, 20))
    await fetch("UPDATE users SET created_at = $2, updated_at = $2 WHERE id = $1", user.id, joined)
    user.created_at = joined
    if number % 13 != 12:  # some have no plan yet
        await plans.assign_plan(SYSTEM, user.id, plan=dice.choice(PLANS)[0], starts_at=joined)
    if number % 17 == 16:
        await accounts.update_user(SYSTEM, user.id, status="suspended")
    business.users.append(user)
    business.keys[str(user.id)] = []
    for label in ("Production", "Staging")[: dice.choice((1, 1, 2))]:
        issued = await keys.create_key(SYSTEM, user_id=user.id, name=label, live=True)
        await fetch("UPDATE api_keys SET created_at = $2 WHERE id = $1", issued.key.id, joined + timedelta(hours=1))
        business.keys[str(user.id)].append(issued.key)
        business.secrets.append(issued.secret)


def _calls(business: Business, dice: random.Random, start: datetime, calls_a_day: float) -> Iterator[Call]:
    days = (now() - start).days + 1
    sizes = {str(user.id): dice.paretovariate(1.3) for user in business.users}
    for day in range(days):
        for user in business.users:
            begins = start + timedelta(days=day)
            week = 0.45 if begins.weekday() >= 5 else 1.0
            mean = calls_a_day * min(sizes[str(user.id)], 6) * week * (0.75 + 0.5 * day / days)
            for _ in range(round(max(0.0, dice.gauss(mean, mean * 0.25)))):
                at = begins + timedelta(seconds=min(86399, max(0, dice.gauss(50_000, 15_000))))
                if user.created_at <= at <= now():
                    yield _call(business, dice, user, at)


def _call(business: Business, dice: random.Random, user: User, at: datetime) -> Call:
    method, route, milliseconds, words = dice.choice(ROUTES)
    units: dict[str, Decimal | int] = {"api_calls": 1}
    if words:
        units["words"] = dice.randint(words // 4, words * 2)
    call = Call(identity_for(dice.choice(business.keys[str(user.id)]), user), units, at)
    call.method, call.route, call.request_id = method, route, f"req_{dice.getrandbits(40):010x}"
    call.finish(dice.choices((200, 404, 422, 500), (960, 22, 13, 5))[0], billable_below=500)
    call.duration_ms = max(1, round(dice.lognormvariate(0, 0.4) * milliseconds))
    return call
