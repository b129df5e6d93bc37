"""Signing in and out, the theme, and the sessions of whoever is signed in."""

import secrets

from fastapi import APIRouter, Request
from starlette.responses import RedirectResponse, Response

from core import accounts
from core.audit import enter_by
from core.errors import LimitReached, Unauthenticated
from web.forms import read_form
from web.rendering import done, page, redirect
from web.security import check_origin, check_token, make_token
from web.viewer import (
    SESSION_COOKIE,
    THEME_COOKIE,
    SignedIn,
    drop_session_cookie,
    local_path,
    set_cookie,
    viewer_or_none,
)

router = APIRouter(include_in_schema=False)

#: Holds what the sign-in form's token is made from, for somebody who has no session yet.
FORM_COOKIE = "keymeter_form"
THEME_SECONDS = 365 * 86400


@router.get("/sign-in")
async def show_sign_in(request: Request, next: str = "/") -> Response:
    if await viewer_or_none(request) is not None:
        return RedirectResponse(local_path(next), 303, headers={"cache-control": "no-store"})
    return _form(request, next)


@router.post("/sign-in")
async def sign_in(request: Request) -> Response:
    enter_by("web", request_id=request.headers.get("x-request-id", ""))
    check_origin(request)
    form = await read_form(request)
    check_token(form.secret("csrf"), request.cookies.get(FORM_COOKIE) or secrets.token_hex(16))
    try:
        opened = await accounts.sign_in(
            email=form.text("email"),
            password=form.secret("password"),
            address=request.client.host if request.client else "",
            browser=request.headers.get("user-agent", ""),
            replaces=request.cookies.get(SESSION_COOKIE),
        )
    except (Unauthenticated, LimitReached) as error:
        status = 401 if isinstance(error, Unauthenticated) else 429
        return _form(request, form.text("next"), email=form.text("email"), error=error, status=status)
    response = RedirectResponse(local_path(form.text("next")), 303, headers={"cache-control": "no-store"})
    set_cookie(request, response, SESSION_COOKIE, opened.token, seconds_max=int(accounts.LIFE_MAX.total_seconds()))
    response.delete_cookie(FORM_COOKIE, path="/")
    return response


@router.post("/sign-out")
async def sign_out(request: Request, viewer: SignedIn) -> Response:
    await accounts.end_session(viewer.token)
    response = redirect(request, "/sign-in")
    drop_session_cookie(request, response)
    return response


@router.post("/theme")
async def choose_theme(request: Request, viewer: SignedIn) -> Response:
    theme = viewer.form.text("theme")
    referer = request.headers.get("referer", "")
    path = referer.partition("//")[2].partition("/")[2]
    response = redirect(request, local_path(f"/{path}"))
    if theme in ("light", "dark"):
        set_cookie(request, response, THEME_COOKIE, theme, seconds_max=THEME_SECONDS)
    else:
        response.delete_cookie(THEME_COOKIE, path="/")
    return response


@router.get("/account")
async def account(request: Request, viewer: SignedIn) -> Response:
    sessions = await accounts.list_sessions(viewer.actor)
    return page(request, viewer, "account/sessions.html", title="Your sessions", sessions=sessions)


@router.post("/account/sessions/end")
async def end_other_sessions(request: Request, viewer: SignedIn) -> Response:
    ended = await accounts.end_other_sessions(viewer.actor, keep=viewer.session.id)
    said = (
        "No other session was open" if not ended else f"Signed out of {ended} other session{'s' if ended > 1 else ''}"
    )
    return done(request, said, back="/account")


def _form(
    request: Request,
    next: str,
    *,
    email: str = "",
    error: Unauthenticated | LimitReached | None = None,
    status: int = 200,
) -> Response:
    secret = request.cookies.get(FORM_COOKIE) or secrets.token_urlsafe(32)
    response = page(
        request, None, "sign_in.html", title="Sign in", status=status, token=make_token(secret), next=local_path(next),
        email=email, error=error,
    )  # fmt: skip
    set_cookie(request, response, FORM_COOKIE, secret, seconds_max=3600)
    return response
