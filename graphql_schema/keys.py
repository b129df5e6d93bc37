"""GraphQL: API keys."""

from datetime import datetime, timedelta
from enum import Enum
from typing import TYPE_CHECKING, Annotated
from uuid import UUID

import strawberry

from core import keys
from core.clock import now
from core.pages import PAGE_SIZE_DEFAULT
from graphql_schema.connections import After, Connection, First, Node, connection_of
from graphql_schema.lookahead import ready
from graphql_schema.operation import Info
from graphql_schema.scalars import JSON, as_text_map

if TYPE_CHECKING:
    from graphql_schema.users import User

__all__ = ["ApiKey", "KeyMutations", "KeyQueries"]

LazyUser = Annotated["User", strawberry.lazy("graphql_schema.users")]


@strawberry.enum(description="Whether a key is accepted, and if not, why.")
class ApiKeyStatus(Enum):
    ACTIVE = strawberry.enum_value("active", description="It is accepted.")
    ROTATING = strawberry.enum_value("rotating", description="It has a successor and is accepted until it expires.")
    DISABLED = strawberry.enum_value("disabled", description="It is refused until it is enabled again.")
    EXPIRED = strawberry.enum_value("expired", description="Its life is over.")
    REVOKED = strawberry.enum_value("revoked", description="It was ended for ever.")


@strawberry.type(description="A secret of one user that metered routes accept. The secret itself is shown once.")
class ApiKey(Node):
    user_id: UUID = strawberry.field(description="Whose it is.")
    name: str = strawberry.field(description="What its user calls it.")
    prefix: str = strawberry.field(description="How the secret begins, to recognise it by.")
    last4: str = strawberry.field(description="How the secret ends, to recognise it by.")
    live: bool = strawberry.field(description="False for a test key, whose use is counted apart and never billed.")
    status: ApiKeyStatus = strawberry.field(description="Whether it is accepted now.")
    scopes: list[str] = strawberry.field(description="What it may be used for.")
    allowed_networks: list[str] = strawberry.field(description="From which networks; from all if there are none.")
    fail_open_calls: int = strawberry.field(
        description="How many calls of it are served, an outage and machine, without the database."
    )
    metadata: JSON = strawberry.field(description="The vendor's own pairs of text.")
    expires_at: datetime | None = strawberry.field(description="When its life ends; null: never.")
    replaced_by_id: UUID | None = strawberry.field(description="The key that it was rotated to.")
    created_at: datetime = strawberry.field(description="When it was created.")

    @strawberry.field(description="Whose it is.")
    def user(self, info: Info) -> LazyUser | None:
        from graphql_schema.users import User

        return ready(info.context.loaders.user.load(self.user_id), User.of)

    @strawberry.field(description="When it was last used, some seconds behind; null: never, or not in memory.")
    def last_used_at(self, info: Info) -> datetime | None:
        return ready(info.context.loaders.last_use.load(self.id), lambda at: at)

    @classmethod
    def of(cls, key: keys.ApiKey, at: datetime) -> "ApiKey":
        return cls(
            id=key.id,
            user_id=key.user_id,  # type: ignore[attr-defined]
            name=key.name,
            prefix=key.prefix,
            last4=key.last4,
            live=key.live,
            status=ApiKeyStatus(keys.key_status(key, at)),
            scopes=key.scopes,
            allowed_networks=key.allowed_networks,
            fail_open_calls=key.fail_open_calls,
            metadata=JSON(key.metadata),
            expires_at=key.expires_at,
            replaced_by_id=key.replaced_by_id,  # type: ignore[attr-defined]
            created_at=key.created_at,
        )


@strawberry.type(description="A key just made, with its secret. No other answer holds a secret.")
class IssuedApiKey:
    secret: str = strawberry.field(description="The secret. Keep it now: it is not shown again.")
    api_key: ApiKey = strawberry.field(description="The key.")

    @classmethod
    def of(cls, issued: keys.IssuedKey) -> "IssuedApiKey":
        return cls(secret=issued.secret, api_key=ApiKey.of(issued.key, now()))


@strawberry.input(description="A new key.")
class CreateApiKeyInput:
    user_id: UUID = strawberry.field(description="Whose it will be.")
    name: str = strawberry.field(description="What to call it.")
    live: bool = strawberry.field(description="False for a test key.", default=True)
    scopes: list[str] = strawberry.field(description="What it may be used for.", default_factory=list)
    allowed_networks: list[str] = strawberry.field(
        description="CIDR networks or addresses that it may be used from; none: from everywhere.", default_factory=list
    )
    expires_at: datetime | None = strawberry.field(description="When its life ends; null: never.", default=None)
    metadata: JSON | None = strawberry.field(description="An object of strings, your own.", default=None)
    fail_open_calls: int = strawberry.field(
        description="How many calls of it are served, an outage and machine, without the database.", default=0
    )


