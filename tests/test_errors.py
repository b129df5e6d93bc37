"""One catalogue of codes: every code that is raised is in it, every code in it is raised, and every door maps all."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from api.problems import HTTP_STATUS, problem_response
from core import errors
from core.errors import CATALOGUE, KeymeterError
from graphql_schema.errors import KINDS

PROJECT = Path(__file__).parents[1]
SOURCES = [
    PROJECT / "main.py",
    *(path for name in ("core", "api", "graphql_schema", "web", "jobs") for path in (PROJECT / name).rglob("*.py")),
]


def kinds(kind: type[KeymeterError] = KeymeterError) -> Iterator[type[KeymeterError]]:
    yield kind
    for each in kind.__subclasses__():
        yield from kinds(each)


def raised() -> Iterator[tuple[str, str | None, str]]:
    """Each place that names an error class or a code: where, the class, the code."""
    names = {kind.__name__ for kind in kinds()}
    for path in SOURCES:
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call):
                name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", None)
                code = next((each.value for each in node.keywords if each.arg == "code"), None)
                at = f"{path.relative_to(PROJECT)}:{node.lineno}"
                if name == "example":  # the code in an example of the documentation is a coupon's
                    continue
                if isinstance(code, ast.Constant) and isinstance(code.value, str):
                    yield at, name if name in names else None, code.value
                elif name in names and code is None:
                    yield at, name, getattr(errors, str(name)).default_code


def test_every_code_that_is_raised_is_in_the_catalogue_and_fits_its_class() -> None:
    places = list(raised())
    assert len(places) > 100
    for at, name, code in places:
        assert code in CATALOGUE, f"{at}: {code}"
        if name is not None and name != "KeymeterError":
            assert code in getattr(errors, name).codes(), f"{at}: {code} is not of {name}"


def test_every_code_in_the_catalogue_is_raised_somewhere() -> None:
    assert set(CATALOGUE) - {code for _, _, code in raised()} == set()


def test_every_class_has_codes_and_its_default_is_one_of_them() -> None:
    seen: list[str] = []
    for kind in kinds():
        assert kind.default_code in kind.codes()
        seen += kind.codes()
    assert sorted(seen) == sorted(CATALOGUE), "a code belongs to one class"


@pytest.mark.parametrize("door", [HTTP_STATUS, KINDS], ids=["REST", "GraphQL"])
def test_every_class_is_mapped_by_every_door(door: dict[type[KeymeterError], object]) -> None:
    assert set(door) == set(kinds())


def test_the_statuses_are_those_of_the_contract() -> None:
    by_name = {kind.__name__: status for kind, status in HTTP_STATUS.items()}
    assert by_name == {
        "InvalidInput": 422, "Unauthenticated": 401, "Forbidden": 403, "NotFound": 404, "Conflict": 409, "TooLarge": 413,
        "LimitReached": 429, "PaymentRequired": 402, "Unrecordable": 500, "Unavailable": 503, "KeymeterError": 500,
    }  # fmt: skip


def test_a_code_that_is_not_in_the_catalogue_cannot_be_raised() -> None:
    with pytest.raises(LookupError):
        KeymeterError(code="made_up")


def test_the_private_detail_is_shown_to_nobody() -> None:
    for kind in kinds():
        error = kind("Public.")
        error.detail = "private"
        assert error.detail not in str(error)
        answer = problem_response(error)
        assert b"Public." in bytes(answer.body)
        assert b"private" not in bytes(answer.body) + repr(answer.headers).encode()


def test_an_error_without_words_says_its_title() -> None:
    for kind in kinds():
        assert kind().message == f"{CATALOGUE[kind.default_code]}."
        assert kind().title == CATALOGUE[kind.default_code]


def test_the_tree_in_the_docstring_is_the_tree() -> None:
    drawn = errors.__doc__ or ""
    for kind in kinds():
        assert f" {kind.__name__} " in drawn.replace("\n", " ")
