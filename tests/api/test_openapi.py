"""The description of the REST door: complete, and true."""

import json
from collections.abc import Iterator
from typing import Any

import msgspec
import pytest
from pydantic import BaseModel

import api.schemas as schemas
from api.event_formats import MEDIA_TYPES, decode_events
from api.problems import HTTP_STATUS, problem_responses
from api.samples import Text
from api.schemas.common import Body, Problem
from api.schemas.verification import VerifyIn, VerifyManyIn
from core.settings import Settings
from main import create_app

BODIES = {kind.__name__: kind for kind in vars(schemas).values() if isinstance(kind, type) and issubclass(kind, Body)}
BODIES["Text"] = Text
#: Those that are decoded thousands of times a second.
FAST_BODIES = {"VerifyIn": VerifyIn, "VerifyManyIn": VerifyManyIn}


@pytest.fixture(scope="module")
def document() -> dict[str, Any]:
    app = create_app(Settings(database_url="postgres://nobody@localhost/none", _env_file=None))  # type: ignore[call-arg]
    assert app.openapi() is app.openapi()
    return app.openapi()


def operations(document: dict[str, Any], prefix: str = "/v1/") -> Iterator[tuple[str, dict[str, Any]]]:
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            if path.startswith(prefix):
                yield f"{method.upper()} {path}", operation


def test_every_operation_is_described_and_has_a_name_of_its_own(document: dict[str, Any]) -> None:
    found = dict(operations(document))
    assert len(found) >= 29
    for route, operation in found.items():
        assert operation.get("description", "").rstrip().endswith("."), route
        assert operation["operationId"].isidentifier(), route
        assert operation["tags"], route
    ids = [operation["operationId"] for operation in found.values()]
    assert len(ids) == len(set(ids))


def test_every_operation_documents_its_errors_as_problems(document: dict[str, Any]) -> None:
    for route, operation in operations(document):
        failures = {status: answer for status, answer in operation["responses"].items() if status >= "400"}
        assert {"401", "403", "422", "503"} <= set(failures), route
        for status, answer in failures.items():
            assert list(answer["content"]) == ["application/problem+json"], (route, status)
            assert answer["content"]["application/problem+json"]["schema"] == {"$ref": "#/components/schemas/Problem"}
            kinds = [kind for kind, each in HTTP_STATUS.items() if str(each) == status]
            assert all(f"`{code}`" in answer["description"] for kind in kinds for code in kind.codes()), (route, status)


def test_every_operation_says_who_may_call_it(document: dict[str, Any]) -> None:
    schemes = set(document["components"]["securitySchemes"])
    assert schemes == {"AdminToken", "ApiKey"}
    for route, operation in operations(document):
        assert operation.get("security"), route
        assert {name for each in operation["security"] for name in each} <= schemes, route


def test_every_success_says_what_it_is(document: dict[str, Any]) -> None:
    for route, operation in operations(document):
        success = [answer for status, answer in operation["responses"].items() if status < "300"]
        assert len(success) == 1, route
        kind = {"csv": "text/csv", "pdf": "application/pdf", "stream": "text/event-stream"}.get(
            route.rsplit("/", 1)[-1], "application/json"
        )
        if "204" not in operation["responses"]:  # nothing is left to tell of
            assert success[0]["content"][kind]["schema"], route


def test_every_body_has_an_example_that_it_accepts(document: dict[str, Any]) -> None:
    bodies = set()
    for _, operation in operations(document):
        if content := operation.get("requestBody", {}).get("content"):
            if set(content) == set(MEDIA_TYPES):  # events, which come in several forms
                continue
            assert list(content) == ["application/json"]
            bodies.add(content["application/json"]["schema"]["$ref"].rsplit("/", 1)[-1])
    assert bodies == set(BODIES) - {"Body"} | set(FAST_BODIES)
    for name in bodies:
        examples = document["components"]["schemas"][name]["examples"]
        assert examples, name
        for example in examples:
            if name in FAST_BODIES:
                msgspec.json.decode(_json(example), type=FAST_BODIES[name])
            else:
                kind: type[BaseModel] = BODIES[name]
                kind.model_validate_json(_json(example))


def test_every_form_of_events_has_an_example_that_it_accepts(document: dict[str, Any]) -> None:
    content = document["paths"]["/v1/events"]["post"]["requestBody"]["content"]
    assert set(content) == set(MEDIA_TYPES)
    for media_type, each in content.items():
        example = each["example"]
        body = example if isinstance(example, str) else _json(example)
        decoded = decode_events({"content-type": media_type}, body.encode())
        assert decoded.drafts and not decoded.rejected, media_type


def _json(value: Any) -> str:
    return json.dumps(value)


def test_a_change_may_leave_out_what_it_may_not_make_null(document: dict[str, Any]) -> None:
    nullable = {
        (name, field)
        for name in ("UserChange", "KeyChange")
        for field, schema in document["components"]["schemas"][name]["properties"].items()
        if {"type": "null"} in schema.get("anyOf", [])
    }
    assert nullable == {("UserChange", "external_id"), ("UserChange", "email")}
    assert "required" not in document["components"]["schemas"]["KeyChange"]


def test_numbers_that_are_exact_are_strings(document: dict[str, Any]) -> None:
    """JSON's own numbers pass through a float in most clients."""
    wanted = ("quantity", "amount", "included", "total_to_date", "forecast_total")
    seen = 0
    for name, schema in document["components"]["schemas"].items():
        for field, property_ in schema.get("properties", {}).items():
            assert property_.get("type") != "number", (name, field)
            if field in wanted:
                seen += 1
                kinds = set(_types(property_)) - {"null"}
                assert kinds == ({"string", "integer"} if name.endswith("In") else {"string"}), (name, field)
                assert property_["examples"], (name, field)
    assert seen >= 9


def _types(schema: dict[str, Any]) -> Iterator[str]:
    """Of a schema and of its alternatives, however nested."""
    if "type" in schema:
        yield schema["type"]
    for each in schema.get("anyOf", []):
        yield from _types(each)


def test_every_reference_leads_somewhere(document: dict[str, Any]) -> None:
    def references(value: Any) -> Iterator[str]:
        if isinstance(value, dict):
            if "$ref" in value:
                yield value["$ref"]
            for each in value.values():
                yield from references(each)
        elif isinstance(value, list):
            for each in value:
                yield from references(each)

    for reference in references(document):
        here: Any = document
        for part in reference.removeprefix("#/").split("/"):
            here = here[part]


def test_a_problem_is_rfc_9457(document: dict[str, Any]) -> None:
    problem = document["components"]["schemas"]["Problem"]
    assert set(problem["properties"]) == {"type", "title", "status", "detail", "code", "field"}
    assert set(problem["required"]) == {"type", "title", "status", "detail", "code"}
    assert problem == Problem.model_json_schema()
    assert set(problem_responses(404, 409)) == {404, 409}
