"""Core errors as RFC 9457 `application/problem+json`. The one place where a class of error gets an HTTP status."""

from typing import Any

import msgspec
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from api.schemas import Problem
from core import errors
from core.database import as_error

__all__ = ["HTTP_STATUS", "answer_exception", "problem_response", "problem_responses"]

HTTP_STATUS: dict[type[errors.KeymeterError], int] = {
    errors.InvalidInput: 422,
    errors.Unauthenticated: 401,
    errors.Forbidden: 403,
    errors.NotFound: 404,
    errors.Conflict: 409,
    errors.TooLarge: 413,
    errors.LimitReached: 429,
    errors.Unrecordable: 500,
    errors.Unavailable: 503,
    errors.KeymeterError: 500,
}
_STATUS_CODES = {400: "invalid_input", 404: "not_found", 405: "invalid_input", 413: "too_large", 415: "invalid_input"}


def problem_response(error: errors.KeymeterError) -> Response:
    """The answer that an error is to an HTTP client."""
    status = HTTP_STATUS[type(error)]
    body: dict[str, Any] = {
        "type": f"/problems/{error.code}",
        "title": error.title,
        "status": status,
        "detail": error.message,
        "code": error.code,
    }
    if error.field:
        body["field"] = error.field
    headers = {"cache-control": "no-store"}
    if status == 401:
        is_token = error.code.endswith("_token")
        headers["www-authenticate"] = 'Bearer realm="keymeter"' if is_token else 'ApiKey realm="keymeter"'
    if isinstance(error, errors.Unavailable | errors.LimitReached):
        headers["retry-after"] = str(error.retry_after_seconds)
    return Response(msgspec.json.encode(body), status, headers, media_type="application/problem+json")


def problem_responses(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """For OpenAPI: what a route may answer besides success, with the codes of the catalogue that go with it."""
    names = {status: kind for kind, status in reversed(HTTP_STATUS.items())}
    schema = {"$ref": "#/components/schemas/Problem"}
    return {
        status: {
            "description": names[status].__name__,
            "model": Problem,
            "content": {"application/problem+json": {"schema": schema}},
        }
        for status in statuses
    }


async def answer_exception(request: Request, exception: Exception) -> Response:
    """The exception handler of the application: core errors, a silent database, FastAPI's own, the unforeseen."""
    if isinstance(exception, RequestValidationError):
        return problem_response(_invalid(exception))
    if isinstance(exception, HTTPException):
        code = _STATUS_CODES.get(exception.status_code, "internal")
        response = problem_response(errors.KeymeterError(str(exception.detail), code=code))
        return _with_status(response, exception)
    error = as_error(exception) or errors.KeymeterError(code="internal", detail=repr(exception))
    return problem_response(error)


def _with_status(response: Response, exception: HTTPException) -> Response:
    body = msgspec.json.decode(response.body) | {"status": exception.status_code}
    headers = {"cache-control": "no-store"} | dict(exception.headers or {})
    return Response(msgspec.json.encode(body), exception.status_code, headers, media_type="application/problem+json")


def _invalid(exception: RequestValidationError) -> errors.InvalidInput:
    first = exception.errors()[0]
    field = ".".join(str(part) for part in first["loc"] if part not in ("body", "query", "path"))
    return errors.InvalidInput(f"{field or 'body'}: {first['msg']}.", field=field or None)
