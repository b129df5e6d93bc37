"""Admins and keys made from the command line: how the first ones come to be."""

from dataclasses import dataclass

from core import accounts, keys
from core.accounts import ADMIN_SCOPES, ROLE_SCOPES, SYSTEM
from core.settings import Settings
from jobs.preparation import open_prepared

__all__ = ["MadeAdmin", "MadeKey", "make_admin", "make_key", "reset_password"]


@dataclass(frozen=True, slots=True)
class MadeAdmin:
    """A new admin. `password` is set only if we made it up, `token` only if one was asked for; both are shown once."""

    admin_id: str
    email: str
    role: str
    password: str | None
    token: str | None


@dataclass(frozen=True, slots=True)
class MadeKey:
    """A new key with its secret, which is shown once."""

    key_id: str
    user_id: str
    api_key: str


async def make_admin(
    settings: Settings, *, email: str, name: str, role: str, password: str | None, with_token: bool
) -> MadeAdmin:
    """Somebody who may sign in, with a made-up password unless one is given; with a token that may do as much."""
    made_up = accounts.make_password() if password is None else None
    async with open_prepared(settings):
        admin = await accounts.create_admin(
            SYSTEM, email=email, name=name, role=role, password=password or made_up or ""
        )
        token = None
        if with_token:
            scopes = sorted(ROLE_SCOPES[role] & ADMIN_SCOPES)
            token = (await accounts.issue_token(SYSTEM, admin_id=admin.id, name="Command line", scopes=scopes)).secret
    return MadeAdmin(str(admin.id), admin.email, admin.role, made_up, token)


async def reset_password(settings: Settings, *, email: str, password: str | None) -> MadeAdmin:
    """Another password for an admin who lost it, made up unless one is given."""
    async with open_prepared(settings):
        found = await accounts.find_admin(SYSTEM, email)
        reset = await accounts.reset_password(SYSTEM, found.id, password=password)
    told = reset.password if password is None else None
    return MadeAdmin(str(found.id), found.email, found.role, told, None)


async def make_key(settings: Settings, *, user: str | None, user_name: str | None, name: str, live: bool) -> MadeKey:
    """A key of the user with this id or external id, or of a new user with this name."""
    async with open_prepared(settings):
        if user is not None:
            holder = await accounts.find_user(SYSTEM, user)
        else:
            holder = await accounts.create_user(SYSTEM, name=user_name or "")
        issued = await keys.create_key(SYSTEM, user_id=holder.id, name=name, live=live)
    return MadeKey(str(issued.key.id), str(holder.id), issued.secret)
