"""GraphQL over HTTP: what is taken, what is answered, and the explorer."""

import re

import pytest

VIEWER = {"query": "{ viewer { kind } }"}
MODERN = "application/graphql-response+json"


async def test_an_answer_is_json_that_nobody_keeps(client, bearer):
    response = await client.post("/graphql", headers=bearer.headers, json=VIEWER)
    assert response.status_code == 200
    assert response.headers["content-type"] == "application/json; charset=utf-8"
    assert response.headers["cache-control"] == "no-store"
    assert response.headers["x-content-type-options"] == "nosniff"
    assert "set-cookie" not in response.headers


@pytest.mark.parametrize(
    ("accept", "media_type", "status"),
    [
        ("*/*", "application/json", 200),
        ("application/json", "application/json", 200),
        (MODERN, MODERN, 400),
        (f"{MODERN}, application/json;q=0.9", MODERN, 400),
    ],
)
async def test_what_a_query_is_refused_for_has_the_status_that_its_media_type_asks_for(
    client, bearer, accept, media_type, status
):
    for query in ("{ nope }", "{", "query($id: UUID!) { user(id: $id) { id } }"):
        response = await client.post("/graphql", headers=bearer.headers | {"accept": accept}, json={"query": query})
        assert response.status_code == status
        assert response.headers["content-type"].startswith(media_type)
    failed_field = {"query": '{ meter(slug: "nope") { id } }'}
    response = await client.post("/graphql", headers=bearer.headers | {"accept": accept}, json=failed_field)
    assert response.status_code == 200
    unknown = await client.post("/graphql", headers={"accept": accept}, json=VIEWER)
    assert unknown.status_code == 401


@pytest.mark.parametrize(
    "content_type",
    ["", "text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "application/graphql"],
)
async def test_only_json_is_taken_so_no_form_of_another_site_can_ask(client, bearer, content_type):
    content = b'{"query": "{ viewer { kind } }"}'
    response = await client.post("/graphql", headers=bearer.headers | {"content-type": content_type}, content=content)
    assert response.status_code == 415
    assert response.json()["errors"][0]["extensions"]["code"] == "invalid_input"


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{",
        b"null",
        b'"text"',
        b"1",
        b"\xff\xfe",
        b'{"query": 1}',
        b'{"query": null}',
        b"{}",
        b'{"query": ""}',
        b'{"query": "{ viewer { kind } }", "variables": []}',
        b'{"query": "{ viewer { kind } }", "variables": "x"}',
        b'{"query": "{ viewer { kind } }", "operationName": 7}',
        b'{"query": "{ viewer { kind } }", "variables": {"a": NaN}}',
        b'{"query": "{ viewer { kind } }", "variables": {"a": "\\ud800"}}',
    ],
)
async def test_what_is_no_request_of_graphql_is_refused(client, bearer, content):
    headers = bearer.headers | {"content-type": "application/json", "accept": MODERN}
    response = await client.post("/graphql", headers=headers, content=content)
    assert response.status_code == 400
    assert response.json()["errors"][0]["extensions"]["code"] == "invalid_input"


async def test_nothing_is_asked_by_get(client, bearer):
    response = await client.get("/graphql", params=VIEWER, headers=bearer.headers)
    assert response.status_code == 405
    assert response.headers["allow"] == "POST"
    assert (await client.put("/graphql", json=VIEWER, headers=bearer.headers)).status_code == 405


async def test_strange_text_in_names_is_stored_or_refused_and_never_breaks_anything(ask):
    create = "mutation($name: String!) { createUser(input: {name: $name}) { name } }"
    for name in ("Ω <script>alert(1)</script> 'x' \"y\" \\", "a" * 200):
        assert (await ask(create, name=name))["createUser"]["name"] == name
    for name in ("", " ", "a\0b", "a" * 201, "a\nb"):
        answer = await ask.try_(create, name=name)
        assert answer.codes == ["invalid_input"]
        assert answer.errors[0]["extensions"]["field"] == "name"
    for query in ("user(externalId: $t) { id }", "meter(slug: $t) { id }", "plan(slug: $t) { id }"):
        kind = "String" if "user" in query else "String!"
        answer = await ask.try_(f"query($t: {kind}) {{ {query} }}", t="a\0b")
        assert answer.codes[0].endswith(("_not_found", "invalid_input")), answer.errors


async def test_browsers_get_the_explorer_and_it_needs_no_other_host(client):
    response = await client.get("/graphql", headers={"accept": "text/html,application/xhtml+xml,*/*;q=0.8"})
    assert response.status_code == 200
    policy = response.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "script-src 'self'" in policy
    assert "unsafe" not in policy
    page = response.text
    assert "http" not in re.sub(r"<meta http-equiv", "", page)
    assert not re.search(r"<script(?![^>]*\bsrc=)|\son\w+=|style=|javascript:", page)
    files = re.findall(r'(?:src|href)="(/[^"]+)"', page)
    assert len(files) == 2
    for file in files:
        found = await client.get(file)
        assert found.status_code == 200
        assert "immutable" in found.headers["cache-control"]
        assert found.headers["content-type"].startswith(("text/css", "text/javascript"))
        assert found.headers["content-security-policy"] == policy
        assert not re.search(r"https?://|localStorage|sessionStorage|document\.cookie|innerHTML|\beval\(", found.text)


@pytest.mark.parametrize("path", ["x/explorer.html", "x/schema.graphql", "x/..%2Fhttp.py", "x/explorer.py", "x/"])
async def test_no_other_file_is_served(client, path):
    assert (await client.get(f"/graphql/static/{path}")).status_code == 404
