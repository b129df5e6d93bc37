"""Who looks at a page: the session of the cookie, and the proof that an unsafe request was made on one of our pages."""

from dataclasses import dataclass
from typing import Annotated
from urllib.parse import quote, unquote, urlsplit

from fastapi import Depends, Request
from starlette.responses import Response

from core import accounts
from core.accounts import Actor, Session
from core.audit import enter_by
from core.errors import Unauthenticated
from web.forms import Form, read_form
from web.security import check_origin, check_token, make_token

__all__ = [
    "SESSION_COOKIE",
    "SignedIn",
    "Viewer",
    "current_page",
    "drop_session_cookie",
    "local_path",
    "set_cookie",
    "viewer_of",
]

SESSION_COOKIE = "keymeter_session"
THEME_COOKIE = "keymeter_theme"
_SAFE = frozenset({"GET", "HEAD"})


@dataclass(frozen=True, slots=True)
class Viewer:
    """Somebody signed in; `form` is what an unsafe request carried, its token checked."""

    session: Session
    token: str
    form: Form

    @property
    def actor(self) -> Actor:
        return self.session.actor

    @property
    def form_token(self) -> str:
        return make_token(self.token)

    def may(self, scope: str) -> bool:
        """Whether to offer what needs this scope. Whether it is done, the core decides."""
        return scope in self.session.actor.scopes


async def viewer_of(request: Request) -> Viewer:
    """Who is signed in, else Unauthenticated `signed_out`. Forbidden for an unsafe request not made on our pages."""
    enter_by("web", request_id=request.headers.get("x-request-id", ""))
    safe = request.method in _SAFE
    if not safe:
        check_origin(request)
    token = request.cookies.get(SESSION_COOKIE, "")
    session = await accounts.find_session(token)
    if safe:
        return Viewer(session, token, Form([]))
    form = await read_form(request)
    check_token(request.headers.get("x-csrf-token") or form.secret("csrf"), token)
    return Viewer(session, token, form)


SignedIn = Annotated[Viewer, Depends(viewer_of)]


async def viewer_or_none(request: Request) -> Viewer | None:
    """For pages that have something to say to everybody: errors, and signing in."""
    try:
        token = request.cookies.get(SESSION_COOKIE, "")
        return Viewer(await accounts.find_session(token), token, Form([]))
    except Unauthenticated:
        return None


def theme_of(request: Request) -> str:
    """`light` or `dark` if it was chosen, else empty: as the system has it."""
    chosen = request.cookies.get(THEME_COOKIE, "")
    return chosen if chosen in ("light", "dark") else ""


def set_cookie(request: Request, response: Response, name: str, value: str, *, seconds_max: int | None = None) -> None:
    """A cookie that scripts cannot read and foreign pages cannot use; over HTTPS only, if the page came that way."""
    response.set_cookie(
        name,
        quote(value, safe=""),
        max_age=seconds_max,
        path="/",
        secure=request.url.scheme == "https",
        httponly=True,
        samesite="lax",
    )


def drop_session_cookie(request: Request, response: Response) -> None:
    response.delete_cookie(
        SESSION_COOKIE, path="/", secure=request.url.scheme == "https", httponly=True, samesite="lax"
    )


def local_path(target: str | None, default: str = "/") -> str:
    """Where to go next, if it is a path of ours; whatever else somebody wrote into a link leads to `default`.

    `//host`, `/\\host` and control characters are ways to leave the site that begin with a slash.
    """
    text = target or ""
    if not text.startswith("/") or text[1:2] in ("/", "\\") or "\\" in text or not text.isprintable():
        return default
    parts = urlsplit(text)
    return text if not parts.scheme and not parts.netloc else default


def current_page(request: Request, default: str = "/") -> str:
    """The page that an htmx request was made on."""
    parts = urlsplit(unquote(request.headers.get("hx-current-url", "")))
    return local_path(f"{parts.path}{'?' + parts.query if parts.query else ''}", default)
