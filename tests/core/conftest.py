"""Hypothesis profiles for the rules of money and time: `HYPOTHESIS_PROFILE=nightly` looks longer."""

import os

from hypothesis import settings

settings.register_profile("quick", max_examples=40, deadline=None)
settings.register_profile("nightly", max_examples=10_000, deadline=None)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "quick"))
