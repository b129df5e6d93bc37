"""Who calls in a fault test: users in several zones, with keys, and an owner's token to ask for usage."""

from dataclasses import dataclass
from uuid import UUID

from core import accounts, keys, migrations
from core.accounts import SYSTEM
from core.database import close_database, open_database
from core.metering import ensure_partitions, months_ahead
from core.pepper import Pepper, use_pepper

__all__ = ["World", "make_world", "migrate"]

ZONES = ("UTC", "Asia/Kolkata", "America/New_York", "Pacific/Auckland")


@dataclass(frozen=True, slots=True)
class World:
    """`database_url` is the database itself, whatever stands between it and the server."""

    database_url: str
    token: str
    user_ids: list[UUID]
    key_ids: list[UUID]
    secrets: list[str]

    @property
    def headers(self) -> dict[str, str]:
        return {"authorization": f"Bearer {self.token}"}


async def migrate(url: str) -> None:
    """Bring an empty database to this version."""
    await migrations.upgrade(url)
    await open_database(url)
    try:
        await ensure_partitions(months_ahead(1))
    finally:
        await close_database()


async def make_world(url: str, *, users: int = 6) -> World:
    """Fill a migrated database. One key in six is a test key."""
    use_pepper(Pepper(((1, bytes.fromhex("5a" * 32)),)))
    await open_database(url)
    try:
        admin = await accounts.create_admin(
            SYSTEM, email="mina@basalt.example", name="Mina", password="correct horse battery", role="owner"
        )
        token = await accounts.issue_token(SYSTEM, admin_id=admin.id, name="faults")
        world = World(url, token.secret, [], [], [])
        for number in range(users):
            user = await accounts.create_user(SYSTEM, name=f"User {number}", time_zone=ZONES[number % len(ZONES)])
            issued = await keys.create_key(SYSTEM, user_id=user.id, name="Production", live=number % 6 != 5)
            world.user_ids.append(user.id)
            world.key_ids.append(issued.key.id)
            world.secrets.append(issued.secret)
    finally:
        await close_database()
    return world
