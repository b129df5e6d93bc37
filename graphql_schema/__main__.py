"""`python -m graphql_schema` writes the schema beside this file; with `--check` it only tells whether it is stale."""

import sys
from pathlib import Path

from graphql_schema.schema import schema

PATH = Path(__file__).with_name("schema.graphql")


def main() -> int:
    text = schema.as_str() + "\n"
    if "--check" in sys.argv[1:]:
        return 0 if PATH.exists() and PATH.read_text() == text else 1
    PATH.write_text(text)
    return 0


if __name__ == "__main__":
    sys.exit(main())
