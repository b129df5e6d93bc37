"""An ASGI middleware that lets requests of an application in by API key, with units leased from Keymeter.

    app = RemoteGuard(app, "https://keymeter.example", token, meter="api_calls")

A lease is a reservation: units that Keymeter holds for this process, for a few seconds. Requests take from it without
asking; what they took is committed when it is used up or its time is over, and the rest is given back. So a hard limit
holds over any number of processes, since nobody serves what is not held for it. Nothing else is remembered: who is
refused is asked about again each time.
"""

import asyncio
import contextlib
import json
import logging
import time
import urllib.error
import urllib.request
from collections.abc import Awaitable, Callable, MutableMapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from keymeter_client.sender import decoded

__all__ = ["RemoteGuard"]

log = logging.getLogger("keymeter_client")

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]

SWEEP_SECONDS = 0.5
#: The lease is ended so long before Keymeter would end it.
MARGIN_SECONDS = 3.0
#: What is about the key, and so is told to who sent it. All else is our own trouble, which is told as 503.
_ABOUT_KEYS = frozenset({401, 402, 403, 429})
_ABOUT_TOKEN = frozenset({"missing_token", "unknown_token"})


@dataclass(slots=True)
class _Answer:
    status: int
    body: dict[str, Any]
    retry_after: str = ""


@dataclass(slots=True)
class _Lease:
    id: str
    who: dict[str, Any]
    left: Decimal
    ends_at: float  # on the monotonic clock
    used: Decimal = Decimal(0)


@dataclass(slots=True)
class _Account:
    """What is leased for one key."""

    lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    lease: _Lease | None = None
    waiting: int = 0


