"""Core errors as RFC 9457 `application/problem+json`. The one place where a class of error gets an HTTP status."""

from http import HTTPStatus
from typing import Any

import msgspec
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from api.quotas import quota_headers
from core import errors
from core.audit import current_origin
from core.database import as_error
from core.gate import Quota

__all__ = ["HTTP_STATUS", "answer_exception", "problem_response", "problem_responses"]

HTTP_STATUS: dict[type[errors.KeymeterError], int] = {
    errors.InvalidInput: 422,
    errors.Unauthenticated: 401,
    errors.Forbidden: 403,
    errors.NotFound: 404,
    errors.Conflict: 409,
    errors.TooLarge: 413,
    errors.LimitReached: 429,
    errors.PaymentRequired: 402,
    errors.Unrecordable: 500,
    errors.Unavailable: 503,
    errors.KeymeterError: 500,
}
_MEDIA_TYPE = "application/problem+json"
_STATUS_CODES = {
    400: "invalid_input",
    404: "not_found",
    405: "invalid_input",
    413: "too_large",
}


def problem_response(error: errors.KeymeterError, **members: Any) -> Response:
    """The answer that an error is to an HTTP client. `members` say more about it (RFC 9457, extension members)."""
    status = HTTP_STATUS[type(error)]
    body: dict[str, Any] = {
        "type": f"/problems/{error.code}",
        "title": error.title,
        "status": status,
        "detail": _encodable(error.message),
        "code": error.code,
    }
    if error.field:
        body["field"] = _encodable(error.field)
    body |= members
    headers = {"cache-control": "no-store"}
    if request_id := current_origin().request_id:
        headers["x-request-id"] = request_id
    if status == 401:
        is_token = error.code.endswith("_token")
        headers["www-authenticate"] = 'Bearer realm="keymeter"' if is_token else 'ApiKey realm="keymeter"'
    if status in (429, 503) and isinstance(error, errors.Unavailable | errors.LimitReached):
        headers["retry-after"] = str(error.retry_after_seconds)
    if isinstance(error, errors.LimitReached) and isinstance(error.quota, Quota):
        headers |= quota_headers(error.quota)
    return Response(msgspec.json.encode(body), status, headers, media_type=_MEDIA_TYPE)


def _encodable(text: str) -> str:
    """What a client sent may stand in it, lone surrogates and all, which no UTF-8 can say."""
    return text.encode("utf-8", "replace").decode()


def problem_responses(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """For OpenAPI: what a route may answer besides success, with the codes of the catalogue that go with it."""
    schema = {"$ref": "#/components/schemas/Problem"}  # defined by `api/openapi.py`
    return {
        status: {"description": _describe(status), "content": {_MEDIA_TYPE: {"schema": schema}}} for status in statuses
    }


def _describe(status: int) -> str:
    kinds = [kind for kind, each in HTTP_STATUS.items() if each == status]
    if not kinds:
        return HTTPStatus(status).phrase
    return f"{kinds[0].__name__}: " + ", ".join(f"`{code}`" for kind in kinds for code in kind.codes())


async def answer_exception(request: Request, exception: Exception) -> Response:
    """The exception handler of the application: core errors, a silent database, FastAPI's own, the unforeseen."""
    if isinstance(exception, RequestValidationError):
        return problem_response(_invalid(exception))
    if isinstance(exception, HTTPException):
        unforeseen = "invalid_input" if exception.status_code < 500 else "internal"
        code = _STATUS_CODES.get(exception.status_code, unforeseen)
        response = problem_response(errors.KeymeterError(str(exception.detail), code=code))
        return _with_status(response, exception)
    error = as_error(exception) or errors.KeymeterError(code="internal", detail=repr(exception))
    return problem_response(error)


def _with_status(response: Response, exception: HTTPException) -> Response:
    body = msgspec.json.decode(response.body) | {"status": exception.status_code}
    headers = {"cache-control": "no-store"} | dict(exception.headers or {})
    return Response(msgspec.json.encode(body), exception.status_code, headers, media_type=_MEDIA_TYPE)


def _invalid(exception: RequestValidationError) -> errors.InvalidInput:
    first = exception.errors()[0]
    message = first["msg"].removeprefix("Value error, ")
    if first["type"] == "json_invalid":  # its place is a number of characters, not a field
        return errors.InvalidInput(f"The body is not JSON: {first['ctx']['error']}.")
    field = ".".join(str(part) for part in first["loc"][1:])
    return errors.InvalidInput(f"{field or 'body'}: {message}.", field=field or None)
