"""Users and keys."""

from datetime import datetime
from typing import Literal
from uuid import UUID

from pydantic import AwareDatetime, BaseModel, Field

from api.schemas.common import ABSENT, Body, example
from core import keys
from core.accounts import Admin, AdminToken, User

_USER = UUID("0193565a-5a5a-7a5a-8a5a-5a5a5a5a5a5a")


class UserIn(Body):
    model_config = example(
        name="Basalt AI",
        external_id="crm-4711",
        email="api@basalt.example",
        currency="EUR",
        time_zone="Europe/Berlin",
        metadata={"segment": "enterprise"},
    )

    name: str
    external_id: str | None = Field(None, description="Your own id for it, unique.")
    email: str | None = None
    currency: str = Field("USD", description="ISO 4217. It never changes.")
    time_zone: str = Field("UTC", description="IANA name. Days and months of usage are its own.")
    metadata: dict[str, str] = Field({}, description="Up to 50 pairs of text, yours.")


class UserChange(Body):
    model_config = example(time_zone="Asia/Kolkata", status="suspended")

    name: str = ABSENT
    external_id: str | None = None
    email: str | None = None
    time_zone: str = ABSENT
    status: Literal["active", "suspended"] = ABSENT
    metadata: dict[str, str] = ABSENT


class UserOut(BaseModel):
    """The account that owns keys and is billed: a company or a person."""

    id: UUID
    external_id: str | None
    name: str
    email: str | None
    currency: str
    time_zone: str
    status: Literal["active", "suspended"]
    metadata: dict[str, str]
    test_clock_id: UUID | None = Field(description="Whose time it lives by; null: the real one.")
    created_at: datetime

    @classmethod
    def of(cls, user: User) -> "UserOut":
        return cls.model_validate(user, from_attributes=True)


class KeyIn(Body):
    model_config = example(
        user_id=str(_USER),
        name="Production server",
        scopes=["account", "reports:read"],
        allowed_networks=["203.0.113.0/24"],
        expires_at="2030-01-01T00:00:00Z",
    )

    user_id: UUID
    name: str
    live: bool = Field(True, description="A test key's usage is counted apart and never billed.")
    scopes: list[str] = Field([], description="`account` lets it read its own user here, `keys:write` write its keys.")
    allowed_networks: list[str] = Field([], description="CIDR networks it may be used from; none means any.")
    expires_at: AwareDatetime | None = None
    metadata: dict[str, str] = {}
    fail_open_calls: int = Field(
        0, description="How many of its calls are served, per outage and machine, while the database is away."
    )


class KeyChange(Body):
    model_config = example(name="Production server, Frankfurt", allowed_networks=["203.0.113.0/25"])

    name: str = ABSENT
    scopes: list[str] = ABSENT
    allowed_networks: list[str] = ABSENT
    expires_at: AwareDatetime = Field(ABSENT, description="It can be brought forward, never put off.")
    metadata: dict[str, str] = ABSENT
    fail_open_calls: int = Field(
        ABSENT, description="How many of its calls are served, per outage and machine, while the database is away."
    )


class Rotation(Body):
    model_config = example(grace_seconds=3600)

    grace_seconds: int = Field(0, ge=0, le=30 * 86400, description="How long the old secret still answers.")


class KeyOut(BaseModel):
    """A key without its secret, which nobody can show again."""

    id: UUID
    user_id: UUID
    name: str
    prefix: str = Field(examples=["km_live_aB3x"])
    last4: str = Field(examples=["9fQz"])
    live: bool
    status: Literal["active", "rotating", "disabled", "expired", "revoked"]
    scopes: list[str]
    allowed_networks: list[str]
    metadata: dict[str, str]
    fail_open_calls: int
    expires_at: datetime | None
    replaced_by_id: UUID | None
    last_used_at: datetime | None
    created_at: datetime

    @classmethod
    def of(cls, key: keys.ApiKey, *, at: datetime, last_used_at: datetime | None = None) -> "KeyOut":
        values = {name: getattr(key, name) for name in cls.model_fields if hasattr(key, name)}
        return cls(**values, status=keys.key_status(key, at), last_used_at=last_used_at)  # type: ignore[arg-type]


class IssuedKeyOut(BaseModel):
    """The only answer that ever holds the secret."""

    key: KeyOut
    secret: str = Field(examples=["km_live_…"])


class AdminOut(BaseModel):
    """Somebody of the vendor who signs in to the dashboard."""

    id: UUID
    email: str
    name: str
    role: Literal["owner", "admin", "reader"]
    has_second_factor: bool
    disabled_at: datetime | None
    created_at: datetime

    @classmethod
    def of(cls, admin: Admin) -> "AdminOut":
        values = {name: getattr(admin, name) for name in cls.model_fields if hasattr(admin, name)}
        return cls(**values, has_second_factor=admin.totp_confirmed_at is not None)


class TokenOut(BaseModel):
    """An admin token without its secret, which nobody can show again."""

    id: UUID
    admin_id: UUID
    name: str
    last4: str = Field(examples=["9fQz"])
    scopes: list[str]
    expires_at: datetime | None
    revoked_at: datetime | None
    created_at: datetime

    @classmethod
    def of(cls, token: AdminToken) -> "TokenOut":
        return cls.model_validate(token, from_attributes=True)
