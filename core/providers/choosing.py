"""Which provider the settings choose."""

from functools import lru_cache

from core.providers.port import Provider
from core.settings import get_settings

__all__ = ["get_provider"]


def get_provider() -> Provider | None:
    """The one of the settings; None where payments are recorded by hand."""
    settings = get_settings()
    if settings.payment_provider == "none":
        return None
    return _stripe(
        settings.stripe_secret_key.get_secret_value(),
        settings.stripe_webhook_secret.get_secret_value(),
        settings.stripe_api_base,
    )


@lru_cache(maxsize=4)
def _stripe(secret_key: str, webhook_secret: str, api_base: str) -> Provider:
    from core.providers.by_stripe import Stripe  # only where it is chosen: it is an extra

    return Stripe(secret_key=secret_key, webhook_secret=webhook_secret, api_base=api_base)
