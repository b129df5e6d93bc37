"""The description of the REST door: what FastAPI finds out by itself, and what it has no place for."""

from functools import partial
from typing import Any

from fastapi import FastAPI

from api.event_formats import SCHEMAS
from api.schemas import Problem
from api.schemas.verification import VERIFICATION_SCHEMAS

__all__ = ["describe"]


def describe(app: FastAPI) -> None:
    """Let the application's OpenAPI define what `problem_responses` and the bodies of events refer to."""
    app.openapi = partial(_openapi, app)  # type: ignore[method-assign]


def _openapi(app: FastAPI) -> dict[str, Any]:
    if app.openapi_schema is None:
        schema = FastAPI.openapi(app)
        schemas = schema.setdefault("components", {}).setdefault("schemas", {})
        schemas["Problem"] = Problem.model_json_schema()
        schemas.update(SCHEMAS | VERIFICATION_SCHEMAS)
    assert app.openapi_schema is not None
    return app.openapi_schema
