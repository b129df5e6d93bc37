"""What a form sent: small, URL-encoded, and no more trusted than anything else."""

from datetime import UTC, date, datetime, time
from urllib.parse import parse_qsl
from uuid import UUID

from starlette.requests import Request

from core.errors import InvalidInput, TooLarge

__all__ = ["FORM_BYTES_MAX", "Form", "read_form", "uuid_of", "whole"]

FORM_BYTES_MAX = 64 * 1024
_FIELDS_MAX = 600


class Form:
    """The fields of a form. A field that was not sent is empty, as one that was left empty is."""

    def __init__(self, fields: list[tuple[str, str]]) -> None:
        self._fields = fields

    def text(self, name: str) -> str:
        """The first value of a field, trimmed."""
        return next((value.strip() for field, value in self._fields if field == name), "")

    def secret(self, name: str) -> str:
        """As it was typed: blanks may be part of a password."""
        return next((value for field, value in self._fields if field == name), "")

    def texts(self, name: str) -> list[str]:
        """Every value of a field, in order."""
        return [value.strip() for field, value in self._fields if field == name]

    def number(self, name: str, default: int) -> int:
        """A whole number; InvalidInput for anything else."""
        text = self.text(name)
        try:
            return int(text) if text else default
        except ValueError as error:
            raise InvalidInput(f"{name} is not a whole number.", field=name) from error

    def midnight(self, name: str) -> datetime | None:
        """The beginning of a day in UTC, None if it is empty; InvalidInput for anything else."""
        text = self.text(name)
        try:
            return datetime.combine(date.fromisoformat(text), time.min, UTC) if text else None
        except ValueError as error:
            raise InvalidInput("A day is written like 2026-05-01.", field=name) from error

    def values(self) -> dict[str, str]:
        """Every field's first value, to show the form again as it was filled in."""
        return {name: value for name, value in reversed(self._fields)}


async def read_form(request: Request) -> Form:
    """The form that a request carries; empty if it carries none. TooLarge, or InvalidInput if it is not text."""
    if not request.headers.get("content-type", "").startswith("application/x-www-form-urlencoded"):
        return Form([])
    body = bytearray()
    async for piece in request.stream():
        body += piece
        if len(body) > FORM_BYTES_MAX:
            raise TooLarge(f"A form has at most {FORM_BYTES_MAX // 1024} KiB.")
    try:
        fields = parse_qsl(body.decode("ascii"), keep_blank_values=True, errors="strict", max_num_fields=_FIELDS_MAX)
    except ValueError as error:
        raise InvalidInput("The form is not readable.") from error
    return Form(fields)


def uuid_of(text: str) -> UUID | None:
    """The id, or None if the text is none."""
    try:
        return UUID(text)
    except ValueError:
        return None


def whole(text: str, field: str) -> int | None:
    """What a field says as a whole number, None where it is empty; InvalidInput for anything else."""
    if not text:
        return None
    if not text.isascii() or not text.isdigit() or len(text) > 5:
        raise InvalidInput(f"{field} must be a whole number.", field=field)
    return int(text)
