"""Style, scripts, font and icons: read once at start, from our own files and from installed packages, and served from
memory under names that hold a hash of the content. So a browser may keep them for ever, and nothing comes from a
foreign host. Styles and scripts of ours are several files for us and one for the browser."""

import gzip
import re
from dataclasses import dataclass
from functools import cache, lru_cache
from hashlib import sha256
from importlib.util import find_spec
from io import BytesIO
from pathlib import Path
from xml.etree import ElementTree
from zipfile import ZipFile

from markupsafe import Markup
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

__all__ = ["Assets", "icon"]

_STATIC = Path(__file__).parent / "static"
_HTMX = "static/django_htmx"
_TYPES = {
    "css": "text/css; charset=utf-8",
    "js": "text/javascript; charset=utf-8",
    "svg": "image/svg+xml",
    "ttf": "font/ttf",
}
_REFERENCE = re.compile(rb"url\(asset:([\w.-]+)\)")


@dataclass(frozen=True, slots=True)
class _Asset:
    plain: bytes
    gzipped: bytes
    media_type: str


def _package_file(package: str, name: str) -> bytes:
    """A file that an installed package carries. The package itself is not imported: one of them is for Django."""
    spec = find_spec(package)
    if spec is None or not spec.submodule_search_locations:
        raise LookupError(f"the package {package} is not installed")
    return (Path(spec.submodule_search_locations[0]) / name).read_bytes()


def _own(folder: str) -> bytes:
    return b"\n".join(path.read_bytes() for path in sorted((_STATIC / folder).iterdir()))


class Assets:
    """By name for templates, by hashed path for browsers."""

    def __init__(self) -> None:
        self._paths: dict[str, str] = {}
        self._served: dict[str, _Asset] = {}
        self._add("manrope.ttf", _package_file("font_manrope", "files/Manrope-VariableFont_wght.ttf"))
        self._add("htmx.js", _package_file("django_htmx", f"{_HTMX}/htmx-2.min.js"))
        self._add("htmx-sse.js", _package_file("django_htmx", f"{_HTMX}/ext/hx-sse-2.min.js"))
        self._add("favicon.svg", (_STATIC / "favicon.svg").read_bytes())
        self._add("app.js", _own("js"))
        self._add("app.css", _REFERENCE.sub(lambda found: f"url({self.url(found[1].decode())})".encode(), _own("css")))

    def url(self, name: str) -> str:
        """Where a browser finds it. KeyError for a name that is none: a template is wrong."""
        return self._paths[name]

    def _add(self, name: str, content: bytes) -> None:
        stem, _, kind = name.rpartition(".")
        path = f"{stem}.{sha256(content).hexdigest()[:12]}.{kind}"
        self._paths[name] = f"/assets/{path}"
        self._served[path] = _Asset(content, gzip.compress(content, 9, mtime=0), _TYPES[kind])

    def route(self) -> Route:
        return Route("/assets/{path}", self._serve, include_in_schema=False)

    async def _serve(self, request: Request) -> Response:
        asset = self._served.get(request.path_params["path"])
        if asset is None:
            return Response("There is no such file.", 404, media_type="text/plain")
        headers = {"cache-control": "public, max-age=31536000, immutable", "vary": "Accept-Encoding"}
        if "gzip" in request.headers.get("accept-encoding", ""):
            headers["content-encoding"] = "gzip"
            return Response(asset.gzipped, headers=headers, media_type=asset.media_type)
        return Response(asset.plain, headers=headers, media_type=asset.media_type)


@cache
def _drawings() -> ZipFile:
    """All icons of the package, opened once: its own function opens the archive for each, which takes 19 ms an icon."""
    return ZipFile(BytesIO(_package_file("lucide", "lucide.zip")))


@lru_cache(maxsize=512)
def icon(name: str, size: int = 16) -> Markup:
    """An icon as inline SVG, drawn in the colour of the text, hidden from screen readers: a text says the same.
    KeyError for a name that is none: a template is wrong."""
    drawing = ElementTree.fromstring(_drawings().read(f"{name}.svg"))  # noqa: S314 - the package's own
    for node in drawing.iter():
        node.tag = node.tag.rpartition("}")[2]  # SVG within HTML needs no namespace
    drawing.attrib |= {"width": str(size), "height": str(size), "stroke-width": "1.75"}
    drawing.attrib |= {"class": "icon", "aria-hidden": "true"}
    return Markup(ElementTree.tostring(drawing, encoding="unicode"))  # noqa: S704 - nothing of it comes from a request
