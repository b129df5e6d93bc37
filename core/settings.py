"""Settings, from the environment (`KEYMETER_*`) or a `.env` file. README.md's table is checked against this class."""

from functools import lru_cache
from pathlib import Path
from typing import Literal

from pydantic import AliasChoices, Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict

__all__ = ["Settings", "get_settings"]


class Settings(BaseSettings):
    """One instance per process. Durations carry their unit in the name."""

    model_config = SettingsConfigDict(env_prefix="KEYMETER_", env_file=".env", extra="ignore", populate_by_name=True)

    database_url: str = Field(
        "",
        validation_alias=AliasChoices("KEYMETER_DATABASE_URL", "DATABASE_URL"),
        description="PostgreSQL 15 to 18, `postgres://user:password@host:port/database`. Empty: the embedded server.",
    )
    database_direct_url: str = Field(
        "",
        description="The same database without a transaction-mode pooler between, for LISTEN, locks and migrations.",
    )
    data_dir: Path = Field(Path(".keymeter"), description="Where the embedded server and the pepper file live.")
    postgres_bin: str = Field("", description="Folder of PostgreSQL binaries for the embedded server.")
    pool_size: int = Field(8, ge=2, description="Database connections per worker, besides the recorder's two.")
    pepper: SecretStr = Field(
        SecretStr(""), description="Secret that digests keys: `version:hex`, newest first, separated by commas."
    )
    pepper_file: Path | None = Field(None, description="File of the same; else `pepper` in the data folder (0600).")
    host: str = Field("127.0.0.1", description="Address to listen on.")
    port: int = Field(8000, ge=0, le=65535, validation_alias=AliasChoices("KEYMETER_PORT", "PORT"), description="Port.")
    workers: int = Field(1, ge=1, le=256, description="Worker processes.")
    billable_below: int = Field(500, ge=100, le=600, description="HTTP statuses from here on are logged, not billed.")
    recording_deadline_ms: int = Field(2500, ge=100, description="A call not recorded by then is answered 503.")
    recording_queue_max: int = Field(4096, ge=64, description="Calls one worker lets wait before it answers 503.")
    spool_dir: Path | None = Field(
        None, description="Where calls wait that pass while the database is away; `spool` in the data folder if empty."
    )
    events_bytes_max: int = Field(
        1024 * 1024, ge=1024, description="Bytes of a request to `/v1/events`; unpacked, ten times as many."
    )
    issuer: str = Field("", description="Who issues invoices, as they say it: name and address, parted by `;`.")
    invoice_grace_minutes: int = Field(
        60, ge=0, le=10_080, description="Minutes for which a period stays open for stragglers after its end."
    )
    payment_provider: Literal["none", "stripe"] = Field(
        "none", description="Who collects what invoices say (`stripe` needs the extra `stripe`)."
    )
    stripe_secret_key: SecretStr = Field(
        SecretStr(""), description="Stripe's secret or restricted key, `sk_…`, `rk_…`."
    )
    stripe_webhook_secret: SecretStr = Field(
        SecretStr(""), description="What Stripe signs webhooks with, `whsec_…`; empty: none is believed."
    )
    stripe_api_base: str = Field("", description="Another address than Stripe's own, such as that of a stand-in.")
    unknown_users: Literal["quarantine", "reject"] = Field(
        "quarantine", description="What happens to events of users that do not exist (yet)."
    )
    quarantine_events_max: int = Field(
        100_000, ge=0, description="Events kept in quarantine; further ones are refused."
    )
    quarantine_days: int = Field(30, ge=1, le=3650, description="Days after which events in quarantine are forgotten.")
    trusted_proxies: list[str] = Field([], description="Networks whose `X-Forwarded-For` is believed (JSON list).")
    forward_auth_secret: SecretStr = Field(
        SecretStr(""), description="What reverse proxies show at `/forward-auth`; empty: none is heard."
    )
    forward_auth_proxies: list[str] = Field(
        ["127.0.0.0/8", "::1/128"], description="Networks from where proxies may ask at `/forward-auth` (JSON list)."
    )
    jobs: bool = Field(
        True, description="Whether `keymeter serve` runs the jobs too, or leaves them to `keymeter jobs`."
    )
    events_kept_months: int = Field(
        0, ge=0, description="Months after which events are dropped; 0 keeps them for ever."
    )
    events_archive_dir: Path | None = Field(
        None, description="Folder for a Parquet file of each month's events before they are dropped; empty: none."
    )
    metrics_dir: Path | None = Field(None, description="Where workers share their counters; made up if empty.")
    metrics_token: SecretStr = Field(SecretStr(""), description="Bearer token that `/metrics` asks for, if any.")
    traces: bool = Field(False, description="Whether to send traces by OpenTelemetry (needs the extra `otel`).")
    log_format: Literal["auto", "json", "text"] = Field("auto", description="`auto`: text on a terminal, else JSON.")
    log_level: str = Field("info", description="debug, info, warning or error.")

    @property
    def direct_url(self) -> str:
        return self.database_direct_url or self.database_url


@lru_cache
def get_settings() -> Settings:
    """The process's settings, read once."""
    return Settings()
