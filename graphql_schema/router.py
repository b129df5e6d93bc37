"""The routes of the door."""

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response
from starlette.websockets import WebSocket

from core.errors import InvalidInput
from graphql_schema.errors import graphql_error
from graphql_schema.explorer import answer_page, answer_static
from graphql_schema.http import answer_post, encode
from graphql_schema.schema import schema
from graphql_schema.sockets import Sockets

__all__ = ["create_router"]


def create_router(path: str = "/graphql") -> APIRouter:
    """All routes of the door at a path. `app.state.gate` must hold the process's Gate."""
    sockets = Sockets(schema)

    async def get(request: Request) -> Response:
        """The explorer for browsers; nothing else is got: queries are posted."""
        if "text/html" in request.headers.get("accept", ""):
            return answer_page(request)
        error = graphql_error(InvalidInput("Send queries by POST."))
        return Response(
            encode({"errors": [error.formatted]}), 405, {"allow": "POST"}, media_type="application/json; charset=utf-8"
        )

    async def post(request: Request) -> Response:
        return await answer_post(schema, request)

    async def connect(socket: WebSocket) -> None:
        await sockets.serve(socket)

    router = APIRouter()
    router.add_route(path, get, methods=["GET"], include_in_schema=False)
    router.add_route(path, post, methods=["POST"], include_in_schema=False)
    router.add_route(f"{path}/static/{{version}}/{{name}}", answer_static, methods=["GET"], include_in_schema=False)
    router.add_websocket_route(path, connect)
    return router
