"""The second factor: codes of an authenticator app (RFC 6238: SHA-1, 6 digits, 30 s), and recovery codes.

The secret stands nowhere: the pepper makes it of the admin's id and a nonce, so a stolen dump has no second factor in
it. A code is taken once, one step early or late. A recovery code stands in for the app, once.
"""

import base64
import hmac
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import quote
from uuid import UUID

from core import audit
from core.accounts.actor import Actor
from core.accounts.models import Admin, RecoveryCode
from core.clock import now
from core.database import fetch, transaction
from core.errors import Conflict, Forbidden, NotFound, Unauthenticated
from core.ids import new_id
from core.pepper import current_pepper

__all__ = ["SecondFactorSetup", "begin_totp", "code_at", "confirm_totp", "remove_totp", "use_code"]

STEP_SECONDS = 30
DIGITS = 6
STEPS_AROUND = 1
RECOVERY_CODES = 10
_SECRET_BYTES = 20
_ALPHABET = "ABCDEFGHJKMNPQRSTVWXYZ23456789"  # without what looks like something else


@dataclass(frozen=True, slots=True)
class SecondFactorSetup:
    """What an authenticator app needs; shown until a first code has confirmed it."""

    secret: str
    uri: str

    def __repr__(self) -> str:
        return "SecondFactorSetup(…)"


async def begin_totp(actor: Actor) -> SecondFactorSetup:
    """A new secret for the admin's own app. It counts only once `confirm_totp` has seen a code of it."""
    admin_id, version = _own(actor), current_pepper().version
    async with transaction():
        admin = await Admin.select_for_update().get(id=admin_id)
        if admin.totp_confirmed_at is not None:
            raise Conflict("A second factor is set up. Remove it first.", code="second_factor_in_use")
        admin.totp_nonce, admin.totp_pepper_version = secrets.token_bytes(_SECRET_BYTES), version
        await admin.save(update_fields=["totp_nonce", "totp_pepper_version"])
    secret = base64.b32encode(_secret_of(admin)).decode()
    label = quote(f"Keymeter:{admin.email}")
    return SecondFactorSetup(secret, f"otpauth://totp/{label}?secret={secret}&issuer=Keymeter")


async def confirm_totp(actor: Actor, code: str) -> Sequence[str]:
    """Ask for codes from now on, and give recovery codes, shown once. Unauthenticated `wrong_code`."""
    admin_id = _own(actor)
    codes = ["".join(secrets.choice(_ALPHABET) for _ in range(10)) for _ in range(RECOVERY_CODES)]
    async with transaction():
        admin = await Admin.select_for_update().get(id=admin_id)
        if admin.totp_confirmed_at is not None or admin.totp_nonce is None:
            raise Conflict("There is no second factor to confirm. Begin again.", code="second_factor_in_use")
        step = _step_of(admin, code)
        if step is None:
            raise _wrong_code()
        admin.totp_confirmed_at, admin.totp_step = now(), step
        await admin.save(update_fields=["totp_confirmed_at", "totp_step"])
        await RecoveryCode.filter(admin_id=admin_id).delete()
        for each in codes:
            await RecoveryCode.create(id=new_id(), admin_id=admin_id, digest=current_pepper().digest(each))
        await audit.record(actor, action="admin.add_second_factor", entity="admin", entity_id=admin_id)
    return [f"{each[:5]}-{each[5:]}" for each in codes]


async def remove_totp(actor: Actor, admin_id: UUID, *, code: str = "") -> None:
    """Ask for no codes any more: of oneself with a code, of others as an owner."""
    actor.require_manager(admin_id)
    async with transaction():
        admin = await Admin.select_for_update().get_or_none(id=admin_id)
        if admin is None:
            raise NotFound("There is no such admin.")
        if admin.totp_confirmed_at is None:
            return
        if actor.id == admin_id:
            await use_code(admin, code)
        admin.totp_nonce = admin.totp_pepper_version = admin.totp_confirmed_at = None
        await admin.save(update_fields=["totp_nonce", "totp_pepper_version", "totp_confirmed_at"])
        await RecoveryCode.filter(admin_id=admin_id).delete()
        await audit.record(actor, action="admin.remove_second_factor", entity="admin", entity_id=admin_id)


async def use_code(admin: Admin, code: str) -> None:
    """Take a code of the app or a recovery code, which is used up. Unauthenticated `wrong_code` for any other."""
    step = _step_of(admin, code)
    if step is not None:
        rows = await fetch(
            "UPDATE admins SET totp_step = $2 WHERE id = $1 AND totp_step < $2 RETURNING 1", admin.id, step
        )
    else:
        digests = current_pepper().digests(code.strip().upper().replace("-", ""))
        rows = await fetch(
            "DELETE FROM recovery_codes WHERE admin_id = $1 AND digest = ANY ($2::bytea[]) RETURNING 1",
            admin.id,
            digests,
        )
    if not rows:
        raise _wrong_code()


def code_at(secret: bytes, step: int) -> str:
    """The code of one step (RFC 4226, with the step for the counter)."""
    digest = hmac.digest(secret, step.to_bytes(8), "sha1")
    offset = digest[-1] & 15
    number = int.from_bytes(digest[offset : offset + 4]) & 0x7FFFFFFF
    return str(number % 10**DIGITS).zfill(DIGITS)


def _step_of(admin: Admin, code: str) -> int | None:
    """The step that a code is of, around now; every step is compared, so the time it takes says nothing."""
    given, present = code.strip().replace(" ", "").encode("utf-8", "replace"), int(now().timestamp()) // STEP_SECONDS
    secret, found = _secret_of(admin), None
    for step in range(present - STEPS_AROUND, present + STEPS_AROUND + 1):
        if hmac.compare_digest(code_at(secret, step).encode(), given):
            found = step
    return found


def _secret_of(admin: Admin) -> bytes:
    key = current_pepper().key_for("totp", admin.totp_pepper_version or 0)
    if key is None or admin.totp_nonce is None:
        raise Forbidden("The second factor cannot be checked: its pepper is missing. An owner can remove it.")
    return hmac.digest(key, admin.id.bytes + bytes(admin.totp_nonce), "sha256")[:_SECRET_BYTES]


def _own(actor: Actor) -> UUID:
    if actor.kind != "admin" or actor.id is None:
        raise Forbidden("Only somebody who signed in has a second factor.", code="missing_scope")
    return actor.id


def _wrong_code() -> Unauthenticated:
    return Unauthenticated("This code is wrong, too old, or was used before.", code="wrong_code")
