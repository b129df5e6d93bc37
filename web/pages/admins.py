"""Admins: who may sign in, and inviting more of them. Owners change it, everybody sees it."""

from uuid import UUID

from fastapi import APIRouter, Request
from starlette.responses import RedirectResponse, Response

from core import accounts
from core.audit import enter_by
from core.errors import Conflict, InvalidInput, Unauthenticated
from web.forms import read_form
from web.rendering import done, page
from web.security import check_origin
from web.viewer import SignedIn, Viewer

router = APIRouter(include_in_schema=False)

ROLES = (
    ("admin", "Admin: everything but other admins"),
    ("reader", "Reader: looks, changes nothing"),
    ("owner", "Owner: everything"),
)


@router.get("/admins")
async def list_admins(request: Request, viewer: SignedIn) -> Response:
    return page(
        request,
        viewer,
        "admins/list.html",
        title="Admins",
        admins=await accounts.list_admins(viewer.actor),
        invitations=await accounts.list_invitations(viewer.actor),
    )


@router.get("/admins/invite")
async def show_invite(request: Request, viewer: SignedIn) -> Response:
    viewer.actor.require_manager()
    return _invite(request, viewer, {})


@router.post("/admins/invite")
async def invite_admin(request: Request, viewer: SignedIn) -> Response:
    form = viewer.form
    try:
        made = await accounts.invite_admin(viewer.actor, email=form.text("email"), role=form.text("role"))
    except (InvalidInput, Conflict) as error:
        return _invite(request, viewer, form.values(), error)
    return page(
        request,
        viewer,
        "admins/invited.html",
        title="Invitation",
        partials={"sheet": "sheet"},
        invitation=made.invitation,
        address=f"{request.url.scheme}://{request.url.netloc}/invitation?secret={made.secret}",
    )


def _invite(
    request: Request, viewer: Viewer, values: dict[str, str], error: InvalidInput | Conflict | None = None
) -> Response:
    return page(
        request,
        viewer,
        "admins/invite.html",
        title="Invite an admin",
        partials={"dialog": "sheet", "sheet": "sheet"},
        status=422 if error else 200,
        values=values,
        error=error,
        roles=ROLES,
    )


@router.post("/admins/invitations/{invitation_id}/withdraw")
async def withdraw(request: Request, viewer: SignedIn, invitation_id: UUID) -> Response:
    await accounts.withdraw(viewer.actor, invitation_id)
    return done(request, "The invitation was withdrawn", back="/admins")


@router.get("/admins/{admin_id}/edit")
async def show_admin(request: Request, viewer: SignedIn, admin_id: UUID) -> Response:
    viewer.actor.require_manager()
    admin = await accounts.get_admin(viewer.actor, admin_id)
    return page(request, viewer, "admins/edit.html", title=admin.name, partials={"dialog": "sheet"}, admin=admin,
                roles=ROLES)  # fmt: skip


@router.post("/admins/{admin_id}/role")
async def change_role(request: Request, viewer: SignedIn, admin_id: UUID) -> Response:
    admin = await accounts.change_role(viewer.actor, admin_id, viewer.form.text("role"))
    return done(request, f"{admin.name} is {admin.role} now", back="/admins")


@router.post("/admins/{admin_id}/disable")
async def disable_admin(request: Request, viewer: SignedIn, admin_id: UUID) -> Response:
    admin = await accounts.disable_admin(viewer.actor, admin_id)
    return done(request, f"{admin.name} is let in no more", back="/admins")


@router.post("/admins/{admin_id}/enable")
async def enable_admin(request: Request, viewer: SignedIn, admin_id: UUID) -> Response:
    admin = await accounts.enable_admin(viewer.actor, admin_id)
    return done(request, f"{admin.name} may sign in again", back="/admins")


@router.post("/admins/{admin_id}/reset-password")
async def reset_password(request: Request, viewer: SignedIn, admin_id: UUID) -> Response:
    reset = await accounts.reset_password(viewer.actor, admin_id)
    return page(request, viewer, "admins/password.html", title="New password", partials={"sheet": "sheet"}, reset=reset)


@router.post("/admins/{admin_id}/remove-second-factor")
async def remove_second_factor(request: Request, viewer: SignedIn, admin_id: UUID) -> Response:
    await accounts.remove_totp(viewer.actor, admin_id, code=viewer.form.text("code"))
    return done(request, "The second factor was removed", back="/admins")


@router.get("/invitation")
async def show_invitation(request: Request, secret: str = "") -> Response:
    try:
        invitation = await accounts.find_invitation(secret)
    except Unauthenticated as error:
        return _invitation(request, secret, error=error, status=401)
    return _invitation(request, secret, email=invitation.email, role=invitation.role)


@router.post("/invitation")
async def accept_invitation(request: Request) -> Response:
    """Nobody is signed in here, so there is no session to forge a request of: the secret of the link is the proof."""
    enter_by("web", request_id=request.headers.get("x-request-id", ""))
    check_origin(request)
    form = await read_form(request)
    try:
        invitation = await accounts.find_invitation(form.secret("secret"))
    except Unauthenticated as error:
        return _invitation(request, "", error=error, status=403)
    try:
        await accounts.accept_invitation(
            form.secret("secret"), name=form.text("name"), password=form.secret("password")
        )
    except (InvalidInput, Conflict) as error:
        return _invitation(request, form.secret("secret"), email=invitation.email, role=invitation.role,
                           name=form.text("name"), error=error, status=422)  # fmt: skip
    return RedirectResponse("/sign-in", 303, headers={"cache-control": "no-store"})


def _invitation(
    request: Request,
    secret: str,
    *,
    email: str = "",
    role: str = "",
    name: str = "",
    error: InvalidInput | Conflict | Unauthenticated | None = None,
    status: int = 200,
) -> Response:
    return page(request, None, "admins/invitation.html", title="Invitation", status=status, secret=secret, email=email,
                role=role, name=name, error=error)  # fmt: skip
