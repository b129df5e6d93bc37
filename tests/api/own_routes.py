"""Guarded routes of a test's own, made both ways: by the dependency alone, and by `MeteredRoute`."""

from decimal import Decimal
from typing import Annotated

from fastapi import APIRouter, Depends, FastAPI, HTTPException
from pydantic import BaseModel
from starlette.responses import JSONResponse, Response

from api.guard import MeteredRoute, metered
from core.errors import Conflict
from core.gate import Call

__all__ = ["PREFIXES", "add_own_routes"]

#: The same routes under each.
PREFIXES = ("/plain", "/quick")
Own = Annotated[Call, Depends(metered("own_calls", uses=["own_tokens"]))]


class Body(BaseModel):
    tokens: int


def add_own_routes(app: FastAPI) -> None:
    app.include_router(_routes(APIRouter()), prefix="/plain")
    app.include_router(_routes(APIRouter(route_class=MeteredRoute)), prefix="/quick")


def _routes(router: APIRouter) -> APIRouter:

    @router.get("/ok")
    async def ok(call: Own) -> dict[str, bool]:
        return {"ok": True}

    @router.get("/status/{status}")
    async def with_status(status: int, call: Own) -> Response:
        return JSONResponse({"status": status}, status)

    @router.get("/raises/{what}")
    async def raises(what: str, call: Own) -> None:
        if what == "http404":
            raise HTTPException(404, "not here")
        if what == "http503":
            raise HTTPException(503, "not now")
        if what == "conflict":
            raise Conflict("taken")
        raise RuntimeError("a bug in the endpoint")

    @router.post("/use")
    async def use(body: Body, call: Own) -> dict[str, bool]:
        call.use("own_tokens", body.tokens)
        return {"ok": True}

    @router.get("/decimal")
    async def decimal(call: Own) -> dict[str, bool]:
        call.use("own_tokens", Decimal("0.1"))
        call.use("own_tokens", Decimal("2.500001"))  # the last word counts
        call.use("own_calls", Decimal(3))
        return {"ok": True}

    @router.get("/none", dependencies=[Depends(metered("own_calls", units=0))])
    async def none() -> dict[str, bool]:
        return {"ok": True}

    @router.get("/bad/{units}")
    async def bad(units: str, call: Own) -> None:
        call.use("own_tokens", Decimal(units))

    return router
