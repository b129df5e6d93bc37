"""The pepper: older versions answer on, a wrong one refuses to start."""

import os
from pathlib import Path

import pytest

from core import accounts, keys
from core.accounts import SYSTEM
from core.database import fetch
from core.errors import Unauthenticated
from core.keys import KeyCache
from core.pepper import Pepper, PepperError, check_pepper, current_pepper, load_pepper, make_pepper_file, use_pepper
from core.settings import Settings
from tests.conftest import Holder

ONE, TWO, THREE = (1, b"1" * 32), (2, b"2" * 32), (3, b"3" * 32)
HEX = "ab" * 32


def settings(folder: Path, pepper: str = "") -> Settings:
    return Settings(data_dir=folder, pepper=pepper, _env_file=None)  # type: ignore[call-arg, arg-type]


async def _found(database: str, secret: str) -> bool:
    try:
        await KeyCache(current_pepper(), database).find(secret.encode())
    except Unauthenticated as refused:
        assert refused.code == "unknown_key"
        return False
    return True


async def test_keys_and_tokens_of_every_listed_version_answer(database: str) -> None:
    user = await accounts.create_user(SYSTEM, name="u")
    admin = await accounts.create_admin(SYSTEM, email="a@b.example", name="A", password="correct horse battery")
    made = []
    for versions in ((ONE,), (TWO, ONE), (THREE, TWO, ONE)):
        use_pepper(Pepper(versions))
        issued = await keys.create_key(SYSTEM, user_id=user.id, name="k")
        token = await accounts.issue_token(SYSTEM, admin_id=admin.id, name="t")
        assert (issued.key.pepper_version, token.token.pepper_version) == (versions[0][0],) * 2
        made.append((issued.secret, token.secret))
    for versions, answered in (((THREE, TWO, ONE), 3), ((ONE, THREE), 2), ((TWO,), 1)):
        use_pepper(Pepper(versions))
        assert sum([await _found(database, secret) for secret, _ in made]) == answered
        tokens = 0
        for _, secret in made:
            try:
                tokens += bool(await accounts.authenticate_token(secret))
            except Unauthenticated:
                continue
        assert tokens == answered


async def test_a_wrong_pepper_refuses_to_start_and_says_so(holder: Holder) -> None:
    await check_pepper(current_pepper())
    with pytest.raises(PepperError, match="version 1 is not the one"):
        await check_pepper(Pepper(((1, b"x" * 32),)))
    await check_pepper(current_pepper())  # and it changed nothing


async def test_a_pepper_that_keys_still_need_cannot_be_left_out(holder: Holder) -> None:
    await check_pepper(current_pepper())
    with pytest.raises(PepperError, match="need pepper version 1"):
        await check_pepper(Pepper((TWO,)))
    await check_pepper(Pepper((TWO, *current_pepper().versions)))
    assert [row["version"] for row in await fetch("SELECT version FROM pepper_canaries ORDER BY 1")] == [1, 2]


async def test_a_refused_pepper_leaves_no_canary(holder: Holder) -> None:
    await check_pepper(current_pepper())
    with pytest.raises(PepperError):
        await check_pepper(Pepper((TWO, (1, b"x" * 32))))
    with pytest.raises(PepperError):
        await check_pepper(Pepper((THREE,)))
    assert [row["version"] for row in await fetch("SELECT version FROM pepper_canaries")] == [1]


async def test_the_canary_is_not_what_digests_a_key(database: str) -> None:
    """Else the canary of a stolen dump were a digest to guess by."""
    await check_pepper(Pepper((ONE,)))
    stored = (await fetch("SELECT digest FROM pepper_canaries"))[0]["digest"]
    assert stored not in (Pepper((ONE,)).digest(""), Pepper((ONE,)).digest("1"))
    assert len(stored) == 32


def test_the_setting_comes_before_the_file(tmp_path: Path) -> None:
    make_pepper_file(settings(tmp_path))
    from_file = load_pepper(settings(tmp_path))
    from_setting = load_pepper(settings(tmp_path, f"7:{HEX}, 3:{'cd' * 40}"))
    assert [version for version, _ in from_setting.versions] == [7, 3]
    assert from_setting.version == 7
    assert from_file.version == 1
    assert len(from_file.versions[0][1]) == 32


def test_the_file_is_made_once_and_for_its_owner_only(tmp_path: Path) -> None:
    make_pepper_file(settings(tmp_path / "new"))
    path = tmp_path / "new" / "pepper"
    assert path.stat().st_mode & 0o777 == 0o600
    first = path.read_bytes()
    make_pepper_file(settings(tmp_path / "new"))
    assert path.read_bytes() == first
    assert [each.name for each in (tmp_path / "new").iterdir()] == ["pepper"]


def test_what_a_crash_left_behind_is_not_in_the_way(tmp_path: Path) -> None:
    """In a container every start has the same process id."""
    (tmp_path / f".pepper.{os.getpid()}").write_text("half")
    make_pepper_file(settings(tmp_path))
    assert load_pepper(settings(tmp_path)).version == 1


def test_a_file_that_others_can_read_is_refused(tmp_path: Path) -> None:
    make_pepper_file(settings(tmp_path))
    (tmp_path / "pepper").chmod(0o640)
    with pytest.raises(PepperError, match="chmod 600"):
        load_pepper(settings(tmp_path))


def test_without_a_pepper_nothing_starts(tmp_path: Path) -> None:
    with pytest.raises(PepperError, match="There is no pepper"):
        load_pepper(settings(tmp_path))


@pytest.mark.parametrize(
    "text",
    [",", "1", "1:", f"1:{HEX[:-2]}", f"0:{HEX}", f"-1:{HEX}", f"32768:{HEX}", f"x:{HEX}", f"1:{HEX[:-1]}g", HEX,
     f"1:{HEX},1:{HEX}", f"1:{HEX},2"],
)  # fmt: skip
def test_a_malformed_pepper_is_refused_without_showing_it(tmp_path: Path, text: str) -> None:
    with pytest.raises(PepperError) as refused:
        load_pepper(settings(tmp_path, text))
    assert HEX[:8] not in str(refused.value)


def test_a_pepper_shows_in_no_repr() -> None:
    assert "1111" not in repr(Pepper((ONE,)))
