"""From a template and its data to an answer: a whole page, or the one block that htmx asked for."""

import gzip
import json
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlencode

from fastapi import Request
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from jinja2_fragments import render_block
from starlette.responses import RedirectResponse, Response

from core.clock import now
from web import charts, prices
from web.assets import Assets, icon
from web.formats import FILTERS, ago
from web.viewer import Viewer, local_path, set_cookie, theme_of

__all__ = ["done", "environment", "is_htmx", "link", "page", "redirect", "render", "toast_header", "wants_part"]

FLASH_COOKIE = "keymeter_flash"
_GZIP_BYTES_MIN = 800
_VARY = "HX-Request, HX-Target, Cookie, Accept-Encoding"

assets = Assets()


@lru_cache(maxsize=1)
def environment() -> Environment:
    """Templates escape everything; what is markup already says so by its type. An unknown name is an error."""
    made = Environment(
        loader=FileSystemLoader(Path(__file__).parent / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    made.filters.update(FILTERS | prices.FILTERS)
    made.globals.update(
        ago=lambda instant: ago(instant, now()),
        asset=assets.url,
        icon=icon,
        link=link,
        difference_bar=charts.difference_bar,
        meter_bar=charts.meter_bar,
        spark=charts.spark,
        spark_bars=charts.bars,
    )
    # A block that renders alone sees no import of its template, so what all templates share is global.
    made.globals["ui"] = made.get_template("ui.html").module
    return made


def link(path: str, **query: Any) -> str:
    """A path with those parts of a query that say something."""
    said = {name: value for name, value in query.items() if value not in ("", None)}
    return f"{path}?{urlencode(said)}" if said else path


def render(template: str, **data: Any) -> str:
    """A template by itself, for what is no page: the rows of a stream."""
    return environment().get_template(template).render(data)


def page(
    request: Request,
    viewer: Viewer | None,
    template: str,
    *,
    title: str,
    partials: Mapping[str, str] | None = None,
    status: int = 200,
    headers: Mapping[str, str] | None = None,
    **data: Any,
) -> Response:
    """The page, or only one block of it. `partials` maps the ids of elements that htmx fills to blocks.

    A block is sent only for a request of htmx that names its element, and never when htmx restores a page from
    history: so a bookmark, a reload and the way back always meet a whole page.
    """
    flash = unquote(request.cookies.get(FLASH_COOKIE, ""))
    context = {
        "request": request,
        "viewer": viewer,
        "title": title,
        "path": request.url.path,
        "theme": theme_of(request),
        "csrf": viewer.form_token if viewer is not None else "",
        "flash": flash,
        "at": now(),
        **data,
    }
    block = next((block for target, block in (partials or {}).items() if wants_part(request, target)), None)
    if block is not None:
        body = render_block(environment(), template, block, context)
    else:
        body = environment().get_template(template).render(context)
    response = _compressed(request, body, status)
    response.headers.update(headers or {})
    if flash and block is None:
        response.delete_cookie(FLASH_COOKIE, path="/")
    return response


def _compressed(request: Request, body: str, status: int) -> Response:
    raw = body.encode()
    headers = {"cache-control": "no-store", "vary": _VARY}
    if len(raw) >= _GZIP_BYTES_MIN and "gzip" in request.headers.get("accept-encoding", ""):
        raw = gzip.compress(raw, 5, mtime=0)
        headers["content-encoding"] = "gzip"
    return Response(raw, status, headers, media_type="text/html")


def wants_part(request: Request, target: str) -> bool:
    """Whether htmx asks for this one element. What it restores from history is always a whole page."""
    return (
        is_htmx(request)
        and request.headers.get("hx-target") == target
        and request.headers.get("hx-history-restore-request") != "true"
    )


def is_htmx(request: Request) -> bool:
    return request.headers.get("hx-request") == "true"


def redirect(request: Request, target: str, *, say: str = "") -> Response:
    """Go to a page of ours, and say there what was done. For htmx the whole page changes, not a part of it."""
    path = local_path(target)
    if is_htmx(request):
        response: Response = Response(status_code=204, headers={"hx-redirect": path, "cache-control": "no-store"})
    else:
        response = RedirectResponse(path, 303, headers={"cache-control": "no-store"})
    if say:
        set_cookie(request, response, FLASH_COOKIE, say, seconds_max=30)
    return response


def done(request: Request, say: str, *, back: str) -> Response:
    """What was asked for is done: close the dialog, fetch the page again, say so. Without htmx: go `back`."""
    if not is_htmx(request):
        return redirect(request, back, say=say)
    event = {"km:done": {"say": say}}
    return Response(status_code=204, headers={"hx-trigger": json.dumps(event), "cache-control": "no-store"})


def toast_header(title: str, message: str, code: str) -> str:
    """The header that makes htmx tell the page of an error. ASCII, as headers are."""
    return json.dumps({"km:toast": {"title": title, "message": message, "code": code}})
