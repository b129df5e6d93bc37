"""API keys: their form, their digests, their life, and the cache that looks them up."""

from core.keys.browsing import KeyStatus, browse_keys
from core.keys.cache import KeyCache, identity_of_user, open_key_cache
from core.keys.identity import Identity, check_identity, identity_for, recorded_identity
from core.keys.issuing import (
    IssuedKey,
    create_key,
    disable_key,
    enable_key,
    get_key,
    key_status,
    last_uses,
    list_keys,
    revoke_key,
    update_key,
)
from core.keys.lookups import find_keys, keys_of_users
from core.keys.models import ApiKey
from core.keys.rotation import GRACE_MAX, rotate_key

__all__ = [
    "GRACE_MAX",
    "ApiKey",
    "Identity",
    "IssuedKey",
    "KeyCache",
    "KeyStatus",
    "browse_keys",
    "check_identity",
    "create_key",
    "disable_key",
    "enable_key",
    "find_keys",
    "get_key",
    "identity_for",
    "identity_of_user",
    "key_status",
    "keys_of_users",
    "last_uses",
    "list_keys",
    "open_key_cache",
    "recorded_identity",
    "revoke_key",
    "rotate_key",
    "update_key",
]
