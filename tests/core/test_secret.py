"""The form of secrets."""

import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.secret import KINDS, is_well_formed, make_secret

ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
#: Not from `make_secret`, whose randomness Hypothesis could not repeat.
secrets = st.builds(
    lambda kind, body: f"km_{kind}_{body}" + _crc62(f"km_{kind}_{body}"),
    st.sampled_from(KINDS),
    st.text(ALPHABET, min_size=37, max_size=37),
)


@pytest.mark.parametrize("kind", KINDS)
def test_a_secret_is_its_kind_then_37_random_and_6_check_characters(kind: Any) -> None:
    made = {make_secret(kind) for _ in range(200)}
    assert len(made) == 200
    assert all(re.fullmatch(rf"km_{kind}_[0-9A-Za-z]{{37}}[0-9A-Za-z]{{6}}", secret) for secret in made)
    # 220 bits: every character of the alphabet occurs, none is fixed to a place.
    bodies = [secret.removeprefix(f"km_{kind}_")[:37] for secret in made]
    assert set("".join(bodies)) == set(ALPHABET)
    assert all(len({body[place] for body in bodies}) > 20 for place in range(37))


def test_the_check_sum_is_the_crc32_of_all_before_it_in_base62() -> None:
    """A known answer, from before: keys that are out there must stay well formed for ever."""
    assert is_well_formed("km_live_" + "0" * 37 + "2L8xeN", "live")
    secret = make_secret("test")
    assert secret[-6:] == _crc62(secret[:-6])


@given(secrets)
def test_a_secret_is_well_formed_for_its_own_kind_only(secret: str) -> None:
    kind = secret.split("_")[1]
    assert [other for other in KINDS if is_well_formed(secret, other)] == [kind]
    assert not is_well_formed(secret)


@given(secrets, st.data())
def test_every_change_of_one_character_is_malformed(secret: str, data: st.DataObject) -> None:
    place = data.draw(st.integers(0, len(secret) - 1))
    other = data.draw((st.sampled_from(ALPHABET) | st.characters()).filter(lambda char: char != secret[place]))
    assert not is_well_formed(secret[:place] + other + secret[place + 1 :], *KINDS)


@given(secrets, st.data())
def test_every_inserted_lost_or_swapped_character_is_malformed(secret: str, data: st.DataObject) -> None:
    place = data.draw(st.integers(0, len(secret) - 2))
    assert not is_well_formed(secret[:place] + secret[place + 1 :], *KINDS)
    assert not is_well_formed(secret[:place] + data.draw(st.characters()) + secret[place:], *KINDS)
    swapped = secret[:place] + secret[place + 1] + secret[place] + secret[place + 2 :]
    assert swapped == secret or not is_well_formed(swapped, *KINDS)


@given(st.text() | st.sampled_from(["", "km_live_", "km_live_\n", "KM_LIVE_", "sk_live_4eC39HqLyjWDarjtT1zdp7dc"]))
def test_other_text_is_malformed(text: str) -> None:
    assert not is_well_formed(text, *KINDS)


@given(secrets)
def test_blanks_and_line_ends_around_a_secret_are_malformed(secret: str) -> None:
    for text in (secret + "\n", " " + secret, secret + " ", secret + "\0"):
        assert not is_well_formed(text, *KINDS)


def _crc62(body: str) -> str:
    """CRC-32 (ISO-HDLC), bit by bit, so that it shares nothing with the code under test."""
    register = 0xFFFFFFFF
    for byte in body.encode():
        register ^= byte
        for _ in range(8):
            register = (register >> 1) ^ (0xEDB88320 if register & 1 else 0)
    number, digits = register ^ 0xFFFFFFFF, ""
    for _ in range(6):
        digits = ALPHABET[number % 62] + digits
        number //= 62
    return digits
