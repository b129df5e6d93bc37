"""Who calls, and what one operation of theirs has at hand.

A WebSocket has one caller and many operations, so the actor is found and the loaders are made per operation: nothing is
remembered from one to the next, neither rights nor rows.
"""

from datetime import datetime
from typing import Any

import strawberry

from core.accounts import Actor
from core.audit import enter_by
from core.clock import monotonic, now
from core.gate import Gate, actor_of_credential
from graphql_schema.loaders import Loaders

__all__ = ["Caller", "Info", "Operation"]

#: How long a subscription relies on the caller's rights before it looks at them again.
RECHECK_SECONDS = 1.0


class Caller:
    """A request or a WebSocket, by what it carries: `Authorization: Bearer` with an admin token, or `x-api-key`."""

    def __init__(
        self, gate: Gate, *, authorization: str | None, api_key: str | None, address: str | None, request_id: str = ""
    ) -> None:
        self.request_id = request_id
        self._gate = gate
        self._authorization = authorization
        self._api_key = api_key
        self._address = address
        #: What a WebSocket's connection_init says; browsers cannot give a WebSocket headers.
        self.connection_params: dict[str, Any] | None = None

    @property
    def gate(self) -> Gate:
        """That of this process."""
        return self._gate

    async def actor(self) -> Actor:
        """Unauthenticated, Forbidden, or Unavailable when it cannot be decided."""
        said = {str(name).lower(): str(value) for name, value in (self.connection_params or {}).items()}
        authorization = said.get("authorization", self._authorization)
        token = None if authorization is None else _bearer(authorization)
        api_key = said.get("x-api-key", self._api_key)
        return await actor_of_credential(self._gate, token=token, api_key=api_key, address=self._address)


class Operation:
    """The context of one query, mutation or subscription."""

    def __init__(self, caller: Caller, actor: Actor) -> None:
        self._caller = caller
        self._checked = monotonic()
        self.actor = actor
        self.gate = caller.gate
        self.renew()

    @classmethod
    async def begin(cls, caller: Caller) -> "Operation":
        enter_by("graphql", request_id=caller.request_id)
        return cls(caller, await caller.actor())

    def renew(self) -> None:
        """Forget what was read: the next event of a subscription is answered from the database as it is then."""
        #: One instant for the whole answer, so that its parts agree.
        self.at: datetime = now()
        self.loaders = Loaders(self.actor, self.at)

    async def recheck(self) -> None:
        """Raise as `Caller.actor` does if the caller lost its rights since they were looked at."""
        if monotonic() - self._checked >= RECHECK_SECONDS:
            self.actor = await self._caller.actor()
            self._checked = monotonic()


Info = strawberry.Info[Operation, None]


def _bearer(authorization: str) -> str:
    """The secret of the header; what is no bearer token is not one of ours either."""
    scheme, _, secret = authorization.partition(" ")
    return secret.strip() if scheme.lower() == "bearer" else ""
