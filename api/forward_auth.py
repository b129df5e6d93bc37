"""Forward auth: a reverse proxy asks here, before it passes a request on, whether the key in it may make the call.

What is asked is in one header that only the proxy's configuration can set, because it begins with the secret that both
know; a client cannot say it, and so neither the meter nor the units nor an id of its own:

    X-Keymeter-Proxy: <secret>; mode=nginx; meter=tokens; units=2; scope=llm; id=<the proxy's own id>; preflight=allow

    mode       where the client's method and URI stand
      envoy      it is asked by them itself, below this path
      forwarded  in X-Forwarded-Method and X-Forwarded-Uri, which Caddy and Traefik set (the default)
      nginx      the same, set by our configuration; denies with 401 or 403 and says the rest in X-Auth-Status
    id         the proxy's id of the request: asked again with it for the same key, method and URI, there is one charge
    preflight  allow: CORS preflights, which carry no key, pass uncounted

Exactly 200 without a body lets a request pass. Every answer has every identity header, even empty, so that a proxy
which copies them replaces whatever the client sent in their place.
"""

import hmac
from collections.abc import Mapping
from dataclasses import dataclass
from ipaddress import IPv6Address, ip_address, ip_network

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import Receive, Scope, Send

from api.problems import HTTP_STATUS, problem_response
from api.quotas import quota_headers
from core import errors
from core.database import as_error
from core.errors import Forbidden, InvalidInput, KeymeterError
from core.gate import ForwardedCalls, Question, Verification
from core.money import parse_units
from core.settings import Settings

__all__ = ["create_router"]

IDENTITY_HEADERS = ("x-keymeter-user", "x-keymeter-key", "x-keymeter-plan")
MODES = ("envoy", "forwarded", "nginx")
#: What becomes of an error in an answer to nginx, which makes 500 of every other status.
_NGINX_STATUSES = (200, 401, 403)


@dataclass(frozen=True, slots=True)
class _Asked:
    """What a proxy's configuration says."""

    mode: str = "forwarded"
    meter: str = "api_calls"
    units: str = "1"
    scope: str | None = None
    id: str | None = None
    preflight: str = "deny"


class ForwardAuth:
    """The route, for any method there is. `networks`: from where proxies are heard."""

    def __init__(self, secret: str, networks: list[str]) -> None:
        self._secret = secret.encode()
        self._networks = [ip_network(network, strict=False) for network in networks]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        request = Request(scope, receive)
        asked, code = None, ""
        try:
            asked = self._admit_proxy(request)
            response = await _decide(request, asked)
        except Exception as error:
            problem = as_error(error)
            if problem is None:
                raise
            response, code = problem_response(problem), problem.code
        await _complete(response, asked, code)(scope, receive, send)

    def _admit_proxy(self, request: Request) -> _Asked:
        """What a known proxy asks. Whoever else comes here is told nothing."""
        said = request.headers.getlist("x-keymeter-proxy")
        secret, _, rest = said[0].partition(";") if len(said) == 1 else ("", "", "")
        if not self._secret or not hmac.compare_digest(secret.strip().encode("latin-1", "replace"), self._secret):
            raise Forbidden("This proxy is not known here. See KEYMETER_FORWARD_AUTH_SECRET.", code="unknown_proxy")
        if not self._is_near(request.client.host if request.client else ""):
            raise Forbidden("A proxy at this address is not heard.", code="unknown_proxy")
        return _read(rest)

    def _is_near(self, host: str) -> bool:
        try:
            address = ip_address(host)
        except ValueError:
            return False
        if isinstance(address, IPv6Address) and address.ipv4_mapped is not None:
            return any(address.ipv4_mapped in network for network in self._networks)
        return any(address in network for network in self._networks)


def _read(text: str) -> _Asked:
    pairs = [part.partition("=") for part in text.split(";") if part.strip()]
    said = {name.strip(): value.strip() for name, _, value in pairs}
    if len(said) != len(pairs) or not set(said) <= set(_Asked.__dataclass_fields__):
        raise InvalidInput("X-Keymeter-Proxy says something twice, or something that is not known.")
    asked = _Asked(**said)
    if asked.mode not in MODES or asked.preflight not in ("allow", "deny"):
        raise InvalidInput(f"mode is one of {', '.join(MODES)}; preflight is allow or deny.")
    return asked


async def _decide(request: Request, asked: _Asked) -> Response:
    headers = request.headers
    if asked.mode == "envoy":
        method, uri = request.method, f"/{request.path_params['path']}"
        uri += f"?{request.url.query}" if request.url.query else ""
    else:
        method, uri = headers.get("x-forwarded-method", request.method), headers.get("x-forwarded-uri", "/")
    if asked.preflight == "allow" and _is_preflight(method, headers):
        return Response(status_code=200)
    question = Question(
        headers.get("x-api-key"),
        asked.meter,
        parse_units(asked.units),
        asked.scope,
        # The last hop is the one that the proxy itself saw; what stands before it, the client may have said.
        headers.get("x-forwarded-for", "").rpartition(",")[2].strip() or None,
        asked.id,
        method[:32],
        uri.partition("?")[0][:500],
        uri,
    )
    calls: ForwardedCalls = request.app.state.forwarded_calls
    found, plan = await calls.decide(question)
    if not found.allowed:
        raise _refusal(found)
    identity = (str(found.user_id), str(found.key_id), plan)
    return Response(headers=dict(zip(IDENTITY_HEADERS, identity, strict=True)) | quota_headers(found.quota, found.rate))


def _is_preflight(method: str, headers: Mapping[str, str]) -> bool:
    return method == "OPTIONS" and "origin" in headers and "access-control-request-method" in headers


def _refusal(found: Verification) -> KeymeterError:
    message = found.message or ""
    limit = errors.PaymentRequired if found.code in errors.PaymentRequired.codes() else errors.LimitReached
    if found.code in limit.codes():
        return limit(
            message,
            code=found.code,
            retry_after_seconds=found.retry_after_seconds or 1,
            quota=found.quota or found.rate,
        )
    kind = errors.Forbidden if found.code in errors.Forbidden.codes() else errors.Unauthenticated
    return kind(message, code=found.code)


def _complete(response: Response, asked: _Asked | None, code: str) -> Response:
    """What every answer has, and what nginx can make something of."""
    for name in IDENTITY_HEADERS:
        response.headers.setdefault(name, "")
    response.headers["cache-control"] = "no-store"
    if asked is not None and asked.mode == "nginx":
        response.headers["x-auth-status"] = str(response.status_code)
        response.headers["x-auth-code"] = code
        if response.status_code not in _NGINX_STATUSES:
            response.status_code = HTTP_STATUS[Forbidden]
    return response


def create_router(settings: Settings) -> APIRouter:
    """The route below /forward-auth, outside of /v1: proxies call it, nobody's program does."""
    router = APIRouter(include_in_schema=False)
    auth = ForwardAuth(settings.forward_auth_secret.get_secret_value(), settings.forward_auth_proxies)
    router.routes.append(Route("/forward-auth/{path:path}", auth, include_in_schema=False))
    return router
