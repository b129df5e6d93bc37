"""A process that signs in when it is told to: `python -m tests.support.sign_in_caller URL`, then a line of JSON each."""

import asyncio
import json
import sys

from core import accounts
from core.database import close_database, open_database
from core.errors import KeymeterError
from core.pepper import Pepper, use_pepper

__all__: list[str] = []


async def main(url: str) -> None:
    use_pepper(Pepper(((1, bytes.fromhex("5a" * 32)),)))
    await open_database(url)
    for line in sys.stdin:
        try:
            await accounts.sign_in(**json.loads(line), address="203.0.113.7")
            told = "ok"
        except KeymeterError as error:
            told = error.code
        sys.stdout.write(f"{told}\n")
        sys.stdout.flush()
    await close_database()


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1]))
