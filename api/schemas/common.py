"""What the schemas of all features share: exact numbers, bodies, pages and problems."""

import re
from decimal import Decimal
from typing import Annotated, Any, Generic, TypeVar

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, PlainSerializer

from core.money import format_decimal, format_quantity

__all__ = ["ABSENT", "Amount", "Body", "ExactIn", "PageOut", "Problem", "Quantity", "example"]

T = TypeVar("T")

#: For what a change may leave out and may not make null.
ABSENT: Any = None
#: The form only. How many digits a quantity or a price may have is the core's to say.
_PLAIN_DECIMAL = re.compile(r"-?[0-9]{1,40}(\.[0-9]{1,40})?")


def _plain(value: Any) -> Decimal:
    if isinstance(value, bool) or not isinstance(value, str | int):
        raise ValueError('this must be a string such as "0.10" or a whole number: a float is not exact')
    text = value if isinstance(value, str) else str(value) if abs(value) < 10**40 else ""
    if not _PLAIN_DECIMAL.fullmatch(text):
        raise ValueError('this must be a plain decimal such as "12.50"')
    return Decimal(text)


#: An exact number in a request.
ExactIn = Annotated[Decimal, BeforeValidator(_plain, json_schema_input_type=str | int), Field(examples=["0.002"])]
#: What was counted, without trailing zeros.
Quantity = Annotated[Decimal, PlainSerializer(format_quantity, return_type=str), Field(examples=["1204.5"])]
#: An amount of money, with the decimals of its currency.
Amount = Annotated[Decimal, PlainSerializer(format_decimal, return_type=str), Field(examples=["49.00"])]


def example(**values: Any) -> ConfigDict:
    """The configuration of a body, with an example for the documentation."""
    return ConfigDict(extra="forbid", json_schema_extra={"examples": [values]})


class Body(BaseModel):
    """The body of a request. What it does not know it refuses, so that a misspelt name is not silently left out."""

    model_config = ConfigDict(extra="forbid")


class PageOut(BaseModel, Generic[T]):
    """A page and the cursor of the next one, null on the last."""

    items: list[T]
    next_cursor: str | None = Field(None, description="Ask with it as `cursor` for the next page.")


class Problem(BaseModel):
    """What went wrong, by RFC 9457. `code` is stable; `detail` says what happened and what to do."""

    type: str = Field(examples=["/problems/user_not_found"])
    title: str = Field(examples=["The user does not exist"])
    status: int = Field(examples=[404])
    detail: str = Field(examples=["There is no such user."])
    code: str = Field(examples=["user_not_found"])
    field: str | None = Field(None, description="What of the request it is about.", examples=["charges.0.amount"])
