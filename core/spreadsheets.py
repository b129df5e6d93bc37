"""Cells of CSV files, which people open in spreadsheets."""

__all__ = ["cell"]

#: A spreadsheet takes what begins like this for a formula, and runs it.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def cell(text: str) -> str:
    """Text that is a text in a spreadsheet too. Not for numbers, whose sign is theirs."""
    return f"'{text}" if text.startswith(_FORMULA) else text
