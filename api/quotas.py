"""Where a caller stands, in headers (IETF httpapi, draft-ietf-httpapi-ratelimit-headers-11)."""

from math import ceil

from core.clock import now
from core.gate import Quota

__all__ = ["quota_headers"]


def quota_headers(quota: Quota) -> dict[str, str]:
    """`RateLimit-Policy` and `RateLimit` of the limit that leaves the least: its quota, whole units that remain, and
    the seconds until its period ends. No window is named, since a month has none of a fixed length."""
    seconds = max(0, ceil((quota.ends_at - now()).total_seconds()))
    return {
        "ratelimit-policy": f'"{quota.period}";q={int(quota.cap)}',
        "ratelimit": f'"{quota.period}";r={int(quota.remaining)};t={seconds}',
    }
