"""Who asks. Every function of the core takes an Actor first and looks up only what that actor may see."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from ipaddress import ip_network
from typing import Literal
from uuid import UUID

from core.errors import Forbidden, NotFound

__all__ = ["ADMIN_SCOPES", "MANAGING_SCOPE", "ROLE_SCOPES", "SYSTEM", "Actor", "Reach"]

#: What an admin or a token may be allowed to do.
ADMIN_SCOPES = frozenset(
    {
        "read",
        "users:write",
        "keys:write",
        "keys:verify",
        "events:write",
        "reservations:write",
        "billing:write",
        "operations:write",
    }
)

#: What only owners may do: no token ever has it, since a token makes no token and no admin.
MANAGING_SCOPE = "admins:write"

ROLE_SCOPES = {"owner": ADMIN_SCOPES | {MANAGING_SCOPE}, "admin": ADMIN_SCOPES, "reader": frozenset({"read"})}


@dataclass(frozen=True, slots=True)
class Reach:
    """How far a key reaches: for what, from where and until when. No network means from anywhere."""

    scopes: frozenset[str]
    networks: Sequence[str] = ()
    expires_at: datetime | None = None

    def excess_of(self, other: "Reach") -> str | None:
        """The first thing in which `other` reaches further than this, as the field it stands in; None if in nothing."""
        if not other.scopes <= self.scopes:
            return "scopes"
        if self.networks and not (other.networks and all(map(self._includes, other.networks))):
            return "allowed_networks"
        if self.expires_at is not None and (other.expires_at is None or other.expires_at > self.expires_at):
            return "expires_at"
        return None

    def _includes(self, network: str) -> bool:
        inner, outers = ip_network(network), map(ip_network, self.networks)
        return any(inner.version == outer.version and inner.subnet_of(outer) for outer in outers)  # type: ignore[arg-type]


_NOWHERE = Reach(frozenset())


@dataclass(frozen=True, slots=True)
class Actor:
    """An admin, one of its tokens, a user by an account-scoped key, or the system itself."""

    kind: Literal["system", "admin", "token", "user"]
    id: UUID | None
    scopes: frozenset[str]
    #: Set for `user` only: the one user this actor may see.
    user_id: UUID | None = None
    #: Set for `user` only: how far the key reaches that it acts by. What it makes reaches no further.
    reach: Reach = _NOWHERE

    def require(self, scope: str) -> None:
        """Nothing, or `missing_scope`."""
        if scope not in self.scopes:
            raise Forbidden(f"This needs the scope {scope!r}.", code="missing_scope")

    def require_vendor(self, scope: str) -> None:
        """As `require`, and refuses users: what they may not do at all, whatever their key's scopes say."""
        if self.user_id is not None:
            raise Forbidden(f"This needs an admin with the scope {scope!r}.", code="missing_scope")
        self.require(scope)

    def require_manager(self, admin_id: UUID | None = None) -> None:
        """Nothing, or `missing_scope`: admins and their tokens are made, changed and ended by the system and by owners,
        what is an admin's own (`admin_id`) also by itself, but never by a token."""
        if self.kind not in ("system", "admin"):
            raise Forbidden("A token makes and ends no token and no admin. Sign in, or use `keymeter admin create`.")
        if MANAGING_SCOPE not in self.scopes and (admin_id is None or admin_id != self.id):
            raise Forbidden("This needs an owner.")

    def sees(self, user_id: UUID) -> bool:
        return self.user_id is None or self.user_id == user_id

    def require_user(self, user_id: UUID) -> None:
        """Nothing, or NotFound: a foreign user looks as if it did not exist."""
        if not self.sees(user_id):
            raise NotFound("There is no such user.", code="user_not_found")


SYSTEM = Actor(kind="system", id=None, scopes=ROLE_SCOPES["owner"])
