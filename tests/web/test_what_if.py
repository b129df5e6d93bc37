"""What if, on pages: the figures come in a stream, and without a script with the page."""

import re

from tests.support.business import Business
from tests.web.conftest import Browser


def events(text: str) -> list[tuple[str, str]]:
    return re.findall(r"event: (\w+)\ndata: (.*)\n\n", text)


async def test_the_stream_ends_with_the_figures_and_readers_see_them(reader: Browser, business: Business) -> None:
    page = await reader.get("/plans/starter/what-if?since=2020-01-01")
    (stream,) = re.findall(r'sse-connect="([^"]+)"', page.text)
    answer = await reader.get(stream.replace("&amp;", "&"))
    assert answer.headers["content-type"].startswith("text/event-stream")
    told = events(answer.text)
    assert [name for name, _ in told[-2:]] == ["shown", "done"]
    assert "At most 1100 days at once." in told[-2][1]
    whole = await reader.get("/plans/starter/what-if?whole=1")
    assert "sse-connect" not in whole.text
    assert "They would have paid" in whole.text or "Nobody has a whole billing period" in whole.text


async def test_a_day_that_is_none_is_said_in_words(owner: Browser, business: Business) -> None:
    answer = await owner.get("/plans/starter/what-if?since=yesterday&whole=1")
    assert "A day is written like 2026-05-01." in answer.text
