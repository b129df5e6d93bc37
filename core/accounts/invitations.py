"""Inviting admins: an owner passes a link on, and whoever opens it chooses their own password."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from hashlib import sha256
from uuid import UUID

from tortoise.exceptions import IntegrityError

from core import audit
from core.accounts.actor import Actor
from core.accounts.admins import check_role, new_admin
from core.accounts.models import Admin, AdminInvitation
from core.checks import check_email
from core.clock import now
from core.database import transaction
from core.errors import Conflict, NotFound, Unauthenticated

__all__ = ["Invitation", "accept_invitation", "find_invitation", "invite_admin", "list_invitations", "withdraw"]

LIFE = timedelta(days=3)
_SECRET_BYTES, _SECRET_CHARS_MAX = 32, 64


@dataclass(frozen=True, slots=True)
class Invitation:
    """A new invitation and the secret of its link, shown once."""

    invitation: AdminInvitation
    secret: str

    def __repr__(self) -> str:
        return f"Invitation(invitation={self.invitation!r}, secret='…')"


async def invite_admin(actor: Actor, *, email: str, role: str) -> Invitation:
    """An invitation for three days. An earlier one for the same address ends. Only owners invite."""
    actor.require_manager()
    address, secret, at = check_email(email), secrets.token_urlsafe(_SECRET_BYTES), now()
    invitation = AdminInvitation(
        email=address,
        role=check_role(role),
        digest=_digest(secret),
        invited_by=actor.id,
        created_at=at,
        expires_at=at + LIFE,
    )
    async with transaction():
        if await Admin.exists(email=address):
            raise Conflict("There is an admin with this e-mail address.")
        await AdminInvitation.filter(email=address, ended_at=None).update(ended_at=at)
        await invitation.save(force_create=True)
        await audit.record(
            actor,
            action="invitation.create",
            entity="invitation",
            entity_id=invitation.id,
            after=audit.snapshot(invitation, ("email", "role", "expires_at")),
        )
    return Invitation(invitation, secret)


async def list_invitations(actor: Actor) -> Sequence[AdminInvitation]:
    """Those that can still be accepted, newest first."""
    actor.require_vendor("read")
    return await AdminInvitation.filter(ended_at=None, expires_at__gt=now()).order_by("-id")


async def withdraw(actor: Actor, invitation_id: UUID) -> None:
    """End an invitation. One that has ended already stays as it is."""
    actor.require_manager()
    async with transaction():
        invitation = await AdminInvitation.select_for_update().get_or_none(id=invitation_id)
        if invitation is None:
            raise NotFound("There is no such invitation.")
        if invitation.ended_at is None:
            invitation.ended_at = now()
            await invitation.save(update_fields=["ended_at"])
            await audit.record(actor, action="invitation.withdraw", entity="invitation", entity_id=invitation_id)


async def find_invitation(secret: str) -> AdminInvitation:
    """The open invitation of a link; Unauthenticated `invitation_ended` for any other secret."""
    found = None
    if 0 < len(secret) <= _SECRET_CHARS_MAX:
        found = await AdminInvitation.get_or_none(digest=_digest(secret), ended_at=None, expires_at__gt=now())
    if found is None:
        raise _ended()
    return found


async def accept_invitation(secret: str, *, name: str, password: str) -> Admin:
    """Become the admin that was invited. The link works once; a name or password that is refused does not use it up."""
    found = await find_invitation(secret)
    admin = await new_admin(email=found.email, name=name, password=password, role=found.role)
    try:
        async with transaction():
            invitation = await AdminInvitation.select_for_update().get(id=found.id)
            if invitation.ended_at is not None:
                raise _ended()
            invitation.ended_at = now()
            await invitation.save(update_fields=["ended_at"])
            await admin.save(force_create=True)
            await audit.record(
                Actor(kind="admin", id=admin.id, scopes=frozenset()),
                action="admin.create",
                entity="admin",
                entity_id=admin.id,
                after=audit.snapshot(admin, ("email", "name", "role")) | {"invitation": invitation.id},
            )
    except IntegrityError as error:
        raise Conflict("There is an admin with this e-mail address.") from error
    return admin


def _digest(secret: str) -> bytes:
    return sha256(secret.encode("utf-8", "replace")).digest()


def _ended() -> Unauthenticated:
    return Unauthenticated(
        "This invitation was used, withdrawn or is too old. Ask for another one.", code="invitation_ended"
    )
