"""The dashboard: pages made here and filled in by htmx. It knows the core and no other door."""

from fastapi import APIRouter, FastAPI, Request

from core.settings import Settings
from web.errors import answer_exception
from web.pages import (
    account,
    addons,
    admins,
    alerts,
    audit,
    credits,
    doctor,
    drafts,
    events,
    invoices,
    jobs,
    keys,
    ledger,
    limits,
    live,
    meters,
    overview,
    payments,
    plans,
    problems,
    reservations,
    revenue,
    search,
    subscription,
    taxes,
    test_clocks,
    tokens,
    usage,
    user,
    users,
    what_if,
)
from web.rendering import assets
from web.security import HeadersMiddleware, add_headers

__all__ = ["PAGES", "add_headers", "answer_exception", "create_router", "install", "is_for_people"]

# `drafts` comes before `invoices`, and `live` before `events`, whose last route would take its addresses for ids.
PAGES = (
    account,
    admins,
    alerts,
    limits,
    tokens,
    audit,
    jobs,
    doctor,
    overview,
    users,
    user,
    subscription,
    addons,
    keys,
    live,
    events,
    usage,
    meters,
    plans,
    what_if,
    test_clocks,
    drafts,
    invoices,
    payments,
    taxes,
    credits,
    ledger,
    revenue,
    problems,
    reservations,
    search,
)


def create_router(settings: Settings) -> APIRouter:
    """Every page, from the root of the site."""
    router = APIRouter(include_in_schema=False)
    for each in PAGES:
        router.include_router(each.router)
    router.routes.append(assets.route())
    return router


def install(app: FastAPI) -> None:
    """Let every answer of the application carry the headers that keep browsers safe."""
    app.add_middleware(HeadersMiddleware)


def is_for_people(request: Request) -> bool:
    """Whether an error of this request is to be told as a page: it met one of our routes, or none and wants HTML."""
    endpoint = request.scope.get("endpoint")
    if endpoint is not None:
        return str(getattr(endpoint, "__module__", "")).startswith("web.")
    return "text/html" in request.headers.get("accept", "")