@strawberry.input(description="What to change of a key. What is absent or null stays.")
class UpdateApiKeyInput:
    name: str | None = strawberry.field(description="What to call it.", default=None)
    scopes: list[str] | None = strawberry.field(description="What it may be used for.", default=None)
    allowed_networks: list[str] | None = strawberry.field(
        description="CIDR networks or addresses that it may be used from; none: from everywhere.", default=None
    )
    expires_at: datetime | None = strawberry.field(
        description="When its life ends: sooner than now, never later.", default=None
    )
    metadata: JSON | None = strawberry.field(description="An object of strings, your own.", default=None)
    fail_open_calls: int | None = strawberry.field(
        description="How many calls of it are served, an outage and machine, without the database.",
        default=None,
    )


KeyId = Annotated[UUID, strawberry.argument(description="The id of the key.")]


@strawberry.type
class KeyQueries:
    @strawberry.field(description="API keys, newest first, of one user or of all.")
    async def api_keys(
        self,
        info: Info,
        user_id: Annotated[UUID | None, strawberry.argument(description="Whose; null: everybody's.")] = None,
        first: First = PAGE_SIZE_DEFAULT,
        after: After = None,
    ) -> Connection[ApiKey] | None:
        page = await keys.list_keys(info.context.actor, user_id=user_id, limit=first, cursor=after)
        return connection_of(page, lambda key: ApiKey.of(key, info.context.at))

    @strawberry.field(description="One API key.")
    async def api_key(self, info: Info, id: KeyId) -> ApiKey | None:
        return ApiKey.of(await keys.get_key(info.context.actor, id), info.context.at)


@strawberry.type
class KeyMutations:
    @strawberry.mutation(description="Create an API key. Its secret stands in this answer only.")
    async def create_api_key(
        self, info: Info, input: Annotated[CreateApiKeyInput, strawberry.argument(description="The key.")]
    ) -> IssuedApiKey:
        issued = await keys.create_key(
            info.context.actor,
            user_id=input.user_id,
            name=input.name,
            live=input.live,
            scopes=input.scopes,
            allowed_networks=input.allowed_networks,
            fail_open_calls=input.fail_open_calls,
            expires_at=input.expires_at,
            metadata=as_text_map(input.metadata or {}, field="metadata"),
        )
        return IssuedApiKey.of(issued)

    @strawberry.mutation(description="Change an API key. A life can be shortened, never lengthened.")
    async def update_api_key(
        self, info: Info, id: KeyId, input: Annotated[UpdateApiKeyInput, strawberry.argument(description="What.")]
    ) -> ApiKey:
        changes = {name: value for name, value in vars(input).items() if value is not None}
        if "metadata" in changes:
            changes["metadata"] = as_text_map(changes["metadata"], field="metadata")
        return ApiKey.of(await keys.update_key(info.context.actor, id, **changes), info.context.at)

    @strawberry.mutation(
        description="Replace an API key. The old secret answers until the grace ends; the new one stands here only."
    )
    async def rotate_api_key(
        self,
        info: Info,
        id: KeyId,
        grace_seconds: Annotated[
            int, strawberry.argument(description="How long the old secret still answers, up to 30 days.")
        ] = 0,
    ) -> IssuedApiKey:
        grace = timedelta(seconds=grace_seconds)
        return IssuedApiKey.of(await keys.rotate_key(info.context.actor, id, grace=grace))

    @strawberry.mutation(description="Refuse an API key until it is enabled again.")
    async def disable_api_key(self, info: Info, id: KeyId) -> ApiKey:
        return ApiKey.of(await keys.disable_key(info.context.actor, id), info.context.at)

    @strawberry.mutation(description="Accept a disabled API key again.")
    async def enable_api_key(self, info: Info, id: KeyId) -> ApiKey:
        return ApiKey.of(await keys.enable_key(info.context.actor, id), info.context.at)

    @strawberry.mutation(description="End an API key for ever, everywhere within a second.")
    async def revoke_api_key(self, info: Info, id: KeyId) -> ApiKey:
        return ApiKey.of(await keys.revoke_key(info.context.actor, id), info.context.at)
