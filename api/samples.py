"""A small real API to meter: what a vendor's own routes look like behind the guard."""

import asyncio
import re
from typing import Annotated

from fastapi import APIRouter, Depends, HTTPException
from pydantic import BaseModel, Field

from api.guard import MeteredRoute, metered
from api.schemas.common import example
from core.gate import Call

router = APIRouter(route_class=MeteredRoute, prefix="/samples", tags=["samples"])


class Pong(BaseModel):
    ok: bool = True


class Text(BaseModel):
    model_config = example(text="To be, or not to be, that is the question.")

    text: str = Field(max_length=100_000)


class TextStatistics(BaseModel):
    characters: int
    words: int
    longest_word: str


@router.get("/ping", dependencies=[Depends(metered("api_calls"))])
async def ping() -> Pong:
    """One call."""
    return Pong()


@router.post("/text-statistics")
async def text_statistics(
    body: Text, call: Annotated[Call, Depends(metered("api_calls", uses=["words"]))]
) -> TextStatistics:
    """One call, and as many words as the text has."""
    words = re.findall(r"[\w'-]+", body.text)
    call.use("words", len(words))
    return TextStatistics(characters=len(body.text), words=len(words), longest_word=max(words, key=len, default=""))


@router.get("/slow", dependencies=[Depends(metered("api_calls"))])
async def slow(milliseconds: Annotated[int, Field(ge=0, le=10_000)] = 500) -> Pong:
    """One call that takes its time."""
    await asyncio.sleep(milliseconds / 1000)
    return Pong()


@router.get("/failing", dependencies=[Depends(metered("api_calls"))])
async def failing() -> Pong:
    """Always 500: logged, not billed."""
    raise HTTPException(500, "This route always fails.")
