"""What the codes of problems mean: a page each, for everybody, where `type` of an answer leads."""

from fastapi import APIRouter, Request
from starlette.responses import Response

from core import errors
from core.errors import CATALOGUE, KeymeterError, NotFound
from web.errors import HTTP_STATUS
from web.problem_words import PROBLEM_WORDS
from web.rendering import page

router = APIRouter(prefix="/problems", include_in_schema=False)

_STATUS = {code: status for kind, status in HTTP_STATUS.items() for code in kind.codes()}
#: In words, for the headings of the list.
_KINDS: dict[type[KeymeterError], str] = {
    errors.InvalidInput: "The request is not valid",
    errors.Unauthenticated: "Nobody we know",
    errors.Forbidden: "Somebody who may not do this",
    errors.NotFound: "It is not there",
    errors.Conflict: "Not now",
    errors.TooLarge: "Too much",
    errors.LimitReached: "Used up",
    errors.PaymentRequired: "Not paid for",
    errors.Unrecordable: "Not served",
    errors.Unavailable: "Try again",
    KeymeterError: "Our fault",
}


@router.get("")
async def list_problems(request: Request) -> Response:
    kinds = [
        (words, HTTP_STATUS[kind], [(code, CATALOGUE[code]) for code in kind.codes()]) for kind, words in _KINDS.items()
    ]
    return page(request, None, "problems/list.html", title="Problems", kinds=kinds)


@router.get("/{code}")
async def show_problem(request: Request, code: str) -> Response:
    if code not in PROBLEM_WORDS:
        raise NotFound("There is no problem of this name.")
    why, what = PROBLEM_WORDS[code]
    return page(
        request, None, "problems/one.html", title=CATALOGUE[code], code=code, number=_STATUS[code], why=why, what=what,
        has_pause=_STATUS[code] in (429, 503),
    )  # fmt: skip
