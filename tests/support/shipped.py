"""Modules as they are shipped, without what tests/conftest.py does to them."""

import importlib.util
from types import ModuleType

__all__ = ["as_shipped"]


def as_shipped(name: str) -> ModuleType:
    """A module of its own, loaded anew."""
    spec = importlib.util.find_spec(name)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
