"""Who asks. Every function of the core takes an Actor first and looks up only what that actor may see."""

from dataclasses import dataclass
from typing import Literal
from uuid import UUID

from core.errors import Forbidden, NotFound

__all__ = ["ADMIN_SCOPES", "ROLE_SCOPES", "SYSTEM", "Actor"]

#: What an admin or a token may be allowed to do.
ADMIN_SCOPES = frozenset({"read", "users:write", "keys:write", "billing:write", "events:write"})

ROLE_SCOPES = {"owner": ADMIN_SCOPES, "admin": ADMIN_SCOPES, "reader": frozenset({"read"})}


@dataclass(frozen=True, slots=True)
class Actor:
    """An admin, one of its tokens, a user by an account-scoped key, or the system itself."""

    kind: Literal["system", "admin", "token", "user"]
    id: UUID | None
    scopes: frozenset[str]
    #: Set for `user` only: the one user this actor may see.
    user_id: UUID | None = None

    def require(self, scope: str) -> None:
        """Nothing, or `missing_scope`."""
        if scope not in self.scopes:
            raise Forbidden(f"This needs the scope {scope!r}.", code="missing_scope")

    def require_vendor(self, scope: str) -> None:
        """As `require`, and refuses users: what they may not do at all, whatever their key's scopes say."""
        if self.user_id is not None:
            raise Forbidden(f"This needs an admin with the scope {scope!r}.", code="missing_scope")
        self.require(scope)

    def sees(self, user_id: UUID) -> bool:
        return self.user_id is None or self.user_id == user_id

    def require_user(self, user_id: UUID) -> None:
        """Nothing, or NotFound: a foreign user looks as if it did not exist."""
        if not self.sees(user_id):
            raise NotFound("There is no such user.", code="user_not_found")


SYSTEM = Actor(kind="system", id=None, scopes=ADMIN_SCOPES)
