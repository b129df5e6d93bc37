"""The first look: a database with nothing in it."""

from collections.abc import AsyncIterator

import pytest

from core.database import close_database, open_database
from core.pepper import Pepper, use_pepper
from tests.support.postgres import clone_template, drop_database, url_of
from tests.web.conftest import Browser


@pytest.fixture
async def database() -> AsyncIterator[str]:
    name = await clone_template()
    use_pepper(Pepper(((1, bytes.fromhex("5a" * 32)),)))
    await open_database(url_of(name))
    yield url_of(name)
    await close_database()
    await drop_database(name)


async def test_empty_pages_say_what_belongs_there_and_how_to_begin(owner: Browser):
    for path, lesson in {
        "/": "Three steps to your first metered call",
        "/users": "Create the first user",
        "/keys": "Create the first key",
        "/events": "Nothing recorded yet",
        "/events/live": "Waiting for the next call",
        "/meters": "API calls",
        "/plans": "Create the first plan",
        "/search?q=x": "Calls whose route or id is",
    }.items():
        page = await owner.get(path)
        assert page.status_code == 200 and lesson in page.text, path


async def test_a_reader_is_taught_without_being_offered_what_it_may_not_do(reader: Browser):
    for path in ("/", "/users", "/keys", "/plans", "/meters"):
        page = await reader.get(path)
        assert page.status_code == 200 and "Create the first" not in page.text and "/new" not in page.text, path
