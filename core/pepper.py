"""The pepper: a secret outside the database that keys its digests, so a stolen dump opens no door.

It is `version:hex`, newest first; older versions stay listed until no key is digested by them. A canary per version is
stored in the database: a process with a wrong pepper refuses to start instead of answering 401 to everybody.
"""

import hmac
import os
import secrets
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from core.database import fetch, transaction
from core.settings import Settings

__all__ = ["Pepper", "PepperError", "check_pepper", "current_pepper", "load_pepper", "make_pepper_file", "use_pepper"]

_CANARY = b"keymeter pepper canary"
_BYTES_MIN = 32


class PepperError(Exception):
    """The pepper is missing, malformed or wrong. The message says what to do; starting would lock everybody out."""


@dataclass(frozen=True, slots=True)
class Pepper:
    """The secrets by version, newest first."""

    versions: tuple[tuple[int, bytes], ...] = field(repr=False)

    @property
    def version(self) -> int:
        return self.versions[0][0]

    def digest(self, secret: str | bytes) -> bytes:
        """HMAC-SHA256 (RFC 2104) by the newest version."""
        return hmac.digest(self.versions[0][1], secret if isinstance(secret, bytes) else secret.encode(), "sha256")

    def digests(self, secret: str) -> Sequence[bytes]:
        """By every version: what the secret's digest may be in the database."""
        return [hmac.digest(key, secret.encode(), "sha256") for _, key in self.versions]

    def key_for(self, purpose: str, version: int) -> bytes | None:
        """A key of its own for another purpose, made from one version; None if that version is not configured."""
        root = dict(self.versions).get(version)
        return None if root is None else hmac.digest(root, b"keymeter key for " + purpose.encode(), "sha256")


_current: Pepper | None = None


def use_pepper(pepper: Pepper) -> None:
    """Make it the one this process digests by. Called once, at start."""
    global _current
    _current = pepper


def current_pepper() -> Pepper:
    if _current is None:
        raise PepperError("No pepper is in use: the process has not finished starting.")
    return _current


def load_pepper(settings: Settings) -> Pepper:
    """From `KEYMETER_PEPPER`, else the pepper file. PepperError if there is none or it cannot be read."""
    text = settings.pepper.get_secret_value()
    if not text:
        path = _path(settings)
        try:
            if path.stat().st_mode & 0o077:
                raise PepperError(f"The pepper file {path} can be read by others: chmod 600 it.")
            text = path.read_text()
        except FileNotFoundError as error:
            raise PepperError(
                f"There is no pepper: set KEYMETER_PEPPER, or put the file back at {path}. Keys cannot be checked"
                " without the pepper that digested them."
            ) from error
    return _parse(text)


def make_pepper_file(settings: Settings) -> None:
    """A new random pepper in the pepper file, unless there is one or KEYMETER_PEPPER is set."""
    path = _path(settings)
    if settings.pepper.get_secret_value() or path.exists():
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, temporary = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)  # 0600
    with open(handle, "w") as file:
        file.write(f"1:{secrets.token_hex(_BYTES_MIN)}\n")
        file.flush()
        os.fsync(file.fileno())
    try:
        os.link(temporary, path)  # fails if another process was first, whose file then counts
    except FileExistsError:
        pass
    finally:
        os.unlink(temporary)


async def check_pepper(pepper: Pepper) -> None:
    """Compare the stored canaries, and store those of new versions. PepperError if one differs or keys need another."""
    async with transaction():
        await fetch("LOCK TABLE pepper_canaries IN SHARE ROW EXCLUSIVE MODE")
        stored = {row["version"]: row["digest"] for row in await fetch("SELECT version, digest FROM pepper_canaries")}
        for version, key in pepper.versions:
            canary = hmac.digest(key, _CANARY, "sha256")
            if stored.setdefault(version, canary) != canary:
                raise PepperError(
                    f"Pepper version {version} is not the one this database's keys were made with. Starting would"
                    " refuse every key; restore the right pepper."
                )
            await fetch(
                "INSERT INTO pepper_canaries (version, digest, created_at) VALUES ($1, $2, clock_timestamp())"
                " ON CONFLICT DO NOTHING",
                version,
                canary,
            )
        known = [version for version, _ in pepper.versions]
        missing = await fetch(
            "SELECT pepper_version AS version FROM api_keys WHERE pepper_version <> ALL ($1::smallint[])"
            " UNION SELECT pepper_version FROM admin_tokens WHERE pepper_version <> ALL ($1::smallint[])",
            known,
        )
        if missing:  # inside, so that a pepper that is refused leaves no canary
            versions = ", ".join(str(row["version"]) for row in missing)
            raise PepperError(f"Keys in this database need pepper version {versions}, which is not configured.")


def _path(settings: Settings) -> Path:
    return settings.pepper_file or settings.data_dir / "pepper"


def _parse(text: str) -> Pepper:
    versions: list[tuple[int, bytes]] = []
    for entry in text.replace("\n", ",").split(","):
        if not entry.strip():
            continue
        number, colon, digits = entry.strip().partition(":")
        try:
            version, key = int(number), bytes.fromhex(digits)
        except ValueError:
            version, key = 0, b""
        if not colon or not 1 <= version <= 32767 or len(key) < _BYTES_MIN:
            raise PepperError(f"A pepper is `version:hex` with at least {_BYTES_MIN} bytes, newest first.")
        versions.append((version, key))
    if not versions or len({version for version, _ in versions}) != len(versions):
        raise PepperError("The pepper is empty or names a version twice.")
    return Pepper(tuple(versions))
