"""Where a caller stands, in headers (IETF httpapi, draft-ietf-httpapi-ratelimit-headers-11)."""

from math import ceil

from core.clock import now
from core.gate import Quota

__all__ = ["quota_headers"]


def quota_headers(*quotas: Quota | None) -> dict[str, str]:
    """`RateLimit-Policy` and `RateLimit` of the limit and the rate that leave the least, as far as there are any: the
    quota, whole units that remain, and the seconds until the period ends, or the whole burst is there again. No window
    is named, since a month has none of a fixed length."""
    known = [quota for quota in quotas if quota is not None]
    if not known:
        return {}
    at = now()
    policies = [f'"{each.period}";q={int(each.cap)}' for each in known]
    states = [
        f'"{each.period}";r={int(each.remaining)};t={max(0, ceil((each.ends_at - at).total_seconds()))}'
        for each in known
    ]
    return {"ratelimit-policy": ", ".join(policies), "ratelimit": ", ".join(states)}
