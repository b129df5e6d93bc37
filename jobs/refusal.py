"""What a person at the command line sees of an error: one sentence that says what to do, never a traceback."""

__all__ = ["Refused", "sentence_of"]


class Refused(Exception):
    """It cannot be done. The message is one sentence: what is wrong and what to do about it."""


def sentence_of(error: BaseException) -> str | None:
    """What to tell about an error; None for one that nobody foresaw, which deserves its traceback.

    The imports stand here because `jobs.cli` imports this module before it knows whether anything goes wrong.
    """
    from pydantic import ValidationError
    from pydantic_settings import SettingsError

    from core.errors import KeymeterError
    from core.pepper import PepperError
    from jobs.embedded_postgres import EmbeddedPostgresError

    if isinstance(error, KeymeterError):
        return error.message
    if isinstance(error, Refused | PepperError | EmbeddedPostgresError):
        return str(error)
    if isinstance(error, ValidationError) and error.title == "Settings":
        first = error.errors()[0]
        name = str(first["loc"][0]) if first["loc"] else "?"
        name = name if name.isupper() else f"KEYMETER_{name.upper()}"
        return f"The setting {name} is not valid ({first['msg']}): correct it in the environment or in .env."
    if isinstance(error, SettingsError):
        return f"The settings cannot be read ({error}): correct them in the environment or in .env."
    if isinstance(error, OSError) and error.filename is not None:
        return f"{error.filename}: {error.strerror}; check that this account may use it or choose another place."
    return None
