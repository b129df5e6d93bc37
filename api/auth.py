"""Who calls the management routes: an admin token, or a key with the scope `account`, which sees its own user only."""

from typing import Annotated

from fastapi import Depends, Request
from fastapi.security import APIKeyHeader, HTTPBearer

from core.accounts import Actor, TokenMemory, authenticate_token
from core.audit import enter_by
from core.errors import Unauthenticated
from core.gate import Gate, actor_of_key

__all__ = ["AdminActor", "AnyActor", "remembered_actor"]

_bearer = HTTPBearer(auto_error=False, scheme_name="AdminToken", description="A token made by an admin.")
_key = APIKeyHeader(name="x-api-key", auto_error=False, scheme_name="ApiKey")


async def admin_actor(request: Request, _: Annotated[object, Depends(_bearer)]) -> Actor:
    """The actor of the admin token."""
    return await authenticate_token(_bearer_secret(request))


async def any_actor(
    request: Request, _: Annotated[object, Depends(_bearer)], __: Annotated[object, Depends(_key)]
) -> Actor:
    """The actor of the admin token, or the user of an `account`-scoped key."""
    secret = request.headers.get("x-api-key")
    if secret is None or "authorization" in request.headers:
        return await admin_actor(request, None)
    enter_by("api", request_id=request.headers.get("x-request-id", ""))
    gate: Gate = request.app.state.gate
    return await actor_of_key(gate, secret, address=request.client.host if request.client else None)


async def remembered_actor(request: Request) -> Actor:
    """As `admin_actor`, by a memory that may be 750 ms old: for routes that are asked thousands of times a second."""
    tokens: TokenMemory = request.app.state.tokens
    return await tokens.authenticate(_bearer_secret(request))


def _bearer_secret(request: Request) -> str:
    enter_by("api", request_id=request.headers.get("x-request-id", ""))
    scheme, _, secret = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not secret:
        raise Unauthenticated("Send an admin token: Authorization: Bearer km_admin_….", code="missing_token")
    return secret.strip()


AdminActor = Annotated[Actor, Depends(admin_actor)]
AnyActor = Annotated[Actor, Depends(any_actor)]
