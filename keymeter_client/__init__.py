"""Sends usage events to Keymeter from services of yours: spooled to disk, in batches, each counted once.

    client = Keymeter("https://keymeter.example", token, spool="/var/spool/keymeter")
    client.record("crm-4101", "llm.completion", {"tokens": 1536})

And lets requests of an application in by API key, with units leased from Keymeter:

    app = RemoteGuard(app, "https://keymeter.example", token, meter="api_calls")

It needs nothing but Python, on Linux, macOS and other POSIX systems.
"""

from keymeter_client.client import AsyncKeymeter, Keymeter
from keymeter_client.guard import RemoteGuard
from keymeter_client.middleware import UsageMiddleware
from keymeter_client.spool import SpoolFull

__all__ = ["AsyncKeymeter", "Keymeter", "RemoteGuard", "SpoolFull", "UsageMiddleware"]
