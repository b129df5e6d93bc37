"""A stream of events as bad services send them: some twice, some late by months, some taken back, some bad."""

import random
from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from core.gate import EventDraft
from tests.support.meter_oracle import Known

__all__ = ["Stream", "make_stream"]

MODELS = ("small", "large", "vision", "", "edit")
REGIONS = ("eu", "us", "ap")


@dataclass
class Stream:
    """What is sent, in order; and what is true then: the events that count, and how many were told what."""

    drafts: list[EventDraft] = field(default_factory=list)
    known: list[Known] = field(default_factory=list)
    told: Counter[str] = field(default_factory=Counter)


def make_stream(count: int, users: list[str], *, until: datetime, seed: int) -> Stream:
    """About so many drafts: 5 % duplicates, 2 % late by months, 1 % retractions and 1 % bad ones."""
    dice, stream = random.Random(seed), Stream()
    plain: list[EventDraft] = []
    standing: dict[str, Known] = {}
    while len(stream.drafts) < count:
        chance = dice.random()
        if chance < 0.05 and plain:
            stream.drafts.append(dice.choice(plain))
            stream.told["duplicate"] += 1
        elif chance < 0.06 and standing:
            gone = dice.choice(plain).event_id
            stream.drafts.append(EventDraft(_user_of(plain, gone, standing), _id(dice), "", retracts=gone))
            stream.told["accepted" if standing.pop(gone, None) else "duplicate"] += 1
        elif chance < 0.07:
            stream.drafts.append(_bad(dice, users, until))
            stream.told["rejected"] += 1
        else:
            draft = _good(dice, users, until, late=chance > 0.98)
            plain.append(draft)
            stream.drafts.append(draft)
            assert draft.time is not None
            standing[draft.event_id] = Known(draft.user, draft.time, draft.event_id, draft.type, draft.properties)
            stream.told["accepted"] += 1
    stream.known = list(standing.values())
    return stream


def _user_of(plain: list[EventDraft], event_id: str, standing: dict[str, Known]) -> str:
    if event_id in standing:
        return standing[event_id].user
    return next(each.user for each in plain if each.event_id == event_id)


def _id(dice: random.Random) -> str:
    return str(UUID(int=dice.getrandbits(128), version=4))


def _good(dice: random.Random, users: list[str], until: datetime, *, late: bool) -> EventDraft:
    back = timedelta(days=dice.uniform(60, 400)) if late else timedelta(days=dice.uniform(0.01, 6))
    at = until - timedelta(microseconds=back // timedelta(microseconds=1))
    if dice.random() < 0.1:
        at = at.replace(minute=30, second=0, microsecond=0)  # many at one instant, and at the edges of Indian hours
        at -= timedelta(hours=1) if at > until else timedelta(0)
    user = dice.choice(users)
    if dice.random() < 0.3:
        properties: dict[str, Any] = {
            "gb": Decimal(dice.randrange(0, 5000)) / 100, "volume": f"v{dice.randrange(3)}", "host": {"zone": "z"},
        }  # fmt: skip
        return EventDraft(user, _id(dice), "disk", at, "stream", properties)
    properties = {
        "tokens": {"total": dice.randrange(0, 4000) if dice.random() < 0.7 else Decimal(dice.randrange(10**6)) / 1000},
        "model": dice.choice(MODELS), "region": dice.choice(REGIONS), "ok": dice.random() < 0.9,
        "customer": dice.choice([f"c{dice.randrange(40)}", dice.randrange(5), True]),
        "city": f"city-{dice.randrange(25)}",
    }  # fmt: skip
    if dice.random() < 0.05:
        properties.pop(dice.choice(["tokens", "model", "customer", "ok"]))
    return EventDraft(user, _id(dice), "llm", at, "stream", properties)


def _bad(dice: random.Random, users: list[str], until: datetime) -> EventDraft:
    user, name = dice.choice(users), _id(dice)
    return dice.choice(
        [
            EventDraft(user, name, "not a type", until),
            EventDraft(user, name, "llm", until + timedelta(days=2)),
            EventDraft(user, name, "llm", datetime(2014, 1, 1, tzinfo=until.tzinfo)),
            EventDraft(user, "", "llm", until),
            EventDraft(user, name, "llm", until, "stream", {"text": "a\0b"}),
            EventDraft(user, name, "llm", until, "stream", {"ok": True, "tokens": {"total": Decimal("1e-7")}}),
            EventDraft(user, name, "", retracts=_id(dice)),
        ]
    )
