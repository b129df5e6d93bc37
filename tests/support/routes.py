"""Every route of an application, however deep in its routers."""

from collections.abc import Iterable, Iterator
from typing import Any

from starlette.routing import BaseRoute, Mount, Route

from api.routing import RouteIndex

__all__ = ["all_routes"]


def all_routes(routes: Iterable[BaseRoute], prefix: str = "") -> Iterator[tuple[str, str, str]]:
    """Method, path and the module of the endpoint. A mount counts as one route of every method."""
    for route in routes:
        each: Any = route
        if isinstance(route, RouteIndex):  # serves nothing but what stands behind it
            continue
        if isinstance(route, Route):
            for method in sorted(route.methods or {"*"}):
                yield method, prefix + route.path, getattr(route.endpoint, "__module__", "")
        elif isinstance(route, Mount):
            yield "*", prefix + route.path, type(route.app).__module__
        elif hasattr(each, "original_router"):
            yield from all_routes(each.original_router.routes, prefix + each.include_context.prefix)
        else:
            yield "*", prefix + getattr(each, "path", "?"), getattr(getattr(each, "endpoint", None), "__module__", "")
