"""Users: the customer accounts."""

from collections.abc import Collection, Mapping
from typing import Any, Literal
from uuid import UUID

from tortoise.exceptions import IntegrityError
from tortoise.expressions import Q

from core import audit
from core.accounts.actor import Actor
from core.accounts.epoch import bump_epoch
from core.accounts.models import User
from core.checks import check_email, check_metadata, check_text, check_zone, is_storable
from core.clock import now
from core.database import fetch, transaction
from core.errors import Conflict, InvalidInput, NotFound
from core.money import check_currency
from core.pages import Page, check_page_size, cursor_uuid, decode_cursor, page_of

__all__ = ["UserOrder", "create_user", "find_user", "find_users", "get_user", "list_users", "update_user"]

UserOrder = Literal["newest", "oldest", "name"]
_AUDITED = ("name", "external_id", "email", "currency", "time_zone", "status", "metadata")
#: Ids are UUIDv7, so their order is that of creation.
_ORDERS: dict[UserOrder, tuple[str, ...]] = {"newest": ("-id",), "oldest": ("id",), "name": ("name", "id")}


async def create_user(
    actor: Actor,
    *,
    name: str,
    external_id: str | None = None,
    email: str | None = None,
    currency: str = "USD",
    time_zone: str = "UTC",
    metadata: Mapping[str, str] | None = None,
) -> User:
    """A new user with nothing used and no key. `external_id` is the vendor's own id for it, unique."""
    actor.require_vendor("users:write")
    user = User(
        name=check_text(name, field="name", chars_max=200),
        external_id=check_text(external_id, field="external_id", chars_max=200) if external_id else None,
        email=check_email(email) if email else None,
        currency=check_currency(currency),
        time_zone=check_zone(time_zone),
        metadata=check_metadata(metadata or {}),
    )
    try:
        async with transaction():
            await user.save(force_create=True)
            await fetch("INSERT INTO user_seals (user_id) VALUES ($1)", user.id)
            await fetch("INSERT INTO gates (user_id) VALUES ($1)", user.id)
            await audit.record(
                actor,
                action="user.create",
                entity="user",
                entity_id=user.id,
                user_id=user.id,
                after=audit.snapshot(user, _AUDITED),
            )
    except IntegrityError as error:
        raise Conflict("Another user has this external_id.") from error
    return user


async def get_user(actor: Actor, user_id: UUID) -> User:
    """The user, or NotFound, also when it is not this actor's to see."""
    actor.require("read")
    actor.require_user(user_id)
    user = await User.get_or_none(id=user_id)
    if user is None:
        raise NotFound("There is no such user.", code="user_not_found")
    return user


async def find_user(actor: Actor, reference: str) -> User:
    """By id or by external id; where one user's id is another's external id, by id."""
    actor.require("read")
    try:
        either = Q(id=UUID(reference)) | Q(external_id=reference)  # many a vendor's own ids are UUIDs
    except ValueError:
        either = Q(external_id=reference)
    users = await User.filter(either).limit(2) if is_storable(reference, chars_max=200) else []
    visible = sorted((user for user in users if actor.sees(user.id)), key=lambda user: user.external_id == reference)
    if not visible:
        raise NotFound("There is no such user.", code="user_not_found")
    return visible[0]


async def find_users(actor: Actor, user_ids: Collection[UUID]) -> dict[UUID, User]:
    """Those of the users that exist and that the actor may see."""
    actor.require("read")
    visible = [user_id for user_id in user_ids if actor.sees(user_id)]
    return {user.id: user for user in await User.filter(id__in=visible)}


async def list_users(
    actor: Actor,
    *,
    search: str = "",
    order: UserOrder = "newest",
    limit: int | None = None,
    cursor: str | None = None,
) -> Page[User]:
    """Users in order; `search` matches part of a name, e-mail or external id."""
    actor.require("read")
    size = check_page_size(limit)
    query = User.all().order_by(*_ORDERS[order]).limit(size + 1)
    if actor.user_id is not None:
        query = query.filter(id=actor.user_id)
    if search:
        text = check_text(search, field="search", chars_max=200)
        query = query.filter(Q(name__icontains=text) | Q(email__icontains=text) | Q(external_id__icontains=text))
    if cursor:
        query = query.filter(_after(order, cursor))
    by_name = order == "name"
    return page_of(await query, size, key=lambda user: (user.name, user.id) if by_name else (user.id,))


def _after(order: UserOrder, cursor: str) -> Q:
    if order == "name":
        name, last = decode_cursor(cursor, parts=2, chars_max=200)
        return Q(name__gt=name) | Q(name=name, id__gt=cursor_uuid(last))
    last_id = cursor_uuid(decode_cursor(cursor, parts=1)[0])
    return Q(id__lt=last_id) if order == "newest" else Q(id__gt=last_id)


async def update_user(actor: Actor, user_id: UUID, **changes: Any) -> User:
    """Change name, external_id, email, time_zone, status or metadata.

    A suspended user's keys stop at once (as fast as a revocation); a new time zone takes effect from the next
    period. The currency stays: it is what open amounts are in.
    """
    actor.require_vendor("users:write")
    if missing := [field for field in changes if changes[field] is None and field in _REQUIRED]:
        raise InvalidInput(f"{missing[0]} cannot be taken away.", field=missing[0])
    clean = {field: _CHECKS[field](value) for field, value in changes.items() if field in _CHECKS}
    if unknown := changes.keys() - clean.keys():
        raise InvalidInput(f"A user's {', '.join(sorted(unknown))} cannot be changed.", field=min(unknown))
    async with transaction():
        user = await User.select_for_update().get_or_none(id=user_id)
        if user is None:
            raise NotFound("There is no such user.", code="user_not_found")
        before = audit.snapshot(user, _AUDITED)
        user.update_from_dict(clean)
        user.updated_at = now()
        if clean.keys() & {"status", "time_zone"}:
            user.epoch = await bump_epoch()
        try:
            await user.save()
        except IntegrityError as error:
            raise Conflict("Another user has this external_id.") from error
        await audit.record(
            actor,
            action="user.update",
            entity="user",
            entity_id=user.id,
            user_id=user.id,
            before=before,
            after=audit.snapshot(user, _AUDITED),
        )
    return user


def _check_status(value: str) -> str:
    if value not in ("active", "suspended"):
        raise InvalidInput("status must be active or suspended.", field="status")
    return value


_REQUIRED = frozenset({"name", "time_zone", "status", "metadata"})
_CHECKS: dict[str, Any] = {
    "name": lambda value: check_text(value, field="name", chars_max=200),
    "external_id": lambda value: check_text(value, field="external_id", chars_max=200) if value else None,
    "email": lambda value: check_email(value) if value else None,
    "time_zone": check_zone,
    "status": _check_status,
    "metadata": check_metadata,
}
