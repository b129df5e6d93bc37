"""Signing in and out, the theme, and the sessions of whoever is signed in."""

import secrets
from uuid import UUID

from fastapi import APIRouter, Request
from starlette.responses import RedirectResponse, Response

from core import accounts
from core.accounts import OpenedSession, SecondFactor
from core.audit import enter_by
from core.errors import InvalidInput, LimitReached, Unauthenticated
from web.forms import read_form
from web.qr import draw_qr
from web.rendering import done, page, redirect
from web.security import check_origin, check_token, make_token
from web.viewer import (
    SESSION_COOKIE,
    THEME_COOKIE,
    SignedIn,
    Viewer,
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
    if isinstance(opened, SecondFactor):
        return _code_form(request, form.text("next"), opened.ticket)
    return _let_in(request, form.text("next"), opened)


@router.post("/sign-in/code")
async def finish_sign_in(request: Request) -> Response:
    enter_by("web", request_id=request.headers.get("x-request-id", ""))
    check_origin(request)
    form = await read_form(request)
    check_token(form.secret("csrf"), request.cookies.get(FORM_COOKIE) or secrets.token_hex(16))
    try:
        opened = await accounts.finish_sign_in(
            ticket=form.text("ticket"),
            code=form.text("code"),
            address=request.client.host if request.client else "",
            browser=request.headers.get("user-agent", ""),
            replaces=request.cookies.get(SESSION_COOKIE),
        )
    except (Unauthenticated, LimitReached) as error:
        if error.code == "wrong_credentials":
            return _form(request, form.text("next"), error=error, status=401)
        status = 401 if isinstance(error, Unauthenticated) else 429
        return _code_form(request, form.text("next"), form.text("ticket"), error=error, status=status)
    return _let_in(request, form.text("next"), opened)


def _let_in(request: Request, next: str, opened: OpenedSession) -> Response:
    response = RedirectResponse(local_path(next), 303, headers={"cache-control": "no-store"})
    _set_session(request, response, opened)
    response.delete_cookie(FORM_COOKIE, path="/")
    return response


def _set_session(request: Request, response: Response, opened: OpenedSession) -> None:
    set_cookie(request, response, SESSION_COOKIE, opened.token, seconds_max=int(accounts.LIFE_MAX.total_seconds()))


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
    admin = await accounts.get_admin(viewer.actor, viewer.session.admin_id)
    return page(
        request,
        viewer,
        "account/sessions.html",
        title="Your account",
        sessions=sessions,
        has_second_factor=admin.totp_confirmed_at is not None,
    )


@router.get("/account/password")
async def show_password(request: Request, viewer: SignedIn) -> Response:
    return _password(request, viewer)


@router.post("/account/password")
async def change_password(request: Request, viewer: SignedIn) -> Response:
    try:
        opened = await accounts.change_password(
            viewer.actor,
            current=viewer.form.secret("current"),
            new=viewer.form.secret("password"),
            address=request.client.host if request.client else "",
            browser=request.headers.get("user-agent", ""),
        )
    except (InvalidInput, LimitReached) as error:
        return _password(request, viewer, error)
    response = redirect(request, "/account", say="Your password is changed, and every other session has ended")
    _set_session(request, response, opened)
    return response


def _password(request: Request, viewer: Viewer, error: InvalidInput | LimitReached | None = None) -> Response:
    return page(request, viewer, "account/password.html", title="Change your password",
                partials={"dialog": "sheet", "sheet": "sheet"}, status=422 if error else 200, error=error)  # fmt: skip


@router.get("/account/second-factor")
async def show_second_factor(request: Request, viewer: SignedIn) -> Response:
    return page(request, viewer, "account/second_factor.html", title="Second factor", setup=None, error=None)


@router.post("/account/second-factor")
async def add_second_factor(request: Request, viewer: SignedIn) -> Response:
    """First a secret for the app, then a code of it, then the recovery codes."""
    setup, error = None, None
    if viewer.form.text("begin"):
        setup = await accounts.begin_totp(viewer.actor)
    else:
        try:
            codes = await accounts.confirm_totp(viewer.actor, viewer.form.text("code"))
            return page(request, viewer, "account/recovery_codes.html", title="Recovery codes", codes=codes)
        except Unauthenticated as wrong:
            error = InvalidInput(wrong.message, field="code")
    qr = draw_qr(setup.uri, label="The secret as a QR code") if setup else None
    return page(request, viewer, "account/second_factor.html", title="Second factor", status=422 if error else 200,
                setup=setup, qr=qr, error=error)  # fmt: skip


@router.get("/account/second-factor/remove")
async def show_remove_second_factor(request: Request, viewer: SignedIn) -> Response:
    return _remove_second_factor(request, viewer)


@router.post("/account/second-factor/remove")
async def remove_second_factor(request: Request, viewer: SignedIn) -> Response:
    try:
        await accounts.remove_totp(viewer.actor, viewer.session.admin_id, code=viewer.form.text("code"))
    except Unauthenticated as wrong:
        return _remove_second_factor(request, viewer, InvalidInput(wrong.message, field="code"))
    return redirect(request, "/account", say="Your second factor was removed")


def _remove_second_factor(request: Request, viewer: Viewer, error: InvalidInput | None = None) -> Response:
    return page(request, viewer, "account/remove_second_factor.html", title="Remove your second factor",
                partials={"dialog": "sheet", "sheet": "sheet"}, status=422 if error else 200, error=error)  # fmt: skip


@router.post("/account/sessions/{session_id}/end")
async def end_session(request: Request, viewer: SignedIn, session_id: UUID) -> Response:
    await accounts.revoke_session(viewer.actor, session_id)
    return done(request, "Signed out there", back="/account")


@router.post("/account/sessions/end")
async def end_other_sessions(request: Request, viewer: SignedIn) -> Response:
    ended = await accounts.end_other_sessions(viewer.actor, keep=viewer.session.id)
    said = (
        "No other session was open" if not ended else f"Signed out of {ended} other session{'s' if ended > 1 else ''}"
    )
    return done(request, said, back="/account")


def _code_form(
    request: Request,
    next: str,
    ticket: str,
    *,
    error: Unauthenticated | LimitReached | None = None,
    status: int = 200,
) -> Response:
    secret = request.cookies.get(FORM_COOKIE) or secrets.token_urlsafe(32)
    response = page(
        request, None, "sign_in_code.html", title="Sign in", status=status, token=make_token(secret),
        next=local_path(next), ticket=ticket, error=error,
    )  # fmt: skip
    set_cookie(request, response, FORM_COOKIE, secret, seconds_max=3600)
    return response


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
