"""Scalars. Nothing passes through a float: exact numbers are strings, and what a float would blur is refused."""

import re
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any, NewType
from uuid import UUID

from graphql import GraphQLError
from strawberry.scalars import JSON
from strawberry.types.scalar import ScalarDefinition, scalar

from core.errors import InvalidInput
from core.money import format_decimal

__all__ = ["JSON", "SCALARS", "BigInt", "as_object", "as_text_map"]

BigInt = NewType("BigInt", int)
#: The form only. How many digits a quantity or a price may have is the core's to say.
_PLAIN_DECIMAL = re.compile(r"-?[0-9]{1,40}(\.[0-9]{1,40})?")


def _parse_decimal(value: object) -> Decimal:
    if isinstance(value, bool) or not isinstance(value, str | int):
        raise GraphQLError('Decimal is a string such as "12.50" or a whole number; a float is not exact.')
    text = value if isinstance(value, str) else str(value) if abs(value) < 10**40 else ""
    if not _PLAIN_DECIMAL.fullmatch(text):
        raise GraphQLError(f"Decimal {text[:50]!r} is not a plain decimal such as 12.50.")
    return Decimal(text)


def _parse_instant(value: object) -> datetime:
    try:
        instant = datetime.fromisoformat(value) if isinstance(value, str) else None
        if instant is not None and instant.tzinfo is not None:
            return instant.astimezone(UTC)
    except (ValueError, OverflowError):
        pass
    raise GraphQLError("DateTime is an RFC 3339 string with a zone, such as 2026-11-23T08:00:00Z.")


def _parse_day(value: object) -> date:
    try:
        if isinstance(value, str) and len(value) == 10:
            return date.fromisoformat(value)
    except ValueError:
        pass
    raise GraphQLError("Date is a string such as 2026-05-01.")


def _format_instant(value: datetime) -> str:
    if value.tzinfo is None:
        raise ValueError(f"naive datetime {value!r}")
    return value.astimezone(UTC).isoformat().replace("+00:00", "Z")


def _parse_uuid(value: object) -> UUID:
    # Only the usual form: UUID() itself also takes braces, `urn:uuid:` and dashes anywhere.
    if isinstance(value, str) and len(value) == 36:
        try:
            return UUID(value)
        except ValueError:
            pass
    raise GraphQLError("UUID is a string such as 0193565a-5a5a-7a5a-8a5a-5a5a5a5a5a5a.")


def _parse_big_int(value: object) -> int:
    if isinstance(value, bool) or not isinstance(value, int):
        raise GraphQLError("BigInt is a whole number.")
    return value


SCALARS: dict[object, ScalarDefinition] = {
    Decimal: scalar(
        name="Decimal",
        description="An exact decimal number as a plain string: no exponent, no separators. Floats are refused.",
        serialize=format_decimal,
        parse_value=_parse_decimal,
    ),
    datetime: scalar(
        name="DateTime",
        description="An instant as RFC 3339 with a zone. Answers are in UTC, to the microsecond.",
        specified_by_url="https://www.rfc-editor.org/rfc/rfc3339",
        serialize=_format_instant,
        parse_value=_parse_instant,
    ),
    date: scalar(
        name="Date",
        description="A day of the calendar such as 2026-05-01; in which time zone, the field says.",
        serialize=date.isoformat,
        parse_value=_parse_day,
    ),
    UUID: scalar(
        name="UUID",
        description="An id in the usual form of a UUID (RFC 9562), the same as in REST.",
        specified_by_url="https://www.rfc-editor.org/rfc/rfc9562",
        serialize=str,
        parse_value=_parse_uuid,
    ),
    BigInt: scalar(
        name="BigInt",
        description="A whole number that may need more than 32 bits, as a JSON number.",
        serialize=int,
        parse_value=_parse_big_int,
    ),
    JSON: scalar(
        name="JSON",
        description="Any JSON value (RFC 8259).",
        specified_by_url="https://www.rfc-editor.org/rfc/rfc8259",
        serialize=lambda value: value,
        parse_value=lambda value: value,
    ),
}


def as_object(value: object, *, field: str) -> dict[str, Any]:
    """A JSON object, or InvalidInput."""
    if not isinstance(value, dict):
        raise InvalidInput(f"{field} must be a JSON object.", field=field)
    return value


def as_text_map(value: object, *, field: str) -> dict[str, str]:
    """A JSON object of strings, or InvalidInput."""
    found = as_object(value, field=field)
    if not all(isinstance(text, str) for text in found.values()):
        raise InvalidInput(f"{field} must be a JSON object of strings.", field=field)
    return found
