"""What `keymeter demo` has to show, and what opens it."""

import json
import os
import random
import secrets
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from core import accounts, keys, metering, plans
from core.accounts import SYSTEM, User
from core.errors import NotFound, Unauthenticated
from core.settings import Settings
from jobs.demo_data import CALL_METERS, ensure_demo_plans, seed_demo
from jobs.preparation import open_prepared

__all__ = ["DemoAccess", "prepare_demo"]

SECRETS_FILE = "demo.json"
ADMIN_EMAIL = "owner@demo.example"
USER_REFERENCE = "demo-user"
USER_NAMES = ("Basalt AI", "Harbour Maps", "Lindqvist Freight", "Mirador Weather", "Quill & Ledger", "Tern Robotics")
PLAN = "growth"


@dataclass(frozen=True, slots=True)
class DemoAccess:
    """What opens the demo's doors. The names are those of the line that `--json` prints."""

    admin_email: str
    admin_password: str
    admin_token: str = ""
    api_key: str = ""
    user_id: str = ""


async def prepare_demo(settings: Settings, *, seed: int, with_business: bool = True) -> DemoAccess:
    """Migrate, make what the demo shows, and return what opens it: the same at every start.

    Every step finds what an earlier start made, also one that was killed half way. `seed` decides what is made up.
    Without the business there is one user, and nothing was used so far.
    """
    async with open_prepared(settings, migrating=True):
        await metering.ensure_partitions(metering.months_ahead())
        path = settings.data_dir / SECRETS_FILE
        access = await _ensure_admin(path)
        user = await _ensure_user(seed)
        await _ensure_plan(user)
        access = await _ensure_key(path, access, user)
        if with_business:
            await seed_demo(seed)
        return access


async def _ensure_admin(path: Path) -> DemoAccess:
    """An owner who may sign in and a token of theirs. The database has only digests: the file is written first."""
    access = _load(path)
    if access is None:
        taken = await accounts.Admin.exists(email=ADMIN_EMAIL)  # somebody removed the file
        email = ADMIN_EMAIL if not taken else f"owner-{secrets.token_hex(3)}@demo.example"
        access = DemoAccess(email, secrets.token_urlsafe(12))
        _save(path, access)
    admin = await accounts.Admin.get_or_none(email=access.admin_email)
    if admin is None:
        admin = await accounts.create_admin(
            SYSTEM, email=access.admin_email, name="Demo owner", password=access.admin_password, role="owner"
        )
    try:
        await accounts.authenticate_token(access.admin_token)
    except Unauthenticated:
        issued = await accounts.issue_token(SYSTEM, admin_id=admin.id, name="Demo")
        access = replace(access, admin_token=issued.secret)
        _save(path, access)
    return access


async def _ensure_user(seed: int) -> User:
    try:
        return await accounts.find_user(SYSTEM, USER_REFERENCE)
    except NotFound:
        name = random.Random(seed).choice(USER_NAMES)
        return await accounts.create_user(SYSTEM, name=name, external_id=USER_REFERENCE, email="dev@demo.example")


async def _ensure_plan(user: User) -> None:
    """The plans of the demo, and the user on one."""
    await metering.ensure_call_meters(CALL_METERS)
    await ensure_demo_plans()
    if not await plans.list_subscriptions(SYSTEM, user.id):
        await plans.assign_plan(SYSTEM, user.id, plan=PLAN)


async def _ensure_key(path: Path, access: DemoAccess, user: User) -> DemoAccess:
    """A key of the user, unless the file has one already. One that was revoked since stays revoked."""
    if access.user_id != str(user.id) or not access.api_key:
        issued = await keys.create_key(SYSTEM, user_id=user.id, name="Demo")
        access = replace(access, api_key=issued.secret, user_id=str(user.id))
        _save(path, access)
    return access


def _load(path: Path) -> DemoAccess | None:
    """What an earlier start wrote; None if there is none or somebody edited it into nonsense."""
    try:
        return DemoAccess(**json.loads(path.read_text()))
    except (FileNotFoundError, ValueError, TypeError):
        return None


def _save(path: Path, access: DemoAccess) -> None:
    """Write the file whole or not at all, for nobody else to read."""
    temporary = path.with_name(f".{path.name}.{os.getpid()}")
    temporary.unlink(missing_ok=True)
    with open(os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        json.dump(asdict(access), file)
        file.flush()
        os.fsync(file.fileno())
    temporary.rename(path)