class RemoteGuard:
    """`units` a request; `lease_units` are leased at a time, for `lease_seconds` at most. What is let in has the ids of
    its user and key in the scope, as `keymeter`.

    A process that is killed gives its lease back with what it served from it: at most `lease_units` a key are served
    uncharged then. A key that is revoked is refused when its lease ends, and a rate limit counts leases, not requests.
    Where that is too much, ask for each call (`POST /v1/keys/verify`). Answers of 5xx cost nothing.
    """

    def __init__(
        self,
        app: Callable[[Scope, Receive, Send], Awaitable[None]],
        url: str,
        token: str,
        *,
        meter: str = "api_calls",
        units: Decimal | int = 1,
        scope: str | None = None,
        lease_units: Decimal | int = 100,
        lease_seconds: float = 5.0,
        timeout_seconds: float = 5.0,
    ) -> None:
        """`token` needs the scope `reservations:write`."""
        self._app, self._url, self._token = app, url.rstrip("/"), token
        self._meter, self._units, self._scope = meter, Decimal(units), scope
        self._lease_units, self._lease_seconds = max(Decimal(lease_units), self._units), lease_seconds
        self._timeout_seconds = timeout_seconds
        self._accounts: dict[tuple[str, str], _Account] = {}
        self._sweeping: asyncio.Task[None] | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self._app(scope, receive, self._settling_at_end(send))
            return
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        key = next((value for name, value in scope["headers"] if name == b"x-api-key"), b"").decode("latin-1")
        client = scope.get("client")
        lease = await self._take(key, client[0] if client else "")
        if isinstance(lease, _Answer):
            await _refuse(lease, send)
            return
        scope["keymeter"] = lease.who
        await self._serve(scope, receive, send, lease)

    async def _serve(self, scope: Scope, receive: Receive, send: Send, lease: _Lease) -> None:
        status = 500

        async def watch(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        try:
            await self._app(scope, receive, watch)
        finally:
            if status >= 500:  # if the lease has ended meanwhile, this changes nothing any more
                lease.used -= self._units
                lease.left += self._units

    def _settling_at_end(self, send: Send) -> Send:
        async def watch(message: Message) -> None:
            if message["type"].startswith("lifespan.shutdown."):
                await self.close()
            await send(message)

        return watch

    async def close(self) -> None:
        """Commit what was used of every lease, and give the rest back."""
        if self._sweeping is not None:
            self._sweeping.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._sweeping
            self._sweeping = None
        await asyncio.gather(*[self._settle(account) for account in self._accounts.values()])

    # --- Leases -------------------------------------------------------------------------------------------------------

    async def _take(self, key: str, address: str) -> _Lease | _Answer:
        """The lease that the units of a request were taken from, or why there is none."""
        if not key:
            return _Answer(401, {"code": "missing_key", "detail": "Send an API key in the header x-api-key."})
        if self._sweeping is None:
            self._sweeping = asyncio.create_task(self._sweep())
        account = self._accounts.setdefault((key, address), _Account())
        account.waiting += 1
        try:
            async with account.lock:
                lease = account.lease
                if lease is None or lease.left < self._units or time.monotonic() >= lease.ends_at:
                    await self._settle_locked(account)
                    renewed = await self._lease(key, address)
                    if isinstance(renewed, _Answer):
                        return renewed
                    lease = account.lease = renewed
                lease.left -= self._units
                lease.used += self._units
                return lease
        finally:
            account.waiting -= 1

    async def _lease(self, key: str, address: str) -> _Lease | _Answer:
        """As many units as are leased at a time; near a limit, as many as one request takes."""
        answer = await self._reserve(key, address, self._lease_units)
        if answer.status in (402, 429) and self._lease_units > self._units:
            answer = await self._reserve(key, address, self._units)
            if answer.status == 201:
                return self._lease_of(answer, self._units)
        return self._lease_of(answer, self._lease_units) if answer.status == 201 else answer

    def _lease_of(self, answer: _Answer, units: Decimal) -> _Lease:
        who = {name: answer.body[name] for name in ("user_id", "key_id")}
        return _Lease(answer.body["id"], who, units, time.monotonic() + self._lease_seconds)

    async def _reserve(self, key: str, address: str, units: Decimal) -> _Answer:
        ttl_seconds = round(self._lease_seconds + self._timeout_seconds + MARGIN_SECONDS + 0.5)
        body = {"key": key, "meter": self._meter, "units": format(units, "f"), "ttl_seconds": ttl_seconds}
        more = {"scope": self._scope, "ip": address or None}
        answer = await self._post("/v1/reservations", body | more)
        if answer.status == 201 or (answer.status in _ABOUT_KEYS and answer.body.get("code") not in _ABOUT_TOKEN):
            return answer
        log.error("No units could be leased: %d %s", answer.status, answer.body.get("detail", ""))
        return _Answer(503, {"code": "unavailable", "detail": "It cannot be decided now. Try again in a moment."}, "1")

    async def _settle(self, account: _Account) -> None:
        async with account.lock:
            await self._settle_locked(account)

    async def _settle_locked(self, account: _Account) -> None:
        """Commit what was used. Keymeter commits a lease once, so it is tried again until it answers."""
        lease, account.lease = account.lease, None
        if lease is None:
            return
        how, body = ("commit", {"units": format(lease.used, "f")}) if lease.used > 0 else ("release", None)
        gives_up_at = lease.ends_at + self._timeout_seconds + MARGIN_SECONDS
        while True:
            answer = await self._post(f"/v1/reservations/{lease.id}/{how}", body)
            if answer.status < 500:
                break
            if time.monotonic() >= gives_up_at:
                break
            await asyncio.sleep(0.2)
        if answer.status != 200:
            log.error(
                "%s units of a lease were not committed: %s", lease.used, answer.body.get("detail", answer.status)
            )

    async def _sweep(self) -> None:
        """End the leases whose time is over, though nobody asks for them."""
        while True:
            await asyncio.sleep(SWEEP_SECONDS)
            for name, account in list(self._accounts.items()):
                if account.lease is not None and time.monotonic() >= account.lease.ends_at:
                    await self._settle(account)
                if account.lease is None and not account.waiting:
                    self._accounts.pop(name, None)

    async def _post(self, path: str, body: dict[str, Any] | None) -> _Answer:
        return await asyncio.to_thread(self._post_now, path, body)

    def _post_now(self, path: str, body: dict[str, Any] | None) -> _Answer:
        headers = {"authorization": f"Bearer {self._token}", "content-type": "application/json"}
        data = b"" if body is None else json.dumps(body).encode()
        request = urllib.request.Request(  # noqa: S310 - the address is the service's own setting
            self._url + path, data=data, headers=headers, method="POST"
        )
        try:
            with urllib.request.urlopen(request, timeout=self._timeout_seconds) as answer:  # noqa: S310 - the same
                return _Answer(answer.status, json.loads(answer.read()))
        except urllib.error.HTTPError as error:
            with error:
                return _Answer(error.code, decoded(error.read()), error.headers.get("retry-after", ""))
        except (OSError, ValueError) as error:  # URLError, timeouts, answers that are none
            return _Answer(503, {"detail": f"Keymeter is not reached ({getattr(error, 'reason', error)})"}, "1")


async def _refuse(answer: _Answer, send: Send) -> None:
    code = str(answer.body.get("code", "unavailable"))
    told = {"type": f"/problems/{code}", "status": answer.status, "code": code, "detail": answer.body.get("detail", "")}
    body = json.dumps(told).encode()
    headers = [(b"content-type", b"application/problem+json"), (b"content-length", str(len(body)).encode())]
    headers.append((b"cache-control", b"no-store"))
    if answer.retry_after:
        headers.append((b"retry-after", answer.retry_after.encode()))
    if answer.status == 401:
        headers.append((b"www-authenticate", b'ApiKey realm="keymeter"'))
    await send({"type": "http.response.start", "status": answer.status, "headers": headers})
    await send({"type": "http.response.body", "body": body})
