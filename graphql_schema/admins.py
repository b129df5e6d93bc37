"""GraphQL: admins and their tokens, to look at. A token makes, changes and ends neither; the dashboard does."""

from datetime import datetime
from enum import Enum
from uuid import UUID

import strawberry

from core import accounts
from core.pages import PAGE_SIZE_DEFAULT
from graphql_schema.connections import After, Connection, First, connection_of
from graphql_schema.operation import Info

__all__ = ["Admin", "AdminQueries", "AdminToken", "Role"]


@strawberry.enum(description="What an admin may do.")
class Role(Enum):
    OWNER = strawberry.enum_value("owner", description="Everything, other admins included.")
    ADMIN = strawberry.enum_value("admin", description="Everything but other admins.")
    READER = strawberry.enum_value("reader", description="Look at everything, change nothing.")


@strawberry.type(description="Somebody of the vendor who signs in to the dashboard.")
class Admin:
    id: UUID = strawberry.field(description="The id, the same as in REST.")
    email: str = strawberry.field(description="The address to sign in with.")
    name: str = strawberry.field(description="The name to show.")
    role: Role = strawberry.field(description="What they may do.")
    has_second_factor: bool = strawberry.field(description="Whether signing in asks for a code as well.")
    disabled_at: datetime | None = strawberry.field(description="Since when they are let in no more.")
    created_at: datetime = strawberry.field(description="Since when they may sign in.")

    @classmethod
    def of(cls, admin: accounts.Admin) -> "Admin":
        return cls(
            id=admin.id,
            email=admin.email,
            name=admin.name,
            role=Role(admin.role),
            has_second_factor=admin.totp_confirmed_at is not None,
            disabled_at=admin.disabled_at,
            created_at=admin.created_at,
        )


@strawberry.type(description="A bearer secret of a machine of the vendor, without the secret.")
class AdminToken:
    id: UUID = strawberry.field(description="The id, the same as in REST.")
    admin_id: UUID = strawberry.field(description="The admin it acts for, and may never do more than.")
    name: str = strawberry.field(description="Which machine uses it.")
    last4: str = strawberry.field(description="The last four characters of the secret.")
    scopes: list[str] = strawberry.field(description="What it may do.")
    expires_at: datetime | None = strawberry.field(description="When it ends by itself; null: never.")
    revoked_at: datetime | None = strawberry.field(description="When it was ended.")
    created_at: datetime = strawberry.field(description="When it was made.")

    @classmethod
    def of(cls, token: accounts.AdminToken) -> "AdminToken":
        return cls(
            id=token.id,
            admin_id=token.admin_id,  # type: ignore[attr-defined]
            name=token.name,
            last4=token.last4,
            scopes=token.scopes,
            expires_at=token.expires_at,
            revoked_at=token.revoked_at,
            created_at=token.created_at,
        )


@strawberry.type
class AdminQueries:
    @strawberry.field(description="Everybody who may sign in to the dashboard, by name.")
    async def admins(self, info: Info) -> list[Admin] | None:
        return [Admin.of(admin) for admin in await accounts.list_admins(info.context.actor)]

    @strawberry.field(description="Admin tokens without their secrets, newest first.")
    async def admin_tokens(
        self, info: Info, first: First = PAGE_SIZE_DEFAULT, after: After = None
    ) -> Connection[AdminToken] | None:
        page = await accounts.list_tokens(info.context.actor, limit=first, cursor=after)
        return connection_of(page, AdminToken.of)
