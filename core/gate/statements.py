"""Statements that are put together from files: what several of them do stands once."""

import re
from pathlib import Path

__all__ = ["read_statement"]

_FOLDER = Path(__file__).parent
_INCLUDED = re.compile(r"^-- include (\w+\.sql)\n", re.MULTILINE)


def read_statement(*names: str) -> str:
    """These files one after the other. A line `-- include other.sql` stands for what is in that file."""
    text = "".join((_FOLDER / name).read_text() for name in names)
    return _INCLUDED.sub(lambda found: (_FOLDER / found[1]).read_text(), text)
