"""The explorer: a page of our own to try queries on. No foreign host, no inline script, no storage of the token."""

import html
from functools import lru_cache
from hashlib import blake2b
from pathlib import Path

from starlette.requests import Request
from starlette.responses import Response

__all__ = ["answer_page", "answer_static"]

_FOLDER = Path(__file__).parent / "static"
_MEDIA_TYPES = {"explorer.css": "text/css", "explorer.js": "text/javascript"}
_HEADERS = {
    "content-security-policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' data:;"
        " form-action 'none'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "referrer-policy": "no-referrer",
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
}


def answer_page(request: Request) -> Response:
    """The page. Its script and style are named by their content, so they can be kept for ever."""
    page = (_FOLDER / "explorer.html").read_text()
    base = html.escape(request.scope.get("root_path", "") + request.scope["path"].rstrip("/"))
    for name in _MEDIA_TYPES:
        page = page.replace(f"{{{name}}}", f"{base}/static/{_version(name)}/{name}")
    page = page.replace("{endpoint}", base)
    return Response(page, headers=_HEADERS | {"cache-control": "no-cache", "vary": "Accept"}, media_type="text/html")


def answer_static(request: Request) -> Response:
    """A file of the page; 404 for anything else."""
    name = request.path_params["name"]
    if name not in _MEDIA_TYPES:
        return Response("There is no such file.", 404, _HEADERS, media_type="text/plain")
    current = request.path_params["version"] == _version(name)
    caching = "public, max-age=31536000, immutable" if current else "no-cache"
    headers = _HEADERS | {"cache-control": caching}
    return Response((_FOLDER / name).read_bytes(), headers=headers, media_type=_MEDIA_TYPES[name])


@lru_cache
def _version(name: str) -> str:
    return blake2b((_FOLDER / name).read_bytes(), digest_size=8).hexdigest()
