"""Secrets driven through doors and errors: none is found in logs, in metrics or in the database."""

import logging
import re
from collections.abc import Iterator
from io import StringIO

import httpx
import pytest

from core import accounts, audit
from core.accounts import SYSTEM
from core.database import close_database, connect_directly, open_database
from core.secret import make_secret
from jobs.logs import make_formatter
from tests.conftest import Bearer, Holder

PASSWORD = "canary-Horse-battery-91"


@pytest.fixture
def log() -> Iterator[StringIO]:
    """Everything that is logged, at the finest level, as the JSON formatter writes it."""
    stream, root = StringIO(), logging.getLogger()
    handler, level = logging.StreamHandler(stream), root.level
    handler.setFormatter(make_formatter(True))
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    logging.getLogger("httpx").setLevel(logging.WARNING)  # the client of this test says what it asks for
    yield stream
    root.removeHandler(handler)
    root.setLevel(level)
    logging.getLogger("httpx").setLevel(logging.NOTSET)


async def dump(url: str) -> str:
    """Every row of every table as text, and bytes as they are."""
    connection = await connect_directly(url)
    try:
        tables = await connection.fetch("SELECT relid::regclass::text AS name FROM pg_stat_user_tables")
        texts = [
            row["text"]
            for table in tables
            for row in await connection.fetch(f"SELECT t::text AS text FROM {table['name']} t")
        ]
    finally:
        await connection.close()
    return "\n".join(texts)


async def test_no_canary_leaks(
    client: httpx.AsyncClient, bearer: Bearer, holder: Holder, log: StringIO, database: str
) -> None:
    owner = await accounts.create_admin(SYSTEM, email="canary@b.example", name="C", password=PASSWORD, role="owner")
    opened = await accounts.sign_in(email="canary@b.example", password=PASSWORD, address="::1")
    invited = await accounts.invite_admin(SYSTEM, email="new@b.example", role="reader")
    setup = await accounts.begin_totp(opened.session.actor)  # type: ignore[union-attr]
    strange = [make_secret("live"), make_secret("admin"), "kaputt-" + make_secret("live")]
    canaries = [PASSWORD, opened.token, invited.secret, setup.secret, bearer.secret, holder.secret, *strange]  # type: ignore[union-attr]
    rotated = await client.post(
        f"/v1/keys/{holder.key.id}/rotate", json={}, headers=bearer.headers | {"idempotency-key": "c-1"}
    )
    canaries.append(rotated.json()["secret"])
    for secret in [*strange, PASSWORD]:
        for headers in (
            {"x-api-key": secret},
            {"authorization": f"Bearer {secret}"},
            {"cookie": f"keymeter_session={secret}"},
        ):
            for method, path in (
                ("GET", "/v1/samples/ping"), ("GET", "/v1/users"), ("POST", "/v1/users"), ("POST", "/graphql"),
                ("GET", "/keys"), ("GET", f"/v1/users/{secret}"), ("GET", f"/v1/events?search={secret}"),
            ):  # fmt: skip
                await client.request(method, path, headers=headers, json={"name": secret} if method == "POST" else None)
    for path in ("/v1/users", "/graphql"):  # refused for their form, with a secret in what was sent
        await client.post(
            path, content=f'{{"name": "{strange[0]}', headers=bearer.headers | {"content-type": "application/json"}
        )
    await client.post("/graphql", json={"query": f'{{ user(id: "{strange[0]}") {{ id }} }}'}, headers=bearer.headers)
    metrics = (await client.get("/metrics")).text
    stored = await dump(database)
    await close_database()
    await open_database("postgres://keymeter:" + PASSWORD + "@127.0.0.1:1/nowhere")
    for headers in (
        {"x-api-key": strange[0]},
        {"authorization": f"Bearer {strange[1]}"},
        {"cookie": f"keymeter_session={opened.token}"},
    ):  # type: ignore[union-attr]
        for path in ("/v1/users", "/v1/samples/ping", "/keys", "/readyz"):
            await client.get(path, headers=headers)
    said = log.getvalue()
    assert len(said) > 1000 and re.search(r'"level": "(warning|error)"', said)
    for place, text in (("log", said), ("metrics", metrics), ("database", stored)):
        assert [canary for canary in canaries if canary in text] == [], place
    assert owner.password_hash.startswith("$argon2id$") and audit.current_origin()
