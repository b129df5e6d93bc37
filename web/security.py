"""What every answer says to browsers, and where unsafe requests may come from."""

import hmac
import secrets
from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error
from hashlib import sha256
from urllib.parse import urlsplit

from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from core.errors import Forbidden

__all__ = ["PAGE_POLICY", "HeadersMiddleware", "add_headers", "check_origin", "check_token", "make_token"]

#: Pages: nothing inline, nothing foreign, nothing evaluated.
PAGE_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self';"
    " connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
_ELSE_POLICY = "default-src 'none'; frame-ancestors 'none'"
_COMMON = [
    (b"x-content-type-options", b"nosniff"),
    (b"x-frame-options", b"DENY"),
    (b"referrer-policy", b"same-origin"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"permissions-policy", b"camera=(), geolocation=(), microphone=(), payment=(), usb=()"),
]
_PAGE = (b"content-security-policy", PAGE_POLICY.encode())
_ELSE = (b"content-security-policy", _ELSE_POLICY.encode())
_HSTS = (b"strict-transport-security", b"max-age=31536000")
_NONCE_BYTES = 32


class HeadersMiddleware:
    """Adds the headers to every answer of the application, errors too. A policy that an answer brings itself stays."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        is_secure = scope["scheme"] == "https"

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = _complete(list(message.get("headers", ())), is_secure)
            await send(message)

        await self.app(scope, receive, send_with_headers)


def _complete(headers: list[tuple[bytes, bytes]], is_secure: bool) -> list[tuple[bytes, bytes]]:
    is_page = has_policy = is_kept = False
    for name, value in headers:
        if name == b"content-type":
            is_page = value.startswith(b"text/html")
        elif name == b"content-security-policy":
            has_policy = True
        elif name == b"cache-control":
            is_kept = True
        elif name == b"x-content-type-options":
            return headers  # complete already
    headers += _COMMON
    if not has_policy:
        headers.append(_PAGE if is_page else _ELSE)
    if is_page and not is_kept:
        headers.append((b"cache-control", b"no-store"))
    if is_secure:
        headers.append(_HSTS)
    return headers


def add_headers(response: Response) -> Response:
    """The same for an answer that is made outside of every middleware, as that to an unforeseen error is."""
    response.raw_headers = _complete(response.raw_headers, is_secure=False)
    return response


def check_origin(request: Request) -> None:
    """Forbidden unless the browser says that the request comes from one of our own pages.

    Every browser sends one of the two headers with a POST; a request with neither is not from a page.
    """
    site, origin = request.headers.get("sec-fetch-site"), request.headers.get("origin")
    from_here = site in (None, "same-origin") and (site is not None or origin is not None)
    if not from_here or (origin is not None and urlsplit(origin).netloc != request.headers.get("host")):
        raise Forbidden("The request came from another site, so nothing was done.", code="foreign_request")


def make_token(secret: str) -> str:
    """A fresh spelling of the token that forms of this secret's holder carry.

    It differs each time, masked by a one-time pad, so that compressing pages tells nothing about it (BREACH).
    """
    nonce = secrets.token_bytes(_NONCE_BYTES)
    masked = bytes(a ^ b for a, b in zip(nonce, _token_of(secret), strict=True))
    return urlsafe_b64encode(nonce + masked).decode().rstrip("=")


def check_token(token: str, secret: str) -> None:
    """Forbidden unless it is a spelling of this secret's token."""
    try:
        raw = urlsafe_b64decode(token + "=" * (-len(token) % 4)) if len(token) < 200 else b""
    except (Error, ValueError):
        raw = b""
    nonce, masked = raw[:_NONCE_BYTES], raw[_NONCE_BYTES:]
    plain = bytes(a ^ b for a, b in zip(nonce, masked, strict=False))
    if not hmac.compare_digest(plain, _token_of(secret)):
        raise Forbidden(
            "The form is too old, so nothing was done. Reload the page and try again.", code="foreign_request"
        )


def _token_of(secret: str) -> bytes:
    return hmac.digest(secret.encode(), b"keymeter form token", sha256)
