"""Errors as pages, or as a toast for a request of htmx. The one place where this door gives an error an HTTP status."""

import logging
from urllib.parse import quote

from fastapi import Request
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.responses import Response

from core import errors
from core.database import as_error
from core.errors import KeymeterError
from web.rendering import is_htmx, page, redirect, toast_header
from web.viewer import Viewer, viewer_or_none

__all__ = ["HTTP_STATUS", "answer_exception"]

log = logging.getLogger("keymeter.web")

HTTP_STATUS: dict[type[KeymeterError], int] = {
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
    KeymeterError: 500,
}
#: What a page says about each kind of error, and what a reader may do next.
_HELP = {
    403: ("lock", "You may not do this", "Your role or this request does not allow it."),
    404: ("compass", "There is nothing here", "The address may be mistyped, or what it showed is gone."),
    500: ("bug", "Something went wrong on our side", "It is in the server's log. Trying again may help."),
    503: ("plug-zap", "The database does not answer", "Nothing was changed. This page asks again by itself."),
}


async def answer_exception(request: Request, exception: Exception) -> Response:
    """What an exception is to somebody who looks at pages. Nobody signed in: the way to the sign-in page and back."""
    error = _core_error(exception)
    status = exception.status_code if isinstance(exception, HTTPException) else HTTP_STATUS[type(error)]
    if error.code == "signed_out":
        return redirect(request, _sign_in_path(request))
    if status >= 500:
        log.error("%s %s: %s", request.method, request.url.path, error.detail or error.message)
    headers = {"retry-after": str(getattr(error, "retry_after_seconds", 1))} if status in (429, 503) else {}
    if is_htmx(request):
        headers |= {"hx-trigger": toast_header(error.title, error.message, error.code), "hx-reswap": "none"}
        return Response(status_code=status, headers=headers | {"cache-control": "no-store"})
    symbol, heading, hint = _HELP.get(status, ("circle-alert", error.title, ""))
    return page(
        request,
        await _viewer(request, status),
        "error.html",
        title=heading,
        status=status,
        headers=headers,
        symbol=symbol,
        heading=heading,
        hint=hint,
        error=error,
        number=status,
    )


async def _viewer(request: Request, status: int) -> Viewer | None:
    """Whose menu to draw around the error; nobody's if the database is what does not answer."""
    try:
        return await viewer_or_none(request) if status != 503 else None
    except Exception:
        return None


def _core_error(exception: Exception) -> KeymeterError:
    if isinstance(exception, RequestValidationError):
        return errors.NotFound("There is no page at this address.")  # a path or a query that is none of ours
    if isinstance(exception, HTTPException):
        if exception.status_code == 404:
            return errors.NotFound("There is no page at this address.")
        code = "invalid_input" if exception.status_code < 500 else "internal"
        return KeymeterError(str(exception.detail), code=code)
    return as_error(exception) or KeymeterError(code="internal", detail=repr(exception))


def _sign_in_path(request: Request) -> str:
    if request.method != "GET" or is_htmx(request) or request.url.path == "/":
        return "/sign-in"
    query = f"?{request.url.query}" if request.url.query else ""
    return f"/sign-in?next={quote(request.url.path + query, safe='')}"
