"""Parquet, by pyarrow. It is large, so it is an extra: imported where a file is Parquet, and nowhere else."""

from typing import Any

from jobs.refusal import Refused

__all__ = ["load_parquet"]


def load_parquet() -> Any:
    """The module `pyarrow.parquet`. Refused if it is not installed."""
    try:
        from pyarrow import parquet
    except ImportError as error:
        raise Refused("Parquet files need pyarrow: install it by `pip install 'keymeter[parquet]'`.") from error
    return parquet
