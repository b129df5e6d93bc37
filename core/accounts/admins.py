"""Admins: the vendor's people. Owners make, change and disable them; there is always one owner who may sign in."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from tortoise.exceptions import IntegrityError

from core import audit
from core.accounts.actor import ROLE_SCOPES, Actor
from core.accounts.models import Admin
from core.accounts.passwords import hash_password, make_password
from core.accounts.sessions import end_sessions_of
from core.checks import check_email, check_text
from core.clock import now
from core.database import fetch, transaction
from core.errors import Conflict, Forbidden, InvalidInput, NotFound

__all__ = [
    "PasswordReset",
    "change_role",
    "check_role",
    "create_admin",
    "disable_admin",
    "enable_admin",
    "find_admin",
    "find_admins",
    "get_admin",
    "list_admins",
    "new_admin",
    "reset_password",
]


@dataclass(frozen=True, slots=True)
class PasswordReset:
    """An admin's new password, which exists only here and with whoever is told."""

    admin: Admin
    password: str

    def __repr__(self) -> str:
        return f"PasswordReset(admin={self.admin!r}, password='…')"


async def create_admin(actor: Actor, *, email: str, name: str, password: str, role: str = "admin") -> Admin:
    """Somebody who may sign in. Only the system (the command line) and owners make admins: a token mints none."""
    actor.require_manager()
    admin = await new_admin(email=email, name=name, password=password, role=role)
    try:
        async with transaction():
            await admin.save(force_create=True)
            await audit.record(
                actor,
                action="admin.create",
                entity="admin",
                entity_id=admin.id,
                after=audit.snapshot(admin, ("email", "name", "role")),
            )
    except IntegrityError as error:
        raise Conflict("There is an admin with this e-mail address.") from error
    return admin


async def new_admin(*, email: str, name: str, password: str, role: str) -> Admin:
    """An admin with checked values, not stored yet."""
    address, label = check_email(email), check_text(name, field="name", chars_max=200)
    return Admin(
        email=address,
        name=label,
        role=check_role(role),
        password_hash=await hash_password(password, known=(address, label)),
    )


def check_role(role: str) -> str:
    if role not in ROLE_SCOPES:
        raise InvalidInput(f"role must be one of {', '.join(ROLE_SCOPES)}.", field="role")
    return role


async def list_admins(actor: Actor) -> list[Admin]:
    """All admins, by name. There are as many as a team has people, so there is one page of them."""
    actor.require_vendor("read")
    return await Admin.all().order_by("name", "id")


async def get_admin(actor: Actor, admin_id: UUID) -> Admin:
    actor.require_vendor("read")
    admin = await Admin.get_or_none(id=admin_id)
    if admin is None:
        raise NotFound("There is no such admin.")
    return admin


async def find_admins(actor: Actor, admin_ids: list[UUID]) -> dict[UUID, Admin]:
    """By id, those of these that there are."""
    actor.require_vendor("read")
    return {admin.id: admin for admin in await Admin.filter(id__in=admin_ids)}


async def change_role(actor: Actor, admin_id: UUID, role: str) -> Admin:
    """Give an admin another role. Its sessions end, and its tokens lose what the role does not have."""
    actor.require_manager()
    return await _change(actor, admin_id, "admin.change_role", role=check_role(role))


async def disable_admin(actor: Actor, admin_id: UUID) -> Admin:
    """Let an admin in no more: its sessions end, its tokens are refused. Doing it twice changes nothing."""
    if actor.id == admin_id:
        raise Forbidden("Nobody disables themselves. Ask another owner.")
    return await _change(actor, admin_id, "admin.disable", disabled_at=now())


async def enable_admin(actor: Actor, admin_id: UUID) -> Admin:
    """Let a disabled admin in again."""
    return await _change(actor, admin_id, "admin.enable", disabled_at=None)


async def reset_password(actor: Actor, admin_id: UUID, *, password: str | None = None) -> PasswordReset:
    """Give an admin who lost it another password, made up unless one is given. Its sessions end. Only owners and the
    command line may, and nobody for themselves: who takes over a session must not get the account with it."""
    actor.require_manager()
    if actor.id == admin_id:
        raise Forbidden("Change your own password with the present one, or ask another owner.")
    admin, chosen = await get_admin(actor, admin_id), password or make_password()
    hashed = await hash_password(chosen, known=(admin.email, admin.name))
    return PasswordReset(await _change(actor, admin_id, "admin.reset_password", password_hash=hashed), chosen)


async def find_admin(actor: Actor, email: str) -> Admin:
    """The admin who signs in with this address, or NotFound."""
    actor.require_vendor("read")
    admin = await Admin.get_or_none(email=check_email(email))
    if admin is None:
        raise NotFound("There is no such admin.")
    return admin


async def _change(actor: Actor, admin_id: UUID, action: str, **changes: Any) -> Admin:
    actor.require_manager()
    async with transaction():
        # All owners at once, in order: two who demote each other wait for each other, and the second is refused.
        owners = await fetch(
            "SELECT id FROM admins WHERE (role = 'owner' AND disabled_at IS NULL) OR id = $1 ORDER BY id FOR UPDATE",
            admin_id,
        )
        admin = await Admin.get_or_none(id=admin_id)
        if admin is None:
            raise NotFound("There is no such admin.")
        changes = {name: value for name, value in changes.items() if _differs(getattr(admin, name), value)}
        if not changes:
            return admin
        before = audit.snapshot(admin, ("role", "disabled_at"))
        was_owner = admin.role == "owner" and admin.disabled_at is None
        admin.update_from_dict(changes | {"updated_at": now()})
        is_owner = admin.role == "owner" and admin.disabled_at is None
        if was_owner and not is_owner and len(owners) == 1:
            raise Conflict("This is the last owner. Make another one first.", code="last_owner")
        await admin.save(update_fields=[*changes, "updated_at"])
        await end_sessions_of(actor, admin_id)
        after = audit.snapshot(admin, ("role", "disabled_at"))
        is_secret = "password_hash" in changes
        await audit.record(
            actor,
            action=action,
            entity="admin",
            entity_id=admin_id,
            before=None if is_secret else before,
            after=None if is_secret else after,
        )
    return admin


def _differs(present: object, wanted: object) -> bool:
    """Disabling somebody who is disabled already is no change, whenever it was."""
    return present != wanted and (present is None or wanted is None or isinstance(wanted, str))
