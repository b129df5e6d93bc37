"""Which actor a credential is. One rule for every door that takes admin tokens and keys."""

from core.accounts import Actor, Reach, authenticate_token
from core.clock import now
from core.errors import Unauthenticated
from core.gate.admission import Gate
from core.keys import check_identity

__all__ = ["ACCOUNT_SCOPE", "actor_of_credential", "actor_of_key"]

#: The scope by which a key may look at its own user's account, besides calling metered routes.
ACCOUNT_SCOPE = "account"


async def actor_of_credential(gate: Gate, *, token: str | None, api_key: str | None, address: str | None) -> Actor:
    """The actor of an admin token, else of a key; the token counts when both are there. Unauthenticated without."""
    if token is not None:
        return await authenticate_token(token)
    if api_key is not None:
        return await actor_of_key(gate, api_key, address=address)
    raise Unauthenticated("Send an admin token: Authorization: Bearer km_admin_….", code="missing_token")


async def actor_of_key(gate: Gate, secret: str, *, address: str | None) -> Actor:
    """The user of a key that has the scope `account`. It sees that user only, and writes keys if its key may."""
    raw = secret.encode("latin-1", "replace")
    identity = gate.keys.peek(raw) or await gate.keys.find(raw)
    check_identity(identity, at=now(), scope=ACCOUNT_SCOPE, address=address)
    scopes = frozenset({"read"} | (identity.scopes & {"keys:write"}))
    reach = Reach(identity.scopes, [str(network) for network in identity.networks], identity.expires_at)
    return Actor(kind="user", id=identity.key_id, scopes=scopes, user_id=identity.user_id, reach=reach)
