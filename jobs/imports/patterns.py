"""Regular expressions that find a user in a column, bounded: one could take for ever on one line."""

import re

from core.errors import InvalidInput

__all__ = ["SEARCHED_CHARS_MAX", "compile_pattern"]

PATTERN_CHARS_MAX = 200
REPEATS_MAX = 4
#: Nothing further on in a column is looked at.
SEARCHED_CHARS_MAX = 1024


def compile_pattern(text: str) -> re.Pattern[str]:
    """The pattern, which must have a group `user`. InvalidInput for one that is longer than 200 characters, repeats
    what is repeated, or repeats more than four times: such can take time beyond any bound."""
    if len(text) > PATTERN_CHARS_MAX:
        raise InvalidInput(f"A pattern has at most {PATTERN_CHARS_MAX} characters.", field="user-pattern")
    try:
        pattern = re.compile(text)
    except re.error as error:
        raise InvalidInput(f"This is no regular expression: {error}.", field="user-pattern") from error
    if "user" not in pattern.groupindex:
        raise InvalidInput("The pattern needs a group named user: (?P<user>...).", field="user-pattern")
    if _is_unbounded(text):
        raise InvalidInput(
            f"The pattern repeats what is repeated, or more than {REPEATS_MAX} times: write it simpler.",
            field="user-pattern",
        )
    return pattern


def _is_unbounded(text: str) -> bool:
    """Read as far as groups and repeats go. Refuses some that would do no harm."""
    plain = re.sub(r"\\.", "x", text)
    plain = re.sub(r"\[\^?\]?[^\]]*\]", "x", plain).replace("(?", "(")
    groups, repeats = [False], 0  # of each group that is open: whether something in it is repeated
    for here, following in zip(plain, plain[1:] + " ", strict=True):
        if here == "(":
            groups.append(False)
        elif here == ")":
            inner = groups.pop()
            if inner and following in "*+{":
                return True
            groups[-1] |= inner
        elif here in "*+{":
            groups[-1] = True
            repeats += 1
    return repeats > REPEATS_MAX
