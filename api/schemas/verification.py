"""Verification: decoded and encoded thousands of times a second, so without the ORM's and the framework's models."""

from datetime import datetime
from decimal import Decimal
from typing import Annotated, Any
from uuid import UUID

import msgspec

from core.gate import QUESTIONS_MAX, Question, Quota, Verification
from core.money import format_quantity, parse_units

__all__ = ["VERIFICATION_SCHEMAS", "VerifyIn", "VerifyManyIn", "verification_out"]

_KEY = "km_live_0000000000000000000000000000000000000000000"


def _field(description: str, *examples: Any) -> msgspec.Meta:
    return msgspec.Meta(description=description, examples=list(examples) or None)


class VerifyIn(msgspec.Struct, forbid_unknown_fields=True, gc=False):
    """May this key make this call?"""

    key: Annotated[str, _field("The key that the caller sent.", _KEY)]
    meter: Annotated[str, _field("What the units count: a name as in `metered(name)`.", "tokens")] = "api_calls"
    units: Annotated[int | str, _field("A whole number, or an exact one as a string.", 1, "0.25")] = 1
    scope: Annotated[str | None, _field("One that the key must have.", "llm")] = None
    ip: Annotated[str | None, _field("Where the caller asks from, for keys with a list of networks.", "192.0.2.7")] = (
        None
    )
    request_id: Annotated[
        str | None,
        _field("Yours, up to 128 characters. Asked again with it: the same answer, and one charge.", "req-7193"),
    ] = None

    def question(self) -> Question:
        units = self.units
        return Question(
            self.key,
            self.meter,
            parse_units(units) if isinstance(units, str) else units,
            self.scope,
            self.ip,
            self.request_id,
        )


class VerifyManyIn(msgspec.Struct, forbid_unknown_fields=True, gc=False):
    """Several questions, each answered by itself."""

    items: Annotated[list[VerifyIn], msgspec.Meta(max_length=QUESTIONS_MAX)]


class StandingOut(msgspec.Struct, gc=False):
    """A limit or a rate, and what it leaves."""

    name: Annotated[str, _field("`hour`, `day`, `month` or `billing`; `rate` for how fast.", "month")]
    cap: Annotated[str, _field("Units of the period; of a rate, calls at once.", "1000")]
    remaining: Annotated[str, _field("What is left, or was when it was refused.", "412")]
    resets_at: Annotated[datetime, _field("When all of it is there again.")]


class VerificationOut(msgspec.Struct, gc=False):
    """The decision. What it allows is recorded: the units are committed."""

    allowed: bool
    code: Annotated[str | None, _field("Why not, of the catalogue of errors.", "quota_exceeded")]
    detail: Annotated[str | None, _field("The same in words for the caller.")]
    user_id: UUID | None
    key_id: UUID | None
    live: Annotated[bool | None, _field("Whether it is a live key or a test key.")]
    event_id: Annotated[UUID | None, _field("The event in the usage log.")]
    limit: Annotated[StandingOut | None, _field("The limit that leaves the least, or that refused.")]
    limits: Annotated[list[StandingOut], _field("Every hard limit that was asked, that one first.")]
    rate: StandingOut | None
    retry_after_seconds: int | None


class RefusedItem(msgspec.Struct, gc=False):
    """A question that has no answer."""

    code: str
    detail: str
    field: str | None


class VerifiedItem(msgspec.Struct, gc=False):
    """One of them is there: the answer, or why there is none."""

    answer: VerificationOut | None
    error: RefusedItem | None


class VerifiedManyOut(msgspec.Struct, gc=False):
    """In the order of the questions."""

    items: list[VerifiedItem]


def verification_out(found: Verification) -> VerificationOut:
    return VerificationOut(
        found.allowed,
        found.code,
        found.message,
        found.user_id,
        found.key_id,
        found.live,
        found.call_id,
        _standing(found.quota) if found.quota is not None else None,
        [_standing(each) for each in (found.quota, *found.quota.others)] if found.quota is not None else [],
        _standing(found.rate) if found.rate is not None else None,
        found.retry_after_seconds,
    )


def _standing(quota: Quota) -> StandingOut:
    return StandingOut(
        quota.period, format_quantity(Decimal(quota.cap)), format_quantity(quota.remaining), quota.ends_at
    )


#: For OpenAPI, by name.
VERIFICATION_SCHEMAS: dict[str, Any] = msgspec.json.schema_components(
    (VerifyIn, VerifyManyIn, VerificationOut, VerifiedManyOut), ref_template="#/components/schemas/{name}"
)[1]
VERIFICATION_SCHEMAS["VerifyIn"]["examples"] = [
    {"key": _KEY, "meter": "tokens", "units": 1536, "scope": "llm", "request_id": "req-7193"}
]
VERIFICATION_SCHEMAS["VerifyManyIn"]["examples"] = [{"items": [{"key": _KEY}, {"key": _KEY, "units": "0.25"}]}]
