"""The application: every door on one core. The one module that knows them all."""

import gc
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.responses import Response

import api
import graphql_schema
import web
from api import forward_auth, health, webhooks
from api.guard import declared_meters, install
from api.metrics import open_metrics
from api.openapi import describe
from api.problems import answer_exception
from api.routing import prepare_routes
from api.tracing import close_tracing, make_provider, open_tracing
from core.accounts import TokenMemory
from core.database import ANSWERING_SECONDS_MAX, close_database, open_database
from core.errors import KeymeterError
from core.gate import ForwardedCalls, open_gate
from core.metering import ensure_call_meters
from core.pepper import check_pepper, load_pepper, use_pepper
from core.settings import Settings, get_settings

__all__ = ["create_app", "create_bench_app", "running"]


@asynccontextmanager
async def running(app: FastAPI, settings: Settings) -> AsyncIterator[None]:
    """What an application needs while it serves, on a database that is open."""
    pepper = load_pepper(settings)
    use_pepper(pepper)
    await check_pepper(pepper)
    await ensure_call_meters(declared_meters())
    app.state.metrics_token = settings.metrics_token.get_secret_value()
    async with open_gate(settings) as gate, open_metrics(settings.metrics_dir, app.state.traffic, gate) as metrics:
        app.state.gate, app.state.metrics, app.state.tokens = gate, metrics, TokenMemory()
        app.state.forwarded_calls = ForwardedCalls(gate)
        yield


def _settle_garbage() -> None:
    """Leave what was made at start out of every garbage collection to come, and collect seldom: calls make no cycles,
    and each full collection would stop all of them."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 50, 100)


async def _answer(request: Request, exception: Exception) -> Response:
    """An error, told as the door it happened in tells errors, with the headers that no middleware adds any more."""
    answer = web.answer_exception if web.is_for_people(request) else answer_exception
    return web.add_headers(await answer(request, exception))


def create_app(settings: Settings | None = None) -> FastAPI:
    """The whole product as one ASGI application. Add your own routes to it and guard them with `metered`."""
    settings = settings or get_settings()
    tracing = make_provider() if settings.traces else None

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        await open_database(
            settings.database_url, pool_size=settings.pool_size, statement_seconds_max=ANSWERING_SECONDS_MAX
        )
        try:
            async with running(app, settings):
                prepare_routes(app)
                _settle_garbage()
                yield
        finally:
            await close_database()
            close_tracing(tracing)

    app = FastAPI(
        title="Keymeter",
        version="0.1.0",
        lifespan=lifespan,
        docs_url=None,
        redoc_url=None,
        telemetry=open_tracing(tracing),
    )
    install(app)
    web.install(app)
    for kind in (KeymeterError, HTTPException, RequestValidationError, Exception):
        app.add_exception_handler(kind, _answer)
    app.include_router(api.router, prefix="/v1")
    app.include_router(health.router)
    app.include_router(forward_auth.create_router(settings))
    app.include_router(webhooks.router)
    app.include_router(graphql_schema.create_router())
    app.include_router(web.create_router(settings))
    describe(app)
    return app


def create_bench_app() -> FastAPI:
    """The application with the routes that `keymeter bench` compares."""
    from api import bench  # only here: an ordinary server does not carry them

    app = create_app()
    app.include_router(bench.router, prefix="/v1")
    return app
