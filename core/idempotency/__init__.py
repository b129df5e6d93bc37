"""Unsafe requests that may be sent again: one effect, and the same answer."""

from core.idempotency.models import IdempotencyKey
from core.idempotency.once import ALREADY_SHOWN, Answer, check_key, digest_of, do_once, forget_keys

__all__ = ["ALREADY_SHOWN", "Answer", "IdempotencyKey", "check_key", "digest_of", "do_once", "forget_keys"]
