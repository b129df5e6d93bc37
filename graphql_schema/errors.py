"""Core errors as GraphQL errors: `extensions: {code, kind, field?, retryAfterSeconds?}`. The one place that maps them.

`code` is of the catalogue (core/errors.py), `kind` groups codes by what a client does about them. What we did not
foresee is told as `internal` and nothing else; the log has the rest.
"""

import logging
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from graphql import GraphQLError

from core import errors
from core.database import as_error

__all__ = ["KINDS", "Kind", "graphql_error", "public_errors", "refusal", "status_of"]

log = logging.getLogger("keymeter.graphql")


@dataclass(frozen=True, slots=True)
class Kind:
    """What a class of errors is called here, and the HTTP status of a request refused for one before it was run."""

    name: str
    http_status: int


KINDS: dict[type[errors.KeymeterError], Kind] = {
    errors.InvalidInput: Kind("INVALID_INPUT", 400),
    errors.Unauthenticated: Kind("UNAUTHENTICATED", 401),
    errors.Forbidden: Kind("FORBIDDEN", 403),
    errors.NotFound: Kind("NOT_FOUND", 404),
    errors.Conflict: Kind("CONFLICT", 409),
    errors.TooLarge: Kind("TOO_LARGE", 413),
    errors.LimitReached: Kind("LIMIT_REACHED", 429),
    errors.PaymentRequired: Kind("PAYMENT_REQUIRED", 402),
    errors.Unrecordable: Kind("INTERNAL", 500),
    errors.Unavailable: Kind("UNAVAILABLE", 503),
    errors.KeymeterError: Kind("INTERNAL", 500),
}
#: Fields that have another name here than in the core.
_RENAMED = {"limit": "first", "cursor": "after"}
#: How graphql-core tells of a wrong variable, and where in it.
_VARIABLE = re.compile(r"Variable '\$(\w+)' has invalid value(?: at (\.[^:]+))?:")
_INTERNAL = errors.KeymeterError("Something went wrong on our side. It is logged; try again later.")


def graphql_error(error: errors.KeymeterError, at: GraphQLError | None = None) -> GraphQLError:
    """The error as GraphQL tells it; `at` says where in the query and in the answer it happened."""
    extensions: dict[str, Any] = {"code": error.code, "kind": KINDS[type(error)].name}
    if error.field:
        extensions["field"] = field_name(error.field)
    if isinstance(error, errors.Unavailable | errors.LimitReached):
        extensions["retryAfterSeconds"] = error.retry_after_seconds
    if at is None:
        return GraphQLError(error.message, original_error=error, extensions=extensions)
    return GraphQLError(
        error.message, at.nodes, at.source, at.positions, at.path, original_error=error, extensions=extensions
    )


def public_errors(found: Iterable[GraphQLError]) -> list[GraphQLError]:
    """What the caller may know of errors. Logs those that are ours to repair, each once: a batch that fails, fails for
    every row of a page."""
    logged: set[int] = set()
    return [_public(error, logged) for error in found]


def _public(error: GraphQLError, logged: set[int]) -> GraphQLError:
    cause: BaseException = error
    while isinstance(cause, GraphQLError) and cause.original_error is not None:
        cause = cause.original_error
    is_new = id(cause) not in logged
    logged.add(id(cause))
    known = as_error(cause)
    if known is not None:
        if known.detail and is_new:
            log.warning("%s at %s: %s", known.code, error.path, known.detail)
        return graphql_error(known, error)
    if isinstance(cause, GraphQLError) and (error.path is None or cause.message.startswith("Argument ")):
        return graphql_error(refusal(error), error)  # GraphQL's own: the query or its variables are not valid
    if is_new:
        log.error("unforeseen error at %s", error.path, exc_info=cause)
    return graphql_error(_INTERNAL, error)


def refusal(error: GraphQLError) -> errors.InvalidInput:
    """A syntax, validation or coercion error as one of ours, with the path into the input if it names one."""
    found = _VARIABLE.match(error.message)
    field = re.sub(r"\[(\d+)\]", r".\1", found[1] + (found[2] or "")) if found else None
    return errors.InvalidInput(error.message, field=field)


def status_of(refused: GraphQLError) -> int:
    """The HTTP status of a request that was refused before it was run."""
    cause = refused.original_error
    return KINDS[type(cause)].http_status if isinstance(cause, errors.KeymeterError) else 500


def field_name(path: str) -> str:
    """`charges.0.value_property` as `charges.0.valueProperty`."""
    return ".".join(_RENAMED.get(part) or re.sub(r"_(\w)", lambda m: m[1].upper(), part) for part in path.split("."))
