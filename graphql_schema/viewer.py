"""GraphQL: who is asking."""

from enum import Enum
from uuid import UUID

import strawberry

from graphql_schema.lookahead import ready
from graphql_schema.operation import Info
from graphql_schema.users import User

__all__ = ["ViewerQueries"]


@strawberry.enum(description="What kind of caller this is.")
class ViewerKind(Enum):
    ADMIN = strawberry.enum_value("admin", description="Somebody of the vendor, signed in.")
    TOKEN = strawberry.enum_value("token", description="A machine of the vendor, by an admin token.")
    USER = strawberry.enum_value("user", description="A customer, by a key with the scope account.")


@strawberry.type(description="Who is asking, and what for it may do.")
class Viewer:
    kind: ViewerKind = strawberry.field(description="What kind of caller this is.")
    id: UUID = strawberry.field(description="The id of the admin, token or key.")
    scopes: list[str] = strawberry.field(description="What it may do, sorted.")
    user_id: UUID | None = strawberry.field(description="The one user whom a customer may see; null for the vendor.")

    @strawberry.field(description="The one user whom a customer may see; null for the vendor.")
    def user(self, info: Info) -> User | None:
        return ready(info.context.loaders.user.load(self.user_id), User.of) if self.user_id is not None else None


@strawberry.type
class ViewerQueries:
    @strawberry.field(description="Who is asking, and what for it may do.")
    def viewer(self, info: Info) -> Viewer:
        actor = info.context.actor
        assert actor.id is not None
        return Viewer(kind=ViewerKind(actor.kind), id=actor.id, scopes=sorted(actor.scopes), user_id=actor.user_id)
