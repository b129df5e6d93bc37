"""Applications for `serve --app`, with routes that a fault test needs and no server should have."""

import asyncio
from typing import Annotated

from fastapi import Depends, FastAPI

from api.guard import metered
from core.gate import Call
from main import create_app

__all__ = ["create_poisonable_app"]


def create_poisonable_app() -> FastAPI:
    """With a route whose calls wait for each other, so that they are recorded as one group, and may be poisoned."""
    app = create_app()
    gathered: list[asyncio.Future[None]] = []

    @app.get("/together")
    async def together(
        count: int, call: Annotated[Call, Depends(metered("api_calls"))], poisoned: bool = False
    ) -> dict[str, bool]:
        if poisoned:
            call.use("no\0name", 1)  # PostgreSQL stores no NUL in text
        gathered.append(asyncio.get_running_loop().create_future())
        mine = gathered[-1]
        if len(gathered) == count:
            for each in gathered:
                each.set_result(None)
            gathered.clear()
        await mine
        return {"ok": True}

    return app
