"""Checks of single values: what passes is clean, and what does not is refused by its field."""

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.checks import (
    check_email,
    check_metadata,
    check_networks,
    check_slug,
    check_text,
    check_words,
    check_zone,
    is_storable,
)
from core.database import fetch
from core.errors import InvalidInput


def refused_field(call: Callable[[], Any]) -> str | None:
    with pytest.raises(InvalidInput) as refused:
        call()
    return refused.value.field


@pytest.mark.parametrize("char", ["\0", "\x07", "\x1b", "\x7f", "\x85", "\n", "\t", "\ud800", "\udfff"])
def test_control_characters_and_lone_surrogates_are_refused_anywhere_inside(char: str) -> None:
    assert refused_field(lambda: check_text(f"a{char}b", field="name", chars_max=9)) == "name"


@pytest.mark.parametrize(
    "text", ["Basalt AI", "Größe", "株式会社", "👩🏽‍💻", "a\N{NO-BREAK SPACE}b", "\N{RIGHT-TO-LEFT MARK}x", "'; --"]
)
def test_any_other_text_passes_as_it_is(text: str) -> None:
    assert check_text(text, field="name", chars_max=20) == text


def test_text_is_trimmed_before_it_is_measured() -> None:
    assert check_text("  " + "x" * 5 + "\n ", field="f", chars_max=5) == "x" * 5
    assert refused_field(lambda: check_text("x" * 6, field="f", chars_max=5)) == "f"
    assert refused_field(lambda: check_text(" \t ", field="f", chars_max=5)) == "f"
    assert check_text(" ", field="f", chars_max=5, required=False) == ""


async def test_every_text_that_passes_can_be_stored(database: str) -> None:
    texts = ["".join(filter(is_storable, map(chr, range(first, first + 0x800)))) for first in range(0, 0x3000, 0x800)]
    for text in [*texts, "\uffff", "\U0010ffff", "\ufeff", "\\u0000"]:
        assert (await fetch("SELECT $1::text AS t, to_jsonb($1::text) #>> '{}' AS j", text))[0] == (text, text)


@given(st.text(max_size=12))
def test_a_slug_is_a_short_name_for_code(text: str) -> None:
    try:
        check_slug(text)
    except InvalidInput as refused:
        assert refused.field == "slug"
        return
    assert text.isascii() and text.isidentifier() and text == text.lower() and not text.startswith("_")


def test_words_are_sorted_and_each_once() -> None:
    assert check_words(["b", "a:x", "b"], field="scopes") == ["a:x", "b"]
    assert refused_field(lambda: check_words(["a b"], field="scopes")) == "scopes"


@pytest.mark.parametrize(
    "text", ["", "a", "@", "a@", "@b", "a@b@c", "a b@c", "a\n@b", "x" * 65 + "@b", "a@" + "b" * 256]
)
def test_what_is_no_address_is_refused(text: str) -> None:
    assert refused_field(lambda: check_email(text)) == "email"


def test_an_address_is_lower_case() -> None:
    assert check_email(" Mina@Basalt.Example ") == "mina@basalt.example"


@pytest.mark.parametrize("zone", ["", "utc", "Europe/berlin", "+01:00", "EST5EDT4", "../etc/passwd", "\0", "\ud800"])
def test_a_zone_is_an_iana_name(zone: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        check_zone(zone)
    assert (refused.value.code, refused.value.field) == ("unknown_time_zone", "time_zone")
    assert check_zone("Asia/Kolkata") == "Asia/Kolkata"


def test_networks_are_canonical() -> None:
    given_networks = [" 203.0.113.9/24 ", "198.51.100.7", "2001:DB8::1/32", "::ffff:10.0.0.0/104"]
    assert check_networks(given_networks) == ["203.0.113.0/24", "198.51.100.7/32", "2001:db8::/32", "10.0.0.0/8"]


@pytest.mark.parametrize(
    "network", ["", "10.0.0.256", "10.0.0.0/33", "10.0.0", "fe80::1%eth0", "x" * 10_000, "\0", "\ud800"]
)
def test_what_is_no_network_is_refused_in_few_words(network: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        check_networks([network])
    assert refused.value.field == "allowed_networks"
    assert len(refused.value.message) < 300
    assert is_storable(refused.value.message)


def test_metadata_is_fifty_pairs_of_text() -> None:
    assert check_metadata({" a ": " b "}) == {"a": "b"}
    assert check_metadata({"a": ""}) == {"a": ""}
    for bad in ({"": "x"}, {"a\0": "x"}, {"a": "\ud800"}, {"x" * 65: ""}, {str(n): "" for n in range(51)}):
        assert refused_field(lambda bad=bad: check_metadata(bad)) == "metadata"  # type: ignore[misc]
