"""Log lines: JSON with the id of the request, and never a secret, whatever is logged."""

import json
import logging
import logging.config
import pickle
from collections.abc import Iterator
from io import StringIO

import pytest

from core.audit import enter_by
from core.secret import make_secret
from jobs.logs import log_config, make_formatter

SECRETS = [make_secret("live"), make_secret("test"), make_secret("admin"), "whsec_c2VjcmV0c2VjcmV0c2VjcmV0"]


@pytest.fixture(params=[True, False], ids=["json", "text"])
def written(request: pytest.FixtureRequest) -> Iterator[StringIO]:
    stream = StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(make_formatter(request.param))
    logger = logging.getLogger("keymeter.test")
    logger.addHandler(handler)
    yield stream
    logger.removeHandler(handler)


def test_a_json_line_says_when_where_and_in_which_request() -> None:
    stream = StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(make_formatter(True))
    enter_by("api", request_id="req-7")
    record = logging.LogRecord("keymeter.test", logging.WARNING, "x.py", 1, "%s calls of %d", ("two", 3), None)
    handler.emit(record)
    said = json.loads(stream.getvalue())
    assert said.pop("timestamp").endswith("Z") and said.pop("process")
    assert said == {
        "event": "two calls of 3", "level": "warning", "logger": "keymeter.test", "request_id": "req-7", "door": "api",
    }  # fmt: skip


@pytest.mark.parametrize("secret", SECRETS, ids=lambda each: each[:8])
def test_a_secret_is_hidden_in_message_arguments_and_traceback(written: StringIO, secret: str) -> None:
    log = logging.getLogger("keymeter.test")
    log.warning("refused %s", secret)
    log.warning(f"refused ({secret})")
    log.warning("refused %r", {"headers": [(b"x", secret)]})
    try:
        raise ValueError(f"cannot use {secret}")
    except ValueError:
        log.exception("failed")
    assert secret not in written.getvalue()
    assert written.getvalue().count("[hidden]") >= 4


def test_passwords_of_urls_and_credentials_of_headers_are_hidden(written: StringIO) -> None:
    log = logging.getLogger("keymeter.test")
    log.error("no answer from postgres://keymeter:hunter2hunter2@db:5432/keymeter")
    log.error("sent Authorization: Bearer abcdefghijklmnop and Basic bWluYTpwYXNzd29yZA==")
    for secret in ("hunter2hunter2", "abcdefghijklmnop", "bWluYTpwYXNzd29yZA"):
        assert secret not in written.getvalue()
    assert "keymeter" in written.getvalue() and "db:5432" in written.getvalue()


def test_the_configuration_travels_to_worker_processes() -> None:
    """It is pickled, and made into formatters there."""
    config = pickle.loads(pickle.dumps(log_config("info", log_format="json")))  # noqa: S301 - our own
    assert config["formatters"]["line"]["as_json"] is True
    logging.config.DictConfigurator(config).configure_formatter(config["formatters"]["line"])
