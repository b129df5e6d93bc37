"""Verification: the gate's decision for services that are not written in Python, or do not run in this process.

One question is one call: it is admitted and recorded as one at a guarded route is, and its answer leaves after the
commit. What a key may not do is an answer; an error is only what makes the question unanswerable.
"""

import asyncio
from collections.abc import Sequence
from decimal import Decimal
from uuid import UUID

import msgspec

from core.accounts import Actor
from core.checks import check_text
from core.errors import Forbidden, InvalidInput, KeymeterError, LimitReached, NotFound, Unauthenticated, Unavailable
from core.gate.admission import Gate
from core.gate.answers import AnsweredError, find_answer, keep_refusal
from core.gate.calls import Call, Keepsake, Quota, check_units
from core.idempotency import digest_of
from core.keys import Identity
from core.money import format_quantity

__all__ = [
    "QUESTIONS_MAX",
    "Question",
    "Verification",
    "answer_question",
    "check_question",
    "verify_call",
    "verify_calls",
]

QUESTIONS_MAX = 100
REQUEST_ID_CHARS_MAX = 128
_TRIES_MAX = 3


class Question(msgspec.Struct, frozen=True, gc=False):
    """May this key make this call? `address` is that of the key's holder, as the asking service sees it.

    `request_id`: asked again with it, and the same in all else, within two minutes, the answer is the same and nothing
    is charged anew. `method` and `route` are what the usage log says of the call; `about` is further what a repetition
    has to have in common.
    """

    secret: str | None
    meter: str = "api_calls"
    units: Decimal | int = 1
    scope: str | None = None
    address: str | None = None
    request_id: str | None = None
    method: str = "POST"
    route: str = "/v1/keys/verify"
    about: str = ""

    @property
    def raw_secret(self) -> bytes | None:
        return None if self.secret is None else self.secret.encode("latin-1", "replace")


class Verification(msgspec.Struct, frozen=True, gc=False):
    """The answer. `code` and `message` say why not; user and key are there if the key is one that we know."""

    allowed: bool
    code: str | None = None
    message: str | None = None
    retry_after_seconds: int | None = None
    user_id: UUID | None = None
    key_id: UUID | None = None
    live: bool | None = None
    #: The event that was recorded.
    call_id: UUID | None = None
    #: The limit that leaves the least, or that refused.
    quota: Quota | None = None
    #: The same of the rate.
    rate: Quota | None = None


_ENCODE = msgspec.json.Encoder().encode
_DECODE = msgspec.json.Decoder(Verification).decode


async def verify_call(gate: Gate, actor: Actor, question: Question) -> Verification:
    """Decide, and record what is let through: when the answer is there, its units are committed.

    NotFound `meter_not_found`, InvalidInput, Unavailable if it cannot be decided or recorded.
    """
    actor.require_vendor("keys:verify")
    return await answer_question(gate, await check_question(gate, question))


async def verify_calls(gate: Gate, actor: Actor, questions: Sequence[Question]) -> list[Verification | KeymeterError]:
    """The same for up to a hundred, each by itself: an answer, or why there is none. Unavailable if there is none to
    any of them."""
    actor.require_vendor("keys:verify")
    if len(questions) > QUESTIONS_MAX:
        raise InvalidInput(f"Ask at most {QUESTIONS_MAX} questions at once.", field="items")

    async def one(question: Question) -> Verification | KeymeterError:
        try:
            return await answer_question(gate, await check_question(gate, question))
        except KeymeterError as error:
            return error

    found = await asyncio.gather(*map(one, questions))
    if found and all(isinstance(each, Unavailable) for each in found):
        raise next(each for each in found if isinstance(each, Unavailable))
    return found


async def check_question(gate: Gate, question: Question) -> Question:
    """The question, if it is one that has an answer."""
    check_units(question.units)
    if question.request_id is not None:
        check_text(question.request_id, field="request_id", chars_max=REQUEST_ID_CHARS_MAX)
    if not await gate.recorder.counts(question.meter):
        raise NotFound("There is no meter that counts units of this name.", code="meter_not_found")
    return question


async def answer_question(gate: Gate, question: Question) -> Verification:
    """The answer to a question that was checked."""
    for _ in range(_TRIES_MAX):
        try:
            call = await gate.admit(
                question.raw_secret,
                units={question.meter: question.units},
                scope=question.scope,
                address=question.address,
            )
        except (Unauthenticated, Forbidden, LimitReached) as refusal:
            return await _refused(gate, question, refusal)
        call.method, call.route = question.method, question.route
        call.request_id = question.request_id or call.id.hex
        granted = Verification(
            True, user_id=call.user_id, key_id=call.key_id, live=call.identity.live, call_id=call.id,
            quota=call.quota, rate=call.rate,
        )  # fmt: skip
        if question.request_id is not None:
            call.keepsake = Keepsake(_digest_of(question, call.identity), _ENCODE(granted).decode())
        if (found := await _record(gate, call, granted)) is not None:
            return found
    raise Unavailable("The first request with this id is not settled yet. Try again in a moment.")


async def _record(gate: Gate, call: Call, granted: Verification) -> Verification | None:
    """The answer that counts: this one, or that of who asked the same before. None: it was withdrawn just now."""
    try:
        await gate.record(call, 200)
    except AnsweredError:
        assert call.keepsake is not None
        kept = await find_answer(call.user_id, call.keepsake.digest)
        return None if kept is None else _DECODE(kept)
    return granted


async def _refused(gate: Gate, question: Question, refusal: KeymeterError) -> Verification:
    """A refusal by the state of the key holds at once. One by a limit is that of the first who asked."""
    secret = question.raw_secret
    if secret is None or isinstance(refusal, Unauthenticated):
        return Verification(False, refusal.code, refusal.message)
    identity = gate.keys.peek(secret) or await gate.keys.find(secret)
    refused = Verification(
        False, refusal.code, refusal.message, user_id=identity.user_id, key_id=identity.key_id, live=identity.live
    )
    if not isinstance(refusal, LimitReached):
        return refused
    quota = refusal.quota if isinstance(refusal.quota, Quota) else None
    is_rate = refusal.code == "rate_limited"
    refused = msgspec.structs.replace(
        refused,
        retry_after_seconds=refusal.retry_after_seconds,
        quota=None if is_rate else quota,
        rate=quota if is_rate else None,
    )
    if question.request_id is None:
        return refused
    kept = await keep_refusal(identity.user_id, _digest_of(question, identity), _ENCODE(refused).decode())
    return _DECODE(kept)


def _digest_of(question: Question, identity: Identity) -> UUID:
    """Of all that was asked: another question with the same id is another one."""
    digest = digest_of(
        identity.key_id.bytes,
        question.request_id or "",
        question.meter,
        format_quantity(Decimal(question.units)),
        question.scope or "",
        question.address or "",
        question.method,
        question.route,
        question.about,
    )
    return UUID(bytes=digest[:16])
