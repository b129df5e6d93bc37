"""GraphQL over WebSocket: the protocol graphql-transport-ws. Credentials stand in `connection_init` or in the headers.

Every operation on a connection is authorised anew, and passes the same gate as one over HTTP.
"""

import json
from datetime import timedelta
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.websockets import WebSocket
from strawberry.asgi import GraphQL
from strawberry.exceptions import ConnectionRejectionError
from strawberry.subscriptions import GRAPHQL_TRANSPORT_WS_PROTOCOL
from strawberry.types.unset import UNSET, UnsetType

from core.errors import Forbidden, Unauthenticated, Unavailable
from graphql_schema.http import BODY_BYTES_MAX, caller_of, decode, encode
from graphql_schema.operation import Caller
from graphql_schema.schema import GatedSchema

__all__ = ["Sockets"]

OPERATIONS_PER_SOCKET_MAX = 20
INIT_SECONDS_MAX = 10


class Sockets(GraphQL[Caller, None]):
    """Strawberry's protocol handler. Pages of other origins are refused at the handshake."""

    def __init__(self, schema: GatedSchema) -> None:
        super().__init__(
            schema,
            graphql_ide=None,
            subscription_protocols=[GRAPHQL_TRANSPORT_WS_PROTOCOL],
            connection_init_wait_timeout=timedelta(seconds=INIT_SECONDS_MAX),
            max_subscriptions_per_connection=OPERATIONS_PER_SOCKET_MAX,
        )

    async def serve(self, socket: WebSocket) -> None:
        await self.run(socket)

    async def get_context(self, request: Request | WebSocket, response: Response | WebSocket) -> Caller:
        return caller_of(request)

    async def on_ws_connect(self, context: Caller) -> UnsetType | dict[str, object] | None:
        """Close at once (4403) on those who are nobody. If it cannot be decided, each operation says so."""
        try:
            await context.actor()
        except (Unauthenticated, Forbidden) as error:
            raise ConnectionRejectionError from error
        except Unavailable:
            pass
        return UNSET

    def decode_json(self, data: str | bytes) -> object:
        """A message of the protocol. What is not shaped like one would break Strawberry's handler."""
        message: Any = None
        if len(data) <= BODY_BYTES_MAX:
            try:
                message = decode(data)
            except ValueError:
                pass
        if not isinstance(message, dict) or not isinstance(message.get("id", ""), str):
            raise json.JSONDecodeError("not a message", "", 0)
        if message.get("type") == "subscribe" and not isinstance(message.get("payload"), dict):
            raise json.JSONDecodeError("not a message", "", 0)
        return message

    def encode_json(self, data: object) -> str:
        return encode(data).decode()
